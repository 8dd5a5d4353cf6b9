"""A text while places are looked for in it: its words, what stands between them, type words, listed names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desk.queries import Words
from desk.readings import PlaceKind
from language.place_lists import COUNTED, CROSSINGS, HOUSE, WANTS_STOP
from language.place_names import Gazetteer, Name, Target, bases, is_ordinary, is_personal
from language.place_words import DOTTED, TypeWord, joined_types, key, type_words

STREET, MICRO, MARK = PlaceKind.STREET, PlaceKind.MICRODISTRICT, PlaceKind.LANDMARK
VILLAGE, LAND = PlaceKind.VILLAGE, PlaceKind.TERRITORY
LONGEST_NAME = 4
"""Words of a name that no list knows."""


@dataclass(frozen=True, slots=True)
class Found:
    """A place in a text, in numbers of its words (half open). `listed`: a list knows it."""

    target: Target
    first: int
    last: int
    listed: bool = True
    start: int = -1
    end: int = -1


@dataclass(frozen=True, slots=True)
class TypeAt:
    """A type word in a text: its words are `first` to `last`, half open."""

    word: TypeWord
    first: int
    last: int


class Scan:
    """One text, looked through once. Every method looks at a bounded number of words."""

    def __init__(self, text: str, found: Words, gazetteer: Gazetteer) -> None:
        self.text, self.gazetteer = text, gazetteer
        self.starts, self.ends = found.starts, found.ends
        self.keys = [key(word) for word in found.exact]
        self.size = len(self.keys)
        self.taken: set[int] = set()

    def gap(self, at: int) -> str:
        """What stands between word `at` - 1 and word `at`, at most 6 code points of it; a line's end where one is."""
        if not 0 < at < self.size:
            return "\n"
        start, end = self.ends[at - 1], self.starts[at]
        return self.text[start:end] if end - start <= 6 else "\n"

    def is_capital(self, at: int) -> bool:
        return self.text[self.starts[at]].isupper()

    def begins_sentence(self, at: int) -> bool:
        """Would this word have a capital letter anyhow?"""
        if at == 0:
            return True
        gap = self.gap(at)
        return any(mark in gap for mark in ".!?\n…:•") and not (
            at >= 1 and self.ends[at - 1] - self.starts[at - 1] == 1
        )

    def shouts(self, at: int) -> bool:
        """Is the word all capitals, so that its first letter says nothing?"""
        word = self.text[self.starts[at] : self.ends[at]]
        return len(word) > 2 and word.isupper()

    def type_at(self, at: int) -> TypeAt | None:
        """The type word that begins with word `at`."""
        word = self.keys[at]
        if (seconds := joined_types().get(word)) and at + 1 < self.size and (known := seconds.get(self.keys[at + 1])):
            gap = self.gap(at + 1)
            if gap.strip() in ("", "-", "/", ".", "\\", "–") and (gap != " " or not known.short):
                return TypeAt(known, at, at + 2)
        if (known := type_words().get(word)) is not None:
            is_word = word in WANTS_STOP and not self.gap(at + 1).startswith(".")
            return None if is_word else TypeAt(known, at, at + 1)
        if word in DOTTED and self.gap(at + 1).startswith(".") and at + 1 < self.size and self.is_capital(at + 1):
            kind, rank = DOTTED[word]
            if word == "а" and not self._is_village_mark(at):
                return None
            if not self.keys[at + 1].isdigit() and self.ends[at + 1] - self.starts[at + 1] > 2:
                return TypeAt(TypeWord(kind, rank, short=True), at, at + 1)
        return None

    def _is_village_mark(self, at: int) -> bool:
        """Is this small letter the mark of a village, not a conjunction, an ending or somebody's initial?"""
        name = self.keys[at + 1]
        alone = at == 0 or self.text[self.starts[at] - 1].isspace()
        return alone and not self.is_capital(at) and not is_personal(name) and not is_ordinary(name)

    def listed(
        self, at: int, kind: PlaceKind | None = None, rank: str = "", *, end: int | None = None
    ) -> tuple[Name, int] | None:
        """The longest listed name of that kind that begins with word `at`, and where it ends (exactly at `end`)."""
        near: tuple[Name, int] | None = None
        for name in self.gazetteer.begins(self.keys[at]):
            last = at + len(name.keys)
            if (end is None or last == end) and (near is None or last == near[1]) and self.says(name, at):
                if kind is None or (name.target.kind is kind and rank in ("", name.target.rank)):
                    return name, last
                if near is None and _is_near(name.target, kind, rank):
                    near = name, last
        return near

    def says(self, name: Name, at: int) -> bool:
        """Does this name, in any of its forms, begin with word `at`, whose forms begin with it?"""
        return at + len(name.keys) <= self.size and all(
            name.keys[step] in bases(self.keys[at + step]) and self.gap(at + step).strip("-–_\"«»'") in ("", " ", ".")
            for step in range(1, len(name.keys))
        )

    def listed_before(self, end: int, kind: PlaceKind | None, rank: str = "") -> tuple[Name, int] | None:
        """The longest listed name of that kind that ends before word `end`, and where it begins."""
        for at in range(max(0, end - LONGEST_NAME), end):
            if any(mark in self.gap(step) for step in range(at + 1, end) for mark in ",;\n!?"):
                continue
            if found := self.listed(at, kind, rank, end=end):
                return found[0], at
        return None

    def is_initial(self, at: int) -> bool:
        """Is this word the first letter of a given name: М.Ауэзова?"""
        if self.ends[at] - self.starts[at] > 2 or self.keys[at].isdigit() or not self.gap(at + 1).startswith("."):
            return False
        return self.is_capital(at) or (self.gap(at + 1) == "." and self.keys[at] not in HOUSE)

    def is_counting(self, at: int) -> bool:
        return at < self.size and self.keys[at] in COUNTED and self.gap(at) in (" ", "-", "")

    def is_city(self, at: int) -> bool:
        """Is this word a city's or a region's name?"""
        return any(base in self.gazetteer.cities for base in bases(self.keys[at]))

    def slice(self, first: int, last: int) -> str:
        """The text of these words."""
        return self.text[self.starts[first] : self.ends[last - 1]]


def crossing_near(keys: Sequence[str], first: int, last: int) -> bool:
    """Does a word for a corner stand beside these words?"""
    return any(each in CROSSINGS for each in keys[max(0, first - 3) : first]) or any(
        each in CROSSINGS for each in keys[last : last + 2]
    )


def _is_near(target: Target, kind: PlaceKind, rank: str) -> bool:
    """Is this what people also mean by a type word of that kind: a town called a village, a district a city?"""
    if target.kind is kind:
        return not rank or (rank, target.rank) in _NEAR_RANKS
    return kind in (LAND, PlaceKind.VILLAGE) and (rank == target.rank or (rank, target.rank) in _NEAR_RANKS)


_NEAR_RANKS = frozenset((
    ("city", "district"), ("city", "region"), ("district", "city"), ("village", "city"), ("village", "rural"),
    ("rural", "village"), ("city", "village"),
))  # fmt: skip
"""What a type word says and what KATO says of the same place."""
