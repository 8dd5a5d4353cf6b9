"""The words of the catalogue of topics, weighed, and what they find in a text."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from desk.queries import Words
from desk.topics import Topics
from language.topic_contexts import first_sentence, meant, only_says_where
from language.topic_weights import GROUP_WORD, MORE_WORDS, TOPIC_WORD, Rule, weighed
from language.topic_words import KAZAKH, RUSSIAN, WordBook, parts

MOST_WORDS = 1_000
"""Words of a text that are looked at: who has not said the matter by then never will."""
NEAR = 4
"""Words that may stand between the words of a rule."""
LATER = 0.75
"""What counts of a word behind the first sentence."""
REST = 0.4
"""What counts of the weaker topics of a group besides its strongest one."""
WHERE = 0.6
"""What counts of a single word that only says where: behind a preposition of place, in a Kazakh locative."""


class Match(NamedTuple):
    """A rule that was found, at these words of the text."""

    topic: int
    weight: float
    places: tuple[int, ...]


class Verdict(NamedTuple):
    """What the rules say of a topic: its weight, that of its whole group, and the words of the text by position."""

    id: str
    group: str
    weight: float
    group_weight: float
    places: tuple[int, ...]


class RuleBook:
    """The rules of a catalogue, looked up by the words of a text. Immutable; safe for many threads."""

    def __init__(self, topics: Topics) -> None:
        self._topics = [each for each in topics.values() if not each.retired]
        self._groups = [topics.group_of(each.id) for each in self._topics]
        self._words = WordBook()
        self._single: dict[int, list[Rule]] = defaultdict(list)
        self._joined: dict[int, list[Rule]] = defaultdict(list)
        self._against: dict[int, list[Rule]] = defaultdict(list)
        for rule in weighed([*self._rules()], self._groups):
            (self._single if len(rule.words) == 1 else self._joined)[rule.words[0]].append(rule)
        for number, topic in enumerate(self._topics):
            for words in self._numbers(topic.without):
                self._against[words[0]].append(Rule(number, words, 0.0))

    def weigh(self, text: str, found: Words, default: str | None = None, weight: float = 0.0) -> list[Verdict]:
        """Every topic that something speaks for, the likeliest first; `default` gets `weight` besides its words."""
        by_topic: dict[int, list[Match]] = defaultdict(list)
        for match in self._matches(text, found):
            by_topic[match.topic].append(match)
        weights: dict[int, float] = {}
        places: dict[int, tuple[int, ...]] = {}
        for topic, matches in by_topic.items():
            weights[topic], places[topic] = _summed(matches)
        if default is not None and sum(weights.values()) < TOPIC_WORD:
            number = next((n for n, each in enumerate(self._topics) if each.id == default), None)
            if number is not None:
                weights[number] = weights.get(number, 0.0) + weight
        return self._ranked(weights, places)

    def _ranked(self, weights: Mapping[int, float], places: Mapping[int, tuple[int, ...]]) -> list[Verdict]:
        by_group: dict[str, list[tuple[float, int]]] = defaultdict(list)
        own: dict[str, int] = {}
        for number, weight in weights.items():
            group = self._groups[number]
            if self._topics[number].id == group:
                own[group] = number
                by_group[group]  # the group alone is a verdict too
            else:
                by_group[group].append((-weight, number))
        verdicts = []
        for group, below in by_group.items():
            below.sort()
            mine = weights[own[group]] if group in own else 0.0
            said = places.get(own[group], ()) if group in own else ()
            if not below:
                verdicts.append(Verdict(group, group, mine, mine, said))
                continue
            best = -below[0][0]
            whole = best + mine + REST * -sum(weight for weight, _ in below[1:])
            for weight, number in below:
                words = tuple(sorted({*places.get(number, ()), *said}))
                verdicts.append(Verdict(self._topics[number].id, group, -weight, whole, words))
        return sorted(verdicts, key=lambda each: (-each.group_weight, each.group, -each.weight, each.id))

    def _matches(self, text: str, found: Words) -> Iterator[Match]:
        places = self._places(found)
        if not places:
            return
        said = meant(found, min(len(found.exact), MOST_WORDS))
        first = first_sentence(text, found, MOST_WORDS)
        against: dict[int, list[tuple[int, ...]]] = defaultdict(list)
        for number in places:
            for rule in self._against.get(number, ()):
                against[rule.topic] += _near(rule.words, places)
        for number, at in places.items():
            for rule in self._single.get(number, ()):
                where = next(
                    (place for place in at if place in said and not _spoken_against(place, rule, against)), None
                )
                if where is not None:
                    weight = rule.weight * (1.0 if where < first else LATER)
                    yield Match(rule.topic, weight * (WHERE if only_says_where(found, where) else 1.0), (where,))
            for rule in self._joined.get(number, ()):
                best = None
                for where_all in _near(rule.words, places):
                    if not all(place in said for place in where_all) or _spoken_against(where_all[0], rule, against):
                        continue
                    loss = (max(where_all) - min(where_all) + 1 - len(where_all)) * 0.05
                    weight = rule.weight * (1.0 - loss) * (1.0 if where_all[0] < first else LATER)
                    if best is None or weight > best.weight:
                        best = Match(rule.topic, weight, where_all)
                if best is not None:
                    yield best

    def _places(self, found: Words) -> dict[int, list[int]]:
        """Where each word of the catalogue stands in the text, by its position."""
        places: dict[int, list[int]] = {}
        numbers_of = self._words.numbers_of
        triples = zip(found.exact[:MOST_WORDS], found.ru, found.kk, strict=False)
        for place, (exact, ru, kk) in enumerate(triples):
            for number in numbers_of(exact, ru, kk):
                if number in places:
                    places[number].append(place)
                else:
                    places[number] = [place]
        return places

    def _rules(self) -> Iterator[Rule]:
        for number, topic in enumerate(self._topics):
            word = TOPIC_WORD if topic.parent is not None else GROUP_WORD
            for words in self._numbers(topic.words):
                yield Rule(number, words, word + MORE_WORDS * (len(words) - 1))

    def _numbers(self, phrases: Mapping[str, Sequence[str]]) -> Iterator[tuple[int, ...]]:
        for language in (KAZAKH, RUSSIAN):
            for rule in dict.fromkeys(phrases.get(language, ())):
                yield tuple(self._words.add(language, word) for word in parts(rule))


def _summed(matches: Sequence[Match]) -> tuple[float, tuple[int, ...]]:
    """The weight of a topic: each further match counts by its words that no heavier one has counted."""
    taken: set[int] = set()
    total, factor = 0.0, 1.0
    for match in sorted(matches, key=lambda each: (-each.weight, each.places)):
        new = [place for place in match.places if place not in taken]
        if new:
            total += factor * match.weight * len(new) / len(match.places)
            factor = max(0.4, factor - 0.2)
            taken.update(new)
    return total, tuple(sorted(taken))


def _near(words: tuple[int, ...], places: Mapping[int, Sequence[int]]) -> Iterator[tuple[int, ...]]:
    """Where all the words stand together: for each place of the first, the nearest of the others."""
    rest = [places.get(word) for word in words[1:]]
    if words[0] not in places or not all(rest):
        return
    most = len(words) - 1 + NEAR
    for first in places[words[0]]:
        found = [first]
        for each in rest:
            assert each is not None
            nearest = _nearest(each, first, found)
            if nearest is None or abs(nearest - first) > most:
                break
            found.append(nearest)
        if len(found) == len(words):
            yield tuple(found)


def _nearest(places: Sequence[int], to: int, taken: Sequence[int]) -> int | None:
    at = bisect_left(places, to)
    around = [place for place in places[max(0, at - 2) : at + 3] if place not in taken]
    return min(around, key=lambda place: (abs(place - to), place), default=None)


def _spoken_against(place: int, rule: Rule, against: Mapping[int, Sequence[tuple[int, ...]]]) -> bool:
    near = against.get(rule.topic, ())
    return any(abs(other - place) <= NEAR for words in near for other in words)
