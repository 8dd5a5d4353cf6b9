"""The trade's own table of moves, for tests to hold the code against."""

from __future__ import annotations

from collections.abc import Iterator

from desk.incidents import State
from desk.moves import Move
from desk.roles import Role

TABLE = """
take                 | -                                                       | open               | press-office coordinator
enter                | -                                                       | open               | press-office coordinator
assign               | open                                                    | assigned           | press-office coordinator
reassign             | assigned in-work interim waiting returned               | assigned           | press-office coordinator head-of-department
take-up              | assigned returned                                       | in-work            | executor head-of-department outside-executor
not-ours             | assigned in-work returned                               | open               | executor head-of-department outside-executor
ask                  | assigned in-work returned                               | waiting            | executor outside-executor press-office
resume               | waiting                                                 | in-work            | desk
interim              | assigned in-work returned waiting                       | interim            | executor outside-executor press-office
submit               | in-work interim returned assigned                       | submitted          | executor head-of-department outside-executor
return               | submitted                                               | returned           | controller coordinator
accept               | submitted                                               | accepted           | controller coordinator
publish              | accepted                                                | accepted answered  | press-office
close                | answered                                                | closed             | controller coordinator desk
answer-at-once       | - open assigned in-work                                 | answered closed    | press-office
close-without-answer | open assigned in-work waiting interim submitted returned accepted | closed   | press-office coordinator
merge                | open assigned in-work waiting interim submitted returned accepted answered closed | merged | press-office coordinator
split                | open assigned in-work waiting interim submitted returned accepted answered closed | open | press-office coordinator
reopen               | closed answered                                         | assigned open      | press-office coordinator desk
undo                 | assigned in-work waiting interim submitted returned accepted answered closed merged | * | *
"""  # noqa: E501
"""DOMAIN.md's table, written down a second time; an outside executor is an executor who comes by a signed link."""


def rows() -> Iterator[tuple[Move, set[State | None], set[State], set[str]]]:
    """The table, row by row; `-` is a post before there is an incident."""
    for line in TABLE.strip().splitlines():
        move, origin, to, roles = (part.strip() for part in line.split("|"))
        origins = {None if each == "-" else State(each) for each in origin.split()}
        states = set(State) if to == "*" else {State(each) for each in to.split()}
        makers = {role.value for role in Role} if roles == "*" else set(roles.split())
        yield Move(move), origins, states, makers


EXPECTED = {move: (origins, states, makers) for move, origins, states, makers in rows()}
