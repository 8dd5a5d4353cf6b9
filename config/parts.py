"""Entries of the catalogues turned into the desk's own types, with what they refer to checked."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from config import fields
from config.nodes import Node, fault, nodes_in
from config.overlays import Entries
from config.shapes import SHAPES, WEEKDAYS
from desk.calendars import Interval, WorkCalendar
from desk.catalogues import tree_faults
from desk.departments import Department, DepartmentKind, Departments, subordinate_offices
from desk.errors import N_, ConfigError
from desk.named_places import NamedPlace, NamedPlaces
from desk.readings import PlaceKind
from desk.terms import TermKind, TermRule, Urgency
from desk.territories import Level, Territories, with_parents
from desk.topics import Topic, Topics
from desk.urgencies import UrgencyRule, UrgencyRules

ROOT = "akimat"
"""The department below which the offices of subordinate akims are put, where it exists."""


@dataclass(frozen=True, slots=True)
class Holiday:
    """A day that is unlike its weekday: off, or worked. `names` may lack any language, or all."""

    day: date
    is_working: bool
    names: Mapping[str, str] = field(hash=False)


def territories_from(entries: Entries) -> Territories:
    """The territories, each below the nearest existing code."""
    rows = ((code, _values("territories", entries, code)) for code in entries)
    return Territories(with_parents((code, Level(row["level"]), row["name_kk"], row["name_ru"]) for code, row in rows))


def departments_from(entries: Entries, territories: Callable[[], Territories], territory: str | None) -> Departments:
    """The departments, and with `territory` the offices of the akims below it that are not entered by hand."""
    made: list[Department] = []
    if territory is not None:
        root = ROOT if ROOT in entries else None
        made = [each for each in subordinate_offices(territories(), territory, root) if each.id not in entries]
    unknown = N_('{where}: parent "{name}" is not a department')
    must_hang(entries, {office.id: office.parent for office in made}, unknown)
    for _, node in nodes_in(entries, "territory"):
        if node.value not in territories():
            raise fault(node, N_("{where}: there is no territory with the code {code}"), code=node.value)
    return Departments([*(_department(key, entries) for key in entries), *made])


def topics_from(entries: Entries, departments: Collection[str]) -> Topics:
    """The topics, whose departments must exist."""
    must_hang(entries, {}, N_('{where}: parent "{name}" is not a topic'))
    for _, node in nodes_in(entries, "department"):
        if node.value not in departments:
            raise fault(node, N_('{where}: department "{name}" is not a department'), name=node.value)
    return Topics(_topic(key, entries) for key in entries)


def urgency_rules_from(entries: Entries, topics: Collection[str]) -> UrgencyRules:
    """The rules of urgency, whose topics must exist."""
    for _, node in nodes_in(entries, "topics"):
        for each in node.value:
            if each.value not in topics:
                raise fault(each, N_('{where}: topic "{name}" is not a topic'), name=each.value)
    return UrgencyRules(_urgency_rule(key, entries) for key in entries)


def places_from(entries: Entries, territories: Callable[[], Territories], shipped: Entries) -> NamedPlaces:
    """The places with names of their own, whose territories must exist; those of the shipped ones do."""
    known = dict(nodes_in(shipped, "territory"))
    for key, node in nodes_in(entries, "territory"):
        if node is not known.get(key) and node.value not in territories():
            raise fault(node, N_("{where}: there is no territory with the code {code}"), code=node.value)
    return NamedPlaces(_place(key, entries) for key in entries)


def term_rules_from(entries: Entries) -> list[TermRule]:
    """The general rules, those of no topic."""
    return [rule for key in entries for rule in fields.rules(TermKind(key), _values("terms", entries, key), topic=None)]


def calendar_from(entries: Entries, zone: ZoneInfo) -> WorkCalendar:
    """Working hours with holidays and moved days."""
    hours: dict[int, tuple[Interval, ...]] = {
        WEEKDAYS.index(key): _values("calendar", entries, key)["hours"] for key in entries if key in WEEKDAYS
    }
    if not hours:
        raise ConfigError(N_("calendar.yml takes away every weekday; leave at least one with working hours"))
    days = holidays_from(entries).values()
    return WorkCalendar(
        zone,
        hours,
        holidays=frozenset(each.day for each in days if not each.is_working),
        working_days=frozenset(each.day for each in days if each.is_working),
    )


def holidays_from(entries: Entries) -> Mapping[date, Holiday]:
    """Every day that is unlike its weekday, in order."""
    holidays = {}
    for key in sorted(entries):
        if (day := fields.day(key)) is not None:
            values = _values("calendar", entries, key)
            names = {language: values[language] for language in fields.LANGUAGES if language in values}
            holidays[day] = Holiday(day, values["working"], names)
    return holidays


def must_hang(entries: Entries, more: Mapping[str, str | None], unknown: str) -> None:
    """Raise :exc:`~desk.errors.ConfigError` at the first entry whose parent is missing or below itself."""
    nodes: dict[str, Node] = dict(nodes_in(entries, "parent"))
    parents = {key: node.value for key, node in nodes.items()}
    for found in tree_faults({**more, **dict.fromkeys(entries), **parents}):
        message = N_('{where}: "{key}" stands below itself through "{name}"') if found.is_loop else unknown
        raise fault(nodes[found.key], message, key=found.key, name=found.parent)


def _department(key: str, entries: Entries) -> Department:
    values = _values("departments", entries, key)
    return Department(key, DepartmentKind(values.pop("kind")), **values)


def _topic(key: str, entries: Entries) -> Topic:
    values = _values("topics", entries, key)
    by_kind = values.pop("terms", {})
    rules = (rule for kind, terms in by_kind.items() for rule in fields.rules(TermKind(kind), terms, topic=key))
    return Topic(key, terms=tuple(rules), **values)


def _urgency_rule(key: str, entries: Entries) -> UrgencyRule:
    values = _values("urgencies", entries, key)
    return UrgencyRule(key, level=Urgency(values.pop("level")), **values)


def _place(key: str, entries: Entries) -> NamedPlace:
    values = _values("places", entries, key)
    return NamedPlace(key, PlaceKind(values.pop("kind")), **values)


def _values(name: str, entries: Entries, key: str) -> dict[str, Any]:
    return SHAPES[name].values(entries[key])
