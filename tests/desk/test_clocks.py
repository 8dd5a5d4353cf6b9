"""The terms of an incident: from its steps alone, with pauses, interim answers, rework, extensions, reopenings."""

from dataclasses import replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from desk.calendars import WorkCalendar
from desk.clocks import TermState, interim_limit, terms_of, with_due_copies
from desk.decisions import answering, asking, at_once, caring, closing, gathering, publishing, refreshing, routing
from desk.decisions.answering import Draft
from desk.decisions.publishing import Telling
from desk.incidents import AnswerKind, Case, Incident, Outcome, ReopenReason, ReturnReason, State, Way
from desk.moves import Move
from desk.roles import Role
from desk.terms import TermKind, Terms, Urgency

ALMATY = ZoneInfo("Asia/Almaty")
SUBMIT = Draft("Жөнделді", "kk", outcome=Outcome.SOLVED)


def at(text):
    return datetime.fromisoformat(f"2026-03-{text}").replace(tzinfo=ALMATY)


def interim(day):
    draft = Draft("Ждём деталь", "ru", promised_on=date(2026, 3, day), kind=AnswerKind.INTERIM)
    return Role.PRESS_OFFICE, lambda case, act: answering.interim(case, draft, act)


ASSIGN = (Role.COORDINATOR, lambda case, act: routing.assigned(case, "roads", None, act))
HAND_ON = (Role.COORDINATOR, lambda case, act: routing.assigned(case, "roads", "daniyar", act))
TO_HOUSING = (Role.COORDINATOR, lambda case, act: routing.assigned(case, "housing", None, act))
TAKE_UP = (Role.EXECUTOR, routing.taken_up)
NOT_OURS = (Role.EXECUTOR, lambda case, act: routing.not_ours(case, "housing", "их двор", act))
ASK = (Role.EXECUTOR, lambda case, act: asking.asked(case, "Какой дом?", "ru", act))
RESUME = (None, asking.resumed)
HAND_IN = (Role.EXECUTOR, lambda case, act: answering.submitted(case, SUBMIT, act))
RETURN = (Role.CONTROLLER, lambda case, act: answering.returned(case, ReturnReason.FORMAL, None, act))
ACCEPT = (Role.CONTROLLER, answering.accepted)
PUBLISH = (Role.PRESS_OFFICE, lambda case, act: publishing.published(case, None, Telling(Way.PUBLIC_REPLY), act))
CLOSE = (Role.CONTROLLER, closing.closed)
REOPEN = (Role.COORDINATOR, lambda case, act: closing.reopened(case, ReopenReason.CAME_BACK, act))
APPEAL = (Role.PRESS_OFFICE, lambda case, act: caring.appeal_registered(case, "ЗТ-2026-00417", at("18T09:15"), act))
AT_ONCE = (
    Role.PRESS_OFFICE,
    lambda case, act: at_once.answered(case, SUBMIT, Telling(Way.PUBLIC_REPLY, "https://t.me/a/1"), None, act),
)


@pytest.fixture
def play(act, make_member, rules):
    """Tell a story: taken at `taken` from a post of `published`, then one step after the other at its moment."""

    def tell(*steps, published="18T09:00", taken="18T09:30", urgency=Urgency.ORDINARY, counts_from=None, rules=rules):
        member = make_member(published_at=at(published), counts_from=counts_from and at(counts_from))
        incident = Incident(
            1, "2026-000001", "750000000", State.OPEN, at(taken), "aigul", topic="roads", urgency=urgency
        )
        case = gathering.with_members(Case(incident), [member])
        case, _ = act(Role.PRESS_OFFICE, now=at(taken), rules=rules).opened(case, Move.TAKE, {})
        for moment, (role, decide) in steps:
            case, _ = decide(case, act(role, now=at(moment), rules=rules))
        return case

    return tell


@pytest.fixture
def term(rules):
    """The term of one kind as it stands at a moment; None where there is none."""

    def look(case, kind, moment, rules=rules):
        return next((view for view in terms_of(case, rules, at(moment)) if view.kind is kind), None)

    return look


def test_the_resident_waits_from_publication_and_the_desk_has_as_long_to_sort(play, term):
    case = play()
    resident, sorting = term(case, TermKind.RESIDENT, "18T10:00"), term(case, TermKind.SORTING, "18T10:00")
    assert (resident.started_at, resident.due_at) == (at("18T09:00"), at("19T10:00"))
    assert (resident.state, resident.minutes_left, resident.stopped_at) == (TermState.RUNNING, 480, None)
    assert (sorting.stopped_at, sorting.due_at, sorting.state) == (at("18T09:30"), at("18T11:00"), TermState.MET)


def test_a_post_sorted_late_missed_the_sorting_term_and_nothing_forgives_it(play, term):
    sorting = term(play(taken="18T12:00"), TermKind.SORTING, "25T10:00")
    assert (sorting.state, sorting.minutes_left) == (TermState.MISSED, -60)


def test_the_archive_is_never_termed_so_a_post_from_there_counts_from_its_taking(play, term):
    case = play(published="02T09:00", taken="18T09:30", counts_from="18T09:30")
    assert term(case, TermKind.RESIDENT, "18T10:00").started_at == at("18T09:30")


def test_the_earliest_post_counts_also_when_it_joins_later(play, term, make_member):
    case = play()
    case = gathering.with_members(case, [make_member(2, published_at=at("17T16:00"))])
    assert term(case, TermKind.RESIDENT, "18T10:00").due_at == at("18T17:00")


def test_the_departments_term_lies_inside_the_residents(play, term):
    assert term(play(("18T10:00", ASSIGN)), TermKind.DEPARTMENT, "18T10:00").due_at == at("18T17:30")
    late = play(("19T09:30", ASSIGN))
    assert term(late, TermKind.DEPARTMENT, "19T09:30").due_at == at("19T10:00")
    too_late = play(("19T10:30", ASSIGN))
    assert term(too_late, TermKind.DEPARTMENT, "19T10:30").due_at == at("19T18:00")


def test_handing_on_inside_the_department_gives_no_new_term_another_department_does(play, term):
    inside = play(("18T10:00", ASSIGN), ("18T11:00", HAND_ON))
    assert term(inside, TermKind.DEPARTMENT, "18T12:00").started_at == at("18T10:00")
    elsewhere = play(("18T10:00", ASSIGN), ("18T11:00", TO_HOUSING))
    assert term(elsewhere, TermKind.DEPARTMENT, "18T12:00").started_at == at("18T11:00")
    handed_back = play(("18T10:00", ASSIGN), ("18T11:00", NOT_OURS))
    assert term(handed_back, TermKind.DEPARTMENT, "18T12:00") is None


def test_a_question_pauses_the_terms(play, term):
    asked = play(("18T10:00", ASSIGN), ("18T11:00", ASK))
    resident = term(asked, TermKind.RESIDENT, "18T15:00")
    assert (resident.state, resident.due_at, resident.minutes_left) == (TermState.PAUSED, None, None)
    assert term(asked, TermKind.WAITING, "18T15:00").due_at == at("26T18:30")
    assert (asked.incident.resident_due_at, asked.incident.department_due_at) == (None, None)


def test_the_terms_go_on_when_the_resident_wrote(play, term):
    case = play(("18T10:00", ASSIGN), ("18T11:00", ASK), ("18T12:00", RESUME))
    assert term(case, TermKind.RESIDENT, "18T15:00").due_at == at("19T11:00")
    assert case.incident.resident_due_at == at("19T11:00")
    assert case.incident.department_due_at == at("18T18:30")


def test_a_pause_lasts_as_long_as_the_rule_even_when_the_desk_woke_up_later(play, term):
    punctual = play(("18T10:00", ASSIGN), ("18T11:00", ASK), ("26T18:30", RESUME))
    asleep = play(("18T10:00", ASSIGN), ("18T11:00", ASK), ("31T12:00", RESUME))
    due = term(punctual, TermKind.RESIDENT, "26T18:30").due_at
    assert term(asleep, TermKind.RESIDENT, "31T12:00").due_at == due
    assert term(asleep, TermKind.RESIDENT, "31T12:00").state is TermState.MISSED


def test_an_interim_answer_meets_the_first_term_and_starts_the_second(play, term):
    case = play(("18T10:00", ASSIGN), ("18T15:00", interim(24)))
    assert term(case, TermKind.RESIDENT, "25T10:00").state is TermState.MET
    assert term(case, TermKind.DEPARTMENT, "25T10:00").state is TermState.MET
    final = term(case, TermKind.INTERIM_FINAL, "18T15:00")
    assert (final.started_at, final.due_at) == (at("18T15:00"), at("24T18:30"))
    assert case.incident.resident_due_at == case.incident.department_due_at == at("24T18:30")


def test_an_interim_term_stays_when_another_department_gets_the_incident(play, term):
    case = play(("18T10:00", ASSIGN), ("18T15:00", interim(24)), ("20T10:00", TO_HOUSING))
    final = term(case, TermKind.INTERIM_FINAL, "20T10:00")
    assert (final.started_at, final.due_at) == (at("18T15:00"), at("24T18:30"))


def test_a_second_interim_answer_gets_no_later_day_than_the_first_could_have(play, rules):
    case = play(("18T10:00", ASSIGN), ("18T15:00", interim(24)), ("20T10:00", TO_HOUSING))
    assert interim_limit(case, rules, at("20T10:00")) == at("30T18:30")


def test_the_departments_term_ends_with_the_submission_that_stood(play, term):
    returned = play(("18T10:00", ASSIGN), ("18T11:00", HAND_IN), ("18T12:00", RETURN))
    assert term(returned, TermKind.DEPARTMENT, "18T12:30").stopped_at is None
    rework = term(returned, TermKind.REWORK, "18T12:30")
    assert (rework.started_at, rework.due_at) == (at("18T12:00"), at("24T18:30"))
    assert returned.incident.department_due_at == at("24T18:30")
    again = play(("18T10:00", ASSIGN), ("18T11:00", HAND_IN), ("18T12:00", RETURN), ("19T11:00", HAND_IN))
    assert term(again, TermKind.DEPARTMENT, "20T12:00").state is TermState.MISSED
    assert term(again, TermKind.REWORK, "20T12:00").state is TermState.MET
    assert again.incident.department_due_at is None


def test_publishing_has_a_term_of_its_own_and_meets_the_residents(play, term):
    case = play(("18T10:00", ASSIGN), ("18T11:00", HAND_IN), ("18T12:00", ACCEPT), ("18T14:45", PUBLISH))
    publishing_term = term(case, TermKind.PUBLISHING, "20T10:00")
    assert (publishing_term.due_at, publishing_term.state) == (at("18T13:00"), TermState.MISSED)
    assert term(case, TermKind.RESIDENT, "20T10:00").state is TermState.MET
    assert (case.incident.resident_due_at, case.incident.department_due_at) == (None, None)


def test_a_danger_counts_plain_minutes_to_the_first_action(play, term):
    handed_on = play(("18T20:10", ASSIGN), published="18T20:00", taken="18T20:05", urgency=Urgency.DANGER)
    resident = term(handed_on, TermKind.RESIDENT, "18T20:30")
    assert (resident.due_at, resident.stopped_at, resident.minutes_left) == (at("18T21:00"), None, 30)
    begun = play(
        ("18T20:10", ASSIGN), ("18T20:40", TAKE_UP), published="18T20:00", taken="18T20:05", urgency=Urgency.DANGER
    )
    assert term(begun, TermKind.RESIDENT, "19T20:30").state is TermState.MET
    assert begun.incident.department_due_at == at("18T20:50")
    nobody = play(
        ("18T20:10", ASSIGN), ("18T20:20", TAKE_UP), ("18T20:30", NOT_OURS),
        published="18T20:00", taken="18T20:05", urgency=Urgency.DANGER,
    )  # fmt: skip
    assert nobody.incident.resident_due_at == at("18T21:00")


def test_an_answer_at_once_ends_everything(play, rules):
    case = play(("18T09:40", AT_ONCE))
    assert all(view.state is TermState.MET for view in terms_of(case, rules, at("30T10:00")))


def test_a_reopening_begins_a_new_round(play, term):
    case = play(
        ("18T10:00", ASSIGN), ("18T11:00", HAND_IN), ("18T12:00", ACCEPT), ("18T12:30", PUBLISH), ("18T12:40", CLOSE),
        ("25T10:00", REOPEN),
    )  # fmt: skip
    resident = term(case, TermKind.RESIDENT, "25T10:00")
    assert (resident.started_at, resident.due_at) == (at("25T10:00"), at("26T11:00"))
    assert term(case, TermKind.DEPARTMENT, "25T10:00").due_at == at("25T17:30")
    assert term(case, TermKind.SORTING, "25T10:00") is None


def test_an_official_appeal_has_its_fifteen_working_days_and_a_question_does_not_stop_them(play, term):
    due = datetime(2026, 4, 9, 18, 30, tzinfo=ALMATY)
    asked = play(("18T10:00", APPEAL), ("18T10:10", ASSIGN), ("18T11:00", ASK))
    statutory = term(asked, TermKind.STATUTORY, "18T15:00")
    assert (statutory.started_at, statutory.due_at, statutory.state) == (at("18T09:15"), due, TermState.RUNNING)
    assert term(asked, TermKind.RESIDENT, "18T15:00").state is TermState.PAUSED
    assert (asked.incident.resident_due_at, asked.incident.department_due_at) == (None, None)
    assert term(play(), TermKind.STATUTORY, "18T15:00") is None


def test_an_appeal_changes_no_other_term(play, rules):
    moved, plain = ("18T10:10", ASSIGN), play(("18T10:10", ASSIGN))
    appealed = play(("18T10:00", APPEAL), moved)
    others = [view for view in terms_of(appealed, rules, at("18T15:00")) if view.kind is not TermKind.STATUTORY]
    assert tuple(others) == terms_of(plain, rules, at("18T15:00"))
    assert appealed.incident.resident_due_at == plain.incident.resident_due_at
    assert appealed.incident.department_due_at == plain.incident.department_due_at


def test_the_answer_ends_an_appeal_an_interim_one_does_not_and_a_reopening_does_not_take_it_back(play, term):
    taken_in = (("18T10:00", APPEAL), ("18T10:10", ASSIGN), ("18T11:00", interim(24)))
    assert term(play(*taken_in), TermKind.STATUTORY, "18T15:00").stopped_at is None
    answered = (*taken_in, ("19T11:00", HAND_IN), ("19T12:00", ACCEPT), ("19T12:30", PUBLISH))
    for case in (play(*answered), play(*answered, ("25T10:00", REOPEN))):
        statutory = term(case, TermKind.STATUTORY, "31T10:00")
        assert (statutory.stopped_at, statutory.state) == (at("19T12:30"), TermState.MET)
    again = (Role.PRESS_OFFICE, lambda case, act: caring.appeal_registered(case, "ЗТ-2026-00418", at("25T11:00"), act))
    second = term(play(*answered, ("25T10:00", REOPEN), ("25T11:30", again)), TermKind.STATUTORY, "31T10:00")
    assert (second.started_at, second.stopped_at) == (at("25T11:00"), None)


def test_a_granted_extension_shows_as_extended_and_a_refused_one_does_not(play, term, act, rules):
    case = play(("18T10:00", ASSIGN))
    until = at("20T12:00")
    asked, _ = caring.extension_asked(case, until, "ждём экскаватор", act(Role.EXECUTOR, now=at("18T11:00")))
    assert term(asked, TermKind.DEPARTMENT, "18T12:00").due_at == at("18T17:30")
    granted, _ = caring.extension_decided(asked, 1, True, act(Role.HEAD, now=at("18T12:00")))
    view = term(granted, TermKind.DEPARTMENT, "19T12:00")
    assert (view.due_at, view.state, view.is_extended) == (until, TermState.EXTENDED, True)
    assert granted.incident.department_due_at == until
    assert granted.incident.resident_due_at == at("19T10:00"), "the desk cannot grant itself the resident's time"
    refused, _ = caring.extension_decided(asked, 1, False, act(Role.HEAD, now=at("18T12:00")))
    assert term(refused, TermKind.DEPARTMENT, "18T12:00").state is TermState.RUNNING


def test_a_corrected_calendar_corrects_the_terms(play, term, rules, act):
    case = play(("18T10:00", ASSIGN))
    moved = WorkCalendar(ALMATY, dict.fromkeys(range(5), ((time(9), time(13)),)), frozenset({date(2026, 3, 19)}))
    corrected = replace(rules, calendar=moved)
    assert term(case, TermKind.RESIDENT, "18T12:00", corrected).due_at == at("23T10:00")
    refreshed = refreshing.refreshed(case, act(None, now=at("18T12:00"), rules=corrected))
    assert refreshed is not None
    after, entries = refreshed
    assert after.incident.resident_due_at == at("23T10:00")
    assert [entry.action for entry in entries] == ["refresh"]
    assert refreshing.refreshed(after, act(None, now=at("18T13:00"), rules=corrected)) is None


def test_without_a_rule_there_is_no_term(play, rules):
    bare = replace(rules, terms=Terms([]))
    case = play(("18T10:00", ASSIGN), rules=bare)
    assert terms_of(case, bare, at("18T12:00")) == ()
    assert with_due_copies(case, bare, at("18T12:00")).incident.resident_due_at is None
