"""Taking in what collectors bring: one batch, one transaction, and the same end in whatever order things come."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from sqlalchemy import bindparam, select, text, update

from desk.ports import Batch, Placed, Received
from desk.posts import Line, Media, PlaceEvent, Refused, Tombstone
from desk.reading_forms import stored
from store import lanes
from store.lanes import GAPS, Key, Lane, lane_of
from store.merging import Verdict, judge, moment_of_text
from store.numbering import allot, start_of
from store.places import Name, PlacePart
from store.post_tables import DEAD_LETTERS, PLACE_EVENTS, POST_VERSIONS, POSTS, TOMBSTONES
from store.rereading import RereadingPart
from store.schema import as_body, as_json, keepable, micros, moment_of
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

_MOVE_CURSOR = (
    "INSERT INTO cursors (source_id, name, value) VALUES (?, ?, ?)"
    " ON CONFLICT (source_id, name) DO UPDATE SET value = excluded.value"
)
_NOTE_PROGRESS = (
    "UPDATE sources SET last_received_at = ?, last_published_at ="
    " CASE WHEN last_published_at > ? THEN last_published_at ELSE ? END, posts = posts + ? WHERE id = ?"
)

Arrived = tuple[Any, ...]
"""A post on its way into the tables: the values of `lanes.COLUMNS` but the last two, moments as numbers already; and
the `Placed` that they are made of."""

_AT = {name: place for place, name in enumerate(lanes.COLUMNS)}
_KEY = itemgetter(_AT["place_id"], _AT["native_id"])
_PUBLISHED, _MOMENT, _TEXT, _SEEN = _AT["published_at"], _AT["edited_at"], _AT["text"], _AT["seen_at"]
_MEDIA, _EXTRAS = _AT["media"], _AT["extras"]
_OWN = len(lanes.COLUMNS) - 2
_FILLED = itemgetter(*(_AT[name] for name in GAPS))
_UNREAD = (None,) * 5


@dataclass
class _Work:
    """What a round of arrivals asks of the tables, and what all rounds came to."""

    new: int = 0
    edited: int = 0
    unchanged: int = 0
    later: list[dict[str, Any]] = field(default_factory=list)
    earlier: list[tuple[int, int, Arrived]] = field(default_factory=list)
    fills: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    touched: set[int] = field(default_factory=set)
    reread: dict[int, Placed] = field(default_factory=dict)


class ReceivingPart(RereadingPart, PlacePart, SourcePart):
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
        arrived = _arrived(batch, source, places, refused)
        work = _Work()
        while arrived:
            keys = [_KEY(each) for each in arrived]
            again: list[Arrived] = []
            if len(set(keys)) < len(keys):
                # Two readings of one post in a batch are taken one after the other, the second as an edit.
                firsts = dict(zip(reversed(keys), range(len(keys) - 1, -1, -1), strict=True))
                again = [each for number, each in enumerate(arrived) if firsts[keys[number]] != number]
                arrived = [each for number, each in enumerate(arrived) if firsts[keys[number]] == number]
                keys = [_KEY(each) for each in arrived]
            self._take(lane, arrived, keys, work)
            arrived = again
        deleted = self._bury(lane, batch.tombstones, places)
        self._keep_events(batch.events, places)
        self._keep_letters(batch, refused)
        self._note_progress(batch, source, work.new)
        return Received(len(batch.posts), work.new, work.edited, work.unchanged, deleted, len(refused))

    def _take(self, lane: Lane, arrived: list[Arrived], keys: list[Key], work: _Work) -> None:
        """Posts of different keys: new ones go in, known ones are compared."""
        known = {row[0]: row for row in lane.known(keys)}
        fresh = [each for number, each in enumerate(arrived) if number not in known] if known else list(arrived)
        if fresh:
            self._insert(lane, fresh)
            work.new += len(fresh)
        for number, row in known.items():
            _compare(arrived[number], row, work)
        self._write(work)

    def _insert(self, lane: Lane, fresh: list[Arrived]) -> None:
        fresh.sort(key=itemgetter(_PUBLISHED))
        ids = allot([start_of(each[_PUBLISHED]) for each in fresh], lane.last_ids)
        gone = {row[0]: row[1] for row in lane.deleted([_KEY(each) for each in fresh])}
        rows = [(*each[:_OWN], gone.get(number), id) for number, (id, each) in enumerate(zip(ids, fresh, strict=True))]
        lane.insert_posts(rows)
        now = micros(self.now())
        read = [(id, reading) for id, each in zip(ids, fresh, strict=True) if (reading := each[_OWN].reading)]
        if read:
            lane.insert_readings([(id, each.version, now, keepable(as_body(stored(each)))) for id, each in read])
        lane.enqueue_posts(ids, now)

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
        if work.reread:
            self.read_anew(work.reread)
        self.touch_posts(work.touched)
        for done in (work.later, work.earlier, work.fills, work.touched, work.reread):
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
                "moment": moment_of(published if each[_MOMENT] is None else each[_MOMENT]),
                "text": each[_TEXT],
                "seen_at": moment_of(each[_SEEN]),
                "first": each[_MOMENT] is None,
            }
            for id, published, each in work.earlier
            if (id, each[_MOMENT]) not in there
        ]
        work.edited += len(rows)
        work.unchanged += len(work.earlier) - len(rows)
        if rows:
            self.upsert(POST_VERSIONS, rows)
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

    def _note_progress(self, batch: Batch, source: int, new: int) -> None:
        lane = lane_of(self.connection)
        for name, value in batch.cursors.items():
            lane.run(_MOVE_CURSOR, (source, keepable(name), keepable(value)))
        if batch.posts:
            newest = micros(max(placed.post.published_at for placed in batch.posts))
            lane.run(_NOTE_PROGRESS, (micros(batch.received_at or self.now()), newest, newest, new, source))


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


def _arrived(batch: Batch, source: int, places: Mapping[Name, int], refused: list[Refused]) -> list[Arrived]:
    """The posts as rows; those whose extras no database can keep join the refused."""
    arrived: list[Arrived] = []
    for placed in batch.posts:
        post = placed.post
        key = post.key
        published, seen = micros(post.published_at), micros(post.seen_at)
        moment = None if post.edited_at is None else moment_of_text(published, micros(post.edited_at))
        media = extras = None
        if post.media or post.extras:
            try:
                media = as_json([_told(each) for each in post.media]) if post.media else None
                extras = as_json(dict(post.extras)) if post.extras else None
            except (TypeError, ValueError, RecursionError) as error:
                raw = repr((key, post.published_at, post.text)).encode("utf-8", "backslashreplace")
                refused.append(
                    Refused(batch.source.slug, 0, "bad-extras", f"extras cannot be kept: {type(error).__name__}", raw)
                )
                continue
        arrived.append((
            places[key.network, key.place], key.native_id, source, post.text, published, moment, seen, seen,
            post.author_id, post.author_name, post.url, post.reply_to, post.thread, post.official, media, extras,
            placed.line.value, *_aside(placed), placed.territory, placed.topic, placed.restricted,
            micros(placed.due_at) if placed.due_at is not None and placed.line is Line.NEW else None,
            *_read_as(placed), placed,
        ))  # fmt: skip
    return arrived


def _aside(placed: Placed) -> tuple[str | None, str | None]:
    """Reason and note of a post that is set aside; a reason may be known of one that is not (an archived one)."""
    if placed.line is not Line.SET_ASIDE or placed.reason is None:
        return None, None
    return placed.reason.value, placed.note


def _read_as(placed: Placed) -> tuple[str | None, ...]:
    """Language, kind, tone, urgency and place of a new post, which nobody has corrected yet."""
    reading = placed.reading
    if reading is None:
        return _UNREAD
    place = reading.places[0].name if reading.places else None
    return reading.language.value, reading.kind.value, reading.tone.value, reading.urgency.value, place


def _told(media: Media) -> dict[str, Any]:
    values = {name: getattr(media, name) for name in ("kind", "name", "size", "stored", "note")}
    return {name: value for name, value in values.items() if value is not None}


def _compare(each: Arrived, row: Sequence[Any], work: _Work) -> None:
    _, id, current, edited_at, published, _, gaps = row
    verdict = judge(edited_at, each[_MOMENT])
    if verdict is Verdict.SAME:
        work.unchanged += 1
    elif verdict is Verdict.EARLIER:
        work.earlier.append((id, published, each))
    else:
        _replace(each, id, current, work)
    if gaps and (fills := _fills(each, gaps)):
        work.fills.append((id, fills))
        work.touched.add(id)


def _fills(each: Arrived, gaps: int) -> dict[str, Any]:
    """What this arrival knows and the known post does not."""
    values = _FILLED(each)
    return {name: values[bit] for bit, name in enumerate(GAPS) if values[bit] and gaps >> bit & 1}


def _replace(each: Arrived, id: int, current: str, work: _Work) -> None:
    work.later.append(
        {
            "id": id,
            "text": each[_TEXT],
            "moment": each[_MOMENT],
            "seen_at": each[_SEEN],
            "media": each[_MEDIA],
            "extras": each[_EXTRAS],
        }
    )
    if each[_TEXT] == current:
        work.unchanged += 1  # the author touched it (a button, a picture) without changing a word
    else:
        work.edited += 1
        work.touched.add(id)
        work.reread[id] = each[_OWN]
