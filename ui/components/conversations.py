"""The conversation around a post: what was written before and after it in its thread, in a drawer at the side."""

from __future__ import annotations

import streamlit as st

from desk.roles import Action
from ui.components import lists, whys
from ui.components.finding import subject_of
from ui.session import Seat

SHOWN = 30


def ask_for(post_id: int) -> None:
    """Show this post's conversation in the run that follows."""
    st.session_state["_conversation"] = post_id


def show(seat: Seat) -> None:
    """The drawer, when somebody has just asked for it, or the one that says why a post was read so."""
    whys.show(seat)
    wished = st.session_state.pop("_conversation", None)
    if isinstance(wished, int):
        _ = seat.texts.gettext
        st.dialog(_("Conversation"), position="right")(_draw)(seat, wished)


def _draw(seat: Seat, post_id: int) -> None:
    with seat.parts.store.reading() as records:
        around = [each for post in records.posts_by_id([post_id]) for each in records.thread(post, SHOWN)]
    # Of a conversation only what this person may see; a thread may reach over several topics.
    seen = [each for each in around if seat.actor.may(Action.SEE_POSTS, subject_of(each))]
    lists.posts(seat, seen, key="conversation", whole=True)
    whys.go_on()
