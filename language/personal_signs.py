"""Written signs that lead to a person: e-mail addresses, number plates, numbers of identity documents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from desk.readings import PersonalFound, PersonalKind
from language.kazakh_lists import listed

MOST_LOOKED_AT = 1_000
"""Signs @ of one text that are looked at."""
LONGEST_NAME, LONGEST_HOST = 64, 100
"""Characters of an e-mail address before and behind its @."""
_HOST = re.compile(r"[\w-]{1,63}(?:\.[\w-]{1,63}){0,4}\.[^\W\d_]{2,24}")
_AT = re.compile(r"[\w+%'-]@(?=[\w-])")
_BEFORE_AT = re.compile(r"[\w.+%'-]+$")

_CARS = "ABCEHKMOPTXYАВСЕНКМОРТХУ"
"""Letters of plates that look alike in both alphabets."""
_SIGNS = rf"(?:[A-Z]{{2,3}}|[{_CARS}]{{2,3}})"
_SMALL_SIGNS = rf"(?:[a-z]{{2,3}}|[{_CARS.lower()}]{{2,3}})"
_EDGE, _END = r"(?<![\w.,/-])", r"(?![\w%]|[.,/-]\d)"
_NEW_PLATE = re.compile(rf"{_EDGE}\d{{3}}[ -]?{_SIGNS}[ -]?(?:0[1-9]|1\d|20){_END}")
_SMALL_PLATE = re.compile(rf"{_EDGE}\d{{3}}([ -]?){_SMALL_SIGNS}\1(?:0[1-9]|1\d|20){_END}")
_OLD_PLATE = re.compile(rf"(?<![\w.,/-])(?:[A-Z]|[{_CARS}])([ -]?)\d{{3}}\1{_SIGNS}(?:[ ]?\d{{2,3}})?{_END}")
_CAR_WORD = re.compile(
    r"(?:номер|нөмір|номир|гос|г/н|авто|машин|көлік|колик|водител|жүргізуші|такси|плат|джип|toyota|тойота|камри|camry|ваз|"
    r"лада|приор|нив[аеуы]|газел|хендай|hyundai|kia|киа|бмв|bmw|мерседес|lexus|лексус|маршрутк|автобус)[^\n]{0,40}$",
    re.IGNORECASE,
)
_NO_SIGNS = listed(
    """
    USD EUR KZT RUB GEL KGS KV KVT KW MVT MM CM KM KG ML TB TV GB MB KB МВТ КВТ КВ ММ СМ КМ МБ ТВ КВА МРП ТОО КГ
    АО РЕТ ТОН КОМ КАТ МЕС СОМ ТЕК НЕТ ТЕХ ВСЕ ЕТ СЕН МЕН ВОТ
    """
)
"""Units, money and words that may stand between two numbers as the letters of a plate do."""

_DOCUMENT = re.compile(
    r"(?:удостов[а-я]{2,12}|уд\.?\s?лич|удл\b|паспорт|техпаспорт|куәлі|куалиг|куалик|төлқұжат|толкужат|загран|"
    r"вод[а-я.]{0,12}\s{1,3}прав|права\b|вид[а-я]{0,3}\s{1,3}на\s{1,3}жит|свидетельств[а-я]{0,3}\s{1,3}о\s{1,3}(?:рожд|брак|смерт)|"
    r"passport|udostover|kualik|kuelik|құжат|документ[а-я]{0,3}\s{1,3}личн)"
    r"[^0-9\n]{0,48}([0-9]{2,10}(?:[ -][0-9]{2,6}){0,3})(?![0-9A-Za-z])",
    re.IGNORECASE,
)
_SERIES = re.compile(r"(?<!\w)[A-ZА-Я]{1,2}[ -]?$")
_DOCUMENT_WORDS = (
    "удост", "уд.", "уд ", "удл", "паспорт", "куәлі", "куалиг", "куалик", "құжат", "толкужат", "загран", "прав", "вид",
    "свидетельств", "passport", "udostover", "kualik", "kuelik", "документ",
)  # fmt: skip
_SIX = re.compile("[0-9](?:[ -]?[0-9]){5}")
_CAR_GROUP = re.compile(r"\d{3}(?!\d)")
_OF_THINGS = re.compile(
    r"(?:паспорт|құжат)\w{0,4}\s{1,3}(?:объект|издели|здани|безопасн|готовн|дома\b|отходов|прибор|оборудов)",
    re.IGNORECASE,
)


def emails(text: str) -> list[PersonalFound]:
    """E-mail addresses; an @name alone is none."""
    found: list[PersonalFound] = []
    for match in islice(_AT.finditer(text), MOST_LOOKED_AT):
        at = match.end() - 1
        host = _HOST.match(text, at + 1, at + 1 + LONGEST_HOST)
        name = _BEFORE_AT.search(text[max(0, at - LONGEST_NAME) : at]) if host else None
        if name is not None and host is not None:
            found.append(PersonalFound(PersonalKind.EMAIL, at - len(name.group()), host.end()))
    return [each for at, each in enumerate(found) if at == 0 or found[at - 1].end <= each.start]


def plates(text: str) -> list[PersonalFound]:
    """Number plates of today (123 ABC 02) and of before (A 123 BCD), in either alphabet."""
    if _CAR_GROUP.search(text) is None:
        return []
    found = [
        PersonalFound(PersonalKind.PLATE, *match.span())
        for pattern in (_NEW_PLATE, _OLD_PLATE)
        for match in pattern.finditer(text)
        if not _is_measure(match.group())
    ]
    found += _small_plates(text)
    found.sort(key=lambda each: (each.start, each.end))
    return [each for at, each in enumerate(found) if at == 0 or found[at - 1].end <= each.start]


def _small_plates(text: str) -> Iterator[PersonalFound]:
    """In small letters only where nothing stands between, or where a car is spoken of."""
    for match in _SMALL_PLATE.finditer(text):
        before = text[max(0, match.start() - 48) : match.start()]
        is_whole = not match.group(1) and not _is_measure(match.group().upper())
        if is_whole or _CAR_WORD.search(before):
            yield PersonalFound(PersonalKind.PLATE, *match.span())


def _is_measure(plate: str) -> bool:
    letters = "".join(filter(str.isalpha, plate))
    return letters in _NO_SIGNS or letters[1:] in _NO_SIGNS


def documents(text: str) -> list[PersonalFound]:
    """Numbers of identity cards, passports, licences: what follows the word for one."""
    lowered = text.lower()
    if not any(map(lowered.__contains__, _DOCUMENT_WORDS)) or _SIX.search(text) is None:
        return []
    return [
        PersonalFound(PersonalKind.DOCUMENT, match.start(1) - _series(text, match.start(1)), match.end(1))
        for match in _DOCUMENT.finditer(text)
        if sum(map(str.isdigit, match.group(1))) in range(6, 11)
        and _OF_THINGS.match(match.group()) is None
        and not _is_period(match.group(1))
    ]


def _series(text: str, start: int) -> int:
    """How many characters of a series stand before the number: `N`, `AB `."""
    found = _SERIES.search(text[max(0, start - 4) : start])
    return len(found.group()) if found else 0


def _is_period(number: str) -> bool:
    """Is this a year or a day, and no number of a document?"""
    return all(len(part) <= 4 for part in re.split(r"[ -]", number)) and number[:2] in ("19", "20")
