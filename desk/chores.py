"""What the worker keeps books on: jobs with leases, imports under way, notices to send, dead letters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


@dataclass(frozen=True)
class Job:
    """A named job of the worker's table. `every` is seconds between runs; `error` is in words, None after a success."""

    name: str
    every: float
    next_run_at: datetime
    lease_by: str | None = None
    lease_until: datetime | None = None
    succeeded_at: datetime | None = None
    failed_at: datetime | None = None
    failures: int = 0
    error: str | None = None
    own_process: bool = False


class ImportState(StrEnum):
    """How far a file has come; STOPPED is by its own limits, FAILED by an error in words."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True)
class ImportRun:
    """A file on its way in. `options` are what the command line or the form said; `position` the cursor within it.

    `work_from` is fixed when the run starts deciding lines, so a resumed run uses the same moment. Counts are posts.
    Its speed counts from `stretch_at`, when `stretch_read` bytes were read; `beat_at` is its last sign of life.
    """

    file: str
    title: str
    source: str
    asked_by: str
    asked_at: datetime
    options: Mapping[str, Any] = field(default_factory=dict)
    id: int | None = None
    state: ImportState = ImportState.WAITING
    size: int = 0
    read: int = 0
    position: str | None = None
    work_from: datetime | None = None
    newest_at: datetime | None = None
    received: int = 0
    new: int = 0
    edited: int = 0
    unchanged: int = 0
    deleted: int = 0
    dead_letters: int = 0
    started_at: datetime | None = None
    ended_at: datetime | None = None
    error: str | None = None
    stretch_at: datetime | None = None
    stretch_read: int = 0
    beat_at: datetime | None = None


class LetterState(StrEnum):
    """What became of a refused record."""

    OPEN = "open"
    RETRIED = "retried"
    DROPPED = "dropped"


@dataclass(frozen=True)
class DeadLetter:
    """A record that was refused, with its raw bytes and the reason."""

    source: str
    file: str
    line: int
    reason: str
    detail: str
    raw: bytes
    at: datetime
    id: int | None = None
    state: LetterState = LetterState.OPEN
    tries: int = 0


class NoticeState(StrEnum):
    """Where a message to somebody stands."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True)
class Notice:
    """A message to somebody, sent by the sender of its channel not before its time."""

    channel: str
    recipient: str
    text: str
    not_before: datetime
    id: int | None = None
    state: NoticeState = NoticeState.WAITING
    tries: int = 0
    error: str | None = None
