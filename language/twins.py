"""Near-duplicates: what lets copies of a text meet (reposts, appeals with a signature), and how alike two texts are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from hashlib import blake2b
from itertools import islice
from typing import Any

from desk.queries import Words
from desk.samematter import SAME_TEXT

BANDS, ROWS = 10, 3
"""Copies share one of BANDS at least, each made of ROWS minima: measured best in notes/language.md §7."""
FEWEST_WORDS = 3
"""A shorter text is no copy of another: half of a town writes «су жоқ»."""
SAME = SAME_TEXT
FEWEST_INSIDE, LEAST_INSIDE = 6, 0.6
"""A copy with something added holds the other text: not below so many words, nor below this share of the longer one."""
LEAST_NUMBERS = 0.6
"""Of the numbers of the one with fewer, so many stand in both."""
COMPARED = 4_000
"""Characters of each text that are compared."""
_BITS, _WRAP = 31, 2**64 - 1
"""A band fits four bytes of a database; a collision costs one more comparison, no wrong result."""


def bands(found: Words) -> tuple[int, ...]:
    """BANDS whole numbers below 2³¹; texts that share one are worth comparing. () for texts of few words.

    The same for a text however its letters, case and signs were typed. The same in every process; linear.
    """
    said = _said(found)
    if len(said) < FEWEST_WORDS:
        return ()
    np, factors, addends, weights, salts, shift = _tables()
    hashes = np.fromiter(map(_hash_of, said), np.uint64, len(said))
    # Hashes of words have no pattern, so that products of them have none in their high bits, which alone decide.
    pairs = hashes[:-1] * weights[0] + hashes[1:] * weights[1]
    # Whole numbers of 64 bits wrap around: without that every permutation would have its minimum at the same pair.
    lowest = (pairs * factors + addends).min(axis=1)
    each = lowest.reshape(BANDS, ROWS) @ weights + salts
    return tuple((each >> shift).tolist())


def alikeness(one: Words, other: Words) -> float:
    """How alike two texts are, from 0 to 1: letters in common in the same order, or words, when something was added.

    Texts of few words are alike only when they have the same words; a text with other numbers is another text, as a
    rate of another day is or the complaint of the house next door. COMPARED letters of each count at most.
    """
    first, second = _said(one)[: COMPARED // 4], _said(other)[: COMPARED // 4]
    if min(len(first), len(second)) < FEWEST_WORDS:
        return float(first == second and bool(first))
    from rapidfuzz import fuzz
    from rapidfuzz.distance import LCSseq

    score = fuzz.ratio(" ".join(first)[:COMPARED], " ".join(second)[:COMPARED]) / 100
    shorter, longer = sorted((len(first), len(second)))
    if shorter >= FEWEST_INSIDE and shorter >= LEAST_INSIDE * longer:
        score = max(score, LCSseq.similarity(first, second) / shorter)
    return float(score * _numbers_agree(first, second))


def _said(found: Words) -> Sequence[str]:
    """The words without those of links: every post of a channel ends in the same ones."""
    if "" not in found.kk:
        return found.exact
    said = tuple(word for word, ru, kk in zip(found.exact, found.ru, found.kk, strict=True) if ru or kk)
    return said or found.exact


def _numbers_agree(one: Sequence[str], other: Sequence[str]) -> float:
    first, second = ({word for word in words if word[0].isdigit()} for words in (one, other))
    fewer = min(len(first), len(second))
    return 1.0 if len(first & second) >= LEAST_NUMBERS * fewer else 0.7


@lru_cache(maxsize=1 << 16)
def _hash_of(word: str) -> int:
    return int.from_bytes(blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest())


@cache
def _tables() -> tuple[Any, ...]:
    """numpy, which costs a tenth of a second to load, and the constants: factors are odd."""
    import numpy as np

    constants = _constants()

    def taken(count: int, or_: int = 0) -> Any:
        return np.array([each | or_ for each in islice(constants, count)], np.uint64)

    permutations = taken(BANDS * ROWS, 1)[:, None], taken(BANDS * ROWS)[:, None]
    return np, *permutations, taken(ROWS, 1), taken(BANDS), np.uint64(64 - _BITS)


def _constants(seed: int = 20260107) -> Iterator[int]:
    """Numbers of 64 bits without a pattern, the same for good: indexes hold what was made with them (SplitMix64)."""
    while True:
        seed = (seed + 0x9E3779B97F4A7C15) & _WRAP
        mixed = ((seed ^ (seed >> 30)) * 0xBF58476D1CE4E5B9) & _WRAP
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _WRAP
        yield mixed ^ (mixed >> 31)
