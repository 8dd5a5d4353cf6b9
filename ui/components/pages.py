"""The pieces every page is made of: its head, its sections, and the one way to say that there is nothing."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from ui.components import lists
from ui.components.badges import Badge
from ui.session import Seat


def place() -> DeltaGenerator:
    """Room for the head of a page, to be filled when what it tells is known."""
    return st.container(key="page-head", gap="xsmall")


def head(seat: Seat, label: str, facts: Sequence[str] = (), badges: Sequence[Badge] = ()) -> None:
    """The title (one of our own sentences, marked and not yet translated) and a quiet line of facts: total, freshness.

    `facts` are plain texts in the language of the screen; empty ones are left out.
    """
    _ = seat.texts.gettext
    st.title(_(label), anchor=False)
    told = seat.texts.listed(list(facts))
    if told:
        st.text(told)
    lists.badges(badges, key="page-badges")


def section(seat: Seat, label: str) -> None:
    """A heading within a page; `label` is marked and not yet translated."""
    _ = seat.texts.gettext
    st.header(_(label), anchor=False)


def nothing(seat: Seat, message: str, key: str = "nothing") -> None:
    """The one way to say that there is nothing here, and what would bring something; marked, not yet translated."""
    with st.container(key=key, horizontal_alignment="center"):
        st.text(seat.texts.gettext(message))
