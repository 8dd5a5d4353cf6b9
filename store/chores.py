"""The worker's books: jobs with leases, imports under way, notices to send."""

from __future__ import annotations

from dataclasses import asdict, fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, or_, select, update

from desk.chores import ImportRun, ImportState, Job, Notice, NoticeState
from store.book_tables import IMPORTS, JOBS, NOTICES
from store.parts import Part, fits, missing

_IMPORT = tuple(field.name for field in fields(ImportRun))


class ChorePart(Part):
    """Claims are conditional updates: of several workers one gets the lease."""

    def keep_import(self, run: ImportRun) -> ImportRun:
        """Add a run (its number is given here) or change the one with its number."""
        values = {**{name: getattr(run, name) for name in _IMPORT if name != "id"}, "state": run.state.value}
        values["options"] = dict(run.options)
        if run.id is None:
            return replace(run, id=self.new_id(IMPORTS, values))
        self.connection.execute(update(IMPORTS).where(IMPORTS.c.id == run.id).values(values))
        return run

    def import_run(self, run_id: int) -> ImportRun:
        """Raises NotFound."""
        asked = select(IMPORTS).where(IMPORTS.c.id == run_id)
        row = self.connection.execute(asked).first() if fits(run_id) else None
        if row is None:
            raise missing("import", run_id)
        return _import_run(row)

    def imports(self, limit: int = 50) -> list[ImportRun]:
        """The newest first."""
        asked = select(IMPORTS).order_by(IMPORTS.c.id.desc()).limit(limit)
        return [_import_run(row) for row in self.connection.execute(asked)]

    def jobs(self) -> list[Job]:
        """All of them, by name."""
        return [Job(**row._mapping) for row in self.connection.execute(select(JOBS).order_by(JOBS.c.name))]

    def ensure_job(self, job: Job) -> None:
        """Add it when it is not there; change only its schedule when it is."""
        self.upsert(JOBS, [asdict(job)], update=("every", "own_process"))

    def hasten_job(self, name: str, at: datetime) -> bool:
        """Let the job run at `at` where it would run later; False when the table does not know it."""
        later = update(JOBS).where(JOBS.c.name == name, JOBS.c.next_run_at > at)
        self.connection.execute(later.values(next_run_at=at))
        return self.scalar(select(JOBS.c.name).where(JOBS.c.name == name)) is not None

    def claim_job(self, name: str, worker: str, now: datetime, until: datetime) -> Job | None:
        """Take the lease if the job is due and nobody holds a living lease; atomic."""
        free = or_(JOBS.c.lease_until.is_(None), JOBS.c.lease_until <= now)
        due = update(JOBS).where(JOBS.c.name == name, JOBS.c.next_run_at <= now, free)
        row = self.connection.execute(due.values(lease_by=worker, lease_until=until).returning(JOBS)).first()
        return None if row is None else Job(**row._mapping)

    def renew_lease(self, name: str, worker: str, until: datetime) -> bool:
        """Keep the lease longer; False when it is somebody else's by now."""
        mine = update(JOBS).where(JOBS.c.name == name, JOBS.c.lease_by == worker)
        return self.connection.execute(mine.values(lease_until=until)).rowcount == 1

    def finish_job(self, name: str, worker: str, now: datetime, next_run_at: datetime, error: str | None) -> None:
        """Give the lease back with how it went; nothing happens when it is somebody else's by now."""
        ended: dict[str, Any] = {"lease_by": None, "lease_until": None, "next_run_at": next_run_at, "error": error}
        if error is None:
            ended |= {"succeeded_at": now, "failures": 0}
        else:
            ended |= {"failed_at": now, "failures": JOBS.c.failures + 1}
        self.connection.execute(update(JOBS).where(JOBS.c.name == name, JOBS.c.lease_by == worker).values(ended))

    def put_notice(self, notice: Notice) -> None:
        """Add a message to send."""
        values = {**asdict(notice), "state": notice.state.value}
        del values["id"]
        self.connection.execute(insert(NOTICES), values)

    def claim_notices(self, channel: str, now: datetime, until: datetime, limit: int) -> list[Notice]:
        """Claim messages of a channel that are due; they are free again after `until`."""
        free = or_(NOTICES.c.lease_until.is_(None), NOTICES.c.lease_until <= now)
        waiting = (NOTICES.c.channel == channel) & (NOTICES.c.state == NoticeState.WAITING.value)
        due = select(NOTICES.c.id).where(waiting, NOTICES.c.not_before <= now, free)
        due = due.order_by(NOTICES.c.not_before, NOTICES.c.id).limit(limit)
        if self.on_postgres:
            due = due.with_for_update(skip_locked=True)
        claim = update(NOTICES).where(NOTICES.c.id.in_(due)).values(lease_until=until).returning(NOTICES)
        claimed = [_notice(row) for row in self.connection.execute(claim)]
        return sorted(claimed, key=lambda notice: (notice.not_before, notice.id))

    def settle_notice(self, notice_id: int, error: str | None, not_before: datetime | None) -> None:
        """Sent (no error), to be tried again from `not_before` on, or failed for good (an error and no moment)."""
        state = NoticeState.SENT if error is None else NoticeState.FAILED if not_before is None else NoticeState.WAITING
        values: dict[str, Any] = {"state": state.value, "error": error, "lease_until": None}
        if error is not None:
            values["tries"] = NOTICES.c.tries + 1
        if not_before is not None:
            values["not_before"] = not_before
        self.connection.execute(update(NOTICES).where(NOTICES.c.id == notice_id).values(values))


def _import_run(row: Row[Any]) -> ImportRun:
    return replace(ImportRun(**{name: getattr(row, name) for name in _IMPORT}), state=ImportState(row.state))


def _notice(row: Row[Any]) -> Notice:
    values = {field.name: getattr(row, field.name) for field in fields(Notice)}
    return Notice(**{**values, "state": NoticeState(row.state)})
