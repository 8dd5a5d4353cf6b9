"""Counts the letters by which Kazakh and Russian words are told apart: `python -m bench.learn_tongues`.

Writes `language/tongue_letters.txt` from what may ship: the table of Kazakh stems with our own grammar of endings, the
desk's own texts in both languages, and the words of the Russian dictionary that were seen in texts. Read again only
when one of these has changed much.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from language import kazakh, russian
from language.kazakh_endings import finite, nominal, participles
from language.tongue_letters import LONGEST, runs
from language.words import fold

ROOT = Path(__file__).resolve().parents[1]
OF_TABLES, OF_TEXTS = 0.7, 0.3
"""How much tables of words and running texts of the desk count."""
WITHOUT_ENDING = 0.3
"""The share of Kazakh words that stand without an ending."""
LEAST_SEEN, LEAST_WEIGHT = 80, 0.02
"""Runs of letters that are rarer in a million words, or say less, are left out."""
DOUBT = 10.0
"""Added to how often each run was seen."""
SCALE = 0.1
"""Runs overlap, so each says a part only of what its count says."""

Counts = Mapping[str, float]


def main() -> None:
    """Write the table."""
    texts = {tongue: Counter(texts_of(tongue)) for tongue in ("kk", "ru")}
    weights = weighed(
        counted(((inflected(endings_of(texts["kk"])), OF_TABLES), (texts["kk"], OF_TEXTS))),
        counted(((seen_in_texts(), OF_TABLES), (texts["ru"], OF_TEXTS))),
    )
    lines: dict[int, list[str]] = defaultdict(list)
    for letters, weight in sorted(weights.items()):
        lines[round(100 * weight)].append(letters)
    head = "# Runs of letters of folded words: hundredths that speak for Kazakh, then the runs; see ATTRIBUTION.md.\n"
    body = "".join(f"{weight} {' '.join(those)}\n" for weight, those in sorted(lines.items()))
    (ROOT / "language" / "tongue_letters.txt").write_text(head + body, "utf-8")


def texts_of(tongue: str) -> Iterator[str]:
    """The Cyrillic words of the desk's own texts, folded."""
    for catalogue in sorted(ROOT.glob(f"ui/locale/{tongue}/**/*.po")):
        for said in re.findall(r'^msgstr(?:\[\d\])? ((?:".*"\n?)+)', catalogue.read_text("utf-8"), re.MULTILINE):
            yield from map(fold, re.findall("[а-яёәғқңөұүһі]+", re.sub(r"\{[^}]*\}", "", said).lower()))


def endings_of(words: Counter[str]) -> dict[str, int]:
    """The endings of Kazakh words, with how often they stand in these."""
    found: Counter[str] = Counter()
    for word, count in words.items():
        stem = kazakh.stem(word)
        fits = [each for each, _ in kazakh.candidates(word) if kazakh.normal(each) == stem and word.startswith(each)]
        if fits and fits[-1] != word:
            found[word[len(fits[-1]) :]] += count
    return dict(found)


def inflected(endings: Mapping[str, int]) -> Counts:
    """Kazakh words: every stem of the table with every ending that may follow it."""
    made: dict[str, float] = defaultdict(float)
    for stem, seen in kazakh.stems().items():
        forms = math.exp(seen) - 0.5
        fit = {ending: count for ending, count in endings.items() if may_follow(ending, stem)}
        made[stem] += WITHOUT_ENDING * forms
        for ending, count in fit.items():
            made[stem + ending] += (1 - WITHOUT_ENDING) * forms * count / sum(fit.values())
    return made


def may_follow(ending: str, stem: str) -> bool:
    """By the letter before and by the harmony of vowels."""
    row = kazakh._row(stem)
    ways = [way for table in (nominal(), finite(), participles()) for way in table.get(ending, ())]
    return row is not None and any(
        stem[-1] in way.after and row[way.row] > kazakh.DISHARMONY and not way.swallowed for way in ways
    )


def seen_in_texts() -> Counts:
    """Russian words that the makers of the dictionary have seen in texts, each once."""
    keys = russian._analyser().prob_estimator.p_t_given_w.keys()
    words = {fold(key.split(":")[0]) for key in keys}
    return dict.fromkeys(sorted(word for word in words if re.fullmatch("[а-я]+", word)), 1.0)


def counted(sources: Iterable[tuple[Counts, float]]) -> Counts:
    """How often each run of letters stands in a million words of these, mixed by their shares."""
    found: dict[str, float] = defaultdict(float)
    for words, share in sources:
        each = 1e6 * share / sum(words.values())
        for word, count in words.items():
            for letters in runs(word):
                found[letters] += count * each
    return found


def weighed(kazakh_runs: Counts, russian_runs: Counts) -> dict[str, float]:
    """What each run says for Kazakh: how much more often it stands in Kazakh words, as a logarithm."""
    weights: dict[str, float] = {}
    for length in range(1, LONGEST + 1):
        those = sorted(each for each in kazakh_runs.keys() | russian_runs.keys() if len(each) == length)
        here, there = ({each: source.get(each, 0.0) for each in those} for source in (kazakh_runs, russian_runs))
        all_here, all_there = (sum(source.values()) + DOUBT * len(those) for source in (here, there))
        for each in those:
            weight = SCALE * math.log((here[each] + DOUBT) / all_here * all_there / (there[each] + DOUBT))
            if here[each] + there[each] >= LEAST_SEEN and abs(weight) >= LEAST_WEIGHT:
                weights[each] = weight
    return weights


if __name__ == "__main__":
    main()
