"""The stem of a Kazakh word: legal chains of endings give candidates, a table of stems seen in texts picks one."""

from __future__ import annotations

import math
from functools import cache
from importlib.resources import files

from language.kazakh_endings import BACK, BOTH, FRONT, VOWELS, Ending, Table, finite, inner, nominal, participles
from language.kazakh_lists import FLEETING, INVARIABLE, IRREGULAR, SHORT

UNSEEN = math.log(0.5)
"""What speaks for a stem that the table has not; the table gives the logarithm of the number of its forms."""
CUT = 0.3
"""What speaks for an unseen stem with every letter that is cut off, up to MOST_CUT: somebody inflected it."""
MOST_CUT = 8
NOMINAL = 0.1
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
    best, picked, size = -math.inf, word, len(word)
    for candidate, weight in candidates(word):
        short = len(candidate)
        support = table.get(normal(candidate))
        if support is None:
            weight += UNSEEN + CUT * min(size - short, MOST_CUT)
        else:
            weight += support
        if short == 2:
            weight += SHORT_STEM if candidate in SHORT else TOO_SHORT
        # Ties go to the longer stem, then to the alphabet: the same in every process.
        if weight > best or (weight == best and (short, candidate) > (len(picked), picked)):
            best, picked = weight, candidate
    return normal(picked)


def candidates(word: str) -> list[Candidate]:
    """What may be the stem, spelled as it stands in the word, with what speaks for the endings behind it."""
    found = [(word, 0.0)]
    _add_verbs_within(word, 0.0, found)
    both = _outer()
    for start in range(2, len(word)):
        endings = both.get(word[start:])
        if endings is None:
            continue
        nouns, verbs = endings
        for rest, weight in _without(word, start, nouns) if nouns else ():
            found.append((rest, weight + NOMINAL))
            if rest[-1] in "нкрую":
                _add_verbs_within(rest, weight, found)
        for rest, weight in _without(word, start, verbs) if verbs else ():
            _add_verb(rest, weight, 0, found)
    return found


def normal(stem: str) -> str:
    """Stems that only differ in what endings do to their last letters, as one: кітаб as кітап, халық as халқ."""
    last, size = stem[-1:], len(stem)
    if size > 2 and last in "бг":
        last = "п" if last == "б" else "к"
        stem = stem[:-1] + last
    if size >= 5 and stem[-2] in "ыи" and last not in VOWELS and stem[-3] not in VOWELS:
        return stem[:-2] + last
    return FLEETING.get(stem, stem) if size == 4 else stem


@cache
def stems() -> dict[str, float]:
    """The table: a stem, as `normal` has it → the logarithm of how many of its forms were seen."""
    table = counts(files("language").joinpath("kazakh_stems.txt").read_text("utf-8"))
    for each, seen in counts(_OWN["table"]).items():
        table[each] = max(seen, table.get(each, 0))
    return {each: math.log(seen + 0.5) for each, seen in table.items()}


def counts(table: str) -> dict[str, int]:
    """A table of stems as it is written: lines of a count and the stems with so many forms. Raises ValueError."""
    found: dict[str, int] = {}
    for line in table.splitlines():
        if line.strip() and not line.startswith("#"):
            seen, *those = line.split()
            found.update(dict.fromkeys(those, int(seen)))
    return found


def use_own(table: str) -> None:
    """Let the stems of `table` (as `counts` reads it) be known beside the shipped ones. For `words.use_stems` alone.

    Raises ValueError, and changes nothing then.
    """
    counts(table)
    _OWN["table"] = table
    stems.cache_clear()


_OWN = {"table": ""}
"""What this installation found in its own posts; set once, before the first text is read."""


def _without(word: str, start: int, endings: tuple[Ending, ...]) -> list[Candidate]:
    """What stays of the word before an ending, where the ending may follow it: with a vowel among its letters."""
    last = word[start - 1]
    found: list[Candidate] = []
    row = None
    for each in endings:
        if last in each.after:
            if row is None:
                before = word[:start]
                row = _row(before)
                if row is None:
                    break
            found.append((before + each.swallowed, each.weight + row[each.row]))
    return found


def _add_verbs_within(word: str, weight: float, found: list[Candidate]) -> None:
    if word[-1] in "нкрую":
        for rest, other in _shortened(word, participles()):
            _add_verb(rest, weight + other, 0, found)


def _add_verb(word: str, weight: float, level: int, found: list[Candidate]) -> None:
    found.append((word, weight))
    next_level = _LEVELS.get(word[-1], -1)
    if next_level >= level:
        for rest, other in _shortened(word, inner()[next_level]):
            _add_verb(rest, weight + other, next_level + 1, found)


def _shortened(word: str, table: Table) -> list[Candidate]:
    found: list[Candidate] = []
    for start in range(max(2, len(word) - 5), len(word)):
        endings = table.get(word[start:])
        if endings is not None:
            found += _without(word, start, endings)
    return found


@cache
def _outer() -> dict[str, tuple[tuple[Ending, ...], tuple[Ending, ...]]]:
    """Endings of nouns and of sentences in one table, so that a word is looked through once."""
    return {text: (nominal().get(text, ()), finite().get(text, ())) for text in (nominal() | finite())}


def _row(stem: str) -> tuple[float, float, float] | None:
    """What an ending of each row has against it, by the last vowel of the stem; None without a vowel."""
    for letter in reversed(stem):
        if letter in _ROWS:
            return _ROWS[letter]
    return None


_ANY, _BACK, _FRONT, _SOFT = (0.0, 0.0, 0.0), (0.0, 0.0, DISHARMONY), (0.0, DISHARMONY, 0.0), (0.0, SOFT_SIGN, 0.0)
assert (BOTH, BACK, FRONT) == (0, 1, 2)
_ROWS = {"а": _BACK, "ы": _BACK, "е": _FRONT, "и": _SOFT} | dict.fromkeys("оуюяэ", _ANY)
_LEVELS = {"а": 0, "е": 0, "л": 1, "н": 1, "с": 2, "р": 3, "т": 3, "з": 3}
"""The last letter of a verb tells which of the inner endings it can have."""
