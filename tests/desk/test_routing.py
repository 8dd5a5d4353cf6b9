"""Doors of routing and asking: departments, co-executors, questions to the resident."""

import pytest

from desk.errors import NotAllowed, NotFound, WrongMove
from desk.incidents import Outcome, State
from desk.roles import Role

PRESS, COORDINATOR, EXECUTOR, CONTROLLER = Role.PRESS_OFFICE, Role.COORDINATOR, Role.EXECUTOR, Role.CONTROLLER
CHAT = ("telegram", "-1001", "7")


def test_a_head_of_department_hands_on_inside_it_only(desk, press, coordinator, person):
    number = desk.casework.take(press, [desk.post()]).number
    desk.casework.assign(coordinator, number, "roads")
    head = person(Role.HEAD_OF_DEPARTMENT, login="askar", departments=["roads", "lights"])
    assert desk.casework.assign(head, number, "lights", "daniyar").department == "lights"
    with pytest.raises(NotAllowed, match="inside the own department"):
        desk.casework.assign(head, number, "housing")


def test_who_has_it_already_is_not_given_it_again(desk, press, coordinator):
    number = desk.casework.take(press, [desk.post()]).number
    desk.casework.assign(coordinator, number, "roads")
    for department in ("roads", None):
        with pytest.raises(WrongMove, match="nothing would change"):
            desk.casework.assign(coordinator, number, department)
    assert desk.casework.assign(coordinator, number, "roads", "berik").assignee == "berik"
    version = desk.case(number).incident.version
    with pytest.raises(WrongMove, match="nothing would change"):
        desk.casework.assign(coordinator, number, "roads", "berik")
    assert desk.case(number).incident.version == version
    assert desk.casework.assign(coordinator, number, "roads").assignee is None, "the department hands it on itself"


def test_an_unknown_department_or_person_gets_nothing(desk, press, coordinator):
    number = desk.casework.take(press, [desk.post()]).number
    with pytest.raises(NotFound, match="nowhere"):
        desk.casework.assign(coordinator, number, "nowhere")
    with pytest.raises(NotFound):
        desk.casework.assign(coordinator, number, "roads", "nobody")
    with pytest.raises(WrongMove, match="department"):
        desk.casework.assign(coordinator, number, None)


def test_a_restricted_complaint_never_reaches_the_department_it_is_about(desk, press, coordinator):
    number = desk.casework.take(press, [desk.post()], topic="corruption", complained_of="roads").number
    with pytest.raises(NotFound):
        desk.casework.case(press, number)
    for department in ("roads", "lights"):
        with pytest.raises(WrongMove, match="about roads"):
            desk.casework.assign(coordinator, number, department)
    desk.casework.assign(coordinator, number, "housing")
    with pytest.raises(WrongMove, match="about roads"):
        desk.casework.add_co_executor(coordinator, number, "lights", "проверить")
    with pytest.raises(WrongMove, match="about housing"):
        desk.casework.set_details(coordinator, number, complained_of="housing")


def test_a_complaint_about_the_akims_own_office_still_finds_somebody(desk, press, coordinator):
    number = desk.casework.take(press, [desk.post()], topic="corruption", complained_of="akimat").number
    with pytest.raises(WrongMove):
        desk.casework.assign(coordinator, number, "akimat")
    assert desk.casework.assign(coordinator, number, "housing").department == "housing"


def test_not_ours_needs_an_owner_and_a_reason_and_is_counted(desk, press, coordinator, executor):
    number = desk.casework.take(press, [desk.post()]).number
    desk.casework.assign(coordinator, number, "roads", "berik")
    with pytest.raises(WrongMove, match="reason"):
        desk.casework.not_ours(executor, number, "housing", " ")
    back = desk.casework.not_ours(executor, number, "housing", "двор дома")
    assert (back.state, back.department, back.assignee, back.not_ours) == (State.OPEN, None, None, 1)
    assert (back.whose, back.outcome_note) == ("housing", "двор дома")
    again = desk.casework.assign(coordinator, number, "housing")
    assert (again.whose, again.outcome_note) == (None, None)


def test_a_co_executor_answers_the_own_part_and_moves_nothing(desk, press, coordinator, executor, person):
    number = desk.casework.take(press, [desk.post()]).number
    desk.casework.assign(coordinator, number, "roads", "berik")
    desk.casework.add_co_executor(coordinator, number, "housing", "закрыть воду")
    helper = person(EXECUTOR, login="gulnar", departments=["housing"])
    assert desk.casework.case(helper, number).incident.number == number
    with pytest.raises(NotAllowed):
        desk.casework.submit(helper, number, "Готово", Outcome.SOLVED)
    desk.casework.answer_part(helper, number, 1, "Воду закрыли")
    part = desk.case(number).co_executors[0]
    assert (part.answer, part.answered_by) == ("Воду закрыли", "gulnar")
    with pytest.raises(NotFound):
        desk.casework.answer_part(person(EXECUTOR, login="oral", departments=["lights"]), number, 1, "Нет")


def test_a_question_waits_until_the_resident_writes(desk, press, coordinator, executor):
    number = desk.casework.take(press, [desk.post()]).number
    desk.casework.assign(coordinator, number, "roads", "berik")
    desk.wall.turn(minutes=10)
    waiting = desk.casework.ask(executor, number, "Какой дом?")
    assert (waiting.state, waiting.resident_due_at) == (State.WAITING, None)
    with pytest.raises(NotAllowed):
        desk.casework.resume(executor, number)
    assert desk.case(number).answers[0].published_text is None
    desk.casework.put_out(press, number, 1, text="Здравствуйте! Какой дом?")
    assert desk.case(number).answers[0].published_text == "Здравствуйте! Какой дом?"
    desk.wall.turn(hours=1)
    desk.post(author="u2", ago=0)
    assert desk.casework.tick().resumed == 0
    desk.post(author="u1", ago=0)
    assert desk.casework.tick().resumed == 1
    assert desk.case(number).incident.state is State.IN_WORK
    assert desk.lines(number)[-1].actor == "desk"


def test_a_reply_that_just_came_in_resumes_its_incident(desk, press, coordinator, executor):
    number = desk.casework.take(press, [desk.post()]).number
    desk.casework.assign(coordinator, number, "roads", "berik")
    desk.casework.ask(executor, number, "Какой дом?")
    desk.wall.turn(hours=1)
    reply = desk.stored(desk.post(author="u1", ago=0))
    assert desk.casework.resident_wrote(reply) == [number]
    assert desk.casework.resident_wrote(reply) == []


def test_after_the_days_of_waiting_the_desk_goes_on_by_itself(desk, press, coordinator, executor):
    number = desk.casework.take(press, [desk.post()]).number
    desk.casework.assign(coordinator, number, "roads", "berik")
    desk.casework.ask(executor, number, "Какой дом?")
    desk.wall.turn(days=5)
    assert desk.casework.tick().resumed == 0
    desk.wall.turn(days=4)
    assert desk.casework.tick().resumed == 1
    assert desk.case(number).incident.state is State.IN_WORK
