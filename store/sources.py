"""Sources: the watched places and imported files, and how far each was read."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import Row, select, update

from desk.sources import Expectation, Source, SourceState
from store.lanes import lane_of
from store.parts import Part, missing
from store.post_tables import CURSORS, SOURCES


class SourcePart(Part):
    """Sources by their slug."""

    def source_id(self, source: Source) -> int:
        """The number of the source; it is added when nobody has."""
        found = lane_of(self.connection).run("SELECT id FROM sources WHERE slug = ?", (source.slug,))
        return int(found[0][0]) if found else int(self.keep_source(source).id or 0)

    def source(self, slug: str) -> Source:
        """Raises NotFound."""
        row = self.connection.execute(select(SOURCES).where(SOURCES.c.slug == slug)).first()
        if row is None:
            raise missing("source", slug)
        return _source(row)

    def sources(self) -> list[Source]:
        """All of them, by slug."""
        return [_source(row) for row in self.connection.execute(select(SOURCES).order_by(SOURCES.c.slug))]

    def keep_source(self, source: Source) -> Source:
        """Add or change by slug; returns it with its id."""
        row = _row(source)
        found = self.scalar(select(SOURCES.c.id).where(SOURCES.c.slug == source.slug))
        if found is None:
            return replace(source, id=self.new_id(SOURCES, row))
        self.connection.execute(update(SOURCES).where(SOURCES.c.id == found).values(row))
        return replace(source, id=int(found))

    def cursor(self, source: Source, name: str) -> str | None:
        """How far the source was read, as its collector wrote it; None before the first time."""
        asked = select(CURSORS.c.value).join(SOURCES, SOURCES.c.id == CURSORS.c.source_id)
        value = self.scalar(asked.where(SOURCES.c.slug == source.slug, CURSORS.c.name == name))
        return None if value is None else str(value)


def _row(source: Source) -> dict[str, Any]:
    return {
        "slug": source.slug,
        "way": source.way,
        "title": source.title,
        "added_at": source.added_at,
        "territory": source.territory,
        "topic": source.topic,
        "department": source.department,
        "work_from": source.work_from,
        "state": source.state.value,
        "expect_at_least": source.expect.at_least,
        "expect_at_most": source.expect.at_most,
        "mapping": dict(source.mapping),
        "last_received_at": source.last_received_at,
        "last_published_at": source.last_published_at,
        "last_error": source.last_error,
    }


def _source(row: Row[Any]) -> Source:
    return Source(
        slug=row.slug,
        way=row.way,
        title=row.title,
        added_at=row.added_at,
        territory=row.territory,
        topic=row.topic,
        department=row.department,
        work_from=row.work_from,
        state=SourceState(row.state),
        expect=Expectation(row.expect_at_least, row.expect_at_most),
        mapping=row.mapping,
        id=row.id,
        last_received_at=row.last_received_at,
        last_published_at=row.last_published_at,
        last_error=row.last_error,
    )
