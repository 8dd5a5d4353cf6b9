"""A name as it stands in a text, and as a plate has it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from language import latin
from language.place_lists import TAILS
from language.place_names import Target
from language.place_scan import MICRO, STREET, Found, Scan
from language.place_words import TypeWord


def plate(scan: Scan, first: int, last: int) -> str:
    """These words as a street's name on a plate."""
    parts = [scan.slice(at, at + 1) for at in range(first, last)]
    return _shown(parts, tuple(scan.keys[first:last]), TypeWord(STREET))


def unlisted(scan: Scan, first: int, last: int, word: TypeWord) -> Found:
    """A place that no list knows, by the name that stands in these words."""
    end = last
    while first < end - 1 and scan.is_initial(first):
        first += 1
    parts = [scan.text[scan.starts[at] : scan.ends[at]] for at in range(first, end)]
    name = _shown(parts, tuple(scan.keys[first:end]), word)
    return Found(Target(word.kind, name, None, word.rank), first, last, listed=False)


def numbered(scan: Scan, at: int, last: int, word: TypeWord) -> Found:
    """A place whose name is the number in word `at`: 12 мкр."""
    number = re.match(r"\d+[абвгд]?", scan.keys[at])
    shown = number.group().upper() if number else scan.keys[at]
    return Found(Target(word.kind, f"{shown} {_LABELS.get(word.kind, '')}".strip()), at, last, listed=False)


def nominative(name: str, word: TypeWord) -> str:
    """A word of a name as a plate has it, where its ending tells: Бараева is Бараев, Ленинской Ленинская."""
    low = name.lower()
    if len(low) < 4:
        return name
    for pattern, cut, instead in _NOMINATIVES[word.gender or "f"]:
        if pattern.search(low):
            return name[: len(name) - cut] + instead
    return name


def _shown(parts: Sequence[str], keys: Sequence[str], word: TypeWord) -> str:
    """A name as it stands in the text, in Cyrillic, with capital letters and its words in the nominative."""
    shown = [latin.cyrillic(part.lower()) if latin.is_latin(part.lower()) else part for part in parts]
    if not word.after and (len(shown) == 1 or keys[-1] in TAILS):
        shown[-1] = nominative(shown[-1], word)
    return " ".join(
        each if at and keys[at] in TAILS else each[:1].upper() + (each[1:].lower() if each.isupper() else each[1:])
        for at, each in enumerate(shown)
    )


_LABELS = {MICRO: "мкр", STREET: "көше"}
_BOTH = (
    (re.compile(r"(?:[оеё]в|[иы]н)а\Z"), 1, ""),
    (re.compile(r"[сцнв]кого\Z|[^аеиоуыя]кого\Z"), 3, "ий"),
    (re.compile(r"[оеё]вой\Z|иной\Z"), 2, "а"),
    (re.compile(r"[еоауэи]я\Z(?<![нсцквтлрщч]ая)"), 1, "й"),
    (re.compile(r"ля\Z"), 1, "ь"),
    (re.compile(r"(?:батыр|хан|султан|акын)а\Z"), 1, ""),
)
_FEMININE = (*_BOTH, (re.compile(r"[сцнвктлр](?:ой|ую)\Z"), 2, "ая"))
_MASCULINE = tuple(
    (re.compile(rf"{letters}{case}\Z"), len(case), ending)
    for letters, ending in (("[кгх]", "ий"), ("[нвтлр]", "ый"))
    for case in ("ому", "ого", "ом", "ым", "им")
)
_NEUTER = tuple((pattern, cut, "ое") for pattern, cut, _ in _MASCULINE)
_ADJECTIVE = ((re.compile(r"(?:ой|ую)\Z"), 2, "ая"), (re.compile(r"(?:ей|юю)\Z"), 2, "яя"))
_NOMINATIVES: Mapping[str, Sequence[tuple[re.Pattern[str], int, str]]] = {
    "f": _FEMININE,
    "adjective f": _ADJECTIVE,
    "adjective m": _MASCULINE,
    "adjective n": _NEUTER,
    "m": _BOTH,
    "n": _BOTH,
}
