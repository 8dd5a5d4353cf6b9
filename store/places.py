"""The register of places: one canonical id for good, and every other name a place is known by."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import insert, select, update

from desk.errors import N_, RuleError
from desk.places import TELEGRAM, canonical_name, plain_name
from desk.posts import PlaceEvent
from desk.sources import Place
from store.lanes import lane_of
from store.outbox import OutboxPart
from store.post_tables import PLACE_EVENTS, PLACE_NAMES, PLACES, POSTS
from store.schema import keepable

Name = tuple[str, str]
"""(network, any name of a place)."""

POSTS_LOCK = 7_203
"""PostgreSQL's advisory lock of everybody who gives ids to posts or names to places."""

_MARKED = re.compile(r"-?[0-9]+")


class PlacePart(OutboxPart):
    """Places by any of their names."""

    def lock_posts(self) -> None:
        """Be the only one who adds posts or places until the transaction ends."""
        self.lock(POSTS_LOCK)

    def place_ids(self, names: Mapping[Name, str | None]) -> dict[Name, int]:
        """The place of every name (with a title, if known); places nobody knows are made. Needs `lock_posts`."""
        found: dict[Name, int] = {}
        untitled: set[int] = set()
        known: dict[Name, int] = {}
        for network in {network for network, _ in names}:
            wanted = {form for at, name in names if at == network for form in _forms(at, name)}
            for name, place_id, has_title in lane_of(self.connection).names(network, list(wanted)):
                known[network, name] = place_id
                if not has_title:
                    untitled.add(place_id)
        for (network, name), title in names.items():
            plain = keepable(plain_name(network, name))
            forms = ((network, form) for form in _forms(network, name))
            place_id = next((known[form] for form in forms if form in known), None)
            if place_id is None:
                place_id = self._new_place(network, name, title)
            elif title and place_id in untitled:
                self.connection.execute(update(PLACES).where(PLACES.c.id == place_id).values(title=title))
                untitled.discard(place_id)
            if (network, plain) not in known:
                known[network, plain] = place_id
                self._keep_name(network, plain, place_id)
            found[network, name] = place_id
        return found

    def find_place(self, network: str, name: str) -> int | None:
        """The number of the place known by this name, if anybody knows it."""
        forms = _forms(network, name)
        asked = select(PLACE_NAMES.c.name, PLACE_NAMES.c.place_id)
        rows = self.connection.execute(asked.where(PLACE_NAMES.c.network == network, PLACE_NAMES.c.name.in_(forms)))
        known = {row.name: int(row.place_id) for row in rows}
        return next((known[form] for form in forms if form in known), None)

    def place(self, network: str, name: str, title: str | None = None) -> Place:
        """The place known by this canonical id or alias; made when nobody knows it."""
        found = self.find_place(network, name)
        if found is None or title:
            self.lock_posts()
            found = self.place_ids({(network, name): title})[network, name]
        return self.place_by_id(found)

    def place_by_id(self, place_id: int) -> Place:
        """The place with all its names."""
        return self._places(PLACES.c.id == place_id)[0]

    def places(self) -> list[Place]:
        """Every place, in the order in which they became known."""
        return self._places()

    def learn_alias(self, place: Place, alias: str) -> Place:
        """Another name of a place. Raises RuleError when the name belongs to another place (join them then).

        A Telegram place first known by a name becomes known by its number as soon as that is learned: names change
        hands, numbers do not. Its posts' keys change with it.
        """
        alias = plain_name(place.network, alias)
        self.lock_posts()
        holder = self.find_place(place.network, alias)
        if holder is not None and holder != place.id:
            raise RuleError(N_("the name {alias} belongs to another place: join the two places"), alias=alias)
        if holder is None:
            self._keep_name(place.network, alias, place.id)
        known = self.place_by_id(place.id)
        if place.network == TELEGRAM and _MARKED.fullmatch(alias) and not _MARKED.fullmatch(known.canonical):
            self.connection.execute(update(PLACES).where(PLACES.c.id == place.id).values(canonical=alias))
            self.touch_posts_where(POSTS.c.place_id == place.id)
        return self.place_by_id(place.id)

    def place_events(self, place: Place) -> list[PlaceEvent]:
        """What happened to the place, oldest first."""
        asked = select(PLACE_EVENTS).where(PLACE_EVENTS.c.place_id == place.id)
        rows = self.connection.execute(asked.order_by(PLACE_EVENTS.c.at, PLACE_EVENTS.c.native_id))
        return [
            PlaceEvent(place.network, place.canonical, row.native_id, row.kind, row.at, row.details) for row in rows
        ]

    def _new_place(self, network: str, name: str, title: str | None) -> int:
        canonical = canonical_name(network, name)
        return self.new_id(PLACES, {"network": network, "canonical": canonical, "title": title})

    def _keep_name(self, network: str, name: str, place_id: int) -> None:
        self.connection.execute(insert(PLACE_NAMES), {"network": network, "name": name, "place_id": place_id})

    def _places(self, *conditions: Any) -> list[Place]:
        rows = self.connection.execute(select(PLACES).where(*conditions).order_by(PLACES.c.id)).all()
        names: dict[int, set[str]] = {row.id: set() for row in rows}
        asked = select(PLACE_NAMES.c.place_id, PLACE_NAMES.c.name).join(PLACES, PLACES.c.id == PLACE_NAMES.c.place_id)
        for name in self.connection.execute(asked.where(*conditions)):
            names[name.place_id].add(name.name)
        return [
            Place(row.id, row.network, row.canonical, row.title, frozenset(names[row.id] - _own(row))) for row in rows
        ]


def _forms(network: str, name: str) -> tuple[str, ...]:
    """Under which names to look: the plain form, and the name as it is where it was learned before there was one."""
    return tuple(dict.fromkeys(keepable(form) for form in (plain_name(network, name), name)))


def _own(place: Any) -> set[str]:
    return {place.canonical, plain_name(place.network, place.canonical)}
