"""Personal data: hand-written texts with marks, and traps that hold none; what a look costs."""

from __future__ import annotations

import gzip
import json
import re
import time
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from desk.readings import PersonalFound
from language.personal import personal_data

SET = Path(__file__).resolve().parents[1] / "tests" / "language" / "sets" / "personal_data.yml"
NEWS = Path("/work/shared/data/telegram_news.jsonl.gz")
_MARK = re.compile(r"\[\[([a-z]+):(.+?)\]\]")
Mark = tuple[str, int, int]
"""Kind, start and end in the text without its marks."""


def figures() -> dict[str, Any]:
    """Precision and recall a span, by overlap of the same kind, with each kind apart; microseconds of a text."""
    texts = list(marked_texts())
    right: Counter[str] = Counter()
    known: Counter[str] = Counter()
    given: Counter[str] = Counter()
    told: Counter[str] = Counter()
    for text, marks in texts:
        found = personal_data(text)
        known.update(kind for kind, _, _ in marks)
        told.update(each.kind.value for each in found)
        right.update(mark[0] for mark in marks if any(fits(mark, each) for each in found))
        given.update(each.kind.value for each in found if any(fits(mark, each) for mark in marks))
    return {
        "precision": {"reached": round(given.total() / told.total(), 4), "asked": 0.97, "n": told.total()},
        "recall": {"reached": round(right.total() / known.total(), 4), "asked": 0.97, "n": known.total()},
        "texts": {"reached": len(texts), "asked": 300},
        "recall_by_kind": {"reached": {kind: f"{right[kind]}/{known[kind]}" for kind in sorted(known)}},
        "precision_by_kind": {"reached": {kind: f"{given[kind]}/{told[kind]}" for kind in sorted(told)}},
        **speed(),
    }


def fits(mark: Mark, found: PersonalFound) -> bool:
    """Is it of the same kind, and do the two overlap?"""
    return mark[0] == found.kind.value and found.start < mark[2] and mark[1] < found.end


def marked_texts() -> Iterator[tuple[str, list[Mark]]]:
    """The texts of the set without their marks, and where the marks were."""
    import yaml

    for part in yaml.safe_load(SET.read_text("utf-8")).values():
        for group in part.values() if isinstance(part, dict) else [part]:
            for each in group:
                yield unmarked(each)


def unmarked(written: str) -> tuple[str, list[Mark]]:
    """The text as a resident wrote it, and the marks."""
    text, marks, at = "", [], 0
    for match in _MARK.finditer(written):
        text += written[at : match.start()]
        marks.append((match[1], len(text), len(text) + len(match[2])))
        text, at = text + match[2], match.end()
    return text + written[at:], marks


def speed() -> dict[str, Any]:
    """Of this process's own time, over posts as they come; {} without the data."""
    if not NEWS.exists():
        return {}
    with gzip.open(NEWS, "rt", encoding="utf-8") as lines:
        posts = [(json.loads(line)["text"] or "")[:135] for line in islice(lines, 4_000)]
    begun = time.process_time()
    for text in posts:
        personal_data(text)
    return {
        "microseconds_of_a_post": {"reached": round((time.process_time() - begun) / len(posts) * 1e6, 1), "asked": 30}
    }
