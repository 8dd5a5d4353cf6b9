"""The lists of incidents people work by: what stands in each, for whom it is, and which one opens."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta

from desk.errors import N_
from desk.incidents import State
from desk.moves import OPEN_STATES
from desk.queries import IncidentFilter
from desk.roles import ALLOWED, DEPARTMENT_ROLES, Action, Role
from ui.session import Seat

LABELS: Mapping[str, str] = {
    "mine": N_("mine"),
    "department": N_("my department's"),
    "unassigned": N_("unassigned"),
    "overdue": N_("overdue"),
    "today": N_("due today"),
    "acceptance": N_("waiting for acceptance"),
    "publish": N_("to publish"),
    "control": N_("under own control"),
    "all": N_("all"),
    "closed": N_("closed"),
}
"""The lists in the order in which they stand side by side."""

NEEDED: Mapping[Role, tuple[str, ...]] = {
    Role.EXECUTOR: ("mine", "department"),
    Role.OUTSIDE_EXECUTOR: ("mine", "department"),
    Role.HEAD_OF_DEPARTMENT: ("department",),
    Role.COORDINATOR: ("unassigned", "acceptance"),
    Role.CONTROLLER: ("acceptance",),
    Role.PRESS_OFFICE: ("publish", "unassigned"),
    Role.HEAD: ("control",),
    Role.ASSISTANT: ("control",),
    Role.DEPUTY_AKIM: ("overdue",),
}
"""The lists that each role needs most, in the order in which somebody of several roles is asked to look."""

NEWEST = frozenset({"all", "closed"})
"""Lists with the newest first; in the others the nearest term stands first."""

_SEEN = frozenset(State) - {State.MERGED}
_UNFINISHED = frozenset(OPEN_STATES | {State.ANSWERED})


def offered(seat: Seat) -> dict[str, IncidentFilter]:
    """The lists of this person, each with its conditions."""
    return {name: LISTS[name](seat) for name in LABELS if name not in ONLY_FOR or ONLY_FOR[name](seat)}


def first_of(seat: Seat, counts: Mapping[str, tuple[int, bool]]) -> str:
    """The list that opens: what a role of this person needs most and holds something, else the overdue, else all."""
    roles = seat.actor.roles()
    wished = [name for role, names in NEEDED.items() if role in roles for name in names]
    return next((name for name in [*wished, "overdue"] if counts.get(name, (0, False))[0]), "all")


def narrowed(wanted: IncidentFilter, by: IncidentFilter) -> IncidentFilter:
    """The list, cut by what the filters beside it ask for."""
    return replace(
        wanted,
        department=by.department,
        topic=by.topic,
        territory=by.territory,
        tag=by.tag,
        since=by.since,
        until=by.until,
        ids=by.ids,
    )


def end_of_day(seat: Seat) -> datetime:
    """Midnight after the desk's present day."""
    today = seat.now.astimezone(seat.texts.zone).date()
    return datetime.combine(today + timedelta(days=1), time.min, seat.texts.zone)


def _own_departments(seat: Seat) -> frozenset[str]:
    named = (each.departments for each in seat.actor.grants if each.role in DEPARTMENT_ROLES and each.departments)
    return frozenset().union(*named)


def _unassigned(seat: Seat) -> IncidentFilter:
    """For the desk what has no department; inside a department what nobody has taken there."""
    if seat.actor.roles() & {Role.PRESS_OFFICE, Role.COORDINATOR}:
        return IncidentFilter(states=frozenset({State.OPEN}), by_term=True)
    return IncidentFilter(states=frozenset({State.ASSIGNED, State.RETURNED}), unassigned=True, by_term=True)


LISTS: Mapping[str, Callable[[Seat], IncidentFilter]] = {
    "mine": lambda seat: IncidentFilter(states=_UNFINISHED, assignee=seat.actor.login, by_term=True),
    "department": lambda seat: IncidentFilter(states=_UNFINISHED, departments=_own_departments(seat), by_term=True),
    "unassigned": _unassigned,
    "overdue": lambda seat: IncidentFilter(states=OPEN_STATES, overdue=True, now=seat.now),
    "today": lambda seat: IncidentFilter(
        states=OPEN_STATES, due_from=seat.now, due_before=end_of_day(seat), now=seat.now
    ),
    "acceptance": lambda _seat: IncidentFilter(states=frozenset({State.SUBMITTED}), by_term=True),
    "publish": lambda _seat: IncidentFilter(states=_UNFINISHED | {State.CLOSED}, to_publish=True, by_term=True),
    "control": lambda _seat: IncidentFilter(states=_UNFINISHED, controlled=True, by_term=True),
    "all": lambda _seat: IncidentFilter(states=_SEEN),
    "closed": lambda _seat: IncidentFilter(states=frozenset({State.CLOSED})),
}
ONLY_FOR: Mapping[str, Callable[[Seat], bool]] = {
    "department": lambda seat: bool(_own_departments(seat)),
    "control": lambda seat: bool(seat.actor.roles() & ALLOWED[Action.OWN_CONTROL]),
}
"""Lists that only some people have."""
