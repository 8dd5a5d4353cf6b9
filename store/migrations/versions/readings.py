"""Readings of posts, corrections, and models of topics learned from them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "readings"
down_revision = "drafts"
branch_labels = None
depends_on = None

# Written out, not imported: what this step made must not change when the tables of today do.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.BigInteger()
TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
JSON = sa.Text()
NARROW = ("language", "kind", "tone", "urgency", "named_place")


def upgrade() -> None:
    op.create_table(
        "readings",
        sa.Column("post_id", ID, autoincrement=False, nullable=False),
        sa.Column("version", TEXT, nullable=False),
        sa.Column("read_at", MOMENT, nullable=False),
        sa.Column("body", JSON, nullable=False, comment="The whole reading, see `desk.reading_forms`"),
        sa.PrimaryKeyConstraint("post_id", name="pk_readings"),
        comment="What the machine last understood each post's current text as; its narrow values stand in `posts`",
    )
    op.create_index("ix_readings_version", "readings", ["version", "post_id"], unique=False)
    op.create_table(
        "past_readings",
        sa.Column("post_id", ID, nullable=False),
        sa.Column("read_at", MOMENT, nullable=False),
        sa.Column("version", TEXT, nullable=False),
        sa.Column("body", JSON, nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name="fk_past_readings_post_id_posts"),
        sa.PrimaryKeyConstraint("post_id", "read_at", name="pk_past_readings"),
        comment="Readings that a newer one differed from: of an earlier text, or by an earlier version",
    )
    op.create_table(
        "corrections",
        sa.Column("id", ID, nullable=False),
        sa.Column("post_id", ID, nullable=False),
        sa.Column("trait", TEXT, nullable=False),
        sa.Column("value", TEXT, nullable=False),
        sa.Column("was", TEXT, nullable=False, comment="What stood there; equal to the value where it was confirmed"),
        sa.Column("by", TEXT, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name="fk_corrections_post_id_posts"),
        sa.PrimaryKeyConstraint("id", name="pk_corrections"),
        comment="What people said instead of the machine; the newest of a trait holds, all are kept",
    )
    op.create_index("ix_corrections_post_id", "corrections", ["post_id"], unique=False)
    op.create_index("ix_corrections_trait", "corrections", ["trait", "post_id"], unique=False)
    op.create_table(
        "topic_models",
        sa.Column("id", ID, nullable=False),
        sa.Column("version", TEXT, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("figures", JSON, nullable=False),
        sa.Column("body", JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_topic_models"),
        sa.UniqueConstraint("version", name="uq_topic_models_version"),
        comment="Models of topics learned from corrections: plain numbers",
    )
    for name in NARROW:
        op.add_column("posts", sa.Column(name, TEXT, nullable=True))
