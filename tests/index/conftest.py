"""Both engines, and documents to put into them."""

import contextlib
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from desk.chores import DeadLetter
from desk.errors import SearchError
from desk.incidents import Case, Incident, Member, State
from desk.journal import Entry
from desk.ports import Batch, Placed, SearchIndex
from desk.posts import Line, Post, PostKey, StoredPost
from desk.queries import Document, Hit, ItemFault, Page, PostFilter, Query
from desk.relay import Relay
from desk.sources import Source
from index.elastic import ElasticIndex
from index.fts5 import Fts5Index
from language.words import ANALYSER_VERSION, words
from store import SqlStore, open_store, upgrade
from tests.index.documents import EVERYTHING, START, Engine, numbers


def elastic_index(server: Any, prefix: str, read=words, analyser_version: str = ANALYSER_VERSION) -> ElasticIndex:
    """The secured server's index with this prefix, opened with the key that a desk would have."""
    return ElasticIndex(
        server.url,
        prefix=prefix,
        words=read,
        analyser_version=analyser_version,
        api_key=server.api_key,
        ca_file=server.ca_file,
    )


@pytest.fixture(params=["fts5", pytest.param("elastic", marks=pytest.mark.elastic)])
def open_engine(request: pytest.FixtureRequest, tmp_path) -> Iterator[Callable[..., SearchIndex]]:
    """Opens the engine of this run again and again on the same place, as several processes would."""
    opened: list[SearchIndex] = []

    def open_again(read=words, analyser_version=ANALYSER_VERSION) -> SearchIndex:
        engine: SearchIndex
        if request.param == "fts5":
            engine = Fts5Index(tmp_path / "index", read, analyser_version)
        else:
            server = request.getfixturevalue("elastic")
            engine = elastic_index(server, request.getfixturevalue("elastic_prefix"), read, analyser_version)
        opened.append(engine)
        return engine

    if request.param == "elastic":
        request.getfixturevalue("elastic_prefix")
    yield open_again
    for each in opened:
        each.close()


@pytest.fixture
def engine(open_engine: Callable[..., SearchIndex]) -> SearchIndex:
    """One engine, empty."""
    return open_engine()


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[Fts5Index]:
    """The engine that is always there, empty."""
    with contextlib.closing(Fts5Index(tmp_path / "index", words, ANALYSER_VERSION)) as index:
        yield index


@dataclass
class Time:
    """A clock that a test moves on."""

    at: datetime = START

    def __call__(self) -> datetime:
        return self.at

    def pass_(self, **amount: float) -> None:
        self.at += timedelta(**amount)


class Town:
    """A real store and a real index, with shortcuts that a test reads like sentences. Posts are numbered from 1."""

    def __init__(self, store: SqlStore, index: SearchIndex, time: Time) -> None:
        self.store, self.index, self.time = store, index, time
        self.source = Source("chat", "telegram", "Чат", START, territory="110000000")
        self._count = 0
        self._away: list[int] | None = None

    def receive(self, *texts: str) -> None:
        first = self._count + 1
        self._count += len(texts)
        self.keep([self._placed(number, text) for number, text in enumerate(texts, start=first)])

    def edit(self, number: int, text: str) -> None:
        self.keep([self._placed(number, text, edited_at=self.time.at + timedelta(minutes=self._count))])

    def keep(self, posts: Sequence[Placed]) -> None:
        with self.store.writing() as records:
            records.receive(Batch(self.source, posts, received_at=self.time.at))

    def _placed(self, number: int, text: str, **fields: Any) -> Placed:
        published = START - timedelta(days=1) + timedelta(seconds=number)
        key = PostKey("telegram", "-1001", str(number))
        return Placed(Post(key, text, published, START, **fields), Line.NEW, territory="110000000")

    def post(self, number: int) -> StoredPost:
        with self.store.reading() as records:
            return records.post(PostKey("telegram", "-1001", str(number)))

    def tag(self, number: int, tag: str) -> None:
        with self.store.writing() as records:
            records.tag_posts([self.post(number).id], [tag], [])

    def purge(self) -> None:
        with self.store.writing() as records:
            while records.purge_source("chat", 100):
                pass

    def open_case(self, number: int, **fields: Any) -> str:
        post = self.post(number)
        member = Member(post.id, post.post.key, None, post.post.published_at, self.time.at, "aigul")
        incident = Incident(0, "", "110000000", State.OPEN, self.time.at, "aigul", **fields)
        entry = Entry(self.time.at, "aigul", "take", "incident", "", {"state": [None, State.OPEN]}, role="press-office")
        with self.store.writing() as records:
            return records.new_case(Case(incident, (member,)), 2026, [entry]).incident.number

    def outbox(self) -> int:
        with self.store.reading() as records:
            return records.outbox_size()

    def letters(self) -> list[DeadLetter]:
        with self.store.reading() as records:
            return records.dead_letters(limit=1000)

    def relay(self, index: Any = None, **options: Any) -> Relay:
        return Relay(self.store, index or Engine(self.index, self._put), self.time, **options)

    def break_engine(self) -> None:
        """From now on the engine is away."""
        self._away = []

    def mend_engine(self) -> None:
        self._away = None

    def attempts(self) -> int:
        """How often the engine was asked while it was away."""
        return len(self._away or ())

    def search(self, text: str, **filters: Any) -> Page[Hit]:
        return self.index.search(Query(text, PostFilter(**filters)), EVERYTHING, limit=1000)

    def found(self, text: str) -> list[int]:
        return numbers(self.search(text))

    def _put(self, documents: Sequence[Document], index: SearchIndex) -> list[ItemFault]:
        if self._away is not None:
            self._away.append(len(documents))
            raise SearchError("away")
        return index.put(documents)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def store_kind(request: pytest.FixtureRequest) -> str:
    """Which database this run's store stands on; PostgreSQL goes with Elasticsearch, as an installation would."""
    return str(request.param)


@pytest.fixture(scope="session")
def upgraded_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An upgraded, empty SQLite database to copy."""
    file = tmp_path_factory.mktemp("town") / "empty.db"
    upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture
def store_url(store_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty, upgraded database."""
    if store_kind == "sqlite":
        shutil.copy(request.getfixturevalue("upgraded_file"), tmp_path / "nazar.db")
        return f"sqlite:///{tmp_path / 'nazar.db'}"
    url: str = request.getfixturevalue("postgres_url")
    upgrade(url)
    return url


@pytest.fixture
def index_arguments(store_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> list[str]:
    """How another process opens the same index: folder, and for Elasticsearch address, prefix, key, CA."""
    if store_kind == "sqlite":
        return [str(tmp_path / "index")]
    server = request.getfixturevalue("elastic")
    prefix = request.getfixturevalue("elastic_prefix")
    return [str(tmp_path / "index"), server.url, prefix, server.api_key, str(server.ca_file)]


@pytest.fixture
def town(store_kind: str, store_url: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Town]:
    """SQLite with the embedded engine, PostgreSQL with Elasticsearch: both empty."""
    index: SearchIndex
    if store_kind == "sqlite":
        index = Fts5Index(tmp_path / "index", words, ANALYSER_VERSION)
    else:
        index = elastic_index(request.getfixturevalue("elastic"), request.getfixturevalue("elastic_prefix"))
    time = Time()
    store = open_store(store_url, now=time, journal_head=tmp_path / "journal.head", busy_seconds=5)
    yield Town(store, index, time)
    index.close()
    store.dispose()
