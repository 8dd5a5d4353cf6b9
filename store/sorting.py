"""Posts between the lines: by hand, and by a source's work-from moment; staff tags of posts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, select, update

from desk.posts import BY_MACHINE, Line, SetAsideReason
from desk.reading_records import Due
from desk.readings import Reading, Urgency
from desk.roles import Scope
from desk.sortings import set_aside_by_machine
from desk.sources import Source
from desk.standings import has_term
from store.case_tables import INCIDENT_TAGS, INCIDENTS
from store.numbering import start_of
from store.parts import fits
from store.post_tables import POST_TAGS, POSTS
from store.posts import PostPart
from store.schema import micros
from store.scopes import INCIDENT, POST, POST_ROWS, Condition, inside

_MOVE = (
    update(POSTS)
    .where(POSTS.c.id == bindparam("b_id"))
    .values(
        line=bindparam("b_line"),
        set_aside=bindparam("b_reason"),
        set_aside_note=bindparam("b_note"),
        due_at=bindparam("b_due_at"),
    )
)

_DECIDING = ("id", "published_at", "territory", "topic", "official", "media", "kind", "urgency")
"""Of a post what decides its line and its term."""


class SortingPart(PostPart):
    """Every move of a post raises its row version and stands in the outbox."""

    def set_line(
        self, post_ids: Sequence[int], line: Line, reason: SetAsideReason | None = None, note: str | None = None
    ) -> None:
        """Move posts between lines (not into TAKEN: `keep_case` does that). Posts of an incident stay with it."""
        if line is Line.TAKEN:
            raise ValueError("a post is taken by an incident: keep_case")
        values = {"line": line.value, "set_aside": reason and reason.value, "set_aside_note": note}
        for chunk in self.chunks([id for id in post_ids if fits(id)]):
            free = POSTS.c.id.in_(chunk) & POSTS.c.incident_id.is_(None)
            self.connection.execute(update(POSTS).where(free).values(values))
            self.touch_posts_where(free)

    def decide_lines(
        self,
        source: Source,
        work_from: datetime,
        due: Due,
        limit: int,
    ) -> int:
        """Move up to `limit` archived posts of the source published from `work_from` on to NEW, with their resident's
        term, if they have one. Official ones are set aside, and what a machine may set aside. Returns how many moved;
        0 = finished."""
        asked = select(*(POSTS.c[name] for name in _DECIDING))
        asked = asked.where(self._of(source, Line.ARCHIVE), _from(work_from)).order_by(POSTS.c.id)
        rows = self.connection.execute(asked.limit(limit)).all()
        if rows:
            ids = [row.id for row in rows]
            readings, corrections = self.readings_of(ids), self.corrections(ids)
            # What a person looked at in the archive and corrected is no machine's to set aside.
            untouched = {id: reading for id, reading in readings.items() if id not in corrections}
            self.connection.execute(_MOVE, [_decided(row, due, untouched.get(row.id)) for row in rows])
            self.touch_posts([row.id for row in rows])
        return len(rows)

    def preview_lines(self, source: Source, work_from: datetime) -> tuple[int, int]:
        """How many posts would move archive → new, and new → archive, if work-from were this."""
        coming = self._of(source, Line.ARCHIVE) & _from(work_from) & POSTS.c.official.is_not(True)
        going = self._of(source, Line.NEW) & (POSTS.c.published_at < work_from)
        return self._count(coming), self._count(going)

    def tag_posts(self, post_ids: Sequence[int], add: Sequence[str], remove: Sequence[str]) -> None:
        """Give posts staff tags and take some away."""
        for chunk in self.chunks([id for id in post_ids if fits(id)]):
            known = list(self.connection.execute(select(POSTS.c.id).where(POSTS.c.id.in_(chunk))).scalars())
            gone = POST_TAGS.c.post_id.in_(known) & POST_TAGS.c.tag.in_(remove)
            self.connection.execute(delete(POST_TAGS).where(gone))
            self.upsert(POST_TAGS, [{"post_id": id, "tag": tag} for id in known for tag in add])
            self.touch_posts(known)

    def staff_tags(self, posts: Scope | None = None, incidents: Scope | None = None) -> list[tuple[str, int]]:
        """Tags in use with how many carry them, the most used first; only of what the scopes hold, if any is given."""
        cut = posts is not None or incidents is not None
        on_posts = select(POST_TAGS.c.tag, func.count()).group_by(POST_TAGS.c.tag)
        on_incidents = select(INCIDENT_TAGS.c.tag, func.count()).group_by(INCIDENT_TAGS.c.tag)
        if cut:
            rows = POST_TAGS.join(POST_ROWS, POSTS.c.id == POST_TAGS.c.post_id)
            on_posts = on_posts.select_from(rows).where(inside(posts or Scope(), POST))
            rows = INCIDENT_TAGS.join(INCIDENTS, INCIDENTS.c.id == INCIDENT_TAGS.c.incident_id)
            on_incidents = on_incidents.select_from(rows).where(inside(incidents or Scope(), INCIDENT))
        counts: dict[str, int] = {}
        for asked in (on_posts, on_incidents):
            for tag, count in self.connection.execute(asked):
                counts[tag] = counts.get(tag, 0) + count
        return sorted(counts.items(), key=lambda each: (-each[1], each[0]))

    def _of(self, source: Source, line: Line) -> Condition:
        return (POSTS.c.source_id == self._source_number(source.slug)) & (POSTS.c.line == line.value)

    def _count(self, condition: Condition) -> int:
        return int(self.scalar(select(func.count()).select_from(POSTS).where(condition)))


def _from(work_from: datetime) -> Condition:
    return (POSTS.c.id >= start_of(micros(work_from))) & (POSTS.c.published_at >= work_from)


def _decided(row: Any, due: Due, reading: Reading | None) -> dict[str, Any]:
    if row.official:
        return _moved(row, Line.SET_ASIDE, SetAsideReason.OFFICIAL_POST.value, None, None)
    if reading and (reason := set_aside_by_machine(reading, official=False, has_media=row.media is not None)):
        return _moved(row, Line.SET_ASIDE, reason.value, BY_MACHINE, None)
    due_at = None
    if has_term(row.kind, row.urgency):
        due_at = due(row.published_at, row.territory, row.topic, Urgency(row.urgency or Urgency.ORDINARY))
    return _moved(row, Line.NEW, None, None, due_at)


def _moved(row: Any, line: Line, reason: str | None, note: str | None, due_at: datetime | None) -> dict[str, Any]:
    return {"b_id": row.id, "b_line": line.value, "b_reason": reason, "b_note": note, "b_due_at": due_at}
