"""The truth as the desk sees it: transactions for reading and for writing over one database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from desk.journal import Head
from desk.ports import Clock, Store
from store import heads
from store.engines import address, reader, writer
from store.faults import in_words, name_of
from store.records import SqlRecords

BUSY_SECONDS = 15.0
"""How long a transaction waits for another's lock before it gives up with a clear error."""


class SqlStore:
    """`desk.ports.Store` over SQLite or PostgreSQL. Safe for many threads; each block is a transaction of its own.

    `dialect` is sqlite or postgresql; `name` is how errors name the database (no user, no password).
    """

    def __init__(self, url: str, *, journal_head: Path | None, now: Clock, busy_seconds: float = BUSY_SECONDS) -> None:
        place = address(url)
        self.name = name_of(place)
        self.dialect = place.get_backend_name()
        self._now: Clock = now
        self._journal_head = journal_head
        self._writer = writer(place, busy_seconds)
        self._reader = reader(place, self._writer, busy_seconds)

    @contextmanager
    def reading(self) -> Iterator[SqlRecords]:
        """A consistent look; never waits for writers; writes are refused. Raises StoreError."""
        with in_words(self.name), self._reader.connect() as connection, connection.begin():
            yield SqlRecords(connection, self._now)

    @contextmanager
    def writing(self) -> Iterator[SqlRecords]:
        """One transaction: committed when the block ends well, else rolled back wholly. Raises StoreError."""
        with in_words(self.name), self._writer.connect() as connection, connection.begin():
            records = SqlRecords(connection, self._now)
            yield records
            head = records.end_journal()
            if head is not None and self._journal_head is not None and not records.lines_before:
                heads.begin_head(self._journal_head)
        if head is not None and self._journal_head is not None:
            heads.keep_head(self._journal_head, head, records.lines_before)

    def kept_head(self) -> Head | None:
        """The journal's head that is kept outside the database; None when there is none (yet)."""
        return heads.read_head(self._journal_head) if self._journal_head is not None else None

    def accept_head(self) -> None:
        """Forget that the kept head was missing once. Raises StoreError."""
        if self._journal_head is not None:
            heads.accept_head(self._journal_head)

    def dispose(self) -> None:
        """Let go of every connection; the store opens new ones when it is used again."""
        self._reader.dispose()
        self._writer.dispose()


def open_store(
    url: str, *, journal_head: Path | None = None, now: Clock, busy_seconds: float = BUSY_SECONDS
) -> SqlStore:
    """The store at this address; nothing is connected yet.

    `journal_head` is the file for the journal's head, `now` gives the moments of what the store itself notes.
    Raises StoreError when the address is none.
    """
    return SqlStore(url, journal_head=journal_head, now=now, busy_seconds=busy_seconds)


def _as_the_desk_sees_it(store: SqlStore) -> Store:
    """Never called: mypy proves here that the store is what the desk's socket takes."""
    return store
