"""Ways from one page to another."""

from __future__ import annotations

import re

import streamlit as st

from desk.incidents import Incident
from ui.components.residents import one_line
from ui.session import Seat

_NUMBER = re.compile(r"\d{4}-\d{6,}")


def is_number(text: str) -> bool:
    """Has it the form of an incident's number (2026-000123)?"""
    return bool(_NUMBER.fullmatch(text))


def incident(seat: Seat, number: str, *, key: str) -> None:
    """A button that opens the incident, for those who have its page."""
    page = st.session_state["_pages"].get("incidents")
    if page is None or not is_number(number):
        return
    if st.button(seat.texts.gettext("Incident {number}").format(number=number), key=key, type="tertiary"):
        st.switch_page(page, query_params={"number": number})


def title_of(seat: Seat, incident: Incident) -> str:
    """The incident on one line, for lists and choices: plain text only."""
    topic = seat.parts.catalogues().topics.get(incident.topic or "")
    return seat.texts.listed(
        [
            incident.number,
            one_line(incident.title, 120),
            one_line(topic.name(seat.texts.language)) if topic else "",
            seat.texts.name(incident.state),
        ]
    )
