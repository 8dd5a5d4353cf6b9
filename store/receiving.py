"""Taking in what collectors bring: one batch, one transaction, and the same end in whatever order things come."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, select, text, update

from desk.ports import Batch, Placed, Received
from desk.posts import Media, PlaceEvent, Refused, Tombstone
from store import lanes
from store.lanes import GAPS, Key, Lane, lane_of
from store.merging import Verdict, judge, moment_of_text
from store.numbering import allot, start_of
from store.outbox import OutboxPart
from store.places import Name, PlacePart
from store.post_tables import CURSORS, DEAD_LETTERS, PLACE_EVENTS, POST_VERSIONS, POSTS, SOURCES, TOMBSTONES
from store.schema import as_json, keepable, micros, moment_of
from store.sources import SourcePart

_KEEP_TEXT = text(
    "INSERT INTO post_versions (post_id, moment, text, seen_at, first)"
    " SELECT id, COALESCE(edited_at, published_at), text, text_seen_at, edited_at IS NULL FROM posts WHERE id = :id"
    " ON CONFLICT DO NOTHING"
)
_REPLACE_TEXT = text(
    "UPDATE posts SET text = :text, edited_at = :moment, text_seen_at = :seen_at, versions = versions + 1,"
    " media = COALESCE(:media, media), extras = COALESCE(:extras, extras) WHERE id = :id"
)


@dataclass
class _Arrived:
    """One post of a batch on its way into the tables, its moments already numbers."""

    placed: Placed
    key: Key
    published: int
    moment: int | None
    media: str | None
    extras: str | None

    def row(self, id: int, source: int, deleted_at: int | None) -> tuple[Any, ...]:
        placed, post = self.placed, self.placed.post
        seen = micros(post.seen_at)
        return (
            id, *self.key, source, post.text, self.published, self.moment, seen, seen,
            post.author_id, post.author_name, post.url, post.reply_to, post.thread, post.official,
            self.media, self.extras, placed.line.value, placed.reason and placed.reason.value,
            placed.territory, placed.topic, placed.restricted,
            None if placed.due_at is None else micros(placed.due_at), deleted_at,
        )  # fmt: skip

    def fills(self, gaps: int) -> dict[str, Any]:
        """What this arrival knows and the known post does not."""
        post = self.placed.post
        values = (post.author_id, post.author_name, post.url, post.reply_to, post.thread, self.media, self.extras)
        named = zip(GAPS, values, strict=True)
        return {name: value for bit, (name, value) in enumerate(named) if gaps >> bit & 1 and value}


@dataclass
class _Work:
    """What a round of arrivals asks of the tables, and what all rounds came to."""

    new: int = 0
    edited: int = 0
    unchanged: int = 0
    later: list[dict[str, Any]] = field(default_factory=list)
    earlier: list[tuple[int, int, _Arrived]] = field(default_factory=list)
    fills: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    touched: set[int] = field(default_factory=set)


class ReceivingPart(PlacePart, SourcePart, OutboxPart):
    """The one way of posts into the store."""

    def receive(self, batch: Batch) -> Received:
        """Keep a batch. Receiving again changes nothing; edits make versions, late older edits never win, a tombstone
        counts whenever it arrives. Outbox rows and cursors are written beside.

        Texts are taken as `desk.inbox` cleaned them. `dead_letters` counts every refused record of the batch.
        """
        self.lock_posts()
        lane = lane_of(self.connection)
        source = self.source_id(batch.source)
        places = self.place_ids(_named(batch))
        refused = list(batch.refused)
        arrived = list(_arrived(batch, places, refused))
        work = _Work()
        while arrived:
            # Two readings of one post in a batch are taken one after the other, the second as an edit of a known post.
            round_ = {each.key: each for each in reversed(arrived)}
            arrived = [] if len(round_) == len(arrived) else [e for e in arrived if round_[e.key] is not e]
            self._take(lane, list(reversed(round_.values())), source, work)
        deleted = self._bury(lane, batch.tombstones, places)
        self._keep_events(batch.events, places)
        self._keep_letters(batch, refused)
        self._note_progress(batch, source)
        return Received(len(batch.posts), work.new, work.edited, work.unchanged, deleted, len(refused))

    def _take(self, lane: Lane, arrived: Sequence[_Arrived], source: int, work: _Work) -> None:
        """Posts of different keys: new ones go in, known ones are compared."""
        known = {row[0]: row[1:] for row in lane.known([each.key for each in arrived])}
        fresh = [each for number, each in enumerate(arrived) if number not in known] if known else list(arrived)
        if fresh:
            self._insert(lane, fresh, source)
            work.new += len(fresh)
        for number, row in known.items():
            _compare(arrived[number], row, work)
        self._write(work)

    def _insert(self, lane: Lane, fresh: list[_Arrived], source: int) -> None:
        fresh.sort(key=lambda each: each.published)
        ids = allot([start_of(each.published) for each in fresh], lane.last_ids)
        gone = {row[0]: row[1] for row in lane.deleted([each.key for each in fresh])}
        rows = [each.row(id, source, gone.get(n)) for n, (id, each) in enumerate(zip(ids, fresh, strict=True))]
        lane.insert("posts", lanes.COLUMNS, rows)
        now = micros(self.now())
        lane.insert("outbox", lanes.OUTBOX_COLUMNS, [("post", id, 1, now, now) for id in ids])

    def _write(self, work: _Work) -> None:
        if work.later:
            self.connection.execute(_KEEP_TEXT, work.later)
            self.connection.execute(_REPLACE_TEXT, work.later)
        if work.earlier:
            self._keep_earlier(work)
        for id, values in work.fills:
            # Only names of GAPS stand in the statement; the values are bound.
            sets = ", ".join(f"{name} = :{name}" for name in values)
            self.connection.execute(text(f"UPDATE posts SET {sets} WHERE id = :id"), {**values, "id": id})
        self.touch_posts(work.touched)
        for done in (work.later, work.earlier, work.fills, work.touched):
            done.clear()

    def _keep_earlier(self, work: _Work) -> None:
        """Texts older than the current one: kept beside it, unless they are there already."""
        asked = select(POST_VERSIONS.c.post_id, POST_VERSIONS.c.moment, POST_VERSIONS.c.first)
        ids = [id for id, _, _ in work.earlier]
        there = {
            (row.post_id, None if row.first else micros(row.moment))
            for row in self.connection.execute(asked.where(POST_VERSIONS.c.post_id.in_(ids)))
        }
        rows = [
            {
                "post_id": id,
                "moment": moment_of(published if each.moment is None else each.moment),
                "text": each.placed.post.text,
                "seen_at": each.placed.post.seen_at,
                "first": each.moment is None,
            }
            for id, published, each in work.earlier
            if (id, each.moment) not in there
        ]
        work.edited += len(rows)
        work.unchanged += len(work.earlier) - len(rows)
        if self.upsert(POST_VERSIONS, rows):
            more = update(POSTS).where(POSTS.c.id == bindparam("b_id")).values(versions=POSTS.c.versions + 1)
            self.connection.execute(more, [{"b_id": row["post_id"]} for row in rows])

    def _bury(self, lane: Lane, tombstones: Sequence[Tombstone], places: Mapping[Name, int]) -> int:
        """Keep deletions; of several the earliest moment counts. Returns how many were news."""
        wanted: dict[Key, tuple[int, int]] = {}
        for each in tombstones:
            key = (places[each.key.network, each.key.place], keepable(each.key.native_id))
            moments = (micros(each.deleted_at), micros(each.seen_at))
            wanted[key] = min(wanted.get(key, moments), moments)
        if not wanted:
            return 0
        keys = list(wanted)
        there = {keys[row[0]]: row[1] for row in lane.deleted(keys)}
        news = [key for key in keys if wanted[key][0] < there.get(key, wanted[key][0] + 1)]
        rows = [
            {
                "place_id": p,
                "native_id": n,
                "deleted_at": moment_of(wanted[p, n][0]),
                "seen_at": moment_of(wanted[p, n][1]),
            }
            for p, n in news
        ]
        self.upsert(TOMBSTONES, rows, update=("deleted_at", "seen_at"))
        posts = {row[1]: wanted[news[row[0]]][0] for row in lane.known(news)}
        if posts:
            bury = update(POSTS).where(POSTS.c.id == bindparam("b_id")).values(deleted_at=bindparam("b_at"))
            self.connection.execute(bury, [{"b_id": id, "b_at": moment_of(at)} for id, at in posts.items()])
            self.touch_posts(posts)
        return sum(key not in there for key in news)

    def _keep_events(self, events: Sequence[PlaceEvent], places: Mapping[Name, int]) -> None:
        rows = [
            {
                "place_id": places[each.network, each.place],
                "native_id": each.native_id,
                "kind": each.kind,
                "at": each.at,
                "details": dict(each.details),
            }
            for each in events
        ]
        self.upsert(PLACE_EVENTS, rows)

    def _keep_letters(self, batch: Batch, refused: Sequence[Refused]) -> None:
        at = batch.received_at or self.now()
        rows = [
            {
                "source": batch.source.slug,
                "file": each.file,
                "line": each.line,
                "reason": each.reason,
                "detail": each.detail,
                "raw": each.raw,
                "raw_hash": hashlib.sha256(each.raw).hexdigest(),
                "at": at,
                "state": "open",
                "tries": 0,
            }
            for each in refused
        ]
        self.upsert(DEAD_LETTERS, rows)

    def _note_progress(self, batch: Batch, source: int) -> None:
        cursors = [{"source_id": source, "name": n, "value": v} for n, v in batch.cursors.items()]
        self.upsert(CURSORS, cursors, update=("value",))
        if not batch.posts:
            return
        newest = max(each.post.published_at for each in batch.posts)
        received = batch.received_at or self.now()
        note = update(SOURCES).where(SOURCES.c.id == source)
        self.connection.execute(note.values(last_received_at=received))
        later = (SOURCES.c.last_published_at.is_(None)) | (SOURCES.c.last_published_at < newest)
        self.connection.execute(note.where(later).values(last_published_at=newest))


def _named(batch: Batch) -> dict[Name, str | None]:
    """Every place of the batch, with a title where a post brought one."""
    names: dict[Name, str | None] = {}
    for placed in batch.posts:
        key = placed.post.key
        name = (key.network, key.place)
        if names.get(name) is None:
            names[name] = placed.post.place_title
    for each in batch.tombstones:
        names.setdefault((each.key.network, each.key.place), None)
    for event in batch.events:
        names.setdefault((event.network, event.place), None)
    return names


def _arrived(batch: Batch, places: Mapping[Name, int], refused: list[Refused]) -> Iterator[_Arrived]:
    """The posts with their numbers; those whose extras no database can keep join the refused."""
    for placed in batch.posts:
        post = placed.post
        key = post.key
        published = micros(post.published_at)
        edited = None if post.edited_at is None else micros(post.edited_at)
        media = extras = None
        if post.media or post.extras:
            try:
                media = as_json([_told(each) for each in post.media]) if post.media else None
                extras = as_json(dict(post.extras)) if post.extras else None
            except (TypeError, ValueError, RecursionError) as error:
                raw = repr((key, post.published_at, post.text)).encode("utf-8", "backslashreplace")
                refused.append(Refused("", 0, "bad-extras", f"extras cannot be kept: {type(error).__name__}", raw))
                continue
        moment = moment_of_text(published, edited)
        yield _Arrived(placed, (places[key.network, key.place], key.native_id), published, moment, media, extras)


def _told(media: Media) -> dict[str, Any]:
    values = {name: getattr(media, name) for name in ("kind", "name", "size", "stored", "note")}
    return {name: value for name, value in values.items() if value is not None}


def _compare(each: _Arrived, row: Sequence[Any], work: _Work) -> None:
    id, current, edited_at, published, _, gaps = row
    verdict = judge(edited_at, each.moment)
    if verdict is Verdict.EARLIER:
        work.earlier.append((id, published, each))
    elif verdict is Verdict.LATER:
        _replace(each, id, current, work)
    else:
        work.unchanged += 1
    if gaps and (fills := each.fills(gaps)):
        work.fills.append((id, fills))
        work.touched.add(id)


def _replace(each: _Arrived, id: int, current: str, work: _Work) -> None:
    post = each.placed.post
    work.later.append(
        {
            "id": id,
            "text": post.text,
            "moment": each.moment,
            "seen_at": micros(post.seen_at),
            "media": each.media,
            "extras": each.extras,
        }
    )
    if post.text == current:
        work.unchanged += 1  # the author touched it (a button, a picture) without changing a word
    else:
        work.edited += 1
        work.touched.add(id)
