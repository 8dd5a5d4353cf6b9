"""Search: one box over all posts this person may see, newest first."""

from __future__ import annotations

import streamlit as st

from desk.errors import BadQuery
from desk.posts import Line, StoredPost
from desk.queries import PAGE, Query
from desk.roles import Action
from ui.components import deeds, faults, posts, sorting
from ui.pace import SEARCHES
from ui.session import Seat

QUERY_LIMIT = 1000


def show(seat: Seat) -> None:
    """The box and what was found."""
    _ = seat.texts.gettext
    st.title(_("Search"), anchor=False)
    deeds.tell(seat)
    text = st.text_input(
        _("Words"),
        value=st.query_params.get("q", "")[:QUERY_LIMIT],
        max_chars=QUERY_LIMIT,
        key="search-words",
        placeholder=_("for example: road, light, water"),
        on_change=_keep_in_address,
    )
    if not (text or "").strip():
        st.info(_("Type a word that residents would use."))
        return
    with faults.box(seat.texts):
        _found(seat, text or "")


def _found(seat: Seat, text: str) -> None:
    texts = seat.texts
    scope = seat.scope(Action.SEE_POSTS)
    SEARCHES.must(seat.actor.login, seat.now)
    try:
        page = seat.parts.index.search(Query(text), scope, limit=PAGE, after=st.query_params.get("after"))
    except BadQuery as error:
        st.warning(texts.gettext("This search cannot be understood."))
        st.text(texts.translate(error))
        return
    with seat.parts.store.reading() as records:
        found = records.posts_by_id([hit.id for hit in page.items])
    # The index is a copy and may be older than a right or a topic: the truth decides what is shown.
    shown = [each for each in found if seat.actor.may(Action.SEE_POSTS, posts.subject_of(each))]
    total = page.total - (len(page.items) - len(shown))
    if total <= 0 and page.after is None:
        st.info(texts.gettext("Nothing was found."))
        return
    st.text(texts.ngettext("{count} post found", "{count} posts found", max(total, 0)))
    picked = [each for each in shown if posts.card(seat, each, can_be_picked=_can_be_picked(seat, each))]
    if page.after and st.button(texts.gettext("Older posts"), key="search-older"):
        st.query_params["after"] = page.after
        st.rerun()
    with st.sidebar:
        sorting.panel(seat, picked)


def _can_be_picked(seat: Seat, stored: StoredPost) -> bool:
    """Archived posts and those set aside may be taken by hand; one that is in an incident may not."""
    return stored.line is not Line.TAKEN and seat.actor.may(Action.SORT, posts.subject_of(stored))


def _keep_in_address() -> None:
    st.query_params.pop("after", None)
    st.query_params["q"] = st.session_state["search-words"]
