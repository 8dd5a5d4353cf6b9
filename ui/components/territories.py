"""A choice of a territory by its name, among those where a person has a right."""

from __future__ import annotations

import streamlit as st

from desk.errors import N_, RuleError
from desk.roles import Action, Subject
from desk.territories import is_within
from ui.components.residents import one_line
from ui.session import Seat

MOST_AT_ONCE = 300
"""More territories than these are looked for by name first."""
FOUND = 20


def choose(seat: Seat, action: Action, key: str) -> None:
    """The widgets; `chosen` reads them."""
    _ = seat.texts.gettext
    codes = inside(seat, action)
    if len(codes) > MOST_AT_ONCE:
        st.text_input(_("Territory: a name or a code"), key=f"{key}-words", max_chars=100)
        wished = str(st.session_state.get(f"{key}-words") or "").strip()
        allowed = set(codes)
        found = [each.code for each in seat.parts.catalogues().territories.find(wished, limit=400)]
        codes = [code for code in found if code in allowed][:FOUND] if wished else codes[:1]
        if not codes:
            st.text(_("No territory of yours is called so."))
    # An option that is not offered any more must not stay chosen.
    if st.session_state.get(key) not in codes:
        st.session_state.pop(key, None)
    st.selectbox(
        _("Territory"),
        codes,
        format_func=lambda code: told(seat, code),
        key=key,
        placeholder=_("choose"),
    )


def chosen(key: str) -> str:
    """The code that is chosen. Raises RuleError when none is."""
    code = st.session_state.get(key)
    if not isinstance(code, str):
        raise RuleError(N_("choose the territory from the list"))
    return code


def inside(seat: Seat, action: Action) -> list[str]:
    """Codes of the territories of this installation where this person has the right; the widest first."""
    here = seat.parts.territory()
    known = seat.parts.catalogues().territories
    return [code for code in known if is_within(code, here) and seat.actor.may(action, Subject(code))]


def told(seat: Seat, code: str) -> str:
    """A territory by its name and that of the one above it; the code itself where nobody knows it."""
    known = seat.parts.catalogues().territories
    if code not in known:
        return one_line(code)
    above = known.parent_of(code)
    language = seat.texts.language
    rest = above.name(language) if above is not None and above.parent is not None else ""
    return seat.texts.listed([one_line(known[code].name(language)), one_line(rest)])


def name(seat: Seat, code: str) -> str:
    """A territory by its name alone."""
    known = seat.parts.catalogues().territories
    return one_line(known[code].name(seat.texts.language)) if code in known else one_line(code)
