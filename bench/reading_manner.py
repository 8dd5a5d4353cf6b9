"""How well kinds and urgencies are read: hand-labelled texts of ours, and what a machine would set aside of appeals."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from bench.blind_sets import topic_phrases
from bench.reading_speed import DATA, reader
from desk.readings import Kind, Urgency
from desk.sortings import set_aside_by_machine

SETS = Path(__file__).resolve().parents[1] / "tests" / "language" / "sets"
APPEALS = 3_000
WANTED = frozenset((Kind.COMPLAINT, Kind.QUESTION, Kind.PROPOSAL, Kind.ANSWER_COMPLAINT))
"""What every phrase of the blind set of topics is: none of them was looked at when kinds were made."""


def figures() -> dict[str, Any]:
    """Shares of texts of the right kind, each part of the set apart and each kind; precision and recall of urgency."""
    reads = reader().read
    told: dict[str, Any] = {"kind": {}, "kind_by_kind": {}, "urgency": {}}
    right_by_kind: dict[str, list[bool]] = {}
    for part, texts in labelled("kinds.yml").items():
        right = [(kind, reads(text).kind.value == kind) for _, kind, text in texts]
        told["kind"][part] = share([each for _, each in right])
        for kind, each in right:
            right_by_kind.setdefault(kind, []).append(each)
    told["kind_by_kind"] = {kind: share(those) for kind, those in sorted(right_by_kind.items())}
    for part, texts in labelled("urgency.yml").items():
        told["urgency"][part] = of_urgency([(level, reads(text).urgency.value) for level, _, text in texts])
    matters = [reads(phrase).kind in WANTED for _, _, phrase in topic_phrases()]
    told["phrases_of_topics_that_somebody_wants_something_by"] = share(matters)
    path = DATA / "appeals_sample.jsonl.gz"
    if path.exists():
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            appeals = [json.loads(line)["text"] or "" for line, _ in zip(lines, range(APPEALS), strict=False)]
        aside = [set_aside_by_machine(reads(each), official=False, has_media=False) for each in appeals]
        told["appeals_set_aside"] = {"reached": sum(map(bool, aside)), "asked": 0, "n": len(aside)}
    return told


def labelled(name: str) -> Mapping[str, list[tuple[str, str, str]]]:
    """The texts of a set by its parts: outer label, inner label, text."""
    parts = yaml.safe_load((SETS / name).read_text("utf-8"))
    return {part: list(_texts(outer)) for part, outer in parts.items()}


def _texts(outer: Mapping[str, Mapping[str, list[str]]]) -> Iterator[tuple[str, str, str]]:
    for one, inner in outer.items():
        for other, texts in inner.items():
            yield from ((one, other, text) for text in texts)


def of_urgency(pairs: list[tuple[str, str]]) -> dict[str, Any]:
    """`pairs` are the level that people say and the one read: what is urgent at all, and dangers alone."""
    told: dict[str, Any] = {"right_level": share([wanted == found for wanted, found in pairs])}
    for name, counted in (("urgent_or_danger", {Urgency.URGENT, Urgency.DANGER}), ("danger", {Urgency.DANGER})):
        hits = sum(wanted in counted and found in counted for wanted, found in pairs)
        told[name] = {
            "precision": round(hits / max(1, sum(found in counted for _, found in pairs)), 3),
            "recall": round(hits / max(1, sum(wanted in counted for wanted, _ in pairs)), 3),
            "n": len(pairs),
        }
    return told


def share(right: list[bool]) -> dict[str, Any]:
    """How many of them, with how many there are."""
    return {"reached": round(sum(right) / len(right), 3), "n": len(right)}
