"""A record of named fields — a line of JSON, a row of a table — as what the inbox takes. Pure."""

from __future__ import annotations

import hashlib
import re
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any

from crawlers.files.dates import moment
from crawlers.files.media import Brought
from desk.inbox import CLOCK_SKEW, EARLIEST, NAME_LIMIT, Refusal, kept, normalised
from desk.posts import Arrival, Media, Post, PostKey, Tombstone

FIELDS = (
    "network", "place", "id", "published_at", "text", "author_id", "author_name", "url", "reply_to", "thread",
    "edited_at", "deleted_at", "official", "media", "place_title", "seen_at", "extras", "read_as",
)  # fmt: skip
"""Every field of the documented form (docs/post-format.md), the required ones first."""
REQUIRED = FIELDS[:5]
_KNOWN = frozenset(FIELDS)
_SHA256 = re.compile(r"[0-9a-f]{64}")
_YES_NO = {"true": True, "1": True, "yes": True, "да": True, "иә": True, "ия": True}
_NO = {"false", "0", "no", "нет", "жоқ", ""}
REMEMBERED = 200_000
"""Records without an id that are remembered, to tell a second equal one from the first."""


@dataclass
class Twins:
    """Counts equal records, so that a log's two equal rows are two posts: the n-th one gets the number n."""

    seen: OrderedDict[bytes, int] = field(default_factory=OrderedDict)

    def number(self, digest: bytes) -> int:
        """Which one of its equals this is, from 1. Only the last REMEMBERED different ones are known."""
        count = self.seen.pop(digest, 0) + 1
        self.seen[digest] = count
        if len(self.seen) > REMEMBERED:
            self.seen.popitem(last=False)
        return count


def content_id(record: Mapping[str, Any], published_at: datetime, key: bytes, twins: Twins) -> str:
    """The id of a record that has none: a keyed hash of where, when, who and what, and its number among equals."""
    parts = (record.get("network"), record.get("place"), published_at.timestamp(), record.get("author_id"))
    said = "\x1f".join(str(part) for part in (*parts, record.get("author_name"), record.get("text")))
    digest = hashlib.blake2b(said.encode("utf-8", "surrogatepass"), key=key[:64], digest_size=10)
    number = twins.number(digest.digest())
    return f"c-{digest.hexdigest()}" if number == 1 else f"c-{digest.hexdigest()}-{number}"


def arrivals_from(record: Mapping[str, Any], zone: tzinfo, seen_at: datetime) -> tuple[Arrival, ...]:
    """The post, and the tombstone where the record has `deleted_at`; only the tombstone when it has no text at all.

    Values are JSON's. Fields that the form does not have are kept in `extras.other`. Raises Refusal.
    """
    key = PostKey(_word(record, "network"), _word(record, "place"), _word(record, "id"))
    deleted = record.get("deleted_at")
    buried: tuple[Arrival, ...] = ()
    if deleted is not None and deleted != "":
        deleted_at = _moment(record, "deleted_at", zone)
        if record.get("text") is None and record.get("published_at") is None:
            return (tombstone(key, deleted_at, seen_at, _seen(record, zone, seen_at)),)
        # The record's own `seen_at` tells when its text was seen, not when the deletion was.
        buried = (tombstone(key, deleted_at, seen_at),)
    text = record.get("text")
    if not isinstance(text, str):
        raise _missing("text") if text is None else _wrong("text", "a string")
    return (normalised(_post(record, key, text, zone, seen_at)), *buried)


def _post(record: Mapping[str, Any], key: PostKey, text: str, zone: tzinfo, seen_at: datetime) -> Post:
    asked = record.get
    return Post(
        key=key,
        text=text,
        published_at=_moment(record, "published_at", zone),
        seen_at=_seen(record, zone, seen_at),
        author_id=_id(record, "author_id"),
        author_name=_string(record, "author_name"),
        url=_string(record, "url"),
        reply_to=_id(record, "reply_to"),
        thread=_id(record, "thread"),
        edited_at=None if asked("edited_at") in (None, "") else _moment(record, "edited_at", zone),
        official=_official(asked("official")),
        media=tuple(_media(each) for each in _list(record, "media")),
        place_title=_string(record, "place_title"),
        extras=_extras(record),
    )


def tombstone(key: PostKey, deleted_at: datetime, now: datetime, seen_at: datetime | None = None) -> Tombstone:
    """A deletion whose key and moment can be; seen `now`, unless it was seen earlier. Raises Refusal."""
    if kept(key.place) != key.place or kept(key.native_id) != key.native_id or not key.network.isascii():
        raise Refusal("bad-key", "the id has characters that cannot be kept")
    if not EARLIEST <= deleted_at <= now + CLOCK_SKEW:
        raise Refusal("bad-date", f"deleted_at is {deleted_at.isoformat()}, which cannot be")
    return Tombstone(key, min(deleted_at, now), now if seen_at is None else min(seen_at, now))


def cleaned(value: Any) -> Any:
    """JSON with texts that every database can keep."""
    if isinstance(value, str):
        return kept(value)
    if isinstance(value, Mapping):
        return {kept(str(name)): cleaned(each) for name, each in value.items()}
    return [cleaned(each) for each in value] if isinstance(value, list) else value


def _word(record: Mapping[str, Any], name: str) -> str:
    value = record.get(name)
    if isinstance(value, str):
        word = value.strip()
    elif isinstance(value, int) and not isinstance(value, bool):
        word = str(value)
    else:
        raise _missing(name) if value is None else _wrong(name, "a string or a whole number")
    if not word:
        raise _missing(name)
    if len(word) > NAME_LIMIT:
        raise Refusal("too-long", f"{name} is longer than {NAME_LIMIT} characters")
    return word


def _id(record: Mapping[str, Any], name: str) -> str | None:
    value = record.get(name)
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise _wrong(name, "a string or a whole number")


def _string(record: Mapping[str, Any], name: str) -> str | None:
    value = record.get(name)
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise _wrong(name, "a string")
    return value


def _moment(record: Mapping[str, Any], name: str, zone: tzinfo) -> datetime:
    value = record.get(name)
    if isinstance(value, str):
        return moment(value, zone, name)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return moment(f"{value:.6f}" if isinstance(value, float) else str(value), zone, name)
    raise _missing(name) if value is None else _wrong(name, "a moment")


def _seen(record: Mapping[str, Any], zone: tzinfo, now: datetime) -> datetime:
    """When the record was collected, never later than now."""
    return now if record.get("seen_at") in (None, "") else min(_moment(record, "seen_at", zone), now)


def _official(value: object) -> bool | None:
    if value is None or isinstance(value, bool):
        return value
    word = str(value).strip().casefold()
    if word in _YES_NO:
        return True
    if word in _NO:
        return None if word == "" else False
    raise _wrong("official", "true or false")


def _media(value: object) -> Media:
    if isinstance(value, str):
        return Brought("other", name=kept(value)[:NAME_LIMIT], path=value)
    if not isinstance(value, Mapping) or not isinstance(value.get("kind"), str):
        raise _wrong("media", "a list of file names or of objects with a kind")
    name, size, stored, note = (value.get(each) for each in ("name", "size", "stored", "note"))
    if not (isinstance(name, str | None) and isinstance(note, str | None)):
        raise _wrong("media", "a list whose name and note are strings")
    if not (size is None or (isinstance(size, int) and 0 <= size < 2**63)):
        raise _wrong("media", "a list whose size is a number of bytes")
    if not (stored is None or (isinstance(stored, str) and _SHA256.fullmatch(stored))):
        raise _wrong("media", "a list whose stored is a SHA-256 in hex")
    name, note = (None if each is None else kept(each) for each in (name, note))
    return Media(kept(value["kind"])[:32], name, size, stored, note)


def _extras(record: Mapping[str, Any]) -> Mapping[str, Any]:
    extras = record.get("extras") or {}
    if not isinstance(extras, Mapping):
        raise _wrong("extras", "an object")
    if not _KNOWN.issuperset(record):
        other = {name: value for name, value in record.items() if name not in _KNOWN and value not in (None, "")}
        extras = {**extras, "other": other} if other else extras
    tidy: Mapping[str, Any] = cleaned(extras) if extras else extras
    return tidy


def _list(record: Mapping[str, Any], name: str) -> list[object]:
    value = record.get(name)
    if value is None or value == "":
        return []
    if isinstance(value, str):
        return [part.strip() for part in value.split(";") if part.strip()]
    if not isinstance(value, list):
        raise _wrong(name, "a list")
    return value


def _missing(name: str) -> Refusal:
    return Refusal("missing-field", f"{name} is missing")


def _wrong(name: str, what: str) -> Refusal:
    return Refusal("bad-type", f"{name} must be {what}")
