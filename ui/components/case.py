"""The page of one incident: what is known, its posts, its answers, its history, and what may be done next."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from desk.casework import BY_HAND
from desk.clocks import terms_of
from desk.errors import NazarError
from desk.incidents import AnswerPlace, Case
from desk.moves import Move
from desk.roles import Action
from ui.components import lists, moves
from ui.components.residents import PAGE_LIMIT, one_line, readable
from ui.session import Seat

POSTS_SHOWN = 50


def show(seat: Seat, number: str) -> None:
    """Everything about one incident. Raises NotFound when this person may not know of it."""
    texts = seat.texts
    case = seat.parts.casework.case(seat.actor, number)
    st.title(texts.gettext("Incident {number}").format(number=number), anchor=False)
    _facts(seat, case)
    left, right = st.columns([3, 2])
    with left:
        _posts(seat, case)
        _answers(seat, case)
    with right:
        moves.panel(seat, case)
        _history(seat, case)
    # What was on the screen when the next button is pressed: a change by somebody else in between is found by this.
    st.session_state[moves.seen_key(number)] = case.incident.version


def _facts(seat: Seat, case: Case) -> None:
    texts, incident, catalogues = seat.texts, case.incident, seat.parts.catalogues()
    topic = catalogues.topics.get(incident.topic or "")
    department = catalogues.departments.get(incident.department or "")
    territory = catalogues.territories.get(incident.territory)
    appeal = one_line(incident.appeal, 120)
    if incident.title:
        st.text(one_line(incident.title, 300))
    st.text(
        texts.listed(
            [
                texts.name(incident.state),
                texts.name(incident.outcome) if incident.outcome else "",
                texts.name(incident.urgency),
                one_line(topic.name(texts.language)) if topic else "",
                territory.name(texts.language) if territory else incident.territory,
            ]
        )
    )
    st.text(
        texts.listed(
            [
                one_line(department.name(texts.language), 120) if department else texts.gettext("no department yet"),
                _person(seat, incident.assignee) if incident.assignee else "",
                texts.gettext("under own control") if incident.own_control else "",
                texts.fill("official appeal {number}", number=appeal) if appeal else "",
            ]
        )
    )
    for term in terms_of(case, seat.parts.casework.rules(), seat.now):
        st.text(
            texts.listed(
                [
                    texts.name(term.kind),
                    texts.name(term.state),
                    texts.left(term.minutes_left) if term.is_open and term.minutes_left is not None else "",
                    texts.fill("until {when}", when=texts.moment(term.due_at, seat.now)) if term.due_at else "",
                ]
            )
        )


def _posts(seat: Seat, case: Case) -> None:
    texts = seat.texts
    st.subheader(texts.gettext("Posts"), anchor=False)
    members = case.present[:POSTS_SHOWN]
    if not members:
        st.caption(texts.gettext("Entered by hand; no post belongs to it."))
        return
    names = _authors(seat, case)
    with seat.parts.store.reading() as records:
        found = records.posts_by_id([member.post_id for member in members])
    lists.posts(seat, found, key="case-posts", whole=True, names=names)
    if len(case.present) > POSTS_SHOWN:
        st.text(texts.ngettext("{count} more post", "{count} more posts", len(case.present) - POSTS_SHOWN))


def _authors(seat: Seat, case: Case) -> dict[int, str]:
    """The public names for those who work on the open incident; each look stands in the journal."""
    if not seat.actor.may(Action.SEE_AUTHOR, case.subject):
        return {}
    try:
        found = seat.parts.casework.look(seat.actor, case.incident.number)
    except NazarError:
        return {}  # whoever needs a reason to see them gets the masked names
    return {each.post_id: one_line(each.author_name) for each in found if each.author_name}


def _answers(seat: Seat, case: Case) -> None:
    texts = seat.texts
    if not case.answers:
        return
    st.subheader(texts.gettext("Answers"), anchor=False)
    for answer in case.answers:
        with st.container(border=True):
            st.text(
                texts.listed(
                    [
                        texts.name(answer.kind),
                        texts.name(answer.outcome) if answer.outcome else "",
                        _person(seat, answer.by),
                        texts.moment(answer.at, seat.now),
                        texts.fill("promised for {day}", day=answer.promised_on) if answer.promised_on else "",
                    ]
                )
            )
            st.text(readable(answer.text, PAGE_LIMIT))
            if answer.returned:
                st.text(
                    texts.listed(
                        [
                            texts.fill("returned: {reason}", reason=texts.name(answer.returned)),
                            one_line(answer.returned_note, 500),
                        ]
                    )
                )
    titles = _titles(seat, case)
    for place in case.places:
        st.text(
            texts.listed(
                [
                    *_where(seat, place, titles),
                    texts.name(place.state),
                    texts.name(place.way) if place.way else "",
                    one_line(place.link or place.detail, 300),
                ]
            )
        )


def _where(seat: Seat, place: AnswerPlace, titles: Mapping[tuple[str, str], str]) -> tuple[str, ...]:
    if place.where == BY_HAND:
        return (seat.texts.name(Move.ENTER),)
    return one_line(place.network), one_line(titles.get((place.network, place.place)) or place.place)


def _titles(seat: Seat, case: Case) -> dict[tuple[str, str], str]:
    """What the places of the answer are called, as far as their posts tell."""
    wanted = {(place.network, place.place) for place in case.places}
    # One post of every place is enough, also of one that has left the incident since.
    members = {where: each.post_id for each in case.members if (where := (each.key.network, each.key.place)) in wanted}
    with seat.parts.store.reading() as records:
        found = {each.id: each.place_name for each in records.posts_by_id(list(members.values()))}
    return {where: name for where, id in members.items() if (name := found.get(id))}


def _history(seat: Seat, case: Case) -> None:
    texts = seat.texts
    st.subheader(texts.gettext("History"), anchor=False)
    for step in reversed(case.steps):
        st.text(texts.listed([texts.moment(step.at, seat.now), _move(seat, step.move), _person(seat, step.by)]))


def _move(seat: Seat, move: str) -> str:
    return seat.texts.name(Move(move)) if move in set(Move) else move


def _person(seat: Seat, login: str) -> str:
    """The colleague's name; the login where there is none (the console, the desk itself)."""
    names = st.session_state.get("_names")
    if names is None:
        with seat.parts.store.reading() as records:
            names = {user.login: user.name for user in records.users()}
        st.session_state["_names"] = names
    return seat.texts.gettext("the desk itself") if login == "desk" else one_line(names.get(login, login))
