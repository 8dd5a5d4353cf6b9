"""Letting one file in: its source, its run, and the index beside it."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from desk.chores import ImportRun
from desk.errors import N_, CollectError, NotFound, RuleError, SearchError
from desk.roles import Action, Actor, Subject
from desk.sources import Source
from ui import lifelines
from ui.commands import face
from ui.commands.sources import must_be_known, own_territory
from ui.slugs import slug_of

if TYPE_CHECKING:
    from datetime import datetime

    from config.wiring import Parts
    from crawlers.files.importing import ImportParts
    from crawlers.files.options import ReadOptions

WORTH_A_PROCESS = 1_000_000
"""Bytes of files from which an import has the index filled by a second process."""
LOADED_FOR_BOTH = ("desk.relay", "index.fts5", "store", "language.words")
"""What both processes need; loaded before the fork, it costs one of them only."""
GARBAGE_THRESHOLD = 20_000
"""New objects between two looks for garbage: reading words makes many that live on, and looking at them all again and
again was a third of its time."""
LOOK_SECONDS = 0.1
"""How long that process rests when there was nothing to bring."""
END_SECONDS = 60.0
"""How long that process may take for the batch that it is at."""


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
) -> ImportRun:
    """Import one file, going on where an earlier run of the same file stopped. Raises CollectError, StoreError."""
    if not file.exists():
        raise CollectError(source.slug, N_("there is no file {path}"), path=file)
    path, size = file.resolve(), _size(file)
    fresh = ImportRun(
        str(path), file.name, source.slug, actor.login, parts.now(), options.stored(), size=size, work_from=work_from
    )
    return run_to_its_end(parts, source, path, options, fresh, keep_going=keep_going, stop=stop)


def run_to_its_end(
    parts: Parts,
    source: Source,
    path: Path,
    options: ReadOptions,
    run: ImportRun,
    *,
    keep_going: bool,
    stop: Callable[[], bool],
) -> ImportRun:
    """Let the file come in, telling how far it is."""
    from crawlers.files.importing import run_import

    tell = face.counter("read")

    def progress(now: ImportRun) -> None:
        tell(now.received)
        if stop():
            raise Interrupted(f"broken off after {now.received} records; start it again to go on")

    return run_import(
        _import_parts(parts),
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


@contextmanager
def index_beside(files: Sequence[Path]) -> Iterator[None]:
    """While this process fills the store, a second one brings the index level: two cores, one each.

    Enter it before anything of the installation is opened: a database must not be carried across a fork. Small files
    go without, as they are in before it would have done anything; whatever is left at the end, `catch_up` brings.
    """
    is_worth_it = sum(_size(file) for file in files if file.exists()) > WORTH_A_PROCESS
    if not (is_worth_it and lifelines.may_fork()):
        yield
        return
    for module in LOADED_FOR_BOTH:
        import_module(module)
    import_module("language.words").words("ауыл")  # tables and dictionary: once, for both
    gc.freeze()
    gc.set_threshold(GARBAGE_THRESHOLD)
    child = lifelines.fork(_follow)
    try:
        yield
    finally:
        lifelines.end_forked(child, END_SECONDS)


def _follow() -> None:
    """Bring the index level again and again until a signal ends it."""
    from ui.commands.running import asked_to_end

    with asked_to_end() as stop, face.installation() as parts:
        delivered = 0
        # A full outbox is worth a look at once; an empty one only now and then.
        while not stop.wait(0.0 if delivered else LOOK_SECONDS):
            delivered = parts.relay.run_once().delivered


def _import_parts(parts: Parts) -> ImportParts:
    from crawlers.files.importing import ImportParts
    from crawlers.files.media import MediaFolder

    return ImportParts(parts.store, parts.inbox, parts.mask, parts.now, MediaFolder(parts.settings.media_dir))


def _size(file: Path) -> int:
    inside = (each for each in file.rglob("*") if each.is_file()) if file.is_dir() else iter([file])
    return sum(each.stat().st_size for each in inside)
