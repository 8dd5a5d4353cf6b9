"""Kazakh in Latin letters, read in folded Cyrillic ones: the alphabets of 2018 and 2021, and what chats make of it."""

from __future__ import annotations

import re

_PAIRS = {"sh": "ш", "ch": "ч", "zh": "ж", "gh": "г", "kh": "х", "ng": "нг", "ya": "я", "yu": "ю", "ye": "е", "yo": "е"}
_SINGLES = dict(zip("abcdefghjklmnopqrstuvwxz", "абсдефгхжклмнопкрстувухз", strict=True)) | dict(
    zip("áäəǵğıńñŋóöśşçúüūýžé", "аааггиннноошшшууууже", strict=True)
)
"""Plain letters, then those of the official alphabets."""
_VOWELS = "aeouáäəıóöúüūé"
_PART = re.compile("|".join((*_PAIRS, ".")), re.DOTALL)
_LATIN = re.compile("[a-záäǵğıńñŋóöśşúüūýžçéə]+")


def is_latin(word: str) -> bool:
    """Is this folded word wholly in Latin letters?"""
    return _LATIN.fullmatch(word) is not None


def cyrillic(word: str) -> str:
    """The folded Cyrillic reading of a folded Latin word: `jaryq` and `zharyk` are жарык. Linear; never raises."""
    read: list[str] = []
    for part in _PART.finditer(word):
        letters = part.group()
        if letters in "iy":
            read.append(_glide(word, part.start()))
        else:
            read.append(_PAIRS.get(letters) or _SINGLES.get(letters, letters))
    return "".join(read)


def _glide(word: str, at: int) -> str:
    """й beside a vowel; else `i` is и (і), `y` is ы."""
    if at and word[at - 1] in _VOWELS:
        return "й"
    return "и" if word[at] == "i" else "ы"
