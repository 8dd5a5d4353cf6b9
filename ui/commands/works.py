"""Carrying out long work: by the worker's own process, or by the command that asked for it."""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

import typer

from desk.errors import NazarError, RuleError, StoreError
from desk.works import LongWork, WorkKind, WorkState
from ui.commands import face
from ui.logs import redacted

if TYPE_CHECKING:
    from config.wiring import Parts
    from desk.relay import Rebuilt
    from desk.roles import Actor

HERE = frozenset(WorkKind) - {WorkKind.REBUILD, WorkKind.REREAD}
"""What `long-works` does; a new index and reading all again have processes of their own, so that they hold up nothing
else."""


def add_to(app: typer.Typer) -> None:
    """Register the commands of this file."""
    app.command("long-works", hidden=True)(long_works)


def long_works() -> None:
    """Do the long work that waits, the oldest first; the worker starts one process for it."""
    from ui.commands.running import asked_to_end
    from ui.logs import open_logs

    with asked_to_end() as asked, face.installation() as parts:
        open_logs("works", parts.settings.log_level)
        me = holder()
        while not asked.is_set():
            work = claimed(parts, HERE, me)
            if work is None:
                return
            do(parts, work, asked.is_set)


def do(parts: Parts, work: LongWork, stop: Callable[[], bool]) -> LongWork:
    """Carry out one work that we hold. Raises StoreError; the work goes on later then."""
    from ui.commands.retrying import retried

    if work.kind is WorkKind.RETRY:
        return parts.letterwork.do(work, lambda letter: retried(parts, letter), stop)
    return parts.sourcework.do(work, stop)


def build_index(parts: Parts, actor: Actor, stop: Callable[[], bool], tell: Callable[[int], None]) -> Rebuilt | None:
    """Build the index anew, as work that everybody with the right can watch; None when somebody else does it already
    or it was stopped. Raises SearchError, StoreError; the work is tried again then."""
    from desk.longwork import LEASE, Broken, ask
    from desk.relay import rebuild

    me = holder()
    with suppress(RuleError), parts.store.writing() as records:
        ask(records, parts.now, actor, WorkKind.REBUILD, "", parts.territory())
    work = claimed(parts, frozenset({WorkKind.REBUILD}), me)
    if work is None:
        return None
    told = [0]

    def progress(done: int) -> None:
        with parts.store.writing() as records:
            now = parts.now()
            if stop() or not records.advance_work(work, now, now + LEASE, more=done - told[0]):
                raise Broken
        told[0] = done
        tell(done)

    try:
        with parts.store.writing() as records:
            now = parts.now()
            records.advance_work(work, now, now + LEASE, total=records.count_documents())
        built = rebuild(parts.store, parts.index, progress)
    except Broken:
        _put_off(parts, work, None)
        return None
    except NazarError as error:
        _put_off(parts, work, redacted(str(error)))
        raise
    with parts.store.writing() as records:
        records.end_work(work, parts.now(), WorkState.DONE)
    return built


def claimed(parts: Parts, kinds: frozenset[WorkKind], me: str) -> LongWork | None:
    """The oldest work of these kinds that nobody holds, held by us now."""
    from desk.longwork import LEASE

    now = parts.now()
    with parts.store.writing() as records:
        return records.claim_work(kinds, me, now, now + LEASE)


def holder() -> str:
    """A name of this process that no other has."""
    return f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(3)}"


def _put_off(parts: Parts, work: LongWork, error: str | None) -> None:
    with suppress(StoreError), parts.store.writing() as records:
        records.put_off_work(work, error)
