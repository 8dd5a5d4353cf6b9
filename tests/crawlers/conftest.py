"""A desk over either database to import into, and builders of what people bring."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import store
from crawlers.files.formats import recognise
from crawlers.files.importing import ImportParts, run_import
from crawlers.files.media import MediaFolder
from crawlers.files.reading import ReadOptions, arrivals
from desk.chores import ImportRun
from desk.inbox import Inbox
from desk.people import Mask
from desk.posts import Arrival, Post, PostKey, Refused, StoredPost
from desk.sources import Source
from store.tables import METADATA

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
BOTH = [pytest.param("sqlite", id="sqlite"), pytest.param("postgres", id="postgresql", marks=pytest.mark.postgres)]
MASK = Mask(b"a key of this installation only...")


@dataclass
class Desk:
    """A store, and imports into it that read like sentences."""

    store: store.SqlStore
    url: str
    folder: Path

    def parts(self) -> ImportParts:
        inbox = Inbox(
            self.store, lambda: NOW, due=lambda published, territory, topic, urgency: published + timedelta(hours=9)
        )
        return ImportParts(self.store, inbox, MASK, lambda: NOW, MediaFolder(self.folder / "media"))

    def bring(self, path: Path, slug: str = "chat", **how: Any) -> ImportRun:
        """Import a file; `how` are ReadOptions' fields and `run_import`'s own."""
        own = {name: how.pop(name) for name in ("work_from", "keep_going", "progress") if name in how}
        run = ImportRun(str(path), path.name, slug, "console:test", NOW)
        options = replace(ReadOptions(NOW), **how)
        return run_import(self.parts(), Source(slug, "import", slug, NOW), path, options, run, **own)

    def empty(self) -> None:
        """Forget everything but the journal (which forgets nothing), so that the next try begins from nothing."""
        with self.store.writing() as records:
            for table in reversed(METADATA.sorted_tables):
                if not table.name.startswith("journal"):
                    records.connection.execute(table.delete())

    def posts(self) -> list[StoredPost]:
        found: list[StoredPost] = []
        with self.store.reading() as records:
            while page := records.every_post(after=found[-1].id if found else 0):
                found += page
        return found

    def texts(self) -> dict[str, str]:
        return {each.post.key.native_id: each.post.text for each in self.posts()}

    def post(self, network: str, place: str, id: str) -> StoredPost:
        with self.store.reading() as records:
            return records.post(PostKey(network, place, id))

    def letters(self) -> list[Any]:
        with self.store.reading() as records:
            return records.dead_letters(limit=10_000)

    def journal(self) -> list[Any]:
        with self.store.reading() as records:
            return records.journal()

    def source(self, slug: str = "chat") -> Source:
        with self.store.reading() as records:
            return records.source(slug)


@pytest.fixture(scope="session")
def upgraded_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An upgraded, empty SQLite database to copy."""
    file = tmp_path_factory.mktemp("imports") / "empty.db"
    store.upgrade(f"sqlite:///{file}")
    return file


def opened(url: str, folder: Path) -> Desk:
    return Desk(store.open_store(url, now=lambda: NOW), url, folder)


@pytest.fixture
def sqlite_desk(upgraded_file: Path, tmp_path: Path) -> Desk:
    """A desk over SQLite, where the database makes no difference."""
    shutil.copy(upgraded_file, tmp_path / "nazar.db")
    return opened(f"sqlite:///{tmp_path / 'nazar.db'}", tmp_path)


@pytest.fixture
def postgres_desk(postgres_url: str, tmp_path: Path) -> Desk:
    """A desk over PostgreSQL."""
    store.upgrade(postgres_url)
    return opened(postgres_url, tmp_path)


@pytest.fixture(params=BOTH)
def desk(request: pytest.FixtureRequest) -> Desk:
    """A desk over each of the two databases."""
    made: Desk = request.getfixturevalue(f"{request.param}_desk")
    return made


@pytest.fixture
def read() -> Callable[..., list[Arrival]]:
    """Everything a file gives, in order."""

    def read_all(path: Path, **options: Any) -> list[Arrival]:
        told = replace(ReadOptions(NOW), **options)
        return [each for got in arrivals(path, recognise(path), told) for each in got.arrivals]

    return read_all


def message(number: int, text: Any = "Нет воды", **fields: Any) -> dict[str, Any]:
    """A message as Telegram Desktop writes it today; minutes of 20 November 2026 follow the number."""
    at = datetime(2026, 11, 20, 5, 0, tzinfo=UTC) + timedelta(minutes=number)
    plain: dict[str, Any] = {
        "id": number,
        "type": "message",
        "date": (at + timedelta(hours=5)).strftime("%Y-%m-%dT%H:%M:%S"),
        "date_unixtime": str(int(at.timestamp())),
        "from": "Айгуль",
        "from_id": "user5000000001",
        "text": text,
        "text_entities": [{"type": "plain", "text": text}] if isinstance(text, str) and text else [],
    }
    return {name: value for name, value in (plain | fields).items() if value is not ...}


def chat(*messages: Mapping[str, Any], **fields: Any) -> dict[str, Any]:
    return {"name": "ЖК Алатау", "type": "public_supergroup", "id": 1234567890, **fields, "messages": list(messages)}


@pytest.fixture(name="message")
def message_builder() -> Callable[..., dict[str, Any]]:
    return message


@pytest.fixture(name="chat")
def chat_builder() -> Callable[..., dict[str, Any]]:
    return chat


@pytest.fixture
def export(tmp_path: Path) -> Callable[..., Path]:
    """Writes a result.json into a folder of its own, indented as Telegram Desktop does it."""

    def write(content: Mapping[str, Any], folder: str = "export") -> Path:
        home = tmp_path / folder
        home.mkdir(exist_ok=True)
        (home / "result.json").write_text(json.dumps(content, ensure_ascii=False, indent=1), "utf-8")
        return home / "result.json"

    return write


def line(number: int, text: str = "Нет воды", **fields: Any) -> dict[str, Any]:
    """A line of the documented form about the same messages as `message`."""
    at = datetime(2026, 11, 20, 5, 0, tzinfo=UTC) + timedelta(minutes=number)
    plain = {
        "network": "telegram",
        "place": "-1001234567890",
        "id": str(number),
        "published_at": at.isoformat(),
        "text": text,
    }
    return {name: value for name, value in (plain | fields).items() if value is not ...}


@pytest.fixture(name="line")
def line_builder() -> Callable[..., dict[str, Any]]:
    return line


@pytest.fixture
def jsonl(tmp_path: Path) -> Callable[..., Path]:
    """Writes records (or raw bytes) as JSON lines."""

    def write(*records: Mapping[str, Any] | bytes, name: str = "posts.jsonl") -> Path:
        rows = [each if isinstance(each, bytes) else json.dumps(each, ensure_ascii=False).encode() for each in records]
        (tmp_path / name).write_bytes(b"\n".join(rows) + b"\n")
        return tmp_path / name

    return write


@pytest.fixture
def only() -> Callable[[list[Arrival]], Post]:
    """The one post among the arrivals."""

    def one(arrived: list[Arrival]) -> Post:
        (post,) = (each for each in arrived if isinstance(each, Post))
        return post

    return one


@pytest.fixture
def refused() -> Callable[[list[Arrival]], list[Refused]]:
    """The refusals among the arrivals."""
    return lambda arrived: [each for each in arrived if isinstance(each, Refused)]
