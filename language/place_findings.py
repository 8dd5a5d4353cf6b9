"""What is found in a text as places: a street with its house, offsets and words."""

from __future__ import annotations

from collections.abc import Iterator

from desk.readings import PlaceFound, PlaceKind
from language.houses import house_after, house_before
from language.place_mentions import looks_on
from language.place_names import Target
from language.place_scan import MICRO, STREET, Found, Scan


def made(scan: Scan, found: Found, first: int, last: int) -> Iterator[PlaceFound]:
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
            yield place(scan, Target(PlaceKind.HOUSE, f"{target.name}, {house[0]}"), start, house[1], first, last)
        elif (front := house_before(scan, first)) is not None:
            number, at = front
            yield place(scan, Target(PlaceKind.HOUSE, f"{target.name}, {number}"), scan.starts[at], end, at, last)
        elif target.kind is STREET and looks_on(scan, first):
            return
    yield place(scan, target, start, end, first, last)


def place(scan: Scan, target: Target, start: int, end: int, first: int, last: int) -> PlaceFound:
    """The finding for these code points; its words, from `first` on, belong to nothing else."""
    scan.taken.update(range(first, last))
    while last < scan.size and scan.starts[last] < end:
        scan.taken.add(last)
        last += 1
    said = tuple(word for each in scan.text[start:end].split() if (word := each.strip(".,;:!?()«»\"“”'")))
    return PlaceFound(target.kind, target.name, target.kato, said, start, end)


def _house_of_block(scan: Scan, last: int, end: int) -> bool:
    """A number behind a microdistrict is a house where a word says so, or where a comma parts them."""
    between = scan.text[scan.ends[last - 1] : end].lower()
    return "/" in between or any(mark in between for mark in (",", "д", "үй", "уй", "dom", "uy"))
