"""What belongs to an incident."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "work"
down_revision = "arrivals"
branch_labels = None
depends_on = None

# Written out, not imported: what this step made must not change when the tables of today do.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.BigInteger()
TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
JSON = sa.Text()


def upgrade() -> None:
    op.create_table(
        "answer_places",
        sa.Column("incident_id", ID, nullable=False),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("network", TEXT, nullable=False),
        sa.Column("place", TEXT, nullable=False),
        sa.Column("thread", TEXT, nullable=True),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("way", TEXT, nullable=True),
        sa.Column("link", TEXT, nullable=True),
        sa.Column("detail", TEXT, nullable=True),
        sa.Column("by", TEXT, nullable=True),
        sa.Column("at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"], name="fk_answer_places_incident_id"),
        sa.PrimaryKeyConstraint("incident_id", "ordinal", name="pk_answer_places"),
        comment="Did the answer reach the people who asked in this place?",
    )
    op.create_table(
        "answers",
        sa.Column("incident_id", ID, nullable=False),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("text", TEXT, nullable=False),
        sa.Column("language", TEXT, nullable=False),
        sa.Column("by", TEXT, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("outcome", TEXT, nullable=True),
        sa.Column("promised_on", sa.Date(), nullable=True),
        sa.Column("whose", TEXT, nullable=True),
        sa.Column("reason", TEXT, nullable=True),
        sa.Column("returned", TEXT, nullable=True),
        sa.Column("returned_note", TEXT, nullable=True),
        sa.Column("accepted_by", TEXT, nullable=True),
        sa.Column("accepted_at", MOMENT, nullable=True),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("published_text", TEXT, nullable=True),
        sa.Column("published_language", TEXT, nullable=True),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"], name="fk_answers_incident_id"),
        sa.PrimaryKeyConstraint("incident_id", "ordinal", name="pk_answers"),
        comment="What a department wrote and what the press office made of it",
    )
    op.create_table(
        "co_executors",
        sa.Column("incident_id", ID, nullable=False),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("who", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("task", TEXT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=True),
        sa.Column("answer", TEXT, nullable=True),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("answered_by", TEXT, nullable=True),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"], name="fk_co_executors_incident_id"),
        sa.PrimaryKeyConstraint("incident_id", "ordinal", name="pk_co_executors"),
        comment="Who answers a part of an incident",
    )
    op.create_index("ix_co_executors_who", "co_executors", ["who"], unique=False)
    op.create_table(
        "extensions",
        sa.Column("incident_id", ID, nullable=False),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("by", TEXT, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("granted", sa.Boolean(), nullable=True),
        sa.Column("decided_by", TEXT, nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"], name="fk_extensions_incident_id"),
        sa.PrimaryKeyConstraint("incident_id", "ordinal", name="pk_extensions"),
        comment="Longer terms that were asked for, granted or refused",
    )
    op.create_table(
        "incident_tags",
        sa.Column("incident_id", ID, nullable=False),
        sa.Column("tag", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"], name="fk_incident_tags_incident_id"),
        sa.PrimaryKeyConstraint("incident_id", "tag", name="pk_incident_tags"),
        comment="Staff tags of incidents",
        sqlite_with_rowid=False,
    )
    op.create_index("ix_incident_tags_tag", "incident_tags", ["tag", "incident_id"], unique=False)
    op.create_table(
        "snapshots",
        sa.Column("incident_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("by", TEXT, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("body", JSON, nullable=False),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"], name="fk_snapshots_incident_id"),
        sa.PrimaryKeyConstraint("incident_id", "version", name="pk_snapshots"),
        comment="How an incident stood before its last changes, for undoing; gone after some minutes",
    )
    op.create_index("ix_snapshots_at", "snapshots", ["at"], unique=False)
    op.create_table(
        "incident_posts",
        sa.Column("incident_id", ID, nullable=False),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("post_id", ID, nullable=False),
        sa.Column("joined_at", MOMENT, nullable=False),
        sa.Column("joined_by", TEXT, nullable=False),
        sa.Column("left_at", MOMENT, nullable=True),
        sa.Column(
            "counts_from", MOMENT, nullable=True, comment="From when the resident's term counts; publication where NULL"
        ),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"], name="fk_incident_posts_incident_id"),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name="fk_incident_posts_post_id"),
        sa.PrimaryKeyConstraint("incident_id", "ordinal", name="pk_incident_posts"),
        comment="Which posts belong or belonged to which incident; a post belongs to one at a time",
    )
    op.create_index("ix_incident_posts_post", "incident_posts", ["post_id"], unique=False)
    op.create_index(
        "uq_incident_posts_present",
        "incident_posts",
        ["post_id"],
        unique=True,
        sqlite_where=sa.text("left_at IS NULL"),
        postgresql_where=sa.text("left_at IS NULL"),
    )
