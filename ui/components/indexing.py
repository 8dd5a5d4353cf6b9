"""Building the search anew, where somebody with the right needs it: asked for here, done by the worker."""

from __future__ import annotations

import streamlit as st

from desk.errors import N_
from desk.roles import Action, Subject
from desk.works import WorkKind
from ui.components import confirming, works
from ui.session import Seat

KINDS = frozenset({WorkKind.REBUILD})


def show(seat: Seat) -> None:
    """A folded corner with the button, and how far a rebuild is. Nothing for those without the right."""
    if not seat.actor.may(Action.MANAGE_SOURCES, Subject(seat.parts.territory())):
        return
    _ = seat.texts.gettext
    with st.expander(_("Is something not found that is there?"), key="indexing"):
        st.text(_("The search can be built anew from the posts that are kept. Searching goes on meanwhile."))
        confirming.button(
            seat,
            N_("Build the search anew"),
            "index-rebuild",
            N_("This takes some minutes where there are many posts. Build it?"),
            lambda now: now.parts.longwork.rebuild(now.actor),
            N_("It is being done. You may close this page; the work goes on."),
        )
    works.show(seat, KINDS)
