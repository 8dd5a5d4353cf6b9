"""A model of topics learned from corrections, applied as plain numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from desk.queries import Words
from desk.readings import TopicFound
from desk.topics import Topics

FORM = 1
"""The form of a model's body; one of another form is not used."""
MOST_WORDS = 300
"""Words of a text that a model looks at."""
LEAST = 0.02
"""A topic less likely than this is not named."""
SPEAKING = 4
"""Words that are named for a topic that the model knows."""


class TopicModel:
    """Logistic regression over lemmas, stems, pairs of them and the scores of the rules.

    `version` names it; `sure_from` is the score from which its first topic was right often enough. Immutable.
    """

    def __init__(
        self,
        version: str,
        sure_from: float,
        topics: Sequence[str],
        bias: Sequence[float],
        weights: Mapping[str, Sequence[tuple[int, float]]],
    ) -> None:
        self.version = version
        self.sure_from = sure_from
        self._topics = tuple(topics)
        self._bias = tuple(bias)
        self._weights = weights

    @classmethod
    def of(cls, version: str, body: Mapping[str, Any]) -> TopicModel | None:
        """The model that a body as `body` gives it describes; None for an empty one and one of another form."""
        if body.get("form") != FORM:
            return None
        weights = {name: tuple((int(k), float(w)) for k, w in row) for name, row in body["weights"].items()}
        return cls(version, float(body["sure_from"]), body["topics"], body["bias"], weights)

    def body(self) -> dict[str, Any]:
        """As plain JSON values."""
        weights = {name: [list(pair) for pair in row] for name, row in self._weights.items()}
        numbers = {"sure_from": self.sure_from, "topics": list(self._topics), "bias": list(self._bias)}
        return {"form": FORM, **numbers, "weights": weights}

    def apply(self, text: str, found: Words, topics: Sequence[TopicFound], catalogue: Topics) -> tuple[TopicFound, ...]:
        """The topics as the model sees them, likeliest first, with the words that spoke for them."""
        shared = self.shared(features(found, topics), topics, catalogue)
        return tuple(each if each.words else self._with_words(each, text, found) for each in shared)

    def shared(
        self, weighed: Mapping[str, float], topics: Sequence[TopicFound], catalogue: Topics
    ) -> tuple[TopicFound, ...]:
        """What the rules found and the model never saw keeps its score; the model shares what is left of one.

        Where people only named a group, the rules' best topic of it stands for it.
        """
        chances = self.chances(weighed)
        unseen = [each for each in topics if each.id not in chances and each.group not in chances]
        left = max(0.0, 1.0 - sum(each.score for each in unseen))
        by_rules = {each.id: each for each in topics}
        for each in reversed(topics):
            if each.id not in chances:
                by_rules[each.group] = each
        seen = []
        for id, chance in chances.items():
            if chance * left >= LEAST and id in catalogue:
                known = by_rules.get(id) or TopicFound(id, catalogue.group_of(id), 0.0)
                seen.append(replace(known, score=round(chance * left, 3)))
        return tuple(sorted((*seen, *unseen), key=lambda each: (-each.score, each.id)))

    def chances(self, weighed: Mapping[str, float]) -> dict[str, float]:
        """How likely each topic is by the weighed features of a text; they sum up to one."""
        totals = list(self._bias)
        for name, value in weighed.items():
            for number, weight in self._weights.get(name, ()):
                totals[number] += value * weight
        most = max(totals)
        powers = [math.exp(total - most) for total in totals]
        whole = sum(powers)
        return {id: power / whole for id, power in zip(self._topics, powers, strict=True)}

    def _with_words(self, topic: TopicFound, text: str, found: Words) -> TopicFound:
        """With the words that speak most for it, as they stand in the text."""
        if topic.id not in self._topics:
            return topic
        number = self._topics.index(topic.id)
        said = []
        for place, names in enumerate(_names(found)):
            weight = sum(dict(self._weights.get(name, ())).get(number, 0.0) for name in names)
            if weight > 0:
                said.append((-weight, place))
        places = sorted(place for _, place in sorted(said)[:SPEAKING])
        told = tuple(dict.fromkeys(text[found.starts[place] : found.ends[place]] for place in places))
        return replace(topic, words=told)


def features(found: Words, topics: Sequence[TopicFound]) -> dict[str, float]:
    """What a model looks at: lemmas and stems, pairs of neighbours, and what the rules found.

    Those of words weigh less, the more of them there are, so that long texts do not outshout the rules.
    """
    names = _names(found)
    said = dict.fromkeys(name for each in names for name in each)
    heads = [each[0] for each in names if each]
    said.update(dict.fromkeys(f"{one} {other[2:]}" for one, other in pairwise(heads)))
    value = 1.0 / math.sqrt(len(said)) if said else 0.0
    weighed = dict.fromkeys(said, value)
    for topic in topics:
        weighed[f"t:{topic.id}"] = topic.score
        group = f"g:{topic.group}"
        weighed[group] = max(weighed.get(group, 0.0), topic.score)
    return weighed


def _names(found: Words) -> list[tuple[str, ...]]:
    """The features of each word: its lemma and its stem."""
    names: list[tuple[str, ...]] = []
    for exact, ru, kk in zip(found.exact[:MOST_WORDS], found.ru, found.kk, strict=False):
        if exact.isdigit():
            names.append(("w:0",))
        elif ru and kk and ru != kk:
            names.append((f"w:{ru}", f"w:{kk}"))
        else:
            names.append((f"w:{ru or kk or exact}",))
    return names
