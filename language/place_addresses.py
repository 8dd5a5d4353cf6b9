"""Unlisted names without a type word: a house, an address or a preposition tells that they are streets."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from desk.readings import PlaceFound
from language import russian
from language.houses import house_after, house_before, is_plainly_house
from language.kazakh_lists import listed
from language.place_findings import made
from language.place_lists import COUNTED, FLAT, HOUSE, NO_NAMES
from language.place_mentions import FORMER, ON, complains, of_many, of_one, stands_alone
from language.place_names import Target, bases, is_ordinary, is_personal
from language.place_plates import plate
from language.place_scan import STREET, Found, Scan
from language.place_words import type_words


@lru_cache(maxsize=1 << 14)
def is_street_like(word: str) -> bool:
    """Has the word the form of a street's name without its street word: Жандосова, Гоголя, Очаковская?"""
    if of_many(word) or of_one(word):
        return True
    if len(word) > 5 and word.endswith(("чей", "шей", "ней")):
        return any("ADJ" in tag and "femn" in tag for tag in russian.tags(word))
    if len(word) < 5 or not word.endswith(("ова", "ева", "ина", "ына", "ого", "ая", "ой", "ля", "на", "ва")):
        return False
    return is_personal(word) or (
        word.endswith(("ская", "цкая", "ского", "цкого", "ной", "ная", "вая", "ской", "цкой")) and len(word) > 6
    )


def is_address(scan: Scan, at: int) -> bool:
    """на Жандосова 15; Седова 86, 7 подъезд; Очаковская д. 3: such a name with the number of a house."""
    before = scan.keys[at - 1 - (at > 1 and scan.keys[at - 1] in FORMER)] if at else ""
    if scan.keys[at] in FLAT or scan.keys[at] in NO_NAMES:
        return False
    if complains(scan, at) or scan.shouts(at):
        return False
    if of_many(scan.keys[at]):
        return before in ON and stands_alone(scan, at)
    if _is_stretch(scan, at):
        return True
    if before == "по" and house_before(scan, at) is not None:
        return True
    if at + 1 < scan.size and scan.keys[at + 1] in type_words() and scan.gap(at + 1) == " ":
        return False
    if house_after(scan, at + 1) is None:
        return before in ON and stands_alone(scan, at)
    if is_plainly_house(scan, at + 1) and before not in ("у", "с", "от", "ул"):
        return scan.is_capital(at) or before in ON
    return (
        before in ON
        and is_personal(scan.keys[at])
        and (scan.is_capital(at) or scan.keys[at].endswith(("ова", "ева", "ина")))
    )


def hyphened(scan: Scan, at: int) -> int:
    """Where a name of two words with a hyphen ends, of which the first is word `at`: Воинов-Интернационалистов."""
    return at + 2 if at + 1 < scan.size and scan.gap(at + 1) == "-" and scan.is_capital(at + 1) else at + 1


def _is_stretch(scan: Scan, at: int) -> bool:
    """Дощанова от Гоголя до Амангельды: a part of a street, from one to another."""
    if at + 4 >= scan.size or scan.keys[at + 1] not in _STRETCH or not scan.is_capital(at) or scan.gap(at + 1) != " ":
        return False
    until = _STRETCH[scan.keys[at + 1]]
    begin = scan.listed(at + 2, STREET) is not None or is_street_like(scan.keys[at + 2])
    typed = (kind := scan.type_at(at + 2)) is not None and kind.word.kind is STREET
    return (typed or (begin and scan.is_capital(at + 2))) and until in scan.keys[at + 3 : at + 7]


_STRETCH = {"от": "до", "с": "до", "между": "и"}
_OF_SOMEBODY = ("ова", "ева", "ина", "ского", "овой", "евой")


def addressed(scan: Scan, at: int) -> Iterator[PlaceFound]:
    """по адресу Союза Печатников 3; мекенжайы: Абай 15: up to three words and a number behind a word for address."""
    first = at + 1
    for last in range(first + 1, min(scan.size, first + 4)):
        if (
            any(mark in scan.gap(last - 1) for mark in ",;\n")
            or last - 1 in scan.taken
            or scan.keys[last - 1][:1].isdigit()
        ):
            return
        if scan.keys[last - 1] in type_words() or scan.keys[last - 1] in NO_NAMES:
            return
        if scan.keys[last][:1].isdigit() or scan.keys[last] in ("д", "дом", "уй"):
            if house_after(scan, last) is not None:
                known = scan.listed(first, STREET, end=last)
                target = known[0].target if known else Target(STREET, plate(scan, first, last))
                yield from made(scan, Found(target, first, last, listed=known is not None), first, last)
            return


def with_house(scan: Scan, at: int) -> Iterator[PlaceFound]:
    """Костюшко 74, 4 подъезд: a name that is no ordinary word, with what can only be the number of a house."""
    name = scan.keys[at]
    first = at == 0 and name.endswith(_OF_SOMEBODY) and is_personal(name)
    if scan.shouts(at) or scan.is_city(at) or not (_is_no_word(name) or (first and not is_ordinary(name))):
        return
    if not scan.is_capital(at) and not (
        at + 2 < scan.size and scan.keys[at + 2] in HOUSE and is_personal(scan.keys[at])
    ):
        return
    if scan.gap(at + 1) in (" ", ", ") and (is_plainly_house(scan, at + 1) or (first and house_after(scan, at + 1))):
        target = Target(STREET, plate(scan, at, at + 1))
        yield from made(scan, Found(target, at, at + 1, listed=False), at, at + 1)


def forename_before(scan: Scan, at: int) -> bool:
    """Stands a given name or a rank before this surname: Маршала Говорова, Ярослава Гашека?"""
    before = at - 1
    return (
        before >= 0
        and scan.gap(at) == " "
        and scan.is_capital(before)
        and not scan.shouts(before)
        and (scan.keys[before] in _RANKS or (is_personal(scan.keys[before]) and scan.keys[before] not in NO_NAMES))
    )


@lru_cache(maxsize=1 << 14)
def _is_no_word(word: str) -> bool:
    """Is this no ordinary word of either language, nor one that stands beside numbers?"""
    beside = word in FLAT or word in HOUSE or word in NO_NAMES or word in COUNTED or word in type_words()
    return len(word) > 4 and word.isalpha() and not beside and not is_ordinary(word) and not _is_inflected(word)


@lru_cache(maxsize=1 << 14)
def _is_inflected(word: str) -> bool:
    return any(is_ordinary(base) for base in bases(word))


_RANKS = listed("маршала генерала академика адмирала героя летчика сержанта капитана профессора космонавта партизана")
