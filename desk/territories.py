"""The territories of Kazakhstan's classifier (KATO) and the question what lies within what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from desk.errors import N_, ConfigError

COUNTRY = "000000000"
"""The code of the whole country: the root, above the regions. KATO itself has no row for it."""

GROUP_ENDS = (2, 4, 6, 9)
"""Where the digit groups of a code end (region, district, rural district, settlement). Zeroing single digits instead
would make one rural district the parent of its neighbour (103233000 of 103230000) in 7,539 rows."""

# fmt: off
TYPE_MARKS = frozenset({
    "область", "облысы", "район", "ауданы", "округ", "округі", "город", "қаласы", "село", "поселок", "ауыл", "ауылы",
    "кенті", "станция", "станциясы", "разъезд", "разъезі", "г", "қ", "с", "а", "п", "о", "к", "ә", "ст", "рзд",
})
# fmt: on
"""Words of a register's name that tell its kind and are left out when people search for it."""


class Level(StrEnum):
    """How high a territory stands. KATO calls them oblast, district, sub_district, settlement."""

    COUNTRY = "country"
    REGION = "region"
    DISTRICT = "district"
    RURAL_DISTRICT = "rural-district"
    SETTLEMENT = "settlement"


@dataclass(frozen=True, slots=True)
class Territory:
    """A unit of KATO. `code` has nine digits; `parent` is the nearest unit above it, None only for the country."""

    code: str
    level: Level
    parent: str | None
    name_kk: str
    name_ru: str

    def name(self, language: str) -> str:
        """The register's name: Kazakh for `kk`, else Russian (KATO has no English)."""
        return self.name_kk if language == "kk" else self.name_ru


WHOLE_COUNTRY = Territory(COUNTRY, Level.COUNTRY, None, "Қазақстан", "Казахстан")


def span(code: str) -> tuple[str, str]:
    """The half-open range of codes of everything in `code`, itself included: `low <= other < high` as text.

    The high end is never a punctuation mark: databases that compare text by a language's rules would sort it first.
    """
    prefix = _prefix(code)
    if not prefix:
        return COUNTRY, "a"
    after = str(int(prefix) + 1)
    return code, after.zfill(len(prefix)) if len(after) <= len(prefix) else "a"


def is_within(code: str, scope_code: str) -> bool:
    """Is `code` the territory `scope_code` or inside it? Asks the digits only, so unknown codes are answered too."""
    return code.startswith(_prefix(scope_code))


def is_code(text: str) -> bool:
    """Has `text` the form of a code: nine ASCII digits?"""
    return len(text) == 9 and text.isascii() and text.isdigit()


class Territories(Mapping[str, Territory]):
    """All territories by code, in the order of the codes, the country first.

    Raises :exc:`~desk.errors.ConfigError` when two of them have one code or a parent is missing.
    """

    def __init__(self, territories: Iterable[Territory]) -> None:
        self._by_code: dict[str, Territory] = {COUNTRY: WHOLE_COUNTRY}
        for territory in sorted(territories, key=lambda each: each.code):
            if territory.code in self._by_code and territory.code != COUNTRY:
                raise ConfigError(N_("the territory {code} is there twice"), code=territory.code)
            self._by_code[territory.code] = territory
        for territory in self._by_code.values():
            if territory.parent is not None and territory.parent not in self._by_code:
                raise ConfigError(
                    N_("the territory {code} has an unknown parent {parent}"),
                    code=territory.code,
                    parent=territory.parent,
                )

    def __getitem__(self, code: str) -> Territory:
        return self._by_code[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_code)

    def __len__(self) -> int:
        return len(self._by_code)

    def parent_of(self, code: str) -> Territory | None:
        """The territory above, None for the country. KeyError for an unknown code."""
        parent = self._by_code[code].parent
        return None if parent is None else self._by_code[parent]

    def children_of(self, code: str) -> tuple[Territory, ...]:
        """The territories directly below, in the order of their codes."""
        return self._children.get(code, ())

    def path(self, code: str) -> tuple[Territory, ...]:
        """From the country down to `code` itself. KeyError for an unknown code."""
        steps = [self._by_code[code]]
        while (parent := steps[-1].parent) is not None:
            steps.append(self._by_code[parent])
        return tuple(reversed(steps))

    def find(self, text: str, language: str | None = None, limit: int = 50) -> tuple[Territory, ...]:
        """Territories whose name contains a word beginning with each word of `text`, or whose code begins with it.

        `language` is `kk` or `ru`, None for both. Whole names come first, then higher levels, then the codes' order;
        at most `limit`. Kind words (область, ауданы, с.) are not needed, and letters' case does not matter.
        """
        wanted = _words(text)
        if not wanted:
            return ()
        if len(wanted) == 1 and wanted[0].isdigit():
            return tuple(each for code, each in self._by_code.items() if code.startswith(wanted[0]))[:limit]
        found = [
            (words != wanted, _ORDER[territory.level], territory.code)
            for territory, spoken, words in self._names
            if language in (None, spoken) and all(any(word.startswith(start) for word in words) for start in wanted)
        ]
        codes = dict.fromkeys(code for _, _, code in sorted(found))
        return tuple(self._by_code[code] for code in codes)[:limit]

    @cached_property
    def _children(self) -> dict[str, tuple[Territory, ...]]:
        children: dict[str, list[Territory]] = {}
        for territory in self._by_code.values():
            if territory.parent is not None:
                children.setdefault(territory.parent, []).append(territory)
        return {code: tuple(below) for code, below in children.items()}

    @cached_property
    def _names(self) -> tuple[tuple[Territory, str, tuple[str, ...]], ...]:
        return tuple(
            (territory, language, _words(territory.name(language)))
            for territory in self._by_code.values()
            for language in ("kk", "ru")
        )


def with_parents(rows: Iterable[tuple[str, Level, str, str]]) -> Iterator[Territory]:
    """Territories from (code, level, name_kk, name_ru), each below the nearest code that exists above it."""
    kept = list(rows)
    codes = {code for code, *_ in kept}
    for code, level, name_kk, name_ru in kept:
        yield Territory(code, level, None if code == COUNTRY else _parent(code, codes), name_kk, name_ru)


_ORDER = {level: place for place, level in enumerate(Level)}


def _parent(code: str, codes: set[str]) -> str:
    for end in reversed(GROUP_ENDS[:-1]):
        above = code[:end].ljust(9, "0")
        if above != code and above in codes:
            return above
    return COUNTRY


def _prefix(code: str) -> str:
    start = 0
    for end in GROUP_ENDS:
        if not code[start:].strip("0"):
            return code[:start]
        start = end
    return code


def _words(text: str) -> tuple[str, ...]:
    words = text.casefold().replace("ё", "е").replace(".", ". ").replace(",", " ").replace("-", " ").split()
    kept = [word.strip('.«»"()') for word in words]
    return tuple(word for word in kept if word and word not in TYPE_MARKS) or tuple(word for word in kept if word)
