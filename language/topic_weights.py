"""What the words of a catalogue weigh: less where many groups use them; a part of several words says a little too."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

GROUP_WORD, TOPIC_WORD, MORE_WORDS = 0.8, 1.0, 0.4
"""What a word of a group, a word of a topic, and every further word of a rule weigh."""
SPREAD = 0.5
"""How fast a rule loses weight with the number of groups that use its rarest word."""
PART, PART_OF = 0.2, 3
"""What a word weighs that stands in rules only beside others, and of how many groups at most it may be."""


class Rule(NamedTuple):
    """Words that speak together for a topic, all by their numbers."""

    topic: int
    words: tuple[int, ...]
    weight: float


def weighed(rules: Sequence[Rule], groups: Sequence[str]) -> Iterator[Rule]:
    """The rules by what they weigh, their rarest word first; then the parts of rules as rules of their own.

    `groups` gives the group of each topic.
    """
    claims: dict[tuple[int, ...], set[str]] = defaultdict(set)
    users: dict[int, set[str]] = defaultdict(set)
    for rule in rules:
        claims[rule.words].add(groups[rule.topic])
        for word in rule.words:
            users[word].add(groups[rule.topic])
    common = Counter(word for rule in rules for word in rule.words)
    factors = {word: len(those) ** -SPREAD for word, those in users.items()}
    for rule in rules:
        order = sorted(rule.words, key=lambda word: (common[word], word))
        factor = max(factors[word] for word in rule.words) / math.sqrt(len(claims[rule.words]))
        yield Rule(rule.topic, tuple(order), rule.weight * factor)
    yield from _parts(rules, claims, users)


def _parts(
    rules: Sequence[Rule], claims: Mapping[tuple[int, ...], set[str]], users: Mapping[int, set[str]]
) -> Iterator[Rule]:
    """«Тротуар» says something for the topic of «машина на тротуаре», though nobody entered it alone."""
    found = {(word, rule.topic) for rule in rules if len(rule.words) > 1 for word in rule.words}
    for word, topic in sorted(found):
        if (word,) not in claims and len(users[word]) <= PART_OF:
            yield Rule(topic, (word,), PART / len(users[word]))
