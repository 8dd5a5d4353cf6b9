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
    if not look.stale or any(each.kind in KINDS for each in look.works):
        return
    if not seat.may(REREAD) or not seat.actor.may(REREAD, Subject(seat.parts.territory())):
        return
    texts = seat.texts
    with st.container(key="reread-offer", border=True):
        st.text(
            texts.ngettext(
                "{count} post was read by older rules, catalogues or models, or not at all. It can be read again; the "
                "desk goes on meanwhile, and what people corrected stays.",
                "{count} posts were read by older rules, catalogues or models, or not at all. They can be read again; "
                "the desk goes on meanwhile, and what people corrected stays.",
                look.stale,
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


def show(seat: Seat) -> None:
    """The notice, and how far it is: for the pages of what texts are read by."""
    offer(seat)
    works.show(seat, KINDS)
