"""The same matter? What may belong together, with the reason, and the click that joins it; nothing joins by itself."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from desk.errors import N_
from desk.incidents import Case, Incident, State
from desk.matching import Match
from desk.moves import OPEN_STATES
from desk.posts import StoredPost
from desk.roles import Action
from desk.samematter import Likeness, Why
from ui.components import deeds, faults, links, lists, pages
from ui.components.finding import subject_of
from ui.components.residents import one_line
from ui.session import Seat

WHYS = {
    Why.COPY: N_("nearly the same text"),
    Why.PLACE_AND_TOPIC: N_("the same place and topic"),
    Why.PLACE_AND_WORDS: N_("the same place and words"),
    Why.TALK_AND_TOPIC: N_("the same conversation and topic"),
}
JOINABLE = OPEN_STATES | {State.ANSWERED}
"""A closed incident asks what the posts mean: that is chosen in the form."""
SHOWN = 5
TOGETHER = "same-with"


def of_post(seat: Seat, post: StoredPost) -> None:
    """Incidents that the post may belong to, each with a button, and other posts that wait about the same."""
    with faults.box(seat.texts):
        found = seat.parts.matching.of_post(seat.actor, post.id)
        posts = [*found.copies, *found.likely][:SHOWN]
        if not found.incidents and not posts:
            return
        pages.section(seat, N_("The same matter?"))
        with st.container(key="same-matter", gap="xsmall"):
            for incident, match in found.incidents[:SHOWN]:
                _incident(seat, post, incident, match)
            if posts:
                for line in _reasons(seat, posts):
                    st.text(line)
                lists.posts(seat, [each.post for each in posts], key="same-posts", has_tags=False)


def of_incident(seat: Seat, case: Case) -> None:
    """Posts without an incident that likely belong to this one; those that are picked join it."""
    if case.incident.state not in JOINABLE or not case.present or not seat.may(Action.SORT):
        return
    with faults.box(seat.texts):
        found = seat.parts.matching.of_incident(seat.actor, case.incident.number)[:SHOWN]
        if not found:
            return
        pages.section(seat, N_("These look like the same matter"))
        for line in _reasons(seat, found):
            st.text(line)
        shown = [each.post for each in found]
        picked = lists.posts(seat, shown, key=TOGETHER, can_be_picked=lambda stored: True, has_tags=False)
        number, version = case.incident.number, case.incident.version
        ids = picked or [each.id for each in shown]

        def join(now: Seat) -> None:
            now.parts.casework.join(now.actor, number, ids, version=version)

        label = N_("Add the chosen posts") if picked else N_("Add all of them")
        deeds.button(
            seat, label, "same-join", join, N_("The posts have joined it."), clear=(f"{lists.PICK}{TOGETHER}",)
        )


def _incident(seat: Seat, post: StoredPost, incident: Incident, match: Match) -> None:
    number = incident.number
    st.text(links.title_of(seat, incident))
    with st.container(key=f"same-{number}_quiet"):
        st.text(reason(seat, match.likeness))
    with st.container(horizontal=True, key=f"same-{number}-steps"):
        if incident.state in JOINABLE and post.incident is None and seat.actor.may(Action.SORT, subject_of(post)):
            deeds.button(
                seat,
                N_("Add to it"),
                f"same-join-{number}",
                lambda now: now.parts.casework.join(now.actor, number, [post.id]),
                N_("The posts have joined it."),
                clear=(lists.PICK, "sort-"),
                primary=False,
            )
        links.incident(seat, number, key=f"same-open-{number}")


def _reasons(seat: Seat, found: Sequence[Match]) -> list[str]:
    """Each reason once, in the order of the posts."""
    return list(dict.fromkeys(reason(seat, each.likeness) for each in found))


def reason(seat: Seat, likeness: Likeness) -> str:
    """Why, how sure, and the words that speak for it: plain text on one line."""
    texts = seat.texts
    words = " ".join(f"«{one_line(each, 40)}»" for each in likeness.words)
    sure = texts.fill("{count} of 100", count=round(likeness.score * 100))
    return texts.listed([texts.gettext(WHYS[likeness.why]), sure, words])
