"""The lemma of a Russian word, by the dictionary of pymorphy3, read directly: several times as fast as by its door."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from threading import Lock
from typing import Any, NamedTuple

LONGEST_READ = 32
"""Longer words are nobody's."""
SHORTEST_REST = 3
"""Letters of a known word behind an unknown beginning."""
LONGEST_BEGINNING, LONGEST_END = 5, 5
"""Letters of an unknown beginning; letters by whose paradigm an unknown word is guessed."""
_OURS = {"ям": "яма"}
"""Lemmas that residents never mean → the one they do."""
_NAMES = ("Name", "Surn", "Patr", "Geox", "Orgn", "Trad", "Abbr")
_loading = Lock()


class Change(NamedTuple):
    """How a form becomes its lemma: letters off in front and behind, and what comes there instead."""

    front: int
    back: int
    prefix: str
    suffix: str
    tag: str
    productive: bool

    def applied(self, form: str) -> str:
        """The lemma of this form."""
        return self.prefix + form[self.front : len(form) - self.back] + self.suffix


def lemma(word: str) -> str:
    """The lemma of a folded word, folded too (ё as е); the most probable one where several are possible.

    A word that the dictionary has not is guessed by its end. Loads the dictionary at the first call (0.2 seconds).
    Safe for many threads; never raises; not remembered.
    """
    if len(word) > LONGEST_READ:
        return word
    found = list(_readings(word))
    first = found[0][0] if found else ""
    # Nine words of ten have one lemma only: no need to weigh.
    if found and all(each == first for each, _ in found):
        picked = first
    else:
        weights = _weighed(word, found) if found else _guessed(word)
        # The first of the heaviest, in the dictionary's own order.
        picked = max(weights, key=lambda each: round(weights[each], 9), default=word)
    return _OURS.get(picked) or picked.replace("ё", "е")


def is_known(word: str) -> bool:
    """Has the dictionary this folded word?"""
    analyser = _analyser()
    return bool(analyser.dictionary.words.similar_items(word, analyser.char_substitutes))


def is_name(word: str) -> bool:
    """May this folded word be somebody's or a place's name, as it stands in the dictionary or inflected?"""
    return any(mark in change.tag for _, change in _readings(word) for mark in _NAMES)


def tags(word: str) -> tuple[str, ...]:
    """What the dictionary says of each reading of this folded word; none for an unknown one."""
    return tuple(change.tag for _, change in _readings(word))


def is_common(word: str) -> bool:
    """May this folded word be anything but a name, as it stands in the dictionary?"""
    return any(not any(mark in tag for mark in (*_NAMES, "Poss")) for tag in tags(word))


def _readings(word: str) -> Iterator[tuple[str, Change]]:
    analyser = _analyser()
    for spelled, readings in analyser.dictionary.words.similar_items(word, analyser.char_substitutes):
        for reading in readings:
            change = _change(*reading)
            yield change.applied(spelled), change


def _weighed(word: str, found: list[tuple[str, Change]]) -> dict[str, float]:
    """Readings of one lemma speak for it together: ямы is яма in three cases and ям in two."""
    probability = _analyser().prob_estimator.p_t_given_w.prob
    chances = [probability(word, change.tag) for _, change in found]
    weights: dict[str, float] = {}
    for (each, _), chance in zip(found, chances, strict=True):
        weights[each] = weights.get(each, 0.0) + (chance if any(chances) else 1.0)
    return weights


def _guessed(word: str) -> dict[str, float]:
    """The longest known word behind an unknown beginning counts as much as all words that end alike."""
    weights: dict[str, float] = {}
    for start in range(1, min(LONGEST_BEGINNING, len(word) - SHORTEST_REST) + 1):
        found = [word[:start] + each for each, change in _readings(word[start:]) if change.productive]
        if found:
            for each in found:
                weights[each] = weights.get(each, 0.0) + 1.0 / len(found)
            break
    for each, share in _alike(word):
        weights[each] = weights.get(each, 0.0) + share
    return weights


def _alike(word: str) -> Iterator[tuple[str, float]]:
    analyser = _analyser()
    endings = analyser.dictionary.prediction_suffixes_dawgs[0]
    for length in range(min(LONGEST_END, len(word) - 1), 0, -1):
        found = [
            (_change(paradigm, index), word[:-length] + spelled, count)
            for spelled, readings in endings.similar_items(word[-length:], analyser.char_substitutes)
            for count, paradigm, index in readings
        ]
        fit = [each for each in found if each[0].productive and each[0].front == 0]
        if fit:
            total = sum(count for *_, count in fit)
            yield from ((change.applied(form), count / total) for change, form, count in fit)
            return


@lru_cache(maxsize=1 << 14)
def _change(paradigm: int, index: int) -> Change:
    dictionary = _analyser().dictionary
    forms = dictionary.build_paradigm_info(paradigm)
    (lemma_prefix, _, lemma_suffix), (prefix, tag, suffix) = forms[0], forms[index]
    if index == 0:
        return Change(0, 0, "", "", str(tag), tag.is_productive())
    return Change(len(prefix), len(suffix), lemma_prefix, lemma_suffix, str(tag), tag.is_productive())


def _analyser() -> Any:
    # The lock keeps two threads from loading it twice.
    return _opened() if _opened.cache_info().currsize else _open()


def _open() -> Any:
    with _loading:
        return _opened()


@cache
def _opened() -> Any:
    from pymorphy3 import MorphAnalyzer

    return MorphAnalyzer(lang="ru")
