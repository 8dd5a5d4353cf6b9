"""A name behind its type word: улица Бараева, мкр 12, улица 8 Марта, село Акжар."""

from __future__ import annotations

from functools import lru_cache

from desk.readings import PlaceKind
from language import russian
from language.kazakh_lists import listed
from language.place_lists import AFTER_NUMBERS, ALSO, CROSSINGS, FLAT, GIVEN, HOUSE, NO_NAMES, ORDINALS, TAILS
from language.place_names import bases, is_personal
from language.place_plates import numbered, unlisted
from language.place_scan import LAND, LONGEST_NAME, MICRO, STREET, Found, Scan
from language.place_words import TypeWord, type_words


def name_after(scan: Scan, at: int, word: TypeWord) -> Found | None:
    """A name that begins with word `at`, behind its type word: улица Бараева."""
    while at < scan.size and (scan.keys[at] in ("им", "имени", "названная") or scan.is_initial(at)):
        at += 1
    if at >= scan.size:
        return None
    if known := scan.listed(at, word.kind, word.rank):
        return Found(known[0].target, at, _with_surname(scan, at, known[1]))
    if scan.keys[at] in GIVEN and at + 1 < scan.size and (known := scan.listed(at + 1, word.kind, word.rank)):
        return Found(known[0].target, at, known[1])
    if scan.keys[at].isdigit():
        return _number_after(scan, at, word)
    if word.kind is STREET and _is_code(scan, at):
        return unlisted(scan, at, at + 2, word)
    if not _may_name(scan, at, word):
        return None
    last = at + 1
    while last < min(scan.size, at + LONGEST_NAME) and goes_on(scan, last):
        last += 1
    if last - at == 1 and scan.keys[at] in TAILS and not scan.is_capital(at):
        return None
    return unlisted(scan, at, last, word)


def goes_on(scan: Scan, at: int) -> bool:
    """Does the name behind a Russian type word go on with this word?"""
    name, gap = scan.keys[at], scan.gap(at)
    if gap not in (" ", "-", ". ", ".") or name[:1].isdigit():
        return False
    if "." in gap and not scan.is_initial(at - 1):
        return False
    if name in TAILS:
        return True
    if name in NO_NAMES or name in ALSO or name in type_words() or name in CROSSINGS or name in HOUSE or name in FLAT:
        return False
    before = scan.keys[at - 1]
    if before in GIVEN or any(each in GIVEN for each in bases(before)):
        return is_personal(name) or scan.is_capital(at)
    both = scan.is_capital(at) and scan.is_capital(at - 1) and not scan.shouts(at)
    return both and not scan.is_city(at) and scan.listed(at) is None


def _number_after(scan: Scan, at: int, word: TypeWord) -> Found | None:
    """мкр 12; улица 8 Марта, улица 30 лет Победы."""
    if word.kind is MICRO:
        if scan.is_counting(at + 1):
            return None
        return numbered(scan, at, at + 1, word)
    if at + 2 < scan.size and scan.keys[at + 1] in ORDINALS and scan.gap(at + 1) == "-" and scan.is_capital(at + 2):
        return unlisted(scan, at, at + 3, word)
    if (
        at + 1 < scan.size
        and scan.gap(at + 1) in (" ", "-", "")
        and (scan.keys[at + 1] in AFTER_NUMBERS or (scan.is_capital(at + 1) and not scan.shouts(at + 1)))
    ):
        last = at + 2
        while last < min(scan.size, at + LONGEST_NAME) and goes_on(scan, last):
            last += 1
        return unlisted(scan, at, last, word)
    return None


def _may_name(scan: Scan, at: int, word: TypeWord) -> bool:
    """May the word behind a Russian type word be a name?"""
    name = scan.keys[at]
    gap = scan.gap(at)
    if (
        len(name) < 2
        or "\n" in gap
        or any(mark in gap for mark in ",;!?)(")
        or (name in type_words() and name not in TAILS)
    ):
        return False
    if not word.short and ("." in gap or ":" in gap):
        return False
    if name in NO_NAMES or name in ALSO or name in CROSSINGS or name in HOUSE:
        return scan.is_capital(at) and name in TAILS
    capital = scan.is_capital(at) and not scan.shouts(at)
    if word.kind is LAND and scan.listed(at, STREET):
        return False
    if word.kind is LAND:
        return capital and word.rank in ("district", "city") and not scan.begins_sentence(at) and name not in _VAGUE
    if capital:
        return True
    if word.kind is PlaceKind.VILLAGE:
        return False
    if word.short:
        return is_personal(name) or not any("VERB" in tag for tag in russian.tags(name))
    if scan.shouts(at) and scan.shouts(max(0, at - 1)):
        return not russian.is_known(name) or is_personal(name)
    if (
        at + 1 < scan.size
        and scan.keys[at + 1][:1].isdigit()
        and not scan.is_counting(at + 2)
        and scan.gap(at + 1) in (" ", ", ")
    ):
        return True
    return is_personal(name) or _looks_named(name)


def _is_code(scan: Scan, at: int) -> bool:
    """Is the street named by a letter and a number: улица Е-10?"""
    if scan.ends[at] - scan.starts[at] != 1 or not scan.is_capital(at) or at + 1 >= scan.size:
        return False
    return scan.keys[at + 1].isdigit() and scan.gap(at + 1) in ("-", " ", "–")


def _with_surname(scan: Scan, at: int, last: int) -> int:
    while last < scan.size and last - at < LONGEST_NAME and scan.keys[last] in TAILS and scan.gap(last) in (" ", "-"):
        last += 1
    return last


@lru_cache(maxsize=1 << 14)
def _looks_named(word: str) -> bool:
    """Would one take this word of small letters behind a street word for a name?"""
    if not russian.is_known(word):
        return len(word) > 3 and not word.endswith(("ются", "ется", "ться", "лась", "лось"))
    return russian.is_name(word)


_VAGUE = listed("новостроек рынка базара школы вокзала больницы старого нового аэропорта парка завода")
