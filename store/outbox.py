"""The outbox: what the index has still to take. One row an object; a newer version replaces an older one."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, bindparam, delete, func, literal, or_, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite

from desk.ports import OutboxItem
from store.case_tables import INCIDENTS
from store.parts import Part
from store.post_tables import DEAD_LETTERS, OUTBOX, PLACES, POSTS, SOURCES

KINDS: dict[str, Table] = {"post": POSTS, "incident": INCIDENTS}


class OutboxPart(Part):
    """Claims are leases of single rows; what is written while a row is being delivered stays."""

    def touch_posts(self, ids: Collection[int]) -> None:
        """Say that indexed values of these posts changed: a higher row version, and a row in the outbox."""
        for chunk in self.chunks(sorted(ids)):
            self.touch_posts_where(POSTS.c.id.in_(chunk))

    def touch_posts_where(self, condition: ColumnElement[bool]) -> None:
        """The same for all posts of a condition (one that the change itself does not alter)."""
        self.connection.execute(update(POSTS).where(condition).values(row_version=POSTS.c.row_version + 1))
        self._enqueue("post", condition)

    def touch_incident(self, incident_id: int) -> None:
        """Say that indexed values of an incident changed."""
        there = INCIDENTS.c.id == incident_id
        self.connection.execute(update(INCIDENTS).where(there).values(row_version=INCIDENTS.c.row_version + 1))
        self._enqueue("incident", there)

    def _enqueue(self, kind: str, condition: ColumnElement[bool]) -> None:
        table, now = KINDS[kind], self.now()
        rows = select(
            literal(kind),
            table.c.id,
            table.c.row_version,
            literal(now, OUTBOX.c.at.type),
            literal(now, OUTBOX.c.not_before.type),
        )
        # In the order in which settling goes through them, so that nobody waits crosswise.
        rows = rows.where(condition).order_by(table.c.id)
        adding = (postgresql.insert if self.on_postgres else sqlite.insert)(OUTBOX)
        adding = adding.from_select(["kind", "id", "version", "at", "not_before"], rows)
        # The lease stays: whoever delivers the older version now keeps the row to itself until it settles.
        newer = {"version": adding.excluded.version, "not_before": adding.excluded.not_before, "tries": 0}
        self.connection.execute(adding.on_conflict_do_update(index_elements=["kind", "id"], set_=newer))

    def claim_outbox(self, now: datetime, limit: int, lease_until: datetime) -> list[OutboxItem]:
        """Claim rows that are due, row by row; claimed rows are free again after `lease_until`."""
        claimed = self._claim("incident", now, limit, lease_until)
        return claimed + self._claim("post", now, limit - len(claimed), lease_until)

    def _claim(self, kind: str, now: datetime, limit: int, lease_until: datetime) -> list[OutboxItem]:
        """Newest first: what people write now is found at once, also while a year of history is being taken in."""
        free = or_(OUTBOX.c.lease_until.is_(None), OUTBOX.c.lease_until <= now)
        due = select(OUTBOX.c.kind, OUTBOX.c.id).where(OUTBOX.c.kind == kind, OUTBOX.c.not_before <= now, free)
        due = due.order_by(OUTBOX.c.id.desc()).limit(limit)
        if self.on_postgres:
            due = due.with_for_update(skip_locked=True)
        claim = update(OUTBOX).where(tuple_(OUTBOX.c.kind, OUTBOX.c.id).in_(due)).values(lease_until=lease_until)
        rows = self.connection.execute(claim.returning(OUTBOX.c.kind, OUTBOX.c.id, OUTBOX.c.version, OUTBOX.c.tries))
        return [OutboxItem(row.kind, row.id, row.version, row.tries) for row in rows]

    def settle_outbox(self, done: Iterable[OutboxItem]) -> None:
        """Remove rows whose version is the delivered one; a newer version stays, free for the next claim."""
        rows = _named(done)
        if rows:
            self.connection.execute(delete(OUTBOX).where(_ITEM, OUTBOX.c.version == bindparam("b_version")), rows)
            left = self.connection.execute(
                select(OUTBOX.c.id).where(OUTBOX.c.lease_until.is_not(None)).limit(1)
            ).first()
            if left is not None:
                self.connection.execute(update(OUTBOX).where(_ITEM).values(lease_until=None), rows)

    def put_off_outbox(self, failed: Iterable[OutboxItem], not_before: datetime) -> None:
        """Let these rows wait until then, and count the failed try; a version written meanwhile waits with them."""
        rows = _named(failed)
        if rows:
            later = {"lease_until": None, "not_before": not_before, "tries": OUTBOX.c.tries + 1}
            self.connection.execute(update(OUTBOX).where(_ITEM).values(later), rows)

    def bury_outbox(self, poison: Iterable[tuple[OutboxItem, str]], at: datetime) -> None:
        """Take poison out of the outbox and write it to the dead letters with the engine's words."""
        for item, words in poison:
            slug, raw = self._raw(item)
            letter = {
                "source": slug,
                "file": "index",
                "line": item.id,
                "reason": "index-refused",
                "detail": words,
                "raw": raw,
                "raw_hash": hashlib.sha256(raw).hexdigest(),
                "at": at,
                "state": "open",
                "tries": item.tries,
            }
            self.upsert(DEAD_LETTERS, [letter])
            self.settle_outbox([item])

    def outbox_size(self) -> int:
        """How many rows wait, claimed ones among them."""
        return int(self.scalar(select(func.count()).select_from(OUTBOX)))

    def oldest_outbox(self) -> datetime | None:
        """Since when the oldest row waits."""
        found: datetime | None = self.scalar(select(func.min(OUTBOX.c.at)))
        return found

    def enqueue_all(self, kind: str, after: int, limit: int) -> int:
        """For rebuilds on a running desk: put the next objects into the outbox; returns the last id or 0."""
        table = KINDS[kind]
        nearest = select(table.c.id).where(table.c.id > after).order_by(table.c.id).limit(limit).subquery()
        last = self.scalar(select(func.max(nearest.c.id)))
        if last is None:
            return 0
        self._enqueue(kind, (table.c.id > after) & (table.c.id <= last))
        return int(last)

    def forget_posts(self, gone: Sequence[tuple[int, int]]) -> None:
        """Let the index remove posts, given as (id, row version): rows whose object is gone give no document."""
        now = self.now()
        rows = [{"kind": "post", "id": id, "version": v + 1, "at": now, "not_before": now} for id, v in gone]
        self.upsert(OUTBOX, rows, update=("version", "not_before"))

    def _raw(self, item: OutboxItem) -> tuple[str, bytes]:
        """The source's slug and the bytes that tell which object was refused."""
        if item.kind == "post":
            asked = (
                select(SOURCES.c.slug, PLACES.c.network, PLACES.c.canonical, POSTS.c.native_id, POSTS.c.text)
                .join_from(POSTS, PLACES, PLACES.c.id == POSTS.c.place_id)
                .join(SOURCES, SOURCES.c.id == POSTS.c.source_id)
                .where(POSTS.c.id == item.id)
            )
            row = self.connection.execute(asked).first()
            if row is not None:
                return row.slug, repr(tuple(row[1:])).encode("utf-8", "backslashreplace")
        return "", f"{item.kind} {item.id} version {item.version}".encode()


_ITEM: Any = (OUTBOX.c.kind == bindparam("b_kind")) & (OUTBOX.c.id == bindparam("b_id"))


def _named(items: Iterable[OutboxItem]) -> list[dict[str, Any]]:
    # Posts before incidents, as changes of an incident write them: whoever waits crosswise is broken off.
    ordered = sorted(items, key=lambda item: (item.kind != "post", item.id))
    return [{"b_kind": item.kind, "b_id": item.id, "b_version": item.version} for item in ordered]
