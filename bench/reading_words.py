"""How well and how fast words are read: stems against a treebank, languages of sentences, words a second."""

from __future__ import annotations

import gzip
import json
import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from bench.reading_words_speed import load, measure_speed, worst
from language import kazakh, russian
from language.tongues import tongue_of
from language.words import fold

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
if not DATA.is_dir():
    DATA = Path("/work/shared/data")
CONTENT = frozenset({"NOUN", "VERB", "ADJ", "PROPN", "ADV"})
WIDE = CONTENT | {"PRON", "DET", "NUM", "AUX"}
TO_RUSSIAN_KEYS = str.maketrans("ӘҒҚҢӨҰҮҺІәғқңөұүһі", "АГКНОУУХИагкноуухи")
Token = tuple[str, str, str]
"""Form, lemma, part of speech."""


def figures() -> dict[str, Any]:
    """Everything that the data at hand allow; what lacks its data is left out. Data are measured with, never kept."""
    reached: dict[str, Any] = {"load_s": {"reached": load(), "asked": 1.0}}
    bank, news = DATA / "kazakh_treebank.conllu", DATA / "telegram_news.jsonl.gz"
    if bank.exists():
        sentences = list(read_treebank(bank))
        reached["kazakh_content_words"] = measure_stems(sentences, CONTENT)
        reached["kazakh_with_pronouns_and_numbers"] = measure_stems(sentences, WIDE)
        folded = [[(form.translate(TO_RUSSIAN_KEYS), lemma, part) for form, lemma, part in each] for each in sentences]
        reached["kazakh_folded"] = measure_stems(folded, CONTENT)
        f, f_folded = reached["kazakh_content_words"]["f"], reached["kazakh_folded"]["f"]
        reached["kazakh_f"] = {"reached": f, "asked": 0.90, "n": reached["kazakh_content_words"]["queries"]}
        reached["kazakh_f_lost_by_folding"] = {"reached": round(f - f_folded, 4), "asked": 0.01}
    lemmas = Path(__file__).resolve().parents[1] / "tests" / "language" / "sets" / "russian_lemmas.txt"
    if lemmas.exists():
        reached["russian_own_sentences"] = russian_words = measure_lemmas(lemmas)
        reached["russian_f"] = {"reached": russian_words["f"], "asked": 0.955, "n": russian_words["queries"]}
    if news.exists():
        with gzip.open(news, "rt", encoding="utf-8") as lines:
            texts = [json.loads(line)["text"] or "" for line in lines]
        reached["speed"] = measure_speed(texts[:8_000])
        if bank.exists():
            reached["language"] = measure_tongues(bank, texts)
            reached["language_mean"] = {"reached": reached["language"]["mean"], "asked": 0.98}
    reached["worst_100_kb_ms"] = {"reached": worst(), "asked": 50}
    return reached


def read_treebank(path: Path) -> Iterator[list[Token]]:
    """The sentences of a CoNLL-U file."""
    for block in path.read_text("utf-8").split("\n\n"):
        rows = [line.split("\t") for line in block.splitlines() if line and line[0] != "#"]
        if rows:
            yield [(row[1], row[2].lower(), row[3]) for row in rows if row[0].isdigit()]


def measure_stems(sentences: Sequence[Sequence[Token]], parts: Iterable[str]) -> dict[str, Any]:
    """Pairs of forms of a lemma that are not merged; and retrieval: every form of a lemma with several asks for the
    sentences that hold the lemma."""
    chosen = [[(form, lemma) for form, lemma, part in sentence if part in parts] for sentence in sentences]
    return retrieval(chosen, cache(lambda form: kazakh.stem(fold(form))))


def measure_lemmas(path: Path) -> dict[str, Any]:
    """The same for Russian, by sentences of ours whose lemmas were written by hand."""
    lines = [line.split() for line in path.read_text("utf-8").splitlines() if not line.startswith("#")]
    sentences = [[(form, lemma or form) for form, _, lemma in (word.partition("=") for word in line)] for line in lines]
    longer = [[pair for pair in sentence if len(pair[0]) > 2] for sentence in sentences]
    return {**retrieval(longer, cache(lambda form: russian.lemma(fold(form)))), "words": sum(map(len, sentences))}


def retrieval(sentences: Sequence[Sequence[tuple[str, str]]], stem: Callable[[str], str]) -> dict[str, Any]:
    """Of sentences of forms with their lemmas: whether every form of a lemma finds the sentences that hold it."""
    forms: dict[str, set[str]] = defaultdict(set)
    by_lemma: dict[str, set[int]] = defaultdict(set)
    by_stem: dict[str, set[int]] = defaultdict(set)
    for number, sentence in enumerate(sentences):
        for form, lemma in sentence:
            if form.isalpha():
                forms[lemma].add(form.lower())
                by_lemma[lemma].add(number)
                by_stem[stem(form.lower())].add(number)
    asked = [(lemma, form) for lemma, those in forms.items() if len(those) > 1 for form in those]
    hits = [len(by_stem[stem(form)] & by_lemma[lemma]) for lemma, form in asked]
    recall = sum(hit / len(by_lemma[lemma]) for hit, (lemma, _) in zip(hits, asked, strict=True)) / len(asked)
    precision = sum(hit / len(by_stem[stem(form)]) for hit, (_, form) in zip(hits, asked, strict=True)) / len(asked)
    apart = together = 0
    for those in forms.values():
        stems = [stem(form) for form in those]
        pairs = [stems[one] == stems[other] for one in range(len(stems)) for other in range(one)]
        together, apart = together + sum(pairs), apart + len(pairs) - sum(pairs)
    return {
        "queries": len(asked),
        "recall": round(recall, 3),
        "precision": round(precision, 3),
        "f": round(2 * recall * precision / (recall + precision), 4),
        "pairs_not_merged": round(apart / (apart + together), 3),
    }


def measure_tongues(bank: Path, texts: Sequence[str]) -> dict[str, Any]:
    """The share of sentences whose language is heard rightly: whole, their first two words, typed on Russian keys."""
    kk = re.findall(r"^# text = (.+)$", bank.read_text("utf-8"), re.MULTILINE)
    kk = [each for each in kk if len(re.findall(r"[^\W\d]+", each)) >= 3]
    ru = [each.strip() for text in texts for each in re.split(r"[.!?\n]+", text)]
    ru = [
        each
        for each in ru
        if len(re.findall("[а-яё]+", each.lower())) >= 3 and not re.search("[a-zәғқңөұүһі]", each, re.I)
    ]
    ru = random.Random(3).sample(ru, min(3_000, len(ru)))
    mixed = [
        f"{half(one)}, {half(other)}"
        for one, other in zip(kk, [each for each in ru if len(each.split()) > 5], strict=False)
    ]
    keys: Callable[[str], str] = lambda text: text.translate(TO_RUSSIAN_KEYS)  # noqa: E731
    shares = {
        "kk_whole": share(kk, "kk"),
        "kk_folded": share(map(keys, kk), "kk"),
        "kk_two_words": share(map(two, kk), "kk"),
        "kk_two_words_folded": share(map(keys, map(two, kk)), "kk"),
        "ru_whole": share(ru, "ru"),
        "ru_two_words": share(map(two, ru), "ru"),
    }
    apart = {"mixed": share(mixed, "mixed"), "mixed_folded": share(map(keys, mixed), "mixed")}
    return {**shares, "mean": round(sum(shares.values()) / len(shares), 4), **apart}


def share(texts: Iterable[str], expected: str) -> float:
    """How many are heard as expected."""
    heard = [tongue_of(text).tongue.value == expected for text in texts]
    return round(sum(heard) / len(heard), 4)


def two(text: str) -> str:
    """The first two words; a number is none."""
    return " ".join(re.findall(r"[^\W\d_]+", text)[:2])


def half(text: str) -> str:
    """The first half, three words at least."""
    parts = text.split()
    return " ".join(parts[: max(3, len(parts) // 2)])
