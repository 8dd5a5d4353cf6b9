"""Numbers of houses beside a street's name, and of schools and hospitals beside their word."""

from __future__ import annotations

import re

from language.kazakh_lists import listed
from language.place_lists import BESIDE, COUNTED, FLAT, HOUSE
from language.place_scan import Scan
from language.place_words import TypeWord, type_words

_MARK = r"(?:(?:дом[аеу]?|д|үй(?:і|інде)?|уй|строение|dom|uy|үйдің|house)\.?[\s№:]{0,3})"
_AFTER = re.compile(
    rf"[\s,.:;–-]{{0,3}}(?P<mark>{_MARK})?№?\s?(?P<number>\d{{1,4}}(?:\s?[/\\]\s?\d{{1,4}})?(?:\s?[а-дА-Дa-dA-D](?!\w))?)"
    r"(?:[,.]?\s?(?:к|кор|корп|корпус|стр)\.?\s?(?P<block>\d{1,3}))?(?!\w|%|°|[.,:]\d)"
)
_LETTER_APART = re.compile(r"\s(?=[а-яa-z])")
_SCHOOL_AFTER = re.compile(
    r"[\s\-–]{0,2}(?:(?:лицей|гимназия|гимназии|лицея|интернат|сад|комплекс)[\s\-–]{0,2})?"
    r"(?P<sign>(?:№|[Nn][oо]?\.?(?=\s?\d)|#|номер|нөмір)\s{0,2})?(?P<number>\d{1,3})(?![\w%]|[.,:/]\d)"
)
_SCHOOL_SIGN_BEFORE = re.compile(r"№\s?(?P<number>\d{1,3})(?:-?\s?(?:ші|шы))?[\s-]{1,2}(?:[^\W\d_]+[\s-]){0,3}\Z")
_SCHOOL_BEFORE = re.compile(
    r"(?<![\w.,:/%-])(?P<number>\d{1,3})(?P<ordinal>\s?-?\s?(?:ші|шы|я|й|ой|ю|го|м|ей|ая|ом))?(?P<gap>[\s\-–]{1,2})"
    r"(?:(?:орта|қалалық|городск\w{2,3}|средн\w{2,3})\s)?\Z"
)
LOOK_BACK = 60
_FULL_STOP = re.compile(r"\.\s+\d")


def house_after(scan: Scan, last: int) -> tuple[str, int] | None:
    """The number of the house behind word `last` - 1, as people write it in short, and the code point it ends at."""
    start = scan.ends[last - 1]
    match = _AFTER.match(scan.text, start)
    if match is None or (
        match["mark"] is None
        and (_FULL_STOP.match(scan.text, start) or "\n" in scan.text[start : match.start("number")])
    ):
        return None
    end = match.end()
    number = match["number"]
    if match["mark"] is None:
        if apart := _LETTER_APART.search(number):
            number, end = number[: apart.start()], match.start("number") + apart.start()
        at = _word_at(scan, last, end)
        if at < scan.size and "/" not in number and scan.keys[at] in COUNTED and scan.starts[at] - end <= 2:
            return None
        if (
            at < scan.size
            and type_words().get(scan.keys[at]) is not None
            and scan.keys[at] not in HOUSE
            and scan.starts[at] - end <= 2
        ):
            return None
    at = _word_at(scan, last, end)
    if (
        match["mark"] is None
        and at < scan.size
        and scan.keys[at] in HOUSE
        and len(scan.keys[at]) > 1
        and scan.starts[at] - end <= 2
    ):
        end = scan.ends[at]
    shown = re.sub(r"\s", "", number).lower()
    return shown + (f" к{match['block']}" if match["block"] else ""), end


def is_plainly_house(scan: Scan, last: int) -> bool:
    """Can the number behind word `last` - 1 only be a house: дом 5, 7 к2, 45/26, 86, 7-й подъезд?"""
    match = _AFTER.match(scan.text, scan.ends[last - 1])
    if match is None or "\n" in match.group():
        return False
    if (
        match["mark"]
        or match["block"]
        or not match["number"].isdigit()
        or scan.text[match.end() : match.end() + 1] == ")"
    ):
        return True
    at = _word_at(scan, last, match.end())
    if at < scan.size and scan.keys[at] in HOUSE and len(scan.keys[at]) > 1 and scan.starts[at] - match.end() <= 2:
        return True
    return any(
        scan.keys[each] in FLAT for each in range(at, min(scan.size, at + 3)) if scan.starts[each] - match.end() <= 14
    )


def house_before(scan: Scan, first: int) -> tuple[str, int] | None:
    """The number in front of a street: дом 84 по улице; and the word it begins with."""
    at = first - 1
    if at > 0 and scan.keys[at] in ("по", "на", "в"):
        at -= 1
    if at < 1 or not scan.keys[at][:1].isdigit() or scan.gap(at + 1).strip(" ,.") or len(scan.keys[at]) > 5:
        return None
    begin = at
    if begin > 1 and scan.gap(begin) in ("/", "\\", " / ") and scan.keys[begin - 1].isdigit():
        begin -= 1
    if scan.keys[begin - 1] not in HOUSE or scan.gap(begin).strip(" .№:"):
        return None
    return re.sub(r"\s", "", scan.text[scan.starts[begin] : scan.ends[at]]).lower(), begin - 1


def number_of(scan: Scan, first: int, last: int, word: TypeWord) -> tuple[str, int, int] | None:
    """The number of a school or the like beside its word, and where the whole begins and ends in code points."""
    start, end = scan.starts[first], scan.ends[last - 1]
    match = _SCHOOL_AFTER.match(scan.text, end)
    if match is not None and "\n" not in match.group():
        at = _word_at(scan, last, match.end())
        counts = at < scan.size and scan.keys[at] in COUNTED and scan.starts[at] - match.end() <= 2
        if match["sign"] or not (counts or word.after):
            return match["number"], start, match.end()
    before = scan.text[max(0, start - LOOK_BACK) : start]
    offset = start - len(before)
    if (match := _SCHOOL_SIGN_BEFORE.search(before)) is not None:
        return match["number"], offset + match.start(), end
    match = _SCHOOL_BEFORE.search(before)
    near = last < scan.size and scan.keys[last] in _NEAR
    if match and (
        match["ordinal"]
        or match["gap"] == "-"
        or near
        or _is_no_count(scan.keys[last - 1], word)
        or _is_beside(before[: match.start()], scan.keys[last - 1], word)
    ):
        return match["number"], offset + match.start(), end
    return None


_NEAR = listed(
    "алдында алдындагы жанында жанындагы касында касындагы манында манындагы артында артындагы ауласында тусында"
)
"""Beside one thing, not beside so many."""


def _is_no_count(form: str, word: TypeWord) -> bool:
    """Is the form one that a number before it would not count with: 5 школа, but not 5 школ?"""
    if word.after:
        return form.endswith(
            ("да", "де", "та", "те", "дагы", "деги", "тагы", "теги", "нын", "нин", "дын", "дин", "тын", "тин")
        )
    if form.endswith(("ы", "и", "ов", "ев", "ок", "ей")):
        return False
    return not (form.endswith(("а", "я")) and form[:-1] in type_words())


def _is_beside(before: str, form: str, word: TypeWord) -> bool:
    """Напротив 64 школы: the genitive of one, where of many it would be напротив двух школ."""
    said = before.rsplit(maxsplit=1)
    return bool(said) and not word.after and said[-1].lower() in BESIDE and form.endswith(("ы", "и", "а", "я"))


def _word_at(scan: Scan, at: int, point: int) -> int:
    """The first word from word `at` on that begins at or behind a code point."""
    while at < scan.size and scan.starts[at] < point:
        at += 1
    return at
