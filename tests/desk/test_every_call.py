"""R19: whichever call to the database fails, nothing is half done, and the day ends as if nothing had happened."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import Connection, Engine, event

from desk.errors import StoreError
from desk.incidents import Outcome, ReturnReason
from desk.journal import Head, verify
from desk.posts import Post, PostKey, SetAsideReason, Tombstone
from desk.relay import Relay
from desk.roles import Actor, operator
from index import open_index
from store import upgrade
from store.tables import METADATA
from tests.desk.building import Desk


@dataclass(eq=False)
class Fuse:
    """Breaks the `at`-th call to a database (0: none), once; counts them all."""

    at: int
    calls: int = 0

    def call(self, connection: Connection, *_statement: Any) -> None:
        """One more call is about to go out."""
        self.calls += 1
        if self.calls == self.at:
            raise_away(connection.dialect.name)


def raise_away(dialect: str) -> None:
    """What the driver says when the connection breaks."""
    if dialect == "sqlite":
        raise sqlite3.OperationalError("disk I/O error")
    raise psycopg.OperationalError("server closed the connection unexpectedly")


@contextmanager
def breaking(fuse: Fuse) -> Iterator[None]:
    """Statements and commits go through the fuse before they are sent."""
    for moment in ("before_cursor_execute", "commit"):
        event.listen(Engine, moment, fuse.call)
    try:
        yield
    finally:
        for moment in ("before_cursor_execute", "commit"):
            event.remove(Engine, moment, fuse.call)


def everything(desk: Desk) -> dict[str, list[Any]]:
    """Every row of every table."""
    with desk.store.reading() as records:
        return {
            table.name: sorted((tuple(row) for row in records.connection.execute(table.select())), key=repr)
            for table in METADATA.sorted_tables
        }


def sums(desk: Desk) -> object:
    """What must be the same on PostgreSQL too, where a broken try uses up numbers of a sequence."""
    with desk.store.reading() as records:
        head = records.journal_head()
    return head, {name: len(rows) for name, rows in everything(desk).items()}


def day(desk: Desk, relay: Relay, everybody: Actor) -> Iterator[Callable[[], object]]:
    """A day of the desk, step by step; each step but the relay's is one transaction."""
    door, now, number = desk.casework, desk.wall(), "2026-000001"

    def post(name: str, text: str, **fields: Any) -> Post:
        published = now - timedelta(hours=2)
        return Post(PostKey("telegram", "-1001", name), text, published, now, author_id="u1", thread="7", **fields)

    edited = post("1", "Яма на Абая, 5", edited_at=now - timedelta(hours=1))
    gone = Tombstone(PostKey("telegram", "-1001", "3"), now, now)
    morning = [post("1", "Яма"), post("2", "Бізде де"), post("3", "х")]
    yield lambda: desk.inbox.receive(desk.source, morning, {"at": "3"})
    yield lambda: desk.inbox.receive(desk.source, [edited, gone, post("2", "Бізде де")], {"at": "4"})
    with desk.store.reading() as records:
        first, second, third = (records.post(PostKey("telegram", "-1001", name)).id for name in "123")
    yield lambda: door.set_aside(everybody, [third], SetAsideReason.REMOVED_BY_AUTHOR)
    yield lambda: door.take(everybody, [first, second], title="Яма", topic="roads")
    yield lambda: door.assign(everybody, number, "roads", "berik")
    yield lambda: door.take_up(everybody, number)
    yield lambda: door.tag_incident(everybody, number, ["двор"])
    yield lambda: door.submit(everybody, number, "Яма засыпана 18 марта", Outcome.SOLVED)
    yield lambda: door.return_answer(everybody, number, ReturnReason.NO_PROOF)
    yield relay.drain
    yield lambda: door.submit(everybody, number, "Яма засыпана 18 марта, снимок приложен", Outcome.SOLVED)
    yield lambda: door.accept(everybody, number)
    yield lambda: door.publish(everybody, number, link="https://t.me/c/1/9")
    yield lambda: door.close(everybody, number)
    yield relay.drain


def live(desk: Desk, folder: Path, everybody: Actor, *, broken: bool) -> tuple[list[tuple[int, int]], int]:
    """Live through the day; where `broken`, each step is tried with its first call failing, then its second, and so on.

    A step that fails must have left nothing behind. Returns what the index holds of posts in the evening, as
    (id, version), and how many calls were broken.
    """
    index, calls = open_index(folder), 0
    relay = Relay(desk.store, index, desk.wall, lease=timedelta(0), pause=lambda seconds: None)
    for step in day(desk, relay, everybody):
        before = everything(desk) if step != relay.drain else None
        for at in count(1 if broken else 0):
            fuse = Fuse(at)
            try:
                with breaking(fuse):
                    step()
            except StoreError:
                assert before is None or everything(desk) == before
            if fuse.calls < at or not broken:
                break
            calls += 1
    try:
        return index.versions("post", 0, 100), calls
    finally:
        index.close()


@pytest.mark.parametrize("dialect", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_whichever_call_to_the_database_fails_the_day_ends_the_same(
    open_desk: Callable[..., Desk], dialect: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    everybody = operator("village")
    quiet, hard = (open_desk(each) for each in new_addresses(dialect, request))

    expected, _ = live(quiet, tmp_path / "quiet", everybody, broken=False)
    indexed, broken = live(hard, tmp_path / "hard", everybody, broken=True)

    assert broken > 100
    assert indexed == expected
    assert sums(hard) == sums(quiet)
    with hard.store.reading() as records:
        assert verify(records.journal(limit=1000), hard.store.kept_head() or Head()) == []


def new_addresses(dialect: str, request: pytest.FixtureRequest) -> Iterator[str | None]:
    for _ in range(2):
        if dialect == "sqlite":
            yield None
        else:
            url = request.getfixturevalue("new_postgres_url")()
            upgrade(url)
            yield url
