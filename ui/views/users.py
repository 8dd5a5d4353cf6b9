"""Users: who signs in, with which rights, and how they get in."""

from __future__ import annotations

from dataclasses import dataclass

from desk.errors import N_, NotFound
from desk.roles import Action
from ui.components import addresses, deeds, pages, people, person
from ui.session import Seat


@dataclass(frozen=True)
class Where:
    """Parameters of the address that say which part of the page is meant."""

    login: str
    is_new: bool


def show(seat: Seat) -> None:
    """The list, one person, or the form for a new one: the address says which."""
    seat.must(Action.MANAGE_USERS)
    head = pages.place()
    deeds.tell(seat)
    where = Where(addresses.value("login"), addresses.value("new") == "1")
    known = people.known(seat)
    if where.login:
        found = next((each for each in known if each.user.login == where.login), None)
        if found is None:
            raise NotFound(N_("there is no user {key}"), key=where.login)
        person.show(seat, head, found)
    elif where.is_new:
        person.begin(seat, head)
    else:
        people.show(seat, head, known)
