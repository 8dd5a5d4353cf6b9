"""What the posts of an incident say of it that its details do not: topic, urgency, place; one click takes it over."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from desk.errors import N_
from desk.incidents import Case, State
from desk.posts import StoredPost
from desk.roles import Action
from ui.components import choices, deeds, suggestions
from ui.session import Seat


def show(seat: Seat, case: Case, posts: Sequence[StoredPost]) -> None:
    """A line and a button for each detail that differs; nothing where this person may not change them."""
    incident = case.incident
    if incident.state in (State.CLOSED, State.MERGED) or not seat.actor.may(Action.SORT, case.subject):
        return
    read = suggestions.of(seat, [each for each in posts if each.reading is not None], own_topics=False)
    if read.topic and incident.topic is None:
        told = choices.topic_path(seat, read.topic)
        _offer(seat, case, N_("Topic, as its posts were read: {what}"), told, "topic", read.topic)
    if suggestions.WORSE.index(read.urgency) > suggestions.WORSE.index(incident.urgency):
        told = seat.texts.name(read.urgency)
        _offer(seat, case, N_("More urgent, as its posts were read: {what}"), told, "urgency", read.urgency)
    if read.place and not incident.place:
        _offer(seat, case, N_("Place, as its posts were read: {what}"), read.place, "place", read.place)


def _offer(seat: Seat, case: Case, message: str, told: str, name: str, value: str) -> None:
    number, version = case.incident.number, case.incident.version
    with st.container(horizontal=True, vertical_alignment="center", key=f"proposed-{name}"):
        st.text(seat.texts.fill(message, what=told))
        take = partial(_take, number, version, name, value)
        deeds.button(seat, N_("Take it over"), f"take-over-{name}", take, N_("Corrected."), primary=False)


def _take(number: str, version: int, name: str, value: str, seat: Seat) -> None:
    seat.parts.casework.set_details(seat.actor, number, version=version, **{name: value})  # type: ignore[arg-type]
