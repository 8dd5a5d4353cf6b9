"""All catalogues of an installation, read and validated: shipped, then its own files, then what the desk changed."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from config import overlays, parts
from config.nodes import Entry
from config.overlays import Entries
from config.parts import Holiday
from config.shapes import SHAPES, shape_of
from desk.calendars import WorkCalendar
from desk.catalogues import CatalogueRow
from desk.departments import Departments
from desk.named_places import NamedPlaces
from desk.terms import Terms
from desk.territories import Level, Territories, with_parents
from desk.topics import Topics
from desk.urgencies import UrgencyRules

ALMATY = ZoneInfo("Asia/Almaty")

Value = dict[str, Any]
"""The fields of one entry as JSON."""


@dataclass(frozen=True)
class Catalogues:
    """What an editor can change, as the desk needs it.

    `layers` are, for each catalogue, the entries of the installation's own file and those that the desk changed.
    """

    departments: Departments
    calendar: WorkCalendar
    holidays: Mapping[date, Holiday]
    terms: Terms
    topics: Topics
    urgencies: UrgencyRules
    places: NamedPlaces
    layers: Layers = field(repr=False)

    @cached_property
    def territories(self) -> Territories:
        """The whole KATO with the installation's changes; read when first asked for, then kept."""
        return _territories(self.layers)

    def entries(self, name: str) -> Entries:
        """The raw entries of one catalogue after all overlays, in order.

        Raises :exc:`~desk.errors.ConfigError` for an unknown one.
        """
        return _entries(shape_of(name).name, self.layers)


def read_catalogues(
    config_dir: Path | None,
    rows: Sequence[CatalogueRow] = (),
    *,
    zone: ZoneInfo = ALMATY,
    territory: str | None = None,
) -> Catalogues:
    """Read and check everything: `config_dir` (may be missing) upon what is shipped, `rows` of the store upon both.

    `zone` is the desk's. With `territory` the offices of the akims below it join the departments.
    Raises :exc:`~desk.errors.ConfigError`, one line with file and line of the first fault.
    """
    own, changed = overlays.own(config_dir), overlays.changed(rows)
    layers = {name: (own.get(name, []), changed.get(name, [])) for name in SHAPES}
    read_territories = cache(lambda: _territories(layers))
    if any(layers["territories"]):
        read_territories()
    departments = parts.departments_from(_entries("departments", layers), read_territories, territory)
    topics = parts.topics_from(_entries("topics", layers), departments)
    rules = [
        *parts.term_rules_from(_entries("terms", layers)),
        *(rule for each in topics.values() for rule in each.terms),
    ]
    days = _entries("calendar", layers)
    return Catalogues(
        departments,
        parts.calendar_from(days, zone),
        parts.holidays_from(days),
        Terms(rules, topics.parents),
        topics,
        parts.urgency_rules_from(_entries("urgencies", layers), topics),
        parts.places_from(_entries("places", layers), read_territories, overlays.shipped("places")),
        layers,
    )


def dump_catalogue(name: str, catalogues: Catalogues) -> str:
    """One catalogue as a file that can be changed and laid into `config/` or imported again.

    Reading it back gives the same entries: a shipped one that was taken away is written as `remove: true`, a shipped
    field that was cleared as null. Public holidays are not repeated unless they were changed.
    """
    shape, entries = shape_of(name), catalogues.entries(name)
    shipped, known = overlays.shipped(name), {entry.key: entry for entry in overlays.reference(name)}
    written: dict[str, Value | None] = {}
    for key, entry in entries.items():
        if entry != known.get(key):
            written[key] = _whole(entry, shipped.get(key))
    written.update({key: None for key in shipped if key not in entries})
    return shape.text(written)


def parse_catalogue(name: str, text: str, source: str) -> list[tuple[str, Value | None]]:
    """The entries of a file as (id, fields), None for one that is to be taken away; `source` names it in errors.

    Fields are checked one by one; whether the whole holds together, :func:`read_catalogues` says.
    Raises :exc:`~desk.errors.ConfigError` with file and line.
    """
    return [(entry.key, entry.plain()) for entry in shape_of(name).entries(text, source)]


def changes(
    name: str, values: Sequence[tuple[str, Value | None]], catalogues: Catalogues
) -> list[tuple[str, Value | None]]:
    """Those of `values` that would change the catalogue, as rows for the store hold them: what an import writes.

    A row holds every field that the desk sets, so the fields that it set before are in the value again.
    """
    entries = catalogues.entries(name)
    before = {entry.key: entry.plain() or {} for entry in catalogues.layers[name][1]}
    different: list[tuple[str, Value | None]] = []
    for key, value in values:
        now = entries[key].plain() if key in entries else None
        if value is None or now is None:
            if value != now:
                different.append((key, value))
        elif fields := {each: new for each, new in value.items() if now.get(each) != new}:
            different.append((key, {**before.get(key, {}), **fields}))
    return different


Layers = Mapping[str, tuple[Sequence[Entry], Sequence[Entry]]]


def _entries(name: str, layers: Layers) -> Entries:
    own, changed = layers[name]
    entries = overlays.overlaid(overlays.shipped(name), own)
    entries = overlays.overlaid(entries, changed, forgiving=True)
    return overlays.hanging(entries) if name == "topics" else entries


def _territories(layers: Layers) -> Territories:
    return parts.territories_from(_entries("territories", layers)) if any(layers["territories"]) else _kato()


@cache
def _kato() -> Territories:
    """As `territories_from` of the shipped entries, four times as fast: our own file needs no lines for its faults."""
    with (overlays.SHIPPED / shape_of("territories").file).open(encoding="utf-8", newline="") as file:
        rows = [(row["code"], Level(row["level"]), row["name_kk"], row["name_ru"]) for row in csv.DictReader(file)]
    return Territories(with_parents(rows))


def _whole(entry: Entry, shipped: Entry | None) -> Value:
    fields = entry.plain() or {}
    below = (shipped.plain() if shipped else None) or {}
    return {name: value for name, value in fields.items() if value is not None or name in below}
