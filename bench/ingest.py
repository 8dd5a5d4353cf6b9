"""How fast the store takes posts in, beside what its database can do at most."""

from __future__ import annotations

import os
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
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
from store import lanes
from store.engines import address, writer
from store.post_tables import POSTS
from store.schema import micros

POSTS_IN_ALL = 100_000
BATCH = 1_000
ONE_BY_ONE = 5_000
START = datetime(2026, 3, 1, tzinfo=UTC)
SOURCE = Source("bench", "import", "bench", START)
WORDS = (
    "вода отопление двор подъезд автобус остановка школа дорога яма свет фонарь мусор контейнер лифт крыша "
    "су жылу аула кіреберіс аялдама мектеп жол шұңқыр жарық шам қоқыс жәшік төбе көше әкімдік өтініш"
).split()
ROUNDS = 3
"""Each figure is the best of so many: what else the machine does must not decide."""


def run() -> dict[str, Any]:
    """Measure both databases (PostgreSQL where TEST_POSTGRES_URL names one). Rates are posts a second."""
    posts = list(made_posts(POSTS_IN_ALL))
    figures: dict[str, Any] = {"posts": POSTS_IN_ALL, "batch": BATCH, "sqlite": measure_sqlite(posts)}
    server = os.environ.get("TEST_POSTGRES_URL")
    if server:
        figures["postgresql"] = measure_postgres(posts, server)
    return figures


def made_posts(count: int) -> Iterator[Placed]:
    """Comments of 40 chats over a year, the same in every run."""
    dice = random.Random(7)
    for number in range(count):
        text = " ".join(dice.choices(WORDS, k=dice.randint(5, 60)))
        at = START + timedelta(seconds=number * 300 + dice.randint(0, 299))
        key = PostKey("telegram", f"-100{1000 + number % 40}", str(number))
        author = f"user{dice.randint(1, 20_000)}"
        post = Post(key, text, at, at + timedelta(seconds=5), author, f"Житель {author}", thread=str(number // 50))
        yield Placed(post, Line.NEW, territory="750000000", due_at=at + timedelta(hours=9))


def measure_sqlite(posts: Sequence[Placed]) -> dict[str, Any]:
    best: dict[str, float] = {}
    for round_number in range(ROUNDS):
        tell(f"sqlite, round {round_number + 1} of {ROUNDS}")
        with tempfile.TemporaryDirectory() as folder:
            keep_best(best, "raw", lambda: raw_sqlite(posts, Path(folder) / "raw.db"))
            receive_all(posts, f"sqlite:///{folder}/store.db", best)
        with tempfile.TemporaryDirectory() as folder:
            keep_best(best, "one_by_one", lambda: one_by_one(posts[:ONE_BY_ONE], f"sqlite:///{folder}/store.db"))
    return figures_of(best, "raw")


def measure_postgres(posts: Sequence[Placed], server: str) -> dict[str, Any]:
    best: dict[str, float] = {}
    for round_number in range(ROUNDS):
        tell(f"postgresql, round {round_number + 1} of {ROUNDS}")
        with new_database(server) as url:
            keep_best(best, "raw", lambda: raw_postgres(posts, url))
        with new_database(server) as url:
            receive_all(posts, url, best)
        with new_database(server) as url:
            keep_best(best, "one_by_one", lambda: one_by_one(posts[:ONE_BY_ONE], url))
    return figures_of(best, "raw")


def figures_of(best: dict[str, float], raw: str) -> dict[str, Any]:
    return {
        "raw_per_s": round(best[raw]),
        "store_per_s": round(best["first"]),
        "ratio": round(best["first"] / best[raw], 3),
        "replay_per_s": round(best["replay"]),
        "replay_ratio": round(best["replay"] / best["first"], 3),
        "replay_new": round(best["replay_new"]),
        "one_by_one_per_s": round(best["one_by_one"]),
        "longest_batch_ms": round(best["longest_ms"], 1),
    }


def keep_best(best: dict[str, float], name: str, work: Callable[[], float]) -> None:
    best[name] = max(best.get(name, 0.0), work())


def receive_all(posts: Sequence[Placed], url: str, best: dict[str, float]) -> None:
    store.upgrade(url)
    desk = store.open_store(url, now=lambda: datetime.now(UTC))
    for name in ("first", "replay"):
        seconds, longest, received = 0.0, 0.0, Received()
        for part in parts(posts):
            batch = Batch(SOURCE, part, cursors={"at": part[-1].post.key.native_id}, received_at=START)
            begun = time.perf_counter()
            with desk.writing() as records:
                received += records.receive(batch)
            took = time.perf_counter() - begun
            seconds, longest = seconds + took, max(longest, took)
        keep_best(best, name, lambda rate=len(posts) / seconds: rate)  # type: ignore[misc]
        if name == "first":
            best["longest_ms"] = min(best.get("longest_ms", 1e9), longest * 1000)
        else:
            best["replay_new"] = max(best.get("replay_new", 0), received.new)
    desk.dispose()


def one_by_one(posts: Sequence[Placed], url: str) -> float:
    store.upgrade(url)
    desk = store.open_store(url, now=lambda: datetime.now(UTC))
    begun = time.perf_counter()
    for placed in posts:
        with desk.writing() as records:
            records.receive(Batch(SOURCE, [placed], received_at=START))
    rate = len(posts) / (time.perf_counter() - begun)
    desk.dispose()
    return rate


def raw_sqlite(posts: Sequence[Placed], file: Path) -> float:
    """The yardstick: the driver alone, one table of the same columns and indexes, the same durability."""
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    for statement in bare_table("sqlite:///bare"):
        connection.execute(statement)
    marks = ", ".join("?" * len(lanes.COLUMNS))
    upsert = f"INSERT INTO posts ({', '.join(lanes.COLUMNS)}) VALUES ({marks}) {on_conflict()}"
    rows = list(parts(raw_rows(posts)))
    begun = time.perf_counter()
    for part in rows:
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(upsert, part)
        connection.execute("COMMIT")
    rate = len(posts) / (time.perf_counter() - begun)
    connection.close()
    return rate


def raw_postgres(posts: Sequence[Placed], url: str) -> float:
    """The yardstick: COPY into a temporary table, then one INSERT … SELECT … ON CONFLICT a batch."""
    names = ", ".join(lanes.COLUMNS)
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        for statement in bare_table(url):
            connection.execute(statement)
        connection.execute(f"CREATE TEMPORARY TABLE fresh AS SELECT {names} FROM posts")
        connection.commit()
        rows = list(parts(raw_rows(posts)))
        begun = time.perf_counter()
        for part in rows:
            connection.execute("TRUNCATE fresh")
            with connection.cursor() as cursor, cursor.copy(f"COPY fresh ({names}) FROM STDIN") as copy:
                for row in part:
                    copy.write_row(row)
            connection.execute(f"INSERT INTO posts ({names}) SELECT {names} FROM fresh {on_conflict()}")
            connection.commit()
        return len(posts) / (time.perf_counter() - begun)


def on_conflict() -> str:
    return (
        "ON CONFLICT (place_id, native_id) DO UPDATE SET text = excluded.text, edited_at = excluded.edited_at"
        " WHERE posts.text <> excluded.text"
    )


def bare_table(url: str) -> list[str]:
    """The posts table with its keys and indexes, without the references to other tables."""
    dialect = writer(address(url), 1).dialect
    lines = str(CreateTable(POSTS).compile(dialect=dialect)).splitlines()
    table = "\n".join(line for line in lines if "FOREIGN KEY" not in line).rstrip().rstrip(")").rstrip().rstrip(",")
    return [table + ")", *(str(CreateIndex(index).compile(dialect=dialect)) for index in POSTS.indexes)]


def raw_rows(posts: Sequence[Placed]) -> list[tuple[Any, ...]]:
    rows = []
    for number, placed in enumerate(posts):
        post = placed.post
        at, seen = micros(post.published_at), micros(post.seen_at)
        rows.append((
            at // 1000 * 1024, number % 40 + 1, post.key.native_id, 1, post.text, at, None, seen, seen, post.author_id,
            post.author_name, None, None, post.thread, None, None, None, "new", None, placed.territory, None, False,
            micros(placed.due_at) if placed.due_at else None, None,
        ))  # fmt: skip
    return rows


def parts(things: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (things[start : start + BATCH] for start in range(0, len(things), BATCH))


@contextmanager
def new_database(server: str) -> Iterator[str]:
    name = f"nazar_bench_{os.getpid()}"
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
