"""From rows to posts as the desk holds them, and to the documents of the index."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Row, Select, select

from desk.posts import BY_MACHINE, Line, Media, Post, PostKey, PostVersion, SetAsideReason, StoredPost
from desk.queries import Document
from store.case_tables import CO_EXECUTORS, INCIDENTS
from store.parts import fits
from store.post_tables import PLACES, POST_TAGS, POST_VERSIONS, POSTS, SOURCES
from store.readings import ReadingPart
from store.scopes import POST, POST_ROWS

_WHOLE = POST_ROWS.join(PLACES, PLACES.c.id == POSTS.c.place_id).join(SOURCES, SOURCES.c.id == POSTS.c.source_id)
_COLUMNS = (
    POSTS,
    PLACES.c.network,
    PLACES.c.canonical,
    PLACES.c.title.label("place_title"),
    SOURCES.c.slug.label("source"),
    INCIDENTS.c.number.label("incident"),
    INCIDENTS.c.state.label("incident_state"),
    INCIDENTS.c.department.label("department"),
    INCIDENTS.c.assignee.label("assignee"),
    POST.territory.label("stands_in"),
    POST.topic.label("about"),
    POST.restricted.label("is_restricted"),
)


class StoredPostPart(ReadingPart):
    """Posts as a whole, however they were found."""

    def posts_by_id(self, ids: Sequence[int]) -> list[StoredPost]:
        """In the order asked; unknown ids are left out."""
        rows = {row.id: row for row in self._rows(ids)}
        return self.whole_posts([rows[id] for id in dict.fromkeys(ids) if id in rows])

    def whole_posts(self, rows: Sequence[Row[Any]]) -> list[StoredPost]:
        """Stored posts of rows that `whole_rows` selected."""
        ids = [row.id for row in rows]
        tags, readings, corrections = self._tags(ids), self.readings_of(ids), self.corrections(ids)
        earlier = self._earlier([row.id for row in rows if row.versions > 1])
        return [
            replace(
                _stored(row, tags.get(row.id, ()), len(_texts(row, earlier.get(row.id, ())))),
                reading=readings.get(row.id),
                corrections=corrections.get(row.id, ()),
            )
            for row in rows
        ]

    def versions(self, post_id: int) -> list[PostVersion]:
        """All texts the post has had, oldest first; the last one is the current.

        An edit that changed no word (a button, a picture) is remembered but is no text of its own.
        """
        row = self.connection.execute(select(POSTS).where(POSTS.c.id == post_id)).first()
        return [] if row is None else _texts(row, self._earlier([post_id]).get(post_id, ()))

    def post_documents(self, ids: Sequence[int]) -> list[Document]:
        """What the index is to know of these posts, in the order of their ids."""
        rows = self._rows(ids)
        tags = self._tags([row.id for row in rows])
        helping = self.helping_departments({row.incident_id for row in rows if row.incident_id is not None})
        return [_document(row, tags.get(row.id, ()), helping.get(row.incident_id, ())) for row in rows]

    def helping_departments(self, incidents: Iterable[int]) -> dict[int, tuple[str, ...]]:
        """The departments that answer a part of each incident."""
        asked = select(CO_EXECUTORS.c.incident_id, CO_EXECUTORS.c.who).where(
            CO_EXECUTORS.c.incident_id.in_(sorted(incidents)), CO_EXECUTORS.c.kind == "department"
        )
        found: dict[int, tuple[str, ...]] = {}
        for row in self.connection.execute(asked.order_by(CO_EXECUTORS.c.ordinal)):
            found[row.incident_id] = (*found.get(row.incident_id, ()), row.who)
        return found

    def _earlier(self, ids: Sequence[int]) -> dict[int, list[PostVersion]]:
        """Texts the posts have had besides their current ones."""
        found: dict[int, list[PostVersion]] = {}
        for chunk in self.chunks(ids):
            for row in self.connection.execute(select(POST_VERSIONS).where(POST_VERSIONS.c.post_id.in_(chunk))):
                found.setdefault(row.post_id, []).append(PostVersion(row.text, row.moment, row.seen_at, row.first))
        return found

    def _rows(self, ids: Sequence[int]) -> list[Row[Any]]:
        wanted = [id for id in ids if fits(id)]
        return [
            row
            for chunk in self.chunks(wanted)
            for row in self.connection.execute(whole_rows().where(POSTS.c.id.in_(chunk)).order_by(POSTS.c.id))
        ]

    def _tags(self, ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
        found: dict[int, tuple[str, ...]] = {}
        for chunk in self.chunks(ids):
            asked = select(POST_TAGS).where(POST_TAGS.c.post_id.in_(chunk)).order_by(POST_TAGS.c.tag)
            for row in self.connection.execute(asked):
                found[row.post_id] = (*found.get(row.post_id, ()), row.tag)
        return found


def whole_rows() -> Select[Any]:
    """Everything that a stored post needs of one row."""
    return select(*_COLUMNS).select_from(_WHOLE)


def _texts(row: Row[Any], earlier: Sequence[PostVersion]) -> list[PostVersion]:
    current = PostVersion(row.text, row.edited_at or row.published_at, row.text_seen_at, row.edited_at is None)
    texts = sorted([*earlier, current], key=lambda each: (not each.first, each.moment))
    return [each for at, each in enumerate(texts) if at == 0 or each.text != texts[at - 1].text]


def _stored(row: Row[Any], tags: tuple[str, ...], versions: int) -> StoredPost:
    return StoredPost(
        id=row.id,
        post=Post(
            key=PostKey(row.network, row.canonical, row.native_id),
            text=row.text,
            published_at=row.published_at,
            seen_at=row.seen_at,
            author_id=row.author_id,
            author_name=row.author_name,
            url=row.url,
            reply_to=row.reply_to,
            thread=row.thread,
            edited_at=row.edited_at,
            official=row.official,
            media=tuple(Media(**each) for each in row.media or ()),
            place_title=row.place_title,
            extras=row.extras or {},
        ),
        line=Line(row.line),
        source=row.source,
        territory=row.stands_in,
        row_version=row.row_version,
        place_name=row.place_title,
        set_aside=row.set_aside and SetAsideReason(row.set_aside),
        set_aside_note=row.set_aside_note,
        incident=row.incident,
        incident_state=row.incident_state,
        department=row.department,
        topic=row.about,
        restricted=bool(row.is_restricted),
        due_at=row.due_at,
        deleted_at=row.deleted_at,
        versions=versions,
        tags=tags,
    )


def _document(row: Row[Any], tags: tuple[str, ...], helping: tuple[str, ...]) -> Document:
    departments = (row.department, *helping) if row.department else helping
    return Document(
        kind="post",
        id=row.id,
        key=str(PostKey(row.network, row.canonical, row.native_id)),
        version=row.row_version,
        text=row.text,
        network=row.network,
        place=row.canonical,
        thread=row.thread,
        source=row.source,
        territory=row.stands_in,
        line=row.line,
        state=row.incident_state,
        reason=row.set_aside,
        incident=row.incident,
        departments=tuple(dict.fromkeys(departments)),
        assignee=row.assignee,
        topic=row.about,
        restricted=bool(row.is_restricted),
        official=bool(row.official),
        deleted=row.deleted_at is not None,
        due_at=row.due_at if row.line == Line.NEW.value else None,
        published_at=row.published_at,
        tags=tags,
        language=row.language,
        reads_as=row.kind,
        tone=row.tone,
        urgency=row.urgency,
        named_place=row.named_place,
        by_machine=row.line == Line.SET_ASIDE.value and row.set_aside_note == BY_MACHINE,
    )
