"""Topics: what residents write about, by which words it is known, and what the desk learned from corrections."""

from __future__ import annotations

from desk.errors import N_
from desk.roles import Action, Subject
from ui.components import addresses, deeds, learning, pages, rereading, topic_form, topic_list
from ui.session import Seat


def show(seat: Seat) -> None:
    """One topic or the list of all; the address says which."""
    seat.must(Action.MANAGE_CATALOGUES)
    head = pages.place()
    deeds.tell(seat)
    if not seat.actor.may(Action.MANAGE_CATALOGUES, Subject(seat.parts.territory())):
        with head:
            pages.head(seat, N_("Topics"))
        pages.nothing(seat, N_("Topics belong to the whole territory of this desk."))
        return
    id = addresses.value("topic")
    if id or addresses.value("new") == "1":
        topic_form.show(seat, head, id)
        rereading.show(seat)
        return
    with head:
        pages.head(seat, N_("Topics"), topic_list.facts(seat))
    learning.show(seat)
    rereading.show(seat)
    topic_list.show(seat)
