"""Where a text says something is: streets, houses, microdistricts, villages, landmarks, territories, with the words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from desk.queries import Words
from desk.readings import PlaceFound, PlaceKind, Surroundings
from desk.territories import COUNTRY
from language.houses import house_after, house_before, is_plainly_house, number_of
from language.place_grammar import Found, Scan, TypeAt, crossing_near
from language.place_lists import ADDRESSES, ALSO, COUNTED, CROSSINGS, FLAT, NO_NAMES, QUALIFIERS
from language.place_lists import HOUSE as HOUSES
from language.place_mentions import FORMER, ON, Mention, complains, is_place, looks_on, stands_alone
from language.place_names import Gazetteer, Target, bases, is_ordinary, is_personal
from language.place_words import DOTTED, TypeWord, joined_types, key, type_words
from language.words import words

RULES_VERSION = "places-1"
"""Raise it with every change of what the rules find."""
MOST_PLACES = 24
"""Places that are kept of one text."""
STREET, MICRO, MARK = PlaceKind.STREET, PlaceKind.MICRODISTRICT, PlaceKind.LANDMARK
HOUSE, VILLAGE, LAND = PlaceKind.HOUSE, PlaceKind.VILLAGE, PlaceKind.TERRITORY
_ORDER = {kind: at for at, kind in enumerate((HOUSE, STREET, MICRO, MARK, VILLAGE, LAND))}
"""The most exact first: it is what a map, a crew and the search for the same matter need."""

_QUOTED_AFTER = re.compile(r"[\s,]{0,2}[«\"“]([^»\"”\n]{2,40})[»\"”]")
_QUOTED_BEFORE = re.compile(r"[«\"“]([^«»\"“”\n]{2,40})[»\"”][\s-]\Z")
_NAME_AND_NUMBER = re.compile(r"[^\W\d_]{4}[ ,-]{1,2}\d")
_GLUED = re.compile(r"[^\W\d_]{3}\d")
_GLUED_WORD = re.compile(r"([^\W\d]{3,60})(\d{1,4}[абвгд]?)")


class PlaceReader:
    """Finds places by a gazetteer and by the words beside names. Safe for many threads; the same in every process."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._speaks = lru_cache(maxsize=1 << 16)(self._asks)
        self._of_title = lru_cache(maxsize=1 << 10)(self._title)

    @property
    def version(self) -> str:
        """The rules and the names it reads by."""
        return f"{RULES_VERSION}.{self._gazetteer.digest}"

    def read(self, text: str, found: Words, around: Surroundings) -> tuple[PlaceFound, ...]:
        """The places that the text names, the most exact first, then as they stand in it; of each the first mention.

        A house comes with its street, which follows by itself. Where the text names no territory or village, what its
        surroundings say stands last, with no words of the text. Never raises; linear.
        """
        places = self._in(text, found)
        if not any(each.kind in (LAND, VILLAGE) for each in places):
            places += self._around(around)
        return tuple(places)

    def _in(self, text: str, found: Words) -> list[PlaceFound]:
        if _GLUED.search(text):
            found = _unglued(found)
        hits = [at for at, word in enumerate(found.exact) if self._speaks(word)]
        if not hits and not _NAME_AND_NUMBER.search(text):
            return []
        scan = Scan(text, found, self._gazetteer)
        in_link = {at for at, word in enumerate(found.kk) if not word and not found.ru[at]}
        places: list[PlaceFound] = []
        for at in hits:
            if at not in scan.taken and at not in in_link and (kind := scan.type_at(at)) is not None:
                places += _beside(scan, kind)
        for at in hits:
            if scan.keys[at] in CROSSINGS and at not in scan.taken:
                places += _corner(scan, at)
        for at in hits:
            if at not in scan.taken and at not in in_link:
                places += self._by_itself(scan, at)
        for at, word in enumerate(scan.keys):
            if word[0].isdigit() and at and at - 1 not in scan.taken and at - 1 not in in_link:
                places += _numbered(scan, at - 1)
        return _in_order(places)

    def _asks(self, word: str) -> bool:
        """May a place begin with this word, or stand beside it?"""
        word = key(word)
        known = (
            word in type_words() or word in joined_types() or word in DOTTED or word in CROSSINGS or word in ADDRESSES
        )
        return known or bool(self._gazetteer.begins(word)) or _is_street_like(word)

    def _by_itself(self, scan: Scan, at: int) -> Iterator[PlaceFound]:
        """Names that no type word stands beside."""
        if scan.keys[at] in ADDRESSES:
            yield from _addressed(scan, at)
            return
        for name in self._gazetteer.begins(scan.keys[at]):
            last = at + len(name.keys)
            if scan.says(name, at) and is_place(Mention(scan, name, at, last)):
                if name.target.kind in (LAND, VILLAGE) and last < scan.size and (number := _part_number(scan, last)):
                    block = Target(MICRO, f"{' '.join(name.target.name.split()[:1])}-{number}")
                    yield from _made(scan, Found(block, at, last + 1), at, last + 1)
                    return
                last = _with_number(scan, name.target.kind, last)
                yield from _made(scan, Found(name.target, at, last), at, last)
                return
        if _is_street_like(scan.keys[at]) and _is_address(scan, at):
            first = at - 1 if scan.forename_before(at) else at
            target = Target(STREET, scan.plate(first, at + 1))
            yield from _made(scan, Found(target, first, at + 1, listed=False), first, at + 1)

    def _around(self, around: Surroundings) -> list[PlaceFound]:
        if around.place_title and (titled := self._of_title(around.place_title)):
            return list(titled)
        name = self._gazetteer.official(around.territory) if around.territory not in ("", COUNTRY) else None
        return [PlaceFound(LAND, name, around.territory)] if name else []

    def _title(self, title: str) -> tuple[PlaceFound, ...]:
        found = self._in(title[:200], words(title[:200]))
        return tuple(replace(each, words=(), start=0, end=0) for each in found if each.kind in (LAND, VILLAGE, MICRO))


def _beside(scan: Scan, kind: TypeAt) -> Iterator[PlaceFound]:
    """The places that a type word is said of."""
    if kind.word.kind is MARK:
        yield from _landmark(scan, kind)
        return
    found = _named(scan, kind)
    if found is None:
        return
    named = [found, *_others(scan, kind, found)]
    for each in named:
        first, last = min(each.first, kind.first), max(each.last, kind.last)
        if each is not found:
            first, last = each.first, each.last
        if each.target.kind is MICRO:
            last = max(last, _with_number(scan, MICRO, each.last)) if each.last == last else last
            if each.last == last - 1 and scan.keys[last - 1].isdigit():
                each = replace(
                    each, target=replace(each.target, name=f"{each.target.name}-{scan.keys[last - 1]}"), last=last
                )
        yield from _made(scan, each, first, last)


def _named(scan: Scan, kind: TypeAt) -> Found | None:
    word = kind.word
    if word.after:
        before = scan.name_before(kind.first, word)
        if before is None and word.short:
            return scan.name_after(kind.last, word) if kind.last < scan.size and _is_near(scan.gap(kind.last)) else None
        return before if before is not None or word.owned else _listed_after(scan, kind)
    at = kind.last
    numbered = word.kind is MICRO and kind.first > 0 and scan.keys[kind.first - 1][:1].isdigit()
    ordinal = word.kind is MICRO and kind.first > 1 and scan.keys[kind.first - 2].isdigit()
    if (numbered or ordinal) and (before := scan.name_before(kind.first, word)) is not None:
        return before
    if word.kind is MICRO and word.short and (before := _chat_order(scan, kind)) is not None:
        return before
    after = scan.name_after(at, word) if at < scan.size and _is_near(scan.gap(at)) else None
    if after is not None and after.listed:
        return after
    return scan.name_before(kind.first, word) or after


def _chat_order(scan: Scan, kind: TypeAt) -> Found | None:
    """юбилейный мкр, aeroport mkr: in chats the abbreviation stands behind the name too."""
    first, at = kind.first, kind.last
    following = scan.keys[at] if at < scan.size and _is_near(scan.gap(at)) else ""
    if not first or (
        following and (following[0].isdigit() or scan.is_capital(at) or scan.listed(at, MICRO) or "." in scan.gap(at))
    ):
        return None
    if following and not is_ordinary(following) and not any(is_ordinary(base) for base in bases(following)):
        return None
    return scan.name_before(first, replace(kind.word, after=True, owned=True))


def _listed_after(scan: Scan, kind: TypeAt) -> Found | None:
    at = kind.last
    if at < scan.size and _is_near(scan.gap(at)) and (known := scan.listed(at, kind.word.kind, kind.word.rank)):
        return Found(known[0].target, at, known[1])
    return None


def _is_near(gap: str) -> bool:
    return not gap.strip(" .:«\"“№#-_'’/") and "\n" not in gap


def _others(scan: Scan, kind: TypeAt, found: Found) -> Iterator[Found]:
    """The other streets of a crossing or a list: улиц Абая и Саина; Абай мен Саин көшелері."""
    if kind.word.kind is not STREET:
        return
    near = crossing_near(scan.keys, min(found.first, kind.first), max(found.last, kind.last))
    if not (kind.word.plural or near):
        if (
            found.listed
            and scan.gap(found.last).strip() in ("-", "/", "–")
            and (known := scan.listed(found.last, STREET))
        ):
            yield Found(known[0].target, found.last, known[1])
        return
    if found.first >= kind.last:
        at = found.last
        for _ in range(4):
            step = _joined(scan, at)
            other = scan.name_after(step, replace(kind.word, short=True)) if step is not None else None
            if other is None:
                break
            yield other
            at = other.last
    else:
        end = found.first
        for _ in range(4):
            step = _joined_before(scan, end)
            other = scan.name_before(step, kind.word) if step is not None else None
            if other is None:
                break
            yield other
            end = other.first


def _joined(scan: Scan, at: int) -> int | None:
    """Where the next name of a row begins."""
    if at >= scan.size:
        return None
    if scan.gap(at).strip() in (",", "-", "/", "–", "—"):
        return at
    return at + 1 if scan.keys[at] in ALSO and scan.gap(at) == " " and at + 1 < scan.size else None


def _joined_before(scan: Scan, first: int) -> int | None:
    if first < 1:
        return None
    if scan.gap(first).strip() in (",", "-", "/", "–", "—"):
        return first
    return first - 1 if scan.keys[first - 1] in ALSO and first > 1 else None


def _corner(scan: Scan, at: int) -> Iterator[PlaceFound]:
    """угол Толе би и Саина; Абай мен Саин қиылысында: two names beside a word for a corner, without a street word."""
    one = scan.name_after(at + 1, _CORNER) if at + 1 < scan.size and _is_near(scan.gap(at + 1)) else None
    if one is not None and (step := _joined(scan, one.last)) is not None:
        other = scan.name_after(step, _CORNER)
        if other is not None:
            yield from _made(scan, one, one.first, one.last)
            yield from _made(scan, other, other.first, other.last)
            return
    one = scan.name_before(at, _CORNER_KK)
    if one is not None and (step := _joined_before(scan, one.first)) is not None:
        other = scan.name_before(step, _CORNER_KK)
        if other is not None and not scan.taken.intersection(range(other.first, one.last)):
            yield from _made(scan, other, other.first, other.last)
            yield from _made(scan, one, one.first, one.last)


_CORNER, _CORNER_KK = TypeWord(STREET, gender="f"), TypeWord(STREET, after=True, owned=True)


@lru_cache(maxsize=1 << 14)
def _is_street_like(word: str) -> bool:
    """Has the word the form of a street's name without its street word: Жандосова, Гоголя, Очаковская?"""
    if len(word) < 5 or not word.endswith(("ова", "ева", "ина", "ына", "ого", "ая", "ой", "ля", "на", "ва")):
        return False
    return is_personal(word) or (
        word.endswith(("ская", "цкая", "ского", "цкого", "ной", "ная", "вая", "ской", "цкой")) and len(word) > 6
    )


def _is_address(scan: Scan, at: int) -> bool:
    """на Жандосова 15; Седова 86, 7 подъезд; Очаковская д. 3: such a name with the number of a house."""
    before = scan.keys[at - 1 - (at > 1 and scan.keys[at - 1] in FORMER)] if at else ""
    if scan.keys[at] in FLAT or scan.keys[at] in NO_NAMES:
        return False
    if complains(scan, at) or scan.shouts(at):
        return False
    if before == "по" and house_before(scan, at) is not None:
        return True
    if at + 1 < scan.size and scan.keys[at + 1] in type_words() and scan.gap(at + 1) == " ":
        return False
    if house_after(scan, at + 1) is None:
        return before in ON and stands_alone(scan, at)
    if is_plainly_house(scan, at + 1) and before not in ("у", "с", "от", "ул"):
        return scan.is_capital(at) or before in ON
    return (
        before in ON
        and is_personal(scan.keys[at])
        and (scan.is_capital(at) or scan.keys[at].endswith(("ова", "ева", "ина")))
    )


def _numbered(scan: Scan, at: int) -> Iterator[PlaceFound]:
    """Костюшко 74, 4 подъезд: a name that is no ordinary word, with what can only be the number of a house."""
    if scan.shouts(at) or not _is_no_word(scan.keys[at]) or scan.gazetteer_city(at):
        return
    if not scan.is_capital(at) and not (
        at + 2 < scan.size and scan.keys[at + 2] in HOUSES and is_personal(scan.keys[at])
    ):
        return
    if scan.gap(at + 1) in (" ", ", ") and is_plainly_house(scan, at + 1):
        target = Target(STREET, scan.plate(at, at + 1))
        yield from _made(scan, Found(target, at, at + 1, listed=False), at, at + 1)


@lru_cache(maxsize=1 << 14)
def _is_no_word(word: str) -> bool:
    """Is this no ordinary word of either language, nor one that stands beside numbers?"""
    beside = word in FLAT or word in HOUSES or word in NO_NAMES or word in COUNTED or word in type_words()
    return len(word) > 4 and word.isalpha() and not beside and not is_ordinary(word) and not _is_inflected(word)


@lru_cache(maxsize=1 << 14)
def _is_inflected(word: str) -> bool:
    return any(is_ordinary(base) for base in bases(word))


def _addressed(scan: Scan, at: int) -> Iterator[PlaceFound]:
    """по адресу Союза Печатников 3; мекенжайы: Абай 15: up to three words and a number behind a word for address."""
    first = at + 1
    for last in range(first + 1, min(scan.size, first + 4)):
        if (
            any(mark in scan.gap(last - 1) for mark in ",;\n")
            or last - 1 in scan.taken
            or scan.keys[last - 1][:1].isdigit()
        ):
            return
        if scan.keys[last - 1] in type_words() or scan.keys[last - 1] in NO_NAMES:
            return
        if scan.keys[last][:1].isdigit() or scan.keys[last] in ("д", "дом", "уй"):
            if house_after(scan, last) is not None:
                known = scan.listed(first, STREET, end=last)
                target = known[0].target if known else Target(STREET, scan.plate(first, last))
                yield from _made(scan, Found(target, first, last, listed=known is not None), first, last)
            return


def _with_number(scan: Scan, kind: PlaceKind, last: int) -> int:
    """Where the name ends with its number: Самал-2, Аксай 4."""
    if (
        kind is MICRO
        and last < scan.size
        and scan.keys[last].isdigit()
        and len(scan.keys[last]) < 3
        and scan.gap(last) in ("-", " ", "–")
    ):
        following = scan.keys[last + 1] if last + 1 < scan.size else ""
        if following not in COUNTED and (scan.gap(last) != " " or following not in ("дом", "уй", "й")):
            return last + 1
    return last


def _part_number(scan: Scan, at: int) -> str:
    """Which part of a town its name with a hyphen and a number is: Костанай-2."""
    number = re.match(r"\d{1,2}", scan.keys[at])
    return number.group() if number and scan.gap(at) in ("-", "–") else ""


def _landmark(scan: Scan, kind: TypeAt) -> Iterator[PlaceFound]:
    """Schools, hospitals and the like: by number, by a name in quotes, by a name beside."""
    word, first, last = kind.word, kind.first, kind.last
    if word.number and (numbered := number_of(scan, first, last, word)) is not None:
        number, start, end = numbered
        yield _place(scan, Target(MARK, f"№{number} {word.label}"), start, end, first, last)
        return
    text, start, end = scan.text, scan.starts[first], scan.ends[last - 1]
    if first and (qualifier := _qualifier(scan.keys[first - 1])) and scan.gap(first) == " ":
        begin = first - 2 if first > 1 and scan.keys[first - 2] == "темир" else first - 1
        yield _place(scan, Target(MARK, f"{qualifier} {word.label}"), scan.starts[begin], end, begin, last)
        return
    if match := _QUOTED_AFTER.match(text, end):
        yield _place(scan, Target(MARK, f"«{match[1].strip()}» {word.label}"), start, match.end(), first, last)
        return
    if match := _QUOTED_BEFORE.search(text[max(0, start - 44) : start]):
        begin = max(0, start - 44) + match.start()
        yield _place(scan, Target(MARK, f"«{match[1].strip()}» {word.label}"), begin, end, first, last)
        return
    if word.after and (known := scan.landmark_before(first, word)) is not None:
        yield _place(
            scan, Target(MARK, f"«{scan.slice(known, first)}» {word.label}"), scan.starts[known], end, first, last
        )
    elif (until := scan.landmark_after(last, word)) is not None:
        yield _place(
            scan, Target(MARK, f"«{scan.slice(last, until)}» {word.label}"), start, scan.ends[until - 1], first, last
        )


def _qualifier(word: str) -> str:
    """What a word says of a landmark that a town has one of."""
    stem = word if word in QUALIFIERS else next((word[:-cut] for cut in (2, 3) if word[:-cut] in QUALIFIERS), "")
    return (
        QUALIFIERS.get(stem, "")
        if stem == word or word.endswith(("ый", "ий", "ой", "ая", "ую", "ое", "го", "му", "ом"))
        else ""
    )


def _made(scan: Scan, found: Found, first: int, last: int) -> Iterator[PlaceFound]:
    """The place, and its house where one is told with it."""
    if scan.taken.intersection(range(found.first, found.last)):
        return
    scan.taken.update(range(first, last))
    target = found.target
    start, end = scan.starts[first], scan.ends[last - 1]
    if target.kind in (STREET, MICRO):
        if (house := house_after(scan, last)) is not None and not (
            target.kind is MICRO and not _house_of_block(scan, last, house[1])
        ):
            yield _place(scan, Target(HOUSE, f"{target.name}, {house[0]}"), start, house[1], first, last)
        elif (front := house_before(scan, first)) is not None:
            number, at = front
            yield _place(scan, Target(HOUSE, f"{target.name}, {number}"), scan.starts[at], end, at, last)
        elif target.kind is STREET and looks_on(scan, first):
            return
    yield _place(scan, target, start, end, first, last)


def _house_of_block(scan: Scan, last: int, end: int) -> bool:
    """A number behind a microdistrict is a house where a word says so, or where a comma parts them."""
    between = scan.text[scan.ends[last - 1] : end].lower()
    return any(mark in between for mark in (",", "д", "үй", "уй", "dom", "uy"))


def _place(scan: Scan, target: Target, start: int, end: int, first: int, last: int) -> PlaceFound:
    scan.taken.update(range(first, last))
    while last < scan.size and scan.starts[last] < end:
        scan.taken.add(last)
        last += 1
    said = tuple(word for each in scan.text[start:end].split() if (word := each.strip(".,;:!?()«»\"“”'")))
    return PlaceFound(target.kind, target.name, target.kato, said, start, end)


def _unglued(found: Words) -> Words:
    """The words with a house's number parted from a name that it is glued to: Абая15."""
    parted: list[tuple[str, str, str, int, int]] = []
    for exact, ru, kk, start, end in zip(found.exact, found.ru, found.kk, found.starts, found.ends, strict=True):
        match = _GLUED_WORD.fullmatch(exact)
        if match is None or end - start != len(exact):
            parted.append((exact, ru, kk, start, end))
        else:
            middle = start + match.end(1)
            parted.append((match[1], match[1], match[1], start, middle))
            parted.append((match[2], match[2], match[2], middle, end))
    return Words(*zip(*parted, strict=True)) if parted else found


def _in_order(places: Sequence[PlaceFound]) -> list[PlaceFound]:
    kept: dict[tuple[PlaceKind, str, str | None], PlaceFound] = {}
    housed = {each.start: 0 for each in places if each.kind is HOUSE}
    for each in sorted(places, key=lambda each: (_ORDER[each.kind], housed.get(each.start, 1), each.start)):
        kept.setdefault((each.kind, each.name, each.kato), each)
    return list(kept.values())[:MOST_PLACES]
