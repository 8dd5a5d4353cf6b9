"""Official appeals: who registers one, what the journal says of it, and what it forbids."""

from datetime import timedelta

import pytest

from desk.decisions import caring, gathering
from desk.errors import NotAllowed, NotFound, Stale, WrongMove
from desk.incidents import Outcome, State
from desk.moves import OPEN_STATES
from desk.roles import Role
from tests.desk.building import NOW

NUMBER = "ЗТ-2026-00417"
YESTERDAY = NOW - timedelta(days=1)


@pytest.mark.parametrize("state", State)
def test_an_appeal_is_registered_at_whatever_is_still_to_be_answered(make_case, act, state):
    case = make_case(state)
    if state not in OPEN_STATES:
        with pytest.raises(WrongMove, match="not in work"):
            caring.appeal_registered(case, NUMBER, YESTERDAY, act())
        return
    after, (entry,) = caring.appeal_registered(case, f" {NUMBER} ", YESTERDAY, act())
    assert (after.incident.appeal, after.incident.appealed_at) == (NUMBER, YESTERDAY)
    assert (after.incident.state, after.steps) == (state, case.steps)
    assert (entry.action, entry.role, set(entry.fields)) == (
        "register-appeal", "press-office", {"appeal", "appealed_at"},
    )  # fmt: skip


def test_an_appeal_needs_a_number_and_a_moment_that_is_not_ahead(make_case, act):
    with pytest.raises(WrongMove, match="number of the appeal"):
        caring.appeal_registered(make_case(), "  ", YESTERDAY, act())
    with pytest.raises(WrongMove, match="later than now"):
        caring.appeal_registered(make_case(), NUMBER, NOW + timedelta(minutes=1), act())


def test_an_appeal_can_be_corrected_but_not_registered_twice(make_case, act):
    first, _ = caring.appeal_registered(make_case(), NUMBER, NOW, act())
    with pytest.raises(WrongMove, match="registered already"):
        caring.appeal_registered(first, NUMBER, NOW, act())
    corrected, (entry,) = caring.appeal_registered(first, NUMBER, YESTERDAY, act())
    assert corrected.incident.appealed_at == YESTERDAY
    assert list(entry.fields) == ["appealed_at"]


def test_an_appeal_that_is_to_be_answered_is_not_merged_away(make_case, act):
    appealed = make_case(appeal=NUMBER, appealed_at=YESTERDAY)
    other = make_case(number="2026-000002", members=())
    with pytest.raises(WrongMove, match="merge the other one into it"):
        gathering.merged(appealed, other, None, act())
    (gone, _), (kept, _) = gathering.merged(other, appealed, None, act())
    assert (gone.incident.state, kept.incident.appeal) == (State.MERGED, NUMBER)
    answered = make_case(State.CLOSED, appeal=NUMBER, appealed_at=YESTERDAY)
    (gone, _), _ = gathering.merged(answered, other, None, act())
    assert gone.incident.state is State.MERGED


def test_the_press_office_registers_an_appeal_and_the_journal_keeps_only_its_hash(
    any_desk, press, executor, coordinator, controller
):
    desk, casework = any_desk, any_desk.casework
    number = casework.take(press, [desk.post()], title="Яма").number
    casework.assign(coordinator, number, "roads", "berik")
    due = desk.case(number).incident
    for nobody in (executor, controller):
        with pytest.raises(NotAllowed, match="register-appeal"):
            casework.register_appeal(nobody, number, NUMBER, YESTERDAY)
    with pytest.raises(Stale):
        casework.register_appeal(press, number, NUMBER, YESTERDAY, version=1)
    registered = casework.register_appeal(press, number, NUMBER, YESTERDAY, version=2)
    assert (registered.appeal, registered.appealed_at, registered.version) == (NUMBER, YESTERDAY, 3)
    kept = desk.case(number).incident
    assert (kept.appeal, kept.appealed_at) == (NUMBER, YESTERDAY)
    assert (kept.resident_due_at, kept.department_due_at) == (due.resident_due_at, due.department_due_at)
    (line,) = [line for line in desk.lines(number) if line.action == "register-appeal"]
    assert line.fields == {
        "appeal": [None, casework.mask.digest(NUMBER)],
        "appealed_at": [None, "2026-03-17T05:00:00+00:00"],
    }
    casework.register_appeal(coordinator, number, "ЗТ-2026-00418", YESTERDAY)
    assert desk.case(number).incident.appeal == "ЗТ-2026-00418"


def test_a_registered_appeal_outlives_the_undoing_of_the_next_move(desk, press, coordinator):
    number = desk.casework.take(press, [desk.post()]).number
    desk.casework.register_appeal(press, number, NUMBER, YESTERDAY)
    desk.wall.turn(seconds=5)
    desk.casework.close_without_answer(coordinator, number, Outcome.NO_ANSWER_NEEDED)
    assert desk.casework.undo(coordinator, number).appeal == NUMBER


def test_whoever_may_not_see_the_incident_hears_that_there_is_none(desk, press, person):
    number = desk.casework.take(press, [desk.post()]).number
    stranger = person(Role.PRESS_OFFICE, territory="110000000")
    with pytest.raises(NotFound):
        desk.casework.register_appeal(stranger, number, NUMBER, YESTERDAY)
