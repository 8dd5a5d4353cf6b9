"""Fields that keep what is typed into them: through a reload, a lost connection, a lost race and a killed desk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import streamlit as st

from desk.drafts import FIELD_LIMIT, Draft
from desk.errors import N_, NazarError
from ui import drafts, session
from ui.components import confirming
from ui.session import Seat

_SEEN = "_drafts"
"""In the session: the moment of the run, and the drafts it has looked up."""
NOTHING_YET = "\u200b"
"""Stands where the script will write, with no width: Streamlit draws nothing that could be written to for no text."""


def text_area(seat: Seat, label: str, *, key: str, draft: str | None, value: str = "", **more: Any) -> str:
    """A text area that keeps what is typed. `draft` names what is written (incident/2026-000123/submit), `key` the
    field in it; `value` stands in it when no draft is kept. Without `draft` it is a plain one. Raises StoreError."""
    return _field(seat, st.text_area, label, key, draft, value, more)


def text_input(seat: Seat, label: str, *, key: str, draft: str | None, value: str = "", **more: Any) -> str:
    """A line that keeps what is typed; as `text_area`."""
    return _field(seat, st.text_input, label, key, draft, value, more)


def line(seat: Seat, draft: str) -> None:
    """Once under the fields of a draft: since when it is kept, and the way to throw it away."""
    known = _known(seat, draft)
    with st.container(key=drafts.line_key(known), horizontal=True, vertical_alignment="center"):
        st.text(drafts.said(seat.texts, known, seat.now) or NOTHING_YET)
        if known.fields:
            _throw_away(seat, known)


def leftovers(seat: Seat, beginning: str) -> None:
    """Drafts with such names that no form on this screen shows: a colleague was faster, the next step is another one.
    Drawn after the forms."""
    _ = seat.texts.gettext
    drawn = _seen(seat)
    for draft in drafts.find_all(seat.parts, seat.visitor, beginning):
        if draft.name in drawn:
            continue
        with st.container(border=True, key=f"leftover-{_slug(draft)}"):
            st.text(_("You have written this and not sent it:"))
            for text in draft.fields.values():
                st.code(text, language=None, wrap_lines=True)
            with st.container(horizontal=True, vertical_alignment="center", key=f"leftover-{_slug(draft)}-line"):
                st.text(drafts.said(seat.texts, draft, seat.now))
                _throw_away(seat, draft)


def _field(
    seat: Seat, widget: Callable[..., Any], label: str, key: str, name: str | None, value: str, more: dict[str, Any]
) -> str:
    more.setdefault("max_chars", FIELD_LIMIT)
    if name is None:
        return str(widget(label, value, key=key, **more) or "")
    known = _known(seat, name)
    _fill(known, key, value)
    # No field of a form: Streamlit would not tell us of its changes.
    with st.container(key=drafts.mark(known, key)):
        typed = widget(label, key=key, on_change=_keep, args=(name, key, known.round), **more)
    return str(typed or "")


def _fill(known: Draft, key: str, value: str) -> None:
    """Put the draft into a field that is new on the screen, or that belonged to something else until now."""
    belongs, before = (known.name, known.round), st.session_state.get(f"_draft-{key}")
    if key not in st.session_state or (before is not None and before != belongs):
        st.session_state[key] = known.fields.get(key, value)
    st.session_state[f"_draft-{key}"] = belongs


def _keep(name: str, key: str, round: int) -> None:
    # Leaving a field and pressing its button may come as one: what was sent must not be kept again, hence the round.
    try:
        seat = session.seat()
        if seat is not None:
            drafts.keep(seat.parts, seat.visitor, name, {key: str(st.session_state.get(key) or "")}, round)
    except NazarError as error:
        st.session_state["_fault"] = error


def _throw_away(seat: Seat, draft: Draft) -> None:
    confirming.button(
        seat,
        N_("Throw away"),
        f"throw-{_slug(draft)}",
        N_("Throw away what you have typed? It cannot be brought back."),
        lambda now: drafts.drop(now.parts, now.visitor, draft.name),
        N_("The draft is thrown away."),
    )


def _known(seat: Seat, name: str) -> Draft:
    seen = _seen(seat)
    if name not in seen:
        seen[name] = drafts.find(seat.parts, seat.visitor, name)
    return seen[name]


def _seen(seat: Seat) -> dict[str, Draft]:
    kept: tuple[datetime, dict[str, Draft]] | None = st.session_state.get(_SEEN)
    if kept is None or kept[0] != seat.now:
        kept = (seat.now, {})
        st.session_state[_SEEN] = kept
    return kept[1]


def _slug(draft: Draft) -> str:
    return draft.name.replace("/", "-")
