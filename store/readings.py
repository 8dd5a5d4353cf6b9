"""Readings in the truth: the present one of each post, those before it, and what people said instead."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from desk.reading_forms import restored, stored
from desk.readings import Correction, Reading, TopicModelKept, Trait
from desk.standings import Standing, standing
from store.outbox import OutboxPart
from store.post_tables import POSTS, SOURCES
from store.reading_tables import CORRECTIONS, PAST_READINGS, READINGS, TOPIC_MODELS

NARROW = ("language", "kind", "tone", "urgency", "named_place", "topic")
"""Columns of a post that say how it stands by its reading: the fields of a Standing."""

_STAND = update(POSTS).where(POSTS.c.id == bindparam("b_id")).values({name: bindparam(f"b_{name}") for name in NARROW})


class ReadingPart(OutboxPart):
    """Readings by the ids of their posts."""

    def readings_of(self, ids: Sequence[int]) -> dict[int, Reading]:
        """The present readings of these posts; those that nobody read are left out."""
        return {
            row.post_id: restored(row.body, row.version)
            for chunk in self.chunks(ids)
            for row in self.connection.execute(select(READINGS).where(READINGS.c.post_id.in_(chunk)))
        }

    def past_readings(self, post_id: int) -> list[tuple[datetime, Reading]]:
        """When and as what the post was read before its present reading, oldest first."""
        asked = select(PAST_READINGS).where(PAST_READINGS.c.post_id == post_id).order_by(PAST_READINGS.c.read_at)
        return [(row.read_at, restored(row.body, row.version)) for row in self.connection.execute(asked)]

    def corrections(self, post_ids: Sequence[int]) -> dict[int, tuple[Correction, ...]]:
        """What people corrected in these posts, oldest first; posts without any are left out."""
        found: dict[int, list[Correction]] = {}
        for chunk in self.chunks(post_ids):
            asked = select(CORRECTIONS).where(CORRECTIONS.c.post_id.in_(chunk)).order_by(CORRECTIONS.c.id)
            for row in self.connection.execute(asked):
                said = Correction(Trait(row.trait), row.value, row.was, row.by, row.at)
                found.setdefault(row.post_id, []).append(said)
        return {id: tuple(each) for id, each in found.items()}

    def replace_readings(self, fresh: Mapping[int, Reading | None], at: datetime) -> None:
        """Let these be the present readings; those that read differently are kept as past ones. None: not read yet."""
        ids = sorted(fresh)
        past, there = [], set()
        for chunk in self.chunks(ids):
            for row in self.connection.execute(select(READINGS).where(READINGS.c.post_id.in_(chunk))):
                there.add(row.post_id)
                new = fresh[row.post_id]
                if new is None or stored(new) != row.body:
                    values = {"post_id": row.post_id, "read_at": row.read_at}
                    past.append({**values, "version": row.version, "body": row.body})
        self.upsert(PAST_READINGS, past)
        self.forget_readings([id for id in ids if fresh[id] is None and id in there])
        rows = [
            {"post_id": id, "version": new.version, "read_at": at, "body": stored(new)}
            for id, new in fresh.items()
            if new is not None
        ]
        self.upsert(READINGS, rows, update=("version", "read_at", "body"))

    def forget_readings(self, ids: Sequence[int], *, wholly: bool = False) -> None:
        """Let the posts be unread; `wholly` forgets the past readings and the corrections too (the posts go)."""
        for chunk in self.chunks(ids):
            for table in (READINGS, PAST_READINGS, CORRECTIONS) if wholly else (READINGS,):
                self.connection.execute(delete(table).where(table.c.post_id.in_(chunk)))

    def stand(self, ids: Collection[int]) -> set[int]:
        """Let the posts stand by their readings and corrections as they are now; returns those that stand otherwise."""
        moved: set[int] = set()
        for chunk in self.chunks(sorted(ids)):
            readings, corrections = self.readings_of(chunk), self.corrections(chunk)
            columns = [POSTS.c[name] for name in NARROW]
            asked = select(POSTS.c.id, POSTS.c.restricted, SOURCES.c.topic.label("source_topic"), *columns)
            asked = asked.join(SOURCES, SOURCES.c.id == POSTS.c.source_id).where(POSTS.c.id.in_(chunk))
            changes = []
            for row in self.connection.execute(asked):
                said = corrections.get(row.id, ())
                now = standing(readings.get(row.id), said, row.source_topic, is_held=row.restricted)
                if now != Standing(**{name: getattr(row, name) for name in NARROW}):
                    changes.append({"b_id": row.id, **{f"b_{name}": getattr(now, name) for name in NARROW}})
            if changes:
                self.connection.execute(_STAND, changes)
                moved.update(each["b_id"] for each in changes)
        return moved

    def keep_topic_model(self, model: TopicModelKept) -> None:
        """Keep a model; one of the same version is there already then."""
        known = self.scalar(select(TOPIC_MODELS.c.id).where(TOPIC_MODELS.c.version == model.version))
        if known is None:
            values = {"version": model.version, "made_at": model.made_at}
            self.connection.execute(
                insert(TOPIC_MODELS), {**values, "figures": dict(model.figures), "body": dict(model.body)}
            )

    def newest_topic_model(self) -> TopicModelKept | None:
        """The model that was kept last."""
        row: Any = self.connection.execute(select(TOPIC_MODELS).order_by(TOPIC_MODELS.c.id.desc()).limit(1)).first()
        return None if row is None else TopicModelKept(row.version, row.made_at, row.body, row.figures)
