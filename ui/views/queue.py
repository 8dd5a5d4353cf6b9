"""Queue: what residents wrote and nobody has sorted yet, newest first."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from desk.posts import Line, StoredPost
from desk.queries import PAGE, PostFilter
from desk.roles import Action
from ui.components import deeds, filters, posts, sorting
from ui.session import Seat


def show(seat: Seat) -> None:
    """The filters, fifty posts, and what can be done with those that are picked."""
    _ = seat.texts.gettext
    st.title(_("Queue"), anchor=False)
    deeds.tell(seat)
    chosen = filters.posts(seat)
    with seat.parts.store.reading() as records:
        page = records.posts(
            filter_of(seat, chosen), seat.scope(Action.SEE_POSTS), limit=PAGE, after=st.query_params.get("after")
        )
    st.text(
        seat.texts.listed(
            [
                seat.texts.ngettext("{count} post waits", "{count} posts wait", page.total),
                seat.texts.fill("newest came in {when}", when=seat.texts.moment(page.as_of, seat.now))
                if page.as_of
                else "",
            ]
        )
    )
    if not page.items:
        st.info(_("Nothing waits here. New posts appear by themselves when a file or a source brings them."))
    picked = [each for each in page.items if _card(seat, each)]
    _turn_page(seat, page.after)
    with st.sidebar:
        sorting.panel(seat, picked)


def filter_of(seat: Seat, chosen: Mapping[str, str]) -> PostFilter:
    """The conditions that the address asks for."""
    return PostFilter(
        lines=frozenset({Line.NEW}),
        source=chosen.get("source"),
        territory=chosen.get("territory"),
        late=chosen.get("late") == "1",
        now=seat.now,
    )


def _card(seat: Seat, stored: StoredPost) -> bool:
    return posts.card(seat, stored, can_be_picked=seat.actor.may(Action.SORT, posts.subject_of(stored)))


def _turn_page(seat: Seat, after: str | None) -> None:
    _ = seat.texts.gettext
    with st.container(horizontal=True):
        if "after" in st.query_params and st.button(_("To the newest"), key="queue-newest"):
            del st.query_params["after"]
            st.rerun()
        if after and st.button(_("Older posts"), key="queue-older"):
            st.query_params["after"] = after
            st.rerun()
