"""The names of an installation's own places, found by name and a closed list of endings: names are never stemmed."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from desk.named_places import NamedPlace
from desk.readings import PlaceKind
from desk.territories import COUNTRY, TYPE_MARKS, Level, Territories, Territory, is_within
from language import kazakh, russian
from language.place_lists import GIVEN, TAILS
from language.place_words import CASE_ENDINGS, joined_types, key, type_words
from language.words import fold

Keys = tuple[str, ...]

COMMON_STEM = math.log(5.0)
"""A Kazakh stem seen in as many forms is an everyday word."""
_TOKEN = re.compile(r"[^\W_]+")
_MARKS = frozenset(map(fold, TYPE_MARKS)) | frozenset(("ао", "со", "обл", "рн", "атын", "га", "аэ", "кэ"))
_SURNAME = re.compile(r"\w{2,}(?:ов|ев|ин|ын|енко|ц?ск(?:ий|ая)|ко)а?\Z")


@dataclass(frozen=True, slots=True)
class Target:
    """What a name stands for. `rank` says which territory: region, district, rural, city, village."""

    kind: PlaceKind
    name: str
    kato: str | None = None
    rank: str = ""


@dataclass(frozen=True, slots=True)
class Name:
    """One way to call a target. `plain`: by itself it is no ordinary word. `person`: it is somebody's name too."""

    keys: Keys
    target: Target
    plain: bool
    person: bool


class Gazetteer:
    """All names of places that one installation knows.

    `territory` and what lies in it by KATO, with what it lies in; of the whole country no villages, whose names are
    ordinary words. `is_city`: is it a city, or a part of one? `places` are the streets and the like of its catalogue.
    """

    def __init__(self, territories: Territories, territory: str, places: Iterable[NamedPlace]) -> None:
        self.territory = territory
        self._territories = territories
        self._by_first: dict[str, list[Name]] = {}
        self._exact: set[tuple[Keys, Target]] = set()
        digest = hashlib.sha256(territory.encode())
        for name in (*_names_of_places(places), *_names_of_territories(territories, territory)):
            if (name.keys, name.target) not in self._exact:
                self._exact.add((name.keys, name.target))
                self._by_first.setdefault(name.keys[0], []).append(name)
                digest.update(repr((name.keys, name.target.name, name.target.kato, name.plain)).encode())
        for names in self._by_first.values():
            names.sort(key=lambda each: (-len(each.keys), not each.plain))
        self.cities = frozenset(
            keys[0]
            for each in territories.values()
            if _rank(each) in ("city", "region") and (keys := keys_of(each.name_kk))
        )
        self.is_city = territory in territories and any(_rank(each) == "city" for each in territories.path(territory))
        self.digest = digest.hexdigest()[:12]
        self.begins = lru_cache(maxsize=1 << 15)(self._begins)

    def official(self, code: str) -> str | None:
        """The official name of a territory, None for none or an unknown one."""
        return self._territories[code].name_kk if code in self._territories else None

    def _begins(self, word: str) -> tuple[Name, ...]:
        """The names that may begin with this word, longest first."""
        found: list[Name] = []
        for base in bases(word):
            found += self._by_first.get(base, ())
        return tuple(dict.fromkeys(sorted(found, key=lambda each: -len(each.keys))))


@lru_cache(maxsize=1 << 15)
def bases(word: str) -> tuple[str, ...]:
    """What a word, as `key` has it, may be a form of: itself first, then each legal ending off, in both languages."""
    found = [word]
    size = len(word)
    if size > 3 and not word.isdigit():
        for cut in range(min(4, size - 3), 0, -1):
            ending, rest = word[-cut:], word[:-cut]
            if ending in CASE_ENDINGS:
                found.append(rest)
            for instead in _ENDINGS.get(ending, ()):
                found.append(rest + instead)
    return tuple(dict.fromkeys(found))


_ENDINGS: dict[str, tuple[str, ...]] = {
    ending: tuple("" if each == "-" else each for each in instead.split())
    for ending, instead in (
        line.split(":")
        for line in (
            "а:-", "у:- а о", "ом:- о ый ий ое", "ем:й ий е", "е:- а я й ь о", "ы:а -", "и:а я й ь -", "ой:а ая",
            "ою:а ая",
            "ей:я ь яя", "я:й ь е", "ю:й я ь е", "ого:ый ий ой ое", "его:ий ее", "ому:ый ий ой ое", "ему:ий ее",
            "ым:ый ов ое -", "им:ий", "ую:ая", "юю:яя", "ых:ые ый", "их:ие", "ими:ие", "ыми:ые", "ая:ый ий ой",
            "ке:ок", "ка:ок", "ку:ок", "це:ец", "ца:ец", "ах:ы а", "ам:ы а", "ами:ы а", "ях:и я",
        )
    )
}  # fmt: skip
"""Russian endings → what the name ends in; a closed list."""


def keys_of(spoken: str) -> Keys:
    """A name as texts are compared with it, without words that only tell its kind: `г.Семей` is семей."""
    keys = [key(fold(each.group())) for each in _TOKEN.finditer(spoken)]
    keys = [each for each in keys if each]
    types, joined = type_words(), joined_types()
    marked = [(each in types and types[each].kind is not PlaceKind.LANDMARK) or each in _MARKS for each in keys]
    for at in range(len(keys) - 1):
        both = joined.get(keys[at], {}).get(keys[at + 1])
        if both is not None and both.kind is not PlaceKind.LANDMARK:
            marked[at] = marked[at + 1] = True
    if len(keys) > 1 and not marked[0] and keys[0] in ("м", "н"):
        marked[0] = True
    kept = tuple(each for each, is_mark in zip(keys, marked, strict=True) if not is_mark)
    return kept or tuple(keys)


@lru_cache(maxsize=1 << 14)
def is_ordinary(word: str) -> bool:
    """Is this word, as `key` has it, one that people also write when they mean no place?"""
    if len(word) < 4 or word.isdigit() or word in TAILS:
        return True
    if russian.is_common(word):
        return True
    if russian.is_name(word) or word in GIVEN:
        return False
    stems = kazakh.stems()
    return max(stems.get(kazakh.normal(word), 0.0), stems.get(kazakh.stem(word), 0.0)) >= COMMON_STEM


@lru_cache(maxsize=1 << 14)
def is_personal(word: str) -> bool:
    """May this word, as `key` has it, be somebody's name?"""
    if word in GIVEN:
        return True
    if word.endswith("ского") or word.endswith("цкого"):
        word = f"{word[:-3]}ий"
    elif word.endswith(("овой", "евой")) and not russian.is_known(word):
        word = f"{word[:-2]}а"
    tags = russian.tags(word)
    return any("Name" in tag or "Surn" in tag for tag in tags) or (not tags and _SURNAME.match(word) is not None)


def _name(spoken: str, target: Target, *, ambiguous: bool) -> Iterator[Name]:
    keys = keys_of(spoken)
    if keys:
        alone = len(keys) == 1
        person = is_personal(keys[0]) if alone else any(each in TAILS or is_personal(each) for each in keys)
        ordinary = (
            all(is_ordinary(each) for each in keys) if alone else all(each in TAILS or each.isdigit() for each in keys)
        )
        yield Name(keys, target, plain=not (ambiguous or ordinary), person=person)


def _names_of_places(places: Iterable[NamedPlace]) -> Iterator[Name]:
    for place in places:
        target = Target(place.kind, shown(place), place.territory if place.kind is PlaceKind.VILLAGE else None,
                        "village" if place.kind is PlaceKind.VILLAGE else "")  # fmt: skip
        for spoken in place.spoken:
            yield from _name(spoken, target, ambiguous=place.ambiguous)


def shown(place: NamedPlace) -> str:
    """The official name: the Kazakh one, with the Russian one behind it where that is another word."""
    kk, ru = place.names["kk"], place.names["ru"]
    one, other = keys_of(kk), keys_of(ru)
    alike = len(one) == len(other) and all(each in bases(word) for each, word in zip(one, other, strict=True))
    return kk if alike else f"{kk} ({ru})"


def _names_of_territories(territories: Territories, own: str) -> Iterator[Name]:
    above: Collection[str] = {each.code for each in territories.path(own)} if own in territories else ()
    for each in territories.values():
        rank = _rank(each)
        if each.code == COUNTRY or not (is_within(each.code, own) or each.code in above):
            continue
        if own == COUNTRY and rank in ("village", "rural"):
            continue
        kind = PlaceKind.VILLAGE if each.level is Level.SETTLEMENT else PlaceKind.TERRITORY
        target = Target(kind, each.name_kk, each.code, rank)
        for spoken in (each.name_kk, each.name_ru, *_adjectives(each.name_ru, rank)):
            yield from _name(spoken, target, ambiguous=rank == "rural" or spoken.endswith("ский"))


def _adjectives(name: str, rank: str) -> Sequence[str]:
    """What Russian makes of a district's name: Сарыарка, Сарыаркинский."""
    keys = keys_of(name)
    if rank not in ("district", "city", "region", "rural") or len(keys) != 1 or keys[0].endswith(("ий", "ый", "ая")):
        return ()
    word = keys[0]
    if word[-1] in "аыеоиу":
        return (f"{word[:-1]}инский", f"{word}нский")
    return (f"{word.rstrip('ьй')}ский", f"{word}инский")


_RANKS = {
    Level.REGION: "region",
    Level.DISTRICT: "district",
    Level.RURAL_DISTRICT: "rural",
    Level.SETTLEMENT: "village",
}


def _rank(territory: Territory) -> str:
    marks = territory.name_kk.replace(".", ". ").lower().split()
    if "қ." in marks and not (territory.level is Level.RURAL_DISTRICT and marks[-1] == "ә."):
        return "city"
    if "ауданы" in marks:
        return "district"
    return _RANKS.get(territory.level, "")
