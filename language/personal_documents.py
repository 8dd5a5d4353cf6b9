"""Numbers of identity cards, passports, licences: what stands behind the word for one."""

from __future__ import annotations

import re
from itertools import islice

from desk.readings import PersonalFound, PersonalKind

NEAR = 72
"""Characters before a number in which the word for a document stands."""
MOST_LOOKED_AT = 400
"""Long numbers of one text that are looked at."""
_LONG = re.compile(r"[0-9]{2,10}(?:[ -][0-9]{2,6}){0,3}(?![0-9A-Za-z])")
_WORD = re.compile(
    r"(?:удост[а-я]{0,14}|уд\.?\s?лич|удл\b|паспорт|куәлі|куалиг|куалик|төлқұжат|толкужат|загран|"
    r"вод[а-я.]{0,12}\s{1,3}прав|права\b|вид[а-я]{0,3}\s{1,3}на\s{1,3}жит|"
    r"свидетельств[а-я]{0,3}\s{1,3}о\s{1,3}(?:рожд|брак|смерт)|"
    r"passport|udostover|kualik|kuelik|құжат|документ[а-я]{0,3}\s{1,3}личн)[^0-9\n]{0,48}$",
    re.IGNORECASE,
)
_SERIES = re.compile(r"(?<!\w)[A-ZА-Я]{1,2}[ -]?$")
_DOCUMENT_WORDS = (
    "удост", "уд.", "уд ", "удл", "паспорт", "куәлі", "куалиг", "куалик", "құжат", "толкужат", "загран", "прав", "вид",
    "свидетельств", "passport", "udostover", "kualik", "kuelik", "документ",
)  # fmt: skip
_OF_THINGS = re.compile(
    r"(?:паспорт|құжат)\w{0,4}\s{1,3}(?:объект|издели|здани|безопасн|готовн|дома\b|отходов|прибор|оборудов)",
    re.IGNORECASE,
)


def documents(text: str) -> list[PersonalFound]:
    """Numbers of six to ten digits behind the word for a document, with their series."""
    lowered = text.lower()
    if not any(map(lowered.__contains__, _DOCUMENT_WORDS)):
        return []
    long = (match for match in _LONG.finditer(text) if 6 <= sum(map(str.isdigit, match.group())) <= 10)
    return [
        PersonalFound(PersonalKind.DOCUMENT, match.start() - _series(text, match.start()), match.end())
        for match in islice(long, MOST_LOOKED_AT)
        if _is_spoken_of(text[max(0, match.start() - NEAR) : match.start()]) and not _is_period(match.group())
    ]


def _is_spoken_of(before: str) -> bool:
    word = _WORD.search(before)
    return word is not None and _OF_THINGS.match(word.group()) is None


def _series(text: str, start: int) -> int:
    """How many characters of a series stand before the number: `N`, `AB `."""
    found = _SERIES.search(text[max(0, start - 4) : start])
    return len(found.group()) if found else 0


def _is_period(number: str) -> bool:
    """Is this a year or a day, and no number of a document?"""
    return all(len(part) <= 4 for part in re.split(r"[ -]", number)) and number[:2] in ("19", "20")
