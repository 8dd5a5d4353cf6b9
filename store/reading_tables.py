"""Tables of what texts were understood as, what people corrected, and the models that were learned from it."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Table

from store.schema import METADATA, Body, Id, Json, Kept, Moment

READINGS = Table(
    "readings",
    METADATA,
    # No declared reference to posts: for the reason of decision 0010. It goes in and out with its post.
    Column("post_id", Id, primary_key=True, autoincrement=False),
    Column("version", Kept, nullable=False),
    Column("read_at", Moment, nullable=False),
    Column("body", Body, nullable=False, comment="The whole reading, see `desk.reading_forms`"),
    Index("ix_readings_version", "version", "post_id"),
    comment="What the machine last understood each post's current text as; its narrow values stand in `posts`",
)

PAST_READINGS = Table(
    "past_readings",
    METADATA,
    Column("post_id", Id, ForeignKey("posts.id"), primary_key=True),
    Column("read_at", Moment, primary_key=True),
    Column("version", Kept, nullable=False),
    Column("body", Body, nullable=False),
    comment="Readings that a newer one differed from: of an earlier text, or by an earlier version",
)

CORRECTIONS = Table(
    "corrections",
    METADATA,
    Column("id", Id, primary_key=True),
    Column("post_id", Id, ForeignKey("posts.id"), nullable=False, index=True),
    Column("trait", Kept, nullable=False),
    Column("value", Kept, nullable=False),
    Column("was", Kept, nullable=False, comment="What stood there; equal to the value where it was confirmed"),
    Column("by", Kept, nullable=False),
    Column("at", Moment, nullable=False),
    Index("ix_corrections_trait", "trait", "post_id"),
    comment="What people said instead of the machine; the newest of a trait holds, all are kept",
)

TOPIC_MODELS = Table(
    "topic_models",
    METADATA,
    Column("id", Id, primary_key=True),
    Column("version", Kept, nullable=False, unique=True),
    Column("made_at", Moment, nullable=False),
    Column("figures", Json, nullable=False),
    Column("body", Json, nullable=False),
    comment="Models of topics learned from corrections: plain numbers",
)
