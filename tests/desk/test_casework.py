"""The doors of the desk over a real database: whole roads, refusals, and what is left in the journal."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from desk.casework import BY_HAND, Joining
from desk.errors import NotAllowed, NotFound, Stale, WrongMove
from desk.incidents import Outcome, PlaceState, ReopenReason, ReturnReason, State, Way
from desk.journal import verify
from desk.posts import Line, SetAsideReason
from desk.roles import THE_DESK, Role, operator
from desk.terms import Terms

PRESS, COORDINATOR, EXECUTOR, CONTROLLER = Role.PRESS_OFFICE, Role.COORDINATOR, Role.EXECUTOR, Role.CONTROLLER
CHAT = ("telegram", "-1001", "7")


@pytest.fixture
def press(person):
    return person(PRESS, login="aigul")


@pytest.fixture
def coordinator(person):
    return person(COORDINATOR, login="saule")


@pytest.fixture
def executor(person):
    return person(EXECUTOR, login="berik", departments=["roads"])


@pytest.fixture
def controller(person):
    return person(CONTROLLER, login="marat")


@pytest.fixture
def submitted(desk, press, coordinator, executor):
    """An incident whose answer waits for control."""
    casework = desk.casework
    number = casework.take(press, [desk.post()], title="Яма").number
    casework.assign(coordinator, number, "roads", "berik")
    desk.wall.turn(minutes=5)
    casework.take_up(executor, number)
    desk.wall.turn(minutes=5)
    casework.submit(executor, number, "Яма заделана", Outcome.SOLVED)
    desk.wall.turn(minutes=5)
    return number


@pytest.fixture
def closed(desk, submitted, press, controller):
    """An incident that was answered in its chat and closed."""
    desk.casework.accept(controller, submitted)
    desk.casework.publish(press, submitted, link="https://t.me/a/9")
    desk.casework.close(controller, submitted)
    return submitted


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


# Sorting


def test_several_posts_make_one_incident_with_a_line_for_every_place(desk, press):
    posts = [desk.post(), desk.post(author="u2"), desk.post(author="u2", thread="8"), desk.post(place="-1002")]
    opened = desk.casework.take(press, posts)
    assert (opened.posts, opened.people) == (4, 2)
    places = [place.where for place in desk.case(opened.number).places]
    assert places == [CHAT, ("telegram", "-1001", "8"), ("telegram", "-1002", "7")]


def test_a_post_belongs_to_one_incident_only(desk, press):
    post = desk.post()
    desk.casework.take(press, [post])
    with pytest.raises(WrongMove, match="2026-000001"):
        desk.casework.take(press, [post])
    with pytest.raises(WrongMove):
        desk.casework.set_aside(press, [post], SetAsideReason.CHATTER)


def test_a_post_from_the_archive_can_be_taken_and_counts_from_then(desk, press):
    post = desk.post(archive=True, ago=24 * 40)
    number = desk.casework.take(press, [post]).number
    assert desk.case(number).members[0].began_at == desk.wall()
    assert desk.lines(number)[0].fields["from_archive"] == 1


def test_posts_are_set_aside_with_a_reason_and_brought_back(desk, press, executor):
    post = desk.post()
    assert desk.casework.set_aside(press, [post], SetAsideReason.THANKS) == 1
    assert desk.casework.set_aside(press, [post], SetAsideReason.THANKS) == 0
    assert (desk.stored(post).line, desk.stored(post).set_aside) == (Line.SET_ASIDE, SetAsideReason.THANKS)
    with pytest.raises(WrongMove, match="note"):
        desk.casework.set_aside(press, [post], SetAsideReason.OTHER)
    assert desk.casework.bring_back(press, [post]) == 1
    assert (desk.stored(post).line, desk.stored(post).set_aside) == (Line.NEW, None)
    with pytest.raises(NotFound):
        desk.casework.set_aside(executor, [post], SetAsideReason.THANKS)
    with desk.store.reading() as records:
        lines = [line.entry for line in records.journal(kind="post")]
    assert [(line.action, line.fields["line"]) for line in lines] == [
        ("set-aside", ["new", "set-aside"]), ("bring-back", ["set-aside", "new"]),
    ]  # fmt: skip


def test_a_post_leaves_and_is_new_again_its_history_stays(desk, press):
    first, second = desk.post(), desk.post(thread="8", author="u2")
    number = desk.casework.take(press, [first, second]).number
    left = desk.casework.leave(press, number, [second])
    assert (left.posts, left.people) == (1, 1)
    assert desk.stored(second).line is Line.NEW
    case = desk.case(number)
    assert [member.left_at for member in case.members] == [None, desk.wall()]
    assert [place.where for place in case.places] == [CHAT]
    with pytest.raises(NotFound):
        desk.casework.leave(press, number, [second])
    assert desk.casework.join(press, number, [second]).posts == 2


def test_an_incident_entered_by_hand_is_answered_by_telephone(desk, press, coordinator, executor, controller):
    casework = desk.casework
    entered = casework.enter(press, title="Нет воды", territory="750000000", topic="water", text="Звонила, Абая 5")
    assert (entered.state, entered.posts, entered.notes) == (State.OPEN, 0, "Звонила, Абая 5")
    casework.assign(coordinator, entered.number, "roads")
    casework.submit(executor, entered.number, "Вода есть", Outcome.SOLVED)
    casework.accept(controller, entered.number)
    with pytest.raises(WrongMove, match="public reply"):
        casework.publish(press, entered.number, link="https://t.me/a/9")
    with pytest.raises(WrongMove, match="when and to whom"):
        casework.publish(press, entered.number, way=Way.TELEPHONE)
    told = casework.publish(press, entered.number, where=BY_HAND, way=Way.TELEPHONE, detail="18.03 15:00, ей самой")
    assert told.state is State.ANSWERED
    assert desk.casework.tick().closed == 1


# Routing


def test_a_head_of_department_hands_on_inside_it_only(desk, press, coordinator, person):
    number = desk.casework.take(press, [desk.post()]).number
    desk.casework.assign(coordinator, number, "roads")
    head = person(Role.HEAD_OF_DEPARTMENT, login="askar", departments=["roads", "lights"])
    assert desk.casework.assign(head, number, "lights", "daniyar").department == "lights"
    with pytest.raises(NotAllowed, match="inside the own department"):
        desk.casework.assign(head, number, "housing")


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


# Asking


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


# Answering


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


# Closing


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


# Merging, splitting, undoing


def test_a_merged_incident_counts_through_the_one_it_joined(desk, press):
    kept = desk.casework.take(press, [desk.post()]).number
    gone = desk.casework.take(press, [desk.post(author="u2", place="-1002"), desk.post(author="u1")]).number
    merged = desk.casework.merge(press, gone, kept)
    assert (merged.state, merged.merged_into, merged.posts, merged.people) == (State.MERGED, kept, 0, 0)
    case = desk.case(kept)
    assert (case.incident.posts, case.incident.people, len(case.places)) == (3, 2, 2)
    with pytest.raises(WrongMove, match="itself"):
        desk.casework.merge(press, kept, kept)
    with pytest.raises(WrongMove, match=f"merged into {kept}"):
        desk.casework.merge(press, kept, gone)
    with pytest.raises(WrongMove):
        desk.casework.join(press, gone, [desk.post()])


def test_a_merge_can_be_undone_and_the_posts_come_back(desk, press):
    kept = desk.casework.take(press, [desk.post()]).number
    gone = desk.casework.take(press, [desk.post(author="u2", place="-1002")]).number
    before = desk.case(gone)
    desk.casework.merge(press, gone, kept)
    desk.wall.turn(seconds=40)
    back = desk.casework.undo(press, gone)
    assert (back.state, back.merged_into, back.posts) == (State.OPEN, None, 1)
    assert desk.case(gone).present == before.present
    assert desk.case(kept).incident.posts == 1
    assert [place.where for place in desk.case(kept).places] == [CHAT]


def test_posts_are_split_off_into_an_incident_of_their_own(desk, press):
    first, second = desk.post(), desk.post(author="u2", thread="8")
    number = desk.casework.take(press, [first, second], title="Яма").number
    part = desk.casework.split(press, number, [second], title="Свет")
    assert (part.state, part.title, part.posts, part.topic) == (State.OPEN, "Свет", 1, "roads")
    assert desk.stored(second).incident == part.number
    assert desk.case(number).incident.posts == 1
    with pytest.raises(WrongMove, match="at least one"):
        desk.casework.split(press, number, [first])


def test_the_last_move_is_undone_within_a_minute_by_who_made_it(desk, submitted, controller, coordinator):
    before = desk.case(submitted)
    desk.casework.return_answer(controller, submitted, ReturnReason.FORMAL)
    desk.wall.turn(seconds=30)
    with pytest.raises(NotAllowed, match="marat"):
        desk.casework.undo(coordinator, submitted)
    restored = desk.casework.undo(controller, submitted)
    assert (restored.state, restored.returns, restored.state_at) == (
        State.SUBMITTED, 0, before.incident.state_at,
    )  # fmt: skip
    assert desk.case(submitted).answers == before.answers
    with pytest.raises(WrongMove):
        desk.casework.undo(controller, submitted)
    desk.casework.accept(controller, submitted)
    desk.wall.turn(seconds=61)
    with pytest.raises(WrongMove, match="within a minute"):
        desk.casework.undo(controller, submitted)


def test_what_became_open_cannot_be_undone(desk, press, coordinator, executor):
    number = desk.casework.take(press, [desk.post()]).number
    with pytest.raises(WrongMove, match="nothing to undo"):
        desk.casework.undo(press, number)
    desk.casework.assign(coordinator, number, "roads", "berik")
    desk.casework.not_ours(executor, number, "housing", "их двор")
    with pytest.raises(NotFound):
        desk.casework.undo(executor, number)


# People, tags, the operator


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
