"""What a person may see, as a condition in SQL: the one place where a scope is turned into one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, and_, false, func, or_, select, true, union_all

from desk.roles import Area, Scope
from desk.territories import COUNTRY, is_code, span
from store.case_tables import CO_EXECUTORS, INCIDENTS
from store.post_tables import POSTS

Condition = ColumnElement[bool]


@dataclass(frozen=True)
class Place:
    """The columns by which a row stands inside or outside a scope."""

    territory: ColumnElement[Any]
    topic: ColumnElement[Any]
    restricted: Condition
    incident: ColumnElement[Any]


INCIDENT = Place(INCIDENTS.c.territory, INCIDENTS.c.topic, INCIDENTS.c.restricted, INCIDENTS.c.id)
"""Where an incident stands."""

POST = Place(
    func.coalesce(INCIDENTS.c.territory, POSTS.c.territory),
    func.coalesce(INCIDENTS.c.topic, POSTS.c.topic),
    or_(POSTS.c.restricted, func.coalesce(INCIDENTS.c.restricted, false())),
    POSTS.c.incident_id,
)
"""Where a post stands: a taken one where its incident does. Needs `POST_ROWS` to select from."""

POST_ROWS = POSTS.outerjoin(INCIDENTS, INCIDENTS.c.id == POSTS.c.incident_id)


def inside(scope: Scope, place: Place) -> Condition:
    """Is the row inside the scope? A scope without areas holds nothing."""
    return or_(false(), *(_in_area(area, place) for area in scope.areas))


def in_territory(column: ColumnElement[Any], code: str) -> Condition:
    """Does the column's territory lie in `code` or is it `code`? Nothing lies in what is no code."""
    if code == COUNTRY:
        return true()
    if not is_code(code):
        return false()
    low, high = span(code)
    return and_(column >= low, column < high)


def _in_area(area: Area, place: Place) -> Condition:
    conditions = [in_territory(place.territory, area.territory)]
    if area.topics is not None:
        conditions.append(place.topic.in_(sorted(area.topics)))
    if not area.restricted:
        conditions.append(~place.restricted)
    if area.departments is not None:
        conditions.append(place.incident.in_(_reached(area.departments, area.assignee)))
    return and_(*conditions)


def _reached(departments: frozenset[str], assignee: str | None) -> CompoundSelect[Any]:
    """A list of incidents rather than a condition on each: few of ten million posts belong to one of a department."""
    mine, helping = INCIDENTS.alias("mine"), CO_EXECUTORS.alias("helping")
    names = sorted(departments)
    found = [
        select(mine.c.id).where(mine.c.department.in_(names)),
        select(helping.c.incident_id).where(helping.c.kind == "department", helping.c.who.in_(names)),
    ]
    if assignee is not None:
        found.append(select(mine.c.id).where(mine.c.assignee == assignee))
    return union_all(*found)
