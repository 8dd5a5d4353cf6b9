"""One member of staff: their rights, their way in, their name; and the form for a new one."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlsplit

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from desk.errors import N_
from desk.users import GrantRow
from ui import password_links, staff
from ui.components import choices, confirming, deeds, pages, people, rights
from ui.components.deeds import value
from ui.components.people import Known
from ui.components.residents import one_line
from ui.session import Seat

LINK = "_link"
"""Where a fresh link waits to be passed on: in the memory of this screen only, until the page is left."""


def show(seat: Seat, head: DeltaGenerator, each: Known) -> None:
    """The whole page of one person."""
    _ = seat.texts.gettext
    user = each.user
    with head:
        facts = [one_line(user.name), one_line(user.login), people.seen(seat, each)]
        pages.head(seat, N_("User"), facts, people.states(seat, user))
    _back(seat)
    _link(seat)
    if not each.is_mine:
        st.text(_("This person also has rights outside your territory: only who manages those can change them."))
    left, right = st.columns([3, 2], gap="medium")
    with left:
        pages.section(seat, N_("Rights"))
        rights.explain(seat)
        for at, row in enumerate(user.grants):
            _right(seat, each, row, at)
        if each.is_mine:
            _more(seat, each)
    if each.is_mine:
        with right:
            _way_in(seat, each)
            _details(seat, each)


def begin(seat: Seat, head: DeltaGenerator) -> None:
    """The form for a new person."""
    _ = seat.texts.gettext
    with head:
        pages.head(seat, N_("Add a person"), [_("They get a link and choose their password themselves.")])
    _back(seat)
    with st.container(key="user-new-form", width=640):
        st.text_input(_("Name"), key="user-new-name", max_chars=staff.NAME_LENGTH)
        st.text_input(_("Login"), key="user-new-login", max_chars=staff.LOGIN_LENGTH)
        choices.language(seat, N_("Language"), "user-new-language")
        rights.form(seat, "user-new")
        rights.explain(seat)
        typed = ("user-new-name", "user-new-login")
        deeds.button(
            seat, N_("Add and make a link"), "user-new-add", _add, N_("Added."), typed=typed, clear=("user-new-",)
        )


def _back(seat: Seat) -> None:
    st.button(seat.texts.gettext("All users"), key="user-back", type="tertiary", on_click=people.open_list)


def _link(seat: Seat) -> None:
    link = st.session_state.get(LINK)
    if not link:
        return
    _ = seat.texts.gettext
    with st.container(border=True, key="user-link-shown"):
        st.text(_("Pass this link on. It works once, within 24 hours, and is shown only now."))
        st.code(f"{_origin()}{link}", language=None, wrap_lines=True)
        st.button(_("I have passed it on"), key="user-link-done", on_click=_forget_link)


def _origin() -> str:
    here = urlsplit(st.context.url or "")
    return f"{here.scheme}://{here.netloc}" if here.netloc else ""


def _forget_link() -> None:
    st.session_state.pop(LINK, None)


def _right(seat: Seat, each: Known, row: GrantRow, at: int) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"right-{at}"):
        with st.container():
            st.text(rights.told(seat, row))
        if each.is_mine and len(each.user.grants) > 1:
            confirming.button(
                seat,
                N_("Take away"),
                f"right-{at}-take",
                N_("Take this right away? Their sessions end at once."),
                partial(_take_away, each.user.login, row),
                N_("The right is taken away."),
            )


def _more(seat: Seat, each: Known) -> None:
    _ = seat.texts.gettext
    key = f"user-{each.user.id}-more"
    with st.expander(_("Give more rights"), key=f"{key}-open"):
        rights.form(seat, key)
        deeds.button(
            seat,
            N_("Give these rights"),
            f"{key}-give",
            partial(_give, each.user.login, key),
            N_("The rights are given. Their sessions have ended; they sign in again."),
            clear=(f"{key}-",),
        )


def _way_in(seat: Seat, each: Known) -> None:
    login = each.user.login
    pages.section(seat, N_("Signing in"))
    if each.user.disabled:
        let_in = partial(_let_in, login, False)
        deeds.button(seat, N_("Let in again"), "user-enable", let_in, N_("They may sign in again."))
        return
    deeds.button(
        seat,
        N_("Make a one-time link"),
        "user-link",
        partial(_make_link, login),
        N_("The link is made."),
        primary=False,
    )
    confirming.button(
        seat,
        N_("End their sessions"),
        "user-end",
        N_("Sign this person out everywhere? They may sign in again."),
        partial(_end, login),
        N_("Their sessions have ended."),
    )
    confirming.button(
        seat,
        N_("Lock out"),
        "user-disable",
        N_("Lock this person out? Their sessions end at once; their name stays in the journal."),
        partial(_let_in, login, True),
        N_("They are locked out."),
    )


def _details(seat: Seat, each: Known) -> None:
    _ = seat.texts.gettext
    user = each.user
    pages.section(seat, N_("Name and language"))
    name, language = f"user-{user.id}-name", f"user-{user.id}-language"
    st.text_input(_("Name"), value=user.name, key=name, max_chars=staff.NAME_LENGTH)
    if language not in st.session_state:
        st.session_state[language] = user.language
    choices.language(seat, N_("Language"), language)
    rename = partial(_rename, user.login, name, language)
    deeds.button(seat, N_("Save"), "user-save", rename, N_("Saved."), typed=(name,), primary=False)


def _add(seat: Seat) -> None:
    login, grants = value("user-new-login"), rights.read("user-new")
    staff.add(seat.parts, seat.actor, login, value("user-new-name"), value("user-new-language"), grants)
    people.open_person(login)
    st.session_state[LINK] = password_links.link(seat.parts, seat.actor, login)


def _give(login: str, key: str, seat: Seat) -> None:
    staff.grant(seat.parts, seat.actor, login, rights.read(key), more=True)


def _take_away(login: str, row: GrantRow, seat: Seat) -> None:
    staff.take_away(seat.parts, seat.actor, login, row)


def _make_link(login: str, seat: Seat) -> None:
    st.session_state[LINK] = password_links.link(seat.parts, seat.actor, login)


def _end(login: str, seat: Seat) -> None:
    staff.end_sessions(seat.parts, seat.actor, login)


def _let_in(login: str, disabled: bool, seat: Seat) -> None:
    staff.let_in(seat.parts, seat.actor, login, disabled=disabled)


def _rename(login: str, name: str, language: str, seat: Seat) -> None:
    staff.rename(seat.parts, seat.actor, login, value(name), value(language))
