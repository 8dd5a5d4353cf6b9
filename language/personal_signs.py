"""Written signs that lead to a person: e-mail addresses and number plates."""

from __future__ import annotations

import re
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
_NEW_PLATE = re.compile(rf"\d{{3}}[ -]?{_SIGNS}[ -]?(?:0[1-9]|1\d|20){_END}")
_SMALL_PLATE = re.compile(rf"\d{{3}}([ -]?){_SMALL_SIGNS}\1(?:0[1-9]|1\d|20){_END}")
_OLD_PLATE = re.compile(rf"{_EDGE}(?:[A-Z]|[{_CARS}])([ -]?)\d{{3}}\1{_SIGNS}(?:[ ]?\d{{2,3}})?{_END}")
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

_CAR_GROUP = re.compile(r"\d{3}(?!\d)")


def emails(text: str) -> list[PersonalFound]:
    """E-mail addresses; an @name alone is none."""
    found: list[PersonalFound] = []
    for match in islice(_AT.finditer(text), MOST_LOOKED_AT):
        at = match.end() - 1
        host = _HOST.match(text, at + 1, at + 1 + LONGEST_HOST)
        name = _BEFORE_AT.search(text[max(0, at - LONGEST_NAME) : at]) if host else None
        if name is not None and host is not None:
            start = at - len(name.group())
            if found and start < found[-1].end:
                # Written together without a space: one piece, so that nothing of the second stays.
                start = found.pop().start
            found.append(PersonalFound(PersonalKind.EMAIL, start, host.end()))
    return found


def plates(text: str) -> list[PersonalFound]:
    """Number plates of today (123 ABC 02) and of before (A 123 BCD), in either alphabet."""
    if _CAR_GROUP.search(text) is None:
        return []
    found = [span for match in _CAR_GROUP.finditer(text) if (span := _plate_at(text, match.start()))]
    found += [match.span() for match in _OLD_PLATE.finditer(text) if not _is_measure(match.group())]
    found.sort()
    kept = [span for at, span in enumerate(found) if at == 0 or found[at - 1][1] <= span[0]]
    return [PersonalFound(PersonalKind.PLATE, *span) for span in kept]


def _plate_at(text: str, start: int) -> tuple[int, int] | None:
    """A plate of today that begins here. In small letters only where nothing stands between, or a car is spoken of."""
    before = text[max(0, start - 48) : start]
    if before and (before[-1].isalnum() or before[-1] in "_.,/-"):
        return None
    match = _NEW_PLATE.match(text, start)
    if match is not None:
        return None if _is_measure(match.group()) else match.span()
    match = _SMALL_PLATE.match(text, start)
    if match is None or not (_CAR_WORD.search(before) or (not match[1] and not _is_measure(match.group().upper()))):
        return None
    return match.span()


def _is_measure(plate: str) -> bool:
    letters = "".join(filter(str.isalpha, plate))
    return letters in _NO_SIGNS or letters[1:] in _NO_SIGNS
