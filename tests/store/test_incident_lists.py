"""The lists people work by: what stands in each, in which order, and how many; on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from desk.incidents import Answer, AnswerKind, AnswerPlace, Case, Incident, Outcome, PlaceState, State
from desk.moves import OPEN_STATES
from desk.queries import IncidentFilter
from desk.roles import Area, Scope

EVERYTHING = Scope.everything()
ELSEWHERE = "710000000"


@pytest.fixture
def keep(desk):
    """Keeps an incident and gives its number: `keep(State.OPEN, due=3)` with three hours left."""

    def kept(state=State.ASSIGNED, due=None, answers=(), places=(), **fields):
        at = None if due is None else desk.time() + timedelta(hours=due)
        known = {"territory": "751110000", "opened_at": desk.time(), "opened_by": "aigul", "resident_due_at": at}
        incident = Incident(0, "", state=state, **(known | fields))
        with desk.store.writing() as records:
            return records.new_case(Case(incident, answers=answers, places=places), 2026, []).incident.number

    return kept


def listed(desk, scope=EVERYTHING, **filter):
    with desk.store.reading() as records:
        return [each.number for each in records.incidents(IncidentFilter(**filter), scope).items]


def test_a_list_by_term_has_the_nearest_first_and_those_without_one_last(desk, keep):
    late, none, soon, other = keep(due=-2), keep(), keep(due=1), keep()

    assert listed(desk, by_term=True) == [late, soon, none, other]
    assert listed(desk) == [other, soon, none, late]


@pytest.mark.parametrize("size", [1, 2, 3])
def test_pages_by_term_go_through_everything_once(desk, keep, size):
    wanted = [keep(due=-2), keep(due=1), keep(due=1), keep(due=5), keep(), keep(), keep()]
    found, after = [], None
    while True:
        with desk.store.reading() as records:
            page = records.incidents(IncidentFilter(by_term=True), EVERYTHING, limit=size, after=after)
        found += [each.number for each in page.items]
        after = page.after
        if after is None:
            break

    assert found == wanted


def test_due_today_begins_where_overdue_ends(desk, keep):
    late, today, later = keep(due=-1), keep(due=2), keep(due=30)
    now = desk.time()

    assert listed(desk, overdue=True, now=now) == [late]
    assert listed(desk, due_from=now, due_before=now + timedelta(hours=9)) == [today]
    assert later not in listed(desk, due_before=now + timedelta(hours=9))


def test_lists_of_departments_control_and_found_ones(desk, keep):
    roads, water, mine = keep(department="roads"), keep(department="water"), keep(own_control="akim")
    with desk.store.reading() as records:
        found = records.case(water).incident.id

    assert set(listed(desk, departments=frozenset({"roads", "water"}))) == {roads, water}
    assert listed(desk, departments=frozenset()) == []
    assert listed(desk, controlled=True) == [mine]
    assert listed(desk, ids=frozenset({found})) == [water]
    assert listed(desk, ids=frozenset()) == []


def test_to_publish_is_what_waits_for_the_press_office(desk, keep):
    def text(kind, published=None, withdrawn=False):
        return (Answer(1, kind, "Жауап", "kk", "e", desk.time(), published_text=published, withdrawn=withdrawn),)

    def place(state):
        return (AnswerPlace("telegram", "-1", None, state),)

    waits = {
        keep(State.ACCEPTED),
        keep(State.WAITING, answers=text(AnswerKind.QUESTION)),
        keep(State.INTERIM, answers=text(AnswerKind.INTERIM)),
        keep(State.ANSWERED, places=place(PlaceState.NOT_FOUND)),
        keep(State.CLOSED, places=place(PlaceState.TO_PUBLISH), outcome=Outcome.SOLVED),
    }
    keep(State.SUBMITTED, answers=text(AnswerKind.FINAL))
    keep(State.WAITING, answers=text(AnswerKind.QUESTION, published="Қай үй?"))
    keep(State.WAITING, answers=text(AnswerKind.QUESTION, withdrawn=True))
    keep(State.ANSWERED, places=place(PlaceState.PUBLISHED))
    keep(State.CLOSED, places=place(PlaceState.TO_PUBLISH), outcome=Outcome.NO_ANSWER_NEEDED)

    assert set(listed(desk, to_publish=True)) == waits


def test_counts_say_of_every_list_what_the_list_says(desk, keep):
    for at, state in enumerate(State):
        keep(state, due=at - 3, department="roads" if at % 2 else None, assignee="aigul" if at % 3 else None)
        keep(state, due=at, territory=ELSEWHERE)
    now = desk.time()
    lists = {
        "mine": IncidentFilter(states=OPEN_STATES, assignee="aigul"),
        "roads": IncidentFilter(states=OPEN_STATES, departments=frozenset({"roads"})),
        "overdue": IncidentFilter(states=OPEN_STATES, overdue=True, now=now),
        "unassigned": IncidentFilter(states=frozenset({State.OPEN}), unassigned=True),
        "answered": IncidentFilter(states=frozenset({State.ANSWERED})),
        "closed": IncidentFilter(states=frozenset({State.CLOSED})),
        "all": IncidentFilter(),
    }
    for scope in (EVERYTHING, Scope((Area(ELSEWHERE),)), Scope()):
        with desk.store.reading() as records:
            counts = records.incident_counts(lists, scope)
            pages = {name: records.incidents(each, scope) for name, each in lists.items()}
        assert list(counts) == list(lists)
        assert counts == {name: (page.total, False) for name, page in pages.items()}


def test_no_list_is_wider_than_the_scope(desk, keep):
    keep(territory=ELSEWHERE, due=-1, own_control="akim", department="roads")
    here = Scope((Area("750000000", restricted=True),))

    for filter in (
        IncidentFilter(by_term=True),
        IncidentFilter(controlled=True),
        IncidentFilter(departments=frozenset({"roads"})),
        IncidentFilter(to_publish=True),
        replace(IncidentFilter(overdue=True), now=desk.time()),
    ):
        with desk.store.reading() as records:
            page = records.incidents(filter, here)
            counts = records.incident_counts({"list": replace(filter, states=OPEN_STATES)}, here)
        assert (page.items, page.total) == ([], 0)
        assert counts == {"list": (0, False)}
