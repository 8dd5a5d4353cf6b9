"""Both engines, and documents to put into them."""

import contextlib
import dataclasses
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from desk.ports import SearchIndex
from desk.queries import Document, Words
from desk.roles import Scope
from index.elastic import ElasticIndex
from index.fts5 import Fts5Index
from language.words import ANALYSER_VERSION, words

START = datetime(2026, 3, 1, 9, tzinfo=UTC)
EVERYTHING = Scope.everything()


def at(minutes: float = 0) -> datetime:
    return START + timedelta(minutes=minutes)


def post(number: int, text: str = "", **fields) -> Document:
    """A post published `number` minutes after the start."""
    id = int(at(number).timestamp() * 1000) * 1024
    given: dict[str, Any] = {
        "version": 1,
        "network": "telegram",
        "place": "-100",
        "source": "chat",
        "territory": "110000000",
    }
    given |= {"line": "new", "published_at": at(number)} | fields
    return Document(kind="post", id=id, key=f"telegram/-100/{number}", text=text, **given)


def incident(number: int, text: str = "", **fields) -> Document:
    given: dict[str, Any] = {"version": 1, "territory": "110000000", "state": "open"} | fields
    return Document(kind="incident", id=number, key=f"2026-{number:06}", text=text, **given)


def stemmed(text: str) -> Words:
    """A reading with all three fields, as a later one will have: beginnings of words, none for digits."""
    found = words(text)
    ru = tuple("" if word[0].isdigit() else word[:4] for word in found.exact)
    kk = tuple("" if word[0].isdigit() or "ы" in word else word[:3] + "ъ" for word in found.exact)
    return dataclasses.replace(found, ru=ru, kk=kk)


def numbers(page) -> list[int]:
    """Which posts a page has."""
    return [int(hit.key.rpartition("/")[2]) for hit in page.items]


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
            engine = ElasticIndex(
                server.url,
                prefix=request.getfixturevalue("elastic_prefix"),
                words=read,
                analyser_version=analyser_version,
                api_key=server.api_key,
                ca_file=server.ca_file,
            )
        opened.append(engine)
        return engine

    if request.param == "elastic":
        request.getfixturevalue("elastic_prefix")
    yield open_again
    for each in opened:
        each.close()


@pytest.fixture
def engine(open_engine) -> SearchIndex:
    """One engine, empty."""
    return open_engine()


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[Fts5Index]:
    """The engine that is always there, empty."""
    with contextlib.closing(Fts5Index(tmp_path / "index", words, ANALYSER_VERSION)) as index:
        yield index
