"""Moments as people and their programs write them."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from desk.errors import N_, ConfigError
from desk.inbox import Refusal

_EXCEL_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 -- a sheet's serial number counts local days
_DIGITS = re.compile(r"\d{4,16}(\.\d+)?")
_NUMBERS = re.compile(
    r"(?P<a>\d{1,4})[./-](?P<b>\d{1,2})[./-](?P<c>\d{1,4})(?:\s*(?:г|ж)\.?)?"
    r"(?:[T,\s]+(?P<time>\d{1,2}[:.]\d{2}(?:[:.]\d{2})?)\s*(?P<half>[^\d\s]+(?:\s[^\d\s]+)?)?)?"
)
_WORDS = re.compile(
    r"(?:(?P<day>\d{1,2})\s+(?P<month>[^\W\d]+)\.?,?\s+(?P<year>\d{4})|"
    r"(?P<month_en>[^\W\d]+)\.?\s+(?P<day_en>\d{1,2}),?\s+(?P<year_en>\d{4})|"
    r"(?P<year_kk>\d{4})\s*(?:ж|жыл\w*)\.?,?\s*(?P<day_kk>\d{1,2})\s+(?P<month_kk>[^\W\d]+))"
    r"(?:\s*(?:г|ж)\.?)?(?:[,\s]+(?:в\s+)?(?P<time>\d{1,2}[:.]\d{2}(?:[:.]\d{2})?)\s*(?P<half>[^\d\s]+(?:\s[^\d\s]+)?)?)?"
)
_MIDNIGHT = re.compile(r"(?<=\d)[T ]00:00(?::00(?:\.0+)?)?(?:Z|[+-]\d\d:?\d\d)?$")
"""What a sheet puts after a day."""
_SERIAL_DAY, _SERIAL_TIME = re.compile(r"\d{5}|(?:19|20)\d{6}"), re.compile(r"0[.,]\d+")
_FRACTION = re.compile(r"(?<=:\d\d)\.\d{3,}$")
_CLOCK = re.compile(r"\d:\d\d|\s\d{1,2}\.\d\d(?!\.?\d)")
_DOTTED = re.compile(r"[T\s]\d\d\.\d\d")
"""A clock with dots: no ISO 8601, though Python's reader takes it for fractions of a second."""
_DAY_OF_A_TIME = re.compile(r"(?:18|19)\d\d-\d\d-\d\d[T ](?=\d)")
"""The day that a sheet puts before a bare time: its own first one."""
_NO_TIME = frozenset("-–—")
_MONTHS = {
    short: number
    for number, names in enumerate(
        (
            "янв қаң jan", "фев ақп feb", "мар нау mar", "апр сәу apr", "май мая мам may", "июн мау jun",
            "июл шіл jul", "авг там aug", "сен қыр sep", "окт қаз oct", "ноя қар nov", "дек жел dec",
        ),
        start=1,
    )
    for short in names.split()
}  # fmt: skip
"""The first three letters of a month in Russian, Kazakh or English → its number."""
_HALVES = {
    "am": 0, "a.m.": 0, "дп": 0, "тд": 0, "таңғы": 0, "түнгі": 0,
    "түстенбұрын": 0, "түстенбұрынғы": 0, "түскедейін": 0, "түскедейінгі": 0,
    "pm": 12, "p.m.": 12, "пп": 12, "тк": 12, "түстенкейін": 12, "түстенкейінгі": 12, "кешкі": 12,
}  # fmt: skip
"""Which half of the day, without spaces: hours to add to a clock of twelve."""


@lru_cache(maxsize=64)
def zone_named(name: str) -> tzinfo:
    """The zone of this IANA name. Raises ConfigError."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as fault:
        raise ConfigError(N_("{zone} is not a time zone such as Asia/Almaty"), zone=name) from fault


def moment(text: str, zone: tzinfo, field: str) -> datetime:
    """The aware moment that the text names; one without an offset is local to `zone`.

    Reads ISO 8601, day.month.year with a clock of 24 or 12 hours, months in words (ru, kk, en), seconds or milliseconds
    since 1970 and a sheet's serial day. Where day and month cannot be told apart, the day stands first. Raises Refusal.
    """
    written = text.strip().replace("\u202f", " ").replace("\u00a0", " ")
    if not written:
        raise Refusal("missing-field", f"{field} is empty")
    try:
        found = _of_digits(written) if _DIGITS.fullmatch(written) else _written(written)
    except (ValueError, OverflowError, OSError) as fault:
        raise Refusal("bad-date", f"{field} is not a moment that can be read") from fault
    return found if found.tzinfo is not None else found.replace(tzinfo=zone)


def joined(day: str, time: str) -> str:
    """A day and a time that stand apart, as one text for `moment`. A day that has a time of its own keeps it, one
    without a time (or with a dash for it) stays a day. A sheet's serial numbers are days and times too."""
    day, time = _MIDNIGHT.sub("", day.strip()), _DAY_OF_A_TIME.sub("", time.strip())
    if not time or time in _NO_TIME or has_time(day):
        return day
    if _SERIAL_DAY.fullmatch(day):
        day = _of_digits(day).date().isoformat()
    if _SERIAL_TIME.fullmatch(time):
        seconds = round(float(time.replace(",", ".")) * 86_400)
        time = f"{seconds // 3600 % 24}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return f"{day} {_FRACTION.sub('', time)}"


def has_time(day: str) -> bool:
    """Does a text that names a day name a time as well?"""
    plain = _MIDNIGHT.sub("", day.strip())
    is_stamp = _DIGITS.fullmatch(plain) is not None and not _SERIAL_DAY.fullmatch(plain)
    return is_stamp or _CLOCK.search(plain) is not None


def clock(time: str | None, half: str | None) -> timedelta:
    """The time of day, from `14:05`, `14.05.09` or `2:05` with a half such as PM. Raises ValueError."""
    if time is None:
        return timedelta()
    hour, minute, *second = (int(part) for part in re.split(r"[:.]", time))
    if half:
        hour = hour % 12 + _HALVES["".join(half.casefold().split())] if hour <= 12 else hour
    if hour > 23 or minute > 59 or any(part > 59 for part in second):
        raise ValueError("no such time of day")
    return timedelta(hours=hour, minutes=minute, seconds=second[0] if second else 0)


def date_of(a: int, b: int, c: int, *, month_first: bool = False) -> datetime:
    """The day that three numbers name, a year of two digits counting from 2000. Raises ValueError."""
    if a > 31:
        year, month, day = a, b, c
    else:
        day, month = (b, a) if month_first or b > 12 else (a, b)
        if month > 12:
            day, month = month, day
        year = c if c > 99 else 2000 + c
    return datetime(year, month, day)  # noqa: DTZ001 -- local; its zone is put on by whoever asked


def _of_digits(written: str) -> datetime:
    whole = written.partition(".")[0]
    value = float(written)
    if len(whole) in (9, 10):
        return datetime.fromtimestamp(value, UTC)
    if len(whole) in (12, 13) and not _is_stamp(whole):
        return datetime.fromtimestamp(value / 1000, UTC)
    if len(whole) in (15, 16):
        return datetime.fromtimestamp(value / 1_000_000, UTC)
    if len(whole) == 5:
        return _EXCEL_ZERO + timedelta(seconds=round(value * 86_400))
    return datetime.strptime(whole.ljust(14, "0"), "%Y%m%d%H%M%S")  # noqa: DTZ007 -- local


def _is_stamp(digits: str) -> bool:
    return len(digits) == 12 and digits.startswith("20")


def _written(written: str) -> datetime:
    if not _DOTTED.search(written):
        with suppress(ValueError):
            return datetime.fromisoformat(written)
    if match := _NUMBERS.fullmatch(written):
        day = date_of(int(match["a"]), int(match["b"]), int(match["c"]))
    elif match := _WORDS.fullmatch(written):
        day = datetime(  # noqa: DTZ001 -- local
            int(match["year"] or match["year_en"] or match["year_kk"]),
            _MONTHS.get((match["month"] or match["month_en"] or match["month_kk"]).casefold()[:3], 0),
            int(match["day"] or match["day_en"] or match["day_kk"]),
        )
    else:
        raise ValueError("no form that we know")
    try:
        return day + clock(match["time"], match["half"])
    except KeyError as fault:
        raise ValueError("no half of a day") from fault
