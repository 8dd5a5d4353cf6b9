"""The blind sets of tests/language/sets: sentences with marks, read into texts and the pieces that are marked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

SETS = Path(__file__).resolve().parents[1] / "tests" / "language" / "sets"
_MARK = re.compile(r"\[\[([a-z]+):([^\[\]]+)\]\]")


@dataclass(frozen=True, slots=True)
class Mark:
    """A marked piece of a text, in code points; `name` is how a clerk would write it, else the words themselves."""

    kind: str
    name: str
    words: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Marked:
    """A text and what is marked in it. `section` is kk, folded, latin, ru or mixed; `territory` KATO's code or ''."""

    text: str
    section: str
    marks: tuple[Mark, ...]
    territory: str = ""


def unmarked(marked: str, section: str = "", territory: str = "") -> Marked:
    """The text behind `[[kind:words]]` and `[[kind:name|words]]`, and where its marks lie."""
    text, after, marks = "", 0, []
    for found in _MARK.finditer(marked):
        name, _, words = found[2].rpartition("|")
        text += marked[after : found.start()]
        marks.append(Mark(found[1], name or words, words, len(text), len(text) + len(words)))
        text += words
        after = found.end()
    return Marked(text + marked[after:], section, tuple(marks), territory)


def topic_phrases() -> Iterator[tuple[str, str, str]]:
    """Every phrase as (its group, kk or folded or ru, the phrase)."""
    for group, sections in _load("topic_phrases").items():
        for section, phrases in sections.items():
            yield from ((group, section, phrase) for phrase in phrases)


def place_sentences() -> Iterator[Marked]:
    """Every sentence with the places it names; one without marks is a trap."""
    for territory, sections in _load("place_sentences")["territories"].items():
        for section, sentences in sections.items():
            yield from (unmarked(each, section, territory) for each in sentences)


def personal_texts() -> Iterator[Marked]:
    """Every text with its personal data; one without marks is a trap."""
    for sections in _load("personal_data").values():
        for section, texts in sections.items():
            yield from (unmarked(each, section) for each in texts)


def _load(name: str) -> Any:
    return yaml.safe_load((SETS / f"{name}.yml").read_text("utf-8"))
