"""Two places that turn out to be one, and sources that are erased."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table, and_, delete, func, select, update

from desk.sources import Place
from store.case_tables import ANSWER_PLACES, INCIDENT_POSTS, INCIDENTS
from store.parts import missing
from store.post_tables import (
    CURSORS,
    DEAD_LETTERS,
    PLACE_EVENTS,
    PLACE_NAMES,
    PLACES,
    POST_TAGS,
    POST_VERSIONS,
    POSTS,
    SOURCES,
    TOMBSTONES,
)
from store.reading_tables import CORRECTIONS
from store.sorting import SortingPart

_TWIN = POSTS.alias("twin")


class JoiningPart(SortingPart):
    """Acts that take posts away from where they stood."""

    def join_places(self, keep: Place, gone: Place) -> int:
        """Move everything of `gone` to `keep`; posts with the same native id become one. Returns posts moved.

        Of two readings of one post the one with the later text stays (an incident's rather than a free one); the
        other's texts are kept as its versions.
        """
        self.lock_posts()
        if keep.id == gone.id:
            return 0
        for ours, theirs in self._twins(keep.id, gone.id):
            self._merge(ours, theirs)
        moving = POSTS.c.place_id == gone.id
        ids = list(self.connection.execute(select(POSTS.c.id).where(moving)).scalars())
        self.connection.execute(update(POSTS).where(moving).values(place_id=keep.id))
        self.touch_posts(ids)
        self._move_rows(TOMBSTONES, keep.id, gone.id)
        self._move_rows(PLACE_EVENTS, keep.id, gone.id)
        self._bury_moved(keep.id)
        answered = (ANSWER_PLACES.c.network == gone.network) & (ANSWER_PLACES.c.place == gone.canonical)
        self.connection.execute(update(ANSWER_PLACES).where(answered).values(place=keep.canonical))
        self.connection.execute(update(PLACE_NAMES).where(PLACE_NAMES.c.place_id == gone.id).values(place_id=keep.id))
        self.connection.execute(delete(PLACES).where(PLACES.c.id == gone.id))
        if keep.title is None and gone.title is not None:
            self.connection.execute(update(PLACES).where(PLACES.c.id == keep.id).values(title=gone.title))
        return len(ids)

    def purge_source(self, slug: str, limit: int) -> int:
        """Erase up to `limit` posts of a source that belong to no incident, with versions, tombstones and letters;
        returns how many; 0 when none is left (the source itself goes then, unless incidents hold some of its posts)."""
        self.lock_posts()
        source_id = self.scalar(select(SOURCES.c.id).where(SOURCES.c.slug == slug))
        if source_id is None:
            raise missing("source", slug)
        held = select(INCIDENT_POSTS.c.post_id).where(INCIDENT_POSTS.c.post_id == POSTS.c.id).exists()
        free = and_(POSTS.c.source_id == source_id, POSTS.c.incident_id.is_(None), ~held)
        asked = select(POSTS.c.id, POSTS.c.row_version, POSTS.c.place_id, POSTS.c.native_id).where(free)
        rows = self.connection.execute(asked.order_by(POSTS.c.id).limit(limit)).all()
        for row in rows:
            buried = (TOMBSTONES.c.place_id == row.place_id) & (TOMBSTONES.c.native_id == row.native_id)
            self.connection.execute(delete(TOMBSTONES).where(buried))
        self._erase([(row.id, row.row_version) for row in rows])
        if not rows:
            self._end_source(int(source_id), slug)
        return len(rows)

    def _end_source(self, source_id: int, slug: str) -> None:
        self.connection.execute(delete(DEAD_LETTERS).where(DEAD_LETTERS.c.source == slug))
        self.connection.execute(delete(CURSORS).where(CURSORS.c.source_id == source_id))
        left = self.scalar(select(func.count()).select_from(POSTS).where(POSTS.c.source_id == source_id))
        if not left:
            self.connection.execute(delete(SOURCES).where(SOURCES.c.id == source_id))

    def _erase(self, posts: list[tuple[int, int]]) -> None:
        for chunk in self.chunks(posts):
            ids = [id for id, _ in chunk]
            self._count_off(ids)
            self.connection.execute(delete(POST_VERSIONS).where(POST_VERSIONS.c.post_id.in_(ids)))
            self.connection.execute(delete(POST_TAGS).where(POST_TAGS.c.post_id.in_(ids)))
            self.forget_readings(ids, wholly=True)
            self.connection.execute(delete(POSTS).where(POSTS.c.id.in_(ids)))
            self.forget_posts(chunk)

    def _count_off(self, ids: list[int]) -> None:
        """Sources know how many posts they hold."""
        counted = select(POSTS.c.source_id, func.count()).where(POSTS.c.id.in_(ids)).group_by(POSTS.c.source_id)
        for source, count in self.connection.execute(counted).all():
            fewer = update(SOURCES).where(SOURCES.c.id == source)
            self.connection.execute(fewer.values(posts=SOURCES.c.posts - count))

    def _twins(self, keep: int, gone: int) -> list[tuple[Any, Any]]:
        asked = select(POSTS, _TWIN.c.id.label("twin_id")).join(
            _TWIN, and_(_TWIN.c.place_id == gone, _TWIN.c.native_id == POSTS.c.native_id)
        )
        rows = self.connection.execute(asked.where(POSTS.c.place_id == keep)).all()
        twins = {row.twin_id for row in rows}
        found = {
            row.id: row
            for chunk in self.chunks(sorted(twins))
            for row in self.connection.execute(select(POSTS).where(POSTS.c.id.in_(chunk)))
        }
        return [(row, found[row.twin_id]) for row in rows]

    def _merge(self, ours: Any, theirs: Any) -> None:
        """Make one post of two rows; the row that stays takes the later text and the other's history."""
        stays, goes = (theirs, ours) if theirs.incident_id is not None and ours.incident_id is None else (ours, theirs)
        self._take_texts(stays, goes)
        self._take_readings(stays, goes)
        deleted = [moment for moment in (stays.deleted_at, goes.deleted_at) if moment is not None]
        change = {"deleted_at": min(deleted) if deleted else None}
        if stays.thread is None and goes.thread is not None:
            change["thread"] = goes.thread
        tags = self.connection.execute(select(POST_TAGS.c.tag).where(POST_TAGS.c.post_id == goes.id)).scalars()
        self.upsert(POST_TAGS, [{"post_id": stays.id, "tag": tag} for tag in tags])
        self._give_history(stays.id, goes)
        self._erase([(goes.id, goes.row_version)])
        self.connection.execute(update(POSTS).where(POSTS.c.id == stays.id).values(change))
        self.stand([stays.id])
        self.touch_posts([stays.id])

    def _take_texts(self, stays: Any, goes: Any) -> None:
        texts = {self._moment(stays): stays, self._moment(goes): goes}
        for id in (goes.id, stays.id):
            for row in self.connection.execute(select(POST_VERSIONS).where(POST_VERSIONS.c.post_id == id)):
                texts.setdefault(None if row.first else row.moment, row)
        texts[self._moment(stays)] = stays
        edits = [moment for moment in texts if moment is not None]
        current = max(edits) if edits else None
        self.connection.execute(delete(POST_VERSIONS).where(POST_VERSIONS.c.post_id == stays.id))
        rows = [
            {
                "post_id": stays.id,
                "moment": stays.published_at if moment is None else moment,
                "text": row.text,
                "seen_at": _seen(row),
                "first": moment is None,
            }
            for moment, row in texts.items()
            if moment != current
        ]
        self.upsert(POST_VERSIONS, rows)
        now = {"text": texts[current].text, "edited_at": current, "text_seen_at": _seen(texts[current])}
        mine = update(POSTS).where(POSTS.c.id == stays.id)
        self.connection.execute(mine.values(**now, versions=len(rows) + 1))

    def _take_readings(self, stays: Any, goes: Any) -> None:
        """The reading that belongs to the text that stays, and the corrections of both, in the order they were made."""
        text = self.scalar(select(POSTS.c.text).where(POSTS.c.id == stays.id))
        if text != stays.text:
            self.replace_readings({stays.id: self.readings_of([goes.id]).get(goes.id)}, self.now())
        given = update(CORRECTIONS).where(CORRECTIONS.c.post_id == goes.id)
        self.connection.execute(given.values(post_id=stays.id))

    def _give_history(self, stays: int, goes: Any) -> None:
        """Memberships of the row that goes: two incidents cannot both hold the one post, the other lets it go."""
        if goes.incident_id is not None:
            held = (INCIDENT_POSTS.c.post_id == goes.id) & INCIDENT_POSTS.c.left_at.is_(None)
            self.connection.execute(update(INCIDENT_POSTS).where(held).values(left_at=self.now()))
            fewer = update(INCIDENTS).where(INCIDENTS.c.id == goes.incident_id)
            # A form that was opened before must not write the old members back.
            self.connection.execute(fewer.values(version=INCIDENTS.c.version + 1, posts=INCIDENTS.c.posts - 1))
            self.touch_incident(goes.incident_id)
        self.connection.execute(update(INCIDENT_POSTS).where(INCIDENT_POSTS.c.post_id == goes.id).values(post_id=stays))

    def _move_rows(self, table: Table, keep: int, gone: int) -> None:
        there = select(table.c.native_id).where(table.c.place_id == keep).scalar_subquery()
        both = (table.c.place_id == gone) & table.c.native_id.in_(there)
        self.connection.execute(delete(table).where(both))
        self.connection.execute(update(table).where(table.c.place_id == gone).values(place_id=keep))

    def _bury_moved(self, place_id: int) -> None:
        """A deletion may have been known under one name and its post under the other."""
        buried = and_(TOMBSTONES.c.place_id == POSTS.c.place_id, TOMBSTONES.c.native_id == POSTS.c.native_id)
        asked = select(POSTS.c.id, TOMBSTONES.c.deleted_at).join(TOMBSTONES, buried)
        asked = asked.where(POSTS.c.place_id == place_id, POSTS.c.deleted_at.is_(None))
        rows = self.connection.execute(asked).all()
        for row in rows:
            self.connection.execute(update(POSTS).where(POSTS.c.id == row.id).values(deleted_at=row.deleted_at))
        self.touch_posts([row.id for row in rows])

    @staticmethod
    def _moment(post: Any) -> Any:
        return post.edited_at


def _seen(row: Any) -> Any:
    return row.text_seen_at if hasattr(row, "text_seen_at") else row.seen_at
