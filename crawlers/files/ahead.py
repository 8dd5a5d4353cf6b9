"""Reading texts ahead of the store: while one batch is written, the next ones are being understood elsewhere."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from crawlers.files.options import Read
from desk.inbox import Inbox, Readings, Unread
from desk.posts import Arrival, Post, PostKey
from desk.sources import Source

PIECE = 64
"""Texts that one reader takes at a time."""
MOST_BATCHES = 4
"""Batches that may be read ahead of the one that is written; what bounds the memory that they take."""


class ReadAhead(Protocol):
    """Reads texts beside this process."""

    def submit(self, unread: Sequence[Unread]) -> Future[Readings]:
        """Have the texts read; the readings come by the place of each among the arrivals of its batch."""


@dataclass
class Pending:
    """What has been read of the file since the last batch; and, once it is complete, how far the file was read by then
    and what of it had been refused (later batches are read before this one is written)."""

    arrivals: list[Arrival] = field(default_factory=list)
    position: int | None = None
    newest_at: datetime | None = None
    letters: int = 0
    bytes_read: int = 0
    refused: Mapping[str, Any] = field(default_factory=dict)

    def add(self, read: Read) -> None:
        """Take in what one record of the file gave."""
        self.position = read.position
        self.arrivals.extend(read.arrivals)
        for each in read.arrivals:
            if isinstance(each, Post):
                self.letters += len(each.text)
                if self.newest_at is None or each.published_at > self.newest_at:
                    self.newest_at = each.published_at


Ready = tuple[Pending, Readings | None]
"""A batch with its readings; None where it has to be read when it is received."""


@dataclass
class _Sent:
    pending: Pending
    pieces: list[Future[Readings]]
    ours: frozenset[PostKey]

    @property
    def letters(self) -> int:
        return self.pending.letters

    @property
    def is_done(self) -> bool:
        return all(each.done() for each in self.pieces)

    def ready(self) -> Ready:
        """Waits for the readings."""
        readings = {at: reading for piece in self.pieces for at, reading in piece.result().items()}
        return self.pending, readings


@dataclass
class InFlight:
    """The batches of one file whose texts are being read, in the order of the file.

    Without `ahead` every batch comes back at once and unread. At most `most_letters` code points are in flight.
    """

    inbox: Inbox
    source: Source
    ahead: ReadAhead | None
    most_letters: int
    _sent: deque[_Sent] = field(default_factory=deque)

    def send(self, pending: Pending) -> Iterator[Ready]:
        """Have a batch read; gives those that can be written now, which may be earlier ones or none."""
        if self.ahead is None:
            yield pending, None
            return
        before = frozenset[PostKey]().union(*(each.ours for each in self._sent))
        voiced = self.inbox.voiced(pending.arrivals)
        unread = self.inbox.unread(self.source, voiced, ours=before)
        pieces = [self.ahead.submit(unread[at : at + PIECE]) for at in range(0, len(unread), PIECE)]
        ours = frozenset(each.key for each in voiced if isinstance(each, Post) and each.official)
        self._sent.append(_Sent(pending, pieces, ours))
        while self._sent and (self._sent[0].is_done or self._is_much()):
            yield self._sent.popleft().ready()

    def rest(self) -> Iterator[Ready]:
        """All batches that are still in flight, oldest first."""
        while self._sent:
            yield self._sent.popleft().ready()

    def _is_much(self) -> bool:
        return len(self._sent) > MOST_BATCHES or sum(each.letters for each in self._sent) > self.most_letters
