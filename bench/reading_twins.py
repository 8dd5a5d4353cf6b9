"""Near-duplicates: edited copies among many texts, found through bands and compared, as the desk does it."""

from __future__ import annotations

import gzip
import json
import random
import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from desk.queries import Words
from language.twins import SAME, alikeness, bands
from language.words import words

DATA = Path("/work/shared/data")
SETS = ("telegram_news.jsonl.gz", "appeals_sample.jsonl.gz")
COPIES = 3_000
SAME_WORDS = 0.7
POST = 135
"""Characters of a usual post."""
FEWEST_LETTERS = 40
"""Shorter texts are nobody's original here: most of them are one line of many."""
_KEYS = str.maketrans("ӘҒҚҢӨҰҮҺІәғқңөұүһіЁё", "АГКНОУУХИагкноуухиЕе")
_LETTERS = "абвгдежзиклмнопрстуя"
_SIGNATURES = (
    "\n\nС уважением, жители дома", "\nПодписывайтесь на наш канал!", " #репост", "\n— инициативная группа жителей",
    "\nҚұрметпен, тұрғындар", " Просим принять меры!", "\nИсточник: чат двора", " Тел. 8 701 123 45 67",
)  # fmt: skip
_PREFIXES = (
    "Репост: ", "Уважаемый аким! ", "Переслано из чата:\n", "Құрметті әкім! ", "Внимание! ", "Помогите, пожалуйста. ",
    "Опять то же самое. ", "❗❗❗ ",
)  # fmt: skip


def figures() -> dict[str, Any]:
    """Recall and precision of copies, and what bands and a comparison cost. {} without the data."""
    texts = list(_texts())
    if not texts:
        return {}
    chance = random.Random(7)
    read = [words(text) for text in texts]
    known: dict[int, list[int]] = defaultdict(list)
    made = [bands(found) for found in read]
    short = [words(text[:POST]) for text in texts[:5_000]]
    begun = time.process_time()
    for each in short:
        bands(each)
    each_us = (time.process_time() - begun) / len(short) * 1e6
    for number, those in enumerate(made):
        for band in those:
            known[band].append(number)
    picked = chance.sample([at for at, text in enumerate(texts) if len(text) >= FEWEST_LETTERS], COPIES)
    reached = candidates = right = given = 0
    for at in picked:
        copy = words(edited(texts[at], chance))
        near = {number for band in set(bands(copy)) for number in known.get(band, ())}
        alike = [number for number in sorted(near) if alikeness(copy, read[number]) >= SAME]
        candidates += at in near
        reached += at in alike
        right += sum(is_copy(read[at], read[number]) for number in alike)
        given += len(alike)
    return {
        "recall": {"reached": round(reached / COPIES, 4), "asked": 0.97, "n": COPIES, "of": len(texts)},
        "recall_before_comparing": {"reached": round(candidates / COPIES, 4)},
        "precision": {"reached": round(right / max(given, 1), 4), "asked": 0.98, "n": given},
        "originals_among_found": {"reached": round(reached / max(given, 1), 4)},
        "microseconds_of_bands": {"reached": round(each_us, 1), "asked": 40},
    }


def is_copy(original: Words, other: Words) -> bool:
    """Is the text found the original, or the same words elsewhere: channels copy each other, appeals are templates?

    Judged by seven words of ten of the shorter text, links left out, and not by what is measured.
    """
    one, two = (
        {word for word, stem in zip(each.exact, each.kk, strict=True) if stem} or set(each.exact)
        for each in (original, other)
    )
    return original.exact == other.exact or len(one & two) >= SAME_WORDS * min(len(one), len(two))


def edited(text: str, chance: random.Random) -> str:
    """A copy as people make them: one or two changes."""
    for change in chance.sample(_CHANGES, chance.choice((1, 1, 2))):
        text = change(text, chance)
    return text


def _cut(text: str, chance: random.Random) -> str:
    share = chance.uniform(0.75, 0.95)
    parts = text.split()
    kept = max(3, round(len(parts) * share))
    return " ".join(parts[:kept])


def _mistyped(text: str, chance: random.Random) -> str:
    letters = list(text)
    for _ in range(max(1, len(text) // 100)):
        at = chance.randrange(len(letters))
        if letters[at].isalpha():
            letters[at] = chance.choice((chance.choice(_LETTERS), "", letters[at] * 2))
    return "".join(letters)


_CHANGES: tuple[Callable[[str, random.Random], str], ...] = (
    lambda text, chance: text + chance.choice(_SIGNATURES),
    lambda text, chance: chance.choice(_PREFIXES) + text,
    _cut,
    _mistyped,
    lambda text, chance: text.translate(_KEYS),
)


def _texts() -> Iterator[str]:
    """Texts of both sets, each once."""
    seen: set[tuple[str, ...]] = set()
    for name in SETS:
        if not (DATA / name).exists():
            continue
        with gzip.open(DATA / name, "rt", encoding="utf-8") as lines:
            for line in islice(lines, 25_000):
                text = json.loads(line).get("text") or ""
                key = tuple(re.findall(r"\w+", text.lower()))
                if len(key) >= 3 and key not in seen:
                    seen.add(key)
                    yield text
