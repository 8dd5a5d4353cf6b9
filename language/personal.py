"""Personal data in a text: who somebody is, where they live, how to reach them; and the text with that covered."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from operator import attrgetter

from desk.readings import PersonalFound, PersonalKind
from language.personal_documents import documents
from language.personal_homes import flats, flats_behind, flats_in_one
from language.personal_names import names
from language.personal_numbers import numbers
from language.personal_signs import emails, plates

PERSONAL_VERSION = "personal-3"
"""Names what `personal_data` finds. Raise it with every change of the result: texts are read anew for it."""
COVER = "•"
"""Stands for every character of what is covered, so that offsets into the text stay true."""
_BESIDE = frozenset(PersonalKind) - {PersonalKind.PLATE, PersonalKind.NAME}
"""What makes a name beside it personal."""
_FINDERS = (numbers, documents, flats, flats_behind, flats_in_one, plates)
"""In this order: what comes first holds its place against what comes later."""
TURNS = 3
LOOKED_AT_AGAIN = 6_000
"""Code points up to which a text is looked at again with what was found covered: any message of a messenger."""
_DIGIT = re.compile("[0-9]")


def personal_data(text: str) -> tuple[PersonalFound, ...]:
    """What in the text leads to a person, in its order and without overlaps, in code points.

    A name counts only beside something else of a person: the mayor whom everybody quotes is no secret. Linear in the
    length of any text; never raises.
    """
    found = _found(text)
    if found and len(text) <= LOOKED_AT_AGAIN:
        # What stood too close to something else shows once that is covered.
        for _ in range(TURNS):
            more = _with(found, _found(masked(text, found)))
            if len(more) == len(found):
                break
            found = more
    return tuple(found)


def _found(text: str) -> list[PersonalFound]:
    has_digit = _DIGIT.search(text) is not None
    if not has_digit and "@" not in text:
        return []
    found = emails(text) if "@" in text else []
    if has_digit:
        for finder in _FINDERS:
            found = _with(found, finder(text))
    anchors = [each for each in found if each.kind in _BESIDE]
    return _with(found, names(text, anchors)) if anchors else found


class PersonalReader:
    """What a :class:`~language.reading.TextReader` finds personal data with."""

    version = PERSONAL_VERSION

    def read(self, text: str) -> tuple[PersonalFound, ...]:
        """In the order of the text."""
        return personal_data(text)


def masked(text: str, spans: Iterable[PersonalFound]) -> str:
    """The text with these spans covered. It stays as long as it was: offsets of words outside them hold."""
    parts: list[str] = []
    at = 0
    for each in sorted(spans, key=attrgetter("start")):
        start, end = max(at, min(each.start, len(text))), min(each.end, len(text))
        parts += text[at:start], COVER * (end - start)
        at = max(at, end)
    return "".join(parts) + text[at:]


def covered(text: str) -> str:
    """The text as people see it who may not see personal data."""
    return masked(text, personal_data(text))


def _with(found: Sequence[PersonalFound], more: Iterable[PersonalFound]) -> list[PersonalFound]:
    """Both in order; of `more` only what overlaps nothing that is there."""
    kept = list(found)
    taken = sorted((each.start, each.end) for each in found)
    at = 0
    for each in sorted(more, key=attrgetter("start")):
        while at < len(taken) and taken[at][1] <= each.start:
            at += 1
        if (at == len(taken) or each.end <= taken[at][0]) and (not kept or not _overlaps(kept[-1], each)):
            kept.append(each)
    return sorted(kept, key=attrgetter("start"))


def _overlaps(one: PersonalFound, other: PersonalFound) -> bool:
    return one.start < other.end and other.start < one.end
