"""Erasing what was only tried out: sources with all their posts, the incidents about them, and made-up colleagues."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import delete, distinct, func, or_, select, update

from desk.posts import Line
from store.book_tables import DRAFTS, GRANTS, LOOKS, SESSIONS, USERS
from store.case_tables import (
    ANSWER_PLACES,
    ANSWERS,
    CO_EXECUTORS,
    EXTENSIONS,
    INCIDENT_POSTS,
    INCIDENT_TAGS,
    INCIDENTS,
    SNAPSHOTS,
)
from store.cases import CasePart
from store.joining import JoiningPart
from store.post_tables import OUTBOX, PLACE_EVENTS, PLACE_NAMES, PLACES, POSTS, SOURCES, TOMBSTONES

AT_ONCE = 500
BELONGING = (INCIDENT_POSTS, ANSWERS, ANSWER_PLACES, CO_EXECUTORS, EXTENSIONS, INCIDENT_TAGS, SNAPSHOTS)


class ErasingPart(JoiningPart, CasePart):
    """The journal keeps its lines, and numbers of incidents are never given again: both are history."""

    def erase_trial(self, sources: Sequence[str], logins: Sequence[str]) -> tuple[int, int]:
        """Erase these sources with all their posts and these users; returns how many posts and incidents went.

        An incident goes when one of these users opened it or it never had a post of another source. Posts of other
        sources in it are new again. From the other incidents only the erased posts go. A user who is still in charge of
        an incident that stays is disabled instead.
        """
        ids = list(self.connection.execute(select(SOURCES.c.id).where(SOURCES.c.slug.in_(sources))).scalars())
        places = self._places_of(ids)
        incidents = self._incidents_of(ids, logins)
        for chunk in self.chunks(incidents):
            self._erase_incidents(chunk)
        self._take_out(ids)
        posts = 0
        for slug in sources:
            while gone := self.purge_source(slug, AT_ONCE):
                posts += gone
        self._erase_places(places)
        for login in logins:
            self._erase_user(login)
        return posts, len(incidents)

    def _incidents_of(self, source_ids: Sequence[int], logins: Sequence[str]) -> list[int]:
        belongs = select(INCIDENT_POSTS.c.incident_id).join(POSTS, POSTS.c.id == INCIDENT_POSTS.c.post_id)
        ours = belongs.where(POSTS.c.source_id.in_(source_ids))
        others = belongs.where(POSTS.c.source_id.not_in(source_ids))
        only_ours = INCIDENTS.c.id.in_(ours) & INCIDENTS.c.id.not_in(others)
        asked = select(INCIDENTS.c.id, INCIDENTS.c.number).where(or_(only_ours, INCIDENTS.c.opened_by.in_(logins)))
        found = {row.id: row.number for row in self.connection.execute(asked)}
        # What was merged into them counts through them, and would be left pointing at nothing.
        while True:
            merged = select(INCIDENTS.c.id, INCIDENTS.c.number).where(INCIDENTS.c.merged_into.in_(found.values()))
            more = {row.id: row.number for row in self.connection.execute(merged) if row.id not in found}
            if not more:
                return sorted(found)
            found |= more

    def _erase_incidents(self, ids: Collection[int]) -> None:
        mine = POSTS.c.incident_id.in_(ids)
        freed = list(self.connection.execute(select(POSTS.c.id).where(mine)).scalars())
        self.connection.execute(update(POSTS).where(mine).values(line=Line.NEW.value, incident_id=None))
        self.touch_posts(freed)
        numbers = select(INCIDENTS.c.number).where(INCIDENTS.c.id.in_(ids))
        self.connection.execute(delete(LOOKS).where(LOOKS.c.kind == "incident", LOOKS.c.key.in_(numbers)))
        for number in self.connection.execute(numbers).scalars().all():
            self.connection.execute(delete(DRAFTS).where(DRAFTS.c.name.startswith(f"incident/{number}/")))
        for table in BELONGING:
            self.connection.execute(delete(table).where(table.c.incident_id.in_(ids)))
        asked = select(INCIDENTS.c.id, INCIDENTS.c.row_version).where(INCIDENTS.c.id.in_(ids))
        rows = self.connection.execute(asked).all()
        self.connection.execute(delete(INCIDENTS).where(INCIDENTS.c.id.in_(ids)))
        now = self.now()
        # Rows of the outbox whose object is gone let the index forget it.
        gone = [{"kind": "incident", "id": i, "version": v + 1, "at": now, "not_before": now} for i, v in rows]
        self.upsert(OUTBOX, gone, update=("version", "not_before"))

    def _take_out(self, source_ids: Sequence[int]) -> None:
        """Let the posts leave the incidents that stay, without a trace."""
        theirs = select(POSTS.c.id).where(POSTS.c.source_id.in_(source_ids))
        inside = INCIDENT_POSTS.c.post_id.in_(theirs)
        left = list(self.connection.execute(select(INCIDENT_POSTS.c.incident_id).where(inside).distinct()).scalars())
        self.connection.execute(delete(INCIDENT_POSTS).where(inside))
        held = POSTS.c.source_id.in_(source_ids) & POSTS.c.incident_id.is_not(None)
        self.connection.execute(update(POSTS).where(held).values(line=Line.NEW.value, incident_id=None))
        for incident_id in left:
            there = (INCIDENT_POSTS.c.incident_id == incident_id) & INCIDENT_POSTS.c.left_at.is_(None)
            people = func.count(distinct(func.coalesce(POSTS.c.author_id, POSTS.c.author_name)))
            asked = select(func.count(), people).join_from(
                INCIDENT_POSTS, POSTS, POSTS.c.id == INCIDENT_POSTS.c.post_id
            )
            posts, people_left = self.connection.execute(asked.where(there)).one()
            kept = update(INCIDENTS).where(INCIDENTS.c.id == incident_id)
            self.connection.execute(kept.values(posts=posts, people=people_left))
            self.touch_incident(incident_id)

    def _places_of(self, source_ids: Sequence[int]) -> list[int]:
        """The places where nothing of another source stands."""
        theirs = select(POSTS.c.place_id).where(POSTS.c.source_id.in_(source_ids))
        others = select(POSTS.c.place_id).where(POSTS.c.source_id.not_in(source_ids))
        asked = select(PLACES.c.id).where(PLACES.c.id.in_(theirs), PLACES.c.id.not_in(others))
        return list(self.connection.execute(asked).scalars())

    def _erase_places(self, ids: Collection[int]) -> None:
        for table in (TOMBSTONES, PLACE_EVENTS, PLACE_NAMES):
            self.connection.execute(delete(table).where(table.c.place_id.in_(ids)))
        self.connection.execute(delete(PLACES).where(PLACES.c.id.in_(ids)))

    def _erase_user(self, login: str) -> None:
        user_id = self.scalar(select(USERS.c.id).where(USERS.c.login == login))
        if user_id is None:
            return
        if self.scalar(select(func.count()).select_from(INCIDENTS).where(INCIDENTS.c.assignee == login)):
            self.connection.execute(update(USERS).where(USERS.c.id == user_id).values(disabled=True))
            return
        for table in (DRAFTS, SESSIONS, GRANTS):
            self.connection.execute(delete(table).where(table.c.user_id == user_id))
        self.connection.execute(delete(USERS).where(USERS.c.id == user_id))
