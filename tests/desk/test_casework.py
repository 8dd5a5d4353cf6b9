"""The doors of the desk over a real database: whole roads, refusals, and what is left in the journal."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from desk.errors import NotAllowed, NotFound, Stale, WrongMove
from desk.incidents import Outcome, PlaceState, ReturnReason, State
from desk.journal import verify
from desk.posts import Line
from desk.roles import Role, operator
from desk.terms import Terms

PRESS, COORDINATOR, EXECUTOR, CONTROLLER = Role.PRESS_OFFICE, Role.COORDINATOR, Role.EXECUTOR, Role.CONTROLLER
CHAT = ("telegram", "-1001", "7")


def test_the_whole_road_from_a_post_to_a_closed_incident(any_desk, press, coordinator, executor, controller):
    desk, casework = any_desk, any_desk.casework
    post = desk.post()
    opened = casework.take(press, [post], title="Яма на Абая")
    assert (opened.number, opened.state, opened.posts, opened.people) == ("2026-000001", State.OPEN, 1, 1)
    assert (opened.territory, opened.topic) == ("750000000", "roads")
    assert desk.stored(post).line is Line.TAKEN
    assigned = casework.assign(coordinator, opened.number, "roads", "berik", version=opened.version)
    assert assigned.department_due_at is not None
    casework.take_up(executor, opened.number)
    casework.submit(executor, opened.number, "Не обещаем", Outcome.EXPLAINED)
    casework.return_answer(controller, opened.number, ReturnReason.FORMAL)
    returned = casework.case(controller, opened.number).incident
    assert (returned.state, returned.returns) == (State.RETURNED, 1)
    casework.submit(executor, opened.number, "Заделаем до 25-го", Outcome.PLANNED, promised_on=date(2026, 3, 25))
    accepted = casework.accept(controller, opened.number)
    assert (accepted.outcome, accepted.promised_on) == (Outcome.PLANNED, date(2026, 3, 25))
    answered = casework.publish(press, opened.number, link="https://t.me/a/9", text="Заделаем до 25 марта")
    assert answered.state is State.ANSWERED
    done = casework.close(controller, opened.number)
    assert (done.state, done.closed_at, done.version) == (State.CLOSED, desk.wall(), 9)
    case = desk.case(opened.number)
    assert [place.state for place in case.places] == [PlaceState.SEEN]
    assert (case.answers[1].text, case.answers[1].published_text) == ("Заделаем до 25-го", "Заделаем до 25 марта")
    assert [step.move for step in case.steps] == [
        "take", "assign", "take-up", "submit", "return", "submit", "accept", "publish", "close",
    ]  # fmt: skip
    with desk.store.reading() as records:
        assert verify(records.journal(), desk.store.kept_head()) == []


def test_every_move_is_one_line_in_the_journal_with_the_role_and_without_any_text(desk, closed):
    lines = desk.lines(closed)
    assert [(line.action, line.role) for line in lines] == [
        ("take", "press-office"), ("assign", "coordinator"), ("take-up", "executor"), ("submit", "executor"),
        ("accept", "controller"), ("publish", "press-office"), ("close", "controller"),
    ]  # fmt: skip
    told = "\n".join(repr(line.fields) for line in lines)
    for word in ("Яма", "заделана", "u1", "Имя", "t.me"):
        assert word not in told
    assert lines[3].fields["length"] == len("Яма заделана")


def test_a_refused_door_writes_nothing(desk, submitted, executor):
    before = desk.case(submitted), len(desk.lines(submitted))
    with pytest.raises(NotAllowed):
        desk.casework.accept(executor, submitted)
    with pytest.raises(WrongMove):
        desk.casework.take_up(executor, submitted)
    assert (desk.case(submitted), len(desk.lines(submitted))) == before


def test_who_may_not_know_of_an_incident_hears_that_there_is_none(desk, submitted, person):
    for stranger in (
        person(EXECUTOR, departments=["housing"]),
        person(*Role, territory="110000000"),
        person(Role.ANALYST),
    ):
        with pytest.raises(NotFound, match="there is no incident 2026-000001"):
            desk.casework.take_up(stranger, submitted)
        with pytest.raises(NotFound):
            desk.casework.case(stranger, submitted)
    with pytest.raises(NotFound):
        desk.casework.case(person(*Role), "2026-999999")


def test_a_stale_form_is_refused_and_told_who_was_faster_and_when(desk, submitted, controller, coordinator):
    seen = desk.case(submitted).incident.version
    at = desk.wall()
    desk.casework.return_answer(coordinator, submitted, ReturnReason.NO_PROOF, version=seen)
    desk.wall.turn(seconds=20)
    with pytest.raises(Stale) as told:
        desk.casework.accept(controller, submitted, version=seen)
    assert (told.value.by, told.value.at) == ("saule", at)
    assert desk.case(submitted).incident.state is State.RETURNED


def test_a_note_too_makes_an_older_form_stale(desk, submitted, controller, executor):
    seen = desk.case(submitted).incident.version
    desk.casework.note(executor, submitted, "фото приложу")
    with pytest.raises(Stale, match="berik"):
        desk.casework.accept(controller, submitted, version=seen)


def test_each_look_at_an_author_is_journalled_once_a_day(desk, press, executor, closed, person):
    number = desk.casework.take(press, [desk.post(author="u5")]).number
    for _ in range(3):
        (author,) = desk.casework.look(press, number)
        assert (author.author_id, author.author_name) == ("u5", "Имя u5")
        desk.wall.turn(hours=1)
    looks = [line for line in desk.lines(number) if line.action == "look"]
    assert [(line.actor, line.fields) for line in looks] == [("aigul", {})]
    desk.wall.turn(days=1)
    desk.casework.look(press, number)
    assert len([line for line in desk.lines(number) if line.action == "look"]) == 2


def test_beyond_the_own_open_incident_a_reason_is_asked_for(desk, press, closed, person):
    with pytest.raises(WrongMove, match="reason"):
        desk.casework.look(press, closed)
    desk.casework.look(press, closed, "жалоба на ответ")
    assert desk.lines(closed)[-1].fields == {"reason": "жалоба на ответ"}
    post = desk.post(author="u9")
    with pytest.raises(WrongMove, match="reason"):
        desk.casework.look(press, post)
    assert desk.casework.look(press, post, "угроза")[0].author_id == "u9"
    akim = person(Role.HEAD, login="akim")
    number = desk.casework.take(press, [post]).number
    with pytest.raises(WrongMove, match="reason"):
        desk.casework.look(akim, number)
    with pytest.raises(NotFound):
        desk.casework.look(person(Role.ANALYST), number, "интересно")


def test_tags_go_on_posts_and_incidents_and_stay_out_of_the_journal(desk, press):
    post = desk.post()
    number = desk.casework.take(press, [post]).number
    version = desk.case(number).incident.version
    desk.casework.tag_posts(press, [post], add=["Иванов  дом"])
    assert desk.casework.tag_incident(press, number, add=["паводок"]).tags == {"паводок"}
    assert desk.stored(post).tags == ("Иванов дом",)
    assert desk.case(number).incident.version == version
    assert "паводок" not in repr(desk.lines(number))
    assert not desk.casework.tag_incident(press, number, remove=["паводок"]).tags


def test_details_are_corrected_and_terms_follow(desk, press, person):
    number = desk.casework.take(press, [desk.post()]).number
    due = desk.case(number).incident.resident_due_at
    urgent = desk.casework.set_details(press, number, urgency="urgent", title="Провал", topic="water", place="Абая 5")
    assert urgent.resident_due_at < due
    assert (urgent.title, urgent.topic, urgent.place) == ("Провал", "water", "Абая 5")
    with pytest.raises(NotFound):
        desk.casework.set_details(press, number, topic="nothing")
    local = person(PRESS, territory="750000000")
    with pytest.raises(NotAllowed):
        desk.casework.set_details(local, number, territory="110000000")


def test_the_operator_walks_the_whole_road_and_is_named_in_the_journal(desk):
    root = operator("root")
    number = desk.casework.take(root, [desk.post()]).number
    desk.casework.assign(root, number, "roads")
    desk.casework.submit(root, number, "Готово", Outcome.SOLVED)
    desk.casework.accept(root, number)
    desk.casework.publish(root, number, link="https://t.me/a/9")
    desk.casework.close(root, number)
    assert {line.actor for line in desk.lines(number)} == {"console:root"}


def test_terms_are_refreshed_when_the_catalogue_changed(open_desk, rules, press):
    holder = {"rules": rules}
    desk = open_desk()
    casework = type(desk.casework)(desk.store, desk.wall, lambda: holder["rules"], desk.casework.mask)
    numbers = [casework.take(press, [desk.post()]).number for _ in range(3)]
    assert casework.refresh_terms() == 0
    holder["rules"] = replace(rules, terms=Terms([]))
    assert casework.refresh_terms() == 3
    assert {desk.case(number).incident.resident_due_at for number in numbers} == {None}
    assert casework.refresh_terms() == 0


def test_an_extension_is_asked_once_and_decided_once(desk, press, coordinator, executor, person):
    number = desk.casework.take(press, [desk.post()]).number
    with pytest.raises(NotAllowed):
        desk.casework.ask_extension(coordinator, number, desk.wall() + timedelta(days=3), "ждём")
    desk.casework.assign(coordinator, number, "roads", "berik")
    with pytest.raises(WrongMove, match="later"):
        desk.casework.ask_extension(executor, number, desk.wall() + timedelta(minutes=3), "ждём")
    until = desk.wall() + timedelta(days=3)
    desk.casework.ask_extension(executor, number, until, "ждём")
    with pytest.raises(WrongMove, match="already"):
        desk.casework.ask_extension(executor, number, until, "ждём")
    assert desk.casework.decide_extension(person(Role.HEAD), number, 1, True).department_due_at == until
    with pytest.raises(WrongMove, match="already"):
        desk.casework.decide_extension(person(Role.HEAD), number, 1, False)


def test_who_works_on_one_topic_only_takes_its_posts_and_no_others(desk, person):
    roads = person(PRESS, topics=frozenset({"roads"}))
    water = person(PRESS, topics=frozenset({"water"}))
    post = desk.post()
    with pytest.raises(NotFound):
        desk.casework.take(water, [post])
    assert desk.casework.take(roads, [post]).topic == "roads"
    assert desk.casework.enter(water, title="Нет воды", territory="750000000", topic="water").topic == "water"


def test_the_press_office_sorts_a_restricted_complaint_but_does_not_answer_it(desk, press):
    post = desk.post()
    with pytest.raises(NotAllowed):
        desk.casework.answer_at_once(press, post, outcome=Outcome.EXPLAINED, text="Нет", topic="corruption")
    assert desk.casework.take(press, [post], topic="corruption").restricted
    with pytest.raises(NotFound):
        desk.casework.take(press, [desk.post()], topic="corruption", complained_of="nobody")
