"""Places: what people call them, tried on last month's posts before it is kept, each inside its territory."""

from __future__ import annotations

import pytest

from desk.readings import PlaceKind
from desk.roles import Role
from tests.ui.conftest import PAYLOAD
from tests.ui.screens import drawn, go, press, words
from ui import amendments

VILLAGE = "113220000"
ABAI = {"kind": "street", "names": {"kk": "Зүзік", "ru": "Зузикская"}, "forms": ["зузик"]}


@pytest.fixture
def editor(person):
    return person(Role.COORDINATOR, login="editor")


@pytest.fixture
def open_at(editor, sit):
    def opened(**query):
        return go(sit(editor).run(), "places", **query)

    return opened


@pytest.fixture
def street(parts, editor):
    amendments.change(parts, parts.make_actor(editor), "places", [("zuzik", ABAI)])


def items(screen):
    return {item["number"]: item for data in drawn(screen) if data["kind"] == "incidents" for item in data["items"]}


def journal(parts):
    with parts.store.reading() as records:
        return [(line.entry.action, line.entry.key) for line in records.journal(kind="catalogue")]


def places(parts):
    parts.forget_catalogues()
    return parts.catalogues().places


def fill(screen, kk="Зүзік", ru="Зузикская", forms=""):
    screen.text_input(key="place-new-kk").input(kk)
    screen.text_input(key="place-new-ru").input(ru)
    screen.text_area(key="place-new-forms").input(forms)


def test_a_street_is_added_and_texts_name_it_at_once(parts, open_at):
    screen = open_at(new="1")
    fill(screen, forms="зузик\n\nзузик")

    press(screen, "place-new-save")

    added = places(parts)["zuzikskaia"]
    assert (added.kind, added.forms, added.territory) == (PlaceKind.STREET, ("зузик",), None)
    assert journal(parts) == [("catalogue-change", "places/zuzikskaia")]
    assert [each.kind for each in parts.reader.read("На улице Зузикской темно").places] == [PlaceKind.STREET]


def test_places_are_listed_with_all_that_they_are_called(street, open_at):
    shown = items(open_at(text="зузик"))

    assert list(shown) == ["zuzik"]
    assert (shown["zuzik"]["title"], shown["zuzik"]["notes"][0]) == ("Зузикская", "Зүзік, зузик")
    assert items(open_at(kind="village", text="зузик")) == {}


def test_a_look_shows_which_posts_would_name_the_place(parts, open_at, write):
    write("Мкр Бузун без света", "На Зузике темно, пишите на a.b@example.kz", "Спасибо")
    screen = open_at(new="1")
    fill(screen, forms="Зузик")

    press(screen, "place-new-look")

    said = words(screen)
    assert "Would now match 1 post of last month" in said
    assert "nothing → Зүзік (Зузикская)" in said
    assert "a.b@example.kz" not in said
    assert "zuzikskaia" not in places(parts)


def test_a_place_without_a_name_is_told_beside_the_field(parts, open_at):
    screen = open_at(new="1")
    screen.text_input(key="place-new-kk").input("Зүзік")
    before = len(places(parts))

    press(screen, "place-new-save")

    assert any("Name in Russian" in each.value for each in screen.text if each.value.startswith("! "))
    assert len(places(parts)) == before


def test_old_names_are_changed_without_touching_the_rest(parts, street, open_at):
    screen = open_at(place="zuzik")
    screen.text_area(key="place-zuzik-old").input("Ленина")

    press(screen, "place-zuzik-save")

    assert places(parts)["zuzik"].old == ("Ленина",)
    assert places(parts)["zuzik"].forms == ("зузик",)


def test_a_removal_is_tried_first(parts, street, open_at, write):
    write("На улице Зузикской темно")
    screen = open_at(place="zuzik")

    press(screen, "place-zuzik-remove-look")

    assert "Would now match 0 posts of last month" in words(screen)
    assert "zuzik" in places(parts)


def test_a_place_is_taken_away(parts, street, open_at):
    screen = open_at(place="zuzik")

    press(screen, "place-zuzik-remove")

    assert "zuzik" not in places(parts)
    assert journal(parts)[0] == ("catalogue-change", "places/zuzik")


def test_who_manages_a_part_changes_only_the_places_in_it(parts, street, person, sit):
    screen = go(sit(person(Role.COORDINATOR, login="village", territory=VILLAGE)).run(), "places")
    assert "zuzik" not in items(screen)

    screen = go(screen, "places", new="1")
    fill(screen)
    press(screen, "place-new-save")

    assert places(parts)["zuzikskaia"].territory == VILLAGE


def test_names_are_text_wherever_they_stand(parts, editor, open_at):
    names = {"kk": "А", "ru": PAYLOAD.replace("\u202e", "")}
    amendments.change(parts, parts.make_actor(editor), "places", [("bad", {"kind": "street", "names": names})])

    assert not [each for each in open_at().markdown if "<img" in each.value]
    screen = open_at(place="bad")
    assert not screen.exception
    assert not [each for each in screen.markdown if "<img" in each.value]
