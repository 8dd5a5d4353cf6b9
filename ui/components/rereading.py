"""Reading all posts again, offered where something that they were read by has changed since; done by the worker."""

from __future__ import annotations

import streamlit as st

from desk.errors import N_
from desk.rereading import REREAD
from desk.roles import Subject
from desk.works import WorkKind
from ui.components import confirming, works
from ui.outages import watch_of
from ui.session import Seat

KINDS = frozenset({WorkKind.REREAD})


def offer(seat: Seat) -> None:
    """A quiet notice with the button. Nothing where all is read by what holds now, or for those without the right."""
    look = watch_of(seat.parts).look()
    if look.stale and _may(seat) and not any(each.kind in KINDS for each in look.works):
        _draw(seat, look.stale)


def show(seat: Seat) -> None:
    """For the pages of what texts are read by: the notice as soon as something has changed, and how far it is."""
    if _may(seat) and not watch_of(seat.parts).look().stale:  # else the frame offers it already
        under_way = seat.parts.longwork.seen_by(seat.actor, open_only=True)
        if not any(each.kind in KINDS for each in under_way) and seat.parts.reread.is_due():
            _draw(seat, seat.parts.reread.count())
    works.show(seat, KINDS)


def _may(seat: Seat) -> bool:
    return seat.actor.may(REREAD, Subject(seat.parts.territory()))


def _draw(seat: Seat, count: int) -> None:
    texts = seat.texts
    with st.container(key="reread-offer", border=True):
        st.text(
            texts.ngettext(
                "{count} post was read by older rules, catalogues or models, or not at all. It can be read again; the "
                "desk goes on meanwhile, and what people corrected stays.",
                "{count} posts were read by older rules, catalogues or models, or not at all. They can be read again; "
                "the desk goes on meanwhile, and what people corrected stays.",
                count,
            )
        )
        confirming.button(
            seat,
            N_("Read them again"),
            "reread",
            N_("This takes some minutes where there are many posts. Read them?"),
            lambda now: now.parts.reread.ask(now.actor),
            N_("It is being done. You may close this page; the work goes on."),
        )
