"""The filters of the journal, in the address, and how far a person may read in it."""

from __future__ import annotations

import streamlit as st

from desk.errors import N_
from desk.posts import PostKey
from desk.queries import JournalFilter
from desk.roles import Action, Scope, Subject
from desk.territories import is_within
from ui.components import addresses, links, periods
from ui.components.residents import one_line
from ui.session import Seat

KINDS = {
    "incident": N_("incidents"),
    "post": N_("posts"),
    "user": N_("users"),
    "source": N_("sources"),
    "catalogue": N_("catalogues"),
    "place": N_("places"),
    "letters": N_("dead letters"),
    "posts": N_("exports"),
    "journal": N_("the journal itself"),
}
NAMES = ("kind", "who", "key", *periods.NAMES)
KEY_LENGTH = 300
DESK = "desk"


def choose(seat: Seat) -> JournalFilter:
    """The widgets, and what they ask for."""
    _ = seat.texts.gettext
    with st.container(horizontal=True, vertical_alignment="bottom", key="filters"):
        wished = addresses.line(
            seat, N_("Number, post or login"), "key", N_("for example: 2026-000123"), KEY_LENGTH, 240
        )
        kind = ""
        if sees_all(seat):
            kind = addresses.choice(seat, N_("About"), "kind", list(KINDS), lambda each: _(_label(each)))
        people = _people(seat)
        who = addresses.choice(seat, N_("Who"), "who", list(people), lambda login: people[login])
        with st.popover(_("Period"), key="filters-folded"):
            since, until = periods.choose(seat)
        if any(addresses.value(name) for name in NAMES):
            st.button(_("Clear filters"), key="filters-clear", type="tertiary", on_click=addresses.clear, args=(NAMES,))
    return JournalFilter(_kind_of(wished) or kind or None, wished or None, who or None, since, until)


def sees_all(seat: Seat) -> bool:
    """May this person read every line: is all of this installation theirs, restricted topics too?"""
    return seat.actor.may(Action.SEE_JOURNAL, Subject(seat.parts.territory(), restricted=True))


def scope(seat: Seat, filter: JournalFilter) -> Scope | None:
    """What the lines are cut to, None for all of them. Raises NotFound for a post this person may not know of."""
    if sees_all(seat):
        return None
    if filter.kind == "post" and filter.key is not None:
        network, place, id = _post(filter.key)
        seat.parts.casework.post(seat.actor, PostKey(network, place, id))
        return None
    return seat.scope(Action.SEE_JOURNAL)


def _label(kind: str) -> str:
    return KINDS[kind]


def _kind_of(key: str) -> str:
    if links.is_number(key):
        return "incident"
    return "post" if all(_post(key)) else ""


def _post(key: str) -> tuple[str, str, str]:
    """network/place/id; a place's name may hold strokes, an id may not."""
    network, _stroke, rest = key.partition("/")
    place, _stroke, id = rest.rpartition("/")
    return network, place, id


def _people(seat: Seat) -> dict[str, str]:
    """Those whose steps may be asked for: the desk itself, and the people of one's own territory."""
    areas = seat.scope(Action.SEE_JOURNAL).areas
    with seat.parts.store.reading() as records:
        users = records.users()
    here = {
        user.login: one_line(user.name)
        for user in users
        if any(is_within(row.territory, area.territory) for row in user.grants for area in areas)
    }
    return {DESK: seat.texts.gettext("the desk itself"), **here}
