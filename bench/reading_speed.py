"""How fast whole readings are, on one core: many posts, the time to get ready, and the worst texts that come in."""

from __future__ import annotations

import gzip
import json
import random
import re
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
if not DATA.is_dir():
    DATA = Path("/work/shared/data")
POINTS = 135
"""Characters of a post: the mean of the collections that the bar was set with."""
POSTS = 4_000
SIZE = 100_000
"""Characters of the worst texts."""


def figures() -> dict[str, Any]:
    """Posts a second of this process's own time, seconds to load, megabytes, milliseconds of the worst texts."""
    told = {"ready": load_figures(), "worst_text_ms": worst_figures()}
    if (DATA / "telegram_news.jsonl.gz").exists():
        told["posts_per_s"] = speed_figures()
    return told


def reader() -> Any:
    """The reader of a fresh installation for the whole country."""
    from config.catalogues import read_catalogues
    from config.reading import standing_reader
    from desk.territories import COUNTRY

    return standing_reader(read_catalogues(None), COUNTRY)


def speed_figures() -> dict[str, Any]:
    """Posts of 135 characters, cut from real messages and Kazakh sentences, read once before they are timed."""
    posts = list(posts_of(texts()))[:POSTS]
    reads = reader().read
    cold = timed(lambda: [reads(post) for post in posts])
    warm = min(timed(lambda: [reads(post) for post in posts]) for _ in range(3))
    return {
        "reached": round(len(posts) / warm),
        "asked": 2_000,
        "n": len(posts),
        "first_time": round(len(posts) / cold),
        "characters": round(sum(map(len, posts)) / len(posts)),
    }


def load_figures() -> dict[str, Any]:
    """Of a process of its own that reads catalogues and tables and one text; what it imports is not counted."""
    told = subprocess.run([sys.executable, "-m", "bench.reading_speed"], capture_output=True, check=True, text=True)
    seconds, megabytes = told.stdout.split()
    return {
        "seconds": {"reached": float(seconds), "asked": 1.0, "n": 1},
        "megabytes": {"reached": float(megabytes), "asked": 300, "n": 1},
    }


def worst_figures() -> dict[str, Any]:
    """The first and slowest of three readings of each evil shape, by a reader that has read ordinary texts."""
    reads = reader().read
    reads("Абай көшесінде су жоқ, нет воды на Абая 15")
    told = {}
    for name, text in worst_texts().items():
        spent = max(timed(lambda text=text: reads(text)) for _ in range(3))
        told[name] = {"reached": round(1000 * spent, 1), "asked": 50, "n": len(text)}
    return told


def worst_texts() -> Mapping[str, str]:
    """Texts of 100,000 characters that are as hard as we know how to make them."""
    choose = random.Random(5)
    letters = "абвгдежзийклмнопрстуфхцчшщыьэюяәғқңөұүһі"
    words = ["".join(choose.choice(letters) for _ in range(choose.randint(2, 12))) for _ in range(SIZE // 7)]
    shapes = {
        "random words": " ".join(words),
        "one word": "қ" * SIZE,
        "one letter a word": "а ү " * (SIZE // 4),
        "danger words": "люк открыт газ пожар горит дом су жоқ " * (SIZE // 38),
        "street words": "улица Абая 15 көшесі мкр дом кв. " * (SIZE // 32),
        "numbers": "87011234567 910203300123 4400 4301 2345 6789 " * (SIZE // 44),
        "digits": "1" * SIZE,
        "digits and spaces": "1 " * (SIZE // 2),
        "marks": "е" + "\u0301" * (SIZE - 1),
        "marked letters": "е\u0301\u0300\u0308" * (SIZE // 4),
        "emoji": "🔥👍" * (SIZE // 2),
        "lone surrogates": "\ud83d" * SIZE,
        "bidi": "\u202eсу\u202cжоқ\u200f" * (SIZE // 9),
        "mixed scripts": "cуЖoқ" * (SIZE // 5),
        "links": "https://t.me/x?y=1 " * (SIZE // 19),
        "at signs": "a@b." * (SIZE // 4),
        "stars": "х*" * (SIZE // 2),
        "punctuation": "?!,. " * (SIZE // 5),
        "spaces": " " * SIZE,
        "brackets": "(" * (SIZE // 2) + ")" * (SIZE // 2),
        "latin": "qubyr jaryldy köshe " * (SIZE // 20),
        "a plus and spaces": "+" + " " * (SIZE - 2) + "x",
        "negations": "не нет жоқ без емес " * (SIZE // 20),
    }
    return shapes


def texts() -> list[str]:
    """Real messages in Russian and, where they are at hand, sentences in Kazakh, mixed."""
    with gzip.open(DATA / "telegram_news.jsonl.gz", "rt", encoding="utf-8") as lines:
        found = [json.loads(line)["text"] or "" for line in lines][:1_500]
    bank = DATA / "kazakh_treebank.conllu"
    if bank.exists():
        found += re.findall(r"^# text = (.+)$", bank.read_text("utf-8"), re.MULTILINE)
    random.Random(7).shuffle(found)
    return found


def posts_of(those: Sequence[str]) -> Iterator[str]:
    """All of it, in pieces of 135 characters."""
    rest = ""
    for text in those:
        rest = f"{rest} {text}".strip()
        while len(rest) >= POINTS:
            yield rest[:POINTS]
            rest = rest[POINTS:]


def timed(work: Any) -> float:
    """Seconds of this process's own time."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def _load() -> None:
    import config.catalogues
    import config.reading  # noqa: F401

    spent = timed(lambda: reader().read("Абай көшесінде су жоқ, нет воды на Абая 15"))
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(round(spent, 3), round(used, 1))  # noqa: T201


if __name__ == "__main__":
    _load()
