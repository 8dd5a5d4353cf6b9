"""What staff are typing and have not sent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "drafts"
down_revision = "works"
branch_labels = None
depends_on = None

# Written out, not imported: what this step made must not change when the tables of today do.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "drafts",
        sa.Column("user_id", ID, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column(
            "round", sa.Integer(), nullable=False, comment="How often a draft of this name was sent or thrown away"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_drafts_user_id_users"),
        sa.PrimaryKeyConstraint("user_id", "name", name="pk_drafts"),
        comment="What staff are typing and have not sent; nobody but the writer reads it",
    )
