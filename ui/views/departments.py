"""Departments and calendar: who answers for what, and when there is work."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

import streamlit as st

from desk.errors import N_
from desk.roles import Action, Subject
from ui.components import addresses, deeds, department, department_tree, pages, topic_owners, work_days, work_hours
from ui.session import Seat

PARTS: Mapping[str, str] = {
    "departments": N_("Departments"),
    "topics": N_("Who answers for which topic"),
    "calendar": N_("Calendar"),
}


def show(seat: Seat) -> None:
    """One department, or one of the three parts: the address says which."""
    seat.must(Action.MANAGE_CATALOGUES)
    _ = seat.texts.gettext
    head = pages.place()
    deeds.tell(seat)
    id = addresses.value("department")
    if id or addresses.value("new") == "1":
        department.show(seat, head, id)
        return
    with head:
        pages.head(seat, N_("Departments and calendar"), [*department_tree.facts(seat), _changed(seat)])
    wished = addresses.value("part")
    addresses.follow("part", wished if wished in PARTS else "departments")
    chosen = st.segmented_control(
        _("Show"),
        list(PARTS),
        format_func=lambda each: _(PARTS[each]),
        key=addresses.key_of("part"),
        on_change=addresses.keep,
        args=("part",),
        required=True,
    )
    _SHOWN[chosen or "departments"](seat)


def _calendar(seat: Seat) -> None:
    is_mine = seat.actor.may(Action.MANAGE_CATALOGUES, Subject(seat.parts.territory()))
    work_hours.preview(seat)
    work_hours.show(seat, is_mine)
    work_days.show(seat, is_mine)


def _changed(seat: Seat) -> str:
    """When somebody last changed what this page shows."""
    with seat.parts.store.reading() as records:
        rows = records.catalogue_rows()
    at: datetime | None = max((row.at for row in rows if row.catalogue in PARTS), default=None)
    return seat.texts.fill("last changed {when}", when=seat.texts.moment(at, seat.now)) if at else ""


_SHOWN: Mapping[str, Callable[[Seat], None]] = {
    "departments": department_tree.show,
    "topics": topic_owners.show,
    "calendar": _calendar,
}
