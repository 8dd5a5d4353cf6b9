"""The table of catalogues: which fields an entry of each has, and how one is read and written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from config import fields
from config.csv_files import read_rows, write_rows
from config.fields import Checker, is_slug
from config.nodes import Entry, fault
from config.yaml_files import read_entries, write_entries
from desk.departments import DepartmentKind
from desk.errors import N_, ConfigError
from desk.readings import PlaceKind
from desk.terms import TermKind, Urgency
from desk.territories import Level, is_code

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True)
class Shape:
    """One catalogue. `fields` check the values, `required` must be set in the end, `is_key` tells what an id may be.

    `reference` is a table that lies below the shipped file and is not written out again (public holidays).
    """

    name: str
    suffix: str
    fields: Mapping[str, Checker]
    required: tuple[str, ...] = ()
    is_key: Callable[[str], bool] = is_slug
    id_column: str = "id"
    reference: str | None = None
    required_of: Callable[[str], tuple[str, ...]] = field(default=lambda key: ())

    @property
    def file(self) -> str:
        """The name of its file, shipped and overlaying."""
        return f"{self.name}{self.suffix}"

    def entries(self, text: str, source: str) -> list[Entry]:
        """The entries of a file, each field checked; what must be set and what it refers to is not looked at yet.

        Raises :exc:`~desk.errors.ConfigError` with file and line.
        """
        read = (read_rows if self.suffix == ".csv" else read_entries)(text, source)
        for entry in read:
            self.check(entry)
        return read

    def check(self, entry: Entry) -> None:
        """Raise :exc:`~desk.errors.ConfigError` unless the id and each field that is set are well-formed."""
        if not self.is_key(entry.key):
            raise fault(
                entry.place, N_('{where}: "{key}" cannot be an id in {catalogue}'), key=entry.key, catalogue=self.name
            )
        for name, node in (entry.fields or {}).items():
            if name not in self.fields:
                known = ", ".join(self.fields)
                raise fault(
                    node, N_('{where}: there is no field "{field}"; known are {known}'), field=name, known=known
                )
            if node.value is not None:
                self.fields[name](node)

    def values(self, entry: Entry) -> dict[str, Any]:
        """The checked values of a whole entry; fields that are not set are left out.

        Raises :exc:`~desk.errors.ConfigError` when a required one is missing.
        """
        nodes = entry.fields or {}
        for name in (*self.required, *self.required_of(entry.key)):
            if name not in nodes or nodes[name].value is None:
                raise fault(entry.place, N_('{where}: "{key}" lacks "{field}"'), key=entry.key, field=name)
        return {name: self.fields[name](node) for name, node in nodes.items() if node.value is not None}

    def text(self, entries: Mapping[str, Mapping[str, Any] | None]) -> str:
        """The entries as a file of this catalogue."""
        if self.suffix == ".csv":
            return write_rows(entries, self.id_column, tuple(self.fields))
        return write_entries(entries)


def _is_calendar_key(key: str) -> bool:
    return key in WEEKDAYS or fields.day(key) is not None


def _required_of_day(key: str) -> tuple[str, ...]:
    return ("hours",) if key in WEEKDAYS else ("working",)


_BY_URGENCY = dict.fromkeys(fields.URGENCIES, fields.term)

SHAPES: Mapping[str, Shape] = {
    shape.name: shape
    for shape in (
        Shape(
            "territories",
            ".csv",
            {"level": fields.one_of(list(Level)[1:]), "name_kk": fields.text, "name_ru": fields.text},
            required=("level", "name_kk", "name_ru"),
            is_key=is_code,
            id_column="code",
        ),
        Shape(
            "departments",
            ".yml",
            {
                "names": fields.names,
                "kind": fields.one_of(DepartmentKind),
                "parent": fields.slug,
                "territory": fields.code,
                "contacts": fields.mapping_of(fields.text),
                "overseen_by": fields.text,
                "substitutes": fields.list_of(fields.text),
                "retired": fields.yes_or_no,
            },
            required=("names", "kind"),
        ),
        Shape(
            "calendar",
            ".yml",
            {"hours": fields.hours, "working": fields.yes_or_no, **dict.fromkeys(fields.LANGUAGES, fields.text)},
            is_key=_is_calendar_key,
            reference="holidays.csv",
            required_of=_required_of_day,
        ),
        Shape("terms", ".yml", _BY_URGENCY, is_key=lambda key: key in list(TermKind)),
        Shape(
            "urgencies",
            ".yml",
            {
                "names": fields.names,
                "level": fields.one_of([Urgency.URGENT, Urgency.DANGER]),
                **dict.fromkeys(("of", "near", "say", "unless"), fields.phrases),
                "topics": fields.list_of(fields.slug),
                "lack": fields.yes_or_no,
            },
            required=("names", "level"),
        ),
        Shape(
            "topics",
            ".yml",
            {
                "names": fields.names,
                "parent": fields.slug,
                "department": fields.slug,
                "terms": fields.terms_of_topic,
                "restricted": fields.yes_or_no,
                "retired": fields.yes_or_no,
                "words": fields.words_of_topic,
                "without": fields.words_of_topic,
                "phrases": fields.phrases_of_topic,
            },
            required=("names",),
        ),
        Shape(
            "places",
            ".yml",
            {
                "kind": fields.one_of(PlaceKind),
                "names": fields.mapping_of(fields.text, keys=("kk", "ru"), required=("kk", "ru")),
                "old": fields.list_of(fields.text),
                "forms": fields.list_of(fields.text),
                "ambiguous": fields.yes_or_no,
                "territory": fields.code,
                "retired": fields.yes_or_no,
            },
            required=("kind", "names"),
        ),
    )
}
"""Every catalogue of this house by name. A later one is one more line here and its shipped file."""


def shape_of(name: str) -> Shape:
    """The catalogue of that name. Raises :exc:`~desk.errors.ConfigError` for an unknown one."""
    if name not in SHAPES:
        raise ConfigError(N_('there is no catalogue "{name}"; known are {known}'), name=name, known=", ".join(SHAPES))
    return SHAPES[name]
