"""What every decision is made by: the catalogues of the installation, and the question who may make which move."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from desk.calendars import WorkCalendar
from desk.departments import Departments
from desk.errors import N_, NotAllowed, WrongMove
from desk.incidents import Case, Incident, State
from desk.moves import MOVES, Move
from desk.roles import THE_DESK, Actor, Grant, Role, Subject
from desk.terms import Terms
from desk.topics import Topics


@dataclass(frozen=True)
class Rules:
    """The catalogues as they hold at this moment. `four_eyes` binds the person and not only the role."""

    calendar: WorkCalendar
    terms: Terms
    topics: Topics
    departments: Departments
    four_eyes: bool = False

    def is_restricted(self, topic: str | None) -> bool:
        """May only named roles see this topic?"""
        return topic in self.topics.restricted

    def is_complained_of(self, department: str | None, complained_of: str | None) -> bool:
        """Would work given to `department` reach the one complained of: itself, or what answers to it?"""
        if department is None or complained_of is None:
            return False
        if department == complained_of:
            return True
        held = self.departments.get(complained_of)
        # Everything stands below the root; a complaint about the akim's own office must still find somebody.
        return held is not None and held.parent is not None and department in self.departments.within(complained_of)


@dataclass(frozen=True)
class Right:
    """In which capacity something is done: what the journal keeps beside the login."""

    role: Role | None = None
    for_whom: str | None = None
    grant: Grant | None = None


BY_THE_DESK = Right()
"""The desk itself acts: by rule or by time, in nobody's role."""


def responsible(case: Case) -> Subject:
    """What the moves are asked for: co-executors answer their part, only the responsible department moves the whole."""
    incident = case.incident
    return Subject(
        territory=incident.territory,
        departments=frozenset({incident.department} if incident.department else ()),
        topic=incident.topic,
        restricted=incident.restricted,
        assignee=incident.assignee,
    )


def right_to(actor: Actor, move: Move, subject: Subject) -> Right:
    """The capacity in which the actor may make the move. Raises NotAllowed."""
    rule = MOVES[move]
    if rule.by_desk and actor == THE_DESK:
        return BY_THE_DESK
    grant = actor.grant_for(rule.roles, subject)
    if grant is None:
        raise NotAllowed(N_("{name} may not do this here ({action})"), name=actor.name, action=move.value)
    return Right(grant.role, grant.acts_for, grant)


def must_lead(move: Move, state: State | None) -> None:
    """Raise WrongMove unless the table has the move from this state (None: a post)."""
    if state not in MOVES[move].origin:
        raise WrongMove(
            N_("from the state “{state}” there is no move “{move}”"),
            state=state.value if state else "",
            move=move.value,
        )


def must_move(move: Move, incident: Incident) -> None:
    """Raise WrongMove unless the table has the move from where the incident stands; a merged one names the other."""
    if incident.state is State.MERGED and State.MERGED not in MOVES[move].origin:
        raise WrongMove(N_("{number} was merged into {into}"), number=incident.number, into=incident.merged_into)
    must_lead(move, incident.state)


def possible_moves(actor: Actor, case: Case) -> Iterator[Move]:
    """The moves of this incident that table and rights leave to the actor, in the table's order: what a view offers.

    Some still need more (a text, a date) or depend on what was done before; the doors say so.
    """
    subject = responsible(case)
    for move, rule in MOVES.items():
        if case.incident.state in rule.origin and actor.grant_for(rule.roles, subject) is not None:
            yield move
