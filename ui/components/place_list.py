"""The places that the desk knows by name, as a list: streets, microdistricts, villages, landmarks."""

from __future__ import annotations

from typing import Any

import streamlit as st

from desk.errors import N_
from desk.named_places import NamedPlace
from desk.readings import PlaceKind
from desk.roles import Action, Subject
from ui.components import addresses, badges, lists, pages, territories
from ui.components.badges import Tone
from ui.components.residents import one_line
from ui.session import Seat

MOST = 50
"""Rows of a page."""


def is_mine(seat: Seat, place: NamedPlace) -> bool:
    """Does it lie inside this person's territory? One that names none belongs to the whole installation."""
    return seat.actor.may(Action.MANAGE_CATALOGUES, Subject(place.territory or seat.parts.territory()))


def facts(seat: Seat) -> list[str]:
    """How many places there are for this person."""
    count = sum(is_mine(seat, each) and not each.retired for each in seat.parts.catalogues().places.values())
    return [seat.texts.ngettext("{count} place", "{count} places", count)]


def show(seat: Seat) -> None:
    """The filters and the rows."""
    _ = seat.texts.gettext
    with st.container(horizontal=True, vertical_alignment="bottom", key="places-tools"):
        st.button(_("Add a place"), key="place-new", type="primary", on_click=open_new)
        words = addresses.line(seat, N_("Name of the place"), "text", N_("for example: Abai"), 100, 220).casefold()
        kind = addresses.choice(seat, N_("What it is"), "kind", list(PlaceKind), lambda each: _named(seat, each))
        with_retired = addresses.flag(seat, N_("Retired ones too"), "retired")
    found = [
        each
        for each in seat.parts.catalogues().places.values()
        if is_mine(seat, each)
        and (with_retired or not each.retired)
        and (not kind or each.kind == kind)
        and any(words in name.casefold() for name in (each.id, *each.spoken))
    ]
    if not found:
        message = N_("No place fits these filters.") if words or kind else N_("Add streets and places people name.")
        pages.nothing(seat, message)
        return
    found.sort(key=lambda each: each.names.get(seat.texts.language, each.id).casefold())
    items = [_row(seat, each) for each in found[:MOST]]
    lists.rows(seat, N_("Places"), items, key="places", on_open=open_one)
    if len(found) > MOST:
        rest = len(found) - MOST
        st.text(seat.texts.ngettext("{count} more: search by name", "{count} more: search by name", rest))


def name_of(seat: Seat, place: NamedPlace) -> str:
    """What the place is called in this person's language, on one line."""
    language = seat.texts.language
    return one_line(place.names.get(language) or place.names.get("ru") or place.id, 120)


def open_one(id: str) -> None:
    """Show this place."""
    _go(place=id)


def open_new() -> None:
    """Show the form for a new one."""
    _go(new="1")


def open_list() -> None:
    """Show all of them."""
    _go()


def _go(**wished: str) -> None:
    for name in ("place", "new"):
        st.query_params.pop(name, None)
    for name, value in wished.items():
        st.query_params[name] = value


def _named(seat: Seat, kind: str) -> str:
    return seat.texts.name(PlaceKind(kind))


def _row(seat: Seat, each: NamedPlace) -> dict[str, Any]:
    texts = seat.texts
    signs = [
        badges.badge(texts.name(each.kind), Tone.QUIET),
        *([badges.badge(texts.gettext("only with its type word"), Tone.SOON)] if each.ambiguous else []),
        *([badges.badge(texts.gettext("retired"), Tone.QUIET)] if each.retired else []),
    ]
    notes = [
        one_line(", ".join(name for name in each.spoken if name != name_of(seat, each)), 160),
        territories.name(seat, each.territory) if each.territory else "",
    ]
    return {
        "number": each.id,
        "label": "",
        "href": "places",
        "title": name_of(seat, each),
        "badges": badges.as_data(signs),
        "notes": [note for note in notes if note],
        "tags": [],
    }
