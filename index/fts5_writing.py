"""Writing into one generation of the embedded index: batches in one transaction, texts only when they changed."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from operator import attrgetter
from typing import Any

from desk.queries import Document, ItemFault, WordReader
from index.fields import KINDS, MANIFOLD, SINGLE, joined, millis, parted
from index.fts5_files import OpenFile
from index.fts5_sql import upsert
from language.twins import bands

Known = dict[int, tuple[int, bytes, int]]
"""What the generation has of an id: version, hash of the text, whether there are lines for manifold fields."""

Row = tuple[tuple[int, str, str, str], tuple[int, ...]]
"""The words of a document as its row keeps them, and its bands."""

STEP_PAGES = 100
"""Pages of the index (4 KB each) that one step of merging writes, about."""
PAUSE_SECONDS = 0.02
_SINGLE_VALUES = attrgetter(*SINGLE)
_DUE_AT = SINGLE.index("due_at")
_UNKEEPABLE = (UnicodeEncodeError, OverflowError, sqlite3.InterfaceError, sqlite3.ProgrammingError)
"""What SQLite's binding raises for a value that no database can keep: the document's fault, not the file's."""


@dataclass(frozen=True)
class Writer:
    """Writes documents of one kind into one generation; `words` reads texts as `analyser_version` says."""

    kind: str
    words: WordReader
    analyser_version: str

    def put(self, file: OpenFile, documents: Sequence[Document]) -> list[ItemFault]:
        """Add or replace documents (each id once, ordered by id). Documents that cannot be kept are lasting faults.

        Raises SearchError, and then nothing was written.
        """
        try:
            self._put(file, documents)
        except _UNKEEPABLE as error:
            if len(documents) == 1:
                return [_fault(documents[0], error)]
            # Halving finds a few bad ones among a thousand in a few dozen steps.
            middle = len(documents) // 2
            return self.put(file, documents[:middle]) + self.put(file, documents[middle:])
        return []

    def remove(self, file: OpenFile, ids: Iterable[int]) -> None:
        """Take documents out. Raises SearchError."""
        rows = [(id,) for id in sorted(set(ids))]
        with file.writing() as connection:
            self._take_bands(connection, [id for (id,) in rows])
            for table, key in ((f"{self.kind}_words", "rowid"), (f"{self.kind}_values", "id"), (f"{self.kind}s", "id")):
                connection.executemany(f"delete from {table} where {key} = ?", rows)

    def _put(self, file: OpenFile, documents: Sequence[Document]) -> None:
        hashes = {each.id: self._hash(each.text) for each in documents}
        with file.reading() as connection:
            known = self._known(connection, hashes)
        # Reading a text takes longer than writing it: the lock is taken afterwards.
        texts = {each.id: self._read(each) for each in documents if _is_news(each, hashes[each.id], known)}
        with file.writing() as connection:
            known = self._known(connection, hashes)
            accepted = [each for each in documents if each.id not in known or each.version >= known[each.id][0]]
            changed = [each for each in accepted if _is_news(each, hashes[each.id], known)]
            connection.executemany(upsert(self.kind), [self._row(each, hashes[each.id]) for each in accepted])
            self._put_values(connection, accepted, known)
            replaced = [(each.id,) for each in changed if each.id in known]
            self._take_bands(connection, [id for (id,) in replaced])
            connection.executemany(f"delete from {self.kind}_words where rowid = ?", replaced)
            read = [texts.get(each.id) or self._read(each) for each in changed]
            connection.executemany(
                f"insert into {self.kind}_words (rowid, exact, ru, kk) values (?, ?, ?, ?)", [row for row, _ in read]
            )
            # In the order of the bands: neighbours of a tree are written together.
            marked = sorted({(band, row[0]) for row, shared in read for band in shared})
            if marked:
                connection.executemany("insert into post_bands values (?, ?)", marked)

    def _put_values(self, connection: sqlite3.Connection, accepted: Sequence[Document], known: Known) -> None:
        before = [(each.id,) for each in accepted if each.id in known and known[each.id][2]]
        connection.executemany(f"delete from {self.kind}_values where id = ?", before)
        full = [each for each in accepted if each.departments or each.tags]
        values = [(each.id, name, value) for each in full for name in MANIFOLD for value in set(getattr(each, name))]
        connection.executemany(f"insert into {self.kind}_values values (?, ?, ?)", values)

    def _known(self, connection: sqlite3.Connection, ids: Iterable[int]) -> Known:
        asked = (
            f"select id, version, text_hash, manifold from {self.kind}s where id in (select value from json_each(?))"
        )
        rows = connection.execute(asked, (json.dumps(list(ids)),))
        return {id: (version, text_hash, manifold) for id, version, text_hash, manifold in rows}

    def _row(self, document: Document, text_hash: bytes) -> tuple[Any, ...]:
        single = list(_SINGLE_VALUES(document))
        if document.due_at is not None:
            single[_DUE_AT] = millis(document.due_at)
        manifold = bool(document.departments or document.tags)
        return (document.id, document.key, document.version, self.analyser_version, text_hash, manifold, *single)

    def _take_bands(self, connection: sqlite3.Connection, ids: Sequence[int]) -> None:
        """Take out the bands of these posts: what they were is read from the words that stand there still."""
        if self.kind != "post" or not ids:
            return
        asked = "select rowid, exact, ru, kk from post_words where rowid in (select value from json_each(?))"
        rows = connection.execute(asked, (json.dumps(ids),)).fetchall()
        gone = [(band, id) for id, *fields in rows for band in bands(parted(*fields))]
        connection.executemany("delete from post_bands where band = ? and id = ?", gone)

    def _read(self, document: Document) -> Row:
        found = self.words(document.text)
        row = (document.id, joined(found.exact), joined(found.ru), joined(found.kk))
        return row, bands(found) if self.kind == "post" else ()

    def _hash(self, text: str) -> bytes:
        # Keyed by the analyser: the same text is news when it would be read differently.
        key = self.analyser_version.encode()[:64]
        return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8, key=key).digest()


def tidy(file: OpenFile) -> None:
    """Merge what many batches left in pieces. Takes seconds for a million documents. Raises SearchError."""
    for kind in KINDS:
        with file.writing() as connection:
            connection.execute(f"insert into {kind}_words({kind}_words) values('optimize')")


def merge(file: OpenFile, stop: Callable[[], bool]) -> None:
    """Merge all segments in steps of a few hundredths of a second, each its own transaction, with room for other
    writers in between. Ends early when `stop()` is true. Raises SearchError.
    """
    for kind in KINDS:
        # A negative number first puts all segments on one level; positive ones then go on until nothing is left.
        pages = -STEP_PAGES
        while not stop() and _merge_some(file, kind, pages):
            pages = STEP_PAGES
            time.sleep(PAUSE_SECONDS)
    file.forget_log()


def _merge_some(file: OpenFile, kind: str, pages: int) -> bool:
    with file.writing() as connection:
        before = connection.total_changes
        # Pages that become free keep what stood on them, unless they are overwritten with zeros.
        connection.execute("pragma secure_delete=on")
        try:
            connection.execute(f"insert into {kind}_words({kind}_words, rank) values('merge', ?)", (pages,))
        finally:
            connection.execute("pragma secure_delete=fast")
        return connection.total_changes - before >= 2  # a merge that finds nothing to do counts as one change


def _is_news(document: Document, text_hash: bytes, known: Known) -> bool:
    return document.id not in known or known[document.id][1] != text_hash


def _fault(document: Document, error: Exception) -> ItemFault:
    # The error's own words would repeat the value.
    return ItemFault(document.kind, document.id, document.version, f"cannot be kept: {type(error).__name__}", True)
