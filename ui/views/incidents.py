"""Incidents: the lists people work by, and the page of one."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from desk.errors import N_, NotFound
from desk.incidents import Incident
from desk.queries import PAGE, IncidentFilter, Page
from desk.roles import Action
from ui.components import addresses, case, deeds, entering, faults, links, lists, narrowing, pages, trails, worklists
from ui.components.residents import one_line
from ui.session import Seat

Counts = Mapping[str, tuple[int, bool]]


def show(seat: Seat) -> None:
    """One incident when the address names it, else the lists."""
    number = st.query_params.get("number", "")
    if not number:
        _lists(seat)
        return
    trails.show(seat, number)
    was_done = "_said" in st.session_state
    # A place of its own: what stands below keeps its place when something is said.
    with st.container(key="said", gap=None):
        deeds.tell(seat)
    with faults.box(seat.texts):
        if not links.is_number(number):
            raise NotFound(N_("there is no incident {number}"), number=one_line(number, 40))
        try:
            case.show(seat, number)
        except NotFound:
            if not was_done:
                raise
            pages.nothing(seat, N_("It is with others now, and no longer among yours."))


def _lists(seat: Seat) -> None:
    head = pages.place()
    deeds.tell(seat)
    switch = st.container(key="incident-lists")
    asked = narrowing.ask(seat)
    wanted = {name: worklists.narrowed(each, asked) for name, each in worklists.offered(seat).items()}
    scope = seat.scope(Action.SEE_INCIDENTS)
    with seat.parts.store.reading() as records:
        counts = records.incident_counts(wanted, scope)
        chosen = _chosen(seat, wanted, counts)
        page = records.incidents(wanted[chosen], scope, limit=PAGE, after=st.query_params.get("after"))
    with head:
        pages.head(seat, N_("Incidents"), _facts(seat, page))
    with switch:
        _switch(seat, wanted, counts, chosen)
    if not page.items:
        pages.nothing(seat, _nothing(chosen))
    lists.incidents(seat, page.items, key="incidents")
    words = addresses.NEWEST_FIRST if chosen in worklists.NEWEST else addresses.NEAREST_FIRST
    addresses.pager(seat, page.after, "incidents", words)
    entering.form(seat)
    trails.begin(page.items, chosen)


def _chosen(seat: Seat, wanted: Mapping[str, IncidentFilter], counts: Counts) -> str:
    wished = addresses.value("list")
    return wished if wished in wanted else worklists.first_of(seat, counts)


def _switch(seat: Seat, wanted: Mapping[str, IncidentFilter], counts: Counts, chosen: str) -> None:
    texts = seat.texts
    _ = texts.gettext

    def told(name: str) -> str:
        count, is_more = counts[name]
        number = texts.number(count)
        return f"{_(worklists.LABELS[name])} · {number}+" if is_more else f"{_(worklists.LABELS[name])} · {number}"

    addresses.follow("list", chosen)
    st.pills(
        _("Show"),
        list(wanted),
        format_func=told,
        key=addresses.key_of("list"),
        on_change=addresses.keep,
        args=("list",),
        required=True,
        label_visibility="collapsed",
    )


def _facts(seat: Seat, page: Page[Incident]) -> list[str]:
    texts = seat.texts
    total = texts.ngettext("{count} incident", "{count} incidents", page.total)
    fresh = texts.fill("last change {when}", when=texts.moment(page.as_of, seat.now)) if page.as_of else ""
    return [texts.fill("more than {count}", count=page.total) if page.relation == "gte" else total, fresh]


def _nothing(chosen: str) -> str:
    if narrowing.are_set():
        return N_("No incident fits these filters.")
    return NOTHING.get(chosen, N_("No incident stands here."))


NOTHING = {
    "mine": N_("Nothing is yours to do at the moment."),
    "overdue": N_("Nothing is overdue."),
    "today": N_("Nothing more is due today."),
    "acceptance": N_("No answer waits for acceptance."),
    "publish": N_("Nothing waits to be published."),
    "unassigned": N_("Everything has somebody who answers for it."),
}
"""What an empty list says, where that is good news."""
