"""Which pages there are for whom, and the frame around them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from desk.errors import N_
from desk.roles import Action
from ui import session
from ui.components import faults, outages
from ui.entrance import Entrance
from ui.session import Seat
from ui.texts import LANGUAGES
from ui.views import (
    archive,
    departments,
    incidents,
    journal,
    letters,
    nothing,
    places,
    queue,
    search,
    sources,
    topics,
    upload,
    users,
)

WORK, SOURCES, SETUP = N_("Work"), N_("What comes in"), N_("Set up")
"""Sections of the navigation."""


@dataclass(frozen=True)
class View:
    """A page: its address, its title and section (marked), the right it needs, what draws it."""

    path: str
    title: str
    action: Action
    show: Callable[[Seat], None]
    section: str = WORK


VIEWS = (
    View("queue", N_("Queue"), Action.SEE_POSTS, queue.show, WORK),
    View("incidents", N_("Incidents"), Action.SEE_INCIDENTS, incidents.show, WORK),
    View("search", N_("Search"), Action.SEE_POSTS, search.show, WORK),
    View("archive", N_("Archive and set aside"), Action.SEE_POSTS, archive.show, WORK),
    View("files", N_("Bring in"), Action.IMPORT, upload.show, SOURCES),
    View("sources", N_("Sources"), Action.MANAGE_SOURCES, sources.show, SOURCES),
    View("letters", N_("Dead letters"), Action.SEE_DEAD_LETTERS, letters.show, SOURCES),
    View("users", N_("Users"), Action.MANAGE_USERS, users.show, SETUP),
    View("departments", N_("Departments and calendar"), Action.MANAGE_CATALOGUES, departments.show, SETUP),
    View("topics", N_("Topics"), Action.MANAGE_CATALOGUES, topics.show, SETUP),
    View("places", N_("Places"), Action.MANAGE_CATALOGUES, places.show, SETUP),
    View("journal", N_("Journal"), Action.SEE_JOURNAL, journal.show, SETUP),
)


def show() -> None:
    """The whole page of this run."""
    st.set_page_config(layout="wide")
    with outages.guard():
        _frame(session.seat())


def _frame(seat: Seat | None) -> None:
    if seat is None:
        st.warning(session.texts().gettext("You are signed out."))
        st.html(f'<a href="/sign-in" target="_self">{session.texts().gettext("Sign in")}</a>')
        return
    pages = {view.path: _page(view, seat) for view in VIEWS if seat.may(view.action)}
    st.session_state["_pages"] = pages
    start = st.Page(
        partial(_begin, seat, next(iter(pages.values()), None)),
        title=seat.texts.gettext("Desk"),
        url_path="desk",
        default=True,
        visibility="hidden" if pages else "visible",
    )
    sections: dict[str, list[StreamlitPage]] = {"": [start]}
    for view in VIEWS:
        if view.path in pages:
            sections.setdefault(seat.texts.gettext(view.section), []).append(pages[view.path])
    chosen = st.navigation(sections, position="sidebar", expanded=True)
    with st.sidebar, st.container(key="person"):
        outages.hint(seat)
        _person(seat)
    outages.give_back_typed()
    outages.show(seat)
    chosen.run()


def _begin(seat: Seat, first: StreamlitPage | None) -> None:
    """The address without a path: on to the first page of this person. Every page keeps an address of its own."""
    if first is not None:
        st.switch_page(first)
    nothing.show(seat)


def _page(view: View, seat: Seat) -> StreamlitPage:
    def draw() -> None:
        with outages.guard():
            seat.must(view.action)
            view.show(seat)

    return st.Page(draw, title=seat.texts.gettext(view.title), url_path=view.path)


def _person(seat: Seat) -> None:
    _ = seat.texts.gettext
    st.text(seat.actor.name)
    st.text(seat.texts.listed([seat.texts.name(role) for role in sorted(seat.actor.roles())]))
    # The page's script reads from this key which language the screen is in (ui/theme/nazar.js).
    with st.container(key=f"language-{seat.texts.language}"):
        st.selectbox(
            _("Language"),
            list(LANGUAGES),
            index=list(LANGUAGES).index(seat.texts.language),
            format_func=lambda code: LANGUAGES[code],
            key="language",
            on_change=_choose_language,
            args=(seat,),
        )
    st.html(f'<a href="/sign-out" target="_self">{_("Sign out")}</a>')


def _choose_language(seat: Seat) -> None:
    with faults.box(seat.texts):
        Entrance(seat.parts).choose_language(seat.visitor, st.session_state["language"])
