"""Doors of sorting: which posts make up an incident, and what becomes of the others."""

import pytest

from desk.casework import BY_HAND
from desk.errors import NotAllowed, NotFound, WrongMove
from desk.incidents import Outcome, ReturnReason, State, Way
from desk.posts import Line, SetAsideReason
from desk.roles import Role

PRESS, COORDINATOR, EXECUTOR, CONTROLLER = Role.PRESS_OFFICE, Role.COORDINATOR, Role.EXECUTOR, Role.CONTROLLER
CHAT = ("telegram", "-1001", "7")


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


def test_an_incident_entered_by_hand_is_answered_by_telephone(any_desk, press, coordinator, executor, controller):
    casework = any_desk.casework
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
    assert casework.tick().closed == 1


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


def test_a_merged_incident_says_where_it_went_whatever_is_asked_of_it(desk, press, coordinator):
    gone = desk.casework.enter(press, title="Звонок", territory="750000000", topic="roads").number
    kept = desk.casework.take(press, [desk.post()]).number
    desk.casework.merge(press, gone, kept)
    asked = [
        lambda: desk.casework.publish(press, gone),
        lambda: desk.casework.publish(press, gone, link="https://t.me/a/9"),
        lambda: desk.casework.answer_at_once(press, gone, outcome=Outcome.SOLVED, text="Да"),
        lambda: desk.casework.assign(coordinator, gone, "roads"),
        lambda: desk.casework.close_without_answer(press, gone, Outcome.NO_ANSWER_NEEDED),
    ]
    for ask in asked:
        with pytest.raises(WrongMove, match=f"{gone} was merged into {kept}"):
            ask()


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
