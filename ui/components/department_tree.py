"""The tree of departments as a list: those inside a person's own territory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import streamlit as st

from desk.departments import Department
from desk.errors import N_
from desk.roles import Action, Subject
from ui.components import addresses, badges, lists, pages, territories
from ui.components.badges import Tone
from ui.components.residents import one_line
from ui.session import Seat

MOST = 50
"""Rows of a page."""
STEP = "\u2003"
"""How far a department stands behind the one above it."""


def facts(seat: Seat) -> list[str]:
    """How many departments there are for this person."""
    count = sum(is_mine(seat, each) and not each.retired for each in seat.parts.catalogues().departments.values())
    return [seat.texts.ngettext("{count} department", "{count} departments", count)]


def is_mine(seat: Seat, department: Department) -> bool:
    """Does it lie inside this person's territory? One that names none belongs to the whole installation."""
    return seat.actor.may(Action.MANAGE_CATALOGUES, Subject(department.territory or seat.parts.territory()))


def show(seat: Seat) -> None:
    """The filters and the rows."""
    _ = seat.texts.gettext
    with st.container(horizontal=True, vertical_alignment="bottom", key="departments-tools"):
        st.button(_("Add a department"), key="department-new", type="primary", on_click=open_new)
        words = addresses.line(seat, N_("Name of the department"), "text", N_("for example: road"), 100, 220).casefold()
        with_retired = addresses.flag(seat, N_("Retired ones too"), "retired")
    found = [
        (depth, each)
        for depth, each in _walk(seat, None, 0)
        if is_mine(seat, each)
        and (with_retired or not each.retired)
        and any(words in name.casefold() for name in (each.id, *each.names.values()))
    ]
    if not found:
        pages.nothing(seat, N_("No department fits these filters.") if words else N_("No department is here yet."))
        return
    items = [_row(seat, each, 0 if words else depth) for depth, each in found[:MOST]]
    lists.rows(seat, N_("Departments"), items, key="departments", on_open=open_one)
    if len(found) > MOST:
        rest = len(found) - MOST
        st.text(seat.texts.ngettext("{count} more: search by name", "{count} more: search by name", rest))


def open_one(id: str) -> None:
    """Show this department."""
    _go(department=id)


def open_new() -> None:
    """Show the form for a new one."""
    _go(new="1")


def open_list() -> None:
    """Show all of them."""
    _go()


def _go(**wished: str) -> None:
    for name in ("department", "new"):
        st.query_params.pop(name, None)
    for name, value in wished.items():
        st.query_params[name] = value


def _walk(seat: Seat, parent: str | None, depth: int) -> Iterator[tuple[int, Department]]:
    for each in seat.parts.catalogues().departments.children_of(parent):
        yield depth, each
        yield from _walk(seat, each.id, depth + 1)


def _row(seat: Seat, each: Department, depth: int) -> dict[str, Any]:
    texts, catalogues = seat.texts, seat.parts.catalogues()
    topics = [topic.name(texts.language) for topic in catalogues.topics.values() if topic.department == each.id]
    notes = [
        territories.name(seat, each.territory) if each.territory else "",
        *(one_line(contact, 60) for contact in list(each.contacts.values())[:2]),
        one_line(", ".join(topics), 120),
    ]
    signs = [badges.badge(texts.gettext("retired"), Tone.QUIET)] if each.retired else []
    return {
        "number": each.id,
        "label": STEP * depth,
        "href": "departments",
        "title": one_line(each.name(texts.language), 120),
        "badges": badges.as_data([badges.badge(texts.name(each.kind), Tone.QUIET), *signs]),
        "notes": [note for note in notes if note],
        "tags": [],
    }
