"""Documents to put into an engine, and an engine that a test may interfere with."""

import dataclasses
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from desk.ports import SearchIndex
from desk.queries import Document, ItemFault, Words
from desk.roles import Scope
from language.words import words

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
    """A reading with all three fields, in the plainest way: beginnings of words, none for digits."""
    found = words(text)
    ru = tuple("" if word[0].isdigit() else word[:4] for word in found.exact)
    kk = tuple("" if word[0].isdigit() or "ы" in word else word[:3] + "ъ" for word in found.exact)
    return dataclasses.replace(found, ru=ru, kk=kk)


def numbers(page) -> list[int]:
    """Which posts a page has."""
    return [int(hit.key.rpartition("/")[2]) for hit in page.items]


class Engine:
    """A real engine whose `put` a test may interfere with: `put(documents, engine)`."""

    def __init__(self, index: SearchIndex, put: Callable[..., list[ItemFault]]) -> None:
        self._index = index
        self._put = put

    def put(self, documents: Sequence[Document]) -> list[ItemFault]:
        return self._put(documents, self._index)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._index, name)
