"""Short names for addresses and commands, made from what people call things."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 60
_LETTERS = "абвгдеёжзийклмнопрстуфхцчшщъыьэюяәғқңөұүһі"
_LATIN = "a b v g d e e zh z i i k l m n o p r s t u f kh ts ch sh shch - y - e iu ia a g q n o u u h i"
_TABLE = {ord(letter): latin.strip("-") for letter, latin in zip(_LETTERS, _LATIN.split(), strict=True)}


def slug_of(title: str) -> str:
    """Small Latin letters, digits and hyphens; empty when the title has no letter that could be kept."""
    plain = unicodedata.normalize("NFKD", title.casefold().translate(_TABLE)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:LONGEST].strip("-")
