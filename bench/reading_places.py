"""How well places are found: streets of real appeals against their forms, hand-written sentences, speed."""

from __future__ import annotations

import gzip
import json
import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from bench.blind_sets import Mark, place_sentences
from config.catalogues import read_catalogues
from desk.named_places import NamedPlace
from desk.readings import NOWHERE, PlaceFound, PlaceKind
from desk.territories import COUNTRY
from language.place_names import Gazetteer, bases, keys_of
from language.places import PlaceReader
from language.words import words

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
if not DATA.is_dir():
    DATA = Path("/work/shared/data")
STREET_WORDS = (
    "улица",
    "проспект",
    "переулок",
    "шоссе",
    "бульвар",
    "площадь",
    "проезд",
    "набережная",
    "линия",
    "аллея",
    "дорога",
)
HOUSE = str(PlaceKind.HOUSE)
SEEN, BESIDE = 5, 0.3
"""A name seen so often, and so rarely beside a street word, is taken for an ambiguous one."""


def figures() -> dict[str, Any]:
    """What the data at hand allow. Nothing of the appeals is kept: their streets make a gazetteer for this run only."""
    reached: dict[str, Any] = {}
    appeals = DATA / "appeals_sample.jsonl.gz"
    if appeals.exists():
        with gzip.open(appeals, "rt", encoding="utf-8") as lines:
            rows = [(each["text"], each["address"]) for each in map(json.loads, lines) if each["address"]]
        reached["appeals"] = measure_appeals(rows, streets_of(rows))
        reached["appeals_without_a_list"] = measure_appeals(rows, ())
    catalogues = read_catalogues(None)
    begun = time.perf_counter()
    reader = PlaceReader(Gazetteer(catalogues.territories, "750000000", catalogues.places.of("750000000")))
    reached["load_seconds"] = {"reached": round(time.perf_counter() - begun, 3)}
    reached["sentences"] = measure_sentences()
    news = DATA / "telegram_news.jsonl.gz"
    if news.exists():
        reached["speed"] = measure_speed(reader, posts_of(news))
    return reached


def street_of(address: str) -> str | None:
    """The part of an address that holds a street word."""
    return next(
        (part.strip() for part in address.split(",") if any(word in part.split() for word in STREET_WORDS)), None
    )


def streets_of(rows: Iterable[tuple[str, str]]) -> list[NamedPlace]:
    """The streets of these addresses, the ambiguous ones marked by how the texts themselves use their names."""
    rows = list(rows)
    streets = {keys_of(street): street for _, address in rows if (street := street_of(address))}
    ambiguous = rarely_beside_a_street_word([text for text, _ in rows], streets)
    return [
        NamedPlace(
            f"s{at}", PlaceKind.STREET, {"kk": " ".join(keys), "ru": " ".join(keys)}, ambiguous=keys in ambiguous
        )
        for at, keys in enumerate(sorted(streets))
    ]


def rarely_beside_a_street_word(texts: Iterable[str], streets: Iterable[tuple[str, ...]]) -> set[tuple[str, ...]]:
    """Names of one word that texts mostly use for something else."""
    singles = {keys[0]: keys for keys in streets if len(keys) == 1}
    seen, beside = Counter[str](), Counter[str]()
    beginnings = ("улиц", "ул", "просп", "пр", "пер", "шоссе", "наб", "бульв", "площ", "проезд")
    for text in texts:
        exact = words(text).exact
        for at, word in enumerate(exact):
            for base in bases(word):
                if base in singles:
                    seen[base] += 1
                    beside[base] += any(each.startswith(beginnings) for each in exact[max(0, at - 1) : at + 2])
    return {singles[each] for each, times in seen.items() if times >= SEEN and beside[each] < BESIDE * times}


def measure_appeals(rows: Sequence[tuple[str, str]], streets: Sequence[NamedPlace]) -> dict[str, Any]:
    """Texts that name a street, and those of them that name the one of the form's address."""
    catalogues = read_catalogues(None)
    reader = PlaceReader(Gazetteer(catalogues.territories, COUNTRY, streets))
    found = right = 0
    for text, address in rows:
        name = next(
            (each.name for each in reader.read(text, words(text), NOWHERE) if each.kind is PlaceKind.STREET), None
        )
        if name is not None:
            found += 1
            right += is_in(name, address)
    return {
        "precision": {"reached": round(right / found, 4), "asked": 0.93, "n": found},
        "share_of_texts": {"reached": round(found / len(rows), 4), "asked": 0.11, "n": len(rows)},
    }


def is_in(name: str, address: str) -> bool:
    """Does the address name this street?"""
    of = {base for part in address.split(",") for each in keys_of(part) for base in bases(each)}
    return all(not of.isdisjoint(bases(each)) for each in keys_of(name))


def measure_sentences() -> dict[str, Any]:
    """Places of hand-written sentences. A found one is right where it shares words with a marked one of its kind; a
    street beside a marked house is not wrong, but only the house's number makes that right."""
    counts: dict[str, Counter[str]] = {}
    for each in place_sentences():
        found = reader_of_territory(each.territory).read(each.text, words(each.text), NOWHERE)
        counts.setdefault(each.section, Counter()).update(compared(each.marks, found))
    counts["all"] = sum(counts.values(), Counter[str]())
    return {kind: shares(each) for kind, each in sorted(counts.items())}


def shares(counts: Counter[str]) -> dict[str, Any]:
    """Precision and recall of what was counted."""
    right, wrong, missed = counts["right"], counts["wrong"], counts["missed"]
    return {
        "precision": {"reached": round(right / max(1, right + wrong), 4), "asked": 0.95, "n": right + wrong},
        "recall": {"reached": round(right / max(1, right + missed), 4), "asked": 0.90, "n": right + missed},
    }


@cache
def reader_of_territory(code: str) -> PlaceReader:
    """By what is shipped."""
    catalogues = read_catalogues(None)
    return PlaceReader(Gazetteer(catalogues.territories, code, catalogues.places.of(code)))


def compared(marked: Sequence[Mark], found: Sequence[PlaceFound]) -> Iterator[str]:
    """`right` and `missed` of the marked ones, `wrong` of the found ones that no mark speaks for."""
    spoken: set[int] = set()
    for mark in marked:
        over = [at for at, each in enumerate(found) if each.start < mark.end and mark.start < each.end]
        spoken.update(at for at in over if found[at].kind == mark.kind or mark.kind == HOUSE)
        yield "right" if any(is_meant(mark, found[at]) for at in over) else "missed"
    yield from ("wrong" for at in range(len(found)) if at not in spoken)


def is_meant(mark: Mark, found: PlaceFound) -> bool:
    """Is the found place of the marked kind, and a house the one of that number? Names differ by language and case."""
    number = mark.name.rpartition(", ")[2].replace(" ", "").lower()
    return found.kind == mark.kind and (
        mark.kind != HOUSE or found.name.replace(" ", "").lower().endswith(f",{number}")
    )


def posts_of(news: Path) -> list[str]:
    """Texts of 135 characters."""
    with gzip.open(news, "rt", encoding="utf-8") as lines:
        texts = [re.sub(r"\s+", " ", json.loads(line)["text"] or "") for line in lines]
    return [text[:135] for text in texts if len(text) >= 135][:4_000]


def measure_speed(reader: PlaceReader, posts: Sequence[str]) -> dict[str, Any]:
    """Microseconds of this process's own time for a post whose words are read already, with filled memories."""
    read = [(text, words(text)) for text in posts]
    for text, found in read:
        reader.read(text, found, NOWHERE)
    begun = time.process_time()
    for text, found in read:
        reader.read(text, found, NOWHERE)
    each = (time.process_time() - begun) / len(read) * 1e6
    return {"microseconds_per_post": {"reached": round(each, 1), "asked": 80.0, "n": len(read)}}
