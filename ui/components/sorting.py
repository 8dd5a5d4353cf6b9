"""What is done with posts that somebody picked in a list: an incident, an answer at once, or aside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum

import streamlit as st

from desk.decisions.gathering import Joining
from desk.errors import N_
from desk.incidents import State
from desk.moves import MOVES, OPEN_STATES, Move
from desk.posts import SetAsideReason, StoredPost
from desk.queries import IncidentFilter
from desk.roles import Action
from desk.terms import Urgency
from ui.components import answers, choices, deeds, faults, links
from ui.components.deeds import value
from ui.session import Seat

CLEARED = ("pick-", "sort-")


class Kind(StrEnum):
    """What can be done with picked posts."""

    TAKE = "take"
    JOIN = "join"
    SET_ASIDE = "set-aside"
    AT_ONCE = "at-once"


KINDS = {
    Kind.TAKE: N_("Take into a new incident"),
    Kind.JOIN: N_("Add to an incident"),
    Kind.SET_ASIDE: N_("Set aside"),
    Kind.AT_ONCE: N_("Answer at once"),
}
JOININGS = {
    Joining.STILL_SO: N_("It is still so: reopen"),
    Joining.TELL_THEM: N_("Tell them the answer there was"),
}


def panel(seat: Seat, picked: Sequence[StoredPost]) -> None:
    """The choice of what to do, and its form."""
    texts = seat.texts
    if not seat.may(Action.SORT):
        return
    st.subheader(texts.gettext("With the chosen posts"), anchor=False)
    if not picked:
        st.caption(texts.gettext("Choose posts in the list; then say here what becomes of them."))
        return
    st.text(texts.ngettext("{count} post chosen", "{count} posts chosen", len(picked)))
    kinds = [kind for kind in Kind if kind is not Kind.AT_ONCE or seat.actor.roles() & MOVES[Move.ANSWER_AT_ONCE].roles]
    kind = st.selectbox(
        texts.gettext("What to do"), kinds, format_func=lambda each: texts.gettext(KINDS[each]), key="sort-kind"
    )
    with faults.box(texts):
        _FORMS[kind](seat, picked, [each.id for each in picked])


def _take(seat: Seat, picked: Sequence[StoredPost], ids: list[int]) -> None:
    st.text_input(seat.texts.gettext("What it is about, in a few words"), key="sort-title", max_chars=200)
    choices.topic(seat, "sort-topic", picked[0].topic)
    choices.slug(seat, N_("Urgency"), list(Urgency), "sort-urgency")

    def take(now: Seat) -> None:
        now.parts.casework.take(
            now.actor,
            ids,
            title=value("sort-title"),
            topic=value("sort-topic") or None,
            urgency=st.session_state["sort-urgency"],
        )

    deeds.button(seat, N_("Take"), "sort-take", take, N_("The incident is there."), typed=["sort-title"], clear=CLEARED)


def _join(seat: Seat, picked: Sequence[StoredPost], ids: list[int]) -> None:
    _ = seat.texts.gettext
    states = OPEN_STATES | {State.ANSWERED, State.CLOSED}
    with seat.parts.store.reading() as records:
        page = records.incidents(IncidentFilter(states=states), seat.scope(Action.SEE_INCIDENTS), limit=50)
    if not page.items:
        st.info(_("There is no incident yet."))
        return
    incidents = {each.number: each for each in page.items}
    number = st.selectbox(
        _("Incident"),
        list(incidents),
        format_func=lambda each: links.title_of(seat, incidents[each]),
        key="sort-number",
    )
    is_closed = incidents[number].state is State.CLOSED
    if is_closed:
        st.selectbox(
            _("The incident is closed. What do the posts mean?"),
            list(JOININGS),
            format_func=lambda each: _(JOININGS[each]),
            key="sort-then",
        )

    def join(now: Seat) -> None:
        then = st.session_state["sort-then"] if is_closed else None
        now.parts.casework.join(now.actor, value("sort-number"), ids, then=then)

    deeds.button(seat, N_("Add"), "sort-join", join, N_("The posts have joined it."), clear=CLEARED)


def _set_aside(seat: Seat, picked: Sequence[StoredPost], ids: list[int]) -> None:
    choices.slug(seat, N_("Reason"), list(SetAsideReason), "sort-reason")
    st.text_input(seat.texts.gettext("Note (needed for another reason)"), key="sort-note", max_chars=500)

    def set_aside(now: Seat) -> None:
        reason = st.session_state["sort-reason"]
        now.parts.casework.set_aside(now.actor, ids, reason, value("sort-note") or None)

    said = N_("Set aside. Nothing is lost; the search finds it.")
    deeds.button(seat, N_("Set aside"), "sort-aside", set_aside, said, typed=["sort-note"], clear=CLEARED)


def _at_once(seat: Seat, picked: Sequence[StoredPost], ids: list[int]) -> None:
    answers.ask_answer(seat, "sort")
    choices.topic(seat, "sort-topic", picked[0].topic)
    answers.ask_way(seat, "sort")

    def answer(now: Seat) -> None:
        now.parts.casework.answer_at_once(
            now.actor,
            ids,
            topic=value("sort-topic") or None,
            **answers.read_answer("sort"),
            **answers.read_way("sort"),
        )

    deeds.button(
        seat, N_("Answer and close"), "sort-answer", answer, N_("Answered."), typed=["sort-text"], clear=CLEARED
    )


_FORMS: dict[Kind, Callable[[Seat, Sequence[StoredPost], list[int]], None]] = {
    Kind.TAKE: _take,
    Kind.JOIN: _join,
    Kind.SET_ASIDE: _set_aside,
    Kind.AT_ONCE: _at_once,
}
