"""A model of topics learned from what people corrected: fitted, tried on corrections it has not seen, and kept only if
it does better there than the words of the catalogue. Imports scikit-learn when it is asked to learn."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from desk.readings import NOWHERE, Surroundings, TopicFound
from desk.topics import Topics
from language.topic_models import TopicModel, features
from language.topics import TopicReader
from language.words import words

ENOUGH = 100
"""Corrections from which anything is learned."""
NEWEST = 20_000
"""Of more corrections the newest are learned from: people's words change, and a night is short."""
FOLDS = 5
STRENGTHS = (3.0, 10.0, 30.0)
"""How much a model may trust single words; the one that does best on unseen corrections is taken."""
SEEN_TWICE = 2
"""Texts that a word must stand in to be a feature."""
RIGHT = 0.85
"""How often a topic must be right that stands by itself."""
LEAST_SURE = 20
"""Corrections above a threshold from which its precision is believed."""
FAINT = 0.02
NEVER = 1.01


@dataclass(frozen=True)
class Example:
    """A text and the topic that a person gave it, '' for none."""

    text: str
    topic: str
    around: Surroundings = NOWHERE


class Learned(NamedTuple):
    """What came out: a model with its version, or None where the rules do as well; the figures it was chosen by."""

    version: str
    model: TopicModel | None
    figures: Mapping[str, Any]


@dataclass(frozen=True)
class _Case:
    topic: str
    found: tuple[TopicFound, ...]
    weighed: Mapping[str, float] = field(hash=False)


class _Said(NamedTuple):
    score: float
    is_right: bool


def learn(examples: Sequence[Example], topics: Topics) -> Learned | None:
    """A model of these corrections, oldest first; None where they are fewer than ENOUGH or all of one topic.

    The same corrections and catalogue give the same model on one machine.
    """
    rules = TopicReader(topics)
    cases = [_case(each, rules) for each in examples if each.topic == "" or each.topic in topics][-NEWEST:]
    if len(cases) < ENOUGH or len({each.topic for each in cases}) < 2:
        return None
    by_rules = _share(_said(each.found, each.topic, topics) for each in cases)
    tried = {strength: _tried(cases, topics, strength) for strength in STRENGTHS}
    best = max(STRENGTHS, key=lambda strength: (_share(tried[strength]), -strength))
    accuracy, sure_from = _share(tried[best]), _threshold(tried[best])
    sure = [each for each in tried[best] if each.score >= sure_from]
    figures = {
        "corrections": len(cases),
        "accuracy": round(accuracy, 3),
        "rules": round(by_rules, 3),
        "sure_from": sure_from,
        "sure_share": round(len(sure) / len(cases), 3),
        "sure_right": round(_share(sure), 3),
        "strength": best,
    }
    if accuracy <= by_rules:
        return Learned(f"rules-{len(cases)}-{_digest(figures)}", None, figures)
    model = _fitted(cases, best, sure_from)
    version = f"learned-{len(cases)}-{_digest(model.body())}"
    return Learned(version, TopicModel.of(version, model.body()), figures)


def is_right(found: str, said: str, topics: Topics) -> bool:
    """Is a topic what the person meant: the same one, or one of the group where a person said the group?"""
    return found == said or (bool(said) and topics.group_of(found) == said)


def _case(each: Example, rules: TopicReader) -> _Case:
    found = words(each.text)
    topics = rules.read(each.text, found, each.around)
    return _Case(each.topic, topics, features(found, topics))


def _tried(cases: Sequence[_Case], topics: Topics, strength: float) -> list[_Said]:
    """What models say of corrections that they were not fitted to: every fifth by a model of the others."""
    said: dict[int, _Said] = {}
    for fold in range(FOLDS):
        model = _fitted([each for place, each in enumerate(cases) if place % FOLDS != fold], strength, NEVER)
        for place in range(fold, len(cases), FOLDS):
            said[place] = _model_said(model, cases[place], topics)
    return [said[place] for place in range(len(cases))]


def _model_said(model: TopicModel, case: _Case, topics: Topics) -> _Said:
    return _said(model.shared(case.weighed, case.found, topics), case.topic, topics)


def _said(found: Sequence[TopicFound], topic: str, topics: Topics) -> _Said:
    if not found:
        return _Said(0.0, topic == "")
    return _Said(found[0].score, is_right(found[0].id, topic, topics))


def _share(said: Any) -> float:
    said = list(said)
    return sum(each.is_right for each in said) / len(said) if said else 0.0


def _threshold(said: Sequence[_Said]) -> float:
    """The lowest score, in hundredths, above which RIGHT of the topics were right; NEVER where none is."""
    for hundredths in range(30, 100):
        above = [each for each in said if each.score >= hundredths / 100]
        if len(above) >= LEAST_SURE and _share(above) >= RIGHT:
            return hundredths / 100
    return NEVER


def _fitted(cases: Sequence[_Case], strength: float, sure_from: float) -> TopicModel:
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    common = Counter(name for each in cases for name in each.weighed)
    rows = [{name: value for name, value in each.weighed.items() if common[name] >= SEEN_TWICE} for each in cases]
    table = DictVectorizer(sparse=True)
    fitted = LogisticRegression(C=strength, max_iter=200, tol=1e-3)
    fitted.fit(table.fit_transform(rows), [each.topic for each in cases])
    topics = [str(each) for each in fitted.classes_]
    coefficients, bias = fitted.coef_, fitted.intercept_
    if len(topics) == 2:
        coefficients, bias = [-coefficients[0], coefficients[0]], [-bias[0], bias[0]]
    weights = {
        str(name): pairs
        for at, name in enumerate(table.get_feature_names_out())
        if (pairs := _pairs([float(row[at]) for row in coefficients]))
    }
    return TopicModel("", sure_from, topics, [round(float(each), 4) for each in bias], weights)


def _pairs(column: Sequence[float]) -> list[tuple[int, float]]:
    return [(number, round(weight, 3)) for number, weight in enumerate(column) if abs(weight) >= FAINT]


def _digest(body: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(body, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:8]
