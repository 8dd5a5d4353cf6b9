"""The embedded search engine: SQLite FTS5, one file a generation, in a folder of its own."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from desk.errors import N_, SearchError
from desk.ports import SearchIndex
from desk.queries import PAGE, Document, Hit, ItemFault, Page, PostFilter, Query, WordReader
from desk.roles import Scope
from index import fts5_files
from index.conditions import AllOf, Between, Condition, allowed, wanted
from index.fields import KINDS, newest
from index.fts5_files import OpenFile, in_words
from index.fts5_sql import question, twins
from index.fts5_writing import Writer, merge, tidy
from index.generations import Generations
from index.pages import COUNT_UP_TO, checked, cursor_of, page_of
from index.terms import Term, terms_of
from language.twins import bands

T = TypeVar("T")

_CHANGES = N_("the index folder {folder} changes under our hands: try again")
_TRIES = 3
"""How often a search looks for the answering file again when a rebuild swapped it away just then."""


class Fts5Index:
    """`desk.ports.SearchIndex` over SQLite FTS5. Safe for many threads and for several processes on one folder.

    The id of a document is its row id, which follows time: newest first is the descending row id, a period a range.
    """

    def __init__(self, folder: Path, words: WordReader, analyser_version: str, *, only: Path | None = None) -> None:
        self._words = words
        self._analyser_version = analyser_version
        self._generations = Generations(folder)
        self._only = only
        self._open: dict[Path, OpenFile] = {}
        self._lock = threading.Lock()

    def put(self, documents: Sequence[Document]) -> list[ItemFault]:
        """Add or replace; an older version never replaces a newer one. Searchable when this returns.

        One transaction a generation; a text is indexed again only when it changed. Raises SearchError.
        """
        by_kind = {kind: (self._writer(kind), each) for kind, each in newest(documents).items()}

        def put(file: OpenFile) -> list[ItemFault]:
            return [fault for writer, each in by_kind.values() for fault in writer.put(file, each)]

        faults = [fault for found in self._write(put) for fault in found]
        return list({(fault.kind, fault.id): fault for fault in faults}.values())

    def remove(self, kind: str, ids: Sequence[int]) -> None:
        """Take documents out; unknown ids do no harm. Raises SearchError."""
        self._write(lambda file: self._writer(kind).remove(file, ids))

    def search(self, query: Query, scope: Scope, *, limit: int = PAGE, after: str | None = None) -> Page[Hit]:
        """Posts, newest first, only what the scope allows. Totals are counted up to COUNT_UP_TO.

        Raises BadQuery, SearchError.
        """
        terms = terms_of(query.text, self._words)
        return self._page("post", terms, AllOf((wanted(query.posts), allowed(scope))), limit, after)

    def alike(self, text: str, posts: PostFilter, scope: Scope, *, limit: int = PAGE) -> list[Hit]:
        """Posts that may be copies of this text, the likeliest first, then the newest. Raises SearchError."""
        shared = bands(self._words(text))
        if not shared:
            return []
        asked, values = twins(shared, AllOf((wanted(posts), allowed(scope))))
        return self._ask(lambda connection: [Hit(*row) for row in connection.execute(asked, (*values, checked(limit)))])

    def find_incidents(self, text: str, scope: Scope, *, limit: int = PAGE) -> Page[Hit]:
        """Incidents, newest first, only what the scope allows. Raises BadQuery, SearchError."""
        return self._page("incident", terms_of(text, self._words), allowed(scope), limit, None)

    def versions(self, kind: str, after: int, limit: int) -> list[tuple[int, int]]:
        """(id, version) with id > after, in order. Raises SearchError."""
        asked = f"select id, version from {kind}s where id > ? order by id limit ?"
        return self._ask(lambda connection: connection.execute(asked, (after, limit)).fetchall())

    def begin_generation(self) -> Fts5Index:
        """An empty generation to fill; until it is swapped in, `put` and `remove` here write to it too."""
        folder = self._generations.folder
        with in_words(folder):
            path = self._generations.begin(self._build)
        return Fts5Index(folder, self._words, self._analyser_version, only=path)

    def swap_to(self, generation: SearchIndex) -> None:
        """Let the filled generation answer, atomically; the old one is dropped. Raises SearchError."""
        if not isinstance(generation, Fts5Index) or generation._only is None:
            raise SearchError(N_("only a generation that was begun here can be swapped in"))
        path = generation._only
        with in_words(path):
            self._generations.must_fill(path)
            tidy(generation._file(path))
            self._generations.swap_to(path)
        generation.close()

    def status(self) -> Mapping[str, Any]:
        """Engine, version, generation, analyser version, documents, size in bytes, health in words."""

        def answer(connection: sqlite3.Connection) -> tuple[Path, dict[str, int], dict[str, str]]:
            path = Path(connection.execute("pragma database_list").fetchone()[2])
            counts = {kind: connection.execute(f"select count(*) from {kind}s").fetchone()[0] for kind in KINDS}
            return path, counts, dict(connection.execute("select name, value from about"))

        path, counts, about = self._ask(answer)
        made_by = about["analyser_version"]
        filling = self._generations.filling()
        return {
            "engine": "sqlite-fts5",
            "version": sqlite3.sqlite_version,
            "generation": path.stem,
            "path": str(path),
            "identity": about["identity"],
            "filling": None if filling is None else filling.stem,
            "analyser_version": made_by,
            "analyser_is_current": made_by == self._analyser_version,
            "documents": sum(counts.values()),
            "posts": counts["post"],
            "incidents": counts["incident"],
            "size_bytes": sum(each.stat().st_size for each in path.parent.glob(f"{path.name}*")),
            "health": "ok" if made_by == self._analyser_version else "the words are read differently now: rebuild",
        }

    def tidy(self, stop: Callable[[], bool] = lambda: False) -> None:
        """Merge the segments of the answering generation in short steps: the words of what was removed are gone then.

        `stop` is asked between two steps. Raises SearchError.
        """
        path = self._current()
        try:
            merge(self._file(path), stop)
        except SearchError:
            # A rebuild swaps the file away and leaves none to tidy.
            if self._current() == path:
                raise

    def close(self) -> None:
        """Give back the files; the next question opens them again."""
        with self._lock:
            files, self._open = list(self._open.values()), {}
        for file in files:
            file.close()

    def _page(self, kind: str, terms: Sequence[Term], condition: Condition, limit: int, after: str | None) -> Page[Hit]:
        size = checked(limit)
        below = AllOf((condition, Between("id", None, cursor_of(after))))
        rows, row_id, values = question(kind, terms, below)
        counted, _, count_values = question(kind, terms, condition)
        listed = f"select d.id, d.key {rows} order by {row_id} desc limit ?"
        bounded = f"select count(*) from (select 1 {counted} limit ?)"

        def answer(connection: sqlite3.Connection) -> Page[Hit]:
            hits = [Hit(*row) for row in connection.execute(listed, (*values, size + 1))]
            total = connection.execute(bounded, (*count_values, COUNT_UP_TO + 1)).fetchone()[0]
            return page_of(hits, total, size)

        return self._ask(answer)

    def _ask(self, answer: Callable[[sqlite3.Connection], T]) -> T:
        for _ in range(_TRIES):
            path = self._current()
            try:
                with self._file(path).reading() as connection:
                    return answer(connection)
            except SearchError:
                if self._current() == path:
                    raise
        raise SearchError(_CHANGES, folder=self._generations.folder)

    def _write(self, act: Callable[[OpenFile], T]) -> list[T]:
        for _ in range(_TRIES):
            targets = self._targets()
            try:
                return [act(self._file(path)) for path in targets]
            except SearchError:
                if self._targets() == targets:
                    raise
        raise SearchError(_CHANGES, folder=self._generations.folder)

    def _targets(self) -> list[Path]:
        """The files that a write goes to: the one being filled first, so that a swap in between loses nothing."""
        with in_words(self._generations.folder):
            if self._only is not None:
                self._generations.must_fill(self._only)
                return [self._only]
            filling = self._generations.filling()
            return [path for path in (filling, self._current()) if path is not None]

    def _current(self) -> Path:
        if self._only is not None:
            return self._only
        with in_words(self._generations.folder):
            return self._generations.first(self._build)

    def _file(self, path: Path) -> OpenFile:
        with self._lock:
            if path in self._open:
                return self._open[path]
            gone = [self._open.pop(other) for other in list(self._open) if not other.is_file()]
            file = self._open[path] = OpenFile(path)
        for other in gone:
            other.close()
        return file

    def _writer(self, kind: str) -> Writer:
        return Writer(kind, self._words, self._analyser_version)

    def _build(self, path: Path) -> None:
        fts5_files.build(path, self._analyser_version)
