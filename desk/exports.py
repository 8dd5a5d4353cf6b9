"""Posts as our documented JSON lines (docs/post-format.md), and what of them is shown without their authors."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from desk.casework.doors import subject_of
from desk.people import Mask
from desk.ports import Records, Store
from desk.posts import Media, Post, PostVersion, StoredPost, Tombstone
from desk.roles import Subject
from desk.standings import standing

PAGE = 500
"""Posts read at once."""
IMPERSONAL_EXTRAS = frozenset({"links", "poll", "location_information", "live_location_period_seconds", "place_name"})
"""What may stand beside a masked post; the rest (forwards, contacts, other columns of a table) may name people."""


def lines(
    store: Store,
    mask: Mask,
    *,
    source: str | None = None,
    with_authors: bool = False,
    allows: Callable[[Subject], bool] = lambda subject: True,
) -> Iterator[bytes]:
    """Every version of every post that is allowed, oldest first, each a line that ends in a newline; then, when all
    sources are asked for, deletions of posts that never came.

    `allows` is asked for each post as it stands, and for the whole country with its restricted topics before the
    deletions, of which nobody knows where they belong. The last version of a deleted post carries `deleted_at`.
    Authors, and personal data in texts, are masked unless `with_authors` (the caller has asked for the right and
    journalled it). Memory does not grow with the number of posts. Raises StoreError.
    """
    after = 0
    while True:
        with store.reading() as records:
            page = records.every_post(source, after, PAGE)
            given = [post for post in page if allows(subject_of(post))]
            told = [line for post in given for line in _post_lines(records, post, mask, with_authors=with_authors)]
        yield from told
        if not page:
            break
        after = page[-1].id
    if source is None and allows(Subject(restricted=True)):
        with store.reading() as records:
            buried = [_line(_of_tombstone(each)) for each in records.tombstones_without_post()]
        yield from buried


def masked(post: Post, mask: Mask) -> Post:
    """The post with a stable alias for its author, its text covered, and without what else may name people."""
    return replace(
        post,
        text=mask.cover(post.text),
        author_id=mask.alias(post.key.network, post.author_id or post.author_name),
        author_name=None,
        media=tuple(Media(each.kind, None, each.size, each.stored, each.note) for each in post.media),
        extras={name: _covered(value, mask) for name, value in post.extras.items() if name in IMPERSONAL_EXTRAS},
    )


def _covered(value: Any, mask: Mask) -> Any:
    """The words of a poll and of links are a resident's too."""
    if isinstance(value, str):
        return mask.cover(value)
    if isinstance(value, Mapping):
        return {name: _covered(each, mask) for name, each in value.items()}
    return [_covered(each, mask) for each in value] if isinstance(value, list | tuple) else value


def _post_lines(records: Records, stored: StoredPost, mask: Mask, *, with_authors: bool) -> Iterator[bytes]:
    post = stored.post if with_authors else masked(stored.post, mask)
    cover = str if with_authors else mask.cover
    if stored.versions <= 1:
        yield _line(record_of(post, stored.deleted_at, read_as(stored, cover)))
        return
    *earlier, last = records.versions(stored.id)
    for version in earlier:
        yield _line(record_of(_as_it_was(post, version, cover)))
    yield _line(record_of(_as_it_was(post, last, cover), stored.deleted_at, read_as(stored, cover)))


def read_as(stored: StoredPost, cover: Callable[[str], str] = str) -> Mapping[str, Any] | None:
    """What the post's present text was read as and corrected to, and which of it a person said; None where nobody read
    it. The topic is the one it counts under; the place is covered as the text is."""
    if stored.reading is None and not stored.corrections:
        return None
    stands = standing(stored.reading, stored.corrections, None)
    values = {
        "language": stands.language,
        "kind": stands.kind,
        "tone": stands.tone,
        "urgency": stands.urgency,
        "topic": stored.topic,
        "place": stands.named_place and cover(stands.named_place),
        "corrected": sorted({each.trait.value for each in stored.corrections}) or None,
    }
    return {name: value for name, value in values.items() if value is not None}


def record_of(
    post: Post, deleted_at: datetime | None = None, read_as: Mapping[str, Any] | None = None
) -> Mapping[str, Any]:
    """The post in the documented form; fields that are not known are left out."""
    record: dict[str, Any] = {
        "network": post.key.network,
        "place": post.key.place,
        "id": post.key.native_id,
        "published_at": _moment(post.published_at),
        "text": post.text,
        "author_id": post.author_id,
        "author_name": post.author_name,
        "url": post.url,
        "reply_to": post.reply_to,
        "thread": post.thread,
        "edited_at": _moment(post.edited_at),
        "deleted_at": _moment(deleted_at),
        "official": post.official,
        "media": [_of_media(each) for each in post.media] or None,
        "place_title": post.place_title,
        "seen_at": _moment(post.seen_at),
        "extras": dict(post.extras) or None,
        "read_as": read_as,
    }
    return {name: value for name, value in record.items() if value is not None}


def _as_it_was(post: Post, version: PostVersion, cover: Callable[[str], str]) -> Post:
    edited_at = None if version.first else version.moment
    return replace(post, text=cover(version.text), edited_at=edited_at, seen_at=version.seen_at)


def _of_tombstone(tombstone: Tombstone) -> Mapping[str, Any]:
    key = tombstone.key
    return {
        "network": key.network,
        "place": key.place,
        "id": key.native_id,
        "deleted_at": _moment(tombstone.deleted_at),
        "seen_at": _moment(tombstone.seen_at),
    }


def _of_media(media: Media) -> dict[str, Any]:
    values = {name: getattr(media, name) for name in ("kind", "name", "size", "stored", "note")}
    return {name: value for name, value in values.items() if value is not None}


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _line(record: Mapping[str, Any]) -> bytes:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace") + b"\n"
