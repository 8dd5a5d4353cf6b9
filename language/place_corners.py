"""The places that a type word is said of, also of several names at once, and corners."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from desk.readings import PlaceFound
from language.landmarks import landmark
from language.place_addresses import is_street_like
from language.place_after import name_after
from language.place_before import name_before
from language.place_findings import made
from language.place_lists import ALSO, COUNTED
from language.place_names import Target, bases, is_ordinary
from language.place_plates import plate
from language.place_scan import LAND, MARK, MICRO, STREET, VILLAGE, Found, Scan, TypeAt, crossing_near
from language.place_words import TypeWord


def beside(scan: Scan, kind: TypeAt) -> Iterator[PlaceFound]:
    """The places that a type word is said of."""
    if kind.word.kind is MARK:
        yield from landmark(scan, kind)
        return
    found = _named(scan, kind)
    if found is None:
        return
    named = [found, *_others(scan, kind, found)]
    for each in named:
        whole = with_part(scan, each) if each.target.kind is MICRO else each
        is_first = each is found
        first = min(each.first, kind.first) if is_first else each.first
        yield from made(scan, whole, first, max(whole.last, kind.last) if is_first else whole.last)


def corner(scan: Scan, at: int) -> Iterator[PlaceFound]:
    """угол Толе би и Саина; Абай мен Саин қиылысында: two names beside a word for a corner, without a street word."""
    one = name_after(scan, at + 1, _CORNER) if at + 1 < scan.size and _is_near(scan.gap(at + 1)) else None
    if one is not None and (step := _joined(scan, one.last)) is not None:
        other = name_after(scan, step, _CORNER)
        if other is not None:
            yield from made(scan, one, one.first, one.last)
            yield from made(scan, other, other.first, other.last)
            return
    if one is not None and scan.keys[at] in ("угол", "уг") and (front := _in_front(scan, at)) is not None:
        yield from made(scan, front, front.first, front.last)
        yield from made(scan, one, one.first, one.last)
        return
    one = name_before(scan, at, _CORNER_KK)
    if one is not None and (step := _joined_before(scan, one.first)) is not None:
        other = name_before(scan, step, _CORNER_KK)
        if other is not None and not scan.taken.intersection(range(other.first, one.last)):
            yield from made(scan, other, other.first, other.last)
            yield from made(scan, one, one.first, one.last)


def _in_front(scan: Scan, at: int) -> Found | None:
    """Киевская угол Победы: the street in front of the word for a corner."""
    first = at - 1
    if first < 0 or scan.gap(at) not in (" ", ", ", " - "):
        return None
    if (known := scan.listed_before(at, STREET)) is not None:
        return Found(known[0].target, known[1], at)
    if not scan.is_capital(first) or scan.shouts(first) or not is_street_like(scan.keys[first]):
        return None
    return Found(Target(STREET, plate(scan, first, at)), first, at, listed=False)


def with_part(scan: Scan, found: Found) -> Found:
    """The place with the number behind its name that belongs to it: Самал-2, Аксай 4, Костанай-2."""
    target, last = found.target, found.last
    gap = scan.gap(last)
    if last >= scan.size or gap not in ("-", " ", "–") or not (number := _PART.match(scan.keys[last])):
        return found
    following = scan.keys[last + 1] if last + 1 < scan.size else ""
    is_part = gap != " " or (number.group() == scan.keys[last] and following not in ("дом", "уй", "й"))
    if target.kind is MICRO and is_part and following not in COUNTED:
        return replace(found, target=replace(target, name=f"{target.name}-{number.group()}"), last=last + 1)
    if target.kind in (LAND, VILLAGE) and gap != " ":
        return replace(found, target=Target(MICRO, f"{target.name.split()[0]}-{number.group()}"), last=last + 1)
    return found


_PART = re.compile(r"\d{1,2}(?!\d)")


def _named(scan: Scan, kind: TypeAt) -> Found | None:
    word = kind.word
    if word.after:
        before = name_before(scan, kind.first, word)
        if before is None and word.short:
            return (
                name_after(scan, kind.last, word) if kind.last < scan.size and _is_near(scan.gap(kind.last)) else None
            )
        return before if before is not None or word.owned else _listed_after(scan, kind)
    at = kind.last
    numbered = word.kind is MICRO and kind.first > 0 and scan.keys[kind.first - 1][:1].isdigit()
    ordinal = word.kind is MICRO and kind.first > 1 and scan.keys[kind.first - 2].isdigit()
    if (numbered or ordinal) and (before := name_before(scan, kind.first, word)) is not None:
        return before
    if word.kind is MICRO and word.short and (before := _chat_order(scan, kind)) is not None:
        return before
    after = name_after(scan, at, word) if at < scan.size and _is_near(scan.gap(at)) else None
    if after is not None and after.listed:
        return after
    return name_before(scan, kind.first, word) or after


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
    return name_before(scan, first, replace(kind.word, after=True, owned=True))


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
            other = name_after(scan, step, replace(kind.word, short=True)) if step is not None else None
            if other is None:
                break
            yield other
            at = other.last
    else:
        end = found.first
        for _ in range(4):
            step = _joined_before(scan, end)
            other = name_before(scan, step, kind.word) if step is not None else None
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


_CORNER, _CORNER_KK = TypeWord(STREET, gender="f"), TypeWord(STREET, after=True, owned=True)
