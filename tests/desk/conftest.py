"""Builders of the desk's tests: rules, cases in any state, and people in any role."""

import hashlib
import shutil
from dataclasses import replace
from datetime import timedelta

import pytest

from desk.decisions.acts import Act
from desk.inbox import Inbox
from desk.incidents import Answer, AnswerKind, AnswerPlace, Case, Incident, Member, Outcome, PlaceState, State, Step
from desk.posts import PostKey
from desk.roles import THE_DESK, Actor, Grant, Role
from desk.rules import BY_THE_DESK, Right
from store import upgrade
from tests.desk.building import NOW, Desk, Wall, WordReader, furnish, make_rules

HANDED_IN = frozenset({State.SUBMITTED, State.ACCEPTED, State.ANSWERED, State.CLOSED})
REACHED = frozenset({State.ANSWERED, State.CLOSED})


@pytest.fixture
def wall():
    return Wall()


@pytest.fixture(scope="session")
def rules():
    return make_rules()


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
            places = tuple(
                AnswerPlace(network, place, thread, told)
                for network, place, thread in dict.fromkeys(m.where for m in members)
            )
        if steps is None:
            steps = (Step(NOW, "take", None, State.OPEN, "aigul", "press-office"),)
            if state is not State.OPEN:
                steps += (Step(NOW, "assign", State.OPEN, state, "aigul", "press-office", "roads"),)
        return Case(replace(incident, **{**held, **changes}), members, answers, places, steps=steps)

    return make


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory):
    """A migrated SQLite file to copy: the steps take longer than a whole test."""
    file = tmp_path_factory.mktemp("desk") / "empty.db"
    upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture
def open_desk(rules, wall, tmp_path, empty_database):
    """Opens a desk at an address of a migrated database (default: a fresh SQLite file)."""
    opened: list[Desk] = []

    def make(url=None, rules=rules):
        if url is None:
            file = tmp_path / f"nazar-{len(opened)}.db"
            shutil.copy(empty_database, file)
            url = f"sqlite:///{file}"
        opened.append(furnish(url, tmp_path / f"head-{len(opened)}", wall, rules))
        return opened[-1]

    yield make
    for desk in opened:
        desk.store.dispose()


@pytest.fixture
def desk(open_desk):
    """A desk on SQLite."""
    return open_desk()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def any_desk(request, open_desk):
    """The same desk on both databases."""
    if request.param == "sqlite":
        return open_desk()
    url = request.getfixturevalue("postgres_url")
    upgrade(url)
    return open_desk(url)


@pytest.fixture
def reader():
    return WordReader()


@pytest.fixture
def read_desk(any_desk, rules, reader):
    """A desk that reads what comes in, with terms by urgency."""

    def due(published, territory, topic, urgency):
        return published + timedelta(hours={"ordinary": 9, "urgent": 4, "danger": 1}[urgency])

    any_desk.inbox = Inbox(
        any_desk.store,
        any_desk.wall,
        due,
        rules.is_restricted,
        reader=reader,
    )
    return any_desk


@pytest.fixture
def press(person):
    return person(Role.PRESS_OFFICE, login="aigul")


@pytest.fixture
def coordinator(person):
    return person(Role.COORDINATOR, login="saule")


@pytest.fixture
def executor(person):
    return person(Role.EXECUTOR, login="berik", departments=["roads"])


@pytest.fixture
def controller(person):
    return person(Role.CONTROLLER, login="marat")


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
