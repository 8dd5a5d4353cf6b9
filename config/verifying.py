"""Walking the journal's chain: does it still say what was written?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desk.errors import N_, RuleError, StoreError
from desk.journal import Entry, Fault, JournalLine, verify
from store.heads import UNREADABLE

if TYPE_CHECKING:
    from config.wiring import Parts

LINES_AT_ONCE = 2_000


@dataclass(frozen=True)
class Verified:
    """How long the chain is, what is wrong with it, and whether there was a head outside to compare it with."""

    lines: int
    faults: tuple[Fault, ...]
    head_kept: bool


def verify_journal(parts: Parts) -> Verified:
    """Walk every line, in constant memory. Raises StoreError (also for a head that cannot be read)."""
    # The head first: lines may be added while we walk, and the kept head may only lag behind the chain.
    kept = parts.store.kept_head()
    walked = _Walk(parts)
    faults = verify(walked, kept)
    return Verified(walked.count, tuple(faults), kept is not None)


def accept_head(parts: Parts, by: str) -> None:
    """Go on with a head that was missing and is begun again: `verify_journal` says it no more. It is journalled.

    Raises RuleError when no head is missing; StoreError.
    """
    try:
        kept = parts.store.kept_head()
        with parts.store.reading() as records:
            lines = records.journal_head().count
        is_missing = kept.unguarded > 0 if kept is not None else lines > 0
    except StoreError as fault:
        if fault.message != UNREADABLE:
            raise
        is_missing = True
    if not is_missing:
        raise RuleError(N_("the journal's head is not missing: there is nothing to accept"))
    with parts.store.writing() as records:
        records.write([Entry(parts.now(), by, "accept-head", "journal", "head")])
    parts.store.accept_head()


class _Walk:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self.count = 0

    def __iter__(self) -> Iterator[JournalLine]:
        after = 0
        while True:
            with self._parts.store.reading() as records:
                lines = records.journal(after=after, limit=LINES_AT_ONCE)
            if not lines:
                return
            for line in lines:
                self.count += 1
                yield line
            after = lines[-1].seq
