"""Finding posts in the truth: by key, by filter within a scope, by thread; and their counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, false, func, literal_column, select

from desk.posts import BY_MACHINE, Line, PostKey, StoredPost, Tombstone
from desk.queries import Page, PostFilter
from desk.roles import Scope
from store.case_tables import INCIDENTS
from store.cursors import cursor_of, values_of
from store.numbering import SLOT, start_of
from store.parts import missing
from store.places import PlacePart
from store.post_tables import PLACES, POST_TAGS, POSTS, SOURCES, TOMBSTONES
from store.schema import micros
from store.scopes import POST, POST_ROWS, Condition, in_territory, inside
from store.stored_posts import StoredPostPart, whole_rows

COUNTED = 10_000
"""Lists are counted exactly up to here; beyond it nobody reads them, and counting ten million takes seconds."""

_SPILL = 60_000 * SLOT
"""How far the id of a post may lie behind its moment because others of that moment took the ids (a minute)."""

_IS_NEW: Condition = POSTS.c.line == literal_column("'new'")
"""Spelled out, not bound: only so the partial index of the queue is used."""


class PostPart(StoredPostPart, PlacePart):
    """Every list and count takes its rows through `_matching`, which cuts them to the scope."""

    def post(self, key: PostKey) -> StoredPost:
        """Raises NotFound. `key.place` may be an alias."""
        place_id = self.find_place(key.network, key.place)
        asked = whole_rows().where(POSTS.c.place_id == place_id, POSTS.c.native_id == key.native_id)
        rows = self.connection.execute(asked).all() if place_id is not None else []
        if not rows:
            raise missing("post", key)
        return self.whole_posts(rows)[0]

    def posts(self, filter: PostFilter, scope: Scope, *, limit: int = 50, after: str | None = None) -> Page[StoredPost]:
        """Newest first. Raises RuleError for a cursor that is none."""
        matching = self._matching(filter, scope)
        found = select(POSTS.c.id).select_from(POST_ROWS).where(matching).order_by(POSTS.c.id.desc())
        if after is not None:
            found = found.where(POSTS.c.id < values_of(after, 1)[0])
        ids = list(self.connection.execute(found.limit(limit + 1)).scalars())
        total, relation = self.counted(select(POSTS.c.id).select_from(POST_ROWS).where(matching))
        return Page(
            items=self.posts_by_id(ids[:limit]),
            total=total,
            relation="gte" if relation else "eq",
            after=cursor_of(ids[limit - 1]) if len(ids) > limit else None,
            as_of=self._as_of(filter.source),
        )

    def thread(self, post: StoredPost, limit: int = 50) -> list[StoredPost]:
        """The posts of its thread around it, oldest first; the post alone where it has no thread."""
        if post.post.thread is None:
            return self.posts_by_id([post.id])
        place_id = self.find_place(post.post.key.network, post.post.key.place)
        same = select(POSTS.c.id).where(POSTS.c.place_id == place_id, POSTS.c.thread == post.post.thread)
        before = same.where(POSTS.c.id <= post.id).order_by(POSTS.c.id.desc()).limit(limit)
        later = same.where(POSTS.c.id > post.id).order_by(POSTS.c.id).limit(limit)
        older = list(self.connection.execute(before).scalars())[::-1]
        newer = list(self.connection.execute(later).scalars())
        # Half of the page each, and more of one side where the other is short.
        kept = max(limit - len(newer), (limit + 1) // 2)
        older = older[-kept:]
        return self.posts_by_id([*older, *newer[: limit - len(older)]])

    def every_post(self, source: str | None = None, after: int = 0, limit: int = 1000) -> list[StoredPost]:
        """For exports and rebuilds: posts with id > after, oldest first."""
        asked = whole_rows().where(POSTS.c.id > after).order_by(POSTS.c.id).limit(limit)
        if source is not None:
            asked = asked.where(POSTS.c.source_id == self._source_number(source))
        return self.whole_posts(self.connection.execute(asked).all())

    def tombstones_without_post(self) -> Iterator[Tombstone]:
        """Deletions of posts that never came."""
        came = and_(POSTS.c.place_id == TOMBSTONES.c.place_id, POSTS.c.native_id == TOMBSTONES.c.native_id)
        asked = (
            select(PLACES.c.network, PLACES.c.canonical, TOMBSTONES)
            .join(PLACES, PLACES.c.id == TOMBSTONES.c.place_id)
            .where(~select(POSTS.c.id).where(came).exists())
            .order_by(TOMBSTONES.c.deleted_at, TOMBSTONES.c.place_id, TOMBSTONES.c.native_id)
        )
        for row in self.connection.execute(asked):
            yield Tombstone(PostKey(row.network, row.canonical, row.native_id), row.deleted_at, row.seen_at)

    def posts_ledger(self, scope: Scope, filter: PostFilter) -> Mapping[tuple[str, str], int]:
        """Counts by (line slug, set-aside reason slug or one of '', late, in-term, no-term) — see `desk.ledger`."""
        now = filter.now or self.now()
        detail = case(
            (POSTS.c.line == Line.SET_ASIDE.value, func.coalesce(POSTS.c.set_aside, "")),
            (POSTS.c.line != Line.NEW.value, ""),
            (POSTS.c.due_at.is_(None), "no-term"),
            (POSTS.c.due_at < now, "late"),
            else_="in-term",
        ).label("detail")
        asked = select(POSTS.c.line, detail, func.count().label("posts")).select_from(POST_ROWS)
        # By position: repeated, the expression would be bound anew and PostgreSQL would call it another one.
        asked = asked.where(self._matching(filter, scope)).group_by(POSTS.c.line, literal_column("2"))
        return {(row.line, row.detail): row.posts for row in self.connection.execute(asked)}

    def counted(self, rows: Select[Any]) -> tuple[int, bool]:
        """How many rows there are, and whether there are more than were counted."""
        found = int(self.scalar(select(func.count()).select_from(rows.limit(COUNTED + 1).subquery())))
        return min(found, COUNTED), found > COUNTED

    def _matching(self, filter: PostFilter, scope: Scope) -> Condition:
        asked = _Asked(filter, filter.now or self.now())
        conditions = [inside(scope, POST), *asked.lines(), *asked.period(), *asked.plain()]
        if filter.source is not None:
            conditions.append(POSTS.c.source_id == self._source_number(filter.source))
        if filter.incident is not None:
            number = self.scalar(select(INCIDENTS.c.id).where(INCIDENTS.c.number == filter.incident))
            conditions.append(POSTS.c.incident_id == number if number is not None else false())
        if filter.place is not None:
            conditions.append(POSTS.c.place_id == (self.find_place(*filter.place) or 0))
        if filter.network is not None:
            of_network = select(PLACES.c.id).where(PLACES.c.network == filter.network)
            conditions.append(POSTS.c.place_id.in_(of_network))
        return and_(*conditions)

    def _source_number(self, slug: str) -> int:
        found = self.scalar(select(SOURCES.c.id).where(SOURCES.c.slug == slug))
        return 0 if found is None else int(found)

    def _as_of(self, source: str | None) -> datetime | None:
        asked = select(func.max(SOURCES.c.last_received_at))
        found: datetime | None = self.scalar(asked if source is None else asked.where(SOURCES.c.slug == source))
        return found


@dataclass(frozen=True)
class _Asked:
    """The conditions of a filter that need no look into other tables."""

    filter: PostFilter
    now: datetime

    def lines(self) -> Iterator[Condition]:
        lines = self.filter.lines
        if self.filter.late:
            yield and_(_IS_NEW, POSTS.c.due_at < self.now)
        if lines == {Line.NEW}:
            yield _IS_NEW
        elif lines:
            yield POSTS.c.line.in_(sorted(line.value for line in lines))

    def period(self) -> Iterator[Condition]:
        """The row id follows time, so a period is a range of ids; the moments themselves make it exact."""
        if self.filter.since is not None:
            yield POSTS.c.id >= start_of(micros(self.filter.since))
            yield POSTS.c.published_at >= self.filter.since
        if self.filter.until is not None:
            yield POSTS.c.id < start_of(micros(self.filter.until)) + _SPILL
            yield POSTS.c.published_at < self.filter.until

    def _equal(self) -> tuple[tuple[ColumnElement[Any], str | None], ...]:
        filter = self.filter
        return (
            (POST.topic, filter.topic),
            (POSTS.c.set_aside, filter.reason),
            (POSTS.c.thread, filter.thread),
            (POSTS.c.kind, filter.kind),
            (POSTS.c.language, filter.language),
            (POSTS.c.tone, filter.tone),
            (POSTS.c.urgency, filter.urgency),
            (POSTS.c.named_place, filter.named_place),
        )

    def plain(self) -> Iterator[Condition]:
        filter = self.filter
        if filter.territory is not None:
            yield in_territory(POST.territory, filter.territory)
        if filter.topics is not None:
            yield POST.topic.in_(sorted(filter.topics))
        if filter.by_machine:
            yield and_(POSTS.c.line == Line.SET_ASIDE.value, POSTS.c.set_aside_note == BY_MACHINE)
        yield from (column == str(value) for column, value in self._equal() if value is not None)
        if filter.tag is not None:
            tagged = select(POST_TAGS.c.post_id).where(POST_TAGS.c.tag == filter.tag)
            yield POSTS.c.id.in_(tagged)
