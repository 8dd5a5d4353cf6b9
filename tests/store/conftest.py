"""Both databases for every test of the store, and builders of what goes into them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

import store
from desk.incidents import Case, Incident, Member, State
from desk.journal import Entry
from desk.ports import Batch, Placed, Received
from desk.posts import Line, Post, PostKey, StoredPost, Tombstone
from desk.sources import Source
from store.tables import METADATA
from tests.conftest import obtain
from tests.servers import postgres

NOW = datetime(2026, 3, 18, 10, 0, tzinfo=UTC)
"""Wednesday, 15:00 in Almaty."""
BOTH = [pytest.param("sqlite", id="sqlite"), pytest.param("postgresql", id="postgresql", marks=pytest.mark.postgres)]


@dataclass
class Time:
    """A clock that a test moves on."""

    at: datetime = NOW

    def __call__(self) -> datetime:
        return self.at

    def pass_(self, **amount: float) -> datetime:
        self.at += timedelta(**amount)
        return self.at


@dataclass
class Desk:
    """A store with shortcuts that a test reads like sentences."""

    store: store.SqlStore
    url: str
    time: Time
    source: Source = field(default_factory=lambda: Source("chat", "telegram", "Чат", NOW, territory="750000000"))

    def receive(self, *arrivals: Placed | Tombstone, source: Source | None = None, **cursors: str) -> Received:
        posts = [each for each in arrivals if isinstance(each, Placed)]
        tombstones = [each for each in arrivals if isinstance(each, Tombstone)]
        batch = Batch(source or self.source, posts, tombstones, cursors=cursors, received_at=self.time())
        with self.store.writing() as records:
            return records.receive(batch)

    def post(self, number: int | str = 1, place: str = "-1001") -> StoredPost:
        with self.store.reading() as records:
            return records.post(PostKey("telegram", place, str(number)))

    def open_case(self, *posts: StoredPost, **fields: object) -> Case:
        with self.store.writing() as records:
            return records.new_case(a_case(*posts, **fields), 2026, [entry(self.time(), "take", None, State.OPEN)])

    def case(self, number: str) -> Case:
        with self.store.reading() as records:
            return records.case(number)


def a_post(number: int | str = 1, text: str = "Жарық жоқ", **fields: object) -> Placed:
    """A resident's post of today in the chat -1001; `fields` are a Post's or a Placed's."""
    about = {
        name: fields.pop(name)
        for name in ("line", "reason", "territory", "topic", "restricted", "due_at", "note", "reading")
        if name in fields
    }
    place = str(fields.pop("place", "-1001"))
    network = str(fields.pop("network", "telegram"))
    known: dict[str, object] = {"published_at": NOW - timedelta(hours=1), "seen_at": NOW, "author_id": "17"}
    post = Post(PostKey(network, place, str(number)), text, **(known | fields))  # type: ignore[arg-type]
    return Placed(post, **({"line": Line.NEW, "territory": "750000000"} | about))  # type: ignore[arg-type]


def a_tombstone(number: int | str = 1, at: datetime = NOW, place: str = "-1001") -> Tombstone:
    return Tombstone(PostKey("telegram", place, str(number)), at, at)


def entry(
    at: datetime = NOW, action: str = "take", origin: State | None = None, to: State = State.OPEN, actor: str = "aigul"
) -> Entry:
    return Entry(at, actor, action, "incident", "", {"state": [origin, to]}, role="press-office")


def a_case(*posts: StoredPost, **fields: object) -> Case:
    known: dict[str, object] = {"territory": "751110000", "state": State.OPEN, "opened_at": NOW, "opened_by": "aigul"}
    incident = Incident(0, "", **(known | fields))  # type: ignore[arg-type]
    return Case(incident, members=tuple(a_member(post) for post in posts))


def a_member(post: StoredPost, at: datetime = NOW) -> Member:
    return Member(post.id, post.post.key, post.post.thread, post.post.published_at, at, "aigul", post.post.author_id)


@pytest.fixture(name="a_post")
def a_post_builder() -> Callable[..., Placed]:
    return a_post


@pytest.fixture(name="a_tombstone")
def a_tombstone_builder() -> Callable[..., Tombstone]:
    return a_tombstone


@pytest.fixture(name="a_case")
def a_case_builder() -> Callable[..., Case]:
    return a_case


@pytest.fixture(name="a_member")
def a_member_builder() -> Callable[..., Member]:
    return a_member


@pytest.fixture(name="entry")
def entry_builder() -> Callable[..., Entry]:
    return entry


@pytest.fixture
def dump() -> Callable[[Desk], dict[str, list[tuple[object, ...]]]]:
    """Every row of every table, to compare before and after."""

    def rows(desk: Desk) -> dict[str, list[tuple[object, ...]]]:
        with desk.store.reading() as records:
            return {
                table.name: sorted((tuple(row) for row in records.connection.execute(table.select())), key=repr)
                for table in METADATA.sorted_tables
            }

    return rows


@pytest.fixture
def erase() -> Callable[[Desk], None]:
    """Removes every post, so that the next try begins from nothing."""

    def erase_all(desk: Desk) -> None:
        with desk.store.writing() as records:
            for name in ("post_versions", "tombstones", "outbox", "posts"):
                records.connection.exec_driver_sql(f"DELETE FROM {name}")

    return erase_all


@pytest.fixture(scope="session")
def upgraded_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An upgraded, empty SQLite database to copy."""
    file = tmp_path_factory.mktemp("store") / "empty.db"
    store.upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def upgraded_database() -> Iterator[str]:
    """One upgraded PostgreSQL database for all tests of the store: to make one takes longer than most tests."""
    server = obtain("postgres")["url"]
    url = postgres.new_database(server)
    store.upgrade(url)
    yield url
    postgres.drop_database(url, server)


def empty(url: str) -> None:
    """Remove every row, the journal's too (its triggers stand aside for a superuser who says so)."""
    with psycopg.connect(postgres.address(make_url(url))) as connection:
        deletions = "; ".join(f'DELETE FROM "{table.name}"' for table in METADATA.sorted_tables)
        connection.execute(f"SET session_replication_role = replica; {deletions}")


@pytest.fixture(params=BOTH)
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty, upgraded database: once SQLite, once PostgreSQL."""
    if request.param == "sqlite":
        file = tmp_path / "nazar.db"
        shutil.copy(request.getfixturevalue("upgraded_file"), file)
        return f"sqlite:///{file}"
    url: str = request.getfixturevalue("upgraded_database")
    empty(url)
    return url


@pytest.fixture
def emptied(upgraded_file: Path) -> Callable[[str], None]:
    """Makes a database of `store_url` empty once more."""

    def empty_again(url: str) -> None:
        if not url.startswith("sqlite"):
            return empty(url)
        file = Path(url.removeprefix("sqlite:///"))
        for beside in ("-wal", "-shm"):
            Path(f"{file}{beside}").unlink(missing_ok=True)
        shutil.copy(upgraded_file, file)
        return None

    return empty_again


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def open_desk(time: Time, tmp_path: Path) -> Iterator[Callable[[str], Desk]]:
    """Opens a store at an address; closed after the test."""
    opened: list[store.SqlStore] = []

    def open_at(url: str) -> Desk:
        opened.append(store.open_store(url, now=time, journal_head=tmp_path / "journal.head", busy_seconds=5))
        return Desk(opened[-1], url, time)

    yield open_at
    for each in opened:
        each.dispose()


@pytest.fixture
def desk(open_desk: Callable[[str], Desk], store_url: str) -> Desk:
    """An open store on each database."""
    return open_desk(store_url)
