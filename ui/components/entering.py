"""An incident entered by hand: somebody called or came, and no post says so."""

from __future__ import annotations

import streamlit as st

from desk.errors import N_
from desk.moves import MOVES, Move
from desk.roles import Action
from desk.terms import Urgency
from ui.components import choices, deeds, drafts, filters
from ui.components.deeds import value
from ui.session import Seat

TEXT_LIMIT = 5000
DRAFT = "incidents/enter"
KEPT = {"persist_state": "page"}


def form(seat: Seat) -> None:
    """The form, folded away, for those who may open incidents."""
    _ = seat.texts.gettext
    if not seat.actor.roles() & MOVES[Move.ENTER].roles:
        return
    known = seat.parts.catalogues().territories
    with st.expander(_("Somebody called or came: enter an incident"), key="enter"):
        drafts.text_input(
            seat,
            _("What it is about, in a few words"),
            key="enter-title",
            draft=DRAFT,
            max_chars=200,
            persist_state="page",
        )
        drafts.text_area(
            seat,
            _("What they said"),
            key="enter-text",
            draft=DRAFT,
            max_chars=TEXT_LIMIT,
            height=120,
            persist_state="page",
        )
        with st.container(horizontal=True):
            choices.topic(seat, "enter-topic")
            choices.slug(seat, N_("Urgency"), list(Urgency), "enter-urgency")
            st.selectbox(
                _("Territory"),
                filters.territories(seat, Action.SORT),
                format_func=lambda code: known[code].name(seat.texts.language),
                key="enter-territory",
            )
        drafts.text_input(
            seat,
            _("Place: street, house, village"),
            key="enter-place",
            draft=DRAFT,
            max_chars=200,
            persist_state="page",
        )
        drafts.line(seat, DRAFT)
        deeds.button(
            seat,
            N_("Enter the incident"),
            "do-enter",
            _enter,
            N_("The incident is there."),
            draft=DRAFT,
            clear=["enter-"],
        )


def _enter(now: Seat) -> None:
    made = now.parts.casework.enter(
        now.actor,
        title=value("enter-title"),
        territory=value("enter-territory"),
        text=value("enter-text"),
        topic=value("enter-topic") or None,
        urgency=st.session_state["enter-urgency"],
        place=value("enter-place") or None,
    )
    st.query_params.clear()
    st.query_params["number"] = made.number
