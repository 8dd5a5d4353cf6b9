"""Places: the streets, microdistricts, villages and landmarks that residents name, and what they call them."""

from __future__ import annotations

from desk.errors import N_
from desk.roles import Action
from ui.components import addresses, deeds, pages, place_form, place_list, rereading
from ui.session import Seat


def show(seat: Seat) -> None:
    """One place or the list of all; the address says which."""
    seat.must(Action.MANAGE_CATALOGUES)
    head = pages.place()
    deeds.tell(seat)
    id = addresses.value("place")
    if id or addresses.value("new") == "1":
        place_form.show(seat, head, id)
        rereading.show(seat)
        return
    with head:
        pages.head(seat, N_("Places"), place_list.facts(seat))
    rereading.show(seat)
    place_list.show(seat)
