"""The way to the page that brings the example data and takes it away."""

from __future__ import annotations

import streamlit as st

from desk.roles import Action, Subject
from ui.example import planting
from ui.session import Seat


def offer(seat: Seat) -> None:
    """A link for those who set the desk up: to remove the example where there is one, else to bring it."""
    if not seat.actor.may(Action.MANAGE_USERS, Subject(seat.parts.territory())):
        return
    _ = seat.texts.gettext
    if planting.is_there(seat.parts):
        st.html(f'<p><a href="/example" target="_self">{_("Remove the example data")}</a></p>')
    else:
        st.html(f'<p><a href="/example" target="_self">{_("Try the desk with example data")}</a></p>')
