"""The stem of a Kazakh word: legal chains of endings give candidates, a table of stems seen in texts picks one."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from language.kazakh_endings import BACK, BOTH, FRONT, VOWELS, Table, finite, inner, nominal, participles
from language.kazakh_lists import FLEETING, INVARIABLE, IRREGULAR, SHORT

UNSEEN = math.log(0.5)
"""What speaks for a stem that the table has not; the table gives the logarithm of the number of its forms."""
CUT = 0.3
"""What speaks for an unseen stem with every letter that is cut off, up to MOST_CUT: somebody inflected it."""
MOST_CUT = 8
SHORT_STEM, TOO_SHORT = -1.0, -3.0
DISHARMONY, SOFT_SIGN = -2.0, -0.3
"""Against an ending of the other row than the stem's last vowel; и is и or і, so it says less."""

Candidate = tuple[str, float]


def stem(word: str) -> str:
    """The stem of a folded word: the same for all its forms, and for қ and к, і and и. Never raises; not remembered."""
    if len(word) <= 2 or word in INVARIABLE:
        return normal(word)
    if word in IRREGULAR:
        return IRREGULAR[word]
    table = stems()
    best, picked = -math.inf, word
    for candidate, weight in candidates(word):
        known = normal(candidate)
        if known in table:
            weight += table[known]
        else:
            weight += UNSEEN + CUT * min(len(word) - len(candidate), MOST_CUT)
        if len(candidate) == 2:
            weight += SHORT_STEM if candidate in SHORT else TOO_SHORT
        # Ties go to the longer stem, then to the alphabet: the same in every process.
        if weight > best or (weight == best and (len(candidate), known) > (len(picked), normal(picked))):
            best, picked = weight, candidate
    return normal(picked)


def candidates(word: str) -> Iterator[Candidate]:
    """What may be the stem, spelled as it stands in the word, with what speaks for the endings behind it."""
    yield word, 0.0
    yield from _verbs_within(word, 0.0)
    for rest, weight in cuts(word, nominal()):
        yield rest, weight + 0.1
        yield from _verbs_within(rest, weight)
    for rest, weight in cuts(word, finite()):
        yield from _verb(rest, weight, 0)


def cuts(word: str, table: Table) -> Iterator[Candidate]:
    """The word without each ending of the table that it may have; at least two letters stay, one of them a vowel."""
    for start in range(2, len(word)):
        endings = table.get(word[start:])
        if endings is None:
            continue
        before, last = word[:start], word[start - 1]
        row = None
        for each in endings:
            if last in each.after:
                if row is None:
                    row = _row(before)
                if row < 0:
                    break
                yield before + each.swallowed, each.weight + _HARMONY[row][each.row]


def normal(stem: str) -> str:
    """Stems that only differ in what endings do to their last letters, as one: кітаб as кітап, халық as халқ."""
    if len(stem) > 2 and stem[-1] in "бг":
        stem = stem[:-1] + ("п" if stem[-1] == "б" else "к")
    if len(stem) >= 5 and stem[-2] in "ыи" and stem[-1] not in VOWELS and stem[-3] not in VOWELS:
        return stem[:-2] + stem[-1]
    return FLEETING.get(stem, stem)


@cache
def stems() -> dict[str, float]:
    """The table: a stem, as `normal` has it → the logarithm of how many of its forms were seen."""
    lines = files("language").joinpath("kazakh_stems.txt").read_text("utf-8").splitlines()
    table: dict[str, float] = {}
    for line in lines:
        if not line.startswith("#"):
            count, *stems_ = line.split()
            table.update(dict.fromkeys(stems_, math.log(int(count) + 0.5)))
    return table


def _verbs_within(word: str, weight: float) -> Iterator[Candidate]:
    if word[-1] in "нкрую":
        for rest, other in cuts(word, participles()):
            yield from _verb(rest, weight + other, 0)


def _verb(word: str, weight: float, level: int) -> Iterator[Candidate]:
    yield word, weight
    next_level = _LEVELS.get(word[-1], -1)
    if next_level >= level:
        for rest, other in cuts(word, inner()[next_level]):
            yield from _verb(rest, weight + other, next_level + 1)


def _row(stem: str) -> int:
    """Which row of endings the last vowel asks for; −1 where there is no vowel at all."""
    for letter in reversed(stem):
        row = _ROWS.get(letter)
        if row is not None:
            return row
    return -1


_SOFT = 3
_ROWS = {"а": BACK, "ы": BACK, "е": FRONT, "и": _SOFT, "о": BOTH, "у": BOTH, "ю": BOTH, "я": BOTH, "э": BOTH}
_HARMONY = ((0.0, 0.0, 0.0), (0.0, 0.0, DISHARMONY), (0.0, DISHARMONY, 0.0), (0.0, SOFT_SIGN, 0.0))
"""By the row of the stem, then by the row of the ending."""
_LEVELS = {"а": 0, "е": 0, "л": 1, "н": 1, "с": 2, "р": 3, "т": 3, "з": 3}
"""The last letter of a verb tells which of the inner endings it can have."""
