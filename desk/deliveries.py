"""What the index has still to take: the outbox, as the desk sees it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from desk.queries import Document


@dataclass(frozen=True)
class OutboxItem:
    """Something the index has not taken yet: kind (post or incident), store id, row version, failed tries so far."""

    kind: str
    id: int
    version: int
    tries: int = 0


class OutboxRecords(Protocol):
    """What the index has still to take. Any method may raise StoreError."""

    def claim_outbox(self, now: datetime, limit: int, lease_until: datetime) -> list[OutboxItem]:
        """Claim rows that are due, row by row; claimed rows are free again after `lease_until`."""

    def documents(self, items: Sequence[OutboxItem]) -> list[Document]:
        """The present documents of these rows; rows whose object is gone give none."""

    def settle_outbox(self, done: Iterable[OutboxItem]) -> None:
        """Remove rows whose version is the delivered one; a newer version stays."""

    def put_off_outbox(self, failed: Iterable[OutboxItem], not_before: datetime) -> None: ...

    def bury_outbox(self, poison: Iterable[tuple[OutboxItem, str]], at: datetime) -> None:
        """Take poison out of the outbox and write it to the dead letters with the engine's words."""

    def outbox_size(self) -> int: ...

    def oldest_outbox(self) -> datetime | None: ...

    def enqueue_all(self, kind: str, after: int, limit: int) -> int:
        """For rebuilds on a running desk: put the next objects into the outbox; returns the last id or 0."""

    def every_document(self, kind: str, after: int, limit: int) -> list[Document]:
        """Documents with id > after, in order of id."""
