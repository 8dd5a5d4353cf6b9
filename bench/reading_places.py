"""How well places are found: streets of real appeals against their forms, hand-written sentences, speed."""

from __future__ import annotations

import gzip
import json
import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

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
SENTENCES = Path(__file__).resolve().parents[1] / "tests" / "language" / "sets" / "place_sentences.yml"
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
    if SENTENCES.exists():
        reached["sentences"] = measure_sentences(SENTENCES)
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


def measure_sentences(path: Path) -> dict[str, Any]:
    """Places of hand-written sentences. Found ones are right where they share words with a marked one and bear its name;
    a street beside or instead of a marked house is not wrong, and counts for it only with the house's number."""
    counts: dict[str, Counter[str]] = {}
    for code, kind, text, marked in sentences_of(path):
        found = reader_of_territory(code).read(text, words(text), NOWHERE)
        counts.setdefault(kind, Counter()).update(Counter(compared(marked, found)))
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


@dataclass(frozen=True)
class Marked:
    """A place that a person marked in a sentence."""

    kind: PlaceKind
    name: str
    start: int
    end: int


def sentences_of(path: Path) -> Iterator[tuple[str, str, str, list[Marked]]]:
    """Territory, script, plain text and marks of each sentence: `[[kind:name|words of the text]]`."""
    for code, scripts in yaml.safe_load(path.read_text("utf-8"))["territories"].items():
        for script, sentences in scripts.items():
            for sentence in sentences:
                text, marked = "", list[Marked]()
                for at, part in enumerate(re.split(r"\[\[(.+?)\]\]", sentence)):
                    if at % 2:
                        kind, name, said = re.fullmatch(r"(\w+):(.+?)\|(.+)", part).groups()  # type: ignore[union-attr]
                        marked.append(Marked(PlaceKind(kind), name, len(text), len(text) + len(said)))
                        part = said
                    text += part
                yield str(code), script, text, marked


def compared(marked: Sequence[Marked], found: Sequence[PlaceFound]) -> Iterator[str]:
    """`right` and `missed` of the marked ones, `wrong` of the found ones that no mark speaks for."""
    spoken: set[int] = set()
    for mark in marked:
        alike = [
            at
            for at, each in enumerate(found)
            if each.start < mark.end and mark.start < each.end and named_alike(mark, each)
        ]
        spoken.update(alike)
        exact = [at for at in alike if found[at].kind is mark.kind or mark.kind is not PlaceKind.HOUSE]
        yield "right" if exact else "missed"
    yield from ("wrong" for at in range(len(found)) if at not in spoken)


def named_alike(mark: Marked, found: PlaceFound) -> bool:
    """Does the name that was found hold the marked one, in some case, and the number of the house?"""
    street, _, number = mark.name.partition(", ") if mark.kind is PlaceKind.HOUSE else (mark.name, "", "")
    if (
        found.kind is PlaceKind.HOUSE
        and mark.kind is PlaceKind.HOUSE
        and not found.name.lower().endswith(f" {number.lower()}")
    ):
        return False
    said = {base for each in keys_of(found.name) for base in bases(each)}
    said |= {base for word in found.words for each in keys_of(word) for base in bases(each)}
    return any(not said.isdisjoint(bases(each)) for each in keys_of(street))


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
