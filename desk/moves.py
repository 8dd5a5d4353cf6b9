"""The table of moves: the whole workflow of an incident. A move that is not here does not exist."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from desk.incidents import State
from desk.roles import Role


class Move(StrEnum):
    """What can happen to an incident; the rows of MOVES."""

    TAKE = "take"
    ENTER = "enter"
    ASSIGN = "assign"
    REASSIGN = "reassign"
    TAKE_UP = "take-up"
    NOT_OURS = "not-ours"
    ASK = "ask"
    RESUME = "resume"
    INTERIM = "interim"
    SUBMIT = "submit"
    RETURN = "return"
    ACCEPT = "accept"
    PUBLISH = "publish"
    CLOSE = "close"
    ANSWER_AT_ONCE = "answer-at-once"
    CLOSE_WITHOUT_ANSWER = "close-without-answer"
    MERGE = "merge"
    SPLIT = "split"
    REOPEN = "reopen"
    UNDO = "undo"


@dataclass(frozen=True)
class Rule:
    """One row: from which states (None: a post, before there is an incident), to which, and in whose role.

    `to` holds more than one state where the case decides (see the docstring of the door in `desk.casework`).
    `by_desk` rows may also be made by the desk itself.
    """

    origin: frozenset[State | None]
    to: frozenset[State]
    roles: frozenset[Role]
    by_desk: bool = False


_S = State
_DESK = frozenset({Role.PRESS_OFFICE, Role.COORDINATOR})
_EXECUTORS = frozenset({Role.EXECUTOR, Role.HEAD_OF_DEPARTMENT, Role.OUTSIDE_EXECUTOR})
_CONTROL = frozenset({Role.CONTROLLER, Role.COORDINATOR})
_PRESS = frozenset({Role.PRESS_OFFICE})
_WRITERS = frozenset({Role.EXECUTOR, Role.OUTSIDE_EXECUTOR, Role.PRESS_OFFICE})
OPEN_STATES = frozenset(State) - {State.ANSWERED, State.CLOSED, State.MERGED}
"""States in which something is still to be done before anybody was answered."""


def _rule(
    origin: Iterable[State | None], to: Iterable[State], roles: frozenset[Role], *, by_desk: bool = False
) -> Rule:
    return Rule(frozenset(origin), frozenset(to), roles, by_desk)


MOVES: Mapping[Move, Rule] = {
    Move.TAKE: _rule({None}, {_S.OPEN}, _DESK),
    Move.ENTER: _rule({None}, {_S.OPEN}, _DESK),
    Move.ASSIGN: _rule({_S.OPEN}, {_S.ASSIGNED}, _DESK),
    Move.REASSIGN: _rule(
        {_S.ASSIGNED, _S.IN_WORK, _S.INTERIM, _S.WAITING, _S.RETURNED},
        {_S.ASSIGNED},
        _DESK | {Role.HEAD_OF_DEPARTMENT},
    ),
    Move.TAKE_UP: _rule({_S.ASSIGNED, _S.RETURNED}, {_S.IN_WORK}, _EXECUTORS),
    Move.NOT_OURS: _rule({_S.ASSIGNED, _S.IN_WORK, _S.RETURNED}, {_S.OPEN}, _EXECUTORS),
    Move.ASK: _rule({_S.ASSIGNED, _S.IN_WORK, _S.RETURNED}, {_S.WAITING}, _WRITERS),
    Move.RESUME: _rule({_S.WAITING}, {_S.IN_WORK}, frozenset(), by_desk=True),
    Move.INTERIM: _rule(
        {_S.ASSIGNED, _S.IN_WORK, _S.RETURNED, _S.WAITING},
        {_S.INTERIM},
        _WRITERS,
    ),
    Move.SUBMIT: _rule({_S.IN_WORK, _S.INTERIM, _S.RETURNED, _S.ASSIGNED}, {_S.SUBMITTED}, _EXECUTORS),
    Move.RETURN: _rule({_S.SUBMITTED}, {_S.RETURNED}, _CONTROL),
    Move.ACCEPT: _rule({_S.SUBMITTED}, {_S.ACCEPTED}, _CONTROL),
    Move.PUBLISH: _rule({_S.ACCEPTED}, {_S.ACCEPTED, _S.ANSWERED}, _PRESS),
    Move.CLOSE: _rule({_S.ANSWERED}, {_S.CLOSED}, _CONTROL, by_desk=True),
    Move.ANSWER_AT_ONCE: _rule({None, _S.OPEN, _S.ASSIGNED, _S.IN_WORK}, {_S.ANSWERED, _S.CLOSED}, _PRESS),
    Move.CLOSE_WITHOUT_ANSWER: _rule(OPEN_STATES, {_S.CLOSED}, _DESK),
    Move.MERGE: _rule(set(State) - {_S.MERGED}, {_S.MERGED}, _DESK),
    Move.SPLIT: _rule(set(State) - {_S.MERGED}, {_S.OPEN}, _DESK),
    Move.REOPEN: _rule({_S.CLOSED, _S.ANSWERED}, {_S.ASSIGNED, _S.OPEN}, _DESK, by_desk=True),
    Move.UNDO: _rule(set(State) - {_S.OPEN}, set(State), frozenset(Role)),
}
"""Move → its row (DOMAIN.md). SPLIT names the state of the part split off; the rest stays where it is."""
