"""The truth, kept in SQL: SQLite for one desk, PostgreSQL beyond it."""

from store.stores import SqlStore, open_store
from store.upgrades import is_current, upgrade

__all__ = ["SqlStore", "is_current", "open_store", "upgrade"]
