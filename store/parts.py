"""What the parts of a transaction share: its connection, its database's name for itself, and the clock."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, Executable, Table, delete
from sqlalchemy.dialects import postgresql, sqlite

from desk.errors import N_, NotFound
from desk.ports import Clock
from store.schema import LARGEST

T = TypeVar("T")

CHUNK = 500
"""Ids in one statement: both databases limit how many values a statement may bind."""


class Part:
    """One topic of the records, over an open transaction."""

    def __init__(self, connection: Connection, now: Clock) -> None:
        self.connection = connection
        self.now: Clock = now
        self.on_postgres = connection.dialect.name == "postgresql"

    def driver(self) -> Any:
        """The driver's own connection, for the few statements where every microsecond counts."""
        return self.connection.connection.driver_connection

    def scalar(self, statement: Executable) -> Any:
        return self.connection.execute(statement).scalar()

    def lock(self, number: int) -> None:
        """Wait until no other transaction holds this advisory lock; SQLite has one writer anyway."""
        if self.on_postgres:
            self.connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({number})")

    def chunks(self, things: Sequence[T]) -> Iterator[Sequence[T]]:
        """The things in portions of CHUNK."""
        return (things[start : start + CHUNK] for start in range(0, len(things), CHUNK))

    def upsert(self, table: Table, rows: list[dict[str, Any]], *, update: tuple[str, ...] = ()) -> None:
        """Insert the rows; where the primary key is there already, set the columns of `update` (none: leave it)."""
        if not rows:
            return
        insert = postgresql.insert(table) if self.on_postgres else sqlite.insert(table)
        keys = [column.name for column in table.primary_key]
        if update:
            statement = insert.on_conflict_do_update(index_elements=keys, set_={n: insert.excluded[n] for n in update})
        else:
            statement = insert.on_conflict_do_nothing()
        self.connection.execute(statement, rows)

    def new_id(self, table: Table, row: dict[str, Any]) -> int:
        """Insert one row and return the number the database gave it."""
        key = table.c.id
        return int(self.connection.execute(table.insert().returning(key), row).scalar_one())

    def purge_before(self, table: Table, moment: datetime) -> None:
        """Forget rows whose `at` lies before the moment."""
        self.connection.execute(delete(table).where(table.c.at < moment))


def fits(number: int) -> bool:
    """Can a database keep this number as an id? Ids come from outside too (2^63 does not fit)."""
    return -LARGEST - 1 <= number <= LARGEST


def missing(what: str, key: object) -> NotFound:
    """The error for a thing that is not there: a post, an incident, a source, a user, an import or a work."""
    return NotFound(_MISSING[what], key=key, number=key)


_MISSING = {
    "post": N_("there is no post {key}"),
    "incident": N_("there is no incident {number}"),
    "source": N_("there is no source {key}"),
    "user": N_("there is no user {key}"),
    "import": N_("there is no import {key}"),
    "work": N_("there is no work {key}"),
}
