"""The one way to ask for confirmation: the button opens the question beside it; only the second click does anything."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from ui.components import deeds
from ui.components.deeds import Deed
from ui.session import Seat


def button(
    seat: Seat,
    label: str,
    key: str,
    message: str,
    do: Deed,
    said: str,
    *,
    clear: Sequence[str] = (),
    beside: Callable[[], None] = lambda: None,
    **fields: object,
) -> None:
    """A button with a question before its deed. `label`, `message` (the question) and `said` are marked sentences;
    `fields` fill the question and are shown as plain text; `beside` draws what helps to decide."""
    _ = seat.texts.gettext
    with st.popover(_(label), key=f"{key}-ask"):
        st.text(seat.texts.fill(message, **fields))
        beside()
        deeds.button(seat, label, key, do, said, clear=clear)
