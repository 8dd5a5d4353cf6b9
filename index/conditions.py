"""What a hit must fulfil, said once for every engine: the filters beside the search box, and what a scope allows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from desk.posts import Line
from desk.queries import PostFilter
from desk.roles import Area, Scope
from desk.territories import COUNTRY, span
from index.fields import first_id, millis


@dataclass(frozen=True)
class OneOf:
    """The field has one of these values (of a field with several, at least one is among them). No values: nothing."""

    field: str
    values: tuple[str | bool, ...]


@dataclass(frozen=True)
class Between:
    """low <= field < high; None leaves that side open. A document without the field is outside."""

    field: str
    low: int | str | None
    high: int | str | None


@dataclass(frozen=True)
class AllOf:
    """Every part holds; without parts everything does."""

    parts: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class AnyOf:
    """At least one part holds; without parts nothing does."""

    parts: tuple[Condition, ...] = ()


Condition = OneOf | Between | AllOf | AnyOf

_PLAIN = (
    "source", "network", "topic", "reason", "incident", "thread", "language", "tone", "urgency", "named_place",
)  # fmt: skip
"""Fields of a PostFilter that name a field of the index and one value."""


def wanted(filter: PostFilter) -> AllOf:
    """The conditions of a filter. A period is a range of ids. Raises ValueError for `late` without `now`."""
    parts: list[Condition] = [
        OneOf(name, (str(value),)) for name in _PLAIN if (value := getattr(filter, name)) is not None
    ]
    if filter.topics is not None:
        parts.append(OneOf("topic", tuple(sorted(filter.topics))))
    if filter.kind is not None:
        parts.append(OneOf("reads_as", (filter.kind.value,)))
    if filter.by_machine:
        parts.append(OneOf("by_machine", (True,)))
    if filter.lines:
        parts.append(OneOf("line", tuple(sorted(line.value for line in filter.lines))))
    if filter.territory is not None:
        parts.extend(_inside(filter.territory))
    if filter.tag is not None:
        parts.append(OneOf("tags", (filter.tag,)))
    if filter.place is not None:
        parts.extend((OneOf("network", (filter.place[0],)), OneOf("place", (filter.place[1],))))
    if filter.since is not None or filter.until is not None:
        low, high = (None if moment is None else first_id(moment) for moment in (filter.since, filter.until))
        parts.append(Between("id", low, high))
    if filter.late:
        if filter.now is None:
            raise ValueError("who asks for late posts must say when now is")
        parts.extend((OneOf("line", (Line.NEW.value,)), Between("due_at", None, millis(filter.now))))
    return AllOf(tuple(parts))


def allowed(scope: Scope) -> AnyOf:
    """What the scope lets through: any of its areas; an empty scope nothing at all."""
    return AnyOf(tuple(_area(area) for area in scope.areas))


def _area(area: Area) -> AllOf:
    parts = list(_inside(area.territory))
    if area.topics is not None:
        parts.append(OneOf("topic", tuple(sorted(area.topics))))
    if not area.restricted:
        parts.append(OneOf("restricted", (False,)))
    if area.departments is not None:
        mine: list[Condition] = [OneOf("departments", tuple(sorted(area.departments)))]
        if area.assignee is not None:
            mine.append(OneOf("assignee", (area.assignee,)))
        parts.append(AnyOf(tuple(mine)))
    return AllOf(tuple(parts))


def _inside(code: str) -> Iterable[Condition]:
    # What nobody has placed yet has no code, and the whole country still holds it.
    return () if code == COUNTRY else (Between("territory", *span(code)),)
