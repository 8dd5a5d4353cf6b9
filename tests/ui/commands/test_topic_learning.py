"""`nazar language learn`: corrections of the desk become a model, and the next reading uses it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing

from desk.readings import Correction, Trait
from tests.ui.commands.conftest import NOW, Console

STREETS = ("Абая", "Сатпаева", "Гоголя", "Мира", "Садовая", "Ауэзова", "Толе", "Жандосова", "Пушкина", "Ленина")
SLANG = (
    ("Шарик с улицы {} опять кидается", "stray-dogs"),
    ("На {} подвеска стучит, сил нет", "potholes"),
    ("Бабай с {} ходит за хлебом через канаву", "road-building"),
)
TEXTS = tuple(
    (text.format(street) + "!" * more, topic) for more in range(5) for street in STREETS for text, topic in SLANG
)
TOPIC = {"road-building": "road-building"}


def correct_all(nazar: Console, count: int) -> None:
    """A person's word on the topic of the first posts."""
    said = dict(TEXTS)
    with closing(nazar.open_parts()) as parts, parts.store.writing() as records:
        for post in records.every_post(after=0, limit=1_000)[:count]:
            correction = Correction(Trait.TOPIC, said[post.post.text], "", "aigul", NOW)
            records.correct(post.id, correction, restricted=None, due_at=None)


def test_too_few_corrections_teach_nothing(nazar: Console, brought: Callable[..., list[str]]) -> None:
    brought(*(text for text, _ in TEXTS))
    correct_all(nazar, 99)

    assert nazar("language", "learn", "--json").json == {"version": None}


def test_what_people_corrected_is_read_so_from_then_on(nazar: Console, brought: Callable[..., list[str]]) -> None:
    brought(*(text for text, _ in TEXTS))
    correct_all(nazar, len(TEXTS))
    before = nazar("read", "Бабай с Тимирязева ходит за хлебом через канаву", "--json").json

    told = nazar("language", "learn", "--json").json

    assert told["used"]
    assert told["figures"]["corrections"] == len(TEXTS)
    assert told["figures"]["accuracy"] > told["figures"]["rules"]
    after = nazar("read", "Бабай с Тимирязева ходит за хлебом через канаву", "--json").json
    assert [each["id"] for each in before["topics"]][:1] != ["road-building"]
    assert after["topics"][0]["id"] == "road-building"
    assert after["analyser_version"] != before["analyser_version"]
    assert nazar("language", "learn", "--json").json == {"version": None}
