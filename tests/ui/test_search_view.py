"""The search box: finds what may be seen, says when it cannot, and never more."""

from __future__ import annotations

from datetime import timedelta

import pytest
from streamlit.util import calc_hash

from desk.roles import Role
from tests.ui.screens import words
from ui.pace import Pace

ELSEWHERE = "750000000"


@pytest.fixture
def search(parts, sit, person):
    def look(words, role=Role.PRESS_OFFICE):
        screen = sit(person(role))
        screen._page_hash = calc_hash("search")
        screen.run()
        screen.text_input(key="filter-text").input(words).run()
        assert not screen.exception
        return screen

    return look


@pytest.fixture
def indexed(parts, write):
    def come_in(*texts, **more):
        write(*texts, **more)
        parts.relay.drain()

    return come_in


def test_what_was_written_is_found(search, indexed):
    indexed("Көшеде жарық жоқ", "Рақмет")
    screen = search("жарық")

    assert "1 post found" in words(screen)
    assert "Көшеде жарық жоқ" in words(screen)
    assert "Рақмет" not in words(screen)


def test_nothing_found_is_said(search, indexed):
    indexed("Рақмет")

    assert "Nothing was found" in words(search("трактор"))


def test_an_empty_box_asks_for_a_word(search, indexed):
    assert "Type a word" in words(search("   "))


def test_the_posts_of_another_territory_are_not_found(search, indexed):
    indexed("жарық бізде жоқ")
    indexed("жарық оларда жоқ", territory=ELSEWHERE, source="theirs")

    shown = words(search("жарық"))

    assert "бізде" in shown
    assert "оларда" not in shown
    assert "1 post found" in shown


def test_a_stale_index_shows_no_more_than_the_truth_allows(parts, search, indexed):
    indexed("жарық жоқ")
    with parts.store.writing() as records:
        (stored,) = records.every_post()
        source = records.source("chat")
        records.connection.exec_driver_sql("update posts set territory = ? where id = ?", (ELSEWHERE, stored.id))
        assert source.slug == "chat"

    assert "жарық жоқ" not in words(search("жарық"))


def test_a_page_that_may_not_be_seen_is_neither_counted_nor_the_end(parts, search, indexed, monkeypatch):
    monkeypatch.setattr("ui.components.finding.PAGE", 1)
    indexed("жарық бұрын жоқ", hours=5)
    indexed("жарық енді жоқ", hours=1, id="9")
    with parts.store.writing() as records:
        newest = max(each.id for each in records.every_post())
        records.connection.exec_driver_sql("update posts set territory = ? where id = ?", (ELSEWHERE, newest))

    screen = search("жарық")
    first = words(screen)
    assert "1 post found" in first
    assert "енді" not in first
    screen.button(key="search-older").click().run()

    assert "бұрын" in words(screen)


@pytest.mark.parametrize(
    "query",
    ["*a", "/(a+)+/", "territory:*", '"', "_exists_:x", "a" * 900, "( OR", "🙂", "line:new OR жарық", "'; drop"],
)
def test_an_odd_question_is_words_or_is_said_not_to_be_understood(search, indexed, query):
    indexed("жарық жоқ", territory=ELSEWHERE, source="theirs")
    screen = search(query)

    assert "жарық жоқ" not in words(screen)
    assert not screen.error


def test_the_search_away_is_said_and_the_queue_goes_on(parts, search, sit, person, write, settings):
    write("Көшеде жарық жоқ")
    settings.index_dir.parent.mkdir(exist_ok=True)
    settings.index_dir.write_text("this is no folder")

    screen = search("жарық")

    assert any("The search does not work" in each.value for each in screen.warning)
    assert "1 post · " in words(screen), "nothing was searched, so nothing was found"
    screen._page_hash = calc_hash("queue")
    screen.run()
    assert "Көшеде жарық жоқ" in words(screen)


def test_asking_without_end_is_refused_in_words(search, indexed, monkeypatch):
    monkeypatch.setattr("ui.components.finding.SEARCHES", Pace(1, timedelta(minutes=1)))
    indexed("жарық жоқ")
    screen = search("жарық")
    screen.text_input(key="filter-text").input("жоқ").run()

    assert any("too many searches" in each.value for each in screen.text)
    assert "жарық жоқ" not in words(screen)
