"""Tables: the rows of a CSV file, whatever its encoding and separator, and of a sheet that a child process reads."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from desk.errors import N_, LayoutChanged

SAMPLE = 256 * 1024
"""Bytes looked at for the encoding and the separator."""
CELL_LIMIT = 1024 * 1024
"""Characters of one cell; a quote that never closes ends here."""
ROW_LIMIT = 4 * 1024 * 1024
_SEPARATORS = (";", ",", "\t", "|")
_SINGLE_BYTE = ("cp1251", "kz1048", "cp866", "koi8-r")
_COMMON = frozenset("оеаинтсрвлкмдпуыяьгзбчйхжёәіңғүұқөһ ,.;-")
"""What Russian and Kazakh texts mostly consist of, in small letters: tells the right code page from the wrong ones."""


@dataclass(frozen=True)
class Row:
    """A row as it was read: `line` from 1 in the file, `raw` as it stands there (rebuilt, where a file has no lines).

    `fault` says why it could not be read.
    """

    line: int
    cells: Sequence[str]
    raw: bytes
    fault: str | None = None


@dataclass(frozen=True)
class Dialect:
    """How a CSV file is written."""

    encoding: str
    separator: str


def dialect_of(sample: bytes) -> Dialect:
    """The encoding and the separator, from the beginning of a file."""
    encoding = encoding_of(sample)
    text = sample.decode(encoding, "ignore")
    return Dialect(encoding, separator_of(text))


def encoding_of(sample: bytes) -> str:
    """utf-8-sig, utf-16 or the likeliest Cyrillic code page (Windows-1251, its Kazakh sister, DOS, KOI8)."""
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if sample.startswith(codecs.BOM_UTF8) or _is_utf8(sample):
        return "utf-8-sig"
    halves = sample[1::2].count(0), sample[::2].count(0)
    if max(halves) > len(sample) // 8:
        return "utf-16-le" if halves[0] > halves[1] else "utf-16-be"
    high = bytes(each for each in sample if each > 0x7F)
    return max(_SINGLE_BYTE, key=lambda name: _likeness(high, name))


def separator_of(text: str) -> str:
    """The separator that gives most rows the same number of columns, more than one; a comma when none does."""
    best, best_score = ",", 0.0
    lines = text.splitlines()[:-1] or text.splitlines()
    for separator in _SEPARATORS:
        try:
            widths = Counter(len(row) for row in csv.reader(lines[:200], delimiter=separator) if row)
        except csv.Error:
            continue
        width, count = widths.most_common(1)[0] if widths else (1, 0)
        score = count / max(sum(widths.values()), 1) + width / 1000
        if width > 1 and score > best_score:
            best, best_score = separator, score
    return best


def rows_of_csv(stream: BinaryIO, dialect: Dialect) -> Iterator[Row]:
    """Every row that is not empty. Bytes that are no text of the encoding come out as lone surrogates: not lost."""
    text = io.TextIOWrapper(stream, dialect.encoding, errors="surrogateescape", newline="")
    tap = _Tap(text)
    csv.field_size_limit(CELL_LIMIT)
    reader = csv.reader(tap, delimiter=dialect.separator)
    while True:
        begun = tap.number + 1
        try:
            cells: Sequence[str] = next(reader)
            fault = None
        except StopIteration:
            text.detach()
            return
        except (csv.Error, _TooLong) as error:
            cells, fault = (), str(error)
        raw = tap.taken()
        if fault is not None or any(cells):
            yield Row(begun, cells, raw.encode("utf-8", "surrogateescape"), fault)


def must_have(missing: Sequence[str], header: Sequence[str], name: str) -> None:
    """Raise LayoutChanged, naming the columns, unless nothing is missing."""
    if missing:
        columns = ", ".join(each for each in header if each)[:500]
        raise LayoutChanged(
            name,
            N_("no column for {missing} was found; the columns are: {columns}. Say --columns field=column"),
            missing=", ".join(missing),
            columns=columns,
        )


class _TooLong(Exception):
    """A row that does not end."""


class _Tap:
    """The lines of a text, keeping what the row that is being read was made of."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text, self._kept, self._size, self.number = text, [""], 0, 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._text.readline(ROW_LIMIT)
        if not line:
            raise StopIteration
        self.number += 1
        self._size += len(line)
        if self._size <= ROW_LIMIT:
            self._kept.append(line)
        elif self._size > 16 * ROW_LIMIT:
            raise _TooLong("the row does not end")
        return line

    def taken(self) -> str:
        whole = "".join(self._kept)
        self._kept, self._size = [], 0
        return whole


def _is_utf8(sample: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        return False
    return True


def _likeness(high: bytes, encoding: str) -> int:
    """How much the text looks like Russian or Kazakh when it is read in this code page."""
    text = high.decode(encoding, "replace")
    return sum(1 if letter in _COMMON else -2 if not letter.isalpha() else 0 for letter in text)
