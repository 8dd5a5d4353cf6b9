"""Tables as editors keep them: the first column is the id, every other one a field; empty cells set nothing."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from io import StringIO
from itertools import zip_longest
from typing import Any

from config.nodes import Entry, Node, fault
from desk.errors import N_

MAX_BYTES = 16 * 1024 * 1024

_WORDS = {"true": True, "false": False}


def read_rows(text: str, source: str) -> list[Entry]:
    """The entries of a catalogue in CSV (commas, a header). A `remove` column with `true` takes an entry away.

    Raises :exc:`~desk.errors.ConfigError` with file and line for ids that stand twice, and rows that are too long.
    """
    if len(text) > MAX_BYTES:
        raise fault(Node(None, source, 1), N_("{where}: the file is larger than {limit} MB"), limit=MAX_BYTES >> 20)
    lines = csv.reader(StringIO(text, newline=""), strict=True)
    entries: dict[str, Entry] = {}
    try:
        header = [name.strip() for name in next(lines, [])]
        for cells in lines:
            if not any(cells):
                continue
            entry = _entry(header, cells, source, lines.line_num)
            if entry.key in entries:
                first = entries[entry.key].place.line
                raise fault(
                    entry.place,
                    N_('{where}: "{key}" stands there twice, first in line {first}'),
                    key=entry.key,
                    first=first,
                )
            entries[entry.key] = entry
    except csv.Error as error:
        place = Node(None, source, lines.line_num)
        raise fault(place, N_("{where}: this cannot be read as CSV: {problem}"), problem=error) from error
    return list(entries.values())


def write_rows(entries: Mapping[str, Mapping[str, Any] | None], id_column: str, columns: Sequence[str]) -> str:
    """The entries as CSV that :func:`read_rows` reads back; None becomes `true` in a `remove` column."""
    fields = [*columns, "remove"] if None in entries.values() else columns
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([id_column, *fields])
    for key, entry in entries.items():
        shown = {"remove": True} if entry is None else entry
        writer.writerow([key, *(_cell(shown.get(field)) for field in fields)])
    return out.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _entry(header: list[str], cells: list[str], source: str, line: int) -> Entry:
    place = Node(None, source, line)
    if len(cells) > len(header):
        raise fault(place, N_("{where}: the row has more cells than the header has columns"))
    key, fields = cells[0].strip(), {}
    for name, cell in zip_longest(header[1:], cells[1:], fillvalue=""):
        if cell := cell.strip():
            fields[name] = Node(_WORDS.get(cell, cell), source, line)
    remove = fields.pop("remove", None)
    if remove is None:
        return Entry(key, place, fields)
    if remove.value is not True:
        raise fault(remove, N_('{where}: "remove" is either true or empty'))
    return Entry(key, place, None)
