"""Between a case of the desk and its rows: one description of every table that belongs to an incident."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from enum import Enum
from typing import Any

from sqlalchemy import Row, Table

from desk.incidents import (
    Answer,
    AnswerKind,
    AnswerPlace,
    Case,
    CoExecutor,
    ExtensionAsked,
    Incident,
    Member,
    Outcome,
    PlaceState,
    ReturnReason,
    State,
    Way,
)
from desk.moves import OPEN_STATES
from desk.posts import PostKey
from desk.terms import Urgency
from store.case_tables import ANSWER_PLACES, ANSWERS, CO_EXECUTORS, EXTENSIONS, INCIDENT_POSTS

Values = dict[str, Any]

_SLUGS: Mapping[tuple[type, str], type[Enum]] = {
    (Incident, "state"): State,
    (Incident, "urgency"): Urgency,
    (Incident, "outcome"): Outcome,
    (Answer, "kind"): AnswerKind,
    (Answer, "outcome"): Outcome,
    (Answer, "returned"): ReturnReason,
    (AnswerPlace, "state"): PlaceState,
    (AnswerPlace, "way"): Way,
}
"""Fields that are kept as the slug of an enumeration."""

_INCIDENT_FIELDS = tuple(field.name for field in fields(Incident) if field.name not in {"id", "tags"})


@dataclass(frozen=True)
class Belonging:
    """One table that belongs to an incident, and the part of a case it holds."""

    table: Table
    of: Callable[[Case], Sequence[Any]]
    values: Callable[[Any], Values]


def incident_values(incident: Incident) -> Values:
    """The row of an incident, without its id."""
    values = _values(incident, _INCIDENT_FIELDS)
    terms = [moment for moment in (incident.resident_due_at, incident.department_due_at) if moment is not None]
    values["due_at"] = min(terms) if terms and incident.state in OPEN_STATES else None
    return values


def incident_of(row: Row[Any], tags: frozenset[str]) -> Incident:
    """The incident of a row."""
    return Incident(id=row.id, tags=tags, **_fields(Incident, row, _INCIDENT_FIELDS))


def member_of(row: Row[Any]) -> Member:
    """A post of an incident, of a row joined with the post and its place."""
    return Member(
        post_id=row.post_id,
        key=PostKey(row.network, row.canonical, row.native_id),
        thread=row.thread,
        published_at=row.published_at,
        joined_at=row.joined_at,
        joined_by=row.joined_by,
        author=row.author,
        left_at=row.left_at,
        counts_from=row.counts_from,
    )


def part_of(kind: type[Any], row: Row[Any]) -> Any:
    """An answer, a place, a co-executor or an extension of its row."""
    return kind(**_fields(kind, row, _NAMES[kind]))


def _member_values(member: Member) -> Values:
    return _values(member, ("post_id", "joined_at", "joined_by", "left_at", "counts_from"))


def _plain_values(part: Any) -> Values:
    return _values(part, tuple(name for name in _NAMES[type(part)] if name != "ordinal"))


def _values(thing: Any, names: Sequence[str]) -> Values:
    return {name: _plain(getattr(thing, name)) for name in names}


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value


def _fields(kind: type[Any], row: Row[Any], names: Sequence[str]) -> Values:
    values = {name: getattr(row, name) for name in names}
    for name in names:
        slugs = _SLUGS.get((kind, name))
        if slugs is not None and values[name] is not None:
            values[name] = slugs(values[name])
    return values


_NAMES: Mapping[type[Any], tuple[str, ...]] = {
    kind: tuple(field.name for field in fields(kind)) for kind in (Answer, AnswerPlace, CoExecutor, ExtensionAsked)
}

BELONGINGS = (
    Belonging(INCIDENT_POSTS, lambda case: case.members, _member_values),
    Belonging(ANSWERS, lambda case: case.answers, _plain_values),
    Belonging(ANSWER_PLACES, lambda case: case.places, _plain_values),
    Belonging(CO_EXECUTORS, lambda case: case.co_executors, _plain_values),
    Belonging(EXTENSIONS, lambda case: case.extensions, _plain_values),
)
"""In the order in which they are written."""


def rows_of(belonging: Belonging, case: Case) -> dict[int, Values]:
    """Ordinal → values. Parts that count themselves keep their number, the others get their place in the case."""
    parts = belonging.of(case)
    return {getattr(part, "ordinal", place): belonging.values(part) for place, part in enumerate(parts)}
