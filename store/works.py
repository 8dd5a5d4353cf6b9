"""The book of long work, and what its pages count of sources: cheap at a million posts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, case, func, literal, or_, select, text, update

from desk.posts import Line
from desk.works import OPEN, LongWork, SourceCounts, WorkKind, WorkState
from store.book_tables import JOBS, WORKS
from store.case_tables import INCIDENT_POSTS, INCIDENTS
from store.numbering import start_of
from store.parts import fits, missing
from store.post_tables import POSTS, SOURCES
from store.schema import micros
from store.sorting import SortingPart

_COLUMNS = tuple(column.name for column in WORKS.c)
_IS_OPEN = WORKS.c.state.in_([state.value for state in OPEN])

_PERIOD = (
    "(SELECT count(*) FROM (SELECT 1 FROM posts p WHERE p.source_id = s.id AND p.line = '{line}' AND p.id >= :since{at}"
    " LIMIT :most) counted{at}{number})"
)
"""One walk along `ix_posts_source`, which holds all of it: no post is touched, and it ends at `most`."""
_LETTERS = (
    "(SELECT count(*) FROM (SELECT 1 FROM dead_letters d WHERE d.source = s.slug AND d.state = 'open' LIMIT :most)"
    " letters)"
)


class WorkPart(SortingPart):
    """Claims are conditional updates: of several workers one gets the work."""

    def ask_work(self, work: LongWork) -> LongWork:
        """Write down what is to be done; its number is given here."""
        values = {name: getattr(work, name) for name in _COLUMNS if name != "id"}
        values |= {"kind": work.kind.value, "state": work.state.value}
        values |= {"options": dict(work.options), "result": dict(work.result)}
        return replace(work, id=self.new_id(WORKS, values))

    def work(self, work_id: int) -> LongWork:
        """Raises NotFound."""
        row = self.connection.execute(select(WORKS).where(WORKS.c.id == work_id)).first() if fits(work_id) else None
        if row is None:
            raise missing("work", work_id)
        return _work(row)

    def works(self, limit: int = 20, *, open_only: bool = False) -> list[LongWork]:
        """The newest first."""
        asked = select(WORKS).order_by(WORKS.c.id.desc()).limit(limit)
        return [_work(row) for row in self.connection.execute(asked.where(_IS_OPEN) if open_only else asked)]

    def claim_work(
        self, kinds: Collection[WorkKind], by: str, now: datetime, until: datetime, work_id: int | None = None
    ) -> LongWork | None:
        """Take the oldest open work of these kinds that nobody holds (or just that one), in a new stretch; atomic."""
        free = _IS_OPEN & or_(WORKS.c.lease_until.is_(None), WORKS.c.lease_until <= now)
        free &= WORKS.c.kind.in_([kind.value for kind in kinds])
        if work_id is not None:
            free &= WORKS.c.id == work_id
        oldest = select(WORKS.c.id).where(free).order_by(WORKS.c.id).limit(1)
        if self.on_postgres:
            oldest = oldest.with_for_update(skip_locked=True)
        mine = {"lease_by": by, "lease_until": until, "state": WorkState.RUNNING.value, "beat_at": now}
        # A new index is filled from its beginning, whatever was filled before.
        done = case((WORKS.c.kind == WorkKind.REBUILD.value, 0), else_=WORKS.c.done)
        stretch = {
            "stretch_at": now,
            "done": done,
            "stretch_done": done,
            "started_at": func.coalesce(WORKS.c.started_at, literal(now, WORKS.c.started_at.type)),
        }
        claim = update(WORKS).where(WORKS.c.id.in_(oldest)).values(**mine, **stretch)
        row = self.connection.execute(claim.returning(WORKS)).first()
        return None if row is None else _work(row)

    def advance_work(
        self,
        work: LongWork,
        now: datetime,
        until: datetime,
        *,
        more: int = 0,
        total: int | None = None,
        result: Mapping[str, Any] | None = None,
    ) -> bool:
        """Count what was done and keep the lease longer; False when it was stopped or taken over: roll back then."""
        values: dict[str, Any] = {"beat_at": now, "lease_until": until, "done": WORKS.c.done + more, "error": None}
        if total is not None:
            values["total"] = total
        if result is not None:
            values["result"] = dict(result)
        return self.connection.execute(_held(work).values(values)).rowcount == 1

    def end_work(self, work: LongWork, now: datetime, state: WorkState, error: str | None = None) -> bool:
        """Note how it ended; False when it is no longer this holder's."""
        ended = {"state": state.value, "ended_at": now, "error": error, "lease_by": None, "lease_until": None}
        return self.connection.execute(_held(work).values(ended)).rowcount == 1

    def put_off_work(self, work: LongWork, error: str | None) -> None:
        """Give it back open, with what stood in the way."""
        self.connection.execute(_held(work).values(lease_by=None, lease_until=None, error=error))

    def cancel_work(self, work_id: int, now: datetime, states: Collection[WorkState]) -> bool:
        """Stop it if it is in one of these states."""
        stopped = {"state": WorkState.CANCELLED.value, "ended_at": now, "lease_by": None, "lease_until": None}
        right = (WORKS.c.id == work_id) & WORKS.c.state.in_([state.value for state in states])
        return self.connection.execute(update(WORKS).where(right).values(stopped)).rowcount == 1

    def arrivals(self, since: Sequence[datetime], most: int) -> Mapping[str, SourceCounts]:
        """For each source by its slug how much came; counting one period ends at `most`.

        All that a source has is kept beside it; a period is a range of numbers of posts, because those follow time.
        """
        periods = [
            " + ".join(_PERIOD.format(line=line.value, at=at, number=number) for number, line in enumerate(Line))
            for at in range(len(since))
        ]
        columns = ", ".join(["s.slug", "s.posts", _LETTERS, *periods])
        values = {"most": most, **{f"since{at}": start_of(micros(moment)) for at, moment in enumerate(since)}}
        rows = self.connection.execute(text(f"SELECT {columns} FROM sources s"), values)
        return {row[0]: SourceCounts(row[1], tuple(min(each, most) for each in row[3:]), row[2]) for row in rows}

    def purgeable(self, slug: str) -> int:
        """How many posts of the source belong to no incident and never did."""
        number = self._source_number(slug)
        held = select(func.count(INCIDENT_POSTS.c.post_id.distinct())).join(
            POSTS, POSTS.c.id == INCIDENT_POSTS.c.post_id
        )
        total = self.scalar(select(SOURCES.c.posts).where(SOURCES.c.id == number)) or 0
        return max(0, int(total) - int(self.scalar(held.where(POSTS.c.source_id == number))))

    def archive_lines(self, slug: str, work_from: datetime, limit: int) -> int:
        """Move up to `limit` posts of the source that wait and are older back into the archive; 0 = finished."""
        waiting = (POSTS.c.source_id == self._source_number(slug)) & (POSTS.c.line == Line.NEW.value)
        older = waiting & (POSTS.c.published_at < work_from)
        ids = list(self.connection.execute(select(POSTS.c.id).where(older).order_by(POSTS.c.id).limit(limit)).scalars())
        self.set_line(ids, Line.ARCHIVE)
        return len(ids)

    def wake_job(self, name: str, now: datetime) -> None:
        """Let a job that nobody holds run now, whatever it waits for."""
        waits = (JOBS.c.name == name) & (JOBS.c.next_run_at > now) & JOBS.c.lease_by.is_(None)
        self.connection.execute(update(JOBS).where(waits).values(next_run_at=now))

    def count_documents(self) -> int:
        """How many posts and incidents there are: what an index has to hold."""
        posts = self.scalar(select(func.coalesce(func.sum(SOURCES.c.posts), 0)))
        return int(posts) + int(self.scalar(select(func.count()).select_from(INCIDENTS)))

    def beat(self) -> tuple[datetime | None, datetime | None, datetime | None]:
        """Of all jobs: the last end of a run, the last moment to which one is held, and the first one that is due."""
        ended = max_of(JOBS.c.succeeded_at), max_of(JOBS.c.failed_at)
        row = self.connection.execute(select(*ended, max_of(JOBS.c.lease_until), func.min(JOBS.c.next_run_at))).one()
        return max((each for each in row[:2] if each is not None), default=None), row[2], row[3]


def max_of(column: Any) -> Any:
    """The greatest value, kept in the column's own type."""
    return func.max(column, type_=column.type)


def _held(work: LongWork) -> Any:
    """Only while it runs and is held by who claimed it."""
    mine = (WORKS.c.id == work.id) & (WORKS.c.state == WorkState.RUNNING.value) & (WORKS.c.lease_by == work.lease_by)
    return update(WORKS).where(mine)


def _work(row: Row[Any]) -> LongWork:
    values = {name: getattr(row, name) for name in _COLUMNS}
    return LongWork(**{**values, "kind": WorkKind(row.kind), "state": WorkState(row.state)})
