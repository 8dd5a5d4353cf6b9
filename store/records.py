"""One transaction over the truth: all parts of the records together."""

from __future__ import annotations

from store.journals import JournalPart
from store.receiving import ReceivingPart


class SqlRecords(ReceivingPart, JournalPart):
    """`desk.ports.Records` over one open transaction."""
