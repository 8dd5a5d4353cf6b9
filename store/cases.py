"""Incidents: taking them in, changing them with a version check, and reading them whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from desk.errors import N_, Stale, StoreError
from desk.incidents import Answer, AnswerPlace, Case, CoExecutor, ExtensionAsked, Incident
from desk.journal import Entry
from desk.posts import Line
from desk.steps import step_of
from store.case_rows import BELONGINGS, Belonging, incident_of, incident_values, member_of, part_of, rows_of
from store.case_tables import (
    ANSWER_PLACES,
    ANSWERS,
    CO_EXECUTORS,
    EXTENSIONS,
    INCIDENT_POSTS,
    INCIDENT_TAGS,
    INCIDENTS,
    NUMBERS,
    SNAPSHOTS,
)
from store.journals import JournalPart
from store.outbox import OutboxPart
from store.parts import missing
from store.post_tables import PLACES, POSTS
from store.snapshots import body_of, case_of

REMEMBERED = timedelta(minutes=10)
"""How long the state before a change is kept for undoing; it may be undone for a minute."""

_YEAR = 10**9
"""An incident's id is year × this + its number: it follows time, as the index wants it."""

_STEPS = 100_000
_INDEXED = ("number", "territory", "state", "department", "assignee", "topic", "restricted")
"""What documents of posts say about their incident (beside its co-executors)."""


class CasePart(JournalPart, OutboxPart):
    """Every change goes through `new_case` and `keep_case`."""

    def case(self, number: str) -> Case:
        """The incident with everything that belongs to it. Raises NotFound."""
        row = self.connection.execute(select(INCIDENTS).where(INCIDENTS.c.number == number)).first()
        if row is None:
            raise missing("incident", number)
        lines = self.journal(kind="incident", key=number, limit=_STEPS)
        steps = (step_of(line.entry) for line in lines)
        return Case(
            incident=incident_of(row, self._tags_of(row.id)),
            members=self._members(row.id),
            answers=self._parts(Answer, ANSWERS, row.id),
            places=self._parts(AnswerPlace, ANSWER_PLACES, row.id),
            co_executors=self._parts(CoExecutor, CO_EXECUTORS, row.id),
            extensions=self._parts(ExtensionAsked, EXTENSIONS, row.id),
            steps=tuple(step for step in steps if step is not None),
        )

    def new_case(self, case: Case, year: int, entries: Sequence[Entry]) -> Case:
        """Number and keep a new incident (its `id` and `number` are given here); its posts become TAKEN.

        Entries about an incident without a key are about this one. Raises Stale when a post belongs to another.
        """
        ordinal = self._next_number(year)
        number = f"{year}-{ordinal:06d}"
        incident = replace(case.incident, id=year * _YEAR + ordinal, number=number, version=1)
        kept = replace(case, incident=incident)
        values = {**incident_values(incident), "id": incident.id, "row_version": 0}
        self.connection.execute(insert(INCIDENTS), values)
        nothing = Case(incident=replace(incident, tags=frozenset()))
        self._move_posts(nothing, kept)
        self._keep_belongings(nothing, kept)
        self.touch_incident(incident.id)
        self.write([replace(e, key=number) if e.kind == "incident" and not e.key else e for e in entries])
        return kept

    def keep_case(self, before: Case, after: Case, entries: Sequence[Entry]) -> Case:
        """Write the difference with one version check: raises Stale (who, when) and writes nothing when somebody was
        faster. Posts that joined become TAKEN (Stale if another incident holds one), those that left become NEW.
        A snapshot of `before` is kept for undo. Returns the case with its new version."""
        old, new = before.incident, replace(after.incident, version=before.incident.version + 1)
        kept = replace(after, incident=new)
        was, values = incident_values(old), incident_values(new)
        changed = {name: value for name, value in values.items() if value != was[name]}
        there = (INCIDENTS.c.id == old.id) & (INCIDENTS.c.version == old.version)
        if self.connection.execute(update(INCIDENTS).where(there).values(changed)).rowcount != 1:
            raise self._stale(old)
        self._move_posts(before, kept)
        self._keep_belongings(before, kept)
        if _indexed(before) != _indexed(kept):
            self.touch_posts_where(POSTS.c.incident_id == old.id)
        self.touch_incident(old.id)
        self._remember(before, new.version, entries)
        self.write(entries)
        return kept

    def snapshot(self, number: str, version: int) -> tuple[Case, str, datetime] | None:
        """The case before the change that made `version`, who made it and when; None once it is too old."""
        asked = (
            select(SNAPSHOTS)
            .join(INCIDENTS, INCIDENTS.c.id == SNAPSHOTS.c.incident_id)
            .where(INCIDENTS.c.number == number, SNAPSHOTS.c.version == version)
        )
        row = self.connection.execute(asked).first()
        return None if row is None else (case_of(row.body), row.by, row.at)

    def incident_of(self, post_id: int) -> str | None:
        """The number of the incident that holds the post."""
        asked = select(INCIDENTS.c.number).join(POSTS, POSTS.c.incident_id == INCIDENTS.c.id)
        found = self.scalar(asked.where(POSTS.c.id == post_id))
        return None if found is None else str(found)

    def _next_number(self, year: int) -> int:
        adding = (postgresql.insert if self.on_postgres else sqlite.insert)(NUMBERS).values(year=year, last=1)
        adding = adding.on_conflict_do_update(index_elements=["year"], set_={"last": NUMBERS.c.last + 1})
        return int(self.connection.execute(adding.returning(NUMBERS.c.last)).scalar_one())

    def _keep_belongings(self, before: Case, after: Case) -> None:
        for belonging in BELONGINGS:
            self._keep_rows(belonging, after.incident.id, rows_of(belonging, before), rows_of(belonging, after))
        old, new = before.incident.tags, after.incident.tags
        incident_id = after.incident.id
        for tag in sorted(old - new):
            gone = (INCIDENT_TAGS.c.incident_id == incident_id) & (INCIDENT_TAGS.c.tag == tag)
            self.connection.execute(INCIDENT_TAGS.delete().where(gone))
        self.upsert(INCIDENT_TAGS, [{"incident_id": incident_id, "tag": tag} for tag in sorted(new - old)])

    def _keep_rows(
        self, belonging: Belonging, incident_id: int, old: dict[int, dict[str, Any]], new: dict[int, dict[str, Any]]
    ) -> None:
        table = belonging.table
        gone = [ordinal for ordinal in old if old[ordinal] != new.get(ordinal)]
        if gone:
            # Replaced rows go first: between the two no post may belong to the incident twice.
            mine = (table.c.incident_id == incident_id) & table.c.ordinal.in_(gone)
            self.connection.execute(table.delete().where(mine))
        fresh = [
            {"incident_id": incident_id, "ordinal": ordinal, **values}
            for ordinal, values in new.items()
            if old.get(ordinal) != values
        ]
        if fresh:
            self.connection.execute(insert(table), fresh)

    def _move_posts(self, before: Case, after: Case) -> None:
        incident_id = after.incident.id
        was = {member.post_id for member in before.present}
        now = {member.post_id for member in after.present}
        left, joined = was - now, now - was
        blank = {"set_aside": None, "set_aside_note": None}
        for chunk in self.chunks(sorted(left)):
            mine = POSTS.c.id.in_(chunk) & (POSTS.c.incident_id == incident_id)
            self.connection.execute(update(POSTS).where(mine).values(line=Line.NEW.value, incident_id=None, **blank))
        for chunk in self.chunks(sorted(joined)):
            free = POSTS.c.id.in_(chunk) & POSTS.c.incident_id.is_(None)
            taken = update(POSTS).where(free).values(line=Line.TAKEN.value, incident_id=incident_id, **blank)
            if self.connection.execute(taken).rowcount != len(chunk):
                raise self._taken_elsewhere(chunk, incident_id)
        self.touch_posts(left | joined)

    def _remember(self, before: Case, version: int, entries: Sequence[Entry]) -> None:
        now = self.now()
        self.purge_before(SNAPSHOTS, now - REMEMBERED)
        last = entries[-1] if entries else None
        row = {
            "incident_id": before.incident.id,
            "version": version,
            "by": last.actor if last else "",
            "at": last.at if last else now,
            "body": body_of(before),
        }
        self.upsert(SNAPSHOTS, [row], update=("by", "at", "body"))

    def _taken_elsewhere(self, post_ids: Sequence[int], incident_id: int) -> Exception:
        held = select(POSTS.c.incident_id).where(POSTS.c.id.in_(post_ids), POSTS.c.incident_id != incident_id)
        row = self.connection.execute(select(INCIDENTS).where(INCIDENTS.c.id.in_(held))).first()
        if row is None:
            return StoreError(N_("a post is not there any more: look at it again"))
        return self._stale(incident_of(row, frozenset()))

    def _stale(self, incident: Incident) -> Stale:
        line = self.last_line("incident", incident.number)
        by, at = (line.entry.actor, line.entry.at) if line else (incident.opened_by, incident.opened_at)
        return Stale(
            N_("somebody was faster: {by} changed {number} at {at:%H:%M:%S}"), by=by, at=at, number=incident.number
        )

    def _tags_of(self, incident_id: int) -> frozenset[str]:
        asked = select(INCIDENT_TAGS.c.tag).where(INCIDENT_TAGS.c.incident_id == incident_id)
        return frozenset(self.connection.execute(asked).scalars())

    def _members(self, incident_id: int) -> tuple[Any, ...]:
        asked = (
            select(
                INCIDENT_POSTS,
                PLACES.c.network,
                PLACES.c.canonical,
                POSTS.c.native_id,
                POSTS.c.thread,
                POSTS.c.published_at,
                func.coalesce(POSTS.c.author_id, POSTS.c.author_name).label("author"),
            )
            .join(POSTS, POSTS.c.id == INCIDENT_POSTS.c.post_id)
            .join(PLACES, PLACES.c.id == POSTS.c.place_id)
            .where(INCIDENT_POSTS.c.incident_id == incident_id)
            .order_by(INCIDENT_POSTS.c.ordinal)
        )
        return tuple(member_of(row) for row in self.connection.execute(asked))

    def _parts(self, kind: type[Any], table: Any, incident_id: int) -> tuple[Any, ...]:
        asked = select(table).where(table.c.incident_id == incident_id).order_by(table.c.ordinal)
        return tuple(part_of(kind, row) for row in self.connection.execute(asked))


def _indexed(case: Case) -> tuple[Any, ...]:
    helping = tuple(helper.who for helper in case.co_executors if helper.kind == "department")
    return (*(getattr(case.incident, name) for name in _INDEXED), helping)
