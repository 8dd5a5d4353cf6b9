"""Bringing a file in: resumable, idempotent, in batches that hold the store's write lock only shortly."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from crawlers.files.ahead import InFlight, Pending, ReadAhead, Ready
from crawlers.files.bundles import Gauge, head_of, open_bundle
from crawlers.files.columns import Mapped
from crawlers.files.formats import Format, chat_in, export_in, recognise
from crawlers.files.media import MediaFolder
from crawlers.files.options import Read, ReadOptions
from crawlers.files.pace import FIRST, Limits, next_size
from crawlers.files.reading import arrivals
from crawlers.files.record_files import columns_of
from desk.chores import ImportRun, ImportState
from desk.errors import CollectError, NazarError, NotFound, StoreError
from desk.inbox import Inbox
from desk.journal import Entry
from desk.people import Mask
from desk.ports import Clock, Received, Records, Store
from desk.posts import Refused
from desk.roles import Action
from desk.sources import WORK_FROM_DEFAULT, Source

FINGERPRINT = "fingerprint"
"""The option of a run that tells whether a file is the one that was begun."""
FINGERPRINT_BYTES = 1024 * 1024
LETTERS = 4_000_000
"""Code points of text that are held at once, however few posts they are."""
JOURNALLED = "journalled"
"""The option of a run that keeps which of its counts stand in the journal."""
LIMITS = "limits"
"""The option of a run that keeps what of it was refused so far."""
CONTINUED = "another run of the same file went on from here"
UNFINISHED = frozenset({ImportState.RUNNING, ImportState.FAILED, ImportState.STOPPED})
_COUNTS = ("received", "new", "edited", "unchanged", "deleted", "dead_letters")

Progress = Callable[[ImportRun], None]
"""Told after every batch how far the run is: `read` of `size` bytes, and what became of its posts."""


@dataclass(frozen=True)
class ImportParts:
    """What an import works with.

    `after_batch` is called outside of any transaction, each time something was committed: the relay may be woken there.
    `ahead` reads texts beside this process; without it they are read here, one batch after the other.
    """

    store: Store
    inbox: Inbox
    mask: Mask
    now: Clock
    media: MediaFolder | None = None
    after_batch: Callable[[], None] = lambda: None
    ahead: ReadAhead | None = None


def run_import(
    parts: ImportParts,
    source: Source,
    path: Path,
    options: ReadOptions,
    run: ImportRun,
    *,
    progress: Progress = lambda run: None,
    work_from: datetime | None = None,
    keep_going: bool = False,
) -> ImportRun:
    """Read the file to its end and decide the lines of its posts; the run as it ended (DONE or STOPPED).

    An unfinished run of the same file into the same source goes on where its last batch was committed; a file that
    has changed since begins anew. `source` is added when its slug is new and the file can be read; a known one
    keeps what it has.
    STOPPED says that too many records were refused (`error` gives the first reasons). All that was read until then is
    kept, good posts and dead letters; the same call stops again at once, one with `keep_going` goes on from there.
    Raises StoreError, CollectError and ConfigError (kept in the run as FAILED, where the store can be written); the
    next call goes on from there.
    """
    format = recognise(path)
    import_ = _begun(parts, source, path, format, options, run, progress, work_from)
    try:
        import_.bring_in(format, keep_going=keep_going)
        if import_.run.state is ImportState.RUNNING:
            import_.decide_lines()
    except NazarError as fault:
        import_.fail(fault)
        raise
    return import_.run


def fingerprint(path: Path, options: ReadOptions) -> str:
    """Tells one file from another, and one way of reading it from another: size, beginning, options. Raises
    CollectError."""
    digest = hashlib.sha256(json.dumps(options.stored(), sort_keys=True).encode())
    if path.is_dir():
        bundle = open_bundle(path)
        name = export_in(bundle) or chat_in(bundle) or ""
        digest.update(f"{name} {bundle.size(name)}".encode())
        with bundle.open(name) as stream:
            digest.update(stream.read(FINGERPRINT_BYTES))
        return digest.hexdigest()
    digest.update(str(path.stat().st_size).encode())
    digest.update(head_of(path, FINGERPRINT_BYTES))
    return digest.hexdigest()


@dataclass
class _Import:
    """One import on its way."""

    parts: ImportParts
    source: Source
    path: Path
    options: ReadOptions
    run: ImportRun
    progress: Progress
    moved: int = 0
    gauge: Gauge = field(default_factory=Gauge)
    limits: Limits = field(default_factory=Limits)

    def bring_in(self, format: Format, *, keep_going: bool) -> None:
        """Read, map and receive, batch by batch; the cursor and what was refused so far go with each batch."""
        if self.limits.are_passed and not keep_going:
            return self._end(ImportState.STOPPED, "; ".join(self.limits.reasons))
        flight = InFlight(self.parts.inbox, self.source, self.parts.ahead, LETTERS)
        pending, size = Pending(), FIRST
        try:
            for read in self._reads(format):
                self.limits.note([each for each in read.arrivals if isinstance(each, Refused)])
                pending.add(read)
                if self.limits.are_passed and not keep_going:
                    self._receive_rest(flight, pending)
                    return self._end(ImportState.STOPPED, "; ".join(self.limits.reasons))
                if len(pending.arrivals) >= size or pending.letters > LETTERS:
                    for ready in flight.send(self._complete(pending)):
                        size = next_size(size, len(ready[0].arrivals), self._receive(ready))
                    pending = Pending()
        except CollectError:
            self._receive_rest(flight, pending)  # what stands whole before the fault
            raise
        return self._receive_rest(flight, pending)

    def decide_lines(self) -> None:
        """Fix the work-from moment, then move what is not older out of the archive, in short steps."""
        with self.parts.store.writing() as records:
            self._fix_work_from(records)
        moment, size = self.run.work_from, FIRST
        while moment is not None:
            begun = time.perf_counter()
            with self.parts.store.writing() as records:
                moved = records.decide_lines(self.source, moment, self.parts.inbox.due, size)
            if not moved:
                break
            self.moved += moved
            size = next_size(size, moved, time.perf_counter() - begun)
            self.parts.after_batch()
        self._end(ImportState.DONE)

    def fail(self, fault: NazarError) -> None:
        """Keep in words why the run broke off, if the store still takes it."""
        run = replace(self.run, state=ImportState.FAILED, ended_at=self.parts.now(), error=str(fault))
        try:
            with self.parts.store.writing() as records:
                self.run = records.keep_import(run)
        except StoreError:
            self.run = run  # the first fault is the one to tell; the run is found unfinished all the same

    def _reads(self, format: Format) -> Iterator[Read]:
        start = int(self.run.position or 0)
        return arrivals(self.path, format, self.options, start, media=self.parts.media, gauge=self.gauge)

    def _receive_rest(self, flight: InFlight, pending: Pending) -> None:
        """What is in flight, and after it what has been read since."""
        if pending.position is not None:
            for ready in flight.send(self._complete(pending)):
                self._receive(ready)
        for ready in flight.rest():
            self._receive(ready)

    def _complete(self, pending: Pending) -> Pending:
        pending.bytes_read, pending.refused = self.gauge.read, self.limits.stored()
        return pending

    def _receive(self, ready: Ready) -> float:
        """One transaction: the batch and how far the run is. Returns the seconds that the store was held."""
        pending, readings = ready
        batch = self.parts.inbox.batch(
            self.source, pending.arrivals, {}, archive=True, are_normalised=True, readings=readings
        )
        run = replace(self.run, read=pending.bytes_read, size=self.gauge.size, error=None, beat_at=self.parts.now())
        run = replace(run, options={**run.options, LIMITS: pending.refused})
        if pending.position is not None:
            newest = max(filter(None, (run.newest_at, pending.newest_at)), default=None)
            run = replace(run, position=str(pending.position), newest_at=newest)
        begun = time.perf_counter()
        with self.parts.store.writing() as records:
            got = records.receive(batch)
            self.run = records.keep_import(_with_counts(run, got))
        seconds = time.perf_counter() - begun
        self.parts.after_batch()
        self.progress(self.run)
        return seconds

    def _fix_work_from(self, records: Records) -> None:
        """As told; else as the source has it; else 14 days before the newest post of the file."""
        newest = self.run.newest_at
        default = None if newest is None else newest - WORK_FROM_DEFAULT
        kept = records.source(self.source.slug)
        moment = self.run.work_from or kept.work_from or default
        if moment != kept.work_from:
            kept = records.keep_source(replace(kept, work_from=moment))
        self.source = kept
        self.run = records.keep_import(replace(self.run, work_from=moment))

    def _end(self, state: ImportState, error: str | None = None) -> None:
        run = replace(self.run, state=state, ended_at=self.parts.now(), error=error)
        if self.gauge.size:  # else it was not even opened
            run = replace(run, read=self.gauge.read, size=self.gauge.size)
        changes = [run.new, run.edited, run.deleted]
        is_news = self.moved > 0 or changes != run.options.get(JOURNALLED, [0, 0, 0])
        with self.parts.store.writing() as records:
            self.run = records.keep_import(replace(run, options={**run.options, JOURNALLED: changes}))
            if is_news:
                records.write([self._entry(run)])
        self.progress(self.run)

    def _entry(self, run: ImportRun) -> Entry:
        fields: dict[str, Any] = {name: getattr(run, name) for name in _COUNTS}
        fields |= {"state": run.state.value, "moved": self.moved, FINGERPRINT: run.options[FINGERPRINT][:16]}
        fields["work_from"] = None if run.work_from is None else run.work_from.isoformat()
        return Entry(self.parts.now(), run.asked_by, Action.IMPORT.value, "source", self.source.slug, fields)


def _begun(
    parts: ImportParts,
    source: Source,
    path: Path,
    format: Format,
    options: ReadOptions,
    run: ImportRun,
    progress: Progress,
    work_from: datetime | None,
) -> _Import:
    """The import with its source, its remembered mapping and the place where an earlier run broke off."""
    options = replace(options, key=options.key or parts.mask.key)
    if not _is_known(parts.store, source):
        # A source is not made for a file that is none of the forms: its first record is read before.
        next(arrivals(path, format, _with_memory(options, source, path, format)), None)
    with parts.store.writing() as records:
        source = _source(records, source)
        options = _with_memory(options, source, path, format)
        if options.mapped.remembered() != dict(source.mapping) and format is not Format.TELEGRAM and options.mapped:
            source = records.keep_source(replace(source, mapping=options.mapped.remembered()))
        run = _resumed(records, run, source, fingerprint(path, options))
        run = replace(run, source=source.slug, state=ImportState.RUNNING, started_at=run.started_at or parts.now())
        run = replace(run, work_from=work_from or run.work_from)
        run = replace(run, stretch_at=parts.now(), stretch_read=run.read, beat_at=parts.now())
        run = records.keep_import(replace(run, ended_at=None, error=None))
    limits = Limits.from_stored(run.options.get(LIMITS, {}))
    return _Import(parts, source, path, options, run, progress, limits=limits)


def _is_known(store: Store, source: Source) -> bool:
    with store.reading() as records:
        try:
            return bool(records.source(source.slug))
        except NotFound:
            return False


def _source(records: Records, source: Source) -> Source:
    try:
        return records.source(source.slug)
    except NotFound:
        return records.keep_source(source)


def _with_memory(options: ReadOptions, source: Source, path: Path, format: Format) -> ReadOptions:
    """The options with what the source remembers of files with these columns; the place of a table is its source
    unless told."""
    if format in (Format.TELEGRAM, Format.WHATSAPP):
        return options
    mapped = options.mapped.checked()
    if memory := Mapped.from_remembered(source.mapping):
        mapped = mapped.over(memory.fitting(columns_of(path, format)))
    return replace(options, columns=mapped.columns, constants=mapped.constants, place=options.place or source.slug)


def _resumed(records: Records, run: ImportRun, source: Source, file: str) -> ImportRun:
    """The run with the progress of this file: its own, else what an unfinished run of the same file and source left
    (which is over then); from the beginning when there is none, or when the file has changed since."""
    if run.options.get(FINGERPRINT) == file:
        return run
    begun: dict[str, Any] = dict.fromkeys((*_COUNTS, "read"), 0) | dict.fromkeys(
        ("position", "newest_at", "started_at")
    )
    options: dict[str, Any] = {**run.options, FINGERPRINT: file, JOURNALLED: [0, 0, 0], LIMITS: {}}
    for each in records.imports():
        is_this = each.source == source.slug and each.options.get(FINGERPRINT) == file
        if is_this and each.id != run.id and each.state in UNFINISHED:
            begun = {name: getattr(each, name) for name in begun}
            options |= {name: each.options[name] for name in (JOURNALLED, LIMITS) if name in each.options}
            over = {name: value for name, value in each.options.items() if name != FINGERPRINT}
            records.keep_import(replace(each, options=over, state=ImportState.STOPPED, error=CONTINUED))
            break
    return replace(run, options=options, **begun)


def _with_counts(run: ImportRun, got: Received) -> ImportRun:
    counts: dict[str, Any] = {name: getattr(run, name) + getattr(got, name) for name in _COUNTS}
    return replace(run, **counts)
