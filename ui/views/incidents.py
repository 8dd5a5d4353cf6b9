"""Incidents: the list of those that are mine to see, and the page of one."""

from __future__ import annotations

import streamlit as st

from desk.errors import N_, NotFound
from desk.incidents import State
from desk.moves import OPEN_STATES
from desk.queries import PAGE, IncidentFilter
from desk.roles import Action
from ui.components import case, deeds, faults, links, lists
from ui.components.residents import one_line
from ui.session import Seat

LISTS = {
    "open": frozenset(OPEN_STATES | {State.ANSWERED}),
    "closed": frozenset({State.CLOSED}),
}


def show(seat: Seat) -> None:
    """One incident when the address names it, else the list."""
    deeds.tell(seat)
    number = st.query_params.get("number", "")
    if number:
        with faults.box(seat.texts):
            if not links.is_number(number):
                raise NotFound(N_("there is no incident {number}"), number=one_line(number, 40))
            case.show(seat, number)
        if st.button(seat.texts.gettext("All incidents"), key="incidents-all"):
            st.query_params.clear()
            st.rerun()
        return
    _list(seat)


def _list(seat: Seat) -> None:
    texts = seat.texts
    _ = texts.gettext
    st.title(_("Incidents"), anchor=False)
    names = {"open": _("open ones"), "closed": _("closed ones")}
    wished = st.query_params.get("list", "open")
    chosen = st.segmented_control(
        _("Show"),
        list(LISTS),
        default=wished if wished in LISTS else "open",
        format_func=lambda each: names[each],
        key="incidents-list",
        on_change=_keep_in_address,
    )
    with seat.parts.store.reading() as records:
        page = records.incidents(
            IncidentFilter(states=LISTS[chosen or "open"], now=seat.now),
            seat.scope(Action.SEE_INCIDENTS),
            limit=PAGE,
            after=st.query_params.get("after"),
        )
    st.text(texts.ngettext("{count} incident", "{count} incidents", page.total))
    if not page.items:
        st.info(_("No incident stands here."))
    lists.incidents(seat, page.items, key="incidents")
    if page.after and st.button(_("Older incidents"), key="incidents-older"):
        st.query_params["after"] = page.after
        st.rerun()


def _keep_in_address() -> None:
    st.query_params.pop("after", None)
    st.query_params["list"] = st.session_state["incidents-list"] or "open"
