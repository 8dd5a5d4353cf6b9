"""Every move has its form on the page: offered to whom the table lets make it, and to nobody else."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from desk.incidents import Outcome, ReturnReason, State
from desk.moves import MOVES, Move
from desk.posts import Line
from desk.queries import IncidentFilter, PostFilter
from desk.roles import DEPARTMENT_ROLES, Role, Scope, operator
from tests.ui.screens import choose, go, press, words
from ui.components.forms.offers import BESIDE, LIKELY, OF_MOVES, STEPS

EVERYTHING = Scope.everything()
BY = operator("x")
ELSEWHERE = "750000000"
SOON = (datetime.now(UTC) + timedelta(days=3)).date()
DAY = SOON.isoformat()
WORKERS = [
    Role.PRESS_OFFICE, Role.COORDINATOR, Role.EXECUTOR, Role.HEAD_OF_DEPARTMENT, Role.CONTROLLER, Role.HEAD,
    Role.OUTSIDE_EXECUTOR,
]  # fmt: skip
ROAD: dict[State, Callable[[Any, str], object]] = {
    State.OPEN: lambda do, number: None,
    State.ASSIGNED: lambda do, number: do.assign(BY, number, "roads"),
    State.WAITING: lambda do, number: (do.assign(BY, number, "roads"), do.ask(BY, number, "Қай үй?")),
    State.IN_WORK: lambda do, number: (do.assign(BY, number, "roads"), do.take_up(BY, number)),
    State.INTERIM: lambda do, number: (do.assign(BY, number, "roads"), do.interim(BY, number, "Жөндейміз", SOON)),
    State.SUBMITTED: lambda do, number: (
        do.assign(BY, number, "roads"),
        do.submit(BY, number, "Жөнделді", Outcome.SOLVED),
    ),
    State.RETURNED: lambda do, number: (
        ROAD[State.SUBMITTED](do, number),
        do.return_answer(BY, number, ReturnReason.FORMAL),
    ),
    State.ACCEPTED: lambda do, number: (ROAD[State.SUBMITTED](do, number), do.accept(BY, number)),
    State.ANSWERED: lambda do, number: (
        ROAD[State.ACCEPTED](do, number),
        do.publish(BY, number, link="https://t.me/ozen/5"),
    ),
    State.CLOSED: lambda do, number: (ROAD[State.ANSWERED](do, number), do.close(BY, number)),
}
"""How an incident comes to a state."""


@pytest.fixture
def incident(parts, write):
    """Makes an incident of two posts in a state: its number."""

    def make(state=State.OPEN, territory="113200000", **more):
        write(
            *(f"{territory} {state} {at}" for at in range(2)), source=f"chat-{territory}-{state}", territory=territory
        )
        with parts.store.reading() as records:
            wanted = PostFilter(lines=frozenset({Line.NEW}), territory=territory)
            ids = [each.id for each in records.posts(wanted, EVERYTHING).items]
        number = parts.casework.take(BY, ids, **{"title": "Жол", "topic": "roads"} | more).number
        ROAD[state](parts.casework, number)
        return number

    return make


@pytest.fixture
def page(sit, person):
    """The page of an incident before somebody of a role."""

    def open_page(number, *roles, **more):
        user = person(*roles, department="roads", **more)
        screen = go(sit(user).run(), "incidents", number=number)
        assert not screen.exception
        return screen

    return open_page


def state_of(parts, number):
    with parts.store.reading() as records:
        return records.case(number).incident.state


def offered(screen, number):
    """The names of the steps on the page, open or folded."""
    found = (re.fullmatch(rf"{number}-(?:do|choose)-([a-z-]+)", each.key or "") for each in screen.button)
    names = {match[1] for match in found if match} & set(STEPS)
    decides = any(each.key == f"{number}-do-decide-time-grant" for each in screen.button)
    return names | ({"decide-time"} if decides else set())


def test_every_move_of_a_person_has_a_form():
    elsewhere = {Move.TAKE, Move.ENTER, Move.UNDO}
    by_people = {move for move, rule in MOVES.items() if rule.roles}

    assert by_people == set(OF_MOVES) | elsewhere
    assert set(OF_MOVES.values()) | set(BESIDE) == set(STEPS)
    assert {name for names in LIKELY.values() for name in names} <= set(STEPS)


@pytest.mark.parametrize("state", list(ROAD), ids=lambda state: state.value)
def test_each_role_is_offered_the_moves_of_the_table_and_no_other(state, parts, incident, page):
    number = incident(state)
    for role in WORKERS:
        if role in DEPARTMENT_ROLES and state is State.OPEN:
            continue  # nobody's yet: they do not know of it
        screen = page(number, role)
        allowed = {name for move, name in OF_MOVES.items() if state in MOVES[move].origin and role in MOVES[move].roles}
        assert offered(screen, number) & set(OF_MOVES.values()) == allowed, role


def fill(screen, number, step, /, **fields):
    """Choose a step unless it stands open, and fill its form in."""
    if any(each.key == f"{number}-choose-{step}" for each in screen.button):
        press(screen, f"{number}-choose-{step}")
    for name, value in fields.items():
        key = f"{number}-{step}-{name.replace('_', '-')}"
        for widgets in (screen.text_area, screen.text_input):
            if any(each.key == key for each in widgets):
                widgets(key=key).input(value).run()
                break
        else:
            if any(each.key == key for each in screen.multiselect):
                screen.multiselect(key=key).set_value(value).run()
            else:
                choose(screen, key, value)
    return press(screen, f"{number}-do-{step}")


MADE = {
    Move.ASSIGN: (State.OPEN, Role.COORDINATOR, {"department": "roads"}, State.ASSIGNED),
    Move.REASSIGN: (State.IN_WORK, Role.PRESS_OFFICE, {"department": "housing"}, State.ASSIGNED),
    Move.TAKE_UP: (State.ASSIGNED, Role.EXECUTOR, {}, State.IN_WORK),
    Move.NOT_OURS: (
        State.IN_WORK,
        Role.HEAD_OF_DEPARTMENT,
        {"department": "housing", "text": "не наша улица"},
        State.OPEN,
    ),
    Move.ASK: (State.IN_WORK, Role.EXECUTOR, {"text": "Қай үй?"}, State.WAITING),
    Move.INTERIM: (State.IN_WORK, Role.EXECUTOR, {"text": "Жөндейміз", "day": DAY}, State.INTERIM),
    Move.SUBMIT: (State.RETURNED, Role.EXECUTOR, {"text": "Жөнделді, мінеки"}, State.SUBMITTED),
    Move.RETURN: (State.SUBMITTED, Role.CONTROLLER, {"note": "Күні қайда?"}, State.RETURNED),
    Move.ACCEPT: (State.SUBMITTED, Role.COORDINATOR, {}, State.ACCEPTED),
    Move.PUBLISH: (State.ACCEPTED, Role.PRESS_OFFICE, {"link": "https://t.me/ozen/7"}, State.ANSWERED),
    Move.CLOSE: (State.ANSWERED, Role.CONTROLLER, {}, State.CLOSED),
    Move.ANSWER_AT_ONCE: (
        State.OPEN,
        Role.PRESS_OFFICE,
        {"text": "Түсіндірілді\nhttps://t.me/ozen/9", "topic": "roads"},
        State.CLOSED,
    ),
    Move.CLOSE_WITHOUT_ANSWER: (State.OPEN, Role.PRESS_OFFICE, {"text": "сами разобрались"}, State.CLOSED),
    Move.REOPEN: (State.CLOSED, Role.PRESS_OFFICE, {}, State.ASSIGNED),
}


@pytest.mark.parametrize("move", MADE, ids=lambda move: move.value)
def test_a_move_is_made_by_mouse(move, parts, incident, page):
    before, role, fields, after = MADE[move]
    number = incident(before)
    screen = page(number, role)

    fill(screen, number, OF_MOVES[move], **fields)

    assert [each.value for each in screen.error] == [], words(screen)
    assert state_of(parts, number) is after
    assert screen.success


def test_an_incident_is_merged_into_another_and_that_is_undone(parts, incident, page):
    kept, number = incident(State.ASSIGNED), incident(State.OPEN)
    screen = page(number, Role.COORDINATOR)

    fill(screen, number, "merge", other_words=kept)
    assert state_of(parts, number) is State.MERGED
    assert kept in words(screen)
    press(screen, f"{number}-do-undo")

    assert state_of(parts, number) is State.OPEN
    assert parts.casework.case(BY, number).incident.posts == 2


def test_posts_are_split_off_taken_out_and_join(parts, incident, page):
    number = incident(State.ASSIGNED)
    first, second = (member.post_id for member in parts.casework.case(BY, number).present)
    screen = page(number, Role.PRESS_OFFICE)

    fill(screen, number, "split", posts=[first], title="Басқа мәселе")
    with parts.store.reading() as records:
        assert records.incident_of(first) != number
    fill(screen, number, "leave", posts=[second])
    assert parts.casework.case(BY, number).present == ()
    press(screen, f"{number}-choose-join")
    screen.session_state[f"pick-{number}-join-found"] = [second]
    screen.run()
    press(screen, f"{number}-do-join")

    assert [member.post_id for member in parts.casework.case(BY, number).present] == [second]


def test_only_who_moved_it_can_undo_it_and_only_for_a_minute(parts, incident, page):
    number = incident(State.ASSIGNED)
    screen = page(number, Role.EXECUTOR)
    assert not any(each.key == f"{number}-do-undo" for each in screen.button)

    press(screen, f"{number}-do-take-up")
    assert not any(each.key == f"{number}-do-undo" for each in page(number, Role.COORDINATOR).button)
    press(screen, f"{number}-do-undo")

    assert state_of(parts, number) is State.ASSIGNED


def test_what_the_table_cannot_undo_is_not_offered_for_undoing(parts, incident, page):
    number = incident(State.ASSIGNED)
    screen = page(number, Role.COORDINATOR, Role.EXECUTOR)

    fill(screen, number, "not-ours", whose="қала әкімдігі", text="біздікі емес")

    assert state_of(parts, number) is State.OPEN
    assert not any(each.key == f"{number}-do-undo" for each in screen.button)


def test_what_is_no_move_is_done_on_the_page_too(parts, incident, page):
    number = incident(State.IN_WORK)
    executor = page(number, Role.EXECUTOR)
    fill(executor, number, "more-time", day=DAY, text="қар")
    assert executor.error == []
    fill(executor, number, "helper", text="су жағы", who_department="housing")
    executor.text_area(key=f"{number}-note-text").input("Қоңырау шалдым").run()
    press(executor, f"{number}-do-note")
    executor.text_input(key=f"{number}-tag-new").input("қыс, мектеп").run()
    press(executor, f"{number}-do-tag")

    coordinator = page(number, Role.COORDINATOR)
    press(coordinator, f"{number}-do-decide-time-grant")
    fill(coordinator, number, "details", title="Абай көшесі", place="12-үй")
    fill(coordinator, number, "appeal", number="ЖТ-17")
    head = page(number, Role.HEAD)
    press(head, f"{number}-choose-control")
    press(head, f"{number}-do-control")

    case = parts.casework.case(BY, number)
    incident_ = case.incident
    assert case.extensions[0].granted
    assert [(each.kind, each.who, each.task) for each in case.co_executors] == [("department", "housing", "су жағы")]
    assert "Қоңырау шалдым" in incident_.notes
    assert incident_.tags == {"қыс", "мектеп"}
    assert (incident_.title, incident_.place, incident_.appeal) == ("Абай көшесі", "12-үй", "ЖТ-17")
    assert incident_.own_control == "head"


def test_a_part_is_answered_by_whose_it_is(parts, incident, person, sit):
    number = incident(State.IN_WORK)
    parts.casework.add_co_executor(BY, number, "housing", "су жағы")
    screen = go(sit(person(Role.EXECUTOR, department="housing")).run(), "incidents", number=number)

    fill(screen, number, "part", text_1="Су бар")

    assert parts.casework.case(BY, number).co_executors[0].answer == "Су бар"


def test_a_question_of_an_executor_is_put_out_by_the_press_office(parts, incident, page):
    number = incident(State.IN_WORK)
    executor = parts.make_actor(parts_user(parts, page, number))
    parts.casework.ask(executor, number, "Қай үй?")
    screen = page(number, Role.PRESS_OFFICE)

    fill(screen, number, "put-out")

    assert parts.casework.case(BY, number).answers[0].published_text == "Қай үй?"


def parts_user(parts, page, number):
    page(number, Role.EXECUTOR, login="worker")
    with parts.store.reading() as records:
        return records.user("worker")


def test_a_published_answer_is_looked_after_and_told_again_where_it_is_missing(parts, incident, page):
    number = incident(State.ANSWERED)
    screen = page(number, Role.PRESS_OFFICE)
    press(screen, f"{number}-do-seen-0-not-found")
    assert not any(each.key == f"{number}-do-close" for each in page(number, Role.CONTROLLER).button)

    fill(screen, number, "tell", link="https://t.me/ozen/8")

    assert parts.casework.case(BY, number).places[0].link == "https://t.me/ozen/8"


def test_an_author_of_a_closed_incident_is_shown_for_a_reason_that_is_journalled(parts, incident, page):
    number = incident(State.CLOSED)
    screen = page(number, Role.CONTROLLER)
    assert "Айгүл" not in words(screen)

    fill(screen, number, "look", reason="жалоба на ответ")

    assert "Айгүл" in words(screen)
    with parts.store.reading() as records:
        (line,) = [each for each in records.journal(key=number) if each.entry.action == "look"]
    assert line.entry.fields["reason"] == "жалоба на ответ"


def test_what_is_typed_for_one_incident_never_stands_in_another(parts, incident, page):
    first, second = incident(State.IN_WORK), incident(State.ASSIGNED, title="Су")
    screen = page(first, Role.EXECUTOR)
    screen.text_area(key=f"{first}-submit-text").input("Жол туралы").run()

    go(screen, "incidents", number=second)
    press(screen, f"{second}-choose-submit")
    assert screen.text_area(key=f"{second}-submit-text").value == ""
    go(screen, "incidents", number=first)

    assert screen.text_area(key=f"{first}-submit-text").value == "Жол туралы"


def test_another_step_and_back_keeps_what_was_typed(incident, page):
    number = incident(State.IN_WORK)
    screen = page(number, Role.EXECUTOR)
    screen.text_area(key=f"{number}-submit-text").input("Ұзақ жауап").run()

    press(screen, f"{number}-choose-ask")
    press(screen, f"{number}-choose-submit")

    assert screen.text_area(key=f"{number}-submit-text").value == "Ұзақ жауап"


def test_the_history_is_told_in_sentences_with_names_and_roles(parts, incident, page):
    number = incident(State.ASSIGNED)
    screen = page(number, Role.EXECUTOR, name="Ерлан Қасымов")
    press(screen, f"{number}-do-take-up")
    shown = words(screen)

    assert "The work began" in shown
    assert "Ерлан Қасымов (executor)" in shown
    assert "An incident was made of posts" in shown
    assert "Assigned: " in shown


def test_the_own_control_of_a_head_is_not_closed_past(incident, page, parts):
    number = incident(State.ANSWERED)
    parts.casework.own_control(parts.make_actor(head_of(page, number, parts)), number, on=True)

    assert not any(each.key == f"{number}-do-close" for each in page(number, Role.CONTROLLER).button)
    assert "under own control" in words(page(number, Role.CONTROLLER, login="second"))


def head_of(page, number, parts):
    page(number, Role.HEAD, login="akim")
    with parts.store.reading() as records:
        return records.user("akim")


def test_who_called_is_entered_by_hand(parts, sit, person):
    screen = go(sit(person(Role.PRESS_OFFICE)).run(), "incidents")
    screen.text_input(key="enter-title").input("Көшеде шұңқыр").run()
    screen.text_area(key="enter-text").input("Абай, 5").run()
    press(screen, "do-enter")

    with parts.store.reading() as records:
        (made,) = records.incidents(IncidentFilter(), EVERYTHING).items
    assert made.title == "Көшеде шұңқыр"
    assert made.number in words(screen)
    assert "do-enter" not in [each.key for each in go(sit(person(Role.EXECUTOR)).run(), "incidents").button]
