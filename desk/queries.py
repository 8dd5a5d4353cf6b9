"""Asking for posts and incidents, in our words and not an engine's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, Literal, TypeVar

from desk.incidents import State
from desk.posts import Line, SetAsideReason
from desk.readings import Kind, Tone, Tongue
from desk.terms import Urgency

T = TypeVar("T")

PAGE = 50
"""Rows of a page; more are never sent to a browser (DESIGN.md)."""


@dataclass(frozen=True)
class PostFilter:
    """Conditions on posts; all given ones hold together. `late` asks for posts in NEW whose term is over at `now`.

    What was read counts as people corrected it. `topic` is one topic, `topics` any of several: a group with all below
    it (`Topics.within`). `place` is where a post stands, `named_place` what its text names. `by_machine` asks for
    posts that no person set aside.
    """

    lines: frozenset[Line] = frozenset()
    source: str | None = None
    network: str | None = None
    territory: str | None = None
    topic: str | None = None
    tag: str | None = None
    reason: SetAsideReason | None = None
    incident: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    late: bool = False
    now: datetime | None = None
    place: tuple[str, str] | None = None
    thread: str | None = None
    topics: frozenset[str] | None = None
    kind: Kind | None = None
    language: Tongue | None = None
    tone: Tone | None = None
    urgency: Urgency | None = None
    named_place: str | None = None
    by_machine: bool = False


@dataclass(frozen=True)
class IncidentFilter:
    """Conditions on incidents; all given ones hold together. `overdue`, `due_before` look at the nearest open term.

    `departments` asks for one of them; `controlled` for those under somebody's own control; `to_publish` for those
    where a text waits to be put out or a place for its answer; `ids` for these alone, as a search found them. `by_term`
    puts the nearest term first and those without one last; lists of `overdue` and `due_before` are so anyhow.
    """

    states: frozenset[State] = frozenset()
    department: str | None = None
    departments: frozenset[str] | None = None
    assignee: str | None = None
    unassigned: bool = False
    territory: str | None = None
    topic: str | None = None
    tag: str | None = None
    overdue: bool = False
    due_before: datetime | None = None
    due_from: datetime | None = None
    now: datetime | None = None
    since: datetime | None = None
    until: datetime | None = None
    controlled: bool = False
    to_publish: bool = False
    ids: frozenset[int] | None = None
    by_term: bool = False


@dataclass(frozen=True)
class JournalFilter:
    """Conditions on lines of the journal; all given ones hold together."""

    kind: str | None = None
    key: str | None = None
    actor: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Page(Generic[T]):
    """A page of a list. `total` counts the whole list; `relation` is gte where it was counted only so far.

    `after` is the opaque cursor of the next page, None at the end. `as_of` is when its newest thing came in.
    """

    items: Sequence[T]
    total: int
    relation: Literal["eq", "gte"] = "eq"
    after: str | None = None
    as_of: datetime | None = None


@dataclass(frozen=True)
class Words:
    """A text as both engines index it: parallel fields with one word a position, '' where a field has none.

    `starts` and `ends` are code-point offsets of each word in the original text, for highlighting.
    """

    exact: tuple[str, ...]
    ru: tuple[str, ...]
    kk: tuple[str, ...]
    starts: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()


WordReader = Callable[[str], Words]


@dataclass(frozen=True)
class Query:
    """What a person looks for: the text of the search box and the filters beside it."""

    text: str = ""
    posts: PostFilter = field(default_factory=PostFilter)


@dataclass(frozen=True)
class Hit:
    """A post an engine found: its store id (time-ordered) and its key."""

    id: int
    key: str


@dataclass(frozen=True)
class Document:
    """A post or an incident as an engine keeps it. `id` orders by time; `version` is the row version of the truth.

    `text` is what is searched; the rest are narrow filter columns. `deleted` marks a post its author removed.
    `language` to `named_place` are what it was read as and corrected to; `reads_as` is the kind of a post.
    """

    kind: Literal["post", "incident"]
    id: int
    key: str
    version: int
    text: str
    network: str = ""
    place: str = ""
    thread: str | None = None
    source: str = ""
    territory: str = ""
    line: str = ""
    state: str | None = None
    reason: str | None = None
    incident: str | None = None
    departments: tuple[str, ...] = ()
    assignee: str | None = None
    topic: str | None = None
    restricted: bool = False
    official: bool = False
    deleted: bool = False
    due_at: datetime | None = None
    published_at: datetime | None = None
    tags: tuple[str, ...] = ()
    language: str | None = None
    reads_as: str | None = None
    tone: str | None = None
    urgency: str | None = None
    named_place: str | None = None
    by_machine: bool = False


@dataclass(frozen=True)
class ItemFault:
    """One document that an engine refused. `lasting` ones will be refused again (poison); others may be retried."""

    kind: str
    id: int
    version: int
    error: str
    lasting: bool
