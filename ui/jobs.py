"""The jobs of the worker. A later part of the desk adds a row here, never a loop of its own."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Mapping
from datetime import time, timedelta
from pathlib import Path

from config.verifying import verify_journal
from config.wiring import Parts
from desk.chores import ImportState, Notice
from desk.errors import N_, NazarError, StoreError
from desk.jobs import JobPlan, next_try
from desk.relay import rebuild_is_due
from desk.works import WorkKind
from ui.uploads import KEPT, Uploads
from ui.worker import Later, Stop, Work

NOTICES_AT_ONCE = 50
NOTICE_LEASE = timedelta(minutes=5)
TRIES = 20
"""A notice that could not be sent so often has failed for good; the doctor shows it."""
UNFINISHED = frozenset({ImportState.WAITING, ImportState.RUNNING})
NIGHT = time(3, 15)
EARLY_NIGHT = time(2, 15)
DEEP_NIGHT = time(4, 15)
"""Two jobs that read or write much do not begin together."""
log = logging.getLogger(__name__)

Sender = Callable[[Parts, Notice], None]


def relay(parts: Parts, stop: Stop) -> None:
    """Bring the index level with the store: batch after batch until it has everything."""
    while not stop():
        report = parts.relay.run_once()
        if report.error is not None:
            raise Later(str(report.error), max(1.0, report.wait_seconds))
        if not report.delivered and not report.refused:
            return


def has_outbox(parts: Parts) -> bool:
    """Does something wait for the index?"""
    with parts.store.reading() as records:
        return records.outbox_size() > 0


def needs_rebuild(parts: Parts) -> bool:
    """Was the index lost or swapped for another engine, or are words read differently now?"""
    return rebuild_is_due(parts.store, parts.index)


def has_rebuild(parts: Parts) -> bool:
    """Has somebody asked for a new index?"""
    return _waits(parts, frozenset({WorkKind.REBUILD}))


def has_works(parts: Parts) -> bool:
    """Does other long work wait, or was it broken off?"""
    return _waits(parts, frozenset(WorkKind) - {WorkKind.REBUILD, WorkKind.REREAD})


def has_reread(parts: Parts) -> bool:
    """Has somebody asked for all posts to be read again, or was that broken off?"""
    return _waits(parts, frozenset({WorkKind.REREAD}))


def has_uploads(parts: Parts) -> bool:
    """Does a file that was brought through the desk wait, or was its import broken off?"""
    return bool(waiting_uploads(parts))


def waiting_uploads(parts: Parts) -> list[int]:
    """The numbers of imports the worker has to do, the oldest first. Those of the command line do their own."""
    folder = parts.settings.uploads_dir.resolve()
    with parts.store.reading() as records:
        runs = records.imports(1000)
    return sorted(
        run.id
        for run in runs
        if run.id is not None and run.state in UNFINISHED and Path(run.file).resolve().is_relative_to(folder)
    )


def tick(parts: Parts, stop: Stop) -> None:
    """What the desk does by itself as time passes."""
    ticked = parts.casework.tick(parts.now())
    if ticked.resumed or ticked.closed:
        log.info("%d incidents went on, %d were closed", ticked.resumed, ticked.closed)


def refresh(parts: Parts, stop: Stop) -> None:
    """Compute the terms of open incidents again: calendars and terms may have been corrected."""
    parts.casework.refresh_terms()


def send_notices(parts: Parts, stop: Stop) -> None:
    """Send what waits, each channel by its sender; what cannot be sent waits longer and longer."""
    for channel, send in SENDERS.items():
        while not stop():
            now = parts.now()
            with parts.store.writing() as records:
                claimed = records.claim_notices(channel, now, now + NOTICE_LEASE, NOTICES_AT_ONCE)
            for notice in claimed:
                _send(parts, notice, send)
            if len(claimed) < NOTICES_AT_ONCE:
                break


def clean(parts: Parts, stop: Stop) -> None:
    """Throw away uploads that nobody started to import, and files whose import has ended."""
    uploads = Uploads.of(parts)
    busy = {_upload_of(parts, number) for number in waiting_uploads(parts)}
    now = parts.now().timestamp()
    for folder in uploads.folder.glob("*/"):
        if stop():
            return
        if folder.name not in busy and now - folder.stat().st_mtime > KEPT.total_seconds():
            shutil.rmtree(folder, ignore_errors=True)


def check_journal(parts: Parts, stop: Stop) -> None:
    """Walk the journal; a break is the job's error, which everybody sees until somebody looked."""
    report = verify_journal(parts)
    if report.faults:
        raise StoreError(
            N_("the journal is broken in {count} places, first at line {line}: run “nazar journal verify”"),
            count=len(report.faults),
            line=report.faults[0].seq,
        )


def tidy(parts: Parts, stop: Stop) -> None:
    """Forget ended sessions and what is past its time; merge the index, where erased words would linger."""
    settings, now = parts.settings, parts.now()
    with parts.store.writing() as records:
        gone = records.forget_old(
            seen_since=now - timedelta(minutes=settings.session_idle_minutes),
            started_since=now - timedelta(minutes=settings.session_absolute_minutes),
        )
    log.info("%d rows past their time were forgotten", gone)
    parts.index.tidy(stop)


def _waits(parts: Parts, kinds: frozenset[WorkKind]) -> bool:
    with parts.store.reading() as records:
        works = records.works(100, open_only=True)
    now = parts.now()
    return any(each.kind in kinds and (each.lease_until is None or each.lease_until <= now) for each in works)


def _send(parts: Parts, notice: Notice, send: Sender) -> None:
    error, again = None, None
    try:
        send(parts, notice)
    except NazarError as fault:
        error = str(fault)
        again = next_try(notice.tries + 1, parts.now()) if notice.tries + 1 < TRIES else None
    with parts.store.writing() as records:
        records.settle_notice(notice.id or 0, error, again)


def _to_the_desk(parts: Parts, notice: Notice) -> None:
    """The desk shows its notices from the table itself; nothing has to leave the house."""
    log.info("a notice for %s stands on the desk", notice.recipient)


def _upload_of(parts: Parts, number: int) -> str:
    with parts.store.reading() as records:
        run = records.import_run(number)
    return Path(run.file).parent.name


SENDERS: Mapping[str, Sender] = {"desk": _to_the_desk}
"""Who sends on which channel. A notice on a channel without a sender waits."""

LEARN = ("language", "learn")
REREAD = ("language", "reread", "--by-the-desk")
REBUILD = ("index", "rebuild", "--by-the-desk")

WORKS = (
    Work(JobPlan("relay", 0.5), relay, is_needed=has_outbox),
    Work(JobPlan("rebuild", 60, own_process=True), command=REBUILD, is_needed=needs_rebuild),
    Work(JobPlan("rebuild-asked", 1, own_process=True), command=REBUILD, is_needed=has_rebuild),
    Work(JobPlan("works", 1, own_process=True), command=("long-works",), is_needed=has_works),
    Work(JobPlan("reread", 1, own_process=True), command=REREAD, is_needed=has_reread),
    Work(JobPlan("uploads", 1, own_process=True), command=("import-uploads",), is_needed=has_uploads),
    Work(JobPlan("tick", 30), tick),
    Work(JobPlan("notices", 5), send_notices),
    Work(JobPlan("refresh-terms", 3600), refresh),
    Work(JobPlan("clean", 3600), clean),
    Work(JobPlan("tidy", 86_400, daily_at=EARLY_NIGHT), tidy),
    Work(JobPlan("learn-topics", 86_400, daily_at=DEEP_NIGHT, own_process=True), command=LEARN),
    Work(JobPlan("check-journal", 86_400, daily_at=NIGHT), check_journal),
)
"""All jobs."""
