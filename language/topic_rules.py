"""The words of the catalogue of topics, weighed, and what they find in a text."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from desk.queries import Words
from desk.topics import Topics
from language.topic_words import KAZAKH, RUSSIAN, WordBook, parts

MOST_WORDS = 1_000
"""Words of a text that are looked at: who has not said the matter by then never will."""
NEAR = 4
"""Words that may stand between the words of a rule."""
GROUP_WORD, TOPIC_WORD, MORE_WORDS = 0.8, 1.0, 0.4
"""What a word of a group, a word of a topic, and every further word of a rule weigh."""
LATER = 0.75
"""What counts of a word behind the first sentence."""
REST = 0.4
"""What counts of the weaker topics of a group besides its strongest one."""
SPREAD = 0.5
WHERE = 0.6
"""What counts of a single word that only says where: behind a preposition of place, in a Kazakh locative."""
PREPOSITIONS = frozenset(
    "в во на у возле около за под перед напротив рядом по вдоль между из от до мимо при над внутри через".split()
)
LOCATIVES = ("да", "де", "та", "те", "дагы", "деги", "тагы", "теги", "нда", "нде", "дан", "ден", "тан", "тен", "нан", "нен")
BESIDE = frozenset("жаны жанында жанындагы маны манында манындагы касында касындагы алдында алдындагы ишинде артында".split())
EXCEPT = {"ru": frozenset({"кроме", "помимо"}), "kk": frozenset({"баска", "озге", "тыс"})}
"""Behind the Russian ones and before the Kazakh ones stands what the writer does not mean."""
EXCEPTED = 2
"""Words that «кроме» takes away."""


class Rule(NamedTuple):
    """Words that speak together for a topic, by their numbers; `without` speaks against."""

    topic: int
    words: tuple[int, ...]
    weight: float


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
        for rule in self._weighed([*self._rules()]):
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
        meant = _meant(found)
        first = _first_sentence(text, found)
        against: dict[int, list[tuple[int, ...]]] = defaultdict(list)
        for number in places:
            for rule in self._against.get(number, ()):
                against[rule.topic] += _near(rule.words, places)
        for number, at in places.items():
            for rule in self._single.get(number, ()):
                where = next(
                    (place for place in at if place in meant and not _spoken_against(place, rule, against)), None
                )
                if where is not None:
                    weight = rule.weight * (1.0 if where < first else LATER)
                    yield Match(rule.topic, weight * (WHERE if _is_where(found, where) else 1.0), (where,))
            for rule in self._joined.get(number, ()):
                best = None
                for where_all in _near(rule.words, places):
                    if not all(place in meant for place in where_all) or _spoken_against(where_all[0], rule, against):
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

    def _weighed(self, rules: Sequence[Rule]) -> Iterator[Rule]:
        """A word that several groups claim says less. Of several words the rarest is looked up."""
        claims: dict[tuple[int, ...], set[str]] = defaultdict(set)
        for rule in rules:
            claims[rule.words].add(self._groups[rule.topic])
        common = Counter(word for rule in rules for word in rule.words)
        groups: dict[int, set[str]] = defaultdict(set)
        for rule in rules:
            for word in rule.words:
                groups[word].add(self._groups[rule.topic])
        for rule in rules:
            order = sorted(rule.words, key=lambda word: (common[word], word))
            spec = max(len(groups[word]) ** -SPREAD for word in rule.words)
            yield Rule(rule.topic, tuple(order), rule.weight * spec / math.sqrt(len(claims[rule.words])))


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


def _meant(found: Words) -> range | set[int]:
    """The positions of words that are not excepted: «кроме воды», «судан басқа»."""
    size = min(len(found.exact), MOST_WORDS)
    ru, kk = EXCEPT["ru"], EXCEPT["kk"]
    excepted: set[int] = set()
    for place, word in enumerate(found.exact[:size]):
        if word in ru:
            excepted.update(range(place + 1, place + 1 + EXCEPTED))
        elif word in kk:
            before = found.exact[place - 1] if place else ""
            if before.endswith(("дан", "ден", "тан", "тен", "нан", "нен")):
                excepted.add(place - 1)
    return set(range(size)) - excepted if excepted else range(size)


def _is_where(found: Words, place: int) -> bool:
    """Does the word only say where something is?"""
    exact = found.exact
    if any(each in PREPOSITIONS for each in exact[max(0, place - 2) : place]):
        return True
    word = exact[place]
    if len(word) > 4 and word.endswith(LOCATIVES) and not found.ru[place] == word:
        return True
    return place + 1 < len(exact) and exact[place + 1] in BESIDE


def _first_sentence(text: str, found: Words) -> int:
    """The position behind the last word of the first sentence; a greeting is none."""
    for place in range(SHORTEST_SENTENCE, min(len(found.starts), MOST_WORDS)):
        between = text[found.ends[place - 1] : found.starts[place]]
        if not between.isspace() and any(sign in between for sign in ".!?\n"):
            return place
    return MOST_WORDS


SHORTEST_SENTENCE = 4
