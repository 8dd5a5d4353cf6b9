"""One transaction over the truth: all parts of the records together."""

from __future__ import annotations

from store.journals import JournalPart


class SqlRecords(JournalPart):
    """`desk.ports.Records` over one open transaction."""
