"""A table of Kazakh stems out of words that somebody wrote: what many forms share is a stem."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from desk.queries import Words
from desk.readings import Tongue
from language import kazakh, latin
from language.tongues import heard

LEAST_FORMS = 2
"""Different forms in which a stem must be seen."""
LONGEST = 20
"""Letters of a word that is counted; longer ones are two words, or noise."""


def kazakh_words(found: Words) -> list[str]:
    """The folded words of a text that may be counted: all Cyrillic ones where the whole text is Kazakh."""
    if heard(found).tongue is not Tongue.KAZAKH:
        return []
    return [word for word, kk in zip(found.exact, found.kk, strict=True) if kk and _counts(word)]


def mined(words: Iterable[str]) -> dict[str, int]:
    """Stems, as `kazakh.normal` has them → how many different ones of these folded words may be their forms.

    Depends on which words there are, not on their order.
    """
    forms = Counter(each for word in sorted(set(words)) for each in _possible(word))
    return {stem: count for stem, count in sorted(forms.items()) if count >= LEAST_FORMS}


def written(stems: dict[str, int]) -> str:
    """The table as `kazakh.counts` reads it: the most frequent first, then by the alphabet."""
    lines: dict[int, list[str]] = defaultdict(list)
    for stem, count in sorted(stems.items()):
        lines[count].append(stem)
    return "".join(f"{count} {' '.join(those)}\n" for count, those in sorted(lines.items(), reverse=True))


def _possible(word: str) -> list[str]:
    return sorted({kazakh.normal(each) for each, _ in kazakh.candidates(word)})


def _counts(word: str) -> bool:
    return 2 < len(word) <= LONGEST and word.isalpha() and not latin.is_latin(word)
