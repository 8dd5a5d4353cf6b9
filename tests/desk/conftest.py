"""Builders of the desk's tests: rules, cases in any state, and people in any role."""

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from desk.calendars import WorkCalendar
from desk.decisions.acts import Act
from desk.departments import Department, DepartmentKind, Departments
from desk.incidents import Answer, AnswerKind, AnswerPlace, Case, Incident, Member, Outcome, PlaceState, State, Step
from desk.posts import PostKey
from desk.roles import Actor, Grant, Role
from desk.rules import BY_THE_DESK, Right, Rules
from desk.terms import TermKind, TermRule, Terms, Unit, Urgency
from desk.topics import Topic, Topics

ALMATY = ZoneInfo("Asia/Almaty")
NOW = datetime(2026, 3, 18, 10, 0, tzinfo=ALMATY)
"""A Wednesday; Monday 23 March is a holiday."""
HANDED_IN = frozenset({State.SUBMITTED, State.ACCEPTED, State.ANSWERED, State.CLOSED})
REACHED = frozenset({State.ANSWERED, State.CLOSED})


@dataclass
class Wall:
    """A clock that stands until somebody turns it."""

    moment: datetime = NOW

    def __call__(self) -> datetime:
        return self.moment

    def turn(self, **by: float) -> datetime:
        self.moment += timedelta(**by)
        return self.moment


@pytest.fixture
def wall():
    return Wall()


@pytest.fixture(scope="session")
def rules():
    hours, danger = Unit.WORKING_MINUTES, Unit.PLAIN_MINUTES
    terms = [
        TermRule(TermKind.SORTING, None, None, 120, hours),
        TermRule(TermKind.RESIDENT, Urgency.ORDINARY, None, 540, hours),
        TermRule(TermKind.RESIDENT, Urgency.URGENT, None, 240, hours),
        TermRule(TermKind.RESIDENT, Urgency.DANGER, None, 60, danger),
        TermRule(TermKind.DEPARTMENT, Urgency.ORDINARY, None, 360, hours),
        TermRule(TermKind.DEPARTMENT, Urgency.URGENT, None, 180, hours),
        TermRule(TermKind.DEPARTMENT, Urgency.DANGER, None, 40, danger),
        TermRule(TermKind.PUBLISHING, None, None, 60, hours),
        TermRule(TermKind.INTERIM_FINAL, None, None, 7, Unit.WORKING_DAYS),
        TermRule(TermKind.REWORK, None, None, 3, Unit.WORKING_DAYS),
        TermRule(TermKind.WAITING, None, None, 5, Unit.WORKING_DAYS),
    ]
    topics = [
        Topic("roads", {"ru": "Дороги"}, department="roads"),
        Topic("water", {"ru": "Вода"}, department="housing"),
        Topic("corruption", {"ru": "Коррупция"}, restricted=True),
    ]
    departments = [
        Department("akimat", DepartmentKind.DEPARTMENT, {"ru": "Аппарат"}),
        Department("roads", DepartmentKind.DEPARTMENT, {"ru": "Дороги"}, parent="akimat"),
        Department("lights", DepartmentKind.INSTITUTION, {"ru": "Свет"}, parent="roads"),
        Department("housing", DepartmentKind.DEPARTMENT, {"ru": "ЖКХ"}, parent="akimat"),
    ]
    calendar = WorkCalendar(
        ALMATY,
        dict.fromkeys(range(5), ((time(9), time(13)), (time(14, 30), time(18, 30)))),
        holidays=frozenset({date(2026, 3, 23)}),
    )
    return Rules(calendar, Terms(terms), Topics(topics), Departments(departments))


@pytest.fixture(scope="session")
def person():
    """Somebody with one role or several over the whole country; `departments` cuts them all."""

    def make(*roles, login="aigul", departments=None, acts_for=None, territory="000000000", topics=None):
        cut = None if departments is None else frozenset(departments)
        grants = tuple(Grant(role, territory, cut, topics, acts_for) for role in roles)
        return Actor(login, login.title(), grants, user_id=1)

    return make


@pytest.fixture
def act(rules, person):
    """An act by somebody in one role (None: the desk itself)."""

    def make(role=Role.PRESS_OFFICE, *, now=NOW, rules=rules, login="aigul", departments=None, acts_for=None):
        from desk.roles import THE_DESK

        if role is None:
            return Act(THE_DESK, BY_THE_DESK, now, rules, digest)
        actor = person(role, login=login, departments=departments, acts_for=acts_for)
        return Act(actor, Right(role, acts_for, actor.grants[0]), now, rules, digest)

    return make


def digest(words):
    return hashlib.blake2b(words.encode(), digest_size=8).hexdigest()


@pytest.fixture(scope="session")
def make_member():
    def make(post_id=1, *, place="-1001", thread="7", author="u1", published_at=NOW - timedelta(hours=1), **changes):
        key = PostKey("telegram", place, str(post_id))
        return Member(post_id, key, thread, published_at, NOW, "aigul", author, **changes)

    return make


@pytest.fixture(scope="session")
def make_case(make_member):
    """A case in any state, with what it needs to stand there: a post, a place, perhaps a department and an answer."""

    def make(state=State.OPEN, *, members=None, steps=None, places=None, answers=None, **changes):
        members = (make_member(),) if members is None else members
        held = {} if state is State.OPEN else {"department": "roads", "assignee": "berik"}
        if state in REACHED:
            held["outcome"] = Outcome.EXPLAINED
        incident = Incident(
            id=1, number="2026-000001", territory="750000000", state=state, opened_at=NOW, opened_by="aigul",
            topic="roads", title="Яма", posts=len(members), people=len({m.author for m in members}), state_at=NOW,
        )  # fmt: skip
        if answers is None:
            answers = (Answer(1, AnswerKind.FINAL, "Жауап", "kk", "berik", NOW, Outcome.EXPLAINED),)
            answers = answers if state in HANDED_IN else ()
        if places is None:
            told = PlaceState.SEEN if state in REACHED else PlaceState.TO_PUBLISH
            places = tuple(AnswerPlace(*where, told) for where in dict.fromkeys(m.where for m in members))
        if steps is None:
            steps = (Step(NOW, "take", None, State.OPEN, "aigul", "press-office"),)
            if state is not State.OPEN:
                steps += (Step(NOW, "assign", State.OPEN, state, "aigul", "press-office", "roads"),)
        return Case(replace(incident, **{**held, **changes}), members, answers, places, steps=steps)

    return make
