"""The doors of the desk: each checks the actor, makes one change in one transaction and writes it in the journal."""

from __future__ import annotations

from desk.casework.answering import Answering
from desk.casework.caring import Caring
from desk.casework.closing import Closing
from desk.casework.looking import Author, Looking
from desk.casework.routing import Routing
from desk.casework.sorting import Sorting
from desk.casework.ticking import Ticked, Ticking
from desk.decisions.gathering import BY_HAND, Joining


class Casework(Sorting, Routing, Answering, Closing, Caring, Looking, Ticking):
    """All doors: `Casework(store, now, rules, mask)`.

    Every door takes the actor first, checks role, territory, department and topic, and raises NotFound for what the
    actor may not know of, NotAllowed, WrongMove (with what is missing), Stale (somebody was faster) or StoreError.
    `version` is the incident's version that the actor has seen; None takes it as it is. What comes back is the
    incident after the change. Nothing is written unless all of it is.
    """


__all__ = ["BY_HAND", "Author", "Casework", "Joining", "Ticked"]
