"""The fast ways in and out of the posts table, one for each database: bulk questions and bulk writes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from sqlalchemy import Connection

Key = tuple[int, str]
"""(place id, native id)."""

COLUMNS = (
    "place_id", "native_id", "source_id", "text", "published_at", "edited_at", "seen_at", "text_seen_at",
    "author_id", "author_name", "url", "reply_to", "thread", "official", "media", "extras", "line", "set_aside",
    "set_aside_note", "territory", "topic", "restricted", "due_at", "language", "kind", "tone", "urgency",
    "named_place", "deleted_at", "id",
)  # fmt: skip
"""What a new post's row is written with, in this order; the rest have defaults."""

_READ = "readings (post_id, version, read_at, body)"

GAPS = ("author_id", "author_name", "url", "reply_to", "thread", "media", "extras")
"""What a later reading may fill in when the first did not know it; bit n of a known post's `gaps` is the n-th."""

_KNOWN = "p.id, p.text, p.edited_at, p.published_at, p.deleted_at, " + " + ".join(
    f"CASE WHEN p.{name} IS NULL THEN {1 << bit} ELSE 0 END" for bit, name in enumerate(GAPS)
)

_NAMES = (
    "SELECT n.name, n.place_id, p.title IS NOT NULL FROM place_names n JOIN places p ON p.id = n.place_id"
    " WHERE n.network = ? AND"
)


_NEWS = "INSERT INTO outbox (kind, id, version, at, not_before)"
"""How a new post comes into the outbox."""

_OVER = (
    "ON CONFLICT (kind, id) DO UPDATE SET version = outbox.version + 1, not_before = excluded.not_before, tries = 0"
    " WHERE outbox.version > 1 RETURNING id, version"
)
"""What is done where a row waits: the removal of a post that had this id before. Only rows with a first version are
new themselves. In one statement, because a relay may take the waiting row away at any moment."""


class Lane(Protocol):
    """What receiving needs of a database. Answers come in no order; `n` is the index of the question.

    It speaks to the driver itself: a thousand posts ask dozens of small questions, and a layer in between would cost
    as much as the answers.
    """

    def run(self, statement: str, values: Sequence[Any]) -> list[Sequence[Any]]:
        """One statement with its values at the `?` marks; its rows, if it gives any."""

    def known(self, keys: Sequence[Key]) -> Iterable[Sequence[Any]]:
        """(n, id, text, edited_at, published_at, deleted_at, gaps) of the posts that are there."""

    def deleted(self, keys: Sequence[Key]) -> Iterable[Sequence[Any]]:
        """(n, deleted_at) of the keys that have a tombstone."""

    def names(self, network: str, names: Sequence[str]) -> Iterable[Sequence[Any]]:
        """(name, place id, whether the place has a title) of the names that are known."""

    def last_ids(self, starts: Sequence[int]) -> dict[int, int]:
        """The greatest id within the 1,024 that begin at each start; starts without any are left out."""

    def insert_posts(self, rows: Sequence[Sequence[Any]]) -> None:
        """Insert posts that are not there yet, as rows of COLUMNS."""

    def insert_readings(self, rows: Sequence[Sequence[Any]]) -> None:
        """Insert the readings of new posts, as (post id, version, read at, JSON)."""

    def enqueue_posts(self, ids: Sequence[int], now: int) -> None:
        """Put new posts into the outbox, with their first version; a post whose id had another post before it that the
        index has still to remove gets a version above the removal's."""


class SqliteLane:
    """SQLite: lists go in as one JSON text, rows through executemany (25 times a multi-row VALUES)."""

    def __init__(self, connection: Connection) -> None:
        self._driver: Any = connection.connection.driver_connection

    def run(self, statement: str, values: Sequence[Any]) -> list[Sequence[Any]]:
        rows: list[Sequence[Any]] = self._driver.execute(statement, values).fetchall()
        return rows

    def known(self, keys: Sequence[Key]) -> Iterable[Sequence[Any]]:
        return self._by_key(f"SELECT j.key, {_KNOWN} FROM json_each(?) j CROSS JOIN posts p", "p", keys)

    def deleted(self, keys: Sequence[Key]) -> Iterable[Sequence[Any]]:
        return self._by_key("SELECT j.key, t.deleted_at FROM json_each(?) j CROSS JOIN tombstones t", "t", keys)

    def names(self, network: str, names: Sequence[str]) -> Iterable[Sequence[Any]]:
        return self.run(f"{_NAMES} n.name IN (SELECT value FROM json_each(?))", (network, json.dumps(names)))

    def last_ids(self, starts: Sequence[int]) -> dict[int, int]:
        asked = (
            "SELECT j.value, (SELECT max(id) FROM posts WHERE id >= j.value AND id < j.value + 1024) AS last"
            " FROM json_each(?) j WHERE last IS NOT NULL"
        )
        return {row[0]: row[1] for row in self.run(asked, (json.dumps(starts),))}

    def insert_posts(self, rows: Sequence[Sequence[Any]]) -> None:
        marks = ", ".join("?" * len(COLUMNS))
        self._driver.executemany(f"INSERT INTO posts ({', '.join(COLUMNS)}) VALUES ({marks})", rows)

    def insert_readings(self, rows: Sequence[Sequence[Any]]) -> None:
        self._driver.executemany(f"INSERT INTO {_READ} VALUES (?, ?, ?, ?)", rows)

    def enqueue_posts(self, ids: Sequence[int], now: int) -> None:
        rows = ((id, now, now) for id in ids)
        added = self._driver.executemany(f"{_NEWS} VALUES ('post', ?, 1, ?, ?) ON CONFLICT DO NOTHING", rows)
        if added.rowcount < len(ids):
            news = f"{_NEWS} SELECT 'post', value, 1, ?, ? FROM json_each(?) WHERE true {_OVER}"
            _raise_versions(self, self.run(news, (now, now, json.dumps(ids))))

    def _by_key(self, select: str, name: str, keys: Sequence[Key]) -> Iterable[Sequence[Any]]:
        by_place: dict[int, list[int]] = {}
        for number, (place, _) in enumerate(keys):
            by_place.setdefault(place, []).append(number)
        statement = f"{select} ON {name}.place_id = ? AND {name}.native_id = j.value"
        for place, numbers in by_place.items():
            for row in self.run(statement, (json.dumps([keys[number][1] for number in numbers]), place)):
                yield (numbers[row[0]], *row[1:])


class PostgresLane:
    """PostgreSQL: lists go in as arrays, rows through COPY. Callers hold the lock of the posts, so that COPY, which
    knows no ON CONFLICT, meets no row of somebody else's."""

    def __init__(self, connection: Connection) -> None:
        self._driver: Any = connection.connection.driver_connection

    def run(self, statement: str, values: Sequence[Any]) -> list[Sequence[Any]]:
        cursor = self._driver.execute(statement.replace("?", "%s"), values)
        rows: list[Sequence[Any]] = cursor.fetchall() if cursor.description else []
        return rows

    def known(self, keys: Sequence[Key]) -> Iterable[Sequence[Any]]:
        return self._by_key(_KNOWN, "posts p", "p", keys)

    def deleted(self, keys: Sequence[Key]) -> Iterable[Sequence[Any]]:
        return self._by_key("t.deleted_at", "tombstones t", "t", keys)

    def names(self, network: str, names: Sequence[str]) -> Iterable[Sequence[Any]]:
        return self.run(f"{_NAMES} n.name = ANY(?)", (network, list(names)))

    def last_ids(self, starts: Sequence[int]) -> dict[int, int]:
        asked = (
            "SELECT s, l.last FROM unnest(%s::bigint[]) s CROSS JOIN LATERAL"
            " (SELECT max(id) AS last FROM posts WHERE id >= s AND id < s + 1024) l WHERE l.last IS NOT NULL"
        )
        return dict(self._driver.execute(asked, (list(starts),)).fetchall())

    def insert_posts(self, rows: Sequence[Sequence[Any]]) -> None:
        self._copy(f"posts ({', '.join(COLUMNS)})", rows)

    def insert_readings(self, rows: Sequence[Sequence[Any]]) -> None:
        self._copy(_READ, rows)

    def enqueue_posts(self, ids: Sequence[int], now: int) -> None:
        news = f"{_NEWS} SELECT 'post', id, 1, %s, %s FROM unnest(%s::bigint[]) id"
        added = self._driver.execute(f"{news} ON CONFLICT DO NOTHING", (now, now, list(ids)))
        if added.rowcount < len(ids):
            _raise_versions(self, self._driver.execute(f"{news} {_OVER}", (now, now, list(ids))).fetchall())

    def _copy(self, table: str, rows: Sequence[Sequence[Any]]) -> None:
        with self._driver.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    def _by_key(self, columns: str, table: str, name: str, keys: Sequence[Key]) -> Iterable[Sequence[Any]]:
        asked = (
            f"SELECT k.n - 1, {columns} FROM unnest(%s::bigint[], %s::text[]) WITH ORDINALITY k (place, native, n)"
            f" JOIN {table} ON {name}.place_id = k.place AND {name}.native_id = k.native"
        )
        places, natives = [place for place, _ in keys], [native for _, native in keys]
        return list(self._driver.execute(asked, (places, natives)).fetchall())


def _raise_versions(lane: Lane, waiting: Iterable[Sequence[Any]]) -> None:
    for id, version in waiting:
        lane.run("UPDATE posts SET row_version = ? WHERE id = ?", (version, id))


def lane_of(connection: Connection) -> Lane:
    """The lane of the connection's database."""
    return PostgresLane(connection) if connection.dialect.name == "postgresql" else SqliteLane(connection)
