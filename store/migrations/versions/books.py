"""The journal, staff and the other books."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "books"
down_revision = None
branch_labels = None
depends_on = None

# Written out, not imported: what this step made must not change when the tables of today do.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.BigInteger()
TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
JSON = sa.Text()

KEEP_THE_JOURNAL = {
    "sqlite": (
        "CREATE TRIGGER journal_is_never_changed BEFORE UPDATE ON journal BEGIN"
        " SELECT RAISE(ABORT, 'the journal can only grow'); END",
        "CREATE TRIGGER journal_is_never_cut BEFORE DELETE ON journal BEGIN"
        " SELECT RAISE(ABORT, 'the journal can only grow'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION journal_can_only_grow() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'the journal can only grow'; END $$",
        "CREATE TRIGGER journal_is_never_changed BEFORE UPDATE OR DELETE ON journal"
        " FOR EACH ROW EXECUTE FUNCTION journal_can_only_grow()",
        "CREATE TRIGGER journal_is_never_cut BEFORE TRUNCATE ON journal"
        " FOR EACH STATEMENT EXECUTE FUNCTION journal_can_only_grow()",
    ),
}


def upgrade() -> None:
    op.create_table(
        "catalogue_rows",
        sa.Column("catalogue", TEXT, nullable=False),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("value", JSON, nullable=True),
        sa.Column("by", TEXT, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("catalogue", "key", "version", name="pk_catalogue_rows"),
        comment="What the desk changed in a catalogue; the greatest version counts",
    )
    op.create_table(
        "imports",
        sa.Column("id", ID, nullable=False),
        sa.Column("file", TEXT, nullable=False),
        sa.Column("title", TEXT, nullable=False),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("asked_by", TEXT, nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("options", JSON, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("size", ID, nullable=False),
        sa.Column("read", ID, nullable=False),
        sa.Column("position", TEXT, nullable=True),
        sa.Column("work_from", MOMENT, nullable=True),
        sa.Column("newest_at", MOMENT, nullable=True),
        sa.Column("received", sa.Integer(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("edited", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("deleted", sa.Integer(), nullable=False),
        sa.Column("dead_letters", sa.Integer(), nullable=False),
        sa.Column("started_at", MOMENT, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("error", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_imports"),
        comment="Files on their way in, and how far they have come",
    )
    op.create_table(
        "installation",
        sa.Column("name", TEXT, nullable=False),
        sa.Column("value", JSON, nullable=True),
        sa.PrimaryKeyConstraint("name", name="pk_installation"),
        comment="What belongs to this installation: territory, language, keys",
    )
    op.create_table(
        "jobs",
        sa.Column("name", TEXT, nullable=False),
        sa.Column("every", sa.Float(), nullable=False),
        sa.Column("next_run_at", MOMENT, nullable=False),
        sa.Column("lease_by", TEXT, nullable=True),
        sa.Column("lease_until", MOMENT, nullable=True),
        sa.Column("succeeded_at", MOMENT, nullable=True),
        sa.Column("failed_at", MOMENT, nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("error", TEXT, nullable=True),
        sa.Column("own_process", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_jobs"),
        comment="What the worker does by the clock",
    )
    op.create_table(
        "journal",
        sa.Column("seq", ID, autoincrement=False, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", TEXT, nullable=False),
        sa.Column("role", TEXT, nullable=True),
        sa.Column("for_whom", TEXT, nullable=True),
        sa.Column("action", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("fields", JSON, nullable=False),
        sa.Column("previous", TEXT, nullable=False),
        sa.Column("hash", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_journal"),
        comment="One line for every step, chained by hashes; it can only grow (triggers refuse the rest)",
    )
    op.create_index("ix_journal_actor", "journal", ["actor", "seq"], unique=False)
    op.create_index("ix_journal_key", "journal", ["kind", "key", "seq"], unique=False)
    op.create_table(
        "looks",
        sa.Column("actor", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("day", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("actor", "kind", "key", "day", name="pk_looks"),
        comment="Who has looked at whom on which day, so that the journal says it once",
    )
    op.create_table(
        "notices",
        sa.Column("id", ID, nullable=False),
        sa.Column("channel", TEXT, nullable=False),
        sa.Column("recipient", TEXT, nullable=False),
        sa.Column("text", TEXT, nullable=False),
        sa.Column("not_before", MOMENT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("error", TEXT, nullable=True),
        sa.Column("lease_until", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_notices"),
        comment="Messages to somebody, sent by the sender of their channel",
    )
    op.create_index("ix_notices_due", "notices", ["channel", "state", "not_before"], unique=False)
    op.create_table(
        "official_voices",
        sa.Column("network", TEXT, nullable=False),
        sa.Column("account", TEXT, nullable=False),
        sa.Column("valid_from", MOMENT, nullable=False),
        sa.Column("department", TEXT, nullable=True),
        sa.Column("valid_to", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("network", "account", "valid_from", name="pk_official_voices"),
        comment="Network accounts that answer for us, from–to",
    )
    op.create_table(
        "sign_ins",
        sa.Column("id", ID, nullable=False),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("success", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sign_ins"),
        comment="Attempts to sign in, for the rate limit; the key is a keyed hash; gone after two days",
    )
    op.create_index("ix_sign_ins_at", "sign_ins", ["at"], unique=False)
    op.create_index("ix_sign_ins_key", "sign_ins", ["key", "at"], unique=False)
    op.create_table(
        "users",
        sa.Column("id", ID, nullable=False),
        sa.Column("login", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("language", TEXT, nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("password", TEXT, nullable=True),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("theme", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_users"),
        sa.UniqueConstraint("login", name="uq_users_login"),
        comment="Staff; the password is an argon2 hash",
    )
    op.create_table(
        "grants",
        sa.Column("user_id", ID, nullable=False),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("role", TEXT, nullable=False),
        sa.Column("territory", TEXT, nullable=False),
        sa.Column("department", TEXT, nullable=True),
        sa.Column("topic", TEXT, nullable=True),
        sa.Column("acts_for", TEXT, nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_grants_user_id"),
        sa.PrimaryKeyConstraint("user_id", "ordinal", name="pk_grants"),
        comment="Which roles a person holds, and where",
    )
    op.create_table(
        "sessions",
        sa.Column("token", TEXT, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_sessions_user_id"),
        sa.PrimaryKeyConstraint("token", name="pk_sessions"),
        comment="Signed-in browsers; the token is a hash of the cookie",
    )
    op.create_index("ix_sessions_user_id", "sessions", ["user_id"], unique=False)
    for statement in KEEP_THE_JOURNAL[op.get_bind().dialect.name]:
        op.execute(statement)
