"""The places of an answer, by the names people know them by."""

from __future__ import annotations

from collections.abc import Mapping

from desk.casework import BY_HAND
from desk.incidents import AnswerPlace, Case
from desk.moves import Move
from ui.components.filters import NETWORKS
from ui.components.residents import one_line
from ui.session import Seat

Titles = Mapping[tuple[str, str], str]


def titles(seat: Seat, case: Case) -> Titles:
    """What the places of the answer are called, as far as their posts tell."""
    wanted = {(place.network, place.place) for place in case.places}
    # One post of every place is enough, also of one that has left the incident since.
    members = {where: each.post_id for each in case.members if (where := (each.key.network, each.key.place)) in wanted}
    with seat.parts.store.reading() as records:
        found = {each.id: each.place_name for each in records.posts_by_id(list(members.values()))}
    return {where: name for where, id in members.items() if (name := found.get(id))}


def place_words(seat: Seat, place: AnswerPlace, named: Titles) -> str:
    """A place on one line."""
    texts = seat.texts
    if place.where == BY_HAND:
        return texts.name(Move.ENTER)
    network = NETWORKS.get(place.network)
    return texts.listed(
        [
            texts.gettext(network) if network else one_line(place.network),
            one_line(named.get((place.network, place.place)) or place.place),
        ]
    )
