"""What a change of a catalogue would make of posts: counted, with examples, and never over what people corrected."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count

from desk.posts import Line, Post, PostKey, StoredPost
from desk.previews import EXAMPLES, Preview, places_told, preview, topics_told
from desk.readings import (
    Correction,
    PlaceFound,
    PlaceKind,
    Reading,
    TopicFound,
    Trait,
)

AT = datetime(2026, 11, 1, 9, tzinfo=UTC)
WATER, HEAT = "water", "heat"


@dataclass(frozen=True)
class ByWord:
    """Finds a topic where its word stands in the text."""

    words: dict[str, str]

    def read(self, text: str) -> Reading:
        return Reading(topics=tuple(TopicFound(id, id, 1.0) for word, id in self.words.items() if word in text))


NOW = ByWord({"вода": WATER, "тепло": HEAT})
THEN = ByWord({"вода": WATER, "кран": WATER, "тепло": HEAT})


def post(text: str, id: int = 1, **more: object) -> StoredPost:
    return StoredPost(id, Post(PostKey("vk", "1", str(id)), text, AT, AT), Line.NEW, "chat", "750000000", 1, **more)  # type: ignore[arg-type]


def look(*posts: StoredPost, then: ByWord = THEN, **more: object) -> Preview:
    def both(each: StoredPost) -> tuple[Reading, Reading]:
        return NOW.read(each.post.text), then.read(each.post.text)

    return preview(posts, both, topics_told, frozenset({WATER}), {}, **more)  # type: ignore[arg-type]


def seen(*texts: str, **more: object) -> Preview:
    return look(*(post(text, id) for id, text in enumerate(texts, 1)), **more)  # type: ignore[arg-type]


def test_posts_that_would_match_and_those_read_otherwise_are_counted():
    found = seen("нет вода", "течёт кран", "тепло", "тепло и кран", "привет")

    assert (found.read, found.matched_before, found.matched, found.otherwise) == (5, 1, 3, 2)
    assert found.is_whole
    assert [(each.before, each.after) for each in found.examples] == [((), (WATER,)), ((HEAT,), (WATER,))]


def test_nothing_is_otherwise_where_the_readers_are_the_same():
    found = seen("течёт кран", "вода", then=NOW)

    assert (found.matched, found.matched_before, found.otherwise, found.examples) == (1, 1, 0, ())


def test_what_a_person_corrected_stays_in_the_preview_too():
    found = look(post("течёт кран", corrections=(Correction(Trait.TOPIC, HEAT, WATER, "aigul", AT),)))

    assert (found.matched, found.otherwise) == (0, 0)


def test_the_look_ends_when_its_time_is_over():
    ticks = count()
    found = seen("кран", "кран", "кран", enough=lambda: next(ticks) >= 2)

    assert (found.read, found.is_whole) == (2, False)


def test_examples_of_the_entry_itself_come_first_and_are_few():
    then = ByWord({"кран": WATER, "вода": HEAT, "дым": HEAT})
    found = seen(*["дым"] * 20, "кран", then=then)

    assert len(found.examples) == EXAMPLES
    assert found.examples[0].after == (WATER,)
    assert found.otherwise == 21


def test_places_are_told_by_their_names_each_once_and_only_where_the_text_names_them():
    street = PlaceFound(PlaceKind.STREET, "Абая", start=3, end=7)
    village = PlaceFound(PlaceKind.VILLAGE, "Арман", start=10, end=15)
    reading = Reading(places=(street, village, street, PlaceFound(PlaceKind.TERRITORY, "Аудан")))

    assert places_told(reading) == ("Абая", "Арман")
    assert topics_told(reading) == ()
