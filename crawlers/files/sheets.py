"""The rows of an XLSX sheet, read by a child process with limits: a sheet is a zip of XML, and both can be bombs."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path

from crawlers.files.tables import Row
from desk.errors import N_, CollectError, LayoutChanged

ROWS = 1_048_576
COLUMNS = 1_000
UNPACKED = 2 * 1024**3
RATIO, RATIO_FREE = 100, 8 * 1024**2
"""Unpacked by packed bytes, and the bytes that are free of it; sheets pack 5 to 30 times."""
MEMORY, SECONDS = 1024**3, 600
_FAULTS = {
    "bomb": N_("the sheet unpacks to far more than it should"),
    "rows": N_("the sheet has more than 1,048,576 rows"),
    "columns": N_("the sheet has more than 1,000 columns"),
    "unreadable": N_("the sheet cannot be read: it is broken, locked or not allowed to be as it is"),
}


def rows_of_sheet(path: Path) -> Iterator[Row]:
    """Every row of the first visible sheet that is not empty, as text. Raises LayoutChanged, CollectError.

    Cells hold what was shown to be typed: a formula gives its last value, never the formula.
    """
    # Nothing of our environment goes along, and no lxml: it would read what the careful parser refuses.
    environment = {"OPENPYXL_LXML": "False", "PYTHONIOENCODING": "utf-8", "PATH": os.environ.get("PATH", "")}
    command = [sys.executable, "-I", "-m", "crawlers.files.sheets", str(path.resolve())]
    child = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
    )
    assert child.stdout is not None
    try:
        for line in child.stdout:
            told = json.loads(line)
            if isinstance(told, str):
                raise LayoutChanged(path.name, _FAULTS.get(told, _FAULTS["unreadable"]))
            number, cells = told
            yield Row(number, cells, json.dumps(cells, ensure_ascii=False).encode("utf-8", "surrogatepass"))
        if child.wait() != 0:
            raise CollectError(path.name, N_("the sheet needs more memory or time than it may have"))
    finally:
        child.kill()
        child.wait()
        child.stdout.close()


def tell_rows(path: Path) -> None:
    """What the child does: `[number, cells]` as a line of JSON for each row, or a word that says what is wrong."""
    from openpyxl import load_workbook

    if _is_bomb(path):
        return _tell("bomb")
    try:
        book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
        sheet = next(each for each in book.worksheets if each.sheet_state == "visible")
        sheet.reset_dimensions()  # what a file claims to be its size is not believed
        for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
            cells = [_text(value) for value in row]
            while cells and not cells[-1]:
                cells.pop()
            if number > ROWS or len(cells) > COLUMNS:
                return _tell("rows" if number > ROWS else "columns")
            if cells:
                _tell([number, cells])
    except (MemoryError, BrokenPipeError):
        raise
    except Exception:  # a hostile file can raise whatever a parser has; the parent says it in words
        _tell("unreadable")
    return None


def _is_bomb(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False
    packed = sum(each.compress_size for each in entries)
    unpacked = sum(each.file_size for each in entries)
    return unpacked > UNPACKED or (unpacked > RATIO_FREE and unpacked > RATIO * max(packed, 1))


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**63:
        return str(int(value))
    return str(value)


def _tell(told: object) -> None:
    sys.stdout.write(json.dumps(told) + "\n")


def main() -> None:
    """Read the sheet named on the command line within the limits."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    tell_rows(Path(sys.argv[1]))


if __name__ == "__main__":
    main()
