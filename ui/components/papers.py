"""What was written on an incident: the answers and their places, the parts of helpers, the notes for colleagues."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from desk.errors import N_
from desk.incidents import Answer, AnswerPlace, Case, CoExecutor, PlaceState, State, Way
from desk.languages import asked_in, is_in_another
from desk.posts import StoredPost
from desk.readings import Tongue
from desk.roles import Action
from language.tongues import tongue_of
from ui.components import badges as signs
from ui.components import deeds, filters, lists, pages, persons
from ui.components.badges import Tone, badge
from ui.components.forms.form import Form
from ui.components.places import Titles, place_words, titles
from ui.components.residents import PAGE_LIMIT, one_line, readable
from ui.session import Seat

PLACE_TONES = {
    PlaceState.TO_PUBLISH: Tone.SOON,
    PlaceState.NOT_FOUND: Tone.LATE,
    PlaceState.EDITED_SINCE: Tone.SOON,
    PlaceState.SEEN: Tone.GOOD,
    PlaceState.TOLD: Tone.GOOD,
}

PUBLISHING = frozenset({State.ACCEPTED, State.ANSWERED})
"""States in which the way of the answer to its places is what matters."""


OTHER_LANGUAGE = {
    Tongue.KAZAKH: N_("asked in Kazakh, answered in Russian"),
    Tongue.RUSSIAN: N_("asked in Russian, answered in Kazakh"),
}
"""What is said of an answer in another language than that of most of the posts."""


def answers(seat: Seat, case: Case, posts: Sequence[StoredPost]) -> None:
    """The texts, the newest first, and where the answer stands. `posts` are those that asked."""
    if case.answers:
        asked = asked_in(posts)
        pages.section(seat, N_("Answers"))
        for answer in reversed(case.answers):
            _answer(seat, answer, asked)
    if case.incident.state in PUBLISHING or any(place.state is not PlaceState.TO_PUBLISH for place in case.places):
        _places(seat, case)


def _answer(seat: Seat, answer: Answer, asked: Tongue | None) -> None:
    texts = seat.texts
    # What was written counts, not what somebody chose in the form.
    is_other = is_in_another(asked, tongue_of(answer.published_text or answer.text).tongue)
    with st.container(border=True, key=f"answer-{answer.ordinal}"):
        marks = [
            badge(texts.name(answer.kind)),
            *signs.outcome(seat, answer.outcome),
            *([badge(texts.gettext("sent back"), Tone.LATE)] if answer.returned else []),
            *([badge(texts.gettext("accepted"), Tone.GOOD)] if answer.accepted_by and not answer.withdrawn else []),
            *([badge(texts.gettext("from an earlier round"), Tone.QUIET)] if answer.withdrawn else []),
            *([badge(texts.gettext(OTHER_LANGUAGE[asked]), Tone.SOON)] if asked and is_other else []),
        ]
        lists.badges(marks, key=f"answer-{answer.ordinal}-badges")
        st.text(readable(answer.text, PAGE_LIMIT) or texts.gettext("(no text)"))
        if answer.published_text and answer.published_text != answer.text:
            st.text(texts.gettext("As it was posted:"))
            st.text(readable(answer.published_text, PAGE_LIMIT))
        more = [
            texts.fill("promised for {day}", day=answer.promised_on) if answer.promised_on else "",
            texts.fill("whose: {whose}", whose=one_line(answer.whose, 200)) if answer.whose else "",
            texts.fill("why: {reason}", reason=one_line(answer.reason, 500)) if answer.reason else "",
            texts.fill("returned: {reason}", reason=texts.name(answer.returned)) if answer.returned else "",
            one_line(answer.returned_note, 500),
        ]
        if any(more):
            st.text(texts.listed(more))
        with st.container(key=f"answer-{answer.ordinal}_quiet"):
            st.text(texts.listed([persons.name(seat, answer.by), texts.moment(answer.at, seat.now)]))


def _places(seat: Seat, case: Case) -> None:
    pages.section(seat, N_("Where the answer stands"))
    named = titles(seat, case)
    may_watch = seat.actor.may(Action.WATCH, case.subject)
    for at, place in enumerate(case.places):
        _place(seat, case, place, at, named, may_watch)


def _place(seat: Seat, case: Case, place: AnswerPlace, at: int, named: Titles, may_watch: bool) -> None:
    texts = seat.texts
    with st.container(border=True, key=f"place-{at}", gap="xsmall"):
        way = texts.name(place.way) if place.way else ""
        st.text(texts.listed([place_words(seat, place, named), way]))
        lists.badges(
            [badge(texts.name(place.state), PLACE_TONES.get(place.state, Tone.PLAIN))], key=f"place-{at}-state"
        )
        told = one_line(place.link or place.detail, 300)
        if told:
            st.text(told)
        is_there = place.state is not PlaceState.TO_PUBLISH
        if may_watch and is_there and place.way is Way.PUBLIC_REPLY:
            with st.container(horizontal=True, gap="xsmall"):
                for state, label in (
                    (PlaceState.SEEN, N_("Seen there")),
                    (PlaceState.NOT_FOUND, N_("Not found there")),
                ):
                    if place.state is not state:
                        _look_after(seat, case, place, state, label, at)


def _look_after(seat: Seat, case: Case, place: AnswerPlace, state: PlaceState, label: str, at: int) -> None:
    form = Form(seat, case, "seen")
    form.button(
        label,
        lambda now, number, version: now.parts.casework.mark_seen(
            now.actor, number, place.where, state, version=version
        ),
        N_("Noted what was seen there."),
        field=f"{at}-{state.value}",
        typed=(),
        primary=False,
    )


def helpers(seat: Seat, case: Case) -> None:
    """Who answers a part, and what they wrote."""
    if not case.co_executors:
        return
    pages.section(seat, N_("Who helps"))
    for helper in case.co_executors:
        with st.container(border=True, key=f"helper-{helper.ordinal}", gap="xsmall"):
            st.text(helper_name(seat, helper))
            st.text(readable(helper.task, 2000))
            if helper.answer:
                st.text(readable(helper.answer, PAGE_LIMIT))
            elif helper.due_at:
                lists.badges(signs.term(seat, helper.due_at), key=f"helper-{helper.ordinal}-term")


def helper_name(seat: Seat, helper: CoExecutor) -> str:
    """Who answers a part: a department, a colleague, somebody outside."""
    if helper.kind == "department":
        department = seat.parts.catalogues().departments.get(helper.who)
        return one_line(department.name(seat.texts.language), 120) if department else one_line(helper.who)
    return persons.name(seat, helper.who) if helper.kind == "person" else one_line(helper.who, 120)


def notes(seat: Seat, case: Case) -> None:
    """What colleagues told each other; nobody outside sees it."""
    may_write = seat.actor.may(Action.NOTE, case.subject)
    written = readable(case.incident.notes, PAGE_LIMIT)
    if not written and not may_write:
        return
    pages.section(seat, N_("Notes for colleagues"))
    if written:
        with st.container(border=True, key="notes"):
            st.text(written)
    if may_write:
        form = Form(seat, case, "note")
        form.area(N_("New note (nobody outside sees it)"))
        form.button(
            N_("Write the note"),
            lambda now, number, version: now.parts.casework.note(now.actor, number, form.said(), version=version),
            N_("The note is written."),
            primary=False,
        )


def tags(seat: Seat, case: Case) -> None:
    """The staff tags: those it has, those in use to choose from, and a new one."""
    _ = seat.texts.gettext
    present = sorted(case.incident.tags)
    lists.badges([badge(one_line(tag, 60), Tone.QUIET) for tag in present], key="case-tags")
    if not seat.actor.may(Action.TAG, case.subject):
        return
    number = case.incident.number
    with st.popover(_("Tags"), key=f"{number}-tags"):
        suggestions = [tag for tag in filters.tags_in_use(seat)[:200] if tag not in case.incident.tags]
        st.multiselect(
            _("Tags in use"),
            suggestions,
            format_func=one_line,
            key=f"{number}-tag-add",
            placeholder=_("Choose"),
        )
        st.text_input(
            _("New tags, with commas between them"),
            key=f"{number}-tag-new",
            max_chars=200,
            placeholder=_("for example: school, winter"),
        )
        if present:
            st.multiselect(
                _("Tags to take away"),
                present,
                format_func=one_line,
                key=f"{number}-tag-remove",
                placeholder=_("Choose"),
            )

        def tag(now: Seat) -> None:
            typed = [each.strip() for each in deeds.value(f"{number}-tag-new").split(",") if each.strip()]
            add = [*typed, *(st.session_state.get(f"{number}-tag-add") or ())]
            gone = st.session_state.get(f"{number}-tag-remove") or ()
            now.parts.casework.tag_incident(now.actor, number, add, gone)

        deeds.button(
            seat, N_("Keep the tags"), f"{number}-do-tag", tag, N_("The tags are kept."), clear=[f"{number}-tag-"]
        )
