"""What an engine keeps of a document beside its words: one table of fields, the same for every engine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Any

from desk.queries import Document, Words

KINDS = ("post", "incident")
PLACEHOLDER = "·"
"""Stands where a field has no word, so that phrases stay aligned. Never part of a word: it is no letter."""
SLOT = 1024
"""Ids of one millisecond: a post's id is (published ms since 1970) × SLOT + sequence, so a period is a range of ids."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Shape(Enum):
    """How a field is kept and asked."""

    WORD = "word"
    """One exact value or none."""
    WORDS = "words"
    """Any number of exact values."""
    FLAG = "flag"
    MOMENT = "moment"
    """Milliseconds since 1970, or none."""


FIELDS: Mapping[str, Shape] = {
    "network": Shape.WORD,
    "place": Shape.WORD,
    "thread": Shape.WORD,
    "source": Shape.WORD,
    "territory": Shape.WORD,
    "line": Shape.WORD,
    "state": Shape.WORD,
    "reason": Shape.WORD,
    "incident": Shape.WORD,
    "assignee": Shape.WORD,
    "topic": Shape.WORD,
    "restricted": Shape.FLAG,
    "official": Shape.FLAG,
    "deleted": Shape.FLAG,
    "language": Shape.WORD,
    "reads_as": Shape.WORD,
    "tone": Shape.WORD,
    "urgency": Shape.WORD,
    "named_place": Shape.WORD,
    "by_machine": Shape.FLAG,
    "due_at": Shape.MOMENT,
    "departments": Shape.WORDS,
    "tags": Shape.WORDS,
}
"""Fields that can be asked for. An engine keeps `id`, `key`, `version` and the words beside them."""

SINGLE = tuple(name for name, shape in FIELDS.items() if shape is not Shape.WORDS)
MANIFOLD = tuple(name for name, shape in FIELDS.items() if shape is Shape.WORDS)


def millis(moment: datetime) -> int:
    """Whole milliseconds since 1970 UTC. `moment` is aware."""
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def first_id(moment: datetime) -> int:
    """The smallest id that a post published at this moment can have."""
    return millis(moment) * SLOT


def newest(documents: Iterable[Document]) -> dict[str, list[Document]]:
    """By kind, ordered by id, only the newest version of each document."""
    kept: dict[str, dict[int, Document]] = {}
    for document in documents:
        others = kept.setdefault(document.kind, {})
        other = others.get(document.id)
        if other is None or document.version >= other.version:
            others[document.id] = document
    return {kind: [by_id[id] for id in sorted(by_id)] for kind, by_id in kept.items()}


def joined(words: Sequence[str]) -> str:
    """The words of one field, a placeholder where there is none; '' when the whole field is empty."""
    if "" not in words:
        return " ".join(words)
    return " ".join(word or PLACEHOLDER for word in words) if any(words) else ""


def parted(*fields: str) -> Words:
    """The words of parallel fields as `joined` was given them."""
    read = [tuple("" if word == PLACEHOLDER else word for word in each.split()) for each in fields]
    longest = max(map(len, read), default=0)
    exact, ru, kk = (each or ("",) * longest for each in read)
    return Words(exact, ru, kk)


def value_of(document: Document, name: str) -> Any:
    """A field's value as engines keep it."""
    value = getattr(document, name)
    return millis(value) if isinstance(value, datetime) else value
