"""One reading of a text by all parts."""

from __future__ import annotations

import pytest

from desk.queries import Words
from desk.readings import NOWHERE, PlaceFound, PlaceKind, Reading, Surroundings
from language.reading import READ_POINTS, TextReader
from language.words import ANALYSER_VERSION


class Yard:
    """A list of places with one place in it."""

    def __init__(self, version: str) -> None:
        self.version = version

    def read(self, text: str, found: Words, around: Surroundings) -> tuple[PlaceFound, ...]:
        words = zip(found.exact, found.starts, found.ends, strict=True)
        at = [(start, end) for word, start, end in words if word == "двор"]
        return tuple(PlaceFound(PlaceKind.LANDMARK, "двор", None, (text[s:e],), s, e) for s, e in at)


def test_every_reading_is_marked_with_the_version_of_its_reader() -> None:
    reader = TextReader()

    assert reader.read("Су жоқ").version == reader.version
    assert reader.read("") == Reading(version=reader.version, kind_confidence=reader.read("").kind_confidence)
    assert reader.version.startswith(ANALYSER_VERSION)


def test_another_version_of_a_part_is_another_version_of_the_reader() -> None:
    versions = [TextReader().version, TextReader(places=Yard("1")).version, TextReader(places=Yard("2")).version]

    assert len(set(versions)) == 3
    assert TextReader(places=Yard("1")).version == versions[1]


def test_parts_look_at_the_words_of_the_text() -> None:
    (found,) = TextReader(places=Yard("1")).read("Наш Двор", NOWHERE).places

    assert (found.words, found.start, found.end) == (("Двор",), 4, 8)


@pytest.mark.parametrize(
    "text",
    ["", "😀" * 3000, "a\u0301" * 20_000, "\ud800" * 9, "\u202eabc\u202c", "сyЖоҚ" * 30_000, "\x00", "1 " * 50_000],
)
def test_no_text_is_too_odd_to_be_read(text: str) -> None:
    assert TextReader().read(text).version


def test_of_a_very_long_text_the_beginning_is_read() -> None:
    assert TextReader(places=Yard("1")).read("двор " + "а " * READ_POINTS + "двор").places[0].start == 0
