"""A post: what somebody wrote, where, when; and the line of the desk in which it stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from urllib.parse import quote, unquote

from desk.errors import N_, RuleError
from desk.readings import Correction, Reading

_UNRESERVED = re.compile(r"[A-Za-z0-9_.~-]*")


class Line(StrEnum):
    """A post stands in exactly one of these."""

    ARCHIVE = "archive"
    NEW = "new"
    TAKEN = "taken"
    SET_ASIDE = "set-aside"


BY_MACHINE = "machine"
"""The note of a post that a machine set aside: counted and listed with its reason, one click from the queue."""


class SetAsideReason(StrEnum):
    """Why a post needs no incident; OTHER asks for words."""

    THANKS = "thanks"
    NEWS = "news"
    ADVERTISING = "advertising"
    CHATTER = "chatter"
    REPOST = "repost"
    OFFICIAL_POST = "official-post"
    NOT_OUR_TERRITORY = "not-our-territory"
    ALREADY_ANSWERED = "already-answered"
    REMOVED_BY_AUTHOR = "removed-by-author"
    PRIVATE_QUARREL = "private-quarrel"
    OTHER = "other"


@dataclass(frozen=True, slots=True, order=True)
class PostKey:
    """The identity of a post for good: network slug, canonical id of the place, native id; all text."""

    network: str
    place: str
    native_id: str

    def __str__(self) -> str:
        parts = (self.network, self.place, self.native_id)
        # Asking first is five times faster than quoting what needs none, and every document of the index has a key.
        return "/".join(part if _UNRESERVED.fullmatch(part) else quote(part, safe="") for part in parts)

    @classmethod
    def parse(cls, key: str) -> PostKey:
        """Read what `str()` wrote. Raises RuleError for anything else."""
        parts = key.split("/")
        if len(parts) != 3 or not all(parts):
            raise RuleError(N_("“{key}” is not the key of a post (network/place/id)"), key=key)
        return cls(*(unquote(part) for part in parts))


@dataclass(frozen=True, slots=True)
class Media:
    """A file that came with a post: never opened by the desk, served only after it was cleaned.

    `kind` is photo, video, voice, round, audio, document, sticker or other; `stored` the SHA-256 in the media folder.
    """

    kind: str
    name: str | None = None
    size: int | None = None
    stored: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """A post as a collector brings it. `key.place` may be any name the place is known by.

    `text` is the plain concatenation of its pieces; links, polls and geographic points stand in `extras`. All times
    are aware (ValueError otherwise). `edited_at` names the version that `text` is; None is the first one.
    `official` None means that the source does not know.
    """

    key: PostKey
    text: str
    published_at: datetime
    seen_at: datetime
    author_id: str | None = None
    author_name: str | None = None
    url: str | None = None
    reply_to: str | None = None
    thread: str | None = None
    edited_at: datetime | None = None
    official: bool | None = None
    media: tuple[Media, ...] = ()
    place_title: str | None = None
    extras: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for moment in (self.published_at, self.seen_at, self.edited_at):
            if moment is not None and moment.tzinfo is None:
                raise ValueError("a post's times must know their zone")


@dataclass(frozen=True, slots=True)
class Tombstone:
    """A deletion, kept; it may arrive before the post itself."""

    key: PostKey
    deleted_at: datetime
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class PlaceEvent:
    """Something that happened to a place (renamed, pinned, migrated, member joined): never a post."""

    network: str
    place: str
    native_id: str
    kind: str
    at: datetime
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refused:
    """A record that cannot become a post: goes to the dead letters with its raw bytes.

    `reason` is a slug (bad-json, missing-field, bad-date, too-long, too-deep, …), `detail` says it in English words
    without repeating the resident's text; `line` counts from 1 (a record's ordinal where a file has no lines).
    """

    file: str
    line: int
    reason: str
    detail: str
    raw: bytes


Arrival = Post | Tombstone | PlaceEvent | Refused
"""What a collector may hand to the inbox."""


@dataclass(frozen=True, slots=True)
class PostVersion:
    """One text a post has had: `moment` is its edited_at, or published_at for the first."""

    text: str
    moment: datetime
    seen_at: datetime
    first: bool


@dataclass(frozen=True, slots=True)
class StoredPost:
    """A post as the desk holds it. `id` follows time: (published ms since 1970) × 1024 + sequence.

    `department` is the responsible department of its incident; `due_at` the resident's term of a post in NEW.
    `topic` is its incident's, else what a person corrected, else what a machine surely read, else its source's.
    `reading` is as the machine read it; `corrections` come oldest first (`desk.readings.corrected` joins the two).
    """

    id: int
    post: Post
    line: Line
    source: str
    territory: str
    row_version: int
    place_name: str | None = None
    set_aside: SetAsideReason | None = None
    set_aside_note: str | None = None
    incident: str | None = None
    incident_state: str | None = None
    department: str | None = None
    topic: str | None = None
    restricted: bool = False
    due_at: datetime | None = None
    deleted_at: datetime | None = None
    versions: int = 1
    tags: tuple[str, ...] = ()
    reading: Reading | None = None
    corrections: tuple[Correction, ...] = ()

    @property
    def is_aside_by_machine(self) -> bool:
        """Did no person set it aside?"""
        return self.line is Line.SET_ASIDE and self.set_aside_note == BY_MACHINE
