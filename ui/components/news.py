"""Says that something new has come while a list stands open; shows it when somebody asks, never under their hands."""

from __future__ import annotations

from datetime import datetime, timedelta

import streamlit as st

from desk.queries import PostFilter
from desk.roles import Action
from ui import session
from ui.components import faults
from ui.session import Seat

LOOK = timedelta(seconds=30)


def watch(seat: Seat, filter: PostFilter, newest: int) -> None:
    """A line that appears when a post newer than `newest` (its id) stands in the list of this filter."""
    if not st.query_params.get("after"):
        st.fragment(_look, run_every=LOOK, key="news")(filter, newest, seat.now)


def _look(filter: PostFilter, newest: int, drawn_at: datetime) -> None:
    if session.parts().now() - drawn_at < LOOK / 2:
        return  # the list around it was drawn this very moment
    with faults.box(session.texts()):
        # Who asks is looked up anew: the tab may be open for hours.
        seat = session.seat(by_hand=False)
        if seat is None or not seat.may(Action.SEE_POSTS):
            st.rerun()
            return
        with seat.parts.store.reading() as records:
            page = records.posts(filter, seat.scope(Action.SEE_POSTS), limit=1)
        if page.items and page.items[0].id > newest:
            _ = seat.texts.gettext
            with st.container(horizontal=True, vertical_alignment="center", key="news"):
                st.text(_("New posts have come in."))
                if st.button(_("Show them"), key="news-show", type="tertiary"):
                    st.rerun()
