"""Widgets whose value lives in the address of the page, so that a link shows another person the same list."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from desk.errors import N_
from ui.components.residents import one_line
from ui.session import Seat


def choice(
    seat: Seat, label: str, name: str, options: Sequence[str], told: Callable[[str], str], width: int = 220
) -> str:
    """One of the options or none, kept as the parameter `name`; `label` is marked, `told` gives plain text.

    What the address names and nobody knows (a tag that is no longer in use) stays: its list is empty, not everything.
    """
    _ = seat.texts.gettext
    everything = _("all")
    wished = value(name)
    unknown = [wished] if wished and wished not in options else []
    follow(name, wished)
    chosen = st.selectbox(
        _(label),
        ["", *options, *unknown],
        format_func=lambda each: everything if not each else one_line(each, 40) if each in unknown else told(each),
        key=key_of(name),
        on_change=keep,
        args=(name,),
        width=width,
    )
    return chosen or ""


def line(seat: Seat, label: str, name: str, message: str, limit: int, width: int) -> str:
    """A typed line, kept as the parameter `name`; `message` is an example of what to type."""
    _ = seat.texts.gettext
    follow(name, value(name, limit))
    st.text_input(
        _(label),
        placeholder=_(message),
        max_chars=limit,
        key=key_of(name),
        on_change=keep,
        args=(name,),
        width=width,
    )
    return value(name, limit)


def flag(seat: Seat, label: str, name: str) -> bool:
    """A box to tick, kept as `name=1`."""
    _ = seat.texts.gettext
    follow(name, value(name) == "1")
    return st.checkbox(_(label), key=key_of(name), on_change=keep, args=(name,))


def value(name: str, limit: int = 100) -> str:
    """What the address says for a parameter, without blanks around it."""
    return st.query_params.get(name, "")[:limit].strip()


def key_of(name: str) -> str:
    """The key of the widget of a parameter."""
    return f"filter-{name}"


def follow(name: str, wished: str | bool) -> None:
    """Let a widget show what the address says, also when the browser went back: the address is the truth."""
    if st.session_state.get(key_of(name)) != wished:
        st.session_state[key_of(name)] = wished


def keep(name: str) -> None:
    """Write a changed widget into the address; the list begins anew."""
    turn_to(None)
    typed = st.session_state.get(key_of(name))
    if typed:
        st.query_params[name] = "1" if typed is True else str(typed)
    else:
        st.query_params.pop(name, None)


def clear(names: Sequence[str]) -> None:
    """Take parameters out of the address and their widgets with them."""
    turn_to(None)
    for name in names:
        st.query_params.pop(name, None)
        st.session_state.pop(key_of(name), None)


def turn_to(after: str | None) -> None:
    """Show the page that begins after this cursor, None for the first; the way back is remembered for this screen."""
    here = st.query_params.get("after")
    back: list[str | None] = st.session_state.setdefault("_back", [])
    if after is None:
        back.clear()
        st.query_params.pop("after", None)
        return
    back.append(here)
    st.query_params["after"] = after


def turn_back() -> None:
    """Show the page before; the first one where nobody knows how this screen came here."""
    back: list[str | None] = st.session_state.get("_back", [])
    before = back.pop() if back else None
    if before is None:
        st.query_params.pop("after", None)
    else:
        st.query_params["after"] = before


NEWEST_FIRST = (N_("To the newest"), N_("Newer"), N_("Older"))
NEAREST_FIRST = (N_("To the first page"), N_("Back"), N_("Next"))
"""What the buttons between pages say: to the first one, one back, one on."""


def pager(seat: Seat, after: str | None, key: str, words: tuple[str, str, str] = NEWEST_FIRST) -> None:
    """Back and next, where there is a page before or behind."""
    _ = seat.texts.gettext
    is_first = "after" not in st.query_params
    if is_first and not after:
        return
    ways: tuple[tuple[str, Callable[..., None], tuple[str | None, ...], bool], ...] = (
        ("newest", turn_to, (None,), is_first),
        ("newer", turn_back, (), is_first),
        ("older", turn_to, (after,), not after),
    )
    with st.container(horizontal=True, horizontal_alignment="center", key=f"{key}-pages"):
        for label, (name, turn, args, is_off) in zip(words, ways, strict=True):
            st.button(_(label), key=f"{key}-{name}", on_click=turn, args=args, disabled=is_off)
