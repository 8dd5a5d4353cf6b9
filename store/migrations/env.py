"""Alembic's entrance: runs the steps on the connection that `store.upgrades` hands over."""

from __future__ import annotations

from alembic import context

from store.tables import METADATA

connection = context.config.attributes["connection"]
if connection is None:
    raise RuntimeError("run “nazar db upgrade”: this folder is not for the alembic command")
context.configure(
    connection=connection,
    target_metadata=METADATA,
    render_as_batch=connection.dialect.name == "sqlite",
    # The caller's transaction holds everything, so that a step that fails leaves the database as it was.
    transaction_per_migration=False,
)
context.run_migrations()
