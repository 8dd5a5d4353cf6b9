"""Long work with its progress; how many posts a source holds."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "works"
down_revision = "appeals"
branch_labels = None
depends_on = None

# Written out, not imported: what this step made must not change when the tables of today do.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.BigInteger()
TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
JSON = sa.Text()
STRETCH = "Since when it runs without a break, for its speed"
BEAT = "Its last sign of life"


def upgrade() -> None:
    op.create_table(
        "works",
        sa.Column("id", ID, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("subject", TEXT, nullable=False),
        sa.Column("asked_by", TEXT, nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("role", TEXT, nullable=True),
        sa.Column("options", JSON, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("done", ID, nullable=False),
        sa.Column("total", ID, nullable=False),
        sa.Column("result", JSON, nullable=False),
        sa.Column("started_at", MOMENT, nullable=True),
        sa.Column("stretch_at", MOMENT, nullable=True, comment=STRETCH),
        sa.Column("stretch_done", ID, nullable=False),
        sa.Column("beat_at", MOMENT, nullable=True, comment=BEAT),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("error", TEXT, nullable=True),
        sa.Column("lease_by", TEXT, nullable=True),
        sa.Column("lease_until", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_works"),
        comment="Long work that somebody asked for, and how far it has come",
    )
    op.create_index("ix_works_state", "works", ["state", "id"], unique=False)
    op.add_column("imports", sa.Column("stretch_at", MOMENT, nullable=True, comment=STRETCH))
    op.add_column("imports", sa.Column("stretch_read", ID, nullable=False, server_default="0"))
    op.add_column("imports", sa.Column("beat_at", MOMENT, nullable=True, comment=BEAT))
    op.create_index("ix_dead_letters_source", "dead_letters", ["source", "state", "id"], unique=False)
    held = "How many it holds: counted as they come and go"
    op.add_column("sources", sa.Column("posts", ID, nullable=False, server_default="0", comment=held))
    op.execute("UPDATE sources SET posts = (SELECT count(*) FROM posts WHERE posts.source_id = sources.id)")
