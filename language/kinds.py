"""What somebody does by writing, how they stand to the matter, and rough words: weights of what phrases tell."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from desk.queries import Words
from desk.readings import NOWHERE, Kind, PlaceFound, Surroundings, Tone, TopicFound
from language.cues import Sign, evidence
from language.kind_weights import WEIGHTS
from language.rough_words import starred

MOST_COUNTED = 2
"""What is said more often says no more."""
Facts = Mapping[str, float]
"""How strongly each trait of a text is there."""


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
    facts = facts_of(text, found, signs, topics, places, around, rude)
    scores = scores_of(facts)
    kind = max(scores, key=scores.__getitem__)
    if around.official:
        kind, confidence = Kind.NEWS, 1.0
    else:
        others = max(score for each, score in scores.items() if each is not kind)
        confidence = round(1 / (1 + math.exp(others - scores[kind])), 3)
    speaking = [sign for sign in signs if WEIGHTS[kind].get(sign.name, 0.0) > 0]
    tone = _tone(kind, facts)
    office = evidence(text, found, [each for each in signs if each.name == "office"])
    telling = [sign for sign in signs if sign.name in _TELLING[tone]]
    return Manner(kind, confidence, evidence(text, found, speaking), tone, evidence(text, found, telling), rude, office)


def facts_of(
    text: str,
    found: Words,
    signs: Sequence[Sign],
    topics: Sequence[TopicFound],
    places: Sequence[PlaceFound],
    around: Surroundings,
    rude: Sequence[str],
) -> Facts:
    """The traits that WEIGHTS weighs."""
    spots: dict[str, set[int]] = {}
    for sign in signs:
        spots.setdefault(sign.name, set()).add(sign.last)
    facts: dict[str, float] = {name: float(min(len(those), MOST_COUNTED)) for name, those in spots.items()}
    has = facts.__contains__
    size = len(found.exact)
    bare = text.strip()
    facts["asks"] = float("?" in text)
    facts["ends asking"] = float(bare.rstrip("!)( \n").endswith("?"))
    facts["topic"] = topics[0].score if topics else 0.0
    facts["place"] = float(any(each.end for each in places))
    facts["rude"] = float(bool(rude))
    facts["link"] = float("://" in text or "t.me/" in text or "www." in text)
    facts["phone"] = float(_PHONE.search(text) is not None)
    facts["price"] = float(_PRICE.search(text) is not None)
    facts["formal"] = float(
        _is_formal(bare, size) and not has("personal") and not has("demand") and not has("impatience")
    )
    facts["long"] = float(size >= 25)
    facts["brief"] = float(size <= 4)
    facts["told"] = float(size > 5)
    is_apart = not any(map(has, ("personal", "demand"))) and size >= 10
    facts["headed"] = float(is_apart and (_HEADED.match(bare) is not None or "**" in text))
    facts["linked"] = float(is_apart and bool(facts["link"]))
    facts["apart"] = float(is_apart and not has("impatience") and not rude)
    facts["few"] = float(size <= 8)
    facts["reply"] = float(around.is_reply)
    facts["to office"] = float(around.answers_office)
    facts["plus"] = float(_PLUS.fullmatch(bare) is not None)
    facts["wordless"] = float(not any(map(str.isalpha, found.exact)))
    facts["hello alone"] = float(has("hello") and size <= 3)
    facts["nodding"] = float(has("nod") and size <= 4 and not has("lack"))
    unwell = has("lack") or has("impatience") or rude
    facts["thankless"] = float(has("thanks") and bool(unwell) and not has("mended"))
    facts["thankful"] = float(has("thanks") and not facts["thankless"])
    facts["matter"] = float(any(map(has, ("lack", "bad", "demand"))) or facts["topic"] >= MATTER)
    facts["no matter"] = 1.0 - facts["matter"]
    facts["newsy"] = min(2.0, facts["formal"] + facts.get("report", 0.0))
    facts["blamed office"] = float(facts["newsy"] >= 1 and has("office") and has("blame") and not has("personal"))
    facts["contacted offer"] = float(
        has("offer") and (has("contact") or bool(facts["phone"] or facts["link"] or facts["price"]))
    )
    facts["always"] = 1.0
    return facts


def scores_of(facts: Facts) -> dict[Kind, float]:
    """What speaks for each kind, in the order of kinds: the first of equals wins."""
    scores = dict.fromkeys(Kind, 0.0)
    for name, value in facts.items():
        if value:
            for kind, weight in _SPEAKS.get(name, ()):
                scores[kind] += weight * value
    return scores


def _tone(kind: Kind, facts: Facts) -> Tone:
    against = sum(facts.get(name, 0.0) for name in ("bad", "lack", "impatience", "blame", "rude", "thankless"))
    towards = sum(facts.get(name, 0.0) for name in ("thankful", "mended"))
    if kind in (Kind.COMPLAINT, Kind.ANSWER_COMPLAINT, Kind.MEDIA_CRITICISM):
        return Tone.NEGATIVE
    if kind is Kind.THANKS or (towards > against and facts.get("thankful")):
        return Tone.POSITIVE
    if facts.get("rude") or (against >= 2 and against > towards):
        return Tone.NEGATIVE
    return Tone.NEUTRAL


def _is_formal(bare: str, size: int) -> bool:
    """Written as newspapers write: a whole sentence with a capital and a full stop, that asks nobody."""
    return size >= 5 and bare[:1].isupper() and "?" not in bare and "!" not in bare and bare[-1:] in ".»…"


MATTER = 0.45
"""From this score on a topic alone says that something is the matter."""
_PHONE = re.compile(r"(?<!\d)(?:\+7|[78])[\s(-]{0,2}\d{3}[\s)-]{0,2}\d{3}[\s-]?\d{2}[\s-]?\d{2}(?!\d)")
_HEADED = re.compile(r"[^\w\s\"«(—-]")
_PRICE = re.compile(r"\d[\d\s]{0,9}(?:тг|₸|тенге|теңге|тыс|мың|млн|%)", re.IGNORECASE)
_PLUS = re.compile(r"\s*(?:\++\s*1*|👍+|💯+|☝️*)\s*[!.]*\s*")
_SPEAKS: Mapping[str, Sequence[tuple[Kind, float]]] = {
    name: [(kind, weights[name]) for kind, weights in WEIGHTS.items() if name in weights]
    for name in sorted(set().union(*WEIGHTS.values()))
}
_TELLING: Mapping[Tone, frozenset[str]] = {
    Tone.NEGATIVE: frozenset(("bad", "lack", "impatience", "blame", "rough", "negated", "answer")),
    Tone.POSITIVE: frozenset(("thanks", "mended")),
    Tone.NEUTRAL: frozenset(),
}
