"""Streets named one after another without a street word: Школьная, Мира и Степная без света."""

from __future__ import annotations

from language import russian
from language.place_lists import ALSO, NO_NAMES
from language.place_names import Target, is_personal
from language.place_plates import plate
from language.place_scan import STREET, Found, Scan

_MOST = 8


def street_row(scan: Scan, at: int) -> list[Found] | None:
    """The streets of a row that begins with word `at`: an adjective with a capital letter, beside another or
    a listed street, not both beginning sentences, all others names of streets too; None where it is no such row."""
    if not _is_adjective(scan, at):
        return None
    row: list[Found] = []
    last = at
    while last < scan.size and len(row) < _MOST:
        if (found := _street(scan, last)) is None:
            if scan.keys[last - 1] in ALSO and scan.is_capital(last):
                return None
            break
        row.append(found)
        if (step := _next(scan, found.last)) is None:
            break
        last = step
    adjectives = [each.first for each in row if _is_adjective(scan, each.first)]
    sure = [each.first for each in row if each.listed or each.first in adjectives]
    if len(sure) < 2 or all(scan.begins_sentence(each) for each in sure):
        return None
    return row if not _is_noun(scan, row[-1].last) else None


def _street(scan: Scan, at: int) -> Found | None:
    if at in scan.taken or not scan.is_capital(at) or scan.shouts(at) or scan.is_city(at):
        return None
    if (known := scan.listed(at, STREET)) is not None and known[0].target.kind is STREET:
        return Found(known[0].target, at, known[1])
    if _is_adjective(scan, at) or (is_personal(scan.keys[at]) and scan.keys[at].endswith(("ова", "ева", "ина", "го"))):
        return Found(Target(STREET, plate(scan, at, at + 1)), at, at + 1, listed=False)
    return None


def _is_adjective(scan: Scan, at: int) -> bool:
    key = scan.keys[at]
    return len(key) > 4 and key.endswith(("ая", "яя")) and key not in NO_NAMES and scan.is_capital(at)


def _next(scan: Scan, at: int) -> int | None:
    """Where the next name of the row begins."""
    if at >= scan.size:
        return None
    if scan.gap(at) == ", ":
        return at
    return at + 1 if scan.keys[at] in ALSO and scan.gap(at) == " " and at + 1 < scan.size else None


def _is_noun(scan: Scan, at: int) -> bool:
    """Stands a noun behind, to which the last adjective may belong?"""
    return (
        at < scan.size
        and scan.gap(at) == " "
        and any("NOUN" in tag and "femn" in tag for tag in russian.tags(scan.keys[at]))
    )
