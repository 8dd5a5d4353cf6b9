"""The queue: every filter in the address, one or many posts at once, nothing lost."""

from __future__ import annotations

import pytest

from desk.incidents import State
from desk.posts import Line, SetAsideReason
from desk.queries import IncidentFilter, PostFilter
from desk.roles import Role, Scope
from tests.ui.screens import cards, choose_button, drawn, go, pick, press, words

EVERYTHING = Scope.everything()
PAYLOAD = "![x](http://127.0.0.1:9/p.png) <img src=x onerror=alert(1)>"


def posts(parts, *lines):
    with parts.store.reading() as records:
        return list(records.posts(PostFilter(lines=frozenset(lines or {Line.NEW})), EVERYTHING).items)


def incidents(parts):
    with parts.store.reading() as records:
        return list(records.incidents(IncidentFilter(), EVERYTHING).items)


@pytest.fixture
def clerk(person):
    return person(Role.PRESS_OFFICE, Role.COORDINATOR, login="aigul")


def test_many_posts_are_taken_at_once(parts, clerk, sit, write):
    write(*[f"Су жоқ {at}" for at in range(7)])
    screen = go(sit(clerk).run(), "queue")
    pick(screen, "queue", *[each.id for each in posts(parts)])

    press(screen, "sort-take")

    assert [each.posts for each in incidents(parts)] == [7]
    assert cards(screen) == []
    assert "pick-queue" not in screen.session_state


def test_what_is_picked_and_no_longer_there_is_not_taken(parts, clerk, sit, write):
    write("Бір", "Екі")
    first, second = posts(parts)
    screen = go(sit(clerk).run(), "queue")
    pick(screen, "queue", first.id, second.id)
    parts.casework.take(parts.make_actor(clerk), [second.id])

    screen.run()
    press(screen, "sort-take")

    assert sorted(each.posts for each in incidents(parts)) == [1, 1]


def test_posts_get_tags_and_lose_them_and_are_found_by_them(parts, clerk, sit, write):
    write("Мектепте суық", "Жол")
    road, school = sorted(posts(parts), key=lambda each: each.post.text)
    screen = go(sit(clerk).run(), "queue")
    pick(screen, "queue", school.id)
    choose_button(screen, "sort-kind", "tag")
    screen.text_input(key="sort-new-tags").input("қыс, мектеп")
    press(screen, "sort-tag")

    assert sorted(next(each for each in posts(parts) if each.id == school.id).tags) == ["мектеп", "қыс"]
    assert screen.session_state["pick-queue"] == [school.id], "the post stays picked: something else may follow"
    screen.multiselect(key="sort-remove-tags").set_value(["қыс"])
    press(screen, "sort-tag")
    shown = go(sit(clerk).run(), "queue", tag="мектеп")
    assert [each["text"] for each in cards(shown)] == [school.post.text]
    assert cards(go(sit(clerk).run(), "queue", tag="қыс")) == []
    assert road.post.text not in words(shown)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["жаңа", "ескі су жоқ"]),
        ({"period": "today"}, None),
        ({"period": "month"}, ["жаңа", "ескі су жоқ"]),
        ({"network": "telegram"}, ["жаңа", "ескі су жоқ"]),
        ({"network": "instagram"}, []),
        ({"text": "ескі"}, ["ескі су жоқ"]),
        ({"text": "ескі", "network": "instagram"}, []),
        ({"late": "1"}, ["ескі су жоқ"]),
        ({"source": "nowhere"}, []),
        ({"tag": PAYLOAD}, []),
        ({"period": "../x", "territory": "'", "reason": "x", "from": "yesterday"}, ["жаңа", "ескі су жоқ"]),
    ],
    ids=str,
)
def test_every_filter_lives_in_the_address(parts, clerk, sit, write, query, found):
    write("жаңа", hours=0.02)
    write("ескі су жоқ", hours=24 * 10, source="old")
    parts.relay.drain()

    screen = go(sit(clerk).run(), "queue", **query)

    assert not screen.exception
    if found is not None:
        assert [each["text"] for each in cards(screen)] == found


def test_filters_are_cleared_with_one_button(clerk, sit, write):
    write("Су")
    screen = go(sit(clerk).run(), "queue", network="instagram", period="month")
    assert "No post fits these filters." in words(screen)

    press(screen, "filters-clear")

    assert [each["text"] for each in cards(screen)] == ["Су"]
    assert "network" not in screen.query_params


def test_back_and_next_walk_the_same_pages(clerk, sit, write):
    write(*[f"хабарлама {at:03}" for at in range(120)])
    screen = go(sit(clerk).run(), "queue")
    first = [each["id"] for each in cards(screen)]
    press(screen, "queue-older")
    second = [each["id"] for each in cards(screen)]
    press(screen, "queue-older")

    assert len(cards(screen)) == 20
    press(screen, "queue-newer")
    assert [each["id"] for each in cards(screen)] == second
    press(screen, "queue-newer")
    assert [each["id"] for each in cards(screen)] == first


def test_an_answer_that_stands_already_is_given_by_its_link_alone(parts, clerk, sit, write):
    write("Қашан?")
    screen = go(sit(clerk).run(), "queue")
    pick(screen, "queue", posts(parts)[0].id)
    choose_button(screen, "sort-kind", "at-once")
    screen.text_area(key="sort-text").input("https://t.me/ozen/77")
    topic = next(slug for slug in parts.catalogues().topics if slug not in parts.catalogues().topics.restricted)
    screen.selectbox(key="sort-topic").set_value(topic)
    press(screen, "sort-answer")

    assert not screen.error
    assert [each.state for each in incidents(parts)] == [State.CLOSED]


def test_a_conversation_opens_with_what_stood_before_and_after(parts, clerk, sit, write):
    write("Сұрақ")
    stored = posts(parts)[0]
    screen = go(sit(clerk).run(), "queue")
    screen.session_state["_conversation"] = stored.id
    screen.run()

    assert [data["items"][0]["text"] for data in drawn(screen) if data["kind"] == "posts"] == ["Сұрақ", "Сұрақ"]


def test_a_conversation_shows_nothing_of_another_territory(parts, clerk, sit, write):
    write("біздікі")
    write("олардікі", territory="750000000", source="theirs")
    theirs = next(each for each in posts(parts) if each.post.text == "олардікі")
    screen = go(sit(clerk).run(), "queue")
    screen.session_state["_conversation"] = theirs.id

    assert "олардікі" not in words(screen.run())


def test_a_link_is_shown_with_the_site_it_leads_to(parts, clerk, sit, write):
    write("Су жоқ")
    with parts.store.writing() as records:
        records.connection.exec_driver_sql("update posts set url = 'javascript:alert(1)'")

    (card,) = cards(go(sit(clerk).run(), "queue"))

    assert card["link"] == ""


def test_set_aside_posts_come_back(parts, clerk, sit, write):
    write("Рақмет", "Су")
    thanks = next(each for each in posts(parts) if each.post.text == "Рақмет")
    parts.casework.set_aside(parts.make_actor(clerk), [thanks.id], SetAsideReason.THANKS)
    screen = go(sit(clerk).run(), "archive")
    assert [each["text"] for each in cards(screen)] == ["Рақмет"]
    assert cards(go(sit(clerk).run(), "archive", reason="news")) == []

    pick(screen, "archive", thanks.id)
    press(screen, "sort-back")

    assert len(posts(parts)) == 2
    assert "No post stands here." in words(screen)


@pytest.mark.parametrize("after", ["nonsense", "W10=", "-1"])
def test_a_page_that_does_not_exist_is_the_first_one(clerk, sit, write, after):
    write("Су")

    screen = go(sit(clerk).run(), "queue", after=after)

    assert [each["text"] for each in cards(screen)] == ["Су"]
    assert [each.value for each in screen.title] == ["Queue"]
    assert not screen.error
