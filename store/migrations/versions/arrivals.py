"""What comes in, and the row of an incident."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "arrivals"
down_revision = "books"
branch_labels = None
depends_on = None

# Written out, not imported: what this step made must not change when the tables of today do.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.BigInteger()
TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
JSON = sa.Text()


def upgrade() -> None:
    op.create_table(
        "dead_letters",
        sa.Column("id", ID, nullable=False),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("file", TEXT, nullable=False),
        sa.Column("line", ID, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("detail", TEXT, nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("raw_hash", TEXT, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_dead_letters"),
        sa.UniqueConstraint("source", "file", "line", "raw_hash", name="uq_dead_letters_source_file_line_raw_hash"),
        comment="Records that were refused, with their raw bytes and the reason",
    )
    op.create_index("ix_dead_letters_state", "dead_letters", ["state", "id"], unique=False)
    op.create_table(
        "incidents",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("number", TEXT, nullable=False),
        sa.Column("territory", TEXT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("opened_by", TEXT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("title", TEXT, nullable=False),
        sa.Column("place", TEXT, nullable=True),
        sa.Column("topic", TEXT, nullable=True),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("urgency", TEXT, nullable=False),
        sa.Column("department", TEXT, nullable=True),
        sa.Column("assignee", TEXT, nullable=True),
        sa.Column("state_at", MOMENT, nullable=True),
        sa.Column("outcome", TEXT, nullable=True),
        sa.Column("outcome_note", TEXT, nullable=True),
        sa.Column("promised_on", sa.Date(), nullable=True),
        sa.Column("whose", TEXT, nullable=True),
        sa.Column("duplicate_of", TEXT, nullable=True),
        sa.Column("merged_into", TEXT, nullable=True),
        sa.Column("own_control", TEXT, nullable=True),
        sa.Column("complained_of", TEXT, nullable=True),
        sa.Column("notes", TEXT, nullable=False),
        sa.Column("posts", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("reopenings", sa.Integer(), nullable=False),
        sa.Column("returns", sa.Integer(), nullable=False),
        sa.Column("not_ours", sa.Integer(), nullable=False),
        sa.Column("waiting_until", MOMENT, nullable=True),
        sa.Column("interim_on", sa.Date(), nullable=True),
        sa.Column("resident_due_at", MOMENT, nullable=True),
        sa.Column("department_due_at", MOMENT, nullable=True),
        sa.Column(
            "due_at",
            MOMENT,
            nullable=True,
            comment="The nearest of the two terms while it is open: lists are ordered by it",
        ),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_incidents"),
        sa.UniqueConstraint("number", name="uq_incidents_number"),
        comment="One problem, one to many posts, one responsible department",
    )
    op.create_index("ix_incidents_department", "incidents", ["department", "id"], unique=False)
    op.create_index(
        "ix_incidents_due",
        "incidents",
        ["due_at", "id"],
        unique=False,
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_index("ix_incidents_state", "incidents", ["state", "id"], unique=False)
    op.create_table(
        "numbers",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year", name="pk_numbers"),
        comment="The last number given to an incident in a year",
    )
    op.create_table(
        "outbox",
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("not_before", MOMENT, nullable=False),
        sa.Column("lease_until", MOMENT, nullable=True),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("kind", "id", name="pk_outbox"),
        comment="What the index has still to take, one row an object with its newest version",
        sqlite_with_rowid=False,
    )
    op.create_table(
        "places",
        sa.Column("id", ID, nullable=False),
        sa.Column("network", TEXT, nullable=False),
        sa.Column("canonical", TEXT, nullable=False),
        sa.Column("title", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_places"),
        sa.UniqueConstraint("network", "canonical", name="uq_places_network_canonical"),
        comment="Where posts stand; the canonical id is the place's part of a post's key",
    )
    op.create_table(
        "sources",
        sa.Column("id", ID, nullable=False),
        sa.Column("slug", TEXT, nullable=False),
        sa.Column("way", TEXT, nullable=False),
        sa.Column("title", TEXT, nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("territory", TEXT, nullable=False),
        sa.Column("topic", TEXT, nullable=True),
        sa.Column("department", TEXT, nullable=True),
        sa.Column("work_from", MOMENT, nullable=True),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("expect_at_least", sa.Integer(), nullable=False),
        sa.Column("expect_at_most", sa.Integer(), nullable=True),
        sa.Column("mapping", JSON, nullable=False),
        sa.Column("last_received_at", MOMENT, nullable=True),
        sa.Column("last_published_at", MOMENT, nullable=True),
        sa.Column("last_error", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_sources"),
        sa.UniqueConstraint("slug", name="uq_sources_slug"),
        comment="Watched places and imported files",
    )
    op.create_table(
        "cursors",
        sa.Column("source_id", ID, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("value", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name="fk_cursors_source_id"),
        sa.PrimaryKeyConstraint("source_id", "name", name="pk_cursors"),
        comment="How far a collector has read its source; moves in the transaction of the posts",
    )
    op.create_table(
        "place_events",
        sa.Column("place_id", ID, nullable=False),
        sa.Column("native_id", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("details", JSON, nullable=False),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name="fk_place_events_place_id"),
        sa.PrimaryKeyConstraint("place_id", "native_id", name="pk_place_events"),
        comment="What happened to a place: renamed, pinned, migrated; never a post",
    )
    op.create_table(
        "place_names",
        sa.Column("network", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("place_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name="fk_place_names_place_id"),
        sa.PrimaryKeyConstraint("network", "name", name="pk_place_names"),
        comment="Every name a place is known by, its canonical id among them",
        sqlite_with_rowid=False,
    )
    op.create_index("ix_place_names_place_id", "place_names", ["place_id"], unique=False)
    op.create_table(
        "posts",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("place_id", ID, nullable=False),
        sa.Column("native_id", TEXT, nullable=False),
        sa.Column("source_id", ID, nullable=False),
        sa.Column("text", TEXT, nullable=False),
        sa.Column("published_at", MOMENT, nullable=False),
        sa.Column("edited_at", MOMENT, nullable=True),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("text_seen_at", MOMENT, nullable=False),
        sa.Column("author_id", TEXT, nullable=True),
        sa.Column("author_name", TEXT, nullable=True),
        sa.Column("url", TEXT, nullable=True),
        sa.Column("reply_to", TEXT, nullable=True),
        sa.Column("thread", TEXT, nullable=True),
        sa.Column("official", sa.Boolean(), nullable=True),
        sa.Column("media", JSON, nullable=True),
        sa.Column("extras", JSON, nullable=True),
        sa.Column("line", TEXT, nullable=False),
        sa.Column("set_aside", TEXT, nullable=True),
        sa.Column("set_aside_note", TEXT, nullable=True),
        sa.Column("territory", TEXT, nullable=False),
        sa.Column("topic", TEXT, nullable=True),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("due_at", MOMENT, nullable=True),
        sa.Column("deleted_at", MOMENT, nullable=True),
        sa.Column("incident_id", ID, nullable=True),
        sa.Column("versions", sa.Integer(), server_default="1", nullable=False),
        sa.Column("row_version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"], name="fk_posts_incident_id"),
        sa.PrimaryKeyConstraint("id", name="pk_posts"),
        sa.UniqueConstraint("place_id", "native_id", name="uq_posts_place_id_native_id"),
        comment="What people wrote, with its current text; the id follows time: published ms × 1024 + sequence",
    )
    op.create_index(
        "ix_posts_incident",
        "posts",
        ["incident_id"],
        unique=False,
        sqlite_where=sa.text("incident_id IS NOT NULL"),
        postgresql_where=sa.text("incident_id IS NOT NULL"),
    )
    op.create_index(
        "ix_posts_queue",
        "posts",
        ["id"],
        unique=False,
        sqlite_where=sa.text("line = 'new'"),
        postgresql_where=sa.text("line = 'new'"),
    )
    op.create_index("ix_posts_source", "posts", ["source_id", "line", "id"], unique=False)
    op.create_index(
        "ix_posts_thread",
        "posts",
        ["place_id", "thread", "id"],
        unique=False,
        sqlite_where=sa.text("thread IS NOT NULL"),
        postgresql_where=sa.text("thread IS NOT NULL"),
    )
    op.create_table(
        "tombstones",
        sa.Column("place_id", ID, nullable=False),
        sa.Column("native_id", TEXT, nullable=False),
        sa.Column("deleted_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name="fk_tombstones_place_id"),
        sa.PrimaryKeyConstraint("place_id", "native_id", name="pk_tombstones"),
        comment="Deletions, also of posts that have not come yet",
        sqlite_with_rowid=False,
    )
    op.create_table(
        "post_tags",
        sa.Column("post_id", ID, nullable=False),
        sa.Column("tag", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name="fk_post_tags_post_id"),
        sa.PrimaryKeyConstraint("post_id", "tag", name="pk_post_tags"),
        comment="Staff tags of posts",
        sqlite_with_rowid=False,
    )
    op.create_index("ix_post_tags_tag", "post_tags", ["tag", "post_id"], unique=False)
    op.create_table(
        "post_versions",
        sa.Column("post_id", ID, nullable=False),
        sa.Column("moment", MOMENT, nullable=False),
        sa.Column("text", TEXT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("first", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name="fk_post_versions_post_id"),
        sa.PrimaryKeyConstraint("post_id", "moment", name="pk_post_versions"),
        comment="Texts a post has had besides its current one; the moment is edited_at, or published_at of the first",
    )
