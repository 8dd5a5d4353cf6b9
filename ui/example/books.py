"""The example as its files tell it: who works there, where people write, what they write, what became of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import config
from config.nodes import Node
from config.yaml_files import read_yaml

FOLDER = Path(config.__file__).parent / "examples" / "desk"
Names = Mapping[str, str]
"""By language: kk, ru, en."""


@dataclass(frozen=True)
class Colleague:
    """Somebody who works in the imaginary akimat; cannot sign in."""

    key: str
    role: str
    name: str
    department: str | None = None


@dataclass(frozen=True)
class Line:
    """What somebody wrote. `marks` are words such as `photo`, `deleted`, `aside=thanks`; `was` is an earlier text."""

    source: str
    at: str
    author: str
    text: str
    marks: Mapping[str, str] = field(default_factory=dict)
    was: str | None = None


@dataclass(frozen=True)
class Origin:
    """A source with what was written there; `letters` are records that could not be read: (reason, detail, raw)."""

    key: str
    network: str
    place: str
    place_title: str
    titles: Names
    topic: str | None = None
    error: Names | None = None
    lines: tuple[Line, ...] = ()
    letters: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class Deed:
    """Something that a colleague did with an incident: which door, and what they said there."""

    at: str
    who: str
    door: str
    said: tuple[str, ...] = ()


@dataclass(frozen=True)
class Story:
    """An incident from its first post to where it stands."""

    key: str
    title: str
    topic: str | None
    urgency: str
    place: str | None
    lines: tuple[Line, ...]
    deeds: tuple[Deed, ...]


@dataclass(frozen=True)
class Book:
    """Everything the example holds."""

    colleagues: tuple[Colleague, ...]
    origins: tuple[Origin, ...]
    stories: tuple[Story, ...]


def read_book(folder: Path = FOLDER) -> Book:
    """Read the files. Raises ConfigError (file and line) or ValueError for what is written wrongly."""
    colleagues = tuple(Colleague(key, **each) for key, each in _read(folder / "colleagues.yml").items())
    origins = [_origin(key, each) for key, each in _read(folder / "sources.yml").items()]
    stories = [
        _story(key, each) for path in sorted(folder.glob("incidents-*.yml")) for key, each in _read(path).items()
    ]
    return Book(colleagues, tuple(origins), tuple(stories))


def _origin(key: str, told: Mapping[str, Any]) -> Origin:
    lines = tuple(_line(key, cells) for cells in _rows(told.get("posts")))
    letters = tuple((reason, detail, raw) for reason, detail, raw in _rows(told.get("letters")))
    return Origin(
        key,
        told["network"],
        told["place"],
        told["place_title"],
        told["title"],
        told.get("topic"),
        told.get("error"),
        lines,
        letters,
    )


def _story(key: str, told: Mapping[str, Any]) -> Story:
    lines = tuple(_line(cells[0], cells[1:]) for cells in _rows(told.get("posts")))
    deeds = tuple(Deed(at, who, door, tuple(said)) for at, who, door, *said in _rows(told["moves"]))
    urgency = told.get("urgency") or "ordinary"
    return Story(key, told["title"], told.get("topic"), urgency, told.get("place"), lines, deeds)


def _line(source: str, cells: list[str]) -> Line:
    at, author, text, *more = cells
    marks = dict(mark.partition("=")[::2] for mark in (more[0].split() if more else ()))
    return Line(source, at, author, text, marks, more[1] if len(more) > 1 else None)


def _rows(table: str | None) -> Iterator[list[str]]:
    """The lines of a table with `|` between its cells; `\\n` is a new line within a text, `#` begins a remark."""
    for row in (table or "").splitlines():
        if row.strip() and not row.startswith("#"):
            yield [cell.strip().replace("\\n", "\n") for cell in row.split("|")]


def _read(path: Path) -> Mapping[str, Any]:
    return dict(_plain(read_yaml(path.read_text("utf-8"), path.name)) or {})


def _plain(node: Node) -> Any:
    value = node.value
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list) else value
