"""Endings of Russian nouns and adjectives, for words that no dictionary has."""

from __future__ import annotations

from language.kazakh_lists import listed

SHORTEST_STEM = 3
_VOWELS = frozenset("аеиоуыэюя")
_REFLEXIVE = ("ся", "сь")

ENDINGS = listed(
    """
    а я о е ы и у ю й ь ов ев ей ам ям ах ях ом ем ами ями ой ою ею ий ия ии ию ие ией иям иями иях ием ья ье ью ьи
    ьей ьев ьям ьях ьями ьем ого его ому ему ым им ых их ую юю ая яя ое ее ые ый ыми ими овой овому
    """
)
"""Folded, of every case and number."""
_LONGEST = max(map(len, ENDINGS))


def cut(word: str) -> str:
    """The folded word without its longest ending, of at least three letters with a vowel: the same for its forms."""
    if word.endswith(_REFLEXIVE) and len(word) > SHORTEST_STEM + len("ся"):
        word = word[:-2]
    for length in range(min(_LONGEST, len(word) - SHORTEST_STEM), 0, -1):
        if word[-length:] in ENDINGS and not _VOWELS.isdisjoint(word[:-length]):
            return word[:-length]
    return word
