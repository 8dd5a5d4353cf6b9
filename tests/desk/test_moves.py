"""The workflow, cell by cell: every move from every state in every role, as DOMAIN.md has it."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from desk.decisions import answering, asking, at_once, closing, gathering, publishing, routing, undoing
from desk.decisions.acts import Act
from desk.decisions.answering import Draft
from desk.decisions.gathering import Details, Joining
from desk.decisions.publishing import Telling
from desk.errors import NotAllowed, WrongMove
from desk.incidents import AnswerKind, Outcome, ReopenReason, ReturnReason, State, Step, Way
from desk.moves import MOVES, Move
from desk.roles import THE_DESK, Role
from desk.rules import must_lead, possible_moves, responsible, right_to
from tests.desk.trade import EXPECTED

DOC = Path(__file__).parents[2] / "docs" / "moves.md"

SOON = date(2026, 3, 20)
DRAFT = Draft("Жөнделді", "kk", outcome=Outcome.SOLVED)
DO = {
    Move.ASSIGN: lambda case, act: routing.assigned(case, "roads", None, act),
    Move.REASSIGN: lambda case, act: routing.assigned(case, "roads", "daniyar", act),
    Move.TAKE_UP: routing.taken_up,
    Move.NOT_OURS: lambda case, act: routing.not_ours(case, "housing", "их двор", act),
    Move.ASK: lambda case, act: asking.asked(case, "Какой дом?", "ru", act),
    Move.RESUME: asking.resumed,
    Move.INTERIM: lambda case, act: answering.interim(
        case, Draft("Ждём", "ru", promised_on=SOON, kind=AnswerKind.INTERIM), act
    ),
    Move.SUBMIT: lambda case, act: answering.submitted(case, DRAFT, act),
    Move.RETURN: lambda case, act: answering.returned(case, ReturnReason.FORMAL, None, act),
    Move.ACCEPT: answering.accepted,
    Move.PUBLISH: lambda case, act: publishing.published(case, None, Telling(Way.PUBLIC_REPLY), act),
    Move.CLOSE: closing.closed,
    Move.ANSWER_AT_ONCE: lambda case, act: at_once.answered(case, DRAFT, Telling(Way.IN_PERSON), "roads", act),
    Move.CLOSE_WITHOUT_ANSWER: lambda case, act: closing.closed_without_answer(
        case, Outcome.NO_ANSWER_NEEDED, None, None, act
    ),
    Move.REOPEN: lambda case, act: closing.reopened(case, ReopenReason.STILL_SO, act),
}
"""How each move of one incident is made, with all that it needs."""


@pytest.fixture
def attempt(make_case, make_member, rules, person):
    """Make a move as a door does, right first, decision second. Gives the state it leads to, None where refused."""

    def split(case, act):
        return gathering.split(case, [1], Details(territory="750000000"), act)[1]

    def merge(case, act):
        other = make_case(State.OPEN, number="2026-000002", members=(make_member(9),))
        return gathering.merged(case, other, None, act)[0]

    def undo(case, act):
        last = Step(act.now - timedelta(seconds=30), "take-up", State.ASSIGNED, case.incident.state, act.actor.login)
        case = replace(case, steps=(*case.steps, last))
        before = make_case(State.ASSIGNED, version=0)
        undoing.right_to_undo(act.actor, case, before, last.by)
        return undoing.undone(case, before, last.at, act)

    do = {**DO, Move.SPLIT: split, Move.MERGE: merge, Move.UNDO: undo}

    def make(move, state, role):
        actor = THE_DESK if role == "desk" else person(Role(role), departments=None)
        case = make_case(state, members=(make_member(1), make_member(2)))
        try:
            right = right_to(actor, move, responsible(case))
            act = Act(actor, right, case.incident.opened_at, rules, str)
            after, entries = do[move](case, act)
        except (NotAllowed, WrongMove):
            return None
        if {move.value, entries[0].action} == {"assign", "reassign"}:
            return None  # one door makes both, and picks by the state
        assert [entry.action for entry in entries] == [move.value]
        before, now = entries[0].fields["state"]
        assert (before, now) == (state.value, after.incident.state.value)
        return after.incident.state

    return make


def test_the_table_of_moves_is_the_one_of_the_trade():
    assert set(EXPECTED) == set(Move) == set(MOVES)
    for move, (origins, states, makers) in EXPECTED.items():
        rule = MOVES[move]
        assert (set(rule.origin), set(rule.to)) == (origins, states), move
        assert {role.value for role in rule.roles} | ({"desk"} if rule.by_desk else set()) == makers, move


@pytest.mark.parametrize("move", [each for each in Move if each not in (Move.TAKE, Move.ENTER)])
def test_a_move_is_made_from_its_states_and_in_its_roles_and_nowhere_else(move, attempt):
    origins, states, makers = EXPECTED[move]
    for state in State:
        for role in [*(role.value for role in Role), "desk"]:
            led_to = attempt(move, state, role)
            if state in origins and role in makers:
                assert led_to in states, f"{move} from {state} by {role} was refused"
            else:
                assert led_to is None, f"{move} from {state} by {role} led to {led_to}"


@pytest.mark.parametrize("move", [Move.TAKE, Move.ENTER])
def test_an_incident_begins_with_a_post_or_a_call_and_with_nothing_else(move, person, make_case):
    for role in Role:
        actor = person(role)
        may = role.value in EXPECTED[move][2]
        if may:
            assert right_to(actor, move, responsible(make_case())).role is role
        else:
            with pytest.raises(NotAllowed):
                right_to(actor, move, responsible(make_case()))
    for state in State:
        with pytest.raises(WrongMove):
            must_lead(move, state)


def test_who_may_make_a_move_elsewhere_may_not_make_it_here(person, make_case):
    elsewhere = person(*Role, territory="110000000")
    assert list(possible_moves(elsewhere, make_case(State.SUBMITTED))) == []
    for move in Move:
        with pytest.raises(NotAllowed):
            right_to(elsewhere, move, responsible(make_case(State.SUBMITTED)))


def test_an_executor_of_another_department_may_not_move_it(person, make_case):
    other = person(Role.EXECUTOR, departments=["housing"])
    mine = person(Role.EXECUTOR, departments=["roads"])
    assert list(possible_moves(other, make_case(State.ASSIGNED))) == []
    assert Move.SUBMIT in list(possible_moves(mine, make_case(State.ASSIGNED)))


def test_a_restricted_incident_is_moved_by_named_roles_only(person, make_case):
    case = make_case(State.OPEN, topic="corruption", restricted=True)
    assert list(possible_moves(person(Role.PRESS_OFFICE), case)) == []
    assert Move.ASSIGN in list(possible_moves(person(Role.COORDINATOR), case))
    named = person(Role.PRESS_OFFICE, topics=frozenset({"corruption"}))
    assert Move.ASSIGN in list(possible_moves(named, case))


def test_what_is_offered_is_what_the_table_has(person, make_case):
    for state in State:
        offered = set(possible_moves(person(*Role), make_case(state)))
        assert offered == {move for move, (origins, _, makers) in EXPECTED.items() if state in origins} - {Move.RESUME}


def test_the_page_of_moves_is_true():
    page = DOC.read_text("utf-8")
    for move, rule in MOVES.items():
        assert row_of(move, rule) in page, f"docs/moves.md lacks: {row_of(move, rule)}"
    assert page.count("\n| `") == len(MOVES)


def row_of(move, rule):
    def slugs(values, order):
        return ", ".join(f"`{each}`" for each in order if each in values)

    origin = ", ".join(filter(None, ["a post" if None in rule.origin else "", slugs(rule.origin, State)]))
    who = ", ".join(filter(None, [slugs(rule.roles, Role), "the desk itself" if rule.by_desk else ""]))
    return f"| `{move}` | {origin} | {slugs(rule.to, State)} | {who} |"


def test_joining_is_named_in_slugs():
    assert [each.value for each in Joining] == ["still-so", "tell-them"]
