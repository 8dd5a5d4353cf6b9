"""Archive and set aside: what is not in the queue and in no incident. Nothing is lost, everything can be taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from desk.errors import N_
from desk.posts import Line
from desk.queries import PostFilter
from desk.roles import Action
from ui.components import addresses, deeds, filters, finding, pages, posts
from ui.components.sorting import Kind
from ui.session import Seat

KINDS = (Kind.BRING_BACK, Kind.TAKE, Kind.JOIN, Kind.AT_ONCE, Kind.SET_ASIDE, Kind.TAG)
LISTS: Mapping[str, tuple[Line, bool]] = {
    "set-aside": (Line.SET_ASIDE, False),
    "by-machine": (Line.SET_ASIDE, True),
    "archive": (Line.ARCHIVE, False),
}
"""The line of each list, and whether only what no person set aside stands in it."""
LABELS = {
    "set-aside": N_("set aside"),
    "by-machine": N_("set aside by the machine"),
    "archive": N_("archive (older than work-from)"),
}


def show(seat: Seat) -> None:
    """The lists, their filters, and the way back into the queue."""
    head = pages.place()
    deeds.tell(seat)
    line, by_machine = LISTS[_chosen(seat)]
    filter = filters.posts(seat, frozenset({line}), has_reason=line is Line.SET_ASIDE)
    found = finding.find(seat, replace(filter, by_machine=by_machine), filters.words())
    total = seat.texts.ngettext("{count} post", "{count} posts", found.page.total)
    with head:
        pages.head(seat, N_("Archive and set aside"), posts.facts(seat, found.page, total))
    if not found.page.items:
        pages.nothing(seat, N_("No post stands here."))
    posts.work_through(seat, found, "archive", KINDS)


def _chosen(seat: Seat) -> str:
    """The list that the address asks for, with the buttons to choose another; the machine's own says how many it holds,
    whatever the filters."""
    _ = seat.texts.gettext
    aside = PostFilter(lines=frozenset({Line.SET_ASIDE}), by_machine=True)
    with seat.parts.store.reading() as records:
        page = records.posts(aside, seat.scope(Action.SEE_POSTS), limit=1)
    count = f"{seat.texts.number(page.total)}{'+' if page.relation == 'gte' else ''}"

    def told(name: str) -> str:
        return f"{_(LABELS[name])} · {count}" if name == "by-machine" else _(LABELS[name])

    wished = addresses.value("list")
    addresses.follow("list", wished if wished in LISTS else "set-aside")
    chosen = st.segmented_control(
        _("Show"),
        list(LISTS),
        format_func=told,
        key=addresses.key_of("list"),
        on_change=addresses.keep,
        args=("list",),
        required=True,
    )
    return chosen or "set-aside"
