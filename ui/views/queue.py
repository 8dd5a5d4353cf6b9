"""Queue: what residents wrote and nobody has sorted yet, newest first."""

from __future__ import annotations

from desk.errors import N_
from desk.posts import Line
from ui.components import deeds, filters, finding, news, pages, posts
from ui.components.sorting import Kind
from ui.session import Seat

KINDS = (Kind.TAKE, Kind.JOIN, Kind.AT_ONCE, Kind.SET_ASIDE, Kind.TAG)


def show(seat: Seat) -> None:
    """The filters, fifty posts, and what can be done with those that are picked."""
    head = pages.place()
    deeds.tell(seat)
    filter = filters.posts(seat, frozenset({Line.NEW}), has_late=True)
    found = finding.find(seat, filter, filters.words())
    total = seat.texts.ngettext("{count} post waits", "{count} posts wait", found.page.total)
    with head:
        pages.head(seat, N_("Queue"), posts.facts(seat, found.page, total))
    if not found.page.items:
        pages.nothing(seat, _nothing())
    if not filters.words():
        news.watch(seat, filter, max((each.id for each in found.page.items), default=0))
    posts.work_through(seat, found, "queue", KINDS)


def _nothing() -> str:
    if filters.are_set():
        return N_("No post fits these filters.")
    return N_("Nothing waits here. New posts appear by themselves when a file or a source brings them.")
