"""The staff as a list, and by departments: those whom this person manages, and nobody else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from desk.errors import N_
from desk.roles import Action, Role, Subject
from desk.users import User
from ui.components import addresses, badges, lists, pages, rights
from ui.components.badges import Badge, Tone
from ui.components.residents import one_line
from ui.session import Seat

MOST = 50
"""Rows of a page."""
MOST_NAMES = 8
"""People named in the row of a department."""


@dataclass(frozen=True)
class Known:
    """Somebody as far as this person may know: with the rights inside their own territory. `is_mine` tells that there
    are no others, so that they may be changed."""

    user: User
    is_mine: bool
    seen_at: datetime | None = None


def known(seat: Seat) -> list[Known]:
    """The people this person may know of, by name. Somebody without any right belongs to the whole installation."""
    here = Subject(seat.parts.territory())
    with seat.parts.store.reading() as records:
        users = records.users()
        found = []
        for user in users:
            rows = tuple(row for row in user.grants if seat.actor.may(Action.MANAGE_USERS, Subject(row.territory)))
            if rows or (not user.grants and seat.actor.may(Action.MANAGE_USERS, here)):
                found.append(Known(replace(user, grants=rows), rows == user.grants))
        seen = records.last_seen([each.user for each in found])
    told = (replace(each, seen_at=seen.get(each.user.login)) for each in found)
    return sorted(told, key=lambda each: each.user.name.casefold())


def show(seat: Seat, head: DeltaGenerator, everybody: Sequence[Known]) -> None:
    """The filters and the rows."""
    _ = seat.texts.gettext
    texts = seat.texts
    with head:
        out = sum(each.user.disabled for each in everybody)
        shut_out = texts.ngettext("{count} is locked out", "{count} are locked out", out) if out else ""
        counted = texts.ngettext("{count} person", "{count} people", len(everybody))
        fresh = texts.fill("as it stands {when}", when=texts.moment(seat.now, seat.now))
        pages.head(seat, N_("Users"), [counted, shut_out, fresh])
    with st.container(horizontal=True, vertical_alignment="bottom", key="users-tools"):
        st.button(_("Add a person"), key="user-new", type="primary", on_click=open_new)
        words = addresses.line(seat, N_("Name or login"), "text", N_("for example: aigul"), 100, 220)
        roles = {role.value: texts.name(role) for role in Role}
        role = addresses.choice(seat, N_("Role"), "role", list(roles), lambda value: roles[value])
        bound = _bound(seat, everybody)
        department = addresses.choice(seat, N_("Department"), "department", list(bound), lambda id: bound[id])
        by_department = addresses.flag(seat, N_("By departments"), "departments")
    found = [each for each in everybody if _fits(each.user, words.casefold(), role, department)]
    if not found:
        pages.nothing(seat, N_("Nobody fits these filters.") if everybody else N_("Nobody is here yet."))
    elif by_department:
        _by_departments(seat, found, bound)
    else:
        lists.rows(seat, N_("Users"), [_row(seat, each) for each in found[:MOST]], key="users", on_open=open_person)
        _more(seat, len(found) - MOST)


def states(seat: Seat, user: User) -> list[Badge]:
    """What stands in the way of signing in."""
    _ = seat.texts.gettext
    if user.disabled:
        return [badges.badge(_("locked out"), Tone.LATE)]
    return [badges.badge(_("cannot sign in yet"), Tone.SOON)] if user.password is None else []


def seen(seat: Seat, each: Known) -> str:
    """When somebody was here last."""
    if each.seen_at is None:
        return seat.texts.gettext("has not been here yet")
    return seat.texts.fill("was here {when}", when=seat.texts.moment(each.seen_at, seat.now))


def open_person(login: str) -> None:
    """Show this person."""
    _go(login=login)


def open_new() -> None:
    """Show the form for a new person."""
    _go(new="1")


def open_list() -> None:
    """Show everybody."""
    _go()


def _go(**wished: str) -> None:
    for name in ("login", "new"):
        st.query_params.pop(name, None)
    st.session_state.pop("_link", None)
    for name, value in wished.items():
        st.query_params[name] = value


def _fits(user: User, words: str, role: str, department: str) -> bool:
    is_called = not words or words in user.name.casefold() or words in user.login.casefold()
    has_role = not role or any(row.role.value == role for row in user.grants)
    return is_called and has_role and (not department or any(row.department == department for row in user.grants))


def _row(seat: Seat, each: Known) -> dict[str, Any]:
    user = each.user
    roles = dict.fromkeys(row.role for row in user.grants)
    places = dict.fromkeys(place for row in user.grants for place in rights.scope(seat, row) if place)
    return {
        "number": user.login,
        "href": "users",
        "title": one_line(user.name),
        "badges": badges.as_data(
            [*states(seat, user), *(badges.badge(seat.texts.name(role)) for role in roles)],
        ),
        "notes": [*list(places)[:4], seen(seat, each)],
        "tags": [],
    }


def _by_departments(seat: Seat, found: Sequence[Known], bound: Mapping[str, str]) -> None:
    items = []
    for id, name in bound.items():
        here = [each.user for each in found if any(row.department == id for row in each.user.grants)]
        if here:
            count = badges.badge(seat.texts.ngettext("{count} person", "{count} people", len(here)), Tone.QUIET)
            notes = [one_line(user.name) for user in here[:MOST_NAMES]]
            items.append(
                {"number": id, "label": "", "href": "users", "title": name, "notes": notes, "tags": []}
                | {"badges": badges.as_data([count])}
            )
    lists.rows(seat, N_("Departments"), items[:MOST], key="users-departments", on_open=_open_department)
    if not items:
        pages.nothing(seat, N_("Nobody of them works for a department."))


def _open_department(id: str) -> None:
    st.query_params["department"] = id
    st.query_params.pop("departments", None)


def _bound(seat: Seat, everybody: Sequence[Known]) -> dict[str, str]:
    """The departments that somebody works for, by name, in the order of the tree."""
    used = {row.department for each in everybody for row in each.user.grants}
    known, language = seat.parts.catalogues().departments, seat.texts.language
    return {id: one_line(each.name(language), 120) for id, each in known.items() if id in used}


def _more(seat: Seat, count: int) -> None:
    if count > 0:
        st.text(seat.texts.ngettext("{count} more: search by name", "{count} more: search by name", count))
