"""How fast words are read: as they come, once they are known, and of the worst texts that somebody can send."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from statistics import median
from typing import Any

from language.tongues import heard, tongue_of
from language.words import words

TEXT_BYTES = 100_000
RUSSIAN, KAZAKH = "абвгдежзийклмнопрстуфхцчшщъыьэюя", "аәбгғдежзкқлмнңоөпрстуұүфхһцшыіэ"
LATIN = "abcdefghijklmnopqrstuvwxyz"


def load() -> float:
    """Seconds to load the tables of words, stems and languages: only in a process that has read nothing yet."""
    return round(seconds_of(lambda: heard(words("ауылда дороги qala"))), 3)


def measure_speed(texts: Sequence[str]) -> dict[str, Any]:
    """Words a second of this process's own time, with empty and with filled memories."""
    begun = time.process_time()
    count = sum(len(words(text).exact) for text in texts)
    cold = time.process_time() - begun
    warm = seconds_of(lambda: [words(text) for text in texts])
    first = seconds_of(lambda: [tongue_of(text) for text in texts[:2_000]])
    again = seconds_of(lambda: [tongue_of(text) for text in texts[:2_000]])
    return {
        "cold_words_per_s": round(count / cold),
        "warm_words_per_s": round(count / warm),
        "warm_us_per_20_words": round(20e6 * warm / count, 1),
        "language_posts_per_s_cold": round(min(2_000, len(texts)) / first),
        "language_posts_per_s_warm": round(min(2_000, len(texts)) / again),
    }


def worst() -> float:
    """Milliseconds for the dearest sort of 100 kB of different words that nobody has seen, words and language; of three
    texts of each sort the middle one counts."""
    rounds = [[1e3 * seconds_of(partial(_read, text)) for text in dear_texts(seed)] for seed in range(3)]
    dearest: float = max(median(each) for each in zip(*rounds, strict=True))
    return round(dearest, 1)


def _read(text: str) -> None:
    heard(words(text))


def dear_texts(seed: int) -> Iterator[str]:
    """Each of the alphabets, alone and within one word, short words and long ones, with marks and with endings."""
    chance = random.Random(seed)
    endings = ("ларымыздагыларга", "мектеринизден", "ылмаганмын", "ями")

    def word(letters: str, least: int, most: int) -> str:
        return "".join(chance.choices(letters, k=chance.randint(least, most)))

    makers: tuple[Callable[[], str], ...] = (
        lambda: word(RUSSIAN, 5, 8),
        lambda: word(RUSSIAN, 2, 3),
        lambda: word(RUSSIAN, 12, 20),
        lambda: word(KAZAKH, 5, 8),
        lambda: word(LATIN, 3, 3),
        lambda: word(LATIN, 1, 3) + word(RUSSIAN, 1, 3),
        lambda: "\u0301".join(word(RUSSIAN, 3, 5)),
        lambda: word(RUSSIAN, 3, 4) + chance.choice(endings),
    )
    for make in makers:
        made: list[str] = []
        size = 0
        while size < TEXT_BYTES:
            made.append(make())
            size += len(made[-1].encode()) + 1
        yield " ".join(made)


def seconds_of(work: Callable[[], Any]) -> float:
    """Of this process's own time."""
    begun = time.process_time()
    work()
    return time.process_time() - begun
