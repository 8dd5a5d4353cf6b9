"""What somebody does by writing, how they stand to the matter, and rough words: weights of what phrases tell."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from desk.queries import Words
from desk.readings import NOWHERE, Kind, PlaceFound, Surroundings, Tone, TopicFound
from language.cues import Sign, evidence
from language.kind_weights import WEIGHTS
from language.rough_words import starred
from language.tones import TELLING, tone_of
from language.traits import Traits, traits_of


@dataclass(frozen=True, slots=True)
class Manner:
    """The kind of a text with how sure that is (0 to 1), its tone, and the words that spoke for each."""

    kind: Kind
    confidence: float
    words: tuple[str, ...]
    tone: Tone
    tone_words: tuple[str, ...]
    rude_words: tuple[str, ...]
    office_words: tuple[str, ...]


def manner_of(
    text: str,
    found: Words,
    signs: Sequence[Sign],
    topics: Sequence[TopicFound] = (),
    places: Sequence[PlaceFound] = (),
    around: Surroundings = NOWHERE,
) -> Manner:
    """What `text` does, by the signs that its words gave (of MANNERS and SHAPES). Linear; never raises."""
    rude = (*evidence(text, found, [each for each in signs if each.name == "rough"]), *starred(text))
    traits = traits_of(text, found, signs, topics, places, around, rude)
    kind, confidence = (Kind.NEWS, 1.0) if around.official else kind_of(traits)
    tone = tone_of(kind, traits)
    speaking, telling = _SPEAKING[kind], TELLING[tone]
    return Manner(
        kind,
        confidence,
        evidence(text, found, [sign for sign in signs if sign.name in speaking]),
        tone,
        evidence(text, found, [sign for sign in signs if sign.name in telling]) if telling else (),
        rude,
        evidence(text, found, [sign for sign in signs if sign.name == "office"]) if "office" in traits else (),
    )


def kind_of(traits: Traits) -> tuple[Kind, float]:
    """The kind that most speaks for, the first of equals, and how sure it is: how far it is before the next."""
    scores = [0.0] * len(_KINDS)
    for name, value in traits.items():
        if value:
            for number, weight in _WEIGHTS.get(name, ()):
                scores[number] += weight * value
    best, next_best = sorted(scores, reverse=True)[:2]
    return _KINDS[scores.index(best)], round(1 / (1 + math.exp(next_best - best)), 3)


_KINDS = tuple(Kind)
_WEIGHTS: Mapping[str, Sequence[tuple[int, float]]] = {
    name: [(number, WEIGHTS[kind][name]) for number, kind in enumerate(_KINDS) if name in WEIGHTS[kind]]
    for name in sorted(set().union(*WEIGHTS.values()))
}
_SPEAKING = {kind: frozenset(name for name, weight in WEIGHTS[kind].items() if weight > 0) for kind in Kind}
