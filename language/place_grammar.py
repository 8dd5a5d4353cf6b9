"""How people write where something is: a name beside a street word, a house behind it, two streets at a corner."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from desk.queries import Words
from desk.readings import PlaceKind
from language import latin, russian
from language.kazakh_lists import listed
from language.place_lists import ALSO, COUNTED, CROSSINGS, FLAT, GIVEN, HOUSE, NO_NAMES, TAILS, WANTS_STOP
from language.place_names import Gazetteer, Name, Target, bases, is_ordinary, is_personal
from language.place_words import DOTTED, TypeWord, joined_types, key, type_words  # fmt: skip

STREET, MICRO, MARK, LAND = PlaceKind.STREET, PlaceKind.MICRODISTRICT, PlaceKind.LANDMARK, PlaceKind.TERRITORY
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

    # --- what stands where

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

    # --- type words

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
            if not self.keys[at + 1].isdigit() and self.ends[at + 1] - self.starts[at + 1] > 2:
                return TypeAt(TypeWord(kind, rank, short=True), at, at + 1)
        return None

    # --- names that a list knows

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

    # --- names that no list knows

    def name_after(self, at: int, word: TypeWord) -> Found | None:
        """A name that begins with word `at`, behind its type word: улица Бараева."""
        while at < self.size and (self.keys[at] in ("им", "имени", "названная") or self._is_initial(at)):
            at += 1
        if at >= self.size:
            return None
        if known := self.listed(at, word.kind, word.rank):
            return Found(known[0].target, at, self._with_surname(at, known[1]))
        if self.keys[at] in GIVEN and at + 1 < self.size and (known := self.listed(at + 1, word.kind, word.rank)):
            return Found(known[0].target, at, known[1])
        if self.keys[at].isdigit():
            return self._number_after(at, word)
        if word.kind is STREET and self._is_code(at):
            return self._unlisted(at, at + 2, word)
        if not self._may_name(at, word):
            return None
        last = at + 1
        while last < min(self.size, at + LONGEST_NAME) and self._goes_on(last):
            last += 1
        if last - at == 1 and self.keys[at] in TAILS and not self.is_capital(at):
            return None
        return self._unlisted(at, last, word)

    def name_before(self, end: int, word: TypeWord) -> Found | None:
        """A name that ends before word `end`, in front of its type word: Абай көшесі, Ленинская улица, 12 мкр."""
        at = end - 1
        if at < 0 or self.gap(end).strip("\"«»“”'’") not in ("", " ", "-", " - ", "_", ". ", ".", "ы "):
            return None
        if "." in self.gap(end) and not (word.short or self.keys[at].isdigit()):
            return None
        known = self.listed_before(end, word.kind, word.rank)
        if known and (known[0].plain or word.owned or not word.after or not self.begins_sentence(known[1])):
            return Found(known[0].target, self._from_given(known[1]), end)
        if self.keys[at][:1].isdigit():
            if word.kind is MICRO and at and self.gap(at) in ("-", "–") and not self.keys[at - 1].isdigit():
                return self._name_and_number(at, end, word)
            return self._number_before(at, end, word)
        if self.keys[at] in _AFTER_NUMBERS and at and self.keys[at - 1].isdigit() and word.kind is STREET:
            return self._unlisted(at - 1, end, word)
        if self.keys[at] in _ORDINALS:
            return self._number_before(at - 1, end, word) if at and self.keys[at - 1].isdigit() else None
        if word.after:
            return self._kazakh_before(at, end, word)
        return self._adjective_before(at, end, word)

    def _kazakh_before(self, at: int, end: int, word: TypeWord) -> Found | None:
        name = self.keys[at]
        if name in NO_NAMES and not (self.is_capital(at) and not self.begins_sentence(at)):
            return None
        is_short = len(name) < 3 and name not in TAILS
        if is_short or name in type_words() or name in COUNTED or name in ALSO or name in HOUSE or name in CROSSINGS:
            return None
        if self.gazetteer_city(at) and word.kind is not LAND and (word.plural or not word.owned):
            return None
        capital = (
            self.is_capital(at) and not (self.begins_sentence(at) and word.kind is not STREET) and not self.shouts(at)
        )
        if not word.owned and not (capital and name not in TAILS):
            return None
        if word.kind in (LAND, PlaceKind.VILLAGE) and not (self.is_capital(at) and not _is_inflected(name)):
            return None
        if not capital and name not in TAILS and _is_inflected(name):
            return None
        first = at
        if name in TAILS:
            if (
                at == 0
                or self.gap(at) not in (" ", "-", "")
                or self.keys[at - 1] in NO_NAMES
                or self.keys[at - 1] in ALSO
            ):
                return None
            first = at - 1
        first = self._from_given(first)
        if first == at and self._capital_pair(at):
            first = at - 1
        return self._unlisted(first, end, word)

    def _adjective_before(self, at: int, end: int, word: TypeWord) -> Found | None:
        """Ленинская улица, на Малоохтинском проспекте: an adjective that agrees."""
        name = self.keys[at]
        if word.short and not word.gender and name.endswith(_ADJECTIVE_ENDS["f"] + _ADJECTIVE_ENDS["m"]):
            word = replace(word, gender="f" if name.endswith(_ADJECTIVE_ENDS["f"]) else "m")
        gender = word.gender
        if not gender or not name.endswith(_ADJECTIVE_ENDS[gender]) or name in NO_NAMES or len(name) < 6:
            return None
        capital = self.is_capital(at) and not self.begins_sentence(at) and not self.shouts(at)
        relative = _RELATIVE.search(name) is not None and name not in _PLAIN_RELATIVES
        housed = self._house_follows(end)
        if word.kind is LAND and not ((capital or not russian.is_known(name)) and relative):
            return None
        if word.kind is PlaceKind.VILLAGE and not capital:
            return None
        if not (capital or relative or housed or word.kind is MICRO):
            return None
        return self._unlisted(at, end, replace(word, gender=f"adjective {gender}"))

    def _house_follows(self, at: int) -> bool:
        after = at + 1
        return after < self.size and (self.keys[after][:1].isdigit() or self.keys[after] in ("дом", "д", "уй"))

    def _number_after(self, at: int, word: TypeWord) -> Found | None:
        """мкр 12; улица 8 Марта, улица 30 лет Победы."""
        if word.kind is MICRO:
            if self._is_counting(at + 1):
                return None
            return self._numbered(at, at + 1, word)
        if (
            at + 1 < self.size
            and self.gap(at + 1) in (" ", "-", "")
            and (self.keys[at + 1] in _AFTER_NUMBERS or (self.is_capital(at + 1) and not self.shouts(at + 1)))
        ):
            last = at + 2
            while last < min(self.size, at + LONGEST_NAME) and self._goes_on(last):
                last += 1
            return self._unlisted(at, last, word)
        return None

    def _number_before(self, at: int, end: int, word: TypeWord) -> Found | None:
        """12 мкр, 28-й микрорайон, 5-ші ықшам аудан."""
        is_ordinal = end - at > 1 or not self.keys[at].isdigit()
        if word.plural or (word.kind is not MICRO and not (word.kind is STREET and is_ordinal)):
            return None
        if len(self.keys[at]) > 3 and self.keys[at].isdigit():
            return None
        return self._numbered(at, end, word)

    def _name_and_number(self, at: int, end: int, word: TypeWord) -> Found | None:
        """Самал-2 ш/а."""
        known = self.listed_before(at, MICRO)
        if known is not None:
            target = known[0].target
            return Found(Target(MICRO, f"{target.name}-{self.keys[at]}", target.kato), known[1], end)
        return self._unlisted(at - 1, end, word) if self.keys[at - 1] not in NO_NAMES else None

    def _numbered(self, at: int, last: int, word: TypeWord) -> Found:
        number = re.match(r"\d+[абвгд]?", self.keys[at])
        shown = number.group().upper() if number else self.keys[at]
        return Found(Target(word.kind, f"{shown} {_LABELS.get(word.kind, '')}".strip()), at, last, listed=False)

    def _may_name(self, at: int, word: TypeWord) -> bool:
        """May the word behind a Russian type word be a name?"""
        name = self.keys[at]
        gap = self.gap(at)
        if (
            len(name) < 2
            or "\n" in gap
            or any(mark in gap for mark in ",;!?)(")
            or (name in type_words() and name not in TAILS)
        ):
            return False
        if not word.short and ("." in gap or ":" in gap):
            return False
        if name in NO_NAMES or name in ALSO or name in CROSSINGS or name in HOUSE:
            return self.is_capital(at) and name in TAILS
        capital = self.is_capital(at) and not self.shouts(at)
        if word.kind is LAND:
            return capital and word.rank in ("district", "city") and not self.begins_sentence(at) and name not in _VAGUE
        if capital:
            return True
        if word.kind is PlaceKind.VILLAGE:
            return False
        if word.short:
            return is_personal(name) or not any("VERB" in tag for tag in russian.tags(name))
        if self.shouts(at) and self.shouts(max(0, at - 1)):
            return not russian.is_known(name) or is_personal(name)
        if (
            at + 1 < self.size
            and self.keys[at + 1][:1].isdigit()
            and not self._is_counting(at + 2)
            and self.gap(at + 1) in (" ", ", ")
        ):
            return True
        return is_personal(name) or _looks_named(name)

    def _is_code(self, at: int) -> bool:
        """Is the street named by a letter and a number: улица Е-10?"""
        if self.ends[at] - self.starts[at] != 1 or not self.is_capital(at) or at + 1 >= self.size:
            return False
        return self.keys[at + 1].isdigit() and self.gap(at + 1) in ("-", " ", "–")

    def _goes_on(self, at: int) -> bool:
        """Does the name behind a Russian type word go on with this word?"""
        name, gap = self.keys[at], self.gap(at)
        if gap not in (" ", "-", ". ", ".") or name[:1].isdigit():
            return False
        if "." in gap and not self._is_initial(at - 1):
            return False
        if name in TAILS:
            return True
        if (
            name in NO_NAMES
            or name in ALSO
            or name in type_words()
            or name in CROSSINGS
            or name in HOUSE
            or name in FLAT
        ):
            return False
        before = self.keys[at - 1]
        if before in GIVEN or any(each in GIVEN for each in bases(before)):
            return is_personal(name) or self.is_capital(at)
        both = self.is_capital(at) and self.is_capital(at - 1) and not self.shouts(at)
        return both and not self.gazetteer_city(at) and self.listed(at) is None

    def _with_surname(self, at: int, last: int) -> int:
        while (
            last < self.size and last - at < LONGEST_NAME and self.keys[last] in TAILS and self.gap(last) in (" ", "-")
        ):
            last += 1
        return last

    def _from_given(self, first: int) -> int:
        """Where the name begins with the given name before it."""
        if (
            first > 0
            and self.gap(first) in (" ", ". ", ".")
            and (self.keys[first - 1] in GIVEN or self._is_initial(first - 1))
        ):
            return first - 1
        return first

    def _capital_pair(self, at: int) -> bool:
        """Is the word before a part of the name: Мәңгілік Ел, Бауыржан Момышұлы?"""
        before = at - 1
        return (
            before >= 0 and self.gap(at) in (" ", "-") and self.is_capital(at) and self.is_capital(before)
            and not self.shouts(before) and self.keys[before] not in NO_NAMES
            and not (self.begins_sentence(before) and is_ordinary(self.keys[before]))
            and self.keys[before] not in type_words() and not self.keys[before].endswith(_CASES_WITHIN)
            and not self.gazetteer_city(before) and not self.keys[before].isdigit()
        )  # fmt: skip

    def _is_initial(self, at: int) -> bool:
        """Is this word the first letter of a given name: М.Ауэзова?"""
        if self.ends[at] - self.starts[at] > 2 or self.keys[at].isdigit() or not self.gap(at + 1).startswith("."):
            return False
        return self.is_capital(at) or (self.gap(at + 1) == "." and self.keys[at] not in HOUSE)

    def _is_counting(self, at: int) -> bool:
        return at < self.size and self.keys[at] in COUNTED and self.gap(at) in (" ", "-", "")

    def gazetteer_city(self, at: int) -> bool:
        """Is this word a city's or a region's name?"""
        return any(base in self.gazetteer.cities for base in bases(self.keys[at]))

    def slice(self, first: int, last: int) -> str:
        """The text of these words."""
        return self.text[self.starts[first] : self.ends[last - 1]]

    def plate(self, first: int, last: int) -> str:
        """These words as a street's name on a plate."""
        parts = [self.slice(at, at + 1) for at in range(first, last)]
        return _shown(parts, tuple(self.keys[first:last]), TypeWord(STREET))

    def forename_before(self, at: int) -> bool:
        """Stands a given name or a rank before this surname: Маршала Говорова, Ярослава Гашека?"""
        before = at - 1
        return (
            before >= 0
            and self.gap(at) == " "
            and self.is_capital(before)
            and not self.shouts(before)
            and (self.keys[before] in _RANKS or (is_personal(self.keys[before]) and self.keys[before] not in NO_NAMES))
        )

    def landmark_before(self, first: int, word: TypeWord) -> int | None:
        """Where a landmark's name before its Kazakh word begins: Алтын Орда базары."""
        at = first - 1
        if at < 0 or not word.owned or self.gap(first) not in (" ", "-") or not self.is_capital(at) or self.shouts(at):
            return None
        name = self.keys[at]
        if name in NO_NAMES or name in type_words() or name.isdigit():
            return None
        if not word.label.startswith(_OF_TOWNS) and (self.gazetteer_city(at) or _is_inflected(name)):
            return None
        return at - 1 if self._capital_pair(at) else at

    def landmark_after(self, last: int, word: TypeWord) -> int | None:
        """Where a landmark's name behind its Russian word ends: рынок Алем, ТРЦ Керуен."""
        if last >= self.size or self.gap(last) != " " or not self.is_capital(last) or self.shouts(last - 1):
            return None
        name = self.keys[last]
        if name in NO_NAMES or name in type_words() or name.isdigit() or len(name) < 3:
            return None
        if self.gazetteer_city(last) and not word.label.startswith(_OF_TOWNS):
            return None
        end = last + 1
        if end < self.size and self.keys[end].isdigit() and self.gap(end) == "-":
            return end + 1
        while end < min(self.size, last + 3) and self._goes_on(end):
            end += 1
        return end

    def _unlisted(self, first: int, last: int, word: TypeWord) -> Found:
        end = last
        while first < end - 1 and self._is_initial(first):
            first += 1
        parts = [self.text[self.starts[at] : self.ends[at]] for at in range(first, end)]
        name = _shown(parts, tuple(self.keys[first:end]), word)
        return Found(Target(word.kind, name, None, word.rank), first, last, listed=False)


_ORDINALS = frozenset(("й", "я", "ый", "ой", "ий", "го", "м", "му", "ом", "е", "ая", "ши", "шы", "ю"))
_AFTER_NUMBERS = listed(
    "марта мая декабря октября лет летия летие жыл жылдык жылдыгы панфиловцев гвардии гвардейцев гвардейская гвардия "
    "дивизии наурыз мамыр желтоксан март"
)
_ADJECTIVE_ENDS = {
    "f": ("ая", "ой", "ую", "яя", "ей", "юю"),
    "m": ("ий", "ый", "ой", "ого", "ому", "ом", "ым", "им", "ем", "его", "ему"),
    "n": ("ое", "ого", "ому", "ом", "ым", "им", "ее"),
}
_RELATIVE = re.compile(r"[сц]к(?:ая|ой|ую|ий|ого|ому|ом|им|ое)\Z")
_PLAIN_RELATIVES = frozenset(
    stem + end
    for stem in listed(
        "городск сельск соседск детск поселковск заводск людск хозяйск русск казахск советск областн братск"
    )
    for end in ("ая", "ой", "ую", "ий", "ого", "ому", "ом", "им", "ое")
)
"""Ordinary adjectives of the form that streets' names have."""
_OF_TOWNS = ("өзен", "көл", "вокзал")
"""Landmarks that are called by a town's name."""
_RANKS = listed("маршала генерала академика адмирала героя летчика сержанта капитана профессора космонавта партизана")
_VAGUE = listed("новостроек рынка базара школы вокзала больницы старого нового аэропорта парка завода")
_LABELS = {MICRO: "мкр", STREET: "көше"}


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


@lru_cache(maxsize=1 << 14)
def _is_inflected(word: str) -> bool:
    """Has this word an ending that the first part of a Kazakh name never has?"""
    return len(word) > 4 and word.endswith(_INNER) and word not in GIVEN


_CASES_WITHIN = (
    *(
        "нын",
        "нин",
        "дын",
        "дин",
        "тын",
        "тин",
        "дагы",
        "деги",
        "тагы",
        "теги",
        "нда",
        "нде",
        "дан",
        "ден",
        "тан",
        "тен",
    ),
    *("ымыз", "имиз"),
)
_INNER = (*_CASES_WITHIN, "ган", "ген", "кан", "кен", "ынан", "инен", "лык", "лик", "дык", "дик", "тык", "тик")


@lru_cache(maxsize=1 << 14)
def _looks_named(word: str) -> bool:
    """Would one take this word of small letters behind a street word for a name?"""
    if not russian.is_known(word):
        return len(word) > 3 and not word.endswith(("ются", "ется", "ться", "лась", "лось"))
    return russian.is_name(word)


def _shown(parts: Sequence[str], keys: Sequence[str], word: TypeWord) -> str:
    """A name as it stands in the text, in Cyrillic, with capital letters and its words in the nominative."""
    shown = [latin.cyrillic(part.lower()) if latin.is_latin(part.lower()) else part for part in parts]
    if not word.after and (len(shown) == 1 or keys[-1] in TAILS):
        shown[-1] = nominative(shown[-1], word)
    return " ".join(
        each if at and keys[at] in TAILS else each[:1].upper() + (each[1:].lower() if each.isupper() else each[1:])
        for at, each in enumerate(shown)
    )


def nominative(name: str, word: TypeWord) -> str:
    """A word of a name as a plate has it, where its ending tells: Бараева is Бараев, Ленинской Ленинская."""
    low = name.lower()
    if len(low) < 4:
        return name
    for pattern, cut, instead in _NOMINATIVES[word.gender or "f"]:
        if pattern.search(low):
            return name[: len(name) - cut] + instead
    return name


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


def crossing_near(keys: Sequence[str], first: int, last: int) -> bool:
    """Does a word for a corner stand beside these words?"""
    return any(each in CROSSINGS for each in keys[max(0, first - 3) : first]) or any(
        each in CROSSINGS for each in keys[last : last + 2]
    )
