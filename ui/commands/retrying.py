"""Trying a refused record again, through the same reading as its file had."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from desk.chores import DeadLetter, ImportRun, LetterState
from desk.errors import CollectError, NotFound, SearchError
from desk.posts import Arrival, Refused
from desk.sources import Source

if TYPE_CHECKING:
    from config.wiring import Parts
    from crawlers.files.formats import Format
    from crawlers.files.options import ReadOptions

FROM_THE_INDEX = "index-refused"


def retried(parts: Parts, letter: DeadLetter) -> bool:
    """Let the record of a dead letter in, as it would come in today. False when it is refused again. Raises StoreError.

    The record is read with the options of its file's last import. A record that makes no sense without its file (a
    message of an export, a row of a table) is looked up there; when the file is gone, it stays refused.
    """
    if letter.reason == FROM_THE_INDEX:
        return _to_the_index(parts, letter)
    try:
        source = _source(parts, letter)
        found = list(_arrivals(parts, letter))
    except (CollectError, NotFound):
        found = []
    if not found or any(isinstance(each, Refused) for each in found):
        return False
    batch = parts.inbox.batch(source, found, {}, archive=source.work_from is None)
    if batch.refused:
        return False
    with parts.store.writing() as records:
        records.receive(batch)
        records.settle_letter(letter.id or 0, LetterState.RETRIED)
    return True


def _arrivals(parts: Parts, letter: DeadLetter) -> Iterator[Arrival]:
    from crawlers.files.formats import Format, recognise
    from crawlers.files.options import ReadOptions
    from crawlers.files.reading import arrivals

    run = _run(parts, letter)
    options = ReadOptions.from_stored(run.options if run else {}, parts.now(), parts.mask.key)
    file = Path(run.file) if run else None
    format = recognise(file) if file is not None and file.exists() else None
    if format is Format.TELEGRAM and file is not None:
        # Its line is the ordinal of the message, and only the file knows of which chat it is.
        for read in arrivals(file, format, options, letter.line - 1):
            yield from read.arrivals
            return
    elif format is Format.CSV and file is not None:
        yield from _row(file, letter, options)
    elif format in (None, Format.JSON_LINES, Format.WHATSAPP):
        yield from _alone(letter.raw, format or Format.JSON_LINES, options)


def _alone(raw: bytes, format: Format, options: ReadOptions) -> Iterator[Arrival]:
    from crawlers.files.reading import arrivals

    with tempfile.TemporaryDirectory(prefix="nazar-retry-") as folder:
        file = Path(folder) / "record"
        file.write_bytes(raw + b"\n")
        for read in arrivals(file, format, options):
            yield from read.arrivals


def _row(file: Path, letter: DeadLetter, options: ReadOptions) -> Iterator[Arrival]:
    from crawlers.files.bundles import Gauge, opened
    from crawlers.files.formats import Format

    with opened(file, Gauge()) as stream:
        header = stream.readline()
    yield from _alone(header.rstrip(b"\r\n") + b"\n" + letter.raw.rstrip(b"\r\n"), Format.CSV, options)


def _run(parts: Parts, letter: DeadLetter) -> ImportRun | None:
    with parts.store.reading() as records:
        runs = records.imports(1000)
    return next((run for run in runs if run.source == letter.source and Path(run.file).name == letter.file), None)


def _source(parts: Parts, letter: DeadLetter) -> Source:
    with parts.store.reading() as records:
        return records.source(letter.source)


def _to_the_index(parts: Parts, letter: DeadLetter) -> bool:
    """Offer the document to the engine again; its line is the store's number of the post or incident."""
    from desk.ports import OutboxItem

    with parts.store.reading() as records:
        documents = [
            document
            for kind in ("post", "incident")
            for document in records.documents([OutboxItem(kind, letter.line, 0)])
        ]
    try:
        if parts.index.put(documents):
            return False
    except SearchError:
        return False
    with parts.store.writing() as records:
        records.settle_letter(letter.id or 0, LetterState.RETRIED)
    return True
