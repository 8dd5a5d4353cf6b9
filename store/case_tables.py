"""Tables of the work: incidents with all that belongs to them, and the short memory for undoing."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, Table, text

from store.schema import METADATA, Id, Json, Kept, Moment

NUMBERS = Table(
    "numbers",
    METADATA,
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("last", Integer, nullable=False),
    comment="The last number given to an incident in a year",
)

INCIDENTS = Table(
    "incidents",
    METADATA,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("number", Kept, nullable=False, unique=True),
    Column("territory", Kept, nullable=False),
    Column("state", Kept, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("opened_by", Kept, nullable=False),
    Column("version", Integer, nullable=False),
    Column("row_version", Integer, nullable=False),
    Column("title", Kept, nullable=False),
    Column("place", Kept),
    Column("topic", Kept),
    Column("restricted", Boolean, nullable=False),
    Column("urgency", Kept, nullable=False),
    Column("department", Kept),
    Column("assignee", Kept),
    Column("state_at", Moment),
    Column("outcome", Kept),
    Column("outcome_note", Kept),
    Column("promised_on", Date),
    Column("whose", Kept),
    Column("duplicate_of", Kept),
    Column("merged_into", Kept),
    Column("own_control", Kept),
    Column("complained_of", Kept),
    Column("notes", Kept, nullable=False),
    Column("posts", Integer, nullable=False),
    Column("people", Integer, nullable=False),
    Column("reopenings", Integer, nullable=False),
    Column("returns", Integer, nullable=False),
    Column("not_ours", Integer, nullable=False),
    Column("waiting_until", Moment),
    Column("interim_on", Date),
    Column("resident_due_at", Moment),
    Column("department_due_at", Moment),
    Column("due_at", Moment, comment="The nearest of the two terms while it is open: lists are ordered by it"),
    Column("closed_at", Moment),
    Column("appeal", Kept, comment="Number of the official appeal"),
    Column("appealed_at", Moment, comment="When it was registered: the statutory term counts from here"),
    Index("ix_incidents_state", "state", "id"),
    Index("ix_incidents_department", "department", "id"),
    Index("ix_incidents_due", "due_at", "id", sqlite_where=text("due_at IS NOT NULL"),
          postgresql_where=text("due_at IS NOT NULL")),
    comment="One problem, one to many posts, one responsible department",
)  # fmt: skip


def _belonging() -> list[Column[int]]:
    return [
        Column("incident_id", Id, ForeignKey("incidents.id"), primary_key=True),
        Column("ordinal", Integer, primary_key=True, autoincrement=False),
    ]


INCIDENT_POSTS = Table(
    "incident_posts",
    METADATA,
    *_belonging(),
    Column("post_id", Id, ForeignKey("posts.id"), nullable=False),
    Column("joined_at", Moment, nullable=False),
    Column("joined_by", Kept, nullable=False),
    Column("left_at", Moment),
    Column("counts_from", Moment, comment="From when the resident's term counts; publication where NULL"),
    Index("ix_incident_posts_post", "post_id"),
    Index(
        "uq_incident_posts_present",
        "post_id",
        unique=True,
        sqlite_where=text("left_at IS NULL"),
        postgresql_where=text("left_at IS NULL"),
    ),
    comment="Which posts belong or belonged to which incident; a post belongs to one at a time",
)

ANSWERS = Table(
    "answers",
    METADATA,
    *_belonging(),
    Column("kind", Kept, nullable=False),
    Column("text", Kept, nullable=False),
    Column("language", Kept, nullable=False),
    Column("by", Kept, nullable=False),
    Column("at", Moment, nullable=False),
    Column("outcome", Kept),
    Column("promised_on", Date),
    Column("whose", Kept),
    Column("reason", Kept),
    Column("returned", Kept),
    Column("returned_note", Kept),
    Column("accepted_by", Kept),
    Column("accepted_at", Moment),
    Column("withdrawn", Boolean, nullable=False),
    Column("published_text", Kept),
    Column("published_language", Kept),
    comment="What a department wrote and what the press office made of it",
)

ANSWER_PLACES = Table(
    "answer_places",
    METADATA,
    *_belonging(),
    Column("network", Kept, nullable=False),
    Column("place", Kept, nullable=False),
    Column("thread", Kept),
    Column("state", Kept, nullable=False),
    Column("way", Kept),
    Column("link", Kept),
    Column("detail", Kept),
    Column("by", Kept),
    Column("at", Moment),
    comment="Did the answer reach the people who asked in this place?",
)

CO_EXECUTORS = Table(
    "co_executors",
    METADATA,
    *_belonging(),
    Column("who", Kept, nullable=False),
    Column("kind", Kept, nullable=False),
    Column("task", Kept, nullable=False),
    Column("due_at", Moment),
    Column("answer", Kept),
    Column("answered_at", Moment),
    Column("answered_by", Kept),
    Index("ix_co_executors_who", "who"),
    comment="Who answers a part of an incident",
)

EXTENSIONS = Table(
    "extensions",
    METADATA,
    *_belonging(),
    Column("until", Moment, nullable=False),
    Column("reason", Kept, nullable=False),
    Column("by", Kept, nullable=False),
    Column("at", Moment, nullable=False),
    Column("granted", Boolean),
    Column("decided_by", Kept),
    Column("decided_at", Moment),
    comment="Longer terms that were asked for, granted or refused",
)

INCIDENT_TAGS = Table(
    "incident_tags",
    METADATA,
    Column("incident_id", Id, ForeignKey("incidents.id"), primary_key=True),
    Column("tag", Kept, primary_key=True),
    Index("ix_incident_tags_tag", "tag", "incident_id"),
    sqlite_with_rowid=False,
    comment="Staff tags of incidents",
)

SNAPSHOTS = Table(
    "snapshots",
    METADATA,
    Column("incident_id", Id, ForeignKey("incidents.id"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("by", Kept, nullable=False),
    Column("at", Moment, nullable=False, index=True),
    Column("body", Json, nullable=False),
    comment="How an incident stood before its last changes, for undoing; gone after some minutes",
)
