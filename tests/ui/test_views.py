"""Every view as its people see it: empty, filled, and not at all where the role does not allow it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desk.errors import StoreError
from desk.incidents import Outcome, State
from desk.posts import Line, SetAsideReason
from desk.queries import IncidentFilter, PostFilter
from desk.roles import ALLOWED, Action, Role, Scope
from tests.ui.screens import cards, choose, choose_button, go, pick, press, words
from ui.navigation import VIEWS

EVERYTHING = Scope.everything()
DISTRICT = "113200000"
ELSEWHERE = "750000000"
PAYLOAD = (
    "![x](http://127.0.0.1:9/p.png) [click](javascript:alert(1)) <img src=x onerror=alert(1)> "
    "<script>alert(1)</script> $\\href{javascript:alert(1)}{x}$ :red[red] # heading"
)
EVERY_ROLE = (Role.PRESS_OFFICE, Role.COORDINATOR, Role.EXECUTOR, Role.CONTROLLER)


def posts(parts, *lines):
    with parts.store.reading() as records:
        return list(records.posts(PostFilter(lines=frozenset(lines or {Line.NEW})), EVERYTHING).items)


def incidents(parts):
    with parts.store.reading() as records:
        return list(records.incidents(IncidentFilter(), EVERYTHING).items)


@pytest.mark.parametrize("role", Role, ids=lambda role: role.value)
def test_a_role_sees_just_the_pages_it_may_see(role, person, sit, write):
    write("Өзен көшесінде жарық жоқ")
    screen = sit(person(role, department="roads")).run()

    for view in VIEWS:
        go(screen, view.path)
        assert not screen.exception
        assert (view.title in [each.value for each in screen.title]) == (role in ALLOWED[view.action])
        if role not in ALLOWED[Action.SEE_POSTS]:
            assert "жарық" not in words(screen)


def test_an_empty_queue_says_what_to_expect(person, sit):
    screen = go(sit(person(*EVERY_ROLE)).run(), "queue")

    assert "Nothing waits here" in words(screen)
    assert screen.text[0].value == "0 posts wait"


def test_the_queue_shows_what_came_newest_first(person, sit, write):
    write("first", "second")
    screen = go(sit(person(Role.PRESS_OFFICE)).run(), "queue")

    shown = words(screen)
    assert shown.index("first") < shown.index("second")
    assert "2 posts wait" in shown
    assert "Айгүл" not in shown, "authors are masked"


def test_a_page_has_fifty_posts_and_the_next_the_rest(person, sit, write):
    write(*[f"хабарлама {at:03}" for at in range(60)])
    screen = go(sit(person(Role.PRESS_OFFICE)).run(), "queue")

    assert len(cards(screen)) == 50
    press(screen, "queue-older")
    assert len(cards(screen)) == 10
    press(screen, "queue-newer")
    assert "хабарлама 000" in words(screen)


def test_a_filter_lives_in_the_address(person, sit, write):
    write("Жол", source="chat")
    write("Су", source="phone", source_title="109")
    user = person(Role.PRESS_OFFICE)

    screen = go(sit(user).run(), "queue")
    choose(screen, "filter-source", "phone")
    assert screen.query_params["source"] == "phone"
    assert "Су" in words(screen)
    assert "Жол" not in words(screen)

    linked = sit(user, source="phone")
    assert "Жол" not in words(go(linked, "queue"))


def test_overdue_only_leaves_what_nobody_sorted_in_time(person, sit, write):
    write("Су жоқ (fresh)", hours=0.1)
    write("Су жоқ (old)", hours=24 * 9, source="old")
    screen = go(sit(person(Role.PRESS_OFFICE)).run(), "queue")

    screen.checkbox(key="filter-late").check().run()

    assert "old" in words(screen)
    assert "fresh" not in words(screen)


def test_nobody_sees_the_posts_of_another_territory(person, sit, write):
    write("ours")
    write("theirs", territory=ELSEWHERE, source="theirs")

    screen = go(sit(person(Role.PRESS_OFFICE)).run(), "queue")

    assert "ours" in words(screen)
    assert "theirs" not in words(screen)
    assert "theirs" not in screen.selectbox(key="filter-source").options


@pytest.fixture
def alone(person):
    """One person who holds all roles, as in a village."""
    return person(*EVERY_ROLE, login="aigul", name="Айгүл Серік", department="akimat")


def test_the_whole_road_by_one_person(parts, alone, sit, write):
    write("Жарық жоқ", "Жарық қашан болады?")
    screen = go(sit(alone).run(), "queue")
    pick(screen, "queue", *[stored.id for stored in posts(parts)])

    screen.text_input(key="sort-title").input("Жарық").run()
    press(screen, "sort-take")
    assert [each.value for each in screen.success] == ["The incident is there."]
    (incident,) = incidents(parts)
    assert (incident.posts, incident.title) == (2, "Жарық")
    assert posts(parts) == []

    screen.query_params["number"] = incident.number
    go(screen, "incidents")
    assert [each.value for each in screen.title] == [f"Incident {incident.number}"]
    number = incident.number
    choose(screen, f"{number}-assign-department", "roads")
    press(screen, f"{number}-do-assign")
    press(screen, f"{number}-do-take-up")
    screen.text_area(key=f"{number}-submit-text").input("Шам ауыстырылды")
    press(screen, f"{number}-do-submit")
    assert "Шам ауыстырылды" in words(screen)
    press(screen, f"{number}-do-accept")
    screen.text_input(key=f"{number}-publish-link").input("https://t.me/ozen/5")
    press(screen, f"{number}-do-publish")
    press(screen, f"{number}-do-close")

    (closed,) = incidents(parts)
    assert (closed.state, closed.outcome) == (State.CLOSED, Outcome.SOLVED)
    assert "Айгүл Серік" in words(screen)
    press(screen, f"{number}-choose-reopen")
    press(screen, f"{number}-do-reopen")
    assert incidents(parts)[0].state is State.ASSIGNED


def test_an_answer_goes_back_with_a_reason(parts, alone, sit, write):
    screen = submitted(parts, alone, sit, write)

    number = incidents(parts)[0].number
    press(screen, f"{number}-choose-return")
    press(screen, f"{number}-do-return")

    assert incidents(parts)[0].state is State.RETURNED
    assert "a formal answer" in words(screen)


@pytest.mark.parametrize(
    ("answer", "is_said"), [("Жөнделді", False), ("Вода в вашем доме будет сегодня вечером", True)]
)
def test_an_answer_in_another_language_than_the_question_says_so(parts, alone, sit, write, answer, is_said):
    screen = submitted(parts, alone, sit, write, "Бізде екі күннен бері су жоқ", answer)

    assert ("asked in Kazakh, answered in Russian" in words(screen)) is is_said


def submitted(parts, user, sit, write, question="Су жоқ", answer="Жөнделді"):
    write(question)
    actor = parts.make_actor(user)
    incident = parts.casework.take(actor, [posts(parts)[0].id], topic=None)
    parts.casework.assign(actor, incident.number, "roads")
    parts.casework.submit(actor, incident.number, answer, Outcome.SOLVED)
    screen = sit(user).run()
    screen.query_params["number"] = incident.number
    return go(screen, "incidents")


def test_posts_join_an_incident(parts, alone, sit, write):
    write("Су жоқ", "Су тағы жоқ")
    first, second = posts(parts)
    number = parts.casework.take(parts.make_actor(alone), [first.id]).number
    screen = go(sit(alone).run(), "queue")
    pick(screen, "queue", second.id)

    choose_button(screen, "sort-kind", "join")
    press(screen, "sort-join")

    assert [(each.number, each.posts) for each in incidents(parts)] == [(number, 2)]


def test_a_post_is_set_aside_with_a_reason(parts, alone, sit, write):
    write("Рақмет!")
    screen = go(sit(alone).run(), "queue")
    pick(screen, "queue", posts(parts)[0].id)

    choose_button(screen, "sort-kind", "set-aside")
    choose(screen, "sort-reason", SetAsideReason.THANKS)
    press(screen, "sort-aside")

    assert [each.set_aside for each in posts(parts, Line.SET_ASIDE)] == ["thanks"]


def test_a_missing_note_is_asked_for_and_nothing_typed_is_lost(parts, alone, sit, write):
    write("Су жоқ")
    screen = go(sit(alone).run(), "queue")
    pick(screen, "queue", posts(parts)[0].id)

    choose_button(screen, "sort-kind", "set-aside")
    choose(screen, "sort-reason", SetAsideReason.OTHER)
    press(screen, "sort-aside")

    assert screen.error
    assert len(posts(parts)) == 1


def test_a_post_is_answered_at_once(parts, alone, sit, write):
    write("Мектеп қашан ашылады?")
    screen = go(sit(alone).run(), "queue")
    pick(screen, "queue", posts(parts)[0].id)

    choose_button(screen, "sort-kind", "at-once")
    screen.text_area(key="sort-text").input("1 қыркүйекте\nhttps://t.me/ozen/9")
    choose(screen, "sort-outcome", Outcome.EXPLAINED)
    choose(screen, "sort-topic", next(iter(parts.catalogues().topics)))
    press(screen, "sort-answer")

    assert not screen.error
    (incident,) = incidents(parts)
    assert (incident.state, incident.outcome) == (State.CLOSED, Outcome.EXPLAINED)


def test_whoever_was_slower_is_told_who_and_keeps_what_they_typed(parts, alone, sit, write, person):
    write("Су жоқ")
    actor = parts.make_actor(alone)
    number = parts.casework.take(actor, [posts(parts)[0].id]).number
    parts.casework.assign(actor, number, "roads")
    screen = sit(alone).run()
    screen.query_params["number"] = number
    go(screen, "incidents")
    press(screen, f"{number}-choose-submit")
    other = parts.make_actor(person(Role.COORDINATOR, login="yerlan"))
    parts.casework.close_without_answer(other, number)

    screen.text_area(key=f"{number}-submit-text").input("Ұзақ жазылған жауап")
    press(screen, f"{number}-do-submit")

    assert "Somebody was faster" in screen.error[0].value
    assert "yerlan" in words(screen)
    assert "Ұзақ жазылған жауап" in [each.value for each in screen.code]
    assert incidents(parts)[0].state is State.CLOSED


def test_a_right_taken_away_is_gone_with_the_next_click(parts, alone, sit, write):
    write("Су жоқ")
    screen = go(sit(alone).run(), "queue")
    pick(screen, "queue", posts(parts)[0].id)
    with parts.store.writing() as records:
        records.keep_user(replace(records.user("aigul"), grants=(), epoch=2))

    screen.button(key="sort-take").click()
    screen.run()

    assert incidents(parts) == []
    assert "signed out" in screen.warning[0].value
    assert "Су жоқ" not in words(screen)


def test_an_incident_of_others_is_as_unknown_as_none(parts, person, sit, write):
    write("theirs", territory=ELSEWHERE, source="theirs")
    there = person(*EVERY_ROLE, login="there", territory=ELSEWHERE, department="roads")
    number = parts.casework.take(parts.make_actor(there), [posts(parts)[0].id]).number

    def told(number):
        screen = sit(person(Role.COORDINATOR, login=f"c-{number}")).run()
        screen.query_params["number"] = number
        return words(go(screen, "incidents")).replace(number, "N")

    assert "theirs" not in told(number)
    assert told(number) == told("2026-999999")


def test_an_executor_sees_only_what_their_department_has(parts, alone, person, sit, write):
    write("Жол", "Су")
    road, water = posts(parts)
    actor = parts.make_actor(alone)
    for stored, department in ((road, "roads"), (water, "housing")):
        number = parts.casework.take(actor, [stored.id], title=stored.post.text).number
        parts.casework.assign(actor, number, department)

    shown = words(go(sit(person(Role.EXECUTOR, department="roads")).run(), "incidents"))

    assert "Жол" in shown
    assert "Су" not in shown


def test_an_author_is_named_to_those_who_work_on_the_open_incident_and_the_look_is_journalled(parts, alone, sit, write):
    write("Су жоқ", author_name="Ерлан Қ.")
    number = parts.casework.take(parts.make_actor(alone), [posts(parts)[0].id]).number
    screen = sit(alone).run()
    screen.query_params["number"] = number

    assert "Ерлан Қ." in words(go(screen, "incidents"))
    screen.run()
    with parts.store.reading() as records:
        looks = [line for line in records.journal(key=number) if line.entry.action == "look"]
    assert len(looks) == 1


def test_a_closed_incident_keeps_its_authors_masked(parts, alone, sit, write):
    write("Су жоқ", author_name="Ерлан Қ.")
    actor = parts.make_actor(alone)
    number = parts.casework.take(actor, [posts(parts)[0].id]).number
    parts.casework.close_without_answer(actor, number)
    screen = sit(alone).run()
    screen.query_params["number"] = number

    assert "Ерлан Қ." not in words(go(screen, "incidents"))


def test_the_language_belongs_to_the_person(parts, person, sit):
    user = person(Role.PRESS_OFFICE, login="aigul", language="ru")
    screen = go(sit(user).run(), "queue")
    assert [each.value for each in screen.title] == ["Очередь"]

    screen.selectbox(key="language").set_value("kk").run()

    assert [each.value for each in screen.title] == ["Кезек"]
    with parts.store.reading() as records:
        assert records.user("aigul").language == "kk"


def test_who_has_no_session_sees_nothing(sit, person, write):
    write("Су жоқ")
    screen = sit(person(Role.PRESS_OFFICE))
    screen.user = {"session": "0" * 64}

    screen.run()

    assert "Су жоқ" not in words(screen)
    assert screen.warning


def test_the_database_away_is_said_on_the_page(parts, person, sit, monkeypatch):
    screen = sit(person(Role.PRESS_OFFICE)).run()

    def away():
        raise StoreError("the database nazar is away")

    monkeypatch.setattr(parts.store, "reading", away)
    screen.run()

    assert "The database does not answer" in screen.error[0].value
    assert not screen.exception


@pytest.mark.parametrize("role", [Role.PRESS_OFFICE, Role.CONTROLLER])
def test_hostile_words_stay_words(parts, role, person, sit, write):
    write(PAYLOAD, author_name=PAYLOAD, place_title=PAYLOAD, source_title=PAYLOAD)
    screen = go(sit(person(role)).run(), "queue")

    assert any("onerror" in card["text"] for card in cards(screen))
    markdown = [each.value for each in screen.markdown]
    assert not any("onerror" in each for each in markdown)
    assert not screen.exception


def test_terms_run_from_publication_and_are_told_in_words(person, sit, write):
    write("Су жоқ", hours=0.1)
    shown = words(go(sit(person(Role.PRESS_OFFICE)).run(), "queue"))

    assert "time left:" in shown
