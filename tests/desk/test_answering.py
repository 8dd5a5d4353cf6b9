"""Doors of answering and closing: outcomes, places, at once, own control, four eyes."""

from dataclasses import replace
from datetime import date

import pytest

from desk.casework import Joining
from desk.errors import NotAllowed, NotFound, WrongMove
from desk.incidents import Outcome, PlaceState, ReopenReason, State, Way
from desk.posts import Line
from desk.roles import THE_DESK, Role

PRESS, COORDINATOR, EXECUTOR, CONTROLLER = Role.PRESS_OFFICE, Role.COORDINATOR, Role.EXECUTOR, Role.CONTROLLER
CHAT = ("telegram", "-1001", "7")


@pytest.mark.parametrize(
    ("outcome", "given", "missing"),
    [
        (Outcome.PLANNED, {}, "promised_on"),
        (Outcome.PLANNED, {"promised_on": date(2026, 3, 1)}, "over already"),
        (Outcome.REFUSED, {"reason": " "}, "reason"),
        (Outcome.NOT_OURS, {}, "whose"),
        (Outcome.DUPLICATE, {}, "without an answer"),
        (Outcome.NO_ANSWER_NEEDED, {}, "without an answer"),
    ],
)
def test_an_outcome_must_have_what_it_requires(outcome, given, missing, desk, press, coordinator, executor):
    number = desk.casework.take(press, [desk.post()]).number
    desk.casework.assign(coordinator, number, "roads", "berik")
    with pytest.raises(WrongMove, match=missing):
        desk.casework.submit(executor, number, "Ответ", outcome, **given)
    with pytest.raises(WrongMove, match="text"):
        desk.casework.submit(executor, number, "  ", Outcome.SOLVED)


def test_an_interim_answer_names_a_day_inside_its_term(desk, press, coordinator, executor):
    number = desk.casework.take(press, [desk.post()]).number
    desk.casework.assign(coordinator, number, "roads", "berik")
    with pytest.raises(WrongMove, match=r"must come by 30\.03\.2026"):
        desk.casework.interim(executor, number, "Ждём", date(2026, 4, 20))
    interim = desk.casework.interim(executor, number, "Ждём", date(2026, 3, 25))
    assert (interim.state, interim.interim_on) == (State.INTERIM, date(2026, 3, 25))
    assert desk.casework.assign(coordinator, number, "housing").interim_on == date(2026, 3, 25)


def test_an_answer_is_published_place_by_place(desk, press, coordinator, executor, controller):
    posts = [desk.post(), desk.post(author="u2", place="-1002")]
    number = desk.casework.take(press, posts).number
    desk.casework.assign(coordinator, number, "roads", "berik")
    desk.casework.submit(executor, number, "Готово", Outcome.SOLVED)
    desk.casework.accept(controller, number)
    first = desk.casework.publish(press, number, where=CHAT, link="https://t.me/a/9")
    assert first.state is State.ACCEPTED
    with pytest.raises(NotFound):
        desk.casework.publish(press, number, where=("telegram", "-1003", None))
    second = desk.casework.publish(press, number, way=Way.PRIVATE_MESSAGE)
    assert second.state is State.ANSWERED
    assert [place.state for place in desk.case(number).places] == [PlaceState.PUBLISHED, PlaceState.TOLD]
    assert desk.casework.tick().closed == 0
    seen = desk.casework.mark_seen(THE_DESK, number, CHAT)
    assert seen.state is State.CLOSED
    assert [line.action for line in desk.lines(number)][-2:] == ["mark-seen", "close"]


def test_what_was_not_found_is_not_closed_until_it_was_told_again(desk, submitted, press, controller):
    desk.casework.accept(controller, submitted)
    desk.casework.publish(press, submitted)
    desk.casework.mark_seen(THE_DESK, submitted, CHAT, PlaceState.NOT_FOUND)
    with pytest.raises(WrongMove, match="1 left"):
        desk.casework.close(controller, submitted)
    assert desk.casework.publish(press, submitted, link="https://t.me/a/9").state is State.ANSWERED
    assert desk.casework.close(controller, submitted).state is State.CLOSED


def test_a_post_that_joins_an_answered_incident_gets_its_answer_offered(desk, submitted, press, controller):
    desk.casework.accept(controller, submitted)
    desk.casework.publish(press, submitted, link="https://t.me/a/9")
    joined = desk.casework.join(press, submitted, [desk.post(author="u2", place="-1002")])
    assert (joined.state, joined.people) == (State.ANSWERED, 2)
    with pytest.raises(WrongMove):
        desk.casework.close(controller, submitted)
    told = desk.casework.publish(press, submitted, link="https://t.me/b/3")
    assert told.state is State.ANSWERED
    assert desk.lines(submitted)[-1].action == "tell"
    assert desk.casework.close(controller, submitted).state is State.CLOSED


def test_a_post_that_joins_a_closed_incident_asks_what_it_means(desk, closed, press):
    late = desk.post(author="u2", place="-1002")
    with pytest.raises(WrongMove, match="still so"):
        desk.casework.join(press, closed, [late])
    told = desk.casework.join(press, closed, [late], then=Joining.TELL_THEM)
    assert told.state is State.CLOSED
    assert [place.state for place in desk.case(closed).places] == [PlaceState.SEEN, PlaceState.TO_PUBLISH]
    desk.casework.publish(press, closed, link="https://t.me/b/3")
    again = desk.casework.join(press, closed, [desk.post(author="u3")], then=Joining.STILL_SO)
    assert (again.state, again.reopenings, again.department) == (State.ASSIGNED, 1, "roads")
    assert all(place.state is PlaceState.TO_PUBLISH for place in desk.case(closed).places)


@pytest.mark.parametrize(
    ("given", "state", "place"),
    [
        ({"text": "Заделали"}, State.ANSWERED, PlaceState.PUBLISHED),
        ({"link": "https://t.me/a/9"}, State.CLOSED, PlaceState.SEEN),
        ({"text": "Заделали", "way": Way.IN_PERSON}, State.CLOSED, PlaceState.TOLD),
    ],
    ids=["text", "reply-found", "another-way"],
)
def test_a_post_is_answered_at_once(given, state, place, desk, press):
    incident = desk.casework.answer_at_once(press, desk.post(), outcome=Outcome.SOLVED, **given)
    assert (incident.state, incident.outcome, incident.topic) == (state, Outcome.SOLVED, "roads")
    assert [each.state for each in desk.case(incident.number).places] == [place]
    assert [line.action for line in desk.lines(incident.number)] == ["take", "answer-at-once"]
    assert desk.casework.undo(press, incident.number).state is State.OPEN


def test_answering_at_once_needs_a_text_or_a_link_an_outcome_and_a_topic(desk, press):
    post = desk.post()
    with pytest.raises(WrongMove, match="text or link"):
        desk.casework.answer_at_once(press, post, outcome=Outcome.SOLVED)
    with pytest.raises(WrongMove, match="reason"):
        desk.casework.answer_at_once(press, post, outcome=Outcome.REFUSED, text="Нет")
    entered = desk.casework.enter(press, title="Звонок", territory="750000000")
    with pytest.raises(WrongMove, match="topic"):
        desk.casework.answer_at_once(press, entered.number, outcome=Outcome.SOLVED, text="Да", way=Way.IN_PERSON)
    assert desk.stored(post).line is Line.NEW, "what was refused left no trace"


def test_an_incident_under_own_control_is_not_closed_until_the_head_lifts_it(
    desk, submitted, press, controller, person
):
    akim, other = person(Role.HEAD, login="akim"), person(Role.HEAD, login="zam")
    assistant = person(Role.ASSISTANT, login="dana", acts_for="akim")
    desk.casework.own_control(akim, submitted, True)
    desk.casework.accept(controller, submitted)
    desk.casework.publish(press, submitted, link="https://t.me/a/9")
    assert desk.casework.mark_seen(THE_DESK, submitted, CHAT).state is State.ANSWERED
    assert desk.casework.tick().closed == 0
    with pytest.raises(WrongMove, match="akim"):
        desk.casework.close(controller, submitted)
    with pytest.raises(NotAllowed):
        desk.casework.own_control(other, submitted, False)
    assert desk.casework.own_control(assistant, submitted, False).own_control is None
    assert desk.lines(submitted)[-1].for_whom == "akim"
    assert desk.casework.close(controller, submitted).state is State.CLOSED


def test_with_four_eyes_nobody_accepts_or_closes_what_they_answered(open_desk, rules, person):
    desk = open_desk(rules=replace(rules, four_eyes=True))
    clerk, other = person(*Role, login="aigul"), person(*Role, login="marat")
    number = desk.casework.take(clerk, [desk.post()]).number
    desk.casework.assign(clerk, number, "roads")
    desk.casework.submit(clerk, number, "Готово", Outcome.SOLVED)
    with pytest.raises(NotAllowed, match="another person"):
        desk.casework.accept(clerk, number)
    desk.casework.accept(other, number)
    desk.casework.publish(clerk, number, link="https://t.me/a/9")
    with pytest.raises(NotAllowed, match="another person"):
        desk.casework.close(clerk, number)
    desk.casework.close(other, number)
    at_once = desk.casework.answer_at_once(clerk, desk.post(), outcome=Outcome.SOLVED, link="https://t.me/a/10")
    assert at_once.state is State.ANSWERED


def test_one_person_with_all_roles_may_do_everything_in_a_village(desk, person):
    clerk = person(*Role, login="aigul")
    number = desk.casework.take(clerk, [desk.post()]).number
    desk.casework.assign(clerk, number, "roads")
    desk.casework.submit(clerk, number, "Готово", Outcome.SOLVED)
    desk.casework.accept(clerk, number)
    desk.casework.publish(clerk, number, link="https://t.me/a/9")
    assert desk.casework.close(clerk, number).state is State.CLOSED
    assert [line.role for line in desk.lines(number)][-1] in ("controller", "coordinator")


def test_closing_without_an_answer_names_the_other_incident(desk, press):
    first, second = (desk.casework.take(press, [desk.post()]).number for _ in range(2))
    with pytest.raises(WrongMove, match="duplicate_of"):
        desk.casework.close_without_answer(press, second, Outcome.DUPLICATE)
    with pytest.raises(WrongMove, match="itself"):
        desk.casework.close_without_answer(press, second, Outcome.DUPLICATE, duplicate_of=second)
    with pytest.raises(NotFound):
        desk.casework.close_without_answer(press, second, Outcome.DUPLICATE, duplicate_of="2026-000009")
    with pytest.raises(WrongMove, match="needs an answer"):
        desk.casework.close_without_answer(press, second, Outcome.SOLVED)
    done = desk.casework.close_without_answer(press, second, Outcome.DUPLICATE, duplicate_of=first)
    assert (done.state, done.outcome, done.duplicate_of) == (State.CLOSED, Outcome.DUPLICATE, first)


def test_a_reopened_incident_goes_to_the_same_department_without_its_outcome(desk, closed, coordinator):
    again = desk.casework.reopen(coordinator, closed, ReopenReason.REFUTED)
    assert (again.state, again.department, again.reopenings) == (State.ASSIGNED, "roads", 1)
    assert (again.outcome, again.closed_at) == (None, None)
    assert all(answer.withdrawn for answer in desk.case(closed).answers)
