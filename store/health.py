"""What a doctor asks of the database: which one it is, and what its clock says."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from store.stores import SqlStore

OLDEST_POSTGRES = 14
OLDEST_SQLITE = (3, 35)
"""The first with RETURNING."""


@dataclass(frozen=True)
class Health:
    """The database by its name and version; whether that is new enough; its own clock, where it has one."""

    engine: str
    version: str
    is_supported: bool
    clock: datetime | None = None


def health_of(store: SqlStore) -> Health:
    """Ask the database. Raises StoreError when it is away."""
    with store.reading() as records:
        if store.dialect == "sqlite":
            version = str(records.connection.exec_driver_sql("SELECT sqlite_version()").scalar_one())
            return Health("SQLite", version, sqlite3.sqlite_version_info[:2] >= OLDEST_SQLITE)
        row = records.connection.exec_driver_sql("SELECT current_setting('server_version'), clock_timestamp()").one()
    version = str(row[0]).split(" ")[0]
    return Health("PostgreSQL", version, int(version.split(".")[0]) >= OLDEST_POSTGRES, row[1])
