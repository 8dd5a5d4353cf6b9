"""Sources: watched places and imported files; and the voices that answer for us."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from desk.territories import COUNTRY

WORK_FROM_DEFAULT = timedelta(days=14)
"""Before the newest post of a file, or before a live source was added (DOMAIN.md)."""


class SourceState(StrEnum):
    """Is it read at the moment? GONE means the place does not exist any more."""

    ACTIVE = "active"
    PAUSED = "paused"
    GONE = "gone"


@dataclass(frozen=True)
class Expectation:
    """The healthy number of posts a week; outside it the head is told."""

    at_least: int = 0
    at_most: int | None = None


@dataclass(frozen=True)
class Source:
    """A place we read or a file that people bring. `way` is import, telegram, web, instagram, …

    Posts older than `work_from` are archive. `mapping` is the remembered column mapping of a table.
    `territory`, `topic` and `department` are defaults of its posts.
    """

    slug: str
    way: str
    title: str
    added_at: datetime
    territory: str = COUNTRY
    topic: str | None = None
    department: str | None = None
    work_from: datetime | None = None
    state: SourceState = SourceState.ACTIVE
    expect: Expectation = Expectation()
    mapping: Mapping[str, str] = field(default_factory=dict)
    id: int | None = None
    last_received_at: datetime | None = None
    last_published_at: datetime | None = None
    last_error: str | None = None


@dataclass(frozen=True)
class Place:
    """Where posts stand: one canonical id for good, and the other names it is known by."""

    id: int
    network: str
    canonical: str
    title: str | None = None
    aliases: frozenset[str] = frozenset()


@dataclass(frozen=True)
class OfficialVoice:
    """A network account whose posts are the akimat's own, from–to, on behalf of a department."""

    network: str
    account: str
    department: str | None
    valid_from: datetime
    valid_to: datetime | None = None

    def speaks_at(self, moment: datetime) -> bool:
        """Did this account answer for us at that moment? `valid_to` is the first moment after it."""
        return self.valid_from <= moment and (self.valid_to is None or moment < self.valid_to)
