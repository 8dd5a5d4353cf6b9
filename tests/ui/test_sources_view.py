"""Sources: what came is told, what can be changed is changed by one door, each by who looks after that place."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from streamlit.util import calc_hash

from desk.ports import Batch
from desk.posts import Refused
from desk.roles import ALLOWED, Action, Role
from desk.sources import Source, SourceState
from desk.works import LongWork, WorkKind, WorkState

DISTRICT, ELSEWHERE = "113200000", "750000000"
PAYLOAD = "![x](http://127.0.0.1:9/p.png) <img src=x onerror=alert(1)> :red[x] # heading"


@pytest.fixture
def page(sit, person):
    def look(user=None, **query):
        screen = sit(user or person(Role.COORDINATOR, login="aigul"), **query)
        screen._page_hash = calc_hash("sources")
        screen.run()
        assert not screen.exception
        return screen

    return look


def words(screen):
    return "\n".join(str(getattr(each, "value", "")) for each in screen.main)


def press(screen, key):
    screen.button(key=key).click()
    screen.run()
    assert not screen.exception
    return screen


def known(parts, slug="chat"):
    with parts.store.reading() as records:
        return records.source(slug)


def keep(parts, slug="chat", title="Чат", territory=DISTRICT, way="telegram", **more):
    with parts.store.writing() as records:
        return records.keep_source(Source(slug, way, title, parts.now(), territory, **more))


def test_an_empty_desk_says_how_a_source_comes_to_be(page):
    assert "There is no source yet." in words(page())


def test_what_came_and_when_is_told(parts, page, write):
    write("Су жоқ", "Жол жоқ", source="chat", source_title="Өзен чаты", hours=30)
    with parts.store.writing() as records:
        source = records.source("chat")
        records.receive(Batch(source, refused=[Refused("f.json", 7, "bad-json", "x", b"{")]))

    shown = words(page())

    assert "Өзен чаты" in shown
    assert "2 posts · today 0 · in the last 7 days 2" in shown
    assert "Nothing since " in shown
    assert "Files that people bring" in shown


def test_a_live_source_that_brings_nothing_is_silent(parts):
    from ui.views.sources import is_silent

    now = parts.now()
    live = keep(parts, last_published_at=now - timedelta(days=4))
    assert is_silent(live, now)
    assert not is_silent(keep(parts, last_published_at=now - timedelta(days=2)), now)
    assert not is_silent(keep(parts, way="import", last_published_at=now - timedelta(days=99)), now)
    assert not is_silent(keep(parts, state=SourceState.PAUSED, last_published_at=now - timedelta(days=99)), now)


@pytest.mark.parametrize("role", Role, ids=lambda role: role.value)
def test_only_who_looks_after_sources_sees_them_and_only_their_own(role, parts, person, page):
    keep(parts, "ours", "Біздің чат")
    keep(parts, "theirs", "Чужой чат", ELSEWHERE)

    shown = words(page(person(role, department="roads"), source="theirs"))

    assert ("Біздің чат" in shown) == (role in ALLOWED[Action.MANAGE_SOURCES])
    assert "Чужой чат" not in shown


def test_a_name_and_a_territory_are_changed_with_one_line_of_the_journal(parts, page):
    keep(parts)
    village = below(parts)
    screen = page(source="chat")
    screen.text_input(key="title-chat").input("Жаңа атау")
    screen.selectbox(key="territory-chat").set_value(village)
    press(screen, "save-chat")

    assert (known(parts).title, known(parts).territory) == ("Жаңа атау", village)
    assert journal(parts) == ["source-edit"]


def below(parts):
    return next(iter(parts.catalogues().territories.children_of(DISTRICT))).code


def journal(parts, key="chat"):
    with parts.store.reading() as records:
        return [line.entry.action for line in records.journal(key=key)]


def test_what_would_move_is_shown_before_it_moves(parts, page, write):
    write("Су жоқ", "Жол жоқ", source="chat")
    screen = page(source="chat")
    tomorrow = (parts.now() + timedelta(days=2)).date().isoformat()
    screen.text_input(key="since-chat").input(tomorrow)
    press(screen, "preview-chat")

    assert "2 posts from the queue into the archive" in words(screen)
    assert known(parts).work_from is None
    assert journal(parts) == []

    press(screen, "move-chat")
    (work,) = parts.longwork.seen_by(parts.actor("aigul"))
    assert (work.kind, work.total, work.state) == (WorkKind.LINES, 2, WorkState.WAITING)
    assert journal(parts) == ["source-work-from"]
    assert "waiting for its turn" in words(screen)
    assert "from the queue into the archive" not in words(screen)


def test_a_date_that_is_none_is_refused_and_stays_typed(parts, page):
    keep(parts)
    screen = page(source="chat")
    screen.text_input(key="since-chat").input("вчера")
    press(screen, "preview-chat")

    assert screen.error
    assert screen.text_input(key="since-chat").value == "вчера"


def test_a_source_is_switched_off_and_on(parts, page):
    keep(parts)
    screen = press(page(source="chat"), "off-chat")
    assert known(parts).state is SourceState.PAUSED

    press(screen, "on-chat")
    assert known(parts).state is SourceState.ACTIVE
    assert journal(parts) == ["source-paused", "source-active"]


def test_a_source_is_erased_only_when_its_name_is_typed(parts, page):
    keep(parts, title=f"Чат {PAYLOAD}")
    screen = page(source="chat")
    screen.text_input(key="erase-name-chat").input("Чат")
    press(screen, "erase-chat")
    assert screen.error
    assert parts.longwork.seen_by(parts.actor("aigul")) == []

    screen.text_input(key="erase-name-chat").input(f"Чат {PAYLOAD}")
    press(screen, "erase-chat")
    assert [work.kind for work in parts.longwork.seen_by(parts.actor("aigul"))] == [WorkKind.PURGE]


def test_an_account_answers_for_us_until_it_is_ended(parts, page):
    screen = page()
    screen.text_input(key="voice-network").input("telegram")
    screen.text_input(key="voice-account").input("@akimat")
    press(screen, "voice-add")
    assert [each.account for each in parts.voices()] == ["@akimat"]
    assert "telegram · @akimat" in words(screen)

    press(screen, "voice-end-0")
    assert not parts.voices()[0].speaks_at(parts.now() + timedelta(minutes=1))


def test_whoever_looks_after_a_part_does_not_name_voices(parts, person, page):
    keep(parts, territory=below(parts))
    screen = page(person(Role.COORDINATOR, territory=below(parts)))

    assert "Чат" in words(screen)
    assert "answer for us" not in "".join(each.value for each in screen.header)


def test_a_right_taken_away_changes_nothing_more(parts, person, page):
    keep(parts)
    user = person(Role.COORDINATOR, login="aigul")
    screen = page(user, source="chat")
    person(Role.OBSERVER, login="other")
    with parts.store.writing() as records:
        records.end_sessions(user.id, parts.now())
    screen.text_input(key="title-chat").input("Жаңа атау")
    screen.button(key="save-chat").click()
    screen.run()

    assert known(parts).title == "Чат"


def test_titles_errors_and_work_that_play_tricks_stay_words(parts, page):
    keep(parts, title=PAYLOAD, last_error=PAYLOAD)
    now = parts.now()
    options = {"territory": DISTRICT, "title": PAYLOAD}
    work = LongWork(WorkKind.PURGE, "chat", "aigul", now, None, options, state=WorkState.RUNNING, error=PAYLOAD)
    with parts.store.writing() as records:
        records.ask_work(replace(work, done=10, total=40, stretch_at=now - timedelta(seconds=10), beat_at=now))
    for screen in (page(), page(source="chat")):
        assert PAYLOAD in words(screen)
        assert "10 of 40 · 25 % · 1 a second · less than a minute left" in words(screen)
        spoken = [*screen.markdown, *screen.caption, *screen.info, *screen.success]
        assert not any("onerror" in each.value for each in spoken)
        assert not any("onerror" in each.label for each in [*screen.button, *screen.checkbox, *screen.expander])


def test_the_work_of_another_territory_is_not_shown(parts, page):
    options = {"territory": ELSEWHERE, "title": "Чужой"}
    with parts.store.writing() as records:
        records.ask_work(LongWork(WorkKind.PURGE, "theirs", "yerlan", parts.now(), None, options))

    assert "Чужой" not in words(page())


def test_the_search_is_built_anew_by_who_looks_after_everything(parts, sit, person):
    for role, may in ((Role.COORDINATOR, True), (Role.CONTROLLER, False)):
        screen = sit(person(role))
        screen._page_hash = calc_hash("search")
        screen.run()
        assert not screen.exception
        assert any(each.key == "index-rebuild" for each in screen.button) is may
        if may:
            press(screen, "index-rebuild")
            assert "Building the search anew" in words(screen)

    (work,) = parts.longwork.seen_by(parts.actor("coordinator"))
    assert (work.kind, work.state) == (WorkKind.REBUILD, WorkState.WAITING)
