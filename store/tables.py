"""All tables of the truth in one place: importing this module completes the metadata."""

from __future__ import annotations

from store import book_tables, case_tables, post_tables, reading_tables
from store.schema import METADATA

__all__ = ["METADATA", "book_tables", "case_tables", "post_tables", "reading_tables"]
