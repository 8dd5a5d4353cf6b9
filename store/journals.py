"""The journal: appending to the chain, and reading it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, func, insert, select, true
from sqlalchemy.dialects import postgresql, sqlite

from desk.journal import Entry, Head, JournalLine, chained
from desk.ports import Clock
from desk.queries import JournalFilter, Page
from desk.roles import Scope
from store.book_tables import JOURNAL, LOOKS
from store.case_tables import INCIDENTS
from store.cursors import cursor_of, values_of
from store.parts import Part
from store.schema import keepable
from store.scopes import INCIDENT, inside

COUNTED = 10_000
"""As many lines of a filter are counted."""
_LOCK = 7_202
"""PostgreSQL's advisory lock that lets one transaction at a time lengthen the chain."""


class JournalPart(Part):
    """Lines are put into the chain at the end of the transaction: the chain's lock is the last one taken and is held
    shortest, and no two transactions can wait for each other over it."""

    def __init__(self, connection: Connection, now: Clock) -> None:
        super().__init__(connection, now)
        self._waiting: list[Entry] = []
        self._head: Head | None = None
        self.lines_before = 0
        """How long the chain was before this transaction's first line."""

    def write(self, entries: Sequence[Entry]) -> None:
        """Append to the chain, in this transaction."""
        self._waiting.extend(entries)

    def end_journal(self) -> Head | None:
        """Chain what waits; the head this transaction made, None when it wrote nothing."""
        if self._waiting:
            self.lock(_LOCK)
            head = self._stored_head()
            if self._head is None:
                self.lines_before = head.count
            rows: list[dict[str, Any]] = []
            for entry in self._waiting:
                line = chained(_keepable(entry), head)
                rows.append(_row(line))
                head = Head(line.seq, line.hash)
            self.connection.execute(insert(JOURNAL), rows)
            self._waiting.clear()
            self._head = head
        return self._head

    def journal(
        self,
        *,
        kind: str | None = None,
        key: str | None = None,
        actor: str | None = None,
        after: int = 0,
        limit: int = 1000,
    ) -> list[JournalLine]:
        """Lines with seq > after, in order."""
        self.end_journal()
        asked = select(JOURNAL).where(JOURNAL.c.seq > after).order_by(JOURNAL.c.seq).limit(limit)
        for column, value in ((JOURNAL.c.kind, kind), (JOURNAL.c.key, key), (JOURNAL.c.actor, actor)):
            if value is not None:
                asked = asked.where(column == value)
        return [_line(row) for row in self.connection.execute(asked)]

    def journal_page(
        self, filter: JournalFilter, scope: Scope | None = None, *, limit: int = 50, after: str | None = None
    ) -> Page[JournalLine]:
        """Newest first. With a scope only lines about incidents inside it. Raises RuleError for a bad cursor."""
        self.end_journal()
        matching = and_(true(), *_conditions(filter, scope))
        asked = select(JOURNAL).where(matching).order_by(JOURNAL.c.seq.desc()).limit(limit + 1)
        if after is not None:
            asked = asked.where(JOURNAL.c.seq < values_of(after, 1)[0])
        rows = self.connection.execute(asked).all()
        counting = select(JOURNAL.c.seq).where(matching).limit(COUNTED + 1).subquery()
        total = int(self.scalar(select(func.count()).select_from(counting)))
        newest = select(JOURNAL.c.at).where(matching).order_by(JOURNAL.c.seq.desc()).limit(1)
        return Page(
            items=[_line(row) for row in rows[:limit]],
            total=min(total, COUNTED),
            relation="gte" if total > COUNTED else "eq",
            after=cursor_of(rows[limit - 1].seq) if len(rows) > limit else None,
            as_of=self.scalar(newest),
        )

    def last_line(self, kind: str, key: str) -> JournalLine | None:
        """The newest line about one thing."""
        self.end_journal()
        asked = select(JOURNAL).where(JOURNAL.c.kind == kind, JOURNAL.c.key == key).order_by(JOURNAL.c.seq.desc())
        row = self.connection.execute(asked.limit(1)).first()
        return None if row is None else _line(row)

    def journal_head(self) -> Head:
        """The head of the chain in the database."""
        self.end_journal()
        return self._stored_head()

    def look(self, entry: Entry, day: str) -> bool:
        """Journal a look at a person once per actor, key and day; False when it is there already."""
        row = {"actor": entry.actor, "kind": entry.kind, "key": entry.key, "day": day}
        adding = (postgresql.insert if self.on_postgres else sqlite.insert)(LOOKS).on_conflict_do_nothing()
        is_news = self.connection.execute(adding.returning(LOOKS.c.day), row).first() is not None
        if is_news:
            self.write([entry])
        return is_news

    def _stored_head(self) -> Head:
        asked = select(JOURNAL.c.seq, JOURNAL.c.hash).order_by(JOURNAL.c.seq.desc()).limit(1)
        row = self.connection.execute(asked).first()
        return Head() if row is None else Head(row.seq, row.hash)


def _conditions(filter: JournalFilter, scope: Scope | None) -> Iterator[ColumnElement[bool]]:
    for column, value in ((JOURNAL.c.kind, filter.kind), (JOURNAL.c.key, filter.key), (JOURNAL.c.actor, filter.actor)):
        if value is not None:
            yield column == value
    if filter.since is not None:
        yield JOURNAL.c.at >= filter.since
    if filter.until is not None:
        yield JOURNAL.c.at < filter.until
    if scope is not None:
        yield JOURNAL.c.kind == "incident"
        yield JOURNAL.c.key.in_(select(INCIDENTS.c.number).where(inside(scope, INCIDENT)))


def _keepable(entry: Entry) -> Entry:
    """The entry as the database gives it back: the hash must be of what is kept."""
    texts = ("actor", "action", "kind", "key", "role", "for_whom")
    cleaned: dict[str, Any] = {name: keepable(value) for name in texts if (value := getattr(entry, name)) is not None}
    return replace(entry, **cleaned)


def _row(line: JournalLine) -> dict[str, Any]:
    entry = line.entry
    return {
        "seq": line.seq,
        "at": entry.at,
        "actor": entry.actor,
        "role": entry.role,
        "for_whom": entry.for_whom,
        "action": entry.action,
        "kind": entry.kind,
        "key": entry.key,
        "fields": dict(entry.fields),
        "previous": line.previous,
        "hash": line.hash,
    }


def _line(row: Row[Any]) -> JournalLine:
    entry = Entry(
        at=row.at,
        actor=row.actor,
        action=row.action,
        kind=row.kind,
        key=row.key,
        fields=row.fields,
        role=row.role,
        for_whom=row.for_whom,
    )
    return JournalLine(row.seq, entry, row.previous, row.hash)
