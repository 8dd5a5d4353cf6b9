"""How fast the store takes posts in, beside what its database can do at most."""

from __future__ import annotations

import os
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy.schema import CreateIndex, CreateTable

import store
from desk.ports import Batch, Placed, Received
from desk.posts import Line, Post, PostKey
from desk.sources import Source
from store import SqlStore, lanes
from store.engines import address, writer
from store.post_tables import POSTS
from store.schema import micros
from tests.servers.postgres import serving

POSTS_IN_ALL = 100_000
BATCH = 1_000
ONE_BY_ONE = 5_000
START = datetime(2026, 3, 1, tzinfo=UTC)
SOURCE = Source("bench", "import", "bench", START)
WORDS = (
    "вода отопление двор подъезд автобус остановка школа дорога яма свет фонарь мусор контейнер лифт крыша"
    " су жылу аула кіреберіс аялдама мектеп жол шұңқыр жарық шам қоқыс жәшік төбе көше әкімдік өтініш"
)
ON_CONFLICT = (
    "ON CONFLICT (place_id, native_id) DO UPDATE SET text = excluded.text, edited_at = excluded.edited_at"
    " WHERE posts.text <> excluded.text"
)
Rows = Sequence[tuple[Any, ...]]
Keep = Callable[[Rows], None]
ROUNDS = 3
"""The yardstick and the store take turns batch by batch, and the middle one of so many ratios counts: what else the
machine does at the moment must not decide."""


def run() -> dict[str, Any]:
    """Measure both databases. Rates are posts a second.

    PostgreSQL is the server of TEST_POSTGRES_URL, else the tests' own (fsync off, for the yardstick as for the store).
    """
    posts = list(made_posts(POSTS_IN_ALL))
    figures: dict[str, Any] = {"posts": POSTS_IN_ALL, "batch": BATCH, "sqlite": measure_sqlite(posts)}
    with tempfile.TemporaryDirectory(prefix="nazar-bench-") as folder, serving(Path(folder)) as server:
        figures["postgresql"] = measure_postgres(posts, server["url"])
    return figures


def made_posts(count: int) -> Iterator[Placed]:
    """Comments of 40 chats over a year, the same in every run."""
    dice, words = random.Random(7), WORDS.split()
    for number in range(count):
        text = " ".join(dice.choices(words, k=dice.randint(5, 60)))
        at = START + timedelta(seconds=number * 300 + dice.randint(0, 299))
        key = PostKey("telegram", f"-100{1000 + number % 40}", str(number))
        author = f"user{dice.randint(1, 20_000)}"
        post = Post(key, text, at, at + timedelta(seconds=5), author, f"Житель {author}", thread=str(number // 50))
        yield Placed(post, Line.NEW, territory="750000000", due_at=at + timedelta(hours=9))


def measure_sqlite(posts: Sequence[Placed]) -> dict[str, Any]:
    rounds = []
    for number in range(ROUNDS):
        tell(f"sqlite, round {number + 1} of {ROUNDS}")
        with tempfile.TemporaryDirectory() as folder:
            alone = f"sqlite:///{folder}/alone.db"
            with bare_sqlite(Path(folder) / "bare.db") as keep:
                rounds.append(measure(posts, keep, f"sqlite:///{folder}/store.db", alone))
    return middle(rounds)


def measure_postgres(posts: Sequence[Placed], server: str) -> dict[str, Any]:
    rounds = []
    for number in range(ROUNDS):
        tell(f"postgresql, round {number + 1} of {ROUNDS}")
        with (
            new_database(server, "bare") as bare,
            new_database(server, "store") as url,
            new_database(server, "alone") as alone,
            bare_postgres(bare) as keep,
        ):
            rounds.append(measure(posts, keep, url, alone))
    return middle(rounds)


def measure(posts: Sequence[Placed], keep_bare: Keep, url: str, alone: str) -> dict[str, float]:
    """One round: bare and store in turns, then the same posts again, then some one by one."""
    with opened(url) as desk:
        bare, first = 0.0, []
        for part, rows in zip(parts(posts), parts(raw_rows(posts)), strict=True):
            bare += seconds(lambda: keep_bare(rows))  # noqa: B023
            first.append(seconds(lambda: receive(desk, part)))  # noqa: B023
        begun = time.perf_counter()
        again = sum((receive(desk, part) for part in parts(posts)), Received())
        replay = time.perf_counter() - begun
    with opened(alone) as desk:
        single = seconds(lambda: [receive(desk, [each]) for each in posts[:ONE_BY_ONE]])
    return {
        "bare_per_s": len(posts) / bare,
        "store_per_s": len(posts) / sum(first),
        "ratio": bare / sum(first),
        "replay_per_s": len(posts) / replay,
        "replay_ratio": sum(first) / replay,
        "replay_new": again.new,
        "one_by_one_per_s": ONE_BY_ONE / single,
        "batch_ms_p99": sorted(first)[len(first) * 99 // 100] * 1000,
    }


def middle(rounds: Sequence[Mapping[str, float]]) -> dict[str, float]:
    return {name: round(statistics.median(each[name] for each in rounds), 3) for name in rounds[0]}


def seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


@contextmanager
def opened(url: str) -> Iterator[SqlStore]:
    store.upgrade(url)
    desk = store.open_store(url, now=lambda: datetime.now(UTC))
    try:
        yield desk
    finally:
        desk.dispose()


def receive(desk: SqlStore, part: Sequence[Placed]) -> Received:
    batch = Batch(SOURCE, part, cursors={"at": part[-1].post.key.native_id}, received_at=START)
    with desk.writing() as records:
        return records.receive(batch)


@contextmanager
def bare_sqlite(file: Path) -> Iterator[Keep]:
    """The yardstick: the driver alone, one table of the same columns and indexes, the same durability."""
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    for statement in bare_table("sqlite:///bare"):
        connection.execute(statement)
    marks = ", ".join("?" * len(lanes.COLUMNS))
    upsert = f"INSERT INTO posts ({', '.join(lanes.COLUMNS)}) VALUES ({marks}) {ON_CONFLICT}"

    def keep(rows: Rows) -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(upsert, rows)
        connection.execute("COMMIT")

    yield keep
    connection.close()


@contextmanager
def bare_postgres(url: str) -> Iterator[Keep]:
    """The yardstick: COPY into a temporary table, then one INSERT … SELECT … ON CONFLICT a batch."""
    names = ", ".join(lanes.COLUMNS)
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        for statement in bare_table(url):
            connection.execute(statement)
        connection.execute(f"CREATE TEMPORARY TABLE fresh AS SELECT {names} FROM posts")
        connection.commit()

        def keep(rows: Rows) -> None:
            connection.execute("TRUNCATE fresh")
            with connection.cursor() as cursor, cursor.copy(f"COPY fresh ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            connection.execute(f"INSERT INTO posts ({names}) SELECT {names} FROM fresh {ON_CONFLICT}")
            connection.commit()

        yield keep


def bare_table(url: str) -> list[str]:
    """The posts table with its keys and indexes, without the references to other tables."""
    dialect = writer(address(url), 1).dialect
    lines = str(CreateTable(POSTS).compile(dialect=dialect)).splitlines()
    table = "\n".join(line for line in lines if "FOREIGN KEY" not in line).rstrip().rstrip(")").rstrip().rstrip(",")
    return [table + ")", *(str(CreateIndex(index).compile(dialect=dialect)) for index in POSTS.indexes)]


def raw_rows(posts: Sequence[Placed]) -> Rows:
    rows = []
    for number, placed in enumerate(posts):
        post = placed.post
        at, seen = micros(post.published_at), micros(post.seen_at)
        rows.append((
            number % 40 + 1, post.key.native_id, 1, post.text, at, None, seen, seen, post.author_id,
            post.author_name, None, None, post.thread, None, None, None, "new", None, placed.territory, None, False,
            micros(placed.due_at) if placed.due_at else None, None, at // 1000 * 1024,
        ))  # fmt: skip
    return rows


def parts(things: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (things[start : start + BATCH] for start in range(0, len(things), BATCH))


@contextmanager
def new_database(server: str, what: str) -> Iterator[str]:
    name = f"nazar_bench_{os.getpid()}_{what}"
    plain = server.replace("+psycopg", "")
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    try:
        yield address(server).set(database=name).render_as_string(hide_password=False)
    finally:
        with psycopg.connect(plain, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def tell(words: str) -> None:
    print(words, file=sys.stderr)  # noqa: T201
