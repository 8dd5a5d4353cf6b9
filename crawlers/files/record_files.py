"""Reading files of records: JSON lines, CSV, XLSX; by the documented form or by a mapping of columns."""

from __future__ import annotations

import io
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import Any

from crawlers.files import flat
from crawlers.files.bundles import Gauge, opened
from crawlers.files.columns import Mapped, header_row, parts_of
from crawlers.files.dates import moment
from crawlers.files.formats import Format
from crawlers.files.lines import decoded, lines_of
from crawlers.files.options import Preview, Read, ReadOptions
from crawlers.files.records import Reading
from crawlers.files.sheets import rows_of_sheet
from crawlers.files.tables import SAMPLE, Row, dialect_of, must_have, rows_of_csv
from desk.errors import N_, LayoutChanged
from desk.inbox import Refusal
from desk.posts import Arrival

PREVIEW_ROWS = 10
HEADER_AMONG = 10
TABLE_NETWORK = "table"
"""The network of a table that names none: a log or a list kept by hand."""
NEEDED = ("published_at", "text")
"""What a table must have; network and place have defaults, an id is made from the content."""


def read_lines(reading: Reading) -> Iterator[Read]:
    """Every line, by the documented form; by a mapping, if one was told. Raises LayoutChanged, CollectError."""
    twins, mapped = flat.Twins(), None
    is_mapped = bool(reading.options.mapped)
    with opened(reading.path, reading.gauge) as stream:
        for number, line, is_cut in lines_of(stream):
            is_done = reading.is_done()
            if is_mapped and mapped is None:
                mapped = _mapped_by(line, reading.options)
            if is_done and not is_mapped:
                continue  # with a mapping it is read all the same: equal records without an id must be counted
            read = reading.read(number, line, partial(_line, line, is_cut, mapped, reading, twins))
            if not is_done:
                yield read


def _mapped_by(line: bytes, options: ReadOptions) -> Mapped | None:
    try:
        return options.mapped.completed(decoded(line))
    except Refusal:
        return None


def _line(line: bytes, is_cut: bool, mapped: Mapped | None, reading: Reading, twins: flat.Twins) -> tuple[Arrival, ...]:
    if is_cut:
        raise Refusal("too-long", "the line is too long")
    record = decoded(line)
    if mapped is None:
        return flat.arrivals_from(record, reading.zone, reading.options.seen_at)
    return _of_mapped(mapped.applied(record), reading, twins)


def _of_mapped(record: dict[str, Any], reading: Reading, twins: flat.Twins) -> tuple[Arrival, ...]:
    """A record by a mapping: what the table cannot know has defaults, an id is made where there is none."""
    if record.get("network") in (None, ""):
        record["network"] = TABLE_NETWORK
    if record.get("place") in (None, ""):
        record["place"] = reading.options.place or ""
    if record.get("id") in (None, ""):
        at = record.get("published_at")
        if at in (None, ""):
            raise Refusal("missing-field", "published_at is missing")
        record["id"] = flat.content_id(
            record, moment(str(at), reading.zone, "published_at"), reading.options.key, twins
        )
    return flat.arrivals_from(record, reading.zone, reading.options.seen_at)


def read_table(reading: Reading, format: Format) -> Iterator[Read]:
    """Every row below the header. Raises LayoutChanged, CollectError."""
    twins = flat.Twins()
    with closing(_rows(reading.path, format, reading.gauge)) as rows:
        header, rest = _header(list(islice(rows, HEADER_AMONG)), reading.path)
        mapped = reading.options.mapped.completed(header)
        _must_fit(mapped, header, reading.path.name)
        for row in chain(rest, rows):
            is_done = reading.is_done()
            read = reading.read(row.line, row.raw, partial(_row, row, header, mapped, reading, twins))
            if not is_done:
                yield read


def preview_of_table(path: Path, format: Format, options: ReadOptions) -> Preview:
    """The columns, what they are taken for, and the first rows. Raises LayoutChanged, CollectError."""
    with closing(_rows(path, format, Gauge())) as rows:
        header, rest = _header(list(islice(rows, HEADER_AMONG)), path)
        shown = [tuple(row.cells) for row in islice(chain(rest, rows), PREVIEW_ROWS)]
    return _preview(format, options, header, shown)


def columns_of(path: Path, format: Format) -> tuple[str, ...]:
    """The names of a table's columns, or of the fields in the first lines. Raises LayoutChanged, CollectError."""
    if format is Format.JSON_LINES:
        return tuple(dict.fromkeys(name for record in _first_records(path) for name in record))
    with closing(_rows(path, format, Gauge())) as rows:
        return _header(list(islice(rows, HEADER_AMONG)), path)[0]


def _header(first: list[Row], path: Path) -> tuple[tuple[str, ...], list[Row]]:
    """The names of the columns, and the rows after them."""
    if not first:
        raise LayoutChanged(path.name, N_("the table is empty"))
    at = header_row([row.cells for row in first])
    return _names(first[at].cells), first[at + 1 :]


def _row(row: Row, header: tuple[str, ...], mapped: Mapped, reading: Reading, twins: flat.Twins) -> tuple[Arrival, ...]:
    if row.fault is not None:
        raise Refusal("bad-row", row.fault)
    if len(row.cells) > len(header):
        raise Refusal("bad-row", f"the row has {len(row.cells)} cells, the header {len(header)}")
    record = {name: cell for name, cell in zip(header, row.cells, strict=False) if name and cell != ""}
    return _of_mapped({**mapped.applied(record)}, reading, twins)


def _must_fit(mapped: Mapped, header: tuple[str, ...], name: str) -> None:
    absent = [part for column in mapped.columns.values() for part in parts_of(column, header) if part not in header]
    if absent:
        raise LayoutChanged(
            name,
            N_("the table has no column {absent}; its columns are: {columns}"),
            absent=", ".join(absent),
            columns=", ".join(filter(None, header))[:500],
        )
    must_have([each for each in NEEDED if each not in mapped.columns and each not in mapped.constants], header, name)


def _names(cells: Sequence[str]) -> tuple[str, ...]:
    """Column names, each once: a second one of the same name gets a number."""
    seen: dict[str, int] = {}
    names: list[str] = []
    for cell in cells:
        name = str(cell).strip()
        seen[name] = seen.get(name, 0) + 1
        names.append(f"{name} ({seen[name]})" if name and seen[name] > 1 else name)
    return tuple(names)


def _rows(path: Path, format: Format, gauge: Gauge) -> Generator[Row, None, None]:
    if format is Format.XLSX:
        yield from rows_of_sheet(path)
        gauge.read = gauge.size = path.stat().st_size
        return
    with opened(path, gauge) as stream:
        sample = stream.peek(SAMPLE) if isinstance(stream, io.BufferedReader) else b""
        yield from rows_of_csv(stream, dialect_of(sample[:SAMPLE]))


def preview_of_lines(path: Path, options: ReadOptions) -> Preview:
    """The fields of the first lines as columns. Raises CollectError."""
    records = _first_records(path)
    header = dict.fromkeys(name for record in records for name in record)
    shown = [tuple(str(record.get(name, ""))[:500] for name in header) for record in records]
    return _preview(Format.JSON_LINES, options, list(header), shown)


def _first_records(path: Path) -> list[Mapping[str, Any]]:
    records = []
    with opened(path, Gauge()) as stream:
        for _, line, _ in islice(lines_of(stream), PREVIEW_ROWS):
            with suppress(Refusal):
                records.append(decoded(line))
    return records


def _preview(format: Format, options: ReadOptions, header: Sequence[str], rows: list[tuple[str, ...]]) -> Preview:
    names = _names(header)
    mapped = options.mapped.checked().completed(names)
    needed = NEEDED if format is not Format.JSON_LINES or options.mapped else flat.REQUIRED
    missing = tuple(each for each in needed if each not in mapped.columns and each not in mapped.constants)
    return Preview(format, (), names, mapped.columns, missing, tuple(rows[:PREVIEW_ROWS]))
