"""Where a text says something is: streets, houses, microdistricts, villages, landmarks, territories, with the words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from desk.queries import Words
from desk.readings import PlaceFound, PlaceKind, Surroundings
from desk.territories import COUNTRY
from language.place_addresses import addressed, forename_before, hyphened, is_address, is_street_like, with_house
from language.place_corners import beside, corner, with_part
from language.place_findings import made
from language.place_lists import ADDRESSES, CROSSINGS
from language.place_mentions import Mention, is_place
from language.place_names import Gazetteer, Target
from language.place_plates import plate
from language.place_rows import street_row
from language.place_scan import LAND, MARK, MICRO, STREET, VILLAGE, Found, Scan
from language.place_villages import called, is_village, is_village_like
from language.place_words import DOTTED, joined_types, key, type_words
from language.words import words

RULES_VERSION = "places-4"
"""Raise it with every change of what the rules find."""
MOST_PLACES = 24
"""Places that are kept of one text."""
MOST_WORDS = 400
"""Words of one text that are looked at closer: a text of 6,000 letters has some fifty of them."""
HOUSE = PlaceKind.HOUSE
_ORDER = {kind: at for at, kind in enumerate((HOUSE, STREET, MICRO, MARK, VILLAGE, LAND))}
"""The most exact first: it is what a map, a crew and the search for the same matter need."""


class PlaceReader:
    """Finds places by a gazetteer and by the words beside names. Safe for many threads; the same in every process."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._speaks = lru_cache(maxsize=1 << 16)(self._asks)
        self._of_title = lru_cache(maxsize=1 << 10)(self._title)

    @property
    def version(self) -> str:
        """The rules and the names it reads by."""
        return f"{RULES_VERSION}.{self._gazetteer.digest}"

    def read(self, text: str, found: Words, around: Surroundings) -> tuple[PlaceFound, ...]:
        """The places that the text names, the most exact first, then as they stand in it; of each the first mention.

        A house comes with its street, which follows by itself. Where the text names no territory or village, what its
        surroundings say stands last, with no words of the text. Never raises; linear.
        """
        places = self._in(text, found)
        if not any(each.kind in (LAND, VILLAGE) for each in places):
            places += self._around(around)
        return tuple(places)

    def _in(self, text: str, found: Words) -> list[PlaceFound]:
        if _GLUED.search(text):
            found = _unglued(found)
        hits = [at for at, word in enumerate(found.exact) if self._speaks(word)][:MOST_WORDS]
        numbers = [at for at, word in enumerate(found.exact) if word[0] in "123456789" and at][:MOST_WORDS]
        if not hits and not numbers:
            return []
        scan = Scan(text, found, self._gazetteer)
        if _LINKS.search(text):
            hits = [at for at in hits if found.kk[at] or found.ru[at]]
            numbers = [at for at in numbers if found.kk[at] or found.ru[at]]
        places: list[PlaceFound] = []
        for at in hits:
            if at not in scan.taken and (kind := scan.type_at(at)) is not None:
                places += beside(scan, kind)
        for at in hits:
            if scan.keys[at] in CROSSINGS and at not in scan.taken:
                places += corner(scan, at)
        for at in hits:
            if at not in scan.taken:
                places += self._by_itself(scan, at)
        for at in numbers:
            if at - 1 not in scan.taken:
                places += with_house(scan, at - 1)
        return _in_order(places)

    def _asks(self, word: str) -> bool:
        """May a place begin with this word, or stand beside it?"""
        word = key(word)
        known = (
            word in type_words() or word in joined_types() or word in DOTTED or word in CROSSINGS or word in ADDRESSES
        )
        return known or bool(self._gazetteer.begins(word)) or is_street_like(word) or is_village_like(word)

    def _by_itself(self, scan: Scan, at: int) -> Iterator[PlaceFound]:
        """Names that no type word stands beside."""
        if scan.keys[at] in ADDRESSES:
            yield from addressed(scan, at)
            return
        for name in self._gazetteer.begins(scan.keys[at]):
            last = at + len(name.keys)
            if scan.says(name, at) and is_place(Mention(scan, name, at, last)):
                found = with_part(scan, Found(name.target, at, last))
                yield from made(scan, found, at, found.last)
                return
        if (row := street_row(scan, at)) is not None:
            for each in row:
                yield from made(scan, each, each.first, each.last)
        elif is_street_like(scan.keys[at]) and is_address(scan, at):
            first, last = at - 1 if forename_before(scan, at) else at, hyphened(scan, at)
            target = Target(STREET, plate(scan, first, last))
            yield from made(scan, Found(target, first, last, listed=False), first, last)
        elif is_village_like(scan.keys[at]) and is_village(scan, at):
            kind, rank = (MICRO, "") if self._gazetteer.is_city else (VILLAGE, "village")
            target = Target(kind, called(scan.slice(at, at + 1)), None, rank)
            yield from made(scan, Found(target, at, at + 1, listed=False), at, at + 1)

    def _around(self, around: Surroundings) -> list[PlaceFound]:
        if around.place_title and (titled := self._of_title(around.place_title)):
            return list(titled)
        name = self._gazetteer.official(around.territory) if around.territory not in ("", COUNTRY) else None
        return [PlaceFound(LAND, name, around.territory)] if name else []

    def _title(self, title: str) -> tuple[PlaceFound, ...]:
        found = self._in(title[:200], words(title[:200]))
        return tuple(replace(each, words=(), start=0, end=0) for each in found if each.kind in (LAND, VILLAGE, MICRO))


def _unglued(found: Words) -> Words:
    """The words with a house's number parted from a name that it is glued to: Абая15."""
    parted: list[tuple[str, str, str, int, int]] = []
    for exact, ru, kk, start, end in zip(found.exact, found.ru, found.kk, found.starts, found.ends, strict=True):
        match = _GLUED_WORD.fullmatch(exact)
        if match is None or end - start != len(exact):
            parted.append((exact, ru, kk, start, end))
        else:
            middle = start + match.end(1)
            parted.append((match[1], match[1], match[1], start, middle))
            parted.append((match[2], match[2], match[2], middle, end))
    return Words(*zip(*parted, strict=True)) if parted else found


def _in_order(places: Sequence[PlaceFound]) -> list[PlaceFound]:
    kept: dict[tuple[PlaceKind, str, str | None], PlaceFound] = {}
    housed = {each.start: 0 for each in places if each.kind is HOUSE}
    for each in sorted(places, key=lambda each: (_ORDER[each.kind], housed.get(each.start, 1), each.start)):
        kept.setdefault((each.kind, each.name, each.kato), each)
    return list(kept.values())[:MOST_PLACES]


_LINKS = re.compile(r"://|www\.|t\.me/")
_GLUED = re.compile(r"[0-9](?<=[^\W\d_].)")
_GLUED_WORD = re.compile(r"([^\W\d]{3,60})(\d{1,4}[абвгд]?)")
