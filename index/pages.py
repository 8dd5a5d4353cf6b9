"""Pages of hits: how far totals are counted, how long a page may be, and the cursor of the next one."""

from __future__ import annotations

from collections.abc import Sequence

from desk.errors import N_, BadQuery
from desk.queries import Hit, Page

COUNT_UP_TO = 10_000
"""Totals are exact up to here; beyond, a page says "at least so many"."""
LONGEST_PAGE = 10_000
LARGEST_ID = 2**63 - 1


def checked(limit: int) -> int:
    """The length of a page. Raises BadQuery when it is none that an engine gives."""
    if not 1 <= limit <= LONGEST_PAGE:
        raise BadQuery(N_("a page has 1 to {limit} hits"), limit=LONGEST_PAGE)
    return limit


def cursor_of(after: str | None) -> int | None:
    """The id below which the next page begins. Raises BadQuery for what no page gave as its `after`."""
    if after is None:
        return None
    if len(after) > 19 or not (after.isascii() and after.isdigit()) or int(after) > LARGEST_ID:
        raise BadQuery(N_("this is not where a page ended: begin with the first page"))
    return int(after)


def page_of(hits: Sequence[Hit], total: int, size: int) -> Page[Hit]:
    """The page from up to size + 1 hits and a total counted up to COUNT_UP_TO + 1."""
    after = str(hits[size - 1].id) if len(hits) > size else None
    return Page(tuple(hits[:size]), min(total, COUNT_UP_TO), "eq" if total <= COUNT_UP_TO else "gte", after)
