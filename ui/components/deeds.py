"""Buttons that do something: in the rights of this very moment, and without losing what was typed when it fails."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence

import streamlit as st

from desk.errors import N_, NazarError, NotAllowed
from ui import drafts, session
from ui.components import faults
from ui.session import Seat

Deed = Callable[[Seat], object]
"""What a button does. It reads what was typed through `value`: the page it stands on may be older than the click."""


def button(
    seat: Seat,
    label: str,
    key: str,
    do: Deed,
    said: str,
    *,
    typed: Sequence[str] = (),
    clear: Sequence[str] = (),
    draft: str | None = None,
    primary: bool = True,
    in_form: bool = False,
) -> None:
    """A button; `label` and `said` are marked sentences. `typed` are the keys of texts that must survive a failure,
    `clear` the beginnings of keys to empty after success, `draft` what was written for it (ui.components.drafts)."""
    _ = seat.texts.gettext
    press = st.form_submit_button if in_form else st.button
    press(
        _(label),
        key=key,
        type="primary" if primary else "secondary",
        on_click=_do,
        args=(do, said, tuple(typed), tuple(clear), draft),
    )


def value(key: str) -> str:
    """What stands in a text widget at this moment, without blanks around it."""
    return str(st.session_state.get(key) or "").strip()


def tell(seat: Seat) -> None:
    """What the last deed did or why it failed, and what had been typed for it."""
    faults.said(seat.texts)
    fault = st.session_state.pop("_fault", None)
    if isinstance(fault, NazarError):
        faults.tell(seat.texts, fault)
    kept = st.session_state.get("_kept")
    if kept:
        st.text(seat.texts.gettext("What you typed:"))
        for text in kept:
            st.code(text, language=None, wrap_lines=True)


def at_once(do: Deed) -> Seat | None:
    """Do it in the rights of this very moment, for callbacks: who did it; None when it failed, `tell` says why."""
    st.session_state.pop("_kept", None)
    try:
        # Asked anew: between the drawing of the page and the click a right may have been taken away.
        seat = session.seat()
        if seat is None:
            raise NotAllowed(N_("the session has ended: sign in again"))
        do(seat)
    except NazarError as error:
        st.session_state["_fault"] = error
        return None
    return seat


def _do(do: Deed, said: str, typed: tuple[str, ...], clear: tuple[str, ...], draft: str | None) -> None:
    seat = at_once(do)
    if seat is None:
        # A draft stays in its field, or is shown as left over where the field is gone.
        st.session_state["_kept"] = [] if draft else [text for text in map(value, typed) if text]
        return
    if draft:
        # What was done is done, also when its draft cannot be taken away just now.
        with contextlib.suppress(NazarError):
            drafts.drop(seat.parts, seat.visitor, draft)
    st.session_state["_said"] = said
    for name in [str(name) for name in st.session_state if str(name).startswith(clear)] if clear else []:
        del st.session_state[name]
