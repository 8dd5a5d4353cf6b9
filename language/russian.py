"""The lemma of a Russian word, by the dictionary of pymorphy3, read directly: many times as fast as by its door."""

from __future__ import annotations

from functools import cache, lru_cache
from threading import Lock
from typing import Any, NamedTuple

from language.russian_endings import cut

LONGEST_READ = 32
"""Longer words are nobody's."""
LONGEST_END = 5
"""Letters by which a word that the dictionary has not is told to be a verb."""
SHORTEST_END = 3
_OURS = {"ям": "яма"}
"""Lemmas that residents never mean → the one they do."""
_NAMES = ("Name", "Surn", "Patr", "Geox", "Orgn", "Trad", "Abbr")
_VERBS = ("VERB", "INFN", "PRTF", "PRTS", "GRND")
_loading = Lock()

Reading = tuple[str, "Change"]
"""A lemma, not folded, and how it is made of the form."""


class Change(NamedTuple):
    """How a form becomes its lemma: letters off in front and behind, and what comes there instead."""

    front: int
    back: int
    prefix: str
    suffix: str
    tag: str
    productive: bool


def lemma(word: str) -> str:
    """The lemma of a folded word, folded too (ё as е); the most probable one where several are possible.

    A word that the dictionary has not is guessed by its end: a verb gets its infinitive, any other word loses its
    ending, so that its forms are one. Loads the dictionary at the first call (0.2 seconds). Safe for many threads;
    never raises; not remembered.
    """
    if len(word) > LONGEST_READ:
        return word
    found = readings(word)
    if not found:
        picked = _guessed(word)
    else:
        picked = found[0][0]
        # Nine words of ten have one lemma only: no need to weigh.
        if any(each != picked for each, _ in found):
            weights = _weighed(word, found)
            # The first of the heaviest, in the dictionary's own order.
            picked = max(weights, key=lambda each: round(weights[each], 9))
    return _OURS.get(picked) or picked.replace("ё", "е")


def is_known(word: str) -> bool:
    """Has the dictionary this folded word?"""
    return bool(readings(word))


def is_name(word: str) -> bool:
    """May this folded word be somebody's or a place's name, as it stands in the dictionary or inflected?"""
    return any(mark in change.tag for _, change in readings(word) for mark in _NAMES)


def tags(word: str) -> tuple[str, ...]:
    """What the dictionary says of each reading of this folded word; none for an unknown one."""
    return tuple(change.tag for _, change in readings(word))


def is_common(word: str) -> bool:
    """May this folded word be anything but a name, as it stands in the dictionary?"""
    return any(not any(mark in tag for mark in (*_NAMES, "Poss")) for tag in tags(word))


@lru_cache(maxsize=1 << 12)
def readings(word: str) -> list[Reading]:
    """What the dictionary says of a folded word: its possible lemmas, the same one often several times.

    Kept for a moment, as other parts of reading ask again for the words of the same text.
    """
    items, changes, replaces, _ = _opened()
    made: list[Reading] = []
    for form, numbers in items(word, replaces):
        for each in numbers:
            change = changes[each]
            if change.back or change.front:
                made.append((change.prefix + form[change.front : len(form) - change.back] + change.suffix, change))
            else:
                made.append((change.prefix + form + change.suffix, change))
    return made


def _weighed(word: str, found: list[Reading]) -> dict[str, float]:
    """Readings of one lemma speak for it together: ямы is яма in three cases and ям in two."""
    probability = _opened().probability
    chances = [probability(word, change.tag) for _, change in found]
    told = any(chances)
    weights: dict[str, float] = {}
    for (each, _), chance in zip(found, chances, strict=True):
        weights[each] = weights.get(each, 0.0) + (chance if told else 1.0)
    return weights


def _guessed(word: str) -> str:
    rule = _verb(word[1:][-LONGEST_END:])
    if rule is None or rule[0] >= len(word):
        return cut(word)
    back, suffix = rule
    return word[: len(word) - back] + suffix


@lru_cache(maxsize=1 << 14)
def _verb(end: str) -> tuple[int, str] | None:
    """How a word that ends so becomes an infinitive; None where most words of the dictionary that end so are no
    verbs."""
    counts: dict[tuple[int, str], int] = {}
    verbs = others = 0
    for start in range(max(1, len(end) - SHORTEST_END + 1)):
        for count, change in _ending_so(end[start:]):
            if change.tag.startswith(_VERBS):
                verbs += count
                rule = (change.back, change.suffix)
                counts[rule] = counts.get(rule, 0) + count
            else:
                others += count
        if verbs + others:
            break
    return max(counts, key=lambda rule: (counts[rule], rule)) if verbs > others else None


def _ending_so(end: str) -> list[tuple[int, Change]]:
    """The ways in which words of the dictionary that end so are changed, with how many of them are."""
    analyser = _analyser()
    _, changes, replaces, _ = _opened()
    found = [
        (count, changes[paradigm, index])
        for _, numbers in analyser.dictionary.prediction_suffixes_dawgs[0].similar_items(end, replaces)
        for count, paradigm, index in numbers
    ]
    return [(count, change) for count, change in found if change.productive and not change.front]


class _Changes(dict[tuple[int, int], Change]):
    """A paradigm of the dictionary and a form's number in it → how the form becomes its lemma; made when asked for."""

    def __missing__(self, key: tuple[int, int]) -> Change:
        paradigm, index = key
        dictionary = _analyser().dictionary
        numbers = dictionary.paradigms[paradigm]
        size = len(numbers) // 3
        tag = dictionary.gramtab[numbers[size + index]]
        made = Change(0, 0, "", "", str(tag), tag.is_productive())
        if index:
            made = made._replace(
                front=len(dictionary.paradigm_prefixes[numbers[2 * size + index]]),
                back=len(dictionary.suffixes[numbers[index]]),
                prefix=dictionary.paradigm_prefixes[numbers[2 * size]],
                suffix=dictionary.suffixes[numbers[0]],
            )
        self[key] = made
        return made


class _Opened(NamedTuple):
    """What a look at a word needs of the dictionary, at hand."""

    items: Any
    changes: _Changes
    replaces: Any
    probability: Any


def _opened() -> _Opened:
    # The lock keeps two threads from loading it twice.
    return _at_hand() if _at_hand.cache_info().currsize else _open()


def _open() -> _Opened:
    with _loading:
        return _at_hand()


@cache
def _at_hand() -> _Opened:
    analyser = _analyser()
    return _Opened(
        analyser.dictionary.words.similar_items,
        _Changes(),
        analyser.char_substitutes,
        analyser.prob_estimator.p_t_given_w.prob,
    )


@cache
def _analyser() -> Any:
    from pymorphy3 import MorphAnalyzer

    return MorphAnalyzer(lang="ru")
