"""Tables of what came in: places, sources, posts with their texts, deletions, refused records, and the outbox."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, Table, UniqueConstraint, text

from store.schema import METADATA, Id, Json, Kept, Moment

PLACES = Table(
    "places",
    METADATA,
    Column("id", Id, primary_key=True),
    Column("network", Kept, nullable=False),
    Column("canonical", Kept, nullable=False),
    Column("title", Kept),
    UniqueConstraint("network", "canonical"),
    comment="Where posts stand; the canonical id is the place's part of a post's key",
)

PLACE_NAMES = Table(
    "place_names",
    METADATA,
    Column("network", Kept, primary_key=True),
    Column("name", Kept, primary_key=True),
    Column("place_id", Id, ForeignKey("places.id"), nullable=False, index=True),
    sqlite_with_rowid=False,
    comment="Every name a place is known by, its canonical id among them",
)

PLACE_EVENTS = Table(
    "place_events",
    METADATA,
    Column("place_id", Id, ForeignKey("places.id"), primary_key=True),
    Column("native_id", Kept, primary_key=True),
    Column("kind", Kept, nullable=False),
    Column("at", Moment, nullable=False),
    Column("details", Json, nullable=False),
    comment="What happened to a place: renamed, pinned, migrated; never a post",
)

SOURCES = Table(
    "sources",
    METADATA,
    Column("id", Id, primary_key=True),
    Column("slug", Kept, nullable=False, unique=True),
    Column("way", Kept, nullable=False),
    Column("title", Kept, nullable=False),
    Column("added_at", Moment, nullable=False),
    Column("territory", Kept, nullable=False),
    Column("topic", Kept),
    Column("department", Kept),
    Column("work_from", Moment),
    Column("state", Kept, nullable=False),
    Column("expect_at_least", Integer, nullable=False),
    Column("expect_at_most", Integer),
    Column("mapping", Json, nullable=False),
    Column("last_received_at", Moment),
    Column("last_published_at", Moment),
    Column("last_error", Kept),
    Column("posts", Id, nullable=False, server_default="0", comment="How many it holds: counted as they come and go"),
    comment="Watched places and imported files",
)

CURSORS = Table(
    "cursors",
    METADATA,
    Column("source_id", Id, ForeignKey("sources.id"), primary_key=True),
    Column("name", Kept, primary_key=True),
    Column("value", Kept, nullable=False),
    comment="How far a collector has read its source; moves in the transaction of the posts",
)

POSTS = Table(
    "posts",
    METADATA,
    Column("id", Id, primary_key=True, autoincrement=False),
    # No declared references to places and sources: PostgreSQL would spend as long on checking them as on the row.
    # Whoever adds posts, or removes a place or a source, holds one lock (docs/decisions/0010-…-references.md).
    Column("place_id", Id, nullable=False),
    Column("native_id", Kept, nullable=False),
    Column("source_id", Id, nullable=False),
    Column("text", Kept, nullable=False),
    Column("published_at", Moment, nullable=False),
    Column("edited_at", Moment),
    Column("seen_at", Moment, nullable=False),
    Column("text_seen_at", Moment, nullable=False),
    Column("author_id", Kept),
    Column("author_name", Kept),
    Column("url", Kept),
    Column("reply_to", Kept),
    Column("thread", Kept),
    Column("official", Boolean),
    Column("media", Json),
    Column("extras", Json),
    Column("line", Kept, nullable=False),
    Column("set_aside", Kept),
    Column("set_aside_note", Kept),
    Column("territory", Kept, nullable=False),
    Column("topic", Kept),
    Column("restricted", Boolean, nullable=False),
    Column("due_at", Moment),
    Column("deleted_at", Moment),
    Column("incident_id", Id, ForeignKey("incidents.id")),
    Column("versions", Integer, nullable=False, server_default="1"),
    Column("row_version", Integer, nullable=False, server_default="1"),
    # What it was read as and corrected to, as it stands (`desk.standings`): lists and the index filter by these.
    Column("language", Kept),
    Column("kind", Kept),
    Column("tone", Kept),
    Column("urgency", Kept),
    Column("named_place", Kept),
    UniqueConstraint("place_id", "native_id"),
    Index("ix_posts_source", "source_id", "line", "id"),
    Index("ix_posts_queue", "id", sqlite_where=text("line = 'new'"), postgresql_where=text("line = 'new'")),
    Index(
        "ix_posts_thread",
        "place_id",
        "thread",
        "id",
        sqlite_where=text("thread IS NOT NULL"),
        postgresql_where=text("thread IS NOT NULL"),
    ),
    Index(
        "ix_posts_incident",
        "incident_id",
        sqlite_where=text("incident_id IS NOT NULL"),
        postgresql_where=text("incident_id IS NOT NULL"),
    ),
    comment="What people wrote, with its current text; the id follows time: published ms × 1024 + sequence",
)

POST_VERSIONS = Table(
    "post_versions",
    METADATA,
    Column("post_id", Id, ForeignKey("posts.id"), primary_key=True),
    Column("moment", Moment, primary_key=True),
    Column("text", Kept, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("first", Boolean, nullable=False),
    comment="Texts a post has had besides its current one; the moment is edited_at, or published_at of the first",
)

TOMBSTONES = Table(
    "tombstones",
    METADATA,
    Column("place_id", Id, ForeignKey("places.id"), primary_key=True),
    Column("native_id", Kept, primary_key=True),
    Column("deleted_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    sqlite_with_rowid=False,
    comment="Deletions, also of posts that have not come yet",
)

POST_TAGS = Table(
    "post_tags",
    METADATA,
    Column("post_id", Id, ForeignKey("posts.id"), primary_key=True),
    Column("tag", Kept, primary_key=True),
    Index("ix_post_tags_tag", "tag", "post_id"),
    sqlite_with_rowid=False,
    comment="Staff tags of posts",
)

DEAD_LETTERS = Table(
    "dead_letters",
    METADATA,
    Column("id", Id, primary_key=True),
    Column("source", Kept, nullable=False),
    Column("file", Kept, nullable=False),
    Column("line", Id, nullable=False),
    Column("reason", Kept, nullable=False),
    Column("detail", Kept, nullable=False),
    Column("raw", LargeBinary, nullable=False),
    Column("raw_hash", Kept, nullable=False),
    Column("at", Moment, nullable=False),
    Column("state", Kept, nullable=False),
    Column("tries", Integer, nullable=False),
    UniqueConstraint("source", "file", "line", "raw_hash"),
    Index("ix_dead_letters_state", "state", "id"),
    Index("ix_dead_letters_source", "source", "state", "id"),
    comment="Records that were refused, with their raw bytes and the reason",
)

OUTBOX = Table(
    "outbox",
    METADATA,
    Column("kind", Kept, primary_key=True),
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("version", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    Column("not_before", Moment, nullable=False),
    Column("lease_until", Moment),
    Column("tries", Integer, nullable=False, server_default="0"),
    sqlite_with_rowid=False,
    comment="What the index has still to take, one row an object with its newest version",
)
