"""Incidents are kept whole, changed by one person at a time, and can be taken back for a while."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date, timedelta

import pytest

from desk.errors import NotFound, Stale
from desk.incidents import (
    Answer,
    AnswerKind,
    AnswerPlace,
    CoExecutor,
    ExtensionAsked,
    Outcome,
    PlaceState,
    ReturnReason,
    State,
    Way,
)
from desk.journal import Entry
from desk.posts import Line, SetAsideReason
from desk.queries import IncidentFilter
from desk.roles import Scope
from desk.terms import Urgency

EVERYTHING = Scope.everything()


def keep(desk, before, after, *entries):
    with desk.store.writing() as records:
        return records.keep_case(before, after, [replace(each, key=before.incident.number) for each in entries])


def changed(case, **fields):
    return replace(case, incident=replace(case.incident, **fields))


def number_of(desk, *posts):
    return desk.open_case(*posts).incident.number


@pytest.fixture
def posts(desk, a_post):
    desk.receive(*(a_post(n, thread="5") for n in range(1, 5)))
    return [desk.post(n) for n in range(1, 5)]


def test_numbers_count_from_one_in_every_year(desk, a_case, entry):
    numbers = []
    with desk.store.writing() as records:
        for year in (2026, 2026, 2027):
            numbers.append(records.new_case(a_case(), year, [entry()]).incident.number)

    assert numbers == ["2026-000001", "2026-000002", "2027-000001"]
    with desk.store.reading() as records:
        page = records.incidents(IncidentFilter(), EVERYTHING)
    assert [incident.number for incident in page.items] == numbers[::-1]


def test_a_case_comes_back_as_it_was_kept(desk, posts, a_case, entry):
    now = desk.time()
    case = a_case(
        *posts[:2],
        title="Су ағып жатыр",
        place="5-шағын аудан, 12 үй",
        topic="water",
        urgency=Urgency.DANGER,
        department="water",
        assignee="berik",
        state_at=now,
        outcome=Outcome.PLANNED,
        promised_on=date(2026, 5, 1),
        waiting_until=now + timedelta(days=5),
        interim_on=date(2026, 4, 1),
        resident_due_at=now + timedelta(hours=1),
        department_due_at=now + timedelta(minutes=30),
        people=2,
        posts=2,
        appeal="ЗТ-2026-00417",
        appealed_at=now - timedelta(days=1),
        tags=frozenset({"двор", "река"}),
    )
    place = AnswerPlace(
        "telegram", "-1001", "5", PlaceState.PUBLISHED, Way.PUBLIC_REPLY, "https://t.me/x/9", by="a", at=now
    )
    case = replace(
        case,
        members=(replace(case.members[0], counts_from=now), case.members[1]),
        answers=(
            Answer(1, AnswerKind.INTERIM, "Жөндейміз", "kk", "berik", now, returned=ReturnReason.NO_DATE),
            Answer(2, AnswerKind.FINAL, "Жөнделді", "kk", "berik", now, Outcome.SOLVED, published_text="Готово"),
        ),
        places=(place,),
        co_executors=(CoExecutor(1, "roads", "department", "расчистить", now),),
        extensions=(ExtensionAsked(1, now, "ждём трубу", "berik", now, granted=False, decided_by="d", decided_at=now),),
    )
    with desk.store.writing() as records:
        kept = records.new_case(case, 2026, [entry(now)])

    found = desk.case("2026-000001")
    assert replace(found, steps=()) == kept
    assert [(step.move, step.from_state, step.to_state, step.by) for step in found.steps] == [
        ("take", None, State.OPEN, "aigul")
    ]
    assert replace(found.incident, id=0, number="") == case.incident


def test_an_unknown_incident_is_not_found(desk):
    with desk.store.reading() as records, pytest.raises(NotFound, match="2026-000009"):
        records.case("2026-000009")


def test_posts_are_taken_when_they_join_and_new_when_they_leave(desk, posts, a_member, entry):
    with desk.store.writing() as records:
        records.set_line([posts[1].id], Line.SET_ASIDE, SetAsideReason.OTHER, "потом")
    case = desk.open_case(posts[0])
    now = desk.time()
    more = keep(desk, case, replace(case, members=(*case.members, a_member(posts[1]))))
    taken = desk.post(2)
    less = replace(more, members=(replace(more.members[0], left_at=now), more.members[1]))
    keep(desk, more, less, entry(now, "split"))

    assert (taken.line, taken.incident, taken.set_aside, taken.set_aside_note) == (
        Line.TAKEN,
        "2026-000001",
        None,
        None,
    )
    assert (desk.post(1).line, desk.post(1).incident) == (Line.NEW, None)
    members = desk.case("2026-000001").members
    assert [(m.key.native_id, m.left_at) for m in members] == [("1", now), ("2", None)]
    with desk.store.reading() as records:
        assert records.incident_of(posts[1].id) == "2026-000001"
        assert records.incident_of(posts[0].id) is None


def test_a_post_can_leave_and_come_back(desk, posts, a_member):
    case = desk.open_case(posts[0])
    gone = keep(desk, case, replace(case, members=(replace(case.members[0], left_at=desk.time()),)))
    keep(desk, gone, replace(gone, members=(*gone.members, a_member(posts[0]))))

    assert len(desk.case("2026-000001").members) == 2
    assert desk.post(1).incident == "2026-000001"


def test_a_post_belongs_to_one_incident_at_a_time(desk, posts, dump):
    desk.open_case(posts[0], posts[1])
    before = dump(desk)

    with pytest.raises(Stale, match="was faster"):
        desk.open_case(posts[1], posts[2])
    assert dump(desk) == before


def test_the_loser_is_told_who_was_faster_and_when_and_nothing_is_written(desk, posts, entry, dump):
    case = desk.open_case(posts[0])
    at = desk.time.pass_(minutes=2)
    keep(desk, case, changed(case, title="Аққан су"), entry(at, "note", State.OPEN, State.OPEN, actor="berik"))
    before = dump(desk)

    with pytest.raises(Stale) as told:
        keep(desk, case, changed(case, title="Leak"), entry(at, "note", actor="aigul"))
    assert (told.value.by, told.value.at) == ("berik", at)
    assert "berik" in str(told.value)
    assert dump(desk) == before


def test_of_four_clerks_exactly_one_wins_each_incident(desk, entry):
    numbers = [number_of(desk) for _ in range(300)]
    won: list[tuple[str, str]] = []
    lost: list[tuple[str, Stale]] = []
    together = threading.Barrier(4)

    def clerk(name: str) -> None:
        cases = [desk.case(number) for number in numbers]
        together.wait()
        for case in cases:
            taken = changed(case, assignee=name, state=State.ASSIGNED)
            try:
                keep(desk, case, taken, entry(desk.time(), "assign", State.OPEN, State.ASSIGNED, actor=name))
                won.append((case.incident.number, name))
            except Stale as stale:
                lost.append((case.incident.number, stale))

    clerks = [threading.Thread(target=clerk, args=(f"clerk{n}",)) for n in range(4)]
    for each in clerks:
        each.start()
    for each in clerks:
        each.join()

    winners = dict(won)
    assert len(won) == len(winners) == 300
    assert len(lost) == 900
    assert all(stale.by == winners[number] for number, stale in lost)
    assert {number: desk.case(number).incident.assignee for number in numbers} == winners


def test_the_state_before_a_change_is_kept_for_some_minutes(desk, posts, a_member, entry):
    case = desk.open_case(posts[0])
    answer = Answer(1, AnswerKind.FINAL, "Жауап", "kk", "berik", desk.time(), Outcome.SOLVED)
    now = desk.time.pass_(minutes=1)
    after = replace(changed(case, state=State.ASSIGNED, tags=frozenset({"су"})), answers=(answer,))
    kept = keep(
        desk, case, replace(after, members=(*after.members, a_member(posts[1]))), entry(now, "assign", actor="b")
    )

    with desk.store.reading() as records:
        before, by, at = records.snapshot("2026-000001", kept.incident.version)
        assert records.snapshot("2026-000001", 1) is None
    assert (before, by, at) == (case, "b", now)

    undone = keep(desk, kept, replace(before, incident=replace(before.incident, version=2)), entry(now, "undo"))
    found = desk.case("2026-000001")
    assert replace(found, steps=()) == replace(undone, steps=())
    assert (found.answers, found.incident.tags, len(found.members)) == ((), frozenset(), 1)
    assert desk.post(2).line is Line.NEW

    desk.time.pass_(minutes=11)
    keep(desk, undone, undone)
    with desk.store.reading() as records:
        assert records.snapshot("2026-000001", kept.incident.version) is None


def test_no_resident_text_is_in_the_state_that_is_kept(desk, a_post):
    desk.receive(a_post(1, "Көршім Асқар шу шығарады", author_name="Сәуле Ахметова"))
    case = desk.open_case(desk.post(1))
    keep(desk, case, changed(case, title="Шу"))

    with desk.store.reading() as records:
        bodies = records.connection.exec_driver_sql("SELECT body FROM snapshots").scalars().all()
    assert "Асқар" not in str(bodies)
    assert "Сәуле" not in str(bodies)


def test_overdue_incidents_come_with_the_nearest_term_first(desk):
    now = desk.time()
    due = {"a": -3, "b": 5, "c": -9, "d": None}
    for title, hours in due.items():
        at = None if hours is None else now + timedelta(hours=hours)
        desk.open_case(title=title, resident_due_at=at, department_due_at=at and at + timedelta(hours=1))
    desk.open_case(title="done", state=State.CLOSED, outcome=Outcome.SOLVED, resident_due_at=now - timedelta(days=9))

    with desk.store.reading() as records:
        overdue = records.incidents(IncidentFilter(overdue=True, now=now), EVERYTHING)
        first = records.incidents(IncidentFilter(due_before=now + timedelta(days=1)), EVERYTHING, limit=2)
        rest = records.incidents(
            IncidentFilter(due_before=now + timedelta(days=1)), EVERYTHING, limit=2, after=first.after
        )
        ledger = records.incidents_ledger(EVERYTHING, IncidentFilter(now=now))
    assert [incident.title for incident in overdue.items] == ["c", "a"]
    assert [incident.title for incident in [*first.items, *rest.items]] == ["c", "a", "b"]
    assert (first.total, rest.after) == (3, None)
    assert ledger == {("open", ""): 4, ("closed", "solved"): 1, ("open", "overdue"): 2}


def test_incidents_are_found_by_every_filter(desk):
    now = desk.time()
    desk.open_case(title="a", state=State.WAITING, waiting_until=now, department="water", topic="leaks")
    desk.open_case(title="b", state=State.ASSIGNED, assignee="berik", territory="710000000")
    desk.open_case(title="c", opened_at=now - timedelta(days=30))
    with desk.store.writing() as records:
        records.tag_incident("2026-000003", ["двор", "су"], [])
        records.tag_incident("2026-000003", [], ["су"])

    asked = {
        IncidentFilter(states=frozenset({State.WAITING})): ["a"],
        IncidentFilter(department="water"): ["a"],
        IncidentFilter(topic="leaks"): ["a"],
        IncidentFilter(assignee="berik"): ["b"],
        IncidentFilter(unassigned=True): ["c", "a"],
        IncidentFilter(territory="710000000"): ["b"],
        IncidentFilter(tag="двор"): ["c"],
        IncidentFilter(tag="су"): [],
        IncidentFilter(since=now - timedelta(days=1)): ["b", "a"],
        IncidentFilter(until=now - timedelta(days=1)): ["c"],
    }
    with desk.store.reading() as records:
        for filter, titles in asked.items():
            assert [incident.title for incident in records.incidents(filter, EVERYTHING).items] == titles, filter
        assert records.waiting_over(now, 10) == ["2026-000001"]
        assert records.waiting_over(now - timedelta(seconds=1), 10) == []
        assert records.cases_to_refresh(0, 2) == ["2026-000001", "2026-000002"]
        assert records.staff_tags() == [("двор", 1)]
        assert records.case("2026-000003").incident.tags == frozenset({"двор"})


def test_entries_of_a_new_incident_get_its_number(desk, a_case, entry):
    with desk.store.writing() as records:
        kept = records.new_case(a_case(), 2026, [entry(), Entry(desk.time(), "a", "set-aside", "post", "k")])

    with desk.store.reading() as records:
        assert [line.entry.key for line in records.journal()] == [kept.incident.number, "k"]
