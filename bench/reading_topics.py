"""How often topics are right: by the words of the catalogue, on foreign appeals, on blind phrases, after learning."""

from __future__ import annotations

import gzip
import json
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bench.topic_labels import group_of
from config.catalogues import read_catalogues
from desk.readings import TopicFound
from language.learning import Example, learn
from language.topics import TopicReader
from language.words import words

DATA = Path("/work/shared/data")
PHRASES = Path(__file__).resolve().parents[1] / "tests" / "language" / "sets" / "topic_phrases.yml"
HELD_OUT = 2_000
"""The appeals that are never learned from: a third of them, drawn with a seed."""
SEED = 5


def figures() -> dict[str, Any]:
    """Each figure with what is asked; what lacks its data is left out."""
    topics = read_catalogues(None).topics
    rules = TopicReader(topics)
    reached: dict[str, Any] = {}
    if PHRASES.exists():
        reached["phrases"] = measure_phrases(rules)
    if (DATA / "appeals_sample.jsonl.gz").exists():
        appeals = read_appeals()
        found = [read(rules, text) for text, _ in appeals]
        reached["appeals_by_rules"] = measure(found, [group for _, group in appeals])
        reached["appeals_learned"] = measure_learning(appeals)
    return reached


def read_appeals() -> list[tuple[str, str]]:
    """Texts with our group of the portal's reason, in an order drawn with a seed."""
    with gzip.open(DATA / "appeals_sample.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    appeals = [(row["text"], group) for row in rows if row["text"] and (group := group_of(row["reason"]))]
    random.Random(SEED).shuffle(appeals)
    return appeals


def measure(found: Sequence[tuple[TopicFound, ...]], groups: Sequence[str]) -> dict[str, Any]:
    """Right in the first two groups, right in the first, and F1 of the first averaged over the groups."""
    first = [each[0].group if each else "" for each in found]
    two = sum(group in [topic.group for topic in each[:2]] for each, group in zip(found, groups, strict=True))
    right = Counter(group for one, group in zip(first, groups, strict=True) if one == group)
    said, there = Counter(first), Counter(groups)
    scores = [2 * right[group] / (said[group] + there[group]) for group in sorted(there)]
    sure = [(one, group) for each, one, group in zip(found, first, groups, strict=True) if _is_sure(each)]
    return {
        "n": len(groups),
        "first": round(sum(right.values()) / len(groups), 3),
        "first_two": {"reached": round(two / len(groups), 3), "asked": 0.75},
        "macro_f1": {"reached": round(sum(scores) / len(scores), 3), "asked": 0.50},
        "sure_share": round(len(sure) / len(groups), 3),
        "sure_right": round(sum(one == group for one, group in sure) / max(1, len(sure)), 3),
    }


def measure_learning(appeals: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Accuracy on appeals that were never learned from, after so many corrections."""
    topics = read_catalogues(None).topics
    held, rest = appeals[:HELD_OUT], appeals[HELD_OUT:]
    reached: dict[str, Any] = {}
    for count, asked in ((100, None), (400, 0.70), (1_400, 0.74)):
        learned = learn([Example(text, group) for text, group in rest[:count]], topics)
        assert learned is not None
        reader = TopicReader(topics, learned.model)
        found = [read(reader, text) for text, _ in held]
        first = [bool(each) and each[0].group == group for each, (_, group) in zip(found, held, strict=True)]
        sure = [right for each, right in zip(found, first, strict=True) if reader.is_sure(each)]
        reached[str(count)] = {
            "n": len(held),
            "reached": round(sum(first) / len(held), 3),
            "asked": asked,
            "by": reader.by,
            "sure_from": reader.sure_from,
            "sure_share": round(len(sure) / len(held), 3),
            "sure_right": round(sum(sure) / max(1, len(sure)), 3),
        }
    return reached


def measure_phrases(rules: TopicReader) -> dict[str, Any]:
    """Right groups of phrases that somebody wrote who had not seen the words of the catalogue."""
    phrases: Mapping[str, Mapping[str, Sequence[str]]] = yaml.safe_load(PHRASES.read_text("utf-8"))
    right: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    for group, by_language in phrases.items():
        for language, texts in by_language.items():
            asked[language] += len(texts)
            right[language] += sum(bool(found := read(rules, text)) and found[0].group == group for text in texts)
    whole = {"reached": round(right.total() / asked.total(), 3), "asked": 0.90, "n": asked.total()}
    return {"first": whole, **{language: round(right[language] / asked[language], 3) for language in sorted(asked)}}


def read(reader: TopicReader, text: str) -> tuple[TopicFound, ...]:
    """The topics of a text."""
    return reader.read(text, words(text))


@cache
def _sure_from() -> float:
    return TopicReader(read_catalogues(None).topics).sure_from


def _is_sure(found: tuple[TopicFound, ...]) -> bool:
    return bool(found) and found[0].score >= _sure_from()
