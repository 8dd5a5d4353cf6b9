"""Search: one box over all posts this person may see, newest first."""

from __future__ import annotations

from desk.errors import N_
from ui.components import deeds, faults, filters, finding, indexing, pages, posts
from ui.components.sorting import Kind
from ui.session import Seat

KINDS = (Kind.TAKE, Kind.JOIN, Kind.AT_ONCE, Kind.SET_ASIDE, Kind.BRING_BACK, Kind.TAG)


def show(seat: Seat) -> None:
    """The box and what was found."""
    head = pages.place()
    deeds.tell(seat)
    filter = filters.posts(seat, frozenset(), has_reason=True)
    if not filters.are_set():
        with head:
            pages.head(seat, N_("Search"))
        pages.nothing(seat, N_("Type a word that residents would use."))
        indexing.show(seat)
        return
    with faults.box(seat.texts):
        found = finding.find(seat, filter, filters.words())
        texts, count = seat.texts, found.page.total
        # Without its engine the list is not cut to the words, and nothing of it was found.
        is_found = found.is_searched or not filters.words()
        total = (
            texts.ngettext("{count} post found", "{count} posts found", count)
            if is_found
            else texts.ngettext("{count} post", "{count} posts", count)
        )
        with head:
            pages.head(seat, N_("Search"), posts.facts(seat, found.page, total))
        if not found.page.items:
            pages.nothing(seat, N_("Nothing was found."))
            indexing.show(seat)
        posts.work_through(seat, found, "search", KINDS)
