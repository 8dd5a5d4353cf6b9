"""What residents wrote, made fit to be looked at: still every word, but nothing that plays tricks with the screen."""

from __future__ import annotations

import re
import unicodedata

LIST_LIMIT = 1200
"""Characters of a post in a list; the whole of it stands with its incident."""
PAGE_LIMIT = 20_000
_TRICKS = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""Marks that turn the direction of writing, hide, or steer a terminal. Joiners stay: emoji and Arabic need them."""
_MARK = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_PILES = re.compile(f"({_MARK}{{4}}){_MARK}+")


def readable(text: str, limit: int = PAGE_LIMIT) -> str:
    """The text without direction tricks and piles of marks, cut at `limit` characters with an ellipsis."""
    short = text if len(text) <= limit else text[:limit].rstrip() + " …"
    return _PILES.sub(r"\1", _TRICKS.sub("", short))


def one_line(text: str | None, limit: int = 80) -> str:
    """A name or a title on one line."""
    return " ".join(readable(unicodedata.normalize("NFC", text or ""), limit).split())


def begun(words: str) -> str:
    """The words as the beginning of a line: with a capital letter."""
    return words[:1].upper() + words[1:]
