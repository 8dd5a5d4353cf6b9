"""Colleagues by their names, and in which role they acted."""

from __future__ import annotations

import streamlit as st

from desk.roles import CONSOLE, THE_DESK, Role
from ui.components.residents import one_line
from ui.session import Seat


def name(seat: Seat, login: str) -> str:
    """The colleague's name; the login where there is none; the operator and the desk itself by what they are."""
    if login == THE_DESK.login:
        return seat.texts.gettext("the desk itself")
    if login.startswith(CONSOLE):
        return seat.texts.gettext("the operator")
    return one_line(_names(seat).get(login, login))


def name_in_role(seat: Seat, login: str, role: str | None, for_whom: str | None = None) -> str:
    """The name with the role in brackets, and for whom an assistant acted."""
    told = name(seat, login)
    if role in set(Role) and not login.startswith(CONSOLE):
        told = f"{told} ({seat.texts.name(Role(role))})"
    return seat.texts.fill("{who} for {head}", who=told, head=name(seat, for_whom)) if for_whom else told


def _names(seat: Seat) -> dict[str, str]:
    """Read once a run at most: a list of steps names the same few people again and again."""
    kept = st.session_state.get("_names")
    if not isinstance(kept, tuple) or kept[0] != seat.now:
        with seat.parts.store.reading() as records:
            kept = (seat.now, {user.login: user.name for user in records.users()})
        st.session_state["_names"] = kept
    names: dict[str, str] = kept[1]
    return names
