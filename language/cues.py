"""Phrases by which something is told, found in the words of a text by dictionary: one look a word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from desk.queries import Words
from desk.readings import Tongue
from language import kazakh, latin, russian
from language.words import fold, words

GAP = 4
"""Words that may stand between two of a phrase where it says `..`."""
MOST = 400
"""Signs that are looked for in one text: what more it says, it says again."""
KEPT = 60_000
"""Words whose phrases are remembered."""

EXACT, RU, KK, START, NUMBER, FROST = range(6)
"""How a word of a phrase is compared: its folded form, lemma, stem, beginning; any number; a number below zero."""
_MINUS = "-−–"


class Step(NamedTuple):
    """One word of a phrase: how and with what it is compared, and how many words may stand before it."""

    field: int
    key: str
    gap: int


class Phrase(NamedTuple):
    """What it tells, its rarest word, by which it is looked up, and the words before (nearest first) and behind that.

    The gap of a word before is what may stand between it and the next.
    """

    name: str
    is_russian: bool
    anchor: Step
    before: tuple[Step, ...]
    behind: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Sign:
    """A phrase that stands in a text: its name, and its first and last word by their numbers."""

    name: str
    first: int
    last: int


Table = Mapping[str, Mapping[str, str]]
"""Name → language (`kk`, `ru`) → phrases, with commas between them.

A word of a phrase stands for all its forms, `=word` for this one, `word*` for all that begin so, `#` for a number, `-#`
for one below zero, `..` for up to four words that do not matter. Spelled properly: Kazakh on Russian keys and in Latin
letters is found too.
"""


class Cues:
    """The phrases of a table, ready to be found. Safe for many threads; the same in every process."""

    def __init__(self, *tables: Table, shapes: Mapping[str, str] | None = None) -> None:
        """`shapes` are regular expressions that a whole folded word may match: only ours, never an editor's."""
        self._shapes = {
            Phrase(name, False, Step(EXACT, "", 0), (), ()): re.compile(shape) for name, shape in (shapes or {}).items()
        }
        self._anchors: tuple[dict[str, list[Phrase]], ...] = tuple({} for _ in range(6))
        for table in tables:
            for name, by_language in table.items():
                for language, phrases in by_language.items():
                    for phrase in phrases.split(","):
                        self._add(name, language == "ru", _steps(phrase, RU if language == "ru" else KK))
        self._lengths = sorted({len(key) for key in self._anchors[START]})
        self._kept: tuple[dict[tuple[str, str], tuple[Phrase, ...]], ...] = ({}, {})

    def _add(self, name: str, is_russian: bool, steps: Sequence[Step]) -> None:
        if not steps:
            return
        at = max(range(len(steps)), key=lambda each: (len(steps[each].key), -each))
        before = tuple(Step(steps[each].field, steps[each].key, steps[each + 1].gap) for each in reversed(range(at)))
        phrase = Phrase(name, is_russian, steps[at], before, tuple(steps[at + 1 :]))
        self._anchors[steps[at].field].setdefault(steps[at].key, []).append(phrase)

    def signs(self, text: str, found: Words, tongue: Tongue) -> list[Sign]:
        """Every phrase of the table in the text, in the order of their rarest words.

        In a Russian text words are not compared with Kazakh ones, unless they have a Kazakh letter.
        """
        told: list[Sign] = []
        kept = self._kept[tongue is Tongue.RUSSIAN]
        for at, (exact, ru) in enumerate(zip(found.exact, found.ru, strict=True)):
            phrases = kept.get((exact, ru))
            if phrases is None:
                phrases = self._anchored(exact, ru, found.kk[at], tongue is Tongue.RUSSIAN)
                if len(kept) > KEPT:
                    kept.clear()
                kept[exact, ru] = phrases
            for phrase in phrases:
                if phrase.anchor.field == FROST and not _is_below_zero(text, found, at):
                    continue
                first = _reached(phrase.before, -1, text, found, at) if phrase.before else at
                last = _reached(phrase.behind, 1, text, found, at) if phrase.behind and first >= 0 else at
                if first >= 0 and last >= 0:
                    told.append(Sign(phrase.name, first, last))
            if len(told) > MOST:
                break
        return told

    def _anchored(self, exact: str, ru: str, kk: str, is_russian: bool) -> tuple[Phrase, ...]:
        """The phrases whose rarest word this may be."""
        read = _cyrillic(exact, ru)
        those = [*self._anchors[EXACT].get(read, ())]
        for length in self._lengths:
            if length > len(read):
                break
            those += self._anchors[START].get(read[:length], ())
        if exact.isdecimal():
            those += [*self._anchors[NUMBER].get("", ()), *self._anchors[FROST].get("", ())]
            return tuple(those)
        those += [*self._anchors[RU].get(ru, ()), *self._anchors[KK].get(kk, ())]
        formed = [phrase for phrase, shape in self._shapes.items() if shape.fullmatch(read)]
        # A word with a Kazakh letter, or in Latin ones, is not Russian; in a Russian text any other is.
        return *formed, *(each for each in those if (ru if each.is_russian else not (is_russian and ru)))


def _reached(steps: Sequence[Step], way: int, text: str, found: Words, at: int) -> int:
    """The number of the word with which these steps end, forwards (1) or backwards (-1) from the word `at`; -1 where
    they do not stand there."""
    size = len(found.exact)
    for step in steps:
        for place in range(at + way, at + way * (2 + step.gap), way):
            if 0 <= place < size and _is(step, text, found, place):
                at = place
                break
        else:
            return -1
    return at


def evidence(text: str, found: Words, signs: Iterable[Sign]) -> tuple[str, ...]:
    """The signs as they stand in the text, each once."""
    said = (text[found.starts[sign.first] : found.ends[sign.last]] for sign in signs)
    return tuple(dict.fromkeys(" ".join(each.split())[:80] for each in said))


def _is(step: Step, text: str, found: Words, at: int) -> bool:
    if step.field == RU:
        return found.ru[at] == step.key
    if step.field == KK:
        return found.kk[at] == step.key
    if step.field == EXACT:
        return _cyrillic(found.exact[at], found.ru[at]) == step.key
    if step.field == START:
        return _cyrillic(found.exact[at], found.ru[at]).startswith(step.key)
    return found.exact[at].isdecimal() and (step.field == NUMBER or _is_below_zero(text, found, at))


def _cyrillic(exact: str, ru: str) -> str:
    """A Latin word as it would be spelled in Cyrillic letters, any other as it is."""
    return latin.cyrillic(exact) if not ru and latin.is_latin(exact) else exact


def _is_below_zero(text: str, found: Words, at: int) -> bool:
    start = found.starts[at]
    return start > 0 and text[start - 1] in _MINUS and (start < 2 or not text[start - 2].isalnum())


def _steps(phrase: str, field: int) -> list[Step]:
    steps: list[Step] = []
    gap = 0
    for written in phrase.split():
        if written == "..":
            gap = GAP
            continue
        steps += [
            Step(each.field, each.key, gap if not number else 0) for number, each in enumerate(_step(written, field))
        ]
        gap = 0
    return steps


def _step(written: str, field: int) -> list[Step]:
    if written in ("#", "-#"):
        return [Step(NUMBER if written == "#" else FROST, "", 0)]
    if written.startswith("="):
        return [Step(EXACT, fold(written[1:]), 0)]
    if written.endswith("*") and len(written) > 2:
        return [Step(START, fold(written[:-1]), 0)]
    if written.isalpha():
        # As `words` reads it, without what the other language would make of it.
        folded = fold(written)
        return [Step(field, russian.lemma(folded) if field == RU else kazakh.stem(folded), 0)]
    read = words(written)
    keys = read.ru if field == RU else read.kk
    return [Step(field, key, 0) if key else Step(EXACT, exact, 0) for key, exact in zip(keys, read.exact, strict=True)]
