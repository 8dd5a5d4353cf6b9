"""Official appeals of incidents."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "appeals"
down_revision = "work"
branch_labels = None
depends_on = None

# Written out, not imported: what this step made must not change when the tables of today do.
MOMENT = sa.BigInteger()
TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.add_column("incidents", sa.Column("appeal", TEXT, nullable=True, comment="Number of the official appeal"))
    op.add_column(
        "incidents",
        sa.Column(
            "appealed_at",
            MOMENT,
            nullable=True,
            comment="When it was registered: the statutory term counts from here",
        ),
    )
