"""Long work that somebody asked for: what it is, how far it has come, and who may still stop it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol


class WorkKind(StrEnum):
    """What is done: the index built anew, a source erased, its posts moved between lines, refused records retried, all
    posts read again."""

    REBUILD = "rebuild"
    PURGE = "purge"
    LINES = "lines"
    RETRY = "retry"
    REREAD = "reread"


class WorkState(StrEnum):
    """How far it is. What waits or runs and has an `error` is tried again by itself."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


OPEN = frozenset({WorkState.WAITING, WorkState.RUNNING})
"""States of work that is not over."""
CANCELLABLE: Mapping[WorkKind, frozenset[WorkState]] = {
    WorkKind.REBUILD: OPEN,  # the old index goes on answering
    WorkKind.REREAD: OPEN,  # what was read is read, the rest stays as it was read before
    WorkKind.RETRY: OPEN,  # what was tried is tried, the rest stays as it is
    WorkKind.LINES: frozenset({WorkState.WAITING}),  # half moved would be no line that anybody decided
    WorkKind.PURGE: frozenset({WorkState.WAITING}),
}
"""When stopping does no harm."""


@dataclass(frozen=True)
class LongWork:
    """Something that takes long, done by the worker. `subject` is the slug of its source, empty for the whole desk.

    `done` of `total` are posts, documents or records. Speed is measured since `stretch_at`, when `stretch_done` were
    done already: a work that was broken off goes on in a new stretch. `beat_at` is its last sign of life.
    """

    kind: WorkKind
    subject: str
    asked_by: str
    asked_at: datetime
    role: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    id: int | None = None
    state: WorkState = WorkState.WAITING
    done: int = 0
    total: int = 0
    result: Mapping[str, Any] = field(default_factory=dict)
    started_at: datetime | None = None
    stretch_at: datetime | None = None
    stretch_done: int = 0
    beat_at: datetime | None = None
    ended_at: datetime | None = None
    error: str | None = None
    lease_by: str | None = None
    lease_until: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Does it wait or run?"""
        return self.state in OPEN

    @property
    def can_be_cancelled(self) -> bool:
        """Would stopping it now do no harm?"""
        return self.state in CANCELLABLE[self.kind]


class WorkRecords(Protocol):
    """The book of long work. Any method may raise StoreError."""

    def ask_work(self, work: LongWork) -> LongWork:
        """Write down what is to be done; its number is given here."""

    def work(self, work_id: int) -> LongWork:
        """Raises NotFound."""

    def works(self, limit: int = 20, *, open_only: bool = False) -> list[LongWork]:
        """The newest first."""

    def claim_work(
        self, kinds: Collection[WorkKind], by: str, now: datetime, until: datetime, work_id: int | None = None
    ) -> LongWork | None:
        """Take the oldest open work of these kinds that nobody holds (or just that one), in a new stretch; atomic."""

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

    def end_work(self, work: LongWork, now: datetime, state: WorkState, error: str | None = None) -> bool:
        """Note how it ended; False when it is no longer this holder's."""

    def put_off_work(self, work: LongWork, error: str | None) -> None:
        """Give it back open, with what stood in the way."""

    def cancel_work(self, work_id: int, now: datetime, states: Collection[WorkState]) -> bool:
        """Stop it if it is in one of these states."""

    def arrivals(self, since: Sequence[datetime], most: int) -> Mapping[str, SourceCounts]:
        """For each source by its slug how much came; counting one period ends at `most`."""

    def purgeable(self, slug: str) -> int:
        """How many posts of the source belong to no incident and never did."""

    def archive_lines(self, slug: str, work_from: datetime, limit: int) -> int:
        """Move up to `limit` posts of the source that wait and are older back into the archive; 0 = finished."""

    def wake_job(self, name: str, now: datetime) -> None:
        """Let a job that nobody holds run now, whatever it waits for."""

    def count_documents(self) -> int:
        """How many posts and incidents there are: what an index has to hold."""

    def beat(self) -> tuple[datetime | None, datetime | None, datetime | None]:
        """Of all jobs: the last end of a run, the last moment to which one is held, and the first one that is due."""


@dataclass(frozen=True)
class SourceCounts:
    """What a source holds: posts in all, posts published since each of the moments asked, refused records."""

    total: int = 0
    since: tuple[int, ...] = ()
    letters: int = 0
