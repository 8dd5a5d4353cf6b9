"""For those whose role has no page here yet: says so, instead of an empty screen."""

from __future__ import annotations

import streamlit as st

from ui.session import Seat


def show(seat: Seat) -> None:
    """One sentence."""
    st.info(seat.texts.gettext("Your role has no pages on this desk yet. What it may do is done by commands."))
