"""What was acknowledged is there after any outage (R10), and any single call may fail at any moment (R19)."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import threading
import time as clocks
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from sqlalchemy import Engine, event, make_url

import store
from desk.errors import StoreError
from desk.incidents import Answer, AnswerKind, State
from desk.journal import verify
from desk.ports import Batch
from desk.posts import Line, SetAsideReason
from desk.queries import PostFilter
from desk.roles import Scope
from desk.sources import Source
from store.tables import METADATA
from tests.conftest import refuse
from tests.servers import machine, postgres

POSTS_EACH = 150
SOURCE = Source("chat", "telegram", "Чат", datetime(2026, 3, 1, tzinfo=UTC), territory="750000000")


@dataclass
class Server:
    """A PostgreSQL of this test's own, to be killed and started again."""

    programs: Path
    folder: Path
    url: str
    running: subprocess.Popen[bytes] | None = None

    def kill(self) -> None:
        """Its immediate end: no checkpoint, no goodbye to its clients."""
        os.kill(int((self.folder / "data" / "postmaster.pid").read_text().split()[0]), signal.SIGQUIT)
        while self.is_up():
            clocks.sleep(0.05)

    def start(self) -> None:
        options = [part for name, value in postgres.OPTIONS.items() for part in ("-c", f"{name}={value}")]
        self.running = subprocess.Popen(
            [self.programs / "postgres", "-D", self.folder / "data", "-p", str(make_url(self.url).port), *options],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=self.folder, **machine.unprivileged(),
        )  # fmt: skip

    def is_up(self) -> bool:
        try:
            psycopg.connect(postgres.address(make_url(self.url)), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True


@pytest.fixture
def server() -> Iterator[Server]:
    folder = machine.new_folder()
    try:
        programs = postgres.reachable(postgres.find_programs(), folder)
    except machine.Missing as missing:
        refuse(str(missing))
    with postgres.started(programs, folder) as url:
        mine = Server(programs, folder, url.render_as_string(hide_password=False))
        yield mine
        if mine.running is not None:
            mine.running.send_signal(signal.SIGINT)
            mine.running.wait(30)
    shutil.rmtree(folder, ignore_errors=True)


def write_under_load(desk: Any, a_post: Any, outage: Callable[[], None]) -> tuple[list[str], list[str]]:
    """Four writers of single posts, who try again whenever they are refused; and what they were told meanwhile."""
    acknowledged: list[str] = []
    refusals: list[str] = []
    give_up_at = clocks.monotonic() + 120

    def write(writer: int) -> None:
        for number in range(POSTS_EACH):
            name = f"{writer}-{number}"
            while clocks.monotonic() < give_up_at:
                try:
                    with desk.writing() as records:
                        records.receive(Batch(SOURCE, [a_post(name)], cursors={str(writer): name}))
                    acknowledged.append(name)
                    break
                except StoreError as error:
                    refusals.append(str(error))
                    clocks.sleep(0.05)

    writers = [threading.Thread(target=write, args=(n,)) for n in range(4)]
    for each in writers:
        each.start()
    while len(acknowledged) < POSTS_EACH:
        clocks.sleep(0.01)
    outage()
    for each in writers:
        each.join()
    return acknowledged, refusals


def names_of(desk: Any) -> list[str]:
    found, after = [], 0
    with desk.reading() as records:
        while posts := records.every_post(after=after):
            found += [post.post.key.native_id for post in posts]
            after = posts[-1].id
    return found


@pytest.mark.postgres
def test_nothing_acknowledged_is_lost_when_the_server_dies_under_load(server, a_post, time):
    def outage() -> None:
        server.kill()
        clocks.sleep(1)
        server.start()

    store.upgrade(server.url)
    desk = store.open_store(server.url, now=time)
    acknowledged, refusals = write_under_load(desk, a_post, outage)

    assert len(acknowledged) == POSTS_EACH * 4
    assert sorted(names_of(desk)) == sorted(acknowledged)
    assert {"away" in each or "takes no more" in each for each in refusals} == {True}
    desk.dispose()


def test_nothing_acknowledged_is_lost_when_sessions_are_cut(desk, a_post):
    def outage() -> None:
        if desk.store.dialect == "sqlite":
            return
        with psycopg.connect(make_url(desk.url).set(drivername="postgresql").render_as_string(False)) as other:
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )

    acknowledged, _ = write_under_load(desk.store, a_post, outage)

    assert len(acknowledged) == POSTS_EACH * 4
    assert sorted(names_of(desk.store)) == sorted(acknowledged)


class Fuse:
    """Lets so many calls of the driver through and fails the next one, once."""

    def __init__(self) -> None:
        self.left: int | None = None

    def burn(self) -> bool:
        if self.left is None:
            return False
        self.left -= 1
        return self.left == -1

    @property
    def is_burnt(self) -> bool:
        return self.left is not None and self.left < 0


FUSE = Fuse()


class FragileSqlite(sqlite3.Connection):
    """Every statement and every commit may be the one that fails."""

    def cursor(self, factory: Any = None) -> Any:
        return super().cursor(FragileCursor)

    def execute(self, *arguments: Any) -> Any:
        return self.cursor().execute(*arguments)

    def executemany(self, *arguments: Any) -> Any:
        return self.cursor().executemany(*arguments)

    def commit(self) -> None:
        fail_sqlite()
        super().commit()


class FragileCursor(sqlite3.Cursor):
    def execute(self, *arguments: Any) -> Any:
        fail_sqlite()
        return super().execute(*arguments)

    def executemany(self, *arguments: Any) -> Any:
        fail_sqlite()
        return super().executemany(*arguments)


def fail_sqlite() -> None:
    if FUSE.burn():
        raise sqlite3.OperationalError("disk I/O error")


class FragilePostgres(psycopg.Connection[Any]):
    """Every statement and every commit may meet a connection that was cut."""

    def cursor(self, *arguments: Any, **named: Any) -> Any:
        self.maybe_cut()
        return super().cursor(*arguments, **named)

    def commit(self) -> None:
        self.maybe_cut()
        super().commit()

    def maybe_cut(self) -> None:
        if FUSE.burn():
            self.close()
            raise psycopg.OperationalError("server closed the connection unexpectedly")


@pytest.fixture
def fragile() -> Iterator[Fuse]:
    """Connections that fail when the fuse says so; everything else about them is the driver's own."""

    def connect(dialect: Any, record: Any, arguments: Any, named: Any) -> Any:
        if dialect.name == "sqlite":
            return sqlite3.connect(*arguments, **{**named, "factory": FragileSqlite})
        return FragilePostgres.connect(*arguments, **named)

    event.listen(Engine, "do_connect", connect)
    yield FUSE
    FUSE.left = None
    event.remove(Engine, "do_connect", connect)


def a_day(time: Any, a_post: Any, a_tombstone: Any, a_case: Any, entry: Any) -> list[Callable[[Any], None]]:
    """What a desk does on a day, step by step; each step is one transaction."""
    now = time()
    posts = [a_post(n, published_at=now - timedelta(minutes=n)) for n in range(6)]
    edits = [a_post(1, "өзгерді", published_at=now - timedelta(minutes=1), edited_at=now)]
    number = "2026-000001"

    def post(records: Any, n: int) -> Any:
        return records.posts(PostFilter(place=("telegram", "-1001")), Scope.everything()).items[n]

    def sort(records: Any) -> None:
        records.set_line([post(records, 5).id], Line.SET_ASIDE, SetAsideReason.THANKS)
        records.tag_posts([post(records, 4).id], ["двор"], [])

    def take(records: Any) -> None:
        records.new_case(a_case(post(records, 0), post(records, 1)), 2026, [entry(now)])

    def answer(records: Any) -> None:
        case = records.case(number)
        text = Answer(1, AnswerKind.FINAL, "Жөндейміз", "kk", "berik", now)
        after = replace(case, incident=replace(case.incident, state=State.SUBMITTED), answers=(text,))
        records.keep_case(case, after, [replace(entry(now, "submit", State.OPEN, State.SUBMITTED), key=number)])

    def deliver(records: Any) -> None:
        records.settle_outbox(records.claim_outbox(now, 3, now + timedelta(minutes=1)))

    return [
        lambda records: records.receive(Batch(SOURCE, posts, cursors={"at": "5"})) and None,
        lambda records: records.receive(Batch(SOURCE, edits, [a_tombstone(2), a_tombstone("never")])) and None,
        sort,
        take,
        deliver,
        answer,
        lambda records: records.learn_alias(records.place("telegram", "-1001"), "@dvor") and None,
        lambda records: records.tag_incident(number, ["су"], []),
    ]


def live(desk: Any, day: list[Callable[[Any], None]]) -> None:
    for step in day:
        try:
            with desk.writing() as records:
                step(records)
        except StoreError:
            with desk.writing() as records:
                step(records)


def everything(desk: Any) -> dict[str, list[str]]:
    with desk.reading() as records:
        assert verify(records.journal(), desk.kept_head()) == []
        return {
            table.name: sorted(repr(tuple(row)) for row in records.connection.execute(sa.select(*columns)))
            for table in METADATA.sorted_tables
            if (columns := [column for column in table.c if not is_counted(column)])
        }


def is_counted(column: sa.Column[Any]) -> bool:
    """A number that PostgreSQL counts on, also when the transaction that asked for it failed."""
    return column.name in {"place_id", "source_id"} or (
        column.name == "id" and column.table.name in {"places", "sources"}
    )


def test_any_call_may_fail_and_the_day_ends_the_same(
    store_url, emptied, fragile, tmp_path, time, a_post, a_tombstone, a_case, entry
):
    day = a_day(time, a_post, a_tombstone, a_case, entry)
    head = tmp_path / "journal.head"
    desk = store.open_store(store_url, now=time, journal_head=head)

    def lived(calls: int | None) -> dict[str, list[str]]:
        if desk.dialect == "sqlite":
            desk.dispose()  # its file is replaced
        emptied(store_url)
        head.unlink(missing_ok=True)
        fragile.left = calls
        live(desk, day)
        fragile.left = None if not fragile.is_burnt else -1
        return everything(desk)

    well = lived(None)
    calls = 0
    while True:
        assert lived(calls) == well, f"call {calls}"
        if fragile.left is None:
            break
        calls += 1
    desk.dispose()
    assert calls > 60
