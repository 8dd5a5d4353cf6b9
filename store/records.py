"""One transaction over the truth: all parts of the records together."""

from __future__ import annotations

from store.books import BookPart
from store.chores import ChorePart
from store.documents import DocumentPart
from store.drafts import DraftPart
from store.erasing import ErasingPart
from store.receiving import ReceivingPart
from store.tidying import TidyPart
from store.users import UserPart
from store.works import WorkPart


class SqlRecords(
    ReceivingPart, ErasingPart, DocumentPart, BookPart, UserPart, ChorePart, TidyPart, WorkPart, DraftPart
):
    """`desk.ports.Records` over one open transaction."""
