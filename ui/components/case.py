"""The page of one incident: its head, what comes next, its posts, its answers, its notes, its history."""

from __future__ import annotations

import streamlit as st

from desk.clocks import TermState, TermView, terms_of
from desk.decisions.looks import needs_reason
from desk.errors import N_, NazarError
from desk.incidents import Case, State
from desk.posts import StoredPost
from desk.roles import Action
from ui.components import badges as signs
from ui.components import (
    conversations,
    drafts,
    histories,
    links,
    lists,
    moves,
    pages,
    papers,
    persons,
    proposals,
    samematters,
)
from ui.components.badges import Badge, Tone, badge
from ui.components.finding import subject_of
from ui.components.forms.caring import named_key
from ui.components.residents import one_line
from ui.session import Seat

POSTS_SHOWN = 50
THREADS = 3
"""As many conversations are looked through for official replies."""
AROUND = 40
TERM_TONES = {TermState.MISSED: Tone.LATE, TermState.EXTENDED: Tone.PLAIN, TermState.PAUSED: Tone.QUIET}


def show(seat: Seat, number: str) -> None:
    """Everything about one incident. Raises NotFound when this person may not know of it."""
    case = seat.parts.casework.case(seat.actor, number)
    _head(seat, case)
    moves.undo(seat, case)
    left, right = st.columns([5, 3], gap="large")
    with left:
        moves.panel(seat, case)
        posts = _posts(seat, case)
        samematters.of_incident(seat, case)
        papers.answers(seat, case, posts)
        papers.notes(seat, case)
    with right, st.container(key="case-side"):
        _known(seat, case)
        proposals.show(seat, case, posts)
        _terms(seat, case)
        papers.helpers(seat, case)
        histories.show(seat, case)
    drafts.leftovers(seat, f"incident/{number}/")
    conversations.show(seat)


def _head(seat: Seat, case: Case) -> None:
    texts, incident = seat.texts, case.incident
    due = incident.department_due_at or incident.resident_due_at
    with pages.place():
        st.title(texts.gettext("Incident {number}").format(number=incident.number), anchor=False)
        if incident.title:
            with st.container(key="case-title"):
                st.text(one_line(incident.title, 300))
        marks = [
            signs.state(seat, incident.state),
            *signs.outcome(seat, incident.outcome),
            *signs.term(seat, due),
            *signs.urgency(seat, incident.urgency),
            *([badge(texts.gettext("under own control"), Tone.LATE)] if incident.own_control else []),
            *([badge(texts.gettext("official appeal"), Tone.LATE)] if incident.appeal else []),
            *_counters(seat, case),
        ]
        lists.badges(marks, key="case-badges")
        st.text(texts.listed([_department(seat, case), _assignee(seat, case)]))
        if incident.merged_into:
            st.text(texts.fill("Its posts stand in {number} now", number=incident.merged_into))
            links.incident(seat, incident.merged_into, key=f"open-{incident.merged_into}")


def _counters(seat: Seat, case: Case) -> list[Badge]:
    texts, incident = seat.texts, case.incident
    counted = [
        texts.ngettext("sent back {count} time", "sent back {count} times", incident.returns)
        if incident.returns
        else "",
        texts.ngettext("opened again {count} time", "opened again {count} times", incident.reopenings)
        if incident.reopenings
        else "",
        texts.ngettext("“not ours” {count} time", "“not ours” {count} times", incident.not_ours)
        if incident.not_ours
        else "",
    ]
    return [badge(each, Tone.QUIET) for each in counted if each]


def _department(seat: Seat, case: Case) -> str:
    department = seat.parts.catalogues().departments.get(case.incident.department or "")
    return (
        one_line(department.name(seat.texts.language), 120) if department else seat.texts.gettext("no department yet")
    )


def _assignee(seat: Seat, case: Case) -> str:
    login = case.incident.assignee
    return persons.name(seat, login) if login else seat.texts.gettext("no person yet")


def _known(seat: Seat, case: Case) -> None:
    texts, incident, catalogues = seat.texts, case.incident, seat.parts.catalogues()
    topic, territory = catalogues.topics.get(incident.topic or ""), catalogues.territories.get(incident.territory)
    about = catalogues.departments.get(incident.complained_of or "")
    head = incident.own_control
    facts = [
        (N_("Topic: {what}"), one_line(topic.name(texts.language), 120) if topic else "–"),
        (N_("Territory: {what}"), territory.name(texts.language) if territory else incident.territory),
        (N_("Place: {what}"), one_line(incident.place, 200)),
        (N_("Posts: {what}"), _crowd(seat, case)),
        (N_("Complaint about: {what}"), one_line(about.name(texts.language), 120) if about else ""),
        (N_("Official appeal: {what}"), one_line(incident.appeal, 120)),
        (N_("Own control: {what}"), persons.name(seat, head) if head else ""),
        (N_("Duplicate of: {what}"), incident.duplicate_of or ""),
        (N_("Reason: {what}"), one_line(incident.outcome_note, 300)),
        (N_("Whose: {what}"), one_line(incident.whose, 200)),
        (N_("Promised for: {what}"), texts.day(incident.promised_on) if incident.promised_on else ""),
        (N_("Opened: {what}"), texts.moment(incident.opened_at, seat.now)),
    ]
    pages.section(seat, N_("What is known"))
    with st.container(key="case-known", gap="xsmall"):
        for message, value in facts:
            if value:
                st.text(texts.fill(message, what=value))
        papers.tags(seat, case)


def _crowd(seat: Seat, case: Case) -> str:
    texts, incident = seat.texts, case.incident
    if not incident.posts:
        return ""
    people = texts.ngettext("{count} person", "{count} people", incident.people)
    return texts.listed([texts.number(incident.posts), people])


def _terms(seat: Seat, case: Case) -> None:
    views = terms_of(case, seat.parts.casework.rules(), seat.now)
    if not views:
        return
    pages.section(seat, N_("Terms"))
    numbered = list(enumerate(views))
    running = [(at, view) for at, view in numbered if view.is_open]
    over = [(at, view) for at, view in numbered if not view.is_open]
    with st.container(key="case-terms", gap="xsmall"):
        for at, view in running:
            _term(seat, view, at)
    if over:
        texts = seat.texts
        with st.expander(
            texts.ngettext("{count} finished term", "{count} finished terms", len(over)), key="case-terms-over"
        ):
            for at, view in over:
                _term(seat, view, at)


def _term(seat: Seat, view: TermView, at: int) -> None:
    texts = seat.texts
    until = texts.fill("until {when}", when=texts.moment(view.due_at, seat.now)) if view.due_at else ""
    st.text(texts.listed([texts.name(view.kind), until]))
    if view.is_open and view.state is not TermState.PAUSED:
        marks = signs.term(seat, view.due_at)
    else:
        marks = [badge(texts.name(view.state), TERM_TONES.get(view.state, Tone.GOOD))]
    if view.is_extended:
        marks.append(badge(texts.name(TermState.EXTENDED), Tone.QUIET))
    lists.badges(marks, key=f"term-{at}")


def _posts(seat: Seat, case: Case) -> list[StoredPost]:
    texts = seat.texts
    members = case.present[:POSTS_SHOWN]
    if not members and case.incident.state is State.MERGED:
        return []
    pages.section(seat, N_("Posts"))
    if not members:
        st.text(texts.gettext("Entered by hand; no post belongs to it."))
        return []
    names = _authors(seat, case)
    with seat.parts.store.reading() as records:
        found = records.posts_by_id([member.post_id for member in members])
    may_read_around = seat.may(Action.SEE_POSTS)
    on_thread = conversations.ask_for if may_read_around else None
    lists.posts(seat, found, key="case-posts", whole=True, names=names, on_thread=on_thread)
    if len(case.present) > POSTS_SHOWN:
        st.text(texts.ngettext("{count} more post", "{count} more posts", len(case.present) - POSTS_SHOWN))
    if may_read_around:
        _official(seat, found)
    return found


def _official(seat: Seat, members: list[StoredPost]) -> None:
    """What official accounts wrote in the conversations of the posts: perhaps the answer stands there already."""
    threads = {(each.post.key.network, each.post.key.place, each.post.thread): each for each in reversed(members)}
    wanted = [each for where, each in threads.items() if where[2] is not None][:THREADS]
    if not wanted:
        return
    known = {each.id for each in members}
    with seat.parts.store.reading() as records:
        around = {other.id: other for each in wanted for other in records.thread(each, AROUND)}
    found = [
        each
        for each in around.values()
        if each.post.official and each.id not in known and seat.actor.may(Action.SEE_POSTS, subject_of(each))
    ]
    if found:
        pages.section(seat, N_("Official replies in the same conversation"))
        lists.posts(seat, found, key="case-official", whole=True)


def _authors(seat: Seat, case: Case) -> dict[int, str]:
    """The public names for those who work on the open incident, or who said why; each look stands in the journal."""
    number = case.incident.number
    asked: dict[int, str] = st.session_state.get(named_key(number), {})
    if not seat.actor.may(Action.SEE_AUTHOR, case.subject):
        return {}
    if needs_reason(seat.actor, case):
        return {id: one_line(name) for id, name in asked.items()}
    try:
        found = seat.parts.casework.look(seat.actor, number)
    except NazarError:
        return {}
    return {each.post_id: one_line(each.author_name) for each in found}
