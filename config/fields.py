"""What a field of a catalogue may hold: one small checker per kind of value, each raising with file and line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, time
from typing import Any, TypeVar

from config.nodes import Node, fault
from desk.calendars import Interval, must_be_in_order
from desk.errors import N_, ConfigError
from desk.terms import TermKind, TermRule, Unit, Urgency
from desk.territories import is_code

T = TypeVar("T")
Checker = Callable[[Node], Any]

LANGUAGES = ("kk", "ru", "en")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z", re.ASCII)
MAX_SLUG = 64

_TERM = re.compile(r"([1-9][0-9]{0,5}) (minutes?|hours?|working minutes?|working hours?|working days?)\Z", re.ASCII)
_HOURS = re.compile(r"([01]\d|2[0-3]):([0-5]\d)\s?[-–]\s?(?:([01]\d|2[0-3]):([0-5]\d)|24:00)\Z", re.ASCII)
_UNITS: Mapping[str, tuple[int, Unit]] = {
    "minute": (1, Unit.PLAIN_MINUTES),
    "hour": (60, Unit.PLAIN_MINUTES),
    "working minute": (1, Unit.WORKING_MINUTES),
    "working hour": (60, Unit.WORKING_MINUTES),
    "working day": (1, Unit.WORKING_DAYS),
}


def is_slug(text: str) -> bool:
    """Lower-case Latin letters, digits and single hyphens, at most 64 of them."""
    return len(text) <= MAX_SLUG and SLUG.match(text) is not None


def text(node: Node) -> str:
    """One line of text that is not empty."""
    if not isinstance(node.value, str) or not node.value.strip() or not node.value.isprintable():
        raise fault(node, N_("{where}: one line of text is wanted here"))
    return node.value


def slug(node: Node) -> str:
    """The id of another entry."""
    if not isinstance(node.value, str) or not is_slug(node.value):
        raise fault(
            node, N_('{where}: "{value}" is not an id (small Latin letters, digits, hyphens)'), value=node.value
        )
    return node.value


def yes_or_no(node: Node) -> bool:
    """`true` or `false`."""
    if not isinstance(node.value, bool):
        raise fault(node, N_("{where}: true or false is wanted here"))
    return node.value


def code(node: Node) -> str:
    """The KATO code of a territory."""
    if not isinstance(node.value, str) or not is_code(node.value):
        raise fault(node, N_('{where}: "{value}" is not a KATO code (nine digits)'), value=node.value)
    return node.value


def one_of(words: Iterable[str]) -> Checker:
    """One of the given words."""
    known = tuple(words)

    def check(node: Node) -> str:
        if node.value not in known:
            raise fault(
                node, N_('{where}: "{value}" is none of {known}'), value=node.value, known=", ".join(map(str, known))
            )
        return str(node.value)

    return check


def mapping_of(check: Callable[[Node], T], keys: Iterable[str] = (), required: Iterable[str] = ()) -> Checker:
    """Fields below a field: any ids, or only the given keys, of which some are required."""
    known, wanted = tuple(keys), tuple(required)

    def check_all(node: Node) -> dict[str, T]:
        if not isinstance(node.value, dict):
            raise fault(node, N_("{where}: fields are wanted below this one, each on its own line"))
        for key, value in node.value.items():
            if key not in known if known else not is_slug(key):
                raise fault(value, N_('{where}: "{key}" is not known here'), key=key)
        for key in wanted:
            if key not in node.value or node.value[key].value is None:
                raise fault(node, N_('{where}: "{key}" is missing'), key=key)
        return {key: check(value) for key, value in node.value.items() if value.value is not None}

    return check_all


def list_of(check: Callable[[Node], T]) -> Checker:
    """A list, each value checked alike."""

    def check_all(node: Node) -> tuple[T, ...]:
        if not isinstance(node.value, list):
            raise fault(node, N_("{where}: a list is wanted here"))
        return tuple(check(value) for value in node.value)

    return check_all


names = mapping_of(text, keys=LANGUAGES, required=("kk", "ru"))
"""Names in Kazakh and Russian, and better also in English."""

MAX_PHRASE = 100


def phrase(node: Node) -> str:
    """A few words that somebody says, without a comma."""
    if "," in text(node) or len(text(node)) > MAX_PHRASE:
        raise fault(
            node, N_("{where}: a phrase of at most {most} characters, without a comma, is wanted"), most=MAX_PHRASE
        )
    return text(node)


phrases = mapping_of(list_of(phrase), keys=("kk", "ru"))
"""Phrases in Kazakh and in Russian."""


def hours(node: Node) -> tuple[Interval, ...]:
    """The stretches of work of a day: `09:00-13:00, 14:30-18:30`."""
    intervals = []
    for part in text(node).split(","):
        match = _HOURS.match(part.strip())
        if match is None:
            raise fault(node, N_('{where}: "{value}" are not hours such as 09:00-13:00'), value=part.strip())
        hour, minute, end_hour, end_minute = match.groups(default="0")
        intervals.append((time(int(hour), int(minute)), time(int(end_hour), int(end_minute))))
    try:
        must_be_in_order(intervals)
    except ConfigError as error:
        raise fault(node, N_("{where}: {problem}"), problem=error) from error
    return tuple(intervals)


def term(node: Node) -> tuple[int, Unit]:
    """How long: `9 working hours`, `60 minutes`, `5 working days`. In minutes or days, with the unit."""
    match = _TERM.match(node.value) if isinstance(node.value, str) else None
    if match is None:
        raise fault(
            node,
            N_('{where}: "{value}" is not a term such as 9 working hours, 60 minutes, 5 working days'),
            value=node.value,
        )
    factor, unit = _UNITS[match[2].removesuffix("s")]
    return int(match[1]) * factor, unit


def rules(kind: TermKind, by_urgency: Mapping[str, tuple[int, Unit]], topic: str | None) -> tuple[TermRule, ...]:
    """The rules of one kind, from terms per urgency (`any` for every one)."""
    return tuple(
        TermRule(kind, None if urgency == ANY else Urgency(urgency), topic, amount, unit)
        for urgency, (amount, unit) in by_urgency.items()
    )


ANY = "any"
URGENCIES = (*map(str, Urgency), ANY)

terms_of_topic = mapping_of(mapping_of(term, keys=URGENCIES), keys=map(str, TermKind))
"""Terms by kind, then by urgency."""


MOST_WORDS = 6
SHORTEST_BEGINNING = 3


def word_rule(node: Node) -> str:
    """Words that speak for a topic: one to MOST_WORDS plain words, each perhaps with * for any ending.

    No signs mean anything else, so no rule can take longer to look for than its words.
    """
    parts = text(node).split()
    plain = (part.removesuffix("*") for part in parts)
    if len(parts) > MOST_WORDS or not all(each.replace("-", "").isalnum() for each in plain):
        raise fault(
            node,
            N_('{where}: "{value}" is not made of plain words (at most {most}, * only at the end of a word)'),
            value=node.value,
            most=MOST_WORDS,
        )
    if any(part.endswith("*") and len(part) <= SHORTEST_BEGINNING for part in parts):
        raise fault(
            node,
            N_('{where}: "{value}" has too short a beginning; {least} letters must stand before *'),
            value=node.value,
            least=SHORTEST_BEGINNING,
        )
    return " ".join(parts)


words_of_topic = mapping_of(list_of(word_rule), keys=("kk", "ru"))
"""Words that speak for a topic, or against it, by language."""

phrases_of_topic = mapping_of(list_of(text), keys=("kk", "ru"))
"""Examples of what residents write, by language."""


def day(text: str) -> date | None:
    """The date written as 2026-03-09, or None."""
    try:
        return date.fromisoformat(text) if re.match(r"\d{4}-\d\d-\d\d\Z", text, re.ASCII) else None
    except ValueError:
        return None
