"""Tables of the books: the journal, staff, catalogues, imports, jobs, notices and the installation's own values."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, ForeignKey, Index, Integer, Table

from store.schema import METADATA, Id, Json, Kept, Moment

JOURNAL = Table(
    "journal",
    METADATA,
    Column("seq", Id, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("actor", Kept, nullable=False),
    Column("role", Kept),
    Column("for_whom", Kept),
    Column("action", Kept, nullable=False),
    Column("kind", Kept, nullable=False),
    Column("key", Kept, nullable=False),
    Column("fields", Json, nullable=False),
    Column("previous", Kept, nullable=False),
    Column("hash", Kept, nullable=False),
    Index("ix_journal_key", "kind", "key", "seq"),
    Index("ix_journal_actor", "actor", "seq"),
    comment="One line for every step, chained by hashes; it can only grow (triggers refuse the rest)",
)

LOOKS = Table(
    "looks",
    METADATA,
    Column("actor", Kept, primary_key=True),
    Column("kind", Kept, primary_key=True),
    Column("key", Kept, primary_key=True),
    Column("day", Kept, primary_key=True),
    comment="Who has looked at whom on which day, so that the journal says it once",
)

USERS = Table(
    "users",
    METADATA,
    Column("id", Id, primary_key=True),
    Column("login", Kept, nullable=False, unique=True),
    Column("name", Kept, nullable=False),
    Column("language", Kept, nullable=False),
    Column("added_at", Moment, nullable=False),
    Column("password", Kept),
    Column("disabled", Boolean, nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("theme", Kept),
    comment="Staff; the password is an argon2 hash",
)

GRANTS = Table(
    "grants",
    METADATA,
    Column("user_id", Id, ForeignKey("users.id"), primary_key=True),
    Column("ordinal", Integer, primary_key=True, autoincrement=False),
    Column("role", Kept, nullable=False),
    Column("territory", Kept, nullable=False),
    Column("department", Kept),
    Column("topic", Kept),
    Column("acts_for", Kept),
    comment="Which roles a person holds, and where",
)

SESSIONS = Table(
    "sessions",
    METADATA,
    Column("token", Kept, primary_key=True),
    Column("user_id", Id, ForeignKey("users.id"), nullable=False, index=True),
    Column("started_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("revoked_at", Moment),
    comment="Signed-in browsers; the token is a hash of the cookie",
)

SIGN_INS = Table(
    "sign_ins",
    METADATA,
    Column("id", Id, primary_key=True),
    Column("key", Kept, nullable=False),
    Column("at", Moment, nullable=False, index=True),
    Column("success", Boolean, nullable=False),
    Index("ix_sign_ins_key", "key", "at"),
    comment="Attempts to sign in, for the rate limit; the key is a keyed hash; gone after two days",
)

OFFICIAL_VOICES = Table(
    "official_voices",
    METADATA,
    Column("network", Kept, primary_key=True),
    Column("account", Kept, primary_key=True),
    Column("valid_from", Moment, primary_key=True),
    Column("department", Kept),
    Column("valid_to", Moment),
    comment="Network accounts that answer for us, from–to",
)

DRAFTS = Table(
    "drafts",
    METADATA,
    Column("user_id", Id, ForeignKey("users.id"), primary_key=True, autoincrement=False),
    Column("name", Kept, primary_key=True),
    Column("fields", Json, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("round", Integer, nullable=False, comment="How often a draft of this name was sent or thrown away"),
    comment="What staff are typing and have not sent; nobody but the writer reads it",
)

CATALOGUE_ROWS = Table(
    "catalogue_rows",
    METADATA,
    Column("catalogue", Kept, primary_key=True),
    Column("key", Kept, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("value", Json),
    Column("by", Kept, nullable=False),
    Column("at", Moment, nullable=False),
    comment="What the desk changed in a catalogue; the greatest version counts",
)

IMPORTS = Table(
    "imports",
    METADATA,
    Column("id", Id, primary_key=True),
    Column("file", Kept, nullable=False),
    Column("title", Kept, nullable=False),
    Column("source", Kept, nullable=False),
    Column("asked_by", Kept, nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("options", Json, nullable=False),
    Column("state", Kept, nullable=False),
    Column("size", Id, nullable=False),
    Column("read", Id, nullable=False),
    Column("position", Kept),
    Column("work_from", Moment),
    Column("newest_at", Moment),
    Column("received", Integer, nullable=False),
    Column("new", Integer, nullable=False),
    Column("edited", Integer, nullable=False),
    Column("unchanged", Integer, nullable=False),
    Column("deleted", Integer, nullable=False),
    Column("dead_letters", Integer, nullable=False),
    Column("started_at", Moment),
    Column("ended_at", Moment),
    Column("error", Kept),
    Column("stretch_at", Moment, comment="Since when it runs without a break, for its speed"),
    Column("stretch_read", Id, nullable=False, server_default="0"),
    Column("beat_at", Moment, comment="Its last sign of life"),
    comment="Files on their way in, and how far they have come",
)

WORKS = Table(
    "works",
    METADATA,
    Column("id", Id, primary_key=True),
    Column("kind", Kept, nullable=False),
    Column("subject", Kept, nullable=False),
    Column("asked_by", Kept, nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("role", Kept),
    Column("options", Json, nullable=False),
    Column("state", Kept, nullable=False),
    Column("done", Id, nullable=False),
    Column("total", Id, nullable=False),
    Column("result", Json, nullable=False),
    Column("started_at", Moment),
    Column("stretch_at", Moment, comment="Since when it runs without a break, for its speed"),
    Column("stretch_done", Id, nullable=False),
    Column("beat_at", Moment, comment="Its last sign of life"),
    Column("ended_at", Moment),
    Column("error", Kept),
    Column("lease_by", Kept),
    Column("lease_until", Moment),
    Index("ix_works_state", "state", "id"),
    comment="Long work that somebody asked for, and how far it has come",
)

JOBS = Table(
    "jobs",
    METADATA,
    Column("name", Kept, primary_key=True),
    Column("every", Float, nullable=False),
    Column("next_run_at", Moment, nullable=False),
    Column("lease_by", Kept),
    Column("lease_until", Moment),
    Column("succeeded_at", Moment),
    Column("failed_at", Moment),
    Column("failures", Integer, nullable=False),
    Column("error", Kept),
    Column("own_process", Boolean, nullable=False),
    comment="What the worker does by the clock",
)

NOTICES = Table(
    "notices",
    METADATA,
    Column("id", Id, primary_key=True),
    Column("channel", Kept, nullable=False),
    Column("recipient", Kept, nullable=False),
    Column("text", Kept, nullable=False),
    Column("not_before", Moment, nullable=False),
    Column("state", Kept, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("error", Kept),
    Column("lease_until", Moment),
    Index("ix_notices_due", "channel", "state", "not_before"),
    comment="Messages to somebody, sent by the sender of their channel",
)

INSTALLATION = Table(
    "installation",
    METADATA,
    Column("name", Kept, primary_key=True),
    Column("value", Json),
    comment="What belongs to this installation: territory, language, keys",
)
