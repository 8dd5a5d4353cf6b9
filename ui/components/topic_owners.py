"""Who answers for which topic, when nobody decides otherwise."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from desk.errors import N_
from desk.roles import Action, Subject
from desk.topics import Topic
from ui import amendments
from ui.components import addresses, badges, deeds, lists, pages
from ui.components.badges import Tone
from ui.components.deeds import value
from ui.components.residents import one_line
from ui.session import Seat


def show(seat: Seat) -> None:
    """The topics, and the form for the one that was opened."""
    if not seat.actor.may(Action.MANAGE_CATALOGUES, Subject(seat.parts.territory())):
        pages.nothing(seat, N_("Topics belong to the whole territory of this desk."))
        return
    topics = {each.id: each for each in seat.parts.catalogues().topics.values() if not each.retired}
    chosen = topics.get(addresses.value("topic"))
    left, right = st.columns([3, 2], gap="medium") if chosen else (st.container(), None)
    with left:
        items = [_row(seat, each) for each in topics.values()]
        lists.rows(seat, N_("Topics"), items, key="topics", on_open=_open)
    if right is not None and chosen is not None:
        with right, st.container(border=True, key="topic-panel"):
            _form(seat, chosen)


def _open(id: str) -> None:
    st.query_params["topic"] = id


def _row(seat: Seat, each: Topic) -> dict[str, Any]:
    catalogues, language = seat.parts.catalogues(), seat.texts.language
    owner = catalogues.departments.get(catalogues.topics.department_of(each.id) or "")
    restricted = [badges.badge(seat.texts.gettext("restricted"), Tone.SOON)] if each.restricted else []
    return {
        "number": each.id,
        "label": "",
        "href": "departments",
        "title": one_line(each.name(language), 120),
        "badges": badges.as_data(restricted),
        "notes": [one_line(owner.name(language), 120) if owner else seat.texts.gettext("nobody yet")],
        "tags": [],
    }


def _form(seat: Seat, each: Topic) -> None:
    _ = seat.texts.gettext
    departments, language = seat.parts.catalogues().departments, seat.texts.language
    st.text(one_line(each.name(language), 120))
    key = f"topic-{each.id}-owner"
    owner, nobody = each.department or "", _("as its group, else nobody")
    ids = ["", *(other.id for other in departments.values() if not other.retired or other.id == owner)]
    if key not in st.session_state:
        st.session_state[key] = owner
    st.selectbox(
        _("Department"),
        ids,
        format_func=lambda id: one_line(departments[id].name(language), 120) if id else nobody,
        key=key,
    )
    deeds.button(seat, N_("Save"), f"topic-{each.id}-save", partial(_save, each.id, key), N_("Kept."))


def _save(id: str, key: str, seat: Seat) -> None:
    amendments.change(seat.parts, seat.actor, "topics", [(id, {"department": value(key) or None})])
