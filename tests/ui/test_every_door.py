"""Every role of DOMAIN.md signs in and tries every door of the desk: what it may not do changes nothing."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from desk.casework import Casework
from desk.decisions.gathering import Joining
from desk.errors import NotAllowed, NotFound, WrongMove
from desk.incidents import Outcome, PlaceState, ReopenReason, ReturnReason, State
from desk.posts import SetAsideReason
from desk.readings import Trait
from desk.roles import Role, operator
from desk.users import GrantRow

DISTRICT = "113200000"
DESK = "press-office coordinator"
EXECUTORS = "executor head-of-department outside-executor"
WORKERS = f"{DESK} {EXECUTORS} deputy-akim head assistant controller"
HOUR_AGO = datetime.now(UTC) - timedelta(hours=1)
IN_NINE_DAYS = datetime.now(UTC) + timedelta(days=9)
LATER = (datetime.now(UTC) + timedelta(days=2)).date()


@dataclass
class Try:
    """What a door is tried on: an incident in the state it needs, with its posts, and free posts beside it."""

    number: str
    posts: list[int]
    free: list[int]
    other: str
    casework: Casework
    actor: Any


@dataclass(frozen=True)
class Door:
    """A door: who may go through (written down a second time, from DOMAIN.md), the state it needs, how it is tried."""

    roles: str
    do: Callable[[Try], object]
    state: State = State.ASSIGNED
    needs: tuple[str, ...] = field(default=())


def door(roles: str, do: Callable[[Try], object], state: State = State.ASSIGNED, *needs: str) -> Door:
    return Door(roles, do, state, needs)


DOORS: dict[str, Door] = {
    "take": door(DESK, lambda at: at.casework.take(at.actor, at.free)),
    "enter": door(DESK, lambda at: at.casework.enter(at.actor, title="Звонок", territory=DISTRICT)),
    "join": door(DESK, lambda at: at.casework.join(at.actor, at.number, at.free, then=Joining.STILL_SO)),
    "leave": door(DESK, lambda at: at.casework.leave(at.actor, at.number, at.posts[:1])),
    "merge": door(DESK, lambda at: at.casework.merge(at.actor, at.number, at.other)),
    "split": door(DESK, lambda at: at.casework.split(at.actor, at.number, at.posts[:1])),
    "set_aside": door(DESK, lambda at: at.casework.set_aside(at.actor, at.free, SetAsideReason.THANKS)),
    "bring_back": door(DESK, lambda at: at.casework.bring_back(at.actor, at.free)),
    "correct": door(DESK, lambda at: at.casework.correct(at.actor, at.free[0], Trait.URGENCY, "urgent")),
    "tag_posts": door(
        f"{DESK} deputy-akim head assistant controller", lambda at: at.casework.tag_posts(at.actor, at.posts, ["қыс"])
    ),
    "tag_incident": door(
        f"{DESK} executor head-of-department deputy-akim head assistant controller",
        lambda at: at.casework.tag_incident(at.actor, at.number, ["қыс"]),
    ),
    "assign": door(DESK, lambda at: at.casework.assign(at.actor, at.number, "roads"), State.OPEN),
    "reassign": door(
        f"{DESK} head-of-department", lambda at: at.casework.assign(at.actor, at.number, "roads", "worker")
    ),
    "take_up": door(EXECUTORS, lambda at: at.casework.take_up(at.actor, at.number)),
    "not_ours": door(EXECUTORS, lambda at: at.casework.not_ours(at.actor, at.number, "housing", "не наша улица")),
    "ask": door(
        "executor outside-executor press-office",
        lambda at: at.casework.ask(at.actor, at.number, "Қай үй?"),
        State.IN_WORK,
    ),
    "put_out": door("press-office", lambda at: at.casework.put_out(at.actor, at.number, 1), State.WAITING),
    "resume": door("", lambda at: at.casework.resume(at.actor, at.number), State.WAITING),
    "interim": door(
        "executor outside-executor press-office",
        lambda at: at.casework.interim(at.actor, at.number, "Жөндеп жатыр", LATER),
        State.IN_WORK,
    ),
    "submit": door(
        EXECUTORS, lambda at: at.casework.submit(at.actor, at.number, "Жөнделді", Outcome.SOLVED), State.IN_WORK
    ),
    "return_answer": door(
        "controller coordinator",
        lambda at: at.casework.return_answer(at.actor, at.number, ReturnReason.FORMAL),
        State.SUBMITTED,
    ),
    "accept": door("controller coordinator", lambda at: at.casework.accept(at.actor, at.number), State.SUBMITTED),
    "publish": door(
        "press-office",
        lambda at: at.casework.publish(at.actor, at.number, link="https://t.me/ozen/5"),
        State.ACCEPTED,
    ),
    "mark_seen": door(
        f"{DESK} controller",
        lambda at: at.casework.mark_seen(
            at.actor, at.number, at.casework.case(operator("x"), at.number).places[0].where, PlaceState.SEEN
        ),
        State.ANSWERED,
    ),
    "answer_at_once": door(
        "press-office",
        lambda at: at.casework.answer_at_once(
            at.actor, at.free, outcome=Outcome.EXPLAINED, text="Түсіндірілді", topic="roads"
        ),
    ),
    "close": door("controller coordinator", lambda at: at.casework.close(at.actor, at.number), State.ANSWERED),
    "close_without_answer": door(DESK, lambda at: at.casework.close_without_answer(at.actor, at.number)),
    "set_details": door(DESK, lambda at: at.casework.set_details(at.actor, at.number, title="Жарық")),
    "note": door(WORKERS, lambda at: at.casework.note(at.actor, at.number, "қоңырау шалдым")),
    "own_control": door("head assistant", lambda at: at.casework.own_control(at.actor, at.number, on=True)),
    "register_appeal": door(
        DESK,
        lambda at: at.casework.register_appeal(at.actor, at.number, "ЖТ-1", HOUR_AGO),
    ),
    "ask_extension": door(
        EXECUTORS,
        lambda at: at.casework.ask_extension(at.actor, at.number, IN_NINE_DAYS, "қар"),
    ),
    "decide_extension": door(
        "coordinator deputy-akim head assistant",
        lambda at: at.casework.decide_extension(at.actor, at.number, 1, granted=True),
        State.ASSIGNED,
        "extension",
    ),
    "add_co_executor": door(
        f"coordinator {EXECUTORS}", lambda at: at.casework.add_co_executor(at.actor, at.number, "housing", "су")
    ),
    "answer_part": door(
        f"coordinator {EXECUTORS}",
        lambda at: at.casework.answer_part(at.actor, at.number, 1, "су бар"),
        State.ASSIGNED,
        "part",
    ),
    "case": door(WORKERS, lambda at: at.casework.case(at.actor, at.number)),
    "post": door(WORKERS, lambda at: at.casework.post(at.actor, at.posts[0])),
    "look": door(
        f"{DESK} executor head-of-department deputy-akim head assistant controller",
        lambda at: at.casework.look(at.actor, at.number, "тексеру"),
    ),
    "undo": door("", lambda at: at.casework.undo(at.actor, at.number)),
    "reopen": door(DESK, lambda at: at.casework.reopen(at.actor, at.number, ReopenReason.STILL_SO), State.CLOSED),
}
BY_ITSELF = {"tick", "refresh_terms", "resident_wrote"}
"""Doors without an actor: the desk's own."""
ROAD: dict[State, Callable[[Casework, Any, str], object]] = {
    State.ASSIGNED: lambda casework, by, number: casework.assign(by, number, "roads"),
    State.IN_WORK: lambda casework, by, number: casework.take_up(by, number),
    State.SUBMITTED: lambda casework, by, number: casework.submit(by, number, "Жөнделді", Outcome.SOLVED),
    State.ACCEPTED: lambda casework, by, number: casework.accept(by, number),
    State.ANSWERED: lambda casework, by, number: casework.publish(by, number, link="https://t.me/ozen/5"),
    State.CLOSED: lambda casework, by, number: casework.close(by, number),
}
"""How an incident comes to each state, one step after the other."""


def lead(casework: Casework, number: str, door: Door) -> None:
    """Bring an incident to where the door needs it."""
    by = operator("x")
    if door.state is State.WAITING:
        casework.assign(by, number, "roads")
        casework.ask(by, number, "Қай үй?")
    else:
        for state, step in ROAD.items():
            if door.state is State.OPEN:
                break
            step(casework, by, number)
            if state is door.state:
                break
    if "extension" in door.needs:
        casework.ask_extension(by, number, IN_NINE_DAYS, "қар")
    if "part" in door.needs:
        casework.add_co_executor(by, number, "roads", "су")


def test_the_table_knows_every_door():
    doors = {name for name, _ in inspect.getmembers(Casework, inspect.isfunction) if not name.startswith("_")}
    known = set(DOORS) - {"reassign"} | BY_ITSELF

    assert doors - {"year"} == known


@pytest.mark.parametrize("role", Role, ids=lambda role: role.value)
def test_a_role_goes_through_its_doors_and_through_no_other(role, parts, person, sit, write):
    write(*[f"хабарлама {at}" for at in range(5 * len(DOORS))])
    with parts.store.reading() as records:
        everything = records.every_post()
    user = person(role, department="roads")
    if role is Role.DEPUTY_AKIM:  # sees the departments overseen
        with parts.store.writing() as records:
            user = records.keep_user(replace(user, grants=(GrantRow(role, DISTRICT, "roads"),)))
    person(Role.EXECUTOR, department="roads", login="worker")
    screen = sit(user).run()
    assert not screen.exception
    seat_actor = parts.make_actor(user)
    wrong: list[tuple[str, object]] = []
    for at, (name, door) in enumerate(DOORS.items()):
        ids = [each.id for each in everything[5 * at : 5 * at + 5]]
        number = parts.casework.take(operator("x"), ids[:2], title="Жол", topic="roads").number
        other = parts.casework.take(operator("x"), ids[2:3], topic="roads").number
        lead(parts.casework, number, door)
        before = state_of(parts)
        try:
            door.do(Try(number, ids[:2], ids[3:], other, parts.casework, seat_actor))
            went = True
        except (NotAllowed, NotFound):
            went = False
        except WrongMove:
            went = name == "answer_at_once"
        if went != (role.value in door.roles.split()):
            wrong.append((name, went))
        if not went and state_of(parts) != before:
            wrong.append((name, "changed something all the same"))

    assert wrong == []


def state_of(parts):
    """The journal's length: every change has a line."""
    with parts.store.reading() as records:
        return records.journal_head().count
