"""Readings that come anew: of an edited text, by another version, or corrected by a person; and what is to be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, insert, or_, select, update

from desk.ports import Placed
from desk.posts import BY_MACHINE, Line, Post, StoredPost
from desk.reading_records import DoorLook, Due, Reread
from desk.readings import Correction, Trait, Urgency
from desk.standings import ConfirmedTopic, has_term, may_move_term, surroundings
from store.lanes import Key, lane_of
from store.merging import Verdict, judge, moment_of_text
from store.places import PlacePart
from store.post_tables import POSTS, SOURCES
from store.reading_tables import CORRECTIONS, READINGS
from store.schema import keepable, micros
from store.scopes import Condition
from store.sources import SourcePart
from store.stored_posts import StoredPostPart

_BACK = {"line": Line.NEW.value, "set_aside": None, "set_aside_note": None}
_TERM = update(POSTS).where(POSTS.c.id == bindparam("b_id")).values(due_at=bindparam("b_due_at"))
_ASIDE_BY_MACHINE = and_(POSTS.c.line == Line.SET_ASIDE.value, POSTS.c.set_aside_note == BY_MACHINE)
_STATE = select(
    POSTS.c.id, POSTS.c.text, POSTS.c.line, POSTS.c.set_aside_note, POSTS.c.published_at, POSTS.c.territory,
    POSTS.c.topic, POSTS.c.kind, POSTS.c.urgency, POSTS.c.due_at,
)  # fmt: skip


class RereadingPart(StoredPostPart, PlacePart, SourcePart):
    """What a person corrected stays whatever is read."""

    def look_at_door(self, posts: Sequence[Post]) -> DoorLook:
        """Which of these posts are new here or bring a later text, so that they must be read; and which of them reply
        to a post of the akimat."""
        places = {name: self.find_place(*name) for name in {(each.key.network, each.key.place) for each in posts}}
        at = {n: place for n, each in enumerate(posts) if (place := places[each.key.network, each.key.place])}
        numbers = list(at)
        keys = [(at[n], keepable(posts[n].key.native_id)) for n in numbers]
        known = {numbers[row[0]]: row for row in lane_of(self.connection).known(keys)} if keys else {}
        unread = tuple(n for n, each in enumerate(posts) if n not in known or _is_later(each, known[n]))
        official = self._official({(at[n], parent) for n in at if (parent := posts[n].reply_to)})
        answers = frozenset(n for n in at if (at[n], posts[n].reply_to) in official)
        return DoorLook(unread, answers)

    def read_anew(self, placed: Mapping[int, Placed]) -> None:
        """Let posts whose text was replaced stand by what the new text was read as. Whoever calls touches them."""
        now, ids = self.now(), list(placed)
        self.replace_readings({id: each.reading for id, each in placed.items()}, now)
        self.stand(ids)
        corrections = self.corrections(ids)
        for row in self._states(ids):
            if placed[row.id].reading is None:
                continue
            due_at = placed[row.id].due_at if has_term(row.kind, row.urgency) else None
            self._settle(row, corrections.get(row.id, ()), due_at, is_aside=placed[row.id].reason is not None)

    def keep_readings(self, read: Sequence[Reread], due: Due) -> int:
        """Keep new readings of known posts; returns how many posts stand otherwise now.

        A post whose text is another one by now is left alone: it was read at the door. What a person corrected stays; a
        post that a machine would not set aside any more is in the queue again; none is set aside.
        """
        by_id = {each.post_id: each for each in read}
        same = [row.id for row in self._states(list(by_id)) if row.text == keepable(by_id[row.id].text)]
        self.replace_readings({id: by_id[id].reading for id in same}, self.now())
        moved = self.stand(same)
        corrections = self.corrections(same)
        for row in self._states(same):
            is_aside = by_id[row.id].reason is not None
            if self._settle(row, corrections.get(row.id, ()), _term(row, due), is_aside=is_aside):
                moved.add(row.id)
        self.touch_posts(moved)
        return len(moved)

    def correct(
        self, post_id: int, correction: Correction, *, restricted: bool | None, due_at: Any, is_back: bool = False
    ) -> None:
        """Keep a correction and let the post stand by it. `restricted` None leaves that as it is, `due_at` counts for a
        post in NEW; `is_back` brings one that a machine had set aside back there."""
        said = {name: getattr(correction, name) for name in ("value", "was", "by", "at")}
        self.connection.execute(insert(CORRECTIONS), {"post_id": post_id, "trait": correction.trait.value, **said})
        here = POSTS.c.id == post_id
        if is_back:
            self.connection.execute(update(POSTS).where(here, _ASIDE_BY_MACHINE).values(_BACK))
        waits = here & (POSTS.c.line == Line.NEW.value)
        if restricted is not None:
            self.connection.execute(update(POSTS).where(here).values(restricted=restricted))
        self.connection.execute(update(POSTS).where(waits).values(due_at=due_at))
        self.stand([post_id])
        self.touch_posts([post_id])

    def stale_posts(self, version: str, after: int, limit: int) -> list[StoredPost]:
        """Posts with id > after that were read by another version or not at all, in order of id."""
        asked = _stale(select(POSTS.c.id), version).where(POSTS.c.id > after).order_by(POSTS.c.id).limit(limit)
        return self.posts_by_id(list(self.connection.execute(asked).scalars()))

    def has_stale(self, version: str) -> bool:
        """Was any post read by another version or not at all? Asked of indexes alone."""
        for other in (READINGS.c.version < version, READINGS.c.version > version):
            if self.scalar(select(READINGS.c.post_id).where(other).limit(1)) is not None:
                return True
        return self.count_stale(version) > 0

    def count_stale(self, version: str) -> int:
        """How many posts were read by another version or not at all."""
        posts = int(self.scalar(select(func.coalesce(func.sum(SOURCES.c.posts), 0))))
        current = self.scalar(select(func.count()).select_from(READINGS).where(READINGS.c.version == version))
        return max(0, posts - int(current))

    def confirmed_topics(self, after: int = 0, limit: int = 1000) -> list[ConfirmedTopic]:
        """The newest word of a person on the topic of each post with id > after, in order of id."""
        newest = (
            select(func.max(CORRECTIONS.c.id).label("id"))
            .where(CORRECTIONS.c.trait == Trait.TOPIC.value, CORRECTIONS.c.post_id > after)
            .group_by(CORRECTIONS.c.post_id)
            .order_by(CORRECTIONS.c.post_id)
            .limit(limit)
            .subquery()
        )
        asked = select(CORRECTIONS).join(newest, newest.c.id == CORRECTIONS.c.id).order_by(CORRECTIONS.c.post_id)
        rows = self.connection.execute(asked).all()
        posts = {each.id: each for each in self.posts_by_id([row.post_id for row in rows])}
        sources = {each.slug: each for each in self.sources()}
        return [
            ConfirmedTopic(
                row.post_id,
                posts[row.post_id].post.text,
                row.value,
                row.was,
                row.at,
                surroundings(sources[posts[row.post_id].source], posts[row.post_id].post),
            )
            for row in rows
        ]

    def count_confirmed_topics(self, since: datetime | None = None) -> int:
        """How many posts have a person's word on their topic, said after `since`."""
        asked = select(func.count(CORRECTIONS.c.post_id.distinct())).where(CORRECTIONS.c.trait == Trait.TOPIC.value)
        return int(self.scalar(asked if since is None else asked.where(CORRECTIONS.c.at > since)))

    def official_parents(self, posts: Sequence[StoredPost]) -> frozenset[int]:
        """The ids of those of these posts that reply to a post of the akimat."""
        found = self._parents(posts)
        official = self._official(set(found.values()))
        return frozenset(id for id, parent in found.items() if parent in official)

    def _parents(self, posts: Sequence[StoredPost]) -> dict[int, Key]:
        places = {name: self.find_place(*name) or 0 for name in {(p.post.key.network, p.post.key.place) for p in posts}}
        return {
            each.id: (places[each.post.key.network, each.post.key.place], each.post.reply_to)
            for each in posts
            if each.post.reply_to
        }

    def _official(self, keys: set[Key]) -> set[Key]:
        by_place: dict[int, list[str]] = {}
        for place, native in sorted(keys):
            by_place.setdefault(place, []).append(native)
        asked = select(POSTS.c.native_id).where(POSTS.c.official.is_(True))
        return {
            (place, native)
            for place, natives in by_place.items()
            for chunk in self.chunks(natives)
            for native in self.connection.execute(
                asked.where(POSTS.c.place_id == place, POSTS.c.native_id.in_(chunk))
            ).scalars()
        }

    def _states(self, ids: Sequence[int]) -> list[Any]:
        return [
            row
            for chunk in self.chunks(sorted(ids))
            for row in self.connection.execute(_STATE.where(POSTS.c.id.in_(chunk)))
        ]

    def _settle(self, row: Any, corrections: Sequence[Correction], due_at: Any, *, is_aside: bool) -> bool:
        """The place and the term of a post that was read anew; did anything change?"""
        is_back = row.line == Line.SET_ASIDE.value and row.set_aside_note == BY_MACHINE and not is_aside
        moves = (row.line == Line.NEW.value or is_back) and may_move_term(corrections) and due_at != row.due_at
        if is_back:
            self.connection.execute(update(POSTS).where(POSTS.c.id == row.id).values(_BACK))
        if moves:
            self.connection.execute(_TERM, {"b_id": row.id, "b_due_at": due_at})
        return is_back or moves


def _is_later(post: Post, row: Sequence[Any]) -> bool:
    """Does the post bring a text that will replace the known one?"""
    moment = None if post.edited_at is None else moment_of_text(micros(post.published_at), micros(post.edited_at))
    return judge(row[3], moment) is Verdict.LATER and post.text != row[2]


def _term(row: Any, due: Due) -> Any:
    if not has_term(row.kind, row.urgency):
        return None
    return due(row.published_at, row.territory, row.topic, Urgency(row.urgency or Urgency.ORDINARY))


def _stale(asked: Select[Any], version: str) -> Select[Any]:
    unread: Condition = or_(READINGS.c.version.is_(None), READINGS.c.version != version)
    return asked.outerjoin(READINGS, READINGS.c.post_id == POSTS.c.id).where(unread)
