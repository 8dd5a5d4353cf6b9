"""The documents of the index: what it is to know of posts and incidents."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from desk.ports import OutboxItem
from desk.queries import Document
from store.incidents import IncidentPart
from store.outbox import KINDS


class DocumentPart(IncidentPart):
    """Documents are always made of what the tables say now."""

    def documents(self, items: Sequence[OutboxItem]) -> list[Document]:
        """The present documents of these rows; rows whose object is gone give none."""
        posts = sorted({item.id for item in items if item.kind == "post"})
        incidents = sorted({item.id for item in items if item.kind == "incident"})
        return self.post_documents(posts) + self.incident_documents(incidents)

    def every_document(self, kind: str, after: int, limit: int) -> list[Document]:
        """Documents with id > after, in order of id."""
        table = KINDS[kind]
        asked = select(table.c.id).where(table.c.id > after).order_by(table.c.id).limit(limit)
        ids = list(self.connection.execute(asked).scalars())
        return self.post_documents(ids) if kind == "post" else self.incident_documents(ids)
