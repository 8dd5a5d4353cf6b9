"""Schools, hospitals, markets and the like: by number, by a name in quotes or beside."""

from __future__ import annotations

import re
from collections.abc import Iterator

from desk.readings import PlaceFound
from language.houses import number_of
from language.place_after import goes_on
from language.place_before import _is_inflected, is_pair
from language.place_findings import place
from language.place_lists import BESIDE, NO_NAMES, QUALIFIERS
from language.place_names import Target, is_ordinary
from language.place_scan import MARK, STREET, Scan, TypeAt
from language.place_words import ONLY_ONES, TypeWord, type_words


def landmark(scan: Scan, kind: TypeAt) -> Iterator[PlaceFound]:
    """Schools, hospitals and the like: by number, by a name in quotes, by a name beside."""
    word, first, last = kind.word, kind.first, kind.last
    if word.number and (numbered := number_of(scan, first, last, word)) is not None:
        number, start, end = numbered
        yield place(scan, Target(MARK, f"№{number} {word.label}"), start, end, first, last)
        return
    text, start, end = scan.text, scan.starts[first], scan.ends[last - 1]
    if first and (qualifier := _qualifier(scan.keys[first - 1]) or _of_village(scan, first)) and scan.gap(first) == " ":
        begin = first - 2 if first > 1 and scan.keys[first - 2] == "темир" else first - 1
        yield place(scan, Target(MARK, f"{qualifier} {word.label}"), scan.starts[begin], end, begin, last)
        return
    if match := _QUOTED_AFTER.match(text, end):
        yield place(scan, Target(MARK, f"«{match[1].strip()}» {word.label}"), start, match.end(), first, last)
        return
    if match := _QUOTED_BEFORE.search(text[max(0, start - 44) : start]):
        begin = max(0, start - 44) + match.start()
        yield place(scan, Target(MARK, f"«{match[1].strip()}» {word.label}"), begin, end, first, last)
        return
    if word.after and (known := _name_before(scan, first, word)) is not None:
        yield place(
            scan, Target(MARK, f"«{scan.slice(known, first)}» {word.label}"), scan.starts[known], end, known, last
        )
    elif (until := _name_after(scan, last, word)) is not None:
        yield place(
            scan, Target(MARK, f"«{scan.slice(last, until)}» {word.label}"), start, scan.ends[until - 1], first, until
        )
    elif word.label in ONLY_ONES and first and _says_where(scan.keys[first - 1], scan.keys[first]):
        yield place(scan, Target(MARK, word.label), start, end, first, last)


def _name_before(scan: Scan, first: int, word: TypeWord) -> int | None:
    """Where a landmark's name before its Kazakh word begins: Алтын Орда базары, Абай атындағы мектеп."""
    if first > 1 and scan.keys[first - 1] == "атындагы" and scan.is_capital(first - 2):
        known = scan.listed_before(first - 1, STREET)
        return known[1] if known else first - 2
    at = first - 1
    if at < 0 or not word.owned or scan.gap(first) not in (" ", "-") or not scan.is_capital(at) or scan.shouts(at):
        return None
    name = scan.keys[at]
    if name in NO_NAMES or name in type_words() or name.isdigit():
        return None
    if not word.label.startswith(_OF_TOWNS) and _is_inflected(name):
        return None
    if scan.is_city(at) and not word.label.startswith(_OF_TOWNS):
        return at - 1 if _is_part_of_name(scan, at - 1) else None
    return at - 1 if is_pair(scan, at) else at


def _is_part_of_name(scan: Scan, at: int) -> bool:
    """Мега Астана: does a name begin with this word, before that of a town?"""
    if at < 0 or not scan.is_capital(at) or scan.gap(at + 1) != " " or scan.is_city(at):
        return False
    name = scan.keys[at]
    return name not in NO_NAMES and name not in type_words() and not (scan.begins_sentence(at) and is_ordinary(name))


def _name_after(scan: Scan, last: int, word: TypeWord) -> int | None:
    """Where a landmark's name behind its Russian word ends: рынок Алем, ТРЦ Керуен, школа имени Толе би."""
    if last + 1 < scan.size and scan.keys[last] in ("имени", "им") and scan.gap(last) == " ":
        last += 1
    if (
        last >= scan.size
        or scan.gap(last) != " "
        or not scan.is_capital(last)
        or (scan.shouts(last - 1) and scan.shouts(last))
    ):
        return None
    name = scan.keys[last]
    sort = type_words().get(name)
    if name in NO_NAMES or (sort and sort.label not in ONLY_ONES) or name.isdigit() or len(name) < 3:
        return None
    if scan.is_city(last) and not word.label.startswith(_OF_TOWNS):
        return None
    end = last + 1
    if end < scan.size and scan.keys[end].isdigit() and scan.gap(end) == "-":
        return end + 1
    while end < min(scan.size, last + 3) and goes_on(scan, end):
        end += 1
    return end


def _qualifier(word: str) -> str:
    """What a word says of a landmark that a town has one of."""
    stem = word if word in QUALIFIERS else next((word[:-cut] for cut in (2, 3) if word[:-cut] in QUALIFIERS), "")
    return (
        QUALIFIERS.get(stem, "")
        if stem == word or word.endswith(("ый", "ий", "ой", "ая", "ую", "ое", "го", "му", "ом"))
        else ""
    )


def _of_village(scan: Scan, first: int) -> str:
    """Возле сельской мечети: a village has one, but only what stands beside something is surely meant so."""
    word = scan.keys[first - 1]
    if first < 2 or not word.startswith(("сельск", "поселков")) or not word.endswith(("ой", "ого", "ом", "им", "ым")):
        return ""
    return "Ауылдық" if _says_where(scan.keys[first - 2], scan.keys[first]) else ""


def _says_where(before: str, form: str) -> bool:
    """Does the preposition say that something is beside what stands there, or on it: за автовокзалом, на ипподроме?"""
    return before in BESIDE or before in ("перед", "за") or (before == "на" and form.endswith(("е", "и")))


_OF_TOWNS = ("өзен", "көл", "вокзал")
"""Landmarks that are called by a town's name."""
_QUOTED_AFTER = re.compile(r"[\s,]{0,2}[«\"“]([^»\"”\n]{2,40})[»\"”]")
_QUOTED_BEFORE = re.compile(r"[«\"“]([^«»\"“”\n]{2,40})[»\"”][\s-]\Z")
