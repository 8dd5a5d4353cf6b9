"""What the desk proposes for an incident of some posts: as they were read and corrected, so that people only check."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from desk.posts import StoredPost
from desk.readings import PlaceKind, Reading, corrected
from desk.terms import Urgency
from ui.components import tags
from ui.components.residents import one_line
from ui.session import Seat

WORSE = tuple(Urgency)
"""From the least urgent to the most."""


@dataclass(frozen=True)
class Suggestion:
    """Topic ('' for none), urgency and place of an incident to be."""

    topic: str = ""
    urgency: Urgency = Urgency.ORDINARY
    place: str = ""


def of(seat: Seat, posts: Sequence[StoredPost], *, own_topics: bool = True) -> Suggestion:
    """What most posts are about, as urgent as the most urgent of them, where the first of them says.

    Without `own_topics` a topic counts only as it was read or corrected, not as the post's incident or source has it.
    """
    groups = seat.parts.catalogues().topics.parents
    read = [corrected(each.reading, each.corrections, groups) if each.reading else Reading() for each in posts]
    topics = Counter(
        topic
        for each, reading in zip(posts, read, strict=True)
        if (topic := (own_topics and each.topic) or reading.topic)
    )
    return Suggestion(
        topics.most_common(1)[0][0] if topics else "",
        max((each.urgency for each in read), key=WORSE.index, default=Urgency.ORDINARY),
        next((place for each in read if (place := place_of(seat, each))), ""),
    )


def place_of(seat: Seat, reading: Reading) -> str:
    """The place that a text names or a person said, on one line; '' where only its source says one."""
    shown = [each for each in reading.places if each.end or each.kind is not PlaceKind.TERRITORY]
    return tags.place_name(seat, shown[0]) if shown else ""


def follow(key: str, suggested: str) -> None:
    """Let a widget that still shows the last suggestion show this one; what a person chose stays."""
    kept = f"_suggested-{key}"
    if key in st.session_state and st.session_state[key] == st.session_state.get(kept):
        st.session_state[key] = suggested
    st.session_state[kept] = suggested


def department(seat: Seat, topic: str) -> str:
    """Who would answer for the topic, in words; '' for nobody."""
    catalogues = seat.parts.catalogues()
    found = catalogues.departments.get(catalogues.topics.department_of(topic) or "")
    return one_line(found.name(seat.texts.language), 120) if found else ""
