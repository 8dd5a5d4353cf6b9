"""Journal: every step that was taken, newest first, and whether the chain still holds."""

from __future__ import annotations

import streamlit as st

from desk.errors import N_
from desk.queries import PAGE
from desk.roles import Action
from ui.components import addresses, chain, deeds, journal_filters, journal_lines, pages
from ui.session import Seat


def show(seat: Seat) -> None:
    """The filters, fifty lines, one of them opened; and the last check of the chain."""
    seat.must(Action.SEE_JOURNAL)
    texts = seat.texts
    head = pages.place()
    deeds.tell(seat)
    filter = journal_filters.choose(seat)
    scope = journal_filters.scope(seat, filter)
    with seat.parts.store.reading() as records:
        page = records.journal_page(filter, scope, limit=PAGE, after=st.query_params.get("after"))
    with head:
        total = texts.ngettext("{count} line", "{count} lines", page.total)
        if page.relation == "gte":
            total = texts.fill("more than {count}", count=page.total)
        fresh = texts.fill("the newest one is of {when}", when=texts.moment(page.as_of, seat.now)) if page.as_of else ""
        pages.head(seat, N_("Journal"), [total, fresh])
    if journal_filters.sees_all(seat):
        chain.show(seat)
    else:
        st.text(texts.gettext("These are the steps of the incidents of your territory; of a post by its key."))
    if not page.items:
        pages.nothing(seat, N_("No line fits these filters."))
        return
    opened = journal_lines.opened(seat, page.items)
    left, right = st.columns([3, 2], gap="medium") if opened else (st.container(), None)
    with left:
        journal_lines.show(seat, page.items)
        addresses.pager(seat, page.after, "journal")
    if right is not None and opened is not None:
        with right, st.container(border=True, key="line-panel"):
            journal_lines.details(seat, opened)
