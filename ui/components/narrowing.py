"""The filters of lists of incidents: what the address asks for, and the widgets to change it."""

from __future__ import annotations

import streamlit as st

from desk.errors import N_
from desk.queries import IncidentFilter
from desk.roles import Action
from desk.territories import is_code
from ui.components import addresses, candidates, filters, periods
from ui.components.residents import one_line
from ui.session import Seat

FOLDED = ("department", "topic", "territory", "tag", *periods.NAMES)
NAMES = ("text", *FOLDED)
"""All parameters of the address that are filters of incidents."""
TEXT_LIMIT = 200
WIDE = 300


def ask(seat: Seat) -> IncidentFilter:
    """The conditions that the address asks for, with the widgets to change them."""
    _ = seat.texts.gettext
    with st.container(horizontal=True, vertical_alignment="bottom", key="filters"):
        words = addresses.line(seat, N_("Words"), "text", N_("for example: road, light, water"), TEXT_LIMIT, 240)
        count = sum(bool(st.query_params.get(name)) for name in FOLDED)
        with st.popover(_("Filters ({count})").format(count=count) if count else _("Filters"), key="filters-folded"):
            department, topic = _department(seat), _topic(seat)
            territory = filters.territory_choice(seat, Action.SEE_INCIDENTS)
            tag = filters.tag_choice(seat)
            since, until = periods.choose(seat)
        if are_set():
            st.button(_("Clear filters"), key="filters-clear", type="tertiary", on_click=addresses.clear, args=(NAMES,))
    return IncidentFilter(
        department=department or None,
        topic=topic or None,
        territory=(territory if is_code(territory) else "-") if territory else None,
        tag=tag or None,
        since=since,
        until=until,
        ids=candidates.found_ids(seat, words) if words else None,
    )


def are_set() -> bool:
    """Does the address ask for anything?"""
    return any(addresses.value(name) for name in NAMES)


def _department(seat: Seat) -> str:
    departments = seat.parts.catalogues().departments
    areas = seat.scope(Action.SEE_INCIDENTS).areas
    ids = [id for id in departments if any(each.departments is None or id in each.departments for each in areas)]
    return addresses.choice(
        seat,
        N_("Department"),
        "department",
        ids,
        lambda id: one_line(departments[id].name(seat.texts.language), 80),
        WIDE,
    )


def _topic(seat: Seat) -> str:
    topics = seat.parts.catalogues().topics
    return addresses.choice(
        seat, N_("Topic"), "topic", list(topics), lambda id: one_line(topics[id].name(seat.texts.language), 80), WIDE
    )
