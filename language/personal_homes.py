"""Addresses of homes: the flat, which makes an address lead to a person."""

from __future__ import annotations

import re
from operator import attrgetter

from desk.readings import PersonalFound, PersonalKind

NEAR = 56
"""Characters before a flat in which its house or street stands."""
MOST_LOOKED_AT = 200
"""Numbers with a word for a flat whose surroundings are looked at; of more, all are covered."""
_NUMBER = r"(?P<number>[0-9]{1,4})(?!\d)(?P<letter>[ -]?[а-вА-ВabAB](?!\w))?"
_FLAT = re.compile(
    rf"(?:кв(?:артир(?:а|ы|е|у|ой|ою)?|-р[аыеу])?|пәтер[а-яәі]{{0,5}}|патер[а-я]{{0,5}}|p[aáä]ter[a-z]{{0,5}}|kv|"
    rf"апарт[а-я]{{0,9}}|apt|flat)(?P<between>[\s.:№#n-]{{0,5}}){_NUMBER}"
)
_FLAT_BEHIND = re.compile(
    r"(?P<number>(?<![\d.,/-])[0-9]{1,3})(?P<between>[ -]?(?:(?:ші|шы|ой|ей|й|я|ю)\s)?)"
    r"(?:кв(?:артир[аеыу]|\.|\b)|п[әа]тер(?!л[іи]|сыз|ге кел)[а-яәі]{0,5}|p[aáä]ter(?!l|s)[a-z]{0,5})"
)
_ROOM = re.compile(
    r"(?<!\w)(?:комн(?:ат[а-я]{0,2})?|бөлме[а-яі]{0,3}|болме[а-я]{0,3})[\s.:№-]{1,4}(?P<number>[0-9]{1,4})(?!\d)"
)
_NOT_FLATS = re.compile(
    r"(?:\s{0,2}[-–—/,]\s{0,2}\d{1,4})?\s{0,2}(?:-?\s?(?:комн|бөлме|болме)|°|℃|градус|млн|млрд|тыс|мың|тг\b|тенге|теңге|₸|м2|м²|шаршы|метр|квадрат|кв\b\.?\s?м|"
    r"кв\b(?!\.?\s?\d)|м\b|соток|сот\b|лет\b|чел|семе|отбас|адам|дней|дня|день|сут|час|минут|мин\b|сағат|сагат|раз\b|рет\b|этаж|қабат|кабат|"
    r"янв|фев|мар|апр|мая|июн|июл|авг|сен|окт|ноя|дек|год|г\.|жыл|жұлдыз|процент|%|пайыз|кг\b|штук|шт\b|куб|литр|,\s?\d{1,3}\s?(?:кв\.?\s?м|м2)|"
    r"ай\b|айдан|месяц|недел|апта|күн|кун\b|тоқсан|квартал|x\b|х\b)",
    re.IGNORECASE,
)
_RANGE = re.compile(r"\s?[-–—]\s?\d")
_HOUSE_AFTER = re.compile(r"[\s,]{1,3}(?:дом|үй|уй|д\.|көше|ул\b|ул\.)\s?\d?", re.IGNORECASE)
_METRES = re.compile(r"\s{0,2}\.?\s{0,2}(?:м\b|м2|м²|метр|km|км|m\b|m2|квартал|дециметр)", re.IGNORECASE)
_HOME = (
    r"(?:ул\b|улиц|көше|коше|мкр|мкрн|м-н|микрорайон|м/р|шағын|ықшам|ауданы|пр\b|пр-?т|просп|даңғыл|дангыл|дом[аеу]?\b|д\.|д\s|үй|уй\b|"
    r"ж/к|жк\b|переул|пер\.|бульв|б-р|тупик|корп|блок|подъезд|кіреберіс|общежит|жатақхана|прожив|жив[уе]|тұрамын|тұратын|адрес|мекен)"
)
_HOME_BEFORE = re.compile(_HOME + r"[^\n]{0,48}$", re.IGNORECASE)
_NAMED_HOUSE = re.compile(r"[А-ЯӘІҢҒҮҰҚӨҺA-Z][\w-]{2,20}[\s,]{1,3}\d{1,3}[а-яa-z]?(?:/\d{1,3})?[\s,]{1,3}$")

_STREET = (
    r"(?:(?:улиц[аеыу]|проспект[аеу]?|переулок|переулк[аеу]|бульвар[аеу]?|микрорайон[аеу]?|мөлтек|адрес\w{0,2}:?|прожива\w{1,4}|"
    r"живу|мекенжай\w{0,3}:?)\s{1,2}|(?:ул|пр|пр-т|просп|пер|б-р|мкрн?|м-н)(?:\.\s{0,2}|\s{1,2}))"
)
_PAIR = (
    r"(?P<house>\d{1,3})[а-яА-Яa-zA-Z]?(?:/\d{1,2})?\s?[-–—]\s?(?P<number>\d{1,3})"
    r"(?![\d-]|\s?[-–—]\s?\d|[.,:]\d|-?(?:го|й|я|м)\b)"
)
_DASHED = re.compile(
    rf"(?<!\w){_STREET}(?:[А-ЯӘІҢҒҮҰҚӨҺа-яәіңғүұқөһ0-9«»\"-]{{1,20}}[\s,.]{{1,3}}){{0,3}}?"
    rf"(?:(?:д|дом|үй)\.?\s{{0,2}})?(?P<pair>{_PAIR})",
    re.IGNORECASE,
)
_DASHED_BEHIND = re.compile(
    r"(?:көшесі|кошеси|даңғылы|дангылы|шағынауданы|шағын ауданы|ықшамауданы)"
    rf"[\s,]{{1,3}}(?:үй\s{{0,2}})?(?P<pair>{_PAIR})",
    re.IGNORECASE,
)
_TRIPLE = re.compile(
    r"(?<!\w)(?:мкр|мкрн|м-н|микрорайон|шағынауданы?)\.?\s{0,2}(?:[А-Яа-яӘ-ӿІі]{3,16}\s{1,2})?"
    r"(?P<pair>\d{1,2}[а-я]?\s?[-–—]\s?\d{1,3}[а-я]?\s?[-–—]\s?\d{1,3})(?!\d)",
    re.IGNORECASE,
)
_KAZAKH = re.compile("[әғқңөұүһі]")
_KAZAKH_SHORT = re.compile(r"\d[а-я]?(?:[-\s]{0,2}(?:үй|уй))?[\s,]{1,3}(п\.\s?\d{1,3})(?![\d.])")
_FLAT_WORDS = (
    " п.",
    "кв",
    "пәтер",
    "патер",
    "pater",
    "páter",
    "päter",
    "kv",
    "апарт",
    "apt",
    "flat",
    "комн",
    "бөлме",
    "болме",
)
_ANY_PAIR = re.compile(r"\d[а-яА-Яa-zA-Z]?(?:/\d{1,2})?\s?[-–—]\s?\d")
_HOUSE_NUMBER = re.compile(r"\d[^\n]{0,24}$")
_HOSTEL = re.compile(r"[\s,]{1,3}(?:общежит|жатақхана)", re.IGNORECASE)
NEIGHBOURS = 20
"""Two house numbers of a row that lie no farther apart are houses from … to, and no house with its flat."""


def flats(text: str) -> list[PersonalFound]:
    """A word for a flat and its number: «кв. 45», «пәтер 12»."""
    lowered = _lowered(text)
    if not any(map(lowered.__contains__, _FLAT_WORDS)):
        return []
    found = [
        _flat(match.span())
        for at, match in enumerate(_FLAT.finditer(lowered))
        if at >= MOST_LOOKED_AT or _is_flat(text, match)
    ]
    if _KAZAKH.search(lowered):
        found += [_flat(match.span(1)) for match in _KAZAKH_SHORT.finditer(lowered)]
    return sorted(found, key=attrgetter("start"))


def flats_behind(text: str) -> list[PersonalFound]:
    """A number and a word for a flat behind its house: «5 үй, 12 пәтер»; rooms of hostels."""
    lowered = _lowered(text)
    if not any(map(lowered.__contains__, _FLAT_WORDS)):
        return []
    found = [
        *(
            match
            for at, match in enumerate(_FLAT_BEHIND.finditer(lowered))
            if at >= MOST_LOOKED_AT or _is_home(text, match)
        ),
        *(match for at, match in enumerate(_ROOM.finditer(lowered)) if at >= MOST_LOOKED_AT or _is_room(text, match)),
    ]
    return [_flat(match.span()) for match in found]


def flats_in_one(text: str) -> list[PersonalFound]:
    """House and flat in one behind a street: «ул. Абая 12-45»; the microdistrict may be a number too."""
    if not any(map(text.__contains__, "-–—")) or _ANY_PAIR.search(text) is None:
        return []
    return [_flat(match.span("pair")) for match in _TRIPLE.finditer(text)] + [
        _flat(match.span("pair"))
        for pattern in (_DASHED, _DASHED_BEHIND)
        for match in pattern.finditer(text)
        if not 0 < int(match["number"]) - int(match["house"]) <= NEIGHBOURS and not _NOT_FLATS.match(text, match.end())
    ]


def _is_home(text: str, match: re.Match[str]) -> bool:
    if _METRES.match(text, match.end()):
        return False
    is_kazakh_ordinal = "-" in match["between"] and "тер" in match.group()
    return (
        is_kazakh_ordinal
        or len(match["between"]) > 1
        or _is_ordinal(int(match["number"]), match.group())
        or _has_house(text, match.start())
    )


def _is_room(text: str, match: re.Match[str]) -> bool:
    if _NOT_FLATS.match(text, match.end()):
        return False
    return _HOSTEL.match(text, match.end()) is not None or _has_house(text, match.start())


def _is_ordinal(number: int, written: str) -> bool:
    """«из 45 квартиры» names one flat; a count would be «45 квартир», «42 квартиры», «21 квартиру»."""
    counts = number % 100 not in range(11, 15) and number % 10
    return (written.endswith("квартиры") and counts not in (2, 3, 4)) or (
        written.endswith(("квартире", "квартиру")) and counts not in (1, 2, 3, 4)
    )


def _has_house(text: str, start: int) -> bool:
    """Does a home with its number stand before? A hundred flats of a house are no address."""
    return _has_home(text, start) and _HOUSE_NUMBER.search(text[max(0, start - NEAR) : start]) is not None


def _flat(span: tuple[int, int]) -> PersonalFound:
    return PersonalFound(PersonalKind.FLAT, *span)


def _lowered(text: str) -> str:
    lowered = text.lower()
    # A capital İ becomes two characters; offsets matter more than such a text.
    return lowered if len(lowered) == len(text) else text


def _is_flat(text: str, match: re.Match[str]) -> bool:
    if match.start() and text[match.start() - 1].isalnum():
        return False
    number, end = int(match["number"]), match.end()
    if number == 0 or number >= 1900 or _NOT_FLATS.match(text, end) or re.match(r"[.,:]\d", text[end : end + 2]):
        return False
    if _HOUSE_AFTER.match(text, end) or _RANGE.match(text, end):
        return False
    # «30 кв 5»: the word belongs to what stands before it, unless that is a house.
    before = text[max(0, match.start() - 3) : match.start()].rstrip(" -")
    is_short = match.group().lower().startswith(("кв", "kv")) and not match.group().lower().startswith("квар")
    return not is_short or not before[-1:].isdigit() or _has_home(text, match.start()) or "." in match["between"]


def _has_home(text: str, start: int) -> bool:
    before = text[max(0, start - NEAR) : start]
    return bool(_HOME_BEFORE.search(before) or _NAMED_HOUSE.search(before))
