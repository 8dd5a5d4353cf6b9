"""What the interface says, in the language of who reads it: sentences, names, dates, numbers, errors."""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property, lru_cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_timedelta
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from desk.errors import CollectError, NazarError
from desk.incidents import Outcome, State, Way
from desk.moves import Move
from desk.posts import Line
from desk.roles import Action, Role
from ui.names import NAMES

LANGUAGES: Mapping[str, str] = {"kk": "Қазақша", "ru": "Русский", "en": "English"}
"""The languages of the interface, each named in itself."""
DEFAULT_LANGUAGE = "ru"
_SLUG_FIELDS: Mapping[str, type[StrEnum]] = {
    "action": Action,
    "line": Line,
    "move": Move,
    "outcome": Outcome,
    "role": Role,
    "state": State,
    "way": Way,
}
"""Fields of errors that hold a slug; it is told by its name."""
LOCALE = Path(__file__).parent / "locale"
ALMATY = ZoneInfo("Asia/Almaty")
_DAYS = {"kk": "d MMMM", "ru": "d MMMM", "en": "d MMMM"}
_DAYS_AND_YEAR = {"kk": "y 'ж'. d MMMM", "ru": "d MMMM y 'г'.", "en": "d MMMM y"}
_NEVER = 10**9  # Babel would turn 25 hours into a day
KEPT_WORDS = 4096
"""Days and lengths of time that are kept in words: a page says hundreds, and mostly those of the page before."""
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
_UNITS: Mapping[timedelta, Literal["day", "hour", "minute"]] = {DAY: "day", HOUR: "hour", MINUTE: "minute"}


@lru_cache(maxsize=len(LANGUAGES))
def catalogue(language: str) -> GNUTranslations:
    """The sentences of one language. Read from its .po file at first use, so nothing has to be compiled."""
    path = LOCALE / language / "LC_MESSAGES" / "nazar.po"
    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)


@lru_cache(maxsize=KEPT_WORDS)
def _date(day: date, pattern: str, locale: str) -> str:
    return format_date(day, pattern, locale=locale)


@lru_cache(maxsize=KEPT_WORDS)
def _length(length: timedelta, unit: Literal["day", "hour", "minute"], locale: str) -> str:
    return format_timedelta(length, unit, threshold=_NEVER, locale=locale)


def known(language: str | None) -> str:
    """The language itself when the interface speaks it, else the default."""
    return language if language is not None and language in LANGUAGES else DEFAULT_LANGUAGE


@dataclass(frozen=True)
class Texts:
    """All that is said in one language; times are told in `zone`. An unknown language is read as the default."""

    language: str = DEFAULT_LANGUAGE
    zone: ZoneInfo = ALMATY

    def gettext(self, message: str) -> str:
        """The sentence in this language; the message itself when nobody has translated it."""
        return self._sentences.gettext(message)

    def ngettext(self, one: str, many: str, count: int) -> str:
        """The sentence for a count, `{count}` filled in with the number as people write it."""
        return self._sentences.ngettext(one, many, count).format(count=self.number(count))

    def fill(self, message: str, /, **fields: object) -> str:
        """The sentence with its fields filled in, each as this language writes it: plain text, never Markdown."""
        return _Filling(self).format(self.gettext(message), **fields) if fields else self.gettext(message)

    def name(self, value: StrEnum) -> str:
        """The name of a slug of ours: a state, a line, a role, an outcome; the slug itself when it has none."""
        named = NAMES.get(type(value), {}).get(value)
        return self._sentences.pgettext(*named) if named else value.value

    def translate(self, error: NazarError) -> str:
        """What the error says, its fields written as people of this language write them: plain text, never Markdown."""
        details = {name: _named(name, value) for name, value in error.details.items()}
        if isinstance(details.get("what"), str):
            details["what"] = self._sentences.pgettext("needed", str(details["what"]))
        said = self.fill(error.message, **details)
        return f"{error.source}: {said}" if isinstance(error, CollectError) else said

    def number(self, value: float) -> str:
        """A number with this language's separators."""
        return format_decimal(value, locale=self.language)

    def size(self, count: int) -> str:
        """Bytes as people say them: kilobytes from a thousand on, megabytes from a million on."""
        for divisor, unit in ((10**9, self.gettext("GB")), (10**6, self.gettext("MB")), (10**3, self.gettext("kB"))):
            if count >= divisor:
                return f"{self.number(round(count / divisor, 1))} {unit}"
        return f"{self.number(count)} {self.gettext('bytes')}"

    def day(self, day: date) -> str:
        """A date with its year: 21 ноября 2026 г."""
        return _date(day, _DAYS_AND_YEAR[self._locale], self._locale)

    def time(self, moment: datetime) -> str:
        """The time of day in the desk's zone: 18:40."""
        return f"{moment.astimezone(self.zone):%H:%M}"

    def moment(self, moment: datetime, now: datetime) -> str:
        """When something happened, as people say it on the day of `now`: «вчера в 18:40»."""
        local, today = moment.astimezone(self.zone), now.astimezone(self.zone).date()
        near = {
            today: self.gettext("today at {time}"),
            today - DAY: self.gettext("yesterday at {time}"),
            today + DAY: self.gettext("tomorrow at {time}"),
        }.get(local.date())
        if near is not None:
            return near.format(time=self.time(moment))
        days = _DAYS if local.year == today.year else _DAYS_AND_YEAR
        return f"{_date(local.date(), days[self._locale], self._locale)}, {self.time(moment)}"

    def duration(self, length: timedelta) -> str:
        """A length of time in its greatest unit: 3 часа, 2 дня; never in seconds, never negative."""
        length = max(abs(length), MINUTE)
        span = next((span for span in (DAY, HOUR) if length >= 2 * span), MINUTE)
        return _length(length // span * span, _UNITS[span], self._locale)

    def left(self, minutes: int) -> str:
        """How much of a term is left when it counts minutes of its own (of working time)."""
        template = self.gettext("overdue: {time}") if minutes < 0 else self.gettext("time left: {time}")
        return template.format(time=self.duration(timedelta(minutes=minutes)))

    def listed(self, parts: list[str]) -> str:
        """Several facts on one line, empty ones left out."""
        return " · ".join(part for part in parts if part)

    @cached_property
    def _locale(self) -> str:
        return known(self.language)

    @cached_property
    def _sentences(self) -> GNUTranslations:
        return catalogue(self._locale)


def _named(field: str, value: object) -> object:
    """The slug behind a field of an error, when the field is called like one of our vocabularies."""
    kind = _SLUG_FIELDS.get(field)
    try:
        return kind(value) if kind and isinstance(value, str) else value
    except ValueError:
        return value


class _Filling(string.Formatter):
    """Fills a template; fields without a format of their own are written as the language writes them."""

    def __init__(self, texts: Texts) -> None:
        self.texts = texts

    def format_field(self, value: Any, format_spec: str) -> Any:
        """One field."""
        if format_spec:
            aware = isinstance(value, datetime) and value.tzinfo is not None
            return format(value.astimezone(self.texts.zone) if aware else value, format_spec)
        return self._written(value)

    def _written(self, value: Any) -> str:
        texts = self.texts
        if isinstance(value, NazarError):
            return texts.translate(value)
        if isinstance(value, StrEnum):
            return texts.name(value)
        if isinstance(value, datetime):
            return f"{texts.day(value.astimezone(texts.zone).date())}, {texts.time(value)}"
        if isinstance(value, date):
            return texts.day(value)
        if isinstance(value, timedelta):
            return texts.duration(value)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return texts.number(value)
        return str(value)
