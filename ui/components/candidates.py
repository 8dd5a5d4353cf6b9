"""Incidents and posts that somebody may mean: found by number or words, only within what this person may see."""

from __future__ import annotations

import streamlit as st

from desk.disclosing import told
from desk.errors import N_, NotFound, SearchError
from desk.incidents import Case, Incident, State
from desk.posts import Line, StoredPost
from desk.queries import IncidentFilter, PostFilter, Query
from desk.roles import Action
from ui.components import links
from ui.components.finding import subject_of
from ui.components.residents import one_line
from ui.pace import SEARCHES
from ui.session import Seat

SHOWN = 30
FREE = frozenset({Line.NEW, Line.ARCHIVE, Line.SET_ASIDE})
"""Lines of posts that belong to no incident."""


def found_ids(seat: Seat, words: str, limit: int = 200) -> frozenset[int] | None:
    """The ids of the incidents whose words fit; None where the search is away, which is said."""
    SEARCHES.must(seat.actor.login, seat.now)
    try:
        page = seat.parts.index.find_incidents(words, seat.scope(Action.SEE_INCIDENTS), limit=limit)
    except SearchError as error:
        st.warning(seat.texts.gettext("The search does not work at the moment. The lists go on without it."))
        st.text(seat.texts.translate(error))
        return None
    return frozenset(hit.id for hit in page.items)


def incident(seat: Seat, key: str, without: str) -> Incident | None:
    """Another incident: by its number or its words; None until there is one. `without` is the one on the page."""
    _ = seat.texts.gettext
    words = st.text_input(
        _("Number or words of the other incident"),
        key=f"{key}-words",
        max_chars=200,
        placeholder=_("for example: 2026-000123, or road"),
        persist_state="page",
    )
    found = [each for each in _incidents(seat, (words or "").strip()) if each.number != without]
    if not found:
        st.text(_("No incident was found."))
        return None
    named = {each.number: each for each in found}
    number = st.selectbox(
        _("The other incident"),
        list(named),
        format_func=lambda each: links.title_of(seat, named[each]),
        key=f"{key}-number",
    )
    return named[number]


def _incidents(seat: Seat, words: str) -> list[Incident]:
    states = frozenset(State) - {State.MERGED}
    wanted = IncidentFilter(states=states)
    if links.is_number(words):
        return _by_number(seat, words)
    if words:
        ids = found_ids(seat, words, SHOWN)
        wanted = IncidentFilter(states=states, ids=ids) if ids is not None else wanted
    with seat.parts.store.reading() as records:
        return list(records.incidents(wanted, seat.scope(Action.SEE_INCIDENTS), limit=SHOWN).items)


def _by_number(seat: Seat, number: str) -> list[Incident]:
    try:
        return [seat.parts.casework.case(seat.actor, number).incident]
    except NotFound:
        return []


def posts(seat: Seat, case: Case, words: str) -> list[StoredPost]:
    """Posts that belong to no incident: those with these words, else the newest of the same territory."""
    scope = seat.scope(Action.SORT)
    if words:
        SEARCHES.must(seat.actor.login, seat.now)
        hits = seat.parts.index.search(Query(words, PostFilter(lines=FREE)), scope, limit=SHOWN).items
        with seat.parts.store.reading() as records:
            found = records.posts_by_id([hit.id for hit in hits])
    else:
        wanted = PostFilter(lines=frozenset({Line.NEW}), territory=case.incident.territory)
        with seat.parts.store.reading() as records:
            found = list(records.posts(wanted, scope, limit=SHOWN).items)
    return [each for each in found if each.line in FREE and seat.actor.may(Action.SORT, subject_of(each))]


def post_words(seat: Seat, stored: StoredPost) -> str:
    """A post on one line, for choices: plain text only."""
    return seat.texts.listed(
        [
            seat.texts.moment(stored.post.published_at, seat.now),
            one_line(told(seat.parts.mask, seat.actor, stored), 90) or N_("(no text)"),
        ]
    )
