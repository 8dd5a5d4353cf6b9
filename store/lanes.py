"""The fast ways in and out of the posts table, one for each database: bulk questions and bulk writes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from sqlalchemy import Connection

Key = tuple[int, str]
"""(place id, native id)."""

COLUMNS = (
    "id", "place_id", "native_id", "source_id", "text", "published_at", "edited_at", "seen_at", "text_seen_at",
    "author_id", "author_name", "url", "reply_to", "thread", "official", "media", "extras", "line", "set_aside",
    "territory", "topic", "restricted", "due_at", "deleted_at",
)  # fmt: skip
"""What a new post's row is written with, in this order; the rest have defaults."""

OUTBOX_COLUMNS = ("kind", "id", "version", "at", "not_before")

GAPS = ("author_id", "author_name", "url", "reply_to", "thread", "media", "extras")
"""What a later reading may fill in when the first did not know it; bit n of a known post's `gaps` is the n-th."""

_KNOWN = "p.id, p.text, p.edited_at, p.published_at, p.deleted_at, " + " + ".join(
    f"CASE WHEN p.{name} IS NULL THEN {1 << bit} ELSE 0 END" for bit, name in enumerate(GAPS)
)


class Lane(Protocol):
    """What receiving needs of a database. Answers come in no order; `n` is the index of the question."""

    def known(self, keys: Sequence[Key]) -> Iterable[Sequence[Any]]:
        """(n, id, text, edited_at, published_at, deleted_at, gaps) of the posts that are there."""

    def deleted(self, keys: Sequence[Key]) -> Iterable[Sequence[Any]]:
        """(n, deleted_at) of the keys that have a tombstone."""

    def last_ids(self, starts: Sequence[int]) -> dict[int, int]:
        """The greatest id within the 1,024 that begin at each start; starts without any are left out."""

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Insert rows that are not there yet."""


class SqliteLane:
    """SQLite: lists go in as one JSON text, rows through executemany (25 times a multi-row VALUES)."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def known(self, keys: Sequence[Key]) -> Iterable[Sequence[Any]]:
        return self._by_key(f"SELECT j.key, {_KNOWN} FROM json_each(?) j CROSS JOIN posts p", "p", keys)

    def deleted(self, keys: Sequence[Key]) -> Iterable[Sequence[Any]]:
        return self._by_key("SELECT j.key, t.deleted_at FROM json_each(?) j CROSS JOIN tombstones t", "t", keys)

    def last_ids(self, starts: Sequence[int]) -> dict[int, int]:
        asked = (
            "SELECT j.value, (SELECT max(id) FROM posts WHERE id >= j.value AND id < j.value + 1024) AS last"
            " FROM json_each(?) j WHERE last IS NOT NULL"
        )
        rows = self._connection.exec_driver_sql(asked, (json.dumps(starts),)).cursor
        assert rows is not None
        return dict(rows.fetchall())

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        marks = ", ".join("?" * len(columns))
        self._connection.exec_driver_sql(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)

    def _by_key(self, select: str, name: str, keys: Sequence[Key]) -> Iterable[Sequence[Any]]:
        by_place: dict[int, list[tuple[int, str]]] = {}
        for number, (place, native) in enumerate(keys):
            by_place.setdefault(place, []).append((number, native))
        statement = f"{select} ON {name}.place_id = ? AND {name}.native_id = j.value"
        for place, asked in by_place.items():
            natives = json.dumps([native for _, native in asked])
            rows = self._connection.exec_driver_sql(statement, (natives, place)).cursor
            assert rows is not None
            for row in rows.fetchall():
                yield (asked[row[0]][0], *row[1:])


class PostgresLane:
    """PostgreSQL: lists go in as arrays, rows through COPY. Callers hold the lock of the posts, so that COPY, which
    knows no ON CONFLICT, meets no row of somebody else's."""

    def __init__(self, connection: Connection) -> None:
        self._driver: Any = connection.connection.driver_connection

    def known(self, keys: Sequence[Key]) -> Iterable[Sequence[Any]]:
        return self._by_key(_KNOWN, "posts p", "p", keys)

    def deleted(self, keys: Sequence[Key]) -> Iterable[Sequence[Any]]:
        return self._by_key("t.deleted_at", "tombstones t", "t", keys)

    def last_ids(self, starts: Sequence[int]) -> dict[int, int]:
        asked = (
            "SELECT s, l.last FROM unnest(%s::bigint[]) s CROSS JOIN LATERAL"
            " (SELECT max(id) AS last FROM posts WHERE id >= s AND id < s + 1024) l WHERE l.last IS NOT NULL"
        )
        return dict(self._driver.execute(asked, (list(starts),)).fetchall())

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        with (
            self._driver.cursor() as cursor,
            cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy,
        ):
            for row in rows:
                copy.write_row(row)

    def _by_key(self, columns: str, table: str, name: str, keys: Sequence[Key]) -> Iterable[Sequence[Any]]:
        asked = (
            f"SELECT k.n - 1, {columns} FROM unnest(%s::bigint[], %s::text[]) WITH ORDINALITY k (place, native, n)"
            f" JOIN {table} ON {name}.place_id = k.place AND {name}.native_id = k.native"
        )
        places, natives = [place for place, _ in keys], [native for _, native in keys]
        return list(self._driver.execute(asked, (places, natives)).fetchall())


def lane_of(connection: Connection) -> Lane:
    """The lane of the connection's database."""
    return PostgresLane(connection) if connection.dialect.name == "postgresql" else SqliteLane(connection)
