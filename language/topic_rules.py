"""The words of the catalogue of topics and what they find in a text."""

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
LATER, WHERE = 0.75, 0.6
"""What counts of a word behind the first sentence; of one that only says where something is."""
APART = 0.05
"""What every word between the words of a rule takes from its weight."""
REST = 0.4
"""What counts of the weaker topics of a group besides its strongest one."""
NEXT, LEAST_NEXT = 0.2, 0.4
"""How much less each further match of a topic counts, down to what."""
UNHEARD = 0.15
"""Topics with less than this part of the strongest one's weight are not looked at any further."""

Match = tuple[float, tuple[int, ...]]
"""The weight of a rule that was found, and where its words stand."""


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
        kept = [each for each in topics.values() if not each.retired]
        self._ids = [each.id for each in kept]
        self._numbers = {id: number for number, id in enumerate(self._ids)}
        self._groups = [topics.group_of(each.id) for each in kept]
        self._words = WordBook()
        self._single: dict[int, list[tuple[int, float]]] = defaultdict(list)
        self._joined: dict[int, list[Rule]] = defaultdict(list)
        self._against: dict[int, list[Rule]] = defaultdict(list)
        rules = []
        for number, each in enumerate(kept):
            word = GROUP_WORD if each.parent is None else TOPIC_WORD
            for words in self._entered(each.words):
                rules.append(Rule(number, words, word + MORE_WORDS * (len(words) - 1)))
            for words in self._entered(each.without):
                self._against[words[0]].append(Rule(number, words, 0.0))
        for rule in weighed(rules, self._groups):
            if len(rule.words) == 1:
                self._single[rule.words[0]].append((rule.topic, rule.weight))
            else:
                self._joined[rule.words[0]].append(rule)

    def weigh(self, text: str, found: Words, default: str | None = None, weight: float = 0.0) -> list[Verdict]:
        """Every topic that something speaks for, the likeliest first; `default` gets `weight` besides its words."""
        by_topic = self._matches(text, found)
        rough = {topic: sum(each[0] for each in matches) for topic, matches in by_topic.items()}
        least = UNHEARD * max(rough.values(), default=0.0)
        summed = {topic: _summed(matches) for topic, matches in by_topic.items() if rough[topic] >= least}
        if default in self._numbers and sum(each for each, _ in summed.values()) < TOPIC_WORD:
            number = self._numbers[default]
            before, places = summed.get(number, (0.0, ()))
            summed[number] = (before + weight, places)
        return self._ranked(summed)

    def _ranked(self, summed: Mapping[int, Match]) -> list[Verdict]:
        """A group weighs what its strongest topic, its own words and a part of its other topics weigh together."""
        below: dict[str, list[tuple[float, int]]] = {}
        own: dict[str, Match] = {}
        for number, match in summed.items():
            group = self._groups[number]
            topics = below.setdefault(group, [])
            if self._ids[number] == group:
                own[group] = match
            else:
                topics.append((-match[0], number))
        verdicts = []
        for group, topics in below.items():
            mine, said = own.get(group, (0.0, ()))
            if not topics:
                verdicts.append(Verdict(group, group, mine, mine, said))
                continue
            topics.sort()
            whole = mine - topics[0][0] - REST * sum(weight for weight, _ in topics[1:])
            for weight, number in topics:
                words = tuple(sorted({*summed[number][1], *said})) if said else summed[number][1]
                verdicts.append(Verdict(self._ids[number], group, -weight, whole, words))
        return sorted(verdicts, key=lambda each: (-each.group_weight, each.group, -each.weight, each.id))

    def _matches(self, text: str, found: Words) -> dict[int, list[Match]]:
        places = self._places(found)
        by_topic: dict[int, list[Match]] = {}
        if not places:
            return by_topic
        said = meant(found, min(len(found.exact), MOST_WORDS))
        first = first_sentence(text, found, MOST_WORDS)
        against = self._spoken_against(places)
        factors: dict[int, float] = {}
        for number, at in places.items():
            singles = self._single.get(number)
            if singles:
                self._add_singles(singles, at, found, said, first, against, factors, by_topic)
            for rule in self._joined.get(number, ()):
                if rule.words[1] not in places:
                    continue
                match = self._joined_match(rule, places, said, first, against)
                if match is not None:
                    by_topic.setdefault(rule.topic, []).append(match)
        return by_topic

    def _add_singles(
        self,
        singles: Sequence[tuple[int, float]],
        at: Sequence[int],
        found: Words,
        said: range | set[int],
        first: int,
        against: Mapping[int, Sequence[int]],
        factors: dict[int, float],
        by_topic: dict[int, list[Match]],
    ) -> None:
        at = [place for place in at if place in said]
        if not at:
            return
        if at[0] not in factors:
            factors[at[0]] = (1.0 if at[0] < first else LATER) * (WHERE if only_says_where(found, at[0]) else 1.0)
        for topic, weight in singles:
            place = at[0]
            if topic in against:
                place = next((each for each in at if not _is_near(each, against[topic])), -1)
            if place < 0:
                continue
            match = (weight * factors.get(place, LATER), (place,))
            if topic in by_topic:
                by_topic[topic].append(match)
            else:
                by_topic[topic] = [match]

    def _joined_match(
        self,
        rule: Rule,
        places: Mapping[int, Sequence[int]],
        said: range | set[int],
        first: int,
        against: Mapping[int, Sequence[int]],
    ) -> Match | None:
        best: Match | None = None
        near = against.get(rule.topic, ())
        for where in _together(rule.words, places):
            if any(place not in said for place in where) or _is_near(where[0], near):
                continue
            between = max(where) - min(where) + 1 - len(where)
            weight = rule.weight * (1.0 - APART * between) * (1.0 if where[0] < first else LATER)
            if best is None or weight > best[0]:
                best = (weight, where)
        return best

    def _spoken_against(self, places: Mapping[int, Sequence[int]]) -> dict[int, list[int]]:
        """Where words stand that silence a topic."""
        against: dict[int, list[int]] = {}
        for number in places:
            for rule in self._against.get(number, ()):
                for where in _together(rule.words, places):
                    against.setdefault(rule.topic, []).extend(where)
        return against

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

    def _entered(self, phrases: Mapping[str, Sequence[str]]) -> Iterator[tuple[int, ...]]:
        for language in (KAZAKH, RUSSIAN):
            for rule in dict.fromkeys(phrases.get(language, ())):
                yield tuple(self._words.add(language, word) for word in parts(rule))


def _summed(matches: Sequence[Match]) -> Match:
    """The weight of a topic: each further match counts less, and only by its words that no heavier one has counted."""
    if len(matches) == 1:
        return matches[0]
    taken: set[int] = set()
    total, factor = 0.0, 1.0
    for weight, places in sorted(matches, key=lambda each: (-each[0], each[1])):
        new = [place for place in places if place not in taken]
        if new:
            total += factor * weight * len(new) / len(places)
            factor = max(LEAST_NEXT, factor - NEXT)
            taken.update(new)
    return total, tuple(sorted(taken))


def _together(words: tuple[int, ...], places: Mapping[int, Sequence[int]]) -> Iterator[tuple[int, ...]]:
    """Where all the words stand near each other: for each place of the first, the nearest of the others."""
    if not all(word in places for word in words):
        return
    most = len(words) - 1 + NEAR
    for first in places[words[0]]:
        found = [first]
        for word in words[1:]:
            nearest = _nearest(places[word], first, found)
            if nearest is None or abs(nearest - first) > most:
                break
            found.append(nearest)
        if len(found) == len(words):
            yield tuple(found)


def _nearest(places: Sequence[int], to: int, taken: Sequence[int]) -> int | None:
    at = bisect_left(places, to)
    around = [place for place in places[max(0, at - 2) : at + 3] if place not in taken]
    return min(around, key=lambda place: (abs(place - to), place), default=None)


def _is_near(place: int, others: Sequence[int]) -> bool:
    return any(abs(other - place) <= NEAR for other in others)
