"""A name in front of its type word: Абай көшесі, Ленинская улица, 12 мкр, Самал-2 ш/а."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from desk.readings import PlaceKind
from language import kazakh, russian
from language.kazakh_lists import listed
from language.place_lists import AFTER_NUMBERS, ALSO, COUNTED, CROSSINGS, GIVEN, HOUSE, NO_NAMES, ORDINALS, TAILS
from language.place_names import Target, is_ordinary
from language.place_plates import numbered, unlisted
from language.place_scan import LAND, MICRO, STREET, Found, Scan
from language.place_words import TypeWord, type_words


def name_before(scan: Scan, end: int, word: TypeWord) -> Found | None:
    """A name that ends before word `end`, in front of its type word: Абай көшесі, Ленинская улица, 12 мкр."""
    at = end - 1
    if at < 0 or scan.gap(end).strip("\"«»“”'’") not in ("", " ", "-", " - ", "_", ". ", ".", "ы "):
        return None
    if "." in scan.gap(end) and not (word.short or scan.keys[at].isdigit()):
        return None
    known = scan.listed_before(end, word.kind, word.rank)
    if known and (known[0].plain or word.owned or not word.after or not scan.begins_sentence(known[1])):
        return Found(known[0].target, from_given(scan, known[1]), end)
    if scan.keys[at][:1].isdigit():
        if word.kind is MICRO and at and scan.gap(at) in ("-", "–") and not scan.keys[at - 1].isdigit():
            return _name_and_number(scan, at, end, word)
        known = scan.listed_before(at, MICRO) if word.kind is MICRO and at and scan.gap(at) == " " else None
        return _name_and_number(scan, at, end, word) if known else _number_before(scan, at, end, word)
    if scan.keys[at] in AFTER_NUMBERS and at and scan.keys[at - 1].isdigit() and word.kind is STREET:
        return unlisted(scan, at - 1, end, word)
    if scan.keys[at] in ORDINALS:
        return _number_before(scan, at - 1, end, word) if at and scan.keys[at - 1].isdigit() else None
    if word.after:
        return _kazakh_before(scan, at, end, word)
    return _adjective_before(scan, at, end, word)


def from_given(scan: Scan, first: int) -> int:
    """Where the name begins with the given name before it."""
    if (
        first > 0
        and scan.gap(first) in (" ", ". ", ".")
        and (scan.keys[first - 1] in GIVEN or scan.is_initial(first - 1))
    ):
        return first - 1
    return first


def is_pair(scan: Scan, at: int) -> bool:
    """Is the word before this one a part of the name: Мәңгілік Ел, Бауыржан Момышұлы, Жаңа Өмір?"""
    before = at - 1
    if before < 0 or scan.gap(at) not in (" ", "-") or not (scan.is_capital(at) and scan.is_capital(before)):
        return False
    first, begins = scan.keys[before], scan.begins_sentence(before)
    if scan.shouts(before) or first.isdigit() or first in type_words() or first.endswith(_CASES_WITHIN):
        return False
    if first in NO_NAMES and (begins or first not in _FIRST_PARTS):
        return False
    return not (begins and is_ordinary(first)) and not scan.is_city(before)


def _kazakh_before(scan: Scan, at: int, end: int, word: TypeWord) -> Found | None:
    name = scan.keys[at]
    if name in NO_NAMES and not (scan.is_capital(at) and not scan.begins_sentence(at)):
        return None
    is_short = len(name) < 3 and name not in TAILS
    if is_short or name in type_words() or name in COUNTED or name in ALSO or name in HOUSE or name in CROSSINGS:
        return None
    if scan.is_city(at) and word.kind is not LAND and (word.plural or not word.owned):
        return None
    capital = scan.is_capital(at) and not (scan.begins_sentence(at) and word.kind is not STREET) and not scan.shouts(at)
    if not word.owned and not (capital and name not in TAILS):
        return None
    begin = at - 1 if (name in TAILS or name in _ENDS_OF_VILLAGES) and at and not scan.is_capital(at) else at
    if word.kind in (LAND, PlaceKind.VILLAGE):
        if _is_inflected(name) or not (scan.is_capital(begin) or (word.owned and is_no_word(name))):
            return None
        if begin < at and name not in TAILS:
            fits = scan.gap(at) == " " and scan.keys[begin] not in NO_NAMES and not _is_inflected(scan.keys[begin])
            return unlisted(scan, begin, end, word) if fits else None
    if not capital and name not in TAILS and _is_inflected(name):
        return None
    first = at
    if name in TAILS:
        if at == 0 or scan.gap(at) not in (" ", "-", "") or scan.keys[at - 1] in NO_NAMES or scan.keys[at - 1] in ALSO:
            return None
        first = at - 1
    first = from_given(scan, first)
    if first == at and is_pair(scan, at):
        first = at - 1
    return unlisted(scan, first, end, word)


def _adjective_before(scan: Scan, at: int, end: int, word: TypeWord) -> Found | None:
    """Ленинская улица, на Малоохтинском проспекте: an adjective that agrees."""
    name = scan.keys[at]
    if word.short and not word.gender and name.endswith(_ADJECTIVE_ENDS["f"] + _ADJECTIVE_ENDS["m"]):
        word = replace(word, gender="f" if name.endswith(_ADJECTIVE_ENDS["f"]) else "m")
    gender = word.gender
    if not gender or not name.endswith(_ADJECTIVE_ENDS[gender]) or name in NO_NAMES or len(name) < 6:
        return None
    capital = scan.is_capital(at) and not scan.begins_sentence(at) and not scan.shouts(at)
    relative = _RELATIVE.search(name) is not None and name not in _PLAIN_RELATIVES
    housed = _house_follows(scan, end)
    if word.kind is LAND and not ((capital or not russian.is_known(name)) and relative):
        return None
    if word.kind is PlaceKind.VILLAGE and not capital:
        return None
    if not (capital or relative or housed or word.kind is MICRO):
        return None
    return unlisted(scan, at, end, replace(word, gender=f"adjective {gender}"))


def _house_follows(scan: Scan, at: int) -> bool:
    after = at + 1
    return after < scan.size and (scan.keys[after][:1].isdigit() or scan.keys[after] in ("дом", "д", "уй"))


def _number_before(scan: Scan, at: int, end: int, word: TypeWord) -> Found | None:
    """12 мкр, 28-й микрорайон, 5-ші ықшам аудан."""
    is_ordinal = end - at > 1 or not scan.keys[at].isdigit()
    if word.plural or (word.kind is not MICRO and not (word.kind is STREET and is_ordinal)):
        return None
    if len(scan.keys[at]) > 3 and scan.keys[at].isdigit():
        return None
    return numbered(scan, at, end, word)


def _name_and_number(scan: Scan, at: int, end: int, word: TypeWord) -> Found | None:
    """Самал-2 ш/а."""
    known = scan.listed_before(at, MICRO)
    if known is not None:
        target = known[0].target
        return Found(Target(MICRO, f"{target.name}-{scan.keys[at]}", target.kato), known[1], end)
    return unlisted(scan, at - 1, end, word) if scan.keys[at - 1] not in NO_NAMES else None


@lru_cache(maxsize=1 << 14)
def _is_inflected(word: str) -> bool:
    """Has this word an ending that the first part of a Kazakh name never has?"""
    return len(word) > 4 and word.endswith(_INNER) and word not in GIVEN


@lru_cache(maxsize=1 << 14)
def is_no_word(name: str) -> bool:
    """Does neither language know this word of small letters: тайтобе ауылында?"""
    stems = kazakh.stems()
    known = russian.is_known(name) or kazakh.normal(name) in stems or kazakh.stem(name) in stems
    return len(name) > 4 and not known


_ENDS_OF_VILLAGES = listed("жар сай кол су агаш дала откел кудык озек тас тал шокы булак кайнар жота")
"""Second words of villages' names, often written small: Қызыл жар."""
_FIRST_PARTS = listed("жана ески улкен киши улы тын бас орталык")
_CASES_WITHIN = (
    *(
        "нын",
        "нин",
        "дын",
        "дин",
        "тын",
        "тин",
        "дагы",
        "деги",
        "тагы",
        "теги",
        "нда",
        "нде",
        "дан",
        "ден",
        "тан",
        "тен",
    ),
    *("ымыз", "имиз"),
)
_INNER = (*_CASES_WITHIN, "ган", "ген", "кан", "кен", "ынан", "инен", "лык", "лик", "дык", "дик", "тык", "тик")
_ADJECTIVE_ENDS = {
    "f": ("ая", "ой", "ую", "яя", "ей", "юю"),
    "m": ("ий", "ый", "ой", "ого", "ому", "ом", "ым", "им", "ем", "его", "ему"),
    "n": ("ое", "ого", "ому", "ом", "ым", "им", "ее"),
}
_RELATIVE = re.compile(r"[сц]к(?:ая|ой|ую|ий|ого|ому|ом|им|ое)\Z")
_PLAIN_RELATIVES = frozenset(
    stem + end
    for stem in listed(
        "городск сельск соседск детск поселковск заводск людск хозяйск русск казахск советск областн братск"
    )
    for end in ("ая", "ой", "ую", "ий", "ого", "ому", "ом", "им", "ое")
)
"""Ordinary adjectives of the form that streets' names have."""
