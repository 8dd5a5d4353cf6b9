"""Archive and set aside: what is not in the queue and in no incident. Nothing is lost, everything can be taken back."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from desk.errors import N_
from desk.posts import Line
from ui.components import addresses, deeds, filters, finding, pages, posts
from ui.components.sorting import Kind
from ui.session import Seat

KINDS = (Kind.BRING_BACK, Kind.TAKE, Kind.JOIN, Kind.AT_ONCE, Kind.SET_ASIDE, Kind.TAG)
LISTS: Mapping[str, Line] = {"set-aside": Line.SET_ASIDE, "archive": Line.ARCHIVE}
LABELS = {"set-aside": N_("set aside"), "archive": N_("archive (older than work-from)")}


def show(seat: Seat) -> None:
    """The two lists, their filters, and the way back into the queue."""
    _ = seat.texts.gettext
    head = pages.place()
    deeds.tell(seat)
    wished = addresses.value("list")
    addresses.follow("list", wished if wished in LISTS else "set-aside")
    chosen = st.segmented_control(
        _("Show"),
        list(LISTS),
        format_func=lambda each: _(LABELS[each]),
        key=addresses.key_of("list"),
        on_change=addresses.keep,
        args=("list",),
        required=True,
    )
    line = LISTS[chosen or "set-aside"]
    filter = filters.posts(seat, frozenset({line}), has_reason=line is Line.SET_ASIDE)
    found = finding.find(seat, filter, filters.words())
    total = seat.texts.ngettext("{count} post", "{count} posts", found.page.total)
    with head:
        pages.head(seat, N_("Archive and set aside"), posts.facts(seat, found.page, total))
    if not found.page.items:
        pages.nothing(seat, N_("No post stands here."))
    posts.work_through(seat, found, "archive", KINDS)
