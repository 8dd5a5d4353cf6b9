"""Files of the embedded index: how they are made and opened, and what SQLite's refusals mean in words."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

from desk.errors import N_, OldIndex, SearchError
from index.fts5_sql import SCHEMA, tables

BUSY_SECONDS = 15.0
"""How long a write waits for another process's lock."""
SEARCH_SECONDS = 10.0
"""How long a search may take before it is broken off."""
_STEPS = 20_000
"""Steps of SQLite's machine between two looks at the clock: about a millisecond."""
_KEPT_OPEN = 8
_PRAGMAS = ("journal_mode=wal", "synchronous=normal", "cache_size=-16000", "temp_store=memory", "secure_delete=fast")

FULL = N_("the disk is full, so the index {path} takes nothing more: free some space, then it catches up by itself")
DAMAGED = N_("the index {path} is damaged or gone: run “nazar index rebuild”")
OTHER_SCHEMA = N_("the index {path} was made by another version of Nazar: run “nazar index rebuild”")
READ_ONLY = N_("the index {path} cannot be written: check the rights of the file and of its folder")
LOCKED = N_("the index {path} is locked by another program that does not let go: end that program and try again")
TOO_LONG = N_("the search took more than {seconds:g} seconds: ask for less")
NO_FTS5 = N_("this Python's SQLite has no FTS5: use another Python, or Elasticsearch")
REFUSED = N_("the index {path} refused ({code})")

_MEANINGS = {
    "SQLITE_FULL": FULL,
    "SQLITE_IOERR": FULL,
    "SQLITE_BUSY": LOCKED,
    "SQLITE_LOCKED": LOCKED,
    "SQLITE_READONLY": READ_ONLY,
    "SQLITE_PERM": READ_ONLY,
    "SQLITE_CANTOPEN": DAMAGED,
    "SQLITE_CORRUPT": DAMAGED,
    "SQLITE_NOTADB": DAMAGED,
}
"""The beginning of SQLite's error name → what it means. An i/o error is nearly always a full disk or a limit on the
size of files; the original stays in the chain of causes."""


@contextmanager
def in_words(path: Path) -> Iterator[None]:
    """Turn what SQLite or the file system raises inside the block into a SearchError that names the way out."""
    try:
        yield
    except sqlite3.Error as error:
        raise meaning(error, path) from error
    except OSError as error:
        raise SearchError(REFUSED, path=path, code=error.strerror or type(error).__name__) from error


def meaning(error: sqlite3.Error, path: Path) -> SearchError:
    """The error in words."""
    name = getattr(error, "sqlite_errorname", "")
    text = str(error)
    if name.startswith("SQLITE_INTERRUPT"):
        return SearchError(TOO_LONG, seconds=SEARCH_SECONDS)
    if "no such module" in text:
        return SearchError(NO_FTS5)
    if text.startswith(("no such table", "no such column")) or "malformed" in text:
        return SearchError(DAMAGED, path=path)
    found = next((words for start, words in _MEANINGS.items() if name.startswith(start)), REFUSED)
    return SearchError(found, path=path, code=name or type(error).__name__)


def build(path: Path, analyser_version: str) -> None:
    """Make an empty generation in this file. Raises SearchError."""
    with in_words(path):
        connection = sqlite3.connect(path, isolation_level=None)
        try:
            for pragma in ("page_size=8192", *_PRAGMAS):
                connection.execute(f"pragma {pragma}")
            connection.execute("begin immediate")
            for statement in tables():
                connection.execute(statement)
            facts = (("schema", SCHEMA), ("analyser_version", analyser_version), ("identity", token_hex(8)))
            connection.executemany("insert into about values (?, ?)", facts)
            connection.execute("commit")
        finally:
            connection.close()


class OpenFile:
    """One generation, opened: hands out connections and takes them back. Safe for many threads."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._idle: list[sqlite3.Connection] = []
        self._lock = threading.Lock()
        self._closed = False

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """One consistent look, broken off after SEARCH_SECONDS. Raises SearchError."""
        with in_words(self.path), self._connection() as connection:
            until = time.monotonic() + SEARCH_SECONDS
            connection.set_progress_handler(lambda: time.monotonic() > until, _STEPS)
            try:
                connection.execute("begin")
                yield connection
            finally:
                connection.set_progress_handler(None, 0)
                _end(connection, "rollback")

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: committed when the block ends well, else rolled back wholly. Raises SearchError."""
        with in_words(self.path), self._connection() as connection:
            connection.execute("begin immediate")
            try:
                yield connection
                connection.execute("commit")
            finally:
                _end(connection, "rollback")

    def forget_log(self) -> None:
        """Empty the write-ahead log, where old pages still stand; it stays as it is while somebody reads or writes."""
        with in_words(self.path), self._connection() as connection:
            connection.execute("pragma busy_timeout=0")
            try:
                connection.execute("pragma wal_checkpoint(truncate)").fetchall()
            finally:
                connection.execute(f"pragma busy_timeout={int(BUSY_SECONDS * 1000)}")

    def close(self) -> None:
        """Close what is idle; a connection in use is closed when it comes back."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            connection = self._idle.pop() if self._idle else None
        if connection is None:
            connection = self._open()
        try:
            yield connection
        except sqlite3.DatabaseError:
            connection.close()
            raise
        with self._lock:
            keep = not self._closed and len(self._idle) < _KEPT_OPEN
            if keep:
                self._idle.append(connection)
        if not keep:
            connection.close()

    def _open(self) -> sqlite3.Connection:
        # mode=rw: a file that was taken away must not come back empty.
        connection = sqlite3.connect(
            f"{self.path.absolute().as_uri()}?mode=rw",
            uri=True,
            timeout=BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
        )
        try:
            for pragma in _PRAGMAS:
                connection.execute(f"pragma {pragma}")
            found = connection.execute("select value from about where name = 'schema'").fetchone()
        except BaseException:
            connection.close()
            raise
        if found != (SCHEMA,):
            connection.close()
            raise OldIndex(OTHER_SCHEMA, path=self.path)
        return connection


def _end(connection: sqlite3.Connection, how: str) -> None:
    if connection.in_transaction:
        connection.execute(how)
