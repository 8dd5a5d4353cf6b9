"""Letting one file in: its source, its run, and the index beside it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from desk.chores import ImportRun
from desk.errors import N_, CollectError, NotFound, RuleError, SearchError
from desk.roles import Action, Actor, Subject
from desk.sources import Source
from ui.commands import face
from ui.commands.reading_beside import size_of
from ui.commands.sources import must_be_known, own_territory
from ui.commands.themes import themed
from ui.slugs import slug_of

if TYPE_CHECKING:
    from datetime import datetime

    from config.wiring import Parts
    from crawlers.files.importing import ImportParts
    from crawlers.files.options import ReadOptions
    from ui.commands.reading_beside import ReadersBeside


class Interrupted(Exception):
    """Somebody asked us to end; what is in is in, and the next run goes on from there.

    No NazarError: that would mark the run as failed, and nobody would go on with it.
    """


def source_for(
    parts: Parts, actor: Actor, file: Path, slug: str | None, defaults: tuple[str | None, str | None, str | None]
) -> Source:
    """The source of this name, or a new one as it will be added with the first post. Raises NotAllowed, RuleError."""
    stem = file.resolve().parent.name if file.name == "result.json" else file.name.split(".")[0]
    short = slug_of(slug or stem)
    if not short:
        raise RuleError(N_("“{slug}” is no short name: small Latin letters, digits and hyphens"), slug=slug or stem)
    if slug is not None and short != slug:
        face.say(f"the source is called {short}")
    with parts.store.reading() as records:
        try:
            known = records.source(short)
        except NotFound:
            known = None
    if known is None:
        territory, topic, department = defaults
        where = territory or own_territory(parts, actor, Action.IMPORT)
        topic, department = themed(parts, stem, topic, department)
        must_be_known(parts, where, topic, department)
        known = Source(short, "import", stem or short, parts.now(), where, topic, department)
    actor.must(Action.IMPORT, Subject(known.territory))
    return known


def bring_in(
    parts: Parts,
    actor: Actor,
    source: Source,
    file: Path,
    options: ReadOptions,
    *,
    work_from: datetime | None,
    keep_going: bool,
    stop: Callable[[], bool],
    beside: ReadersBeside | None = None,
    is_indexed: bool = False,
) -> ImportRun:
    """Import one file, going on where an earlier run of the same file stopped. Raises CollectError, StoreError."""
    if not file.exists():
        raise CollectError(source.slug, N_("there is no file {path}"), path=file)
    path, size = file.resolve(), size_of(file)
    fresh = ImportRun(
        str(path), file.name, source.slug, actor.login, parts.now(), options.stored(), size=size, work_from=work_from
    )
    return run_to_its_end(
        parts, source, path, options, fresh, keep_going=keep_going, stop=stop, beside=beside, is_indexed=is_indexed
    )


def run_to_its_end(
    parts: Parts,
    source: Source,
    path: Path,
    options: ReadOptions,
    run: ImportRun,
    *,
    keep_going: bool,
    stop: Callable[[], bool],
    beside: ReadersBeside | None = None,
    is_indexed: bool = False,
) -> ImportRun:
    """Let the file come in, telling how far it is. `beside` reads its texts in other processes; `is_indexed` brings the
    index along, batch by batch."""
    from crawlers.files.importing import run_import

    tell = face.counter("read")

    def progress(now: ImportRun) -> None:
        tell(now.received)
        if stop():
            raise Interrupted(f"broken off after {now.received} records; start it again to go on")

    return run_import(
        _import_parts(parts, beside, is_indexed=is_indexed),
        source,
        path,
        options,
        run,
        progress=progress,
        work_from=run.work_from,
        keep_going=keep_going,
    )


def catch_up(parts: Parts, stop: Callable[[], bool]) -> SearchError | None:
    """Bring the index level with the store, telling how far it is; what stood in the way, if anything did."""
    tell = face.counter("indexed")

    def progress(delivered: int, _waiting: int) -> None:
        tell(delivered)
        if stop():
            raise Interrupted("broken off; the worker brings the rest to the index")

    try:
        parts.relay.drain(progress)
    except SearchError as error:
        return error
    return None


def _import_parts(parts: Parts, beside: ReadersBeside | None, *, is_indexed: bool) -> ImportParts:
    from crawlers.files.importing import ImportParts
    from crawlers.files.media import MediaFolder

    if beside is not None:
        beside.kept = parts.kept_words
    media = MediaFolder(parts.settings.media_dir)
    made = ImportParts(parts.store, parts.inbox, parts.mask, parts.now, media, ahead=beside)
    return replace(made, after_batch=partial(_index_some, parts)) if is_indexed else made


def _index_some(parts: Parts) -> None:
    with suppress(SearchError):  # told at the end, when the index is brought level
        parts.relay.run_once()
