"""Random histories, driven through the doors on a real database: whatever people do, the desk's promises hold."""

import shutil
import tempfile
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from desk.casework import Joining
from desk.clocks import with_due_copies
from desk.errors import NotAllowed, NotFound, RuleError, Stale, WrongMove
from desk.incidents import Outcome, PlaceState, ReopenReason, ReturnReason, State, Way
from desk.journal import Head, verify
from desk.ledger import IncidentLedger, PostLedger, imbalances
from desk.moves import Move
from desk.posts import SetAsideReason
from desk.queries import IncidentFilter, PostFilter
from desk.roles import THE_DESK, Actor, Grant, Role, Scope
from store import upgrade
from tests.desk.building import Wall, furnish, make_rules
from tests.desk.trade import EXPECTED

EVERYTHING = Scope.everything()
RULES = make_rules()
BEYOND = {
    "refresh", "join", "leave", "mark-seen", "tell", "note", "own-control", "register-appeal", "set-details", "split",
}  # fmt: skip
"""Lines that leave the state alone."""
ROAD = {
    State.OPEN: Move.ASSIGN,
    State.ASSIGNED: Move.TAKE_UP,
    State.IN_WORK: Move.SUBMIT,
    State.RETURNED: Move.SUBMIT,
    State.INTERIM: Move.SUBMIT,
    State.SUBMITTED: Move.ACCEPT,
    State.ACCEPTED: Move.PUBLISH,
    State.ANSWERED: Move.CLOSE,
}
"""What usually comes next; chance alone seldom gets an incident to its end."""
OURS = [Outcome.SOLVED, Outcome.EXPLAINED, Outcome.PLANNED, Outcome.REFUSED, Outcome.NOT_OURS]


def somebody(role):
    departments = frozenset({"roads", "lights"}) if role in (Role.EXECUTOR, Role.HEAD_OF_DEPARTMENT) else None
    return Actor(f"{role.value}-1", role.value, (Grant(role, departments=departments),))


CLERK = Actor("clerk", "clerk", tuple(Grant(role) for role in Role))
PEOPLE = {**{role.value: somebody(role) for role in Role}, "clerk": CLERK}
people = st.sampled_from(list(PEOPLE))
numbers = st.integers(0, 40)
outcomes = st.sampled_from(OURS)
DAY = date(2026, 4, 1)


def moves_of(casework):
    """Every move of one incident, as (door, arguments): what the machine picks from."""
    return {
        Move.ASSIGN: lambda who, n: casework.assign(who, n, "roads"),
        Move.REASSIGN: lambda who, n: casework.assign(who, n, "lights", "berik"),
        Move.TAKE_UP: casework.take_up,
        Move.NOT_OURS: lambda who, n: casework.not_ours(who, n, "housing", "не наше"),
        Move.ASK: lambda who, n: casework.ask(who, n, "Какой дом?"),
        Move.RESUME: casework.resume,
        Move.INTERIM: lambda who, n: casework.interim(who, n, "Ждём", casework.now().date()),
        Move.SUBMIT: lambda who, n: casework.submit(who, n, "Готово", Outcome.SOLVED),
        Move.RETURN: lambda who, n: casework.return_answer(who, n, ReturnReason.FORMAL),
        Move.ACCEPT: casework.accept,
        Move.PUBLISH: lambda who, n: casework.publish(who, n, way=Way.PRIVATE_MESSAGE),
        Move.CLOSE: casework.close,
        Move.ANSWER_AT_ONCE: lambda who, n: casework.answer_at_once(
            who, n, outcome=Outcome.EXPLAINED, text="Так", topic="roads", way=Way.IN_PERSON
        ),
        Move.CLOSE_WITHOUT_ANSWER: casework.close_without_answer,
        Move.REOPEN: lambda who, n: casework.reopen(who, n, ReopenReason.CAME_BACK),
        Move.UNDO: casework.undo,
    }


class Histories(RuleBasedStateMachine):
    """People do what comes to their mind; the model only counts."""

    empty: Path

    @initialize()
    def open(self):
        self.folder = Path(tempfile.mkdtemp(prefix="histories-"))
        shutil.copy(self.empty, self.folder / "nazar.db")
        self.wall = Wall()
        self.desk = furnish(f"sqlite:///{self.folder / 'nazar.db'}", self.folder / "head", self.wall, RULES)
        self.casework = self.desk.casework
        self.posts: list[int] = []
        self.versions: Counter[str] = Counter()
        for author in ("u1", "u2", "u1", "u3"):
            self.a_post_comes_in(author, "-1", False)
        for post in self.posts[:2]:
            self.versions[self.casework.take(CLERK, [post]).number] = 1

    def teardown(self):
        if not hasattr(self, "desk"):
            return
        try:
            for number in self.versions:
                self.look_back(number)
            with self.desk.store.reading() as records:
                assert verify(records.journal(limit=100_000), self.desk.store.kept_head() or Head()) == []
        finally:
            self.desk.store.dispose()
            shutil.rmtree(self.folder)

    # What may happen

    @rule(author=st.sampled_from(["u1", "u2", "u3"]), place=st.sampled_from(["-1", "-2"]), archive=st.booleans())
    def a_post_comes_in(self, author, place, archive):
        self.posts.append(self.desk.post(author=author, place=place, archive=archive))

    @rule(minutes=st.sampled_from([0.5, 5, 90, 3000, 12000]))
    def time_passes(self, minutes):
        self.wall.turn(minutes=minutes)

    @rule()
    def the_desk_ticks(self):
        before = {number: self.incident(number).state for number in self.versions}
        self.casework.tick()
        for number, state in before.items():
            if self.incident(number).state is not state:
                self.versions[number] += 1

    @precondition(lambda self: self.posts)
    @rule(who=people, picks=st.lists(numbers, min_size=1, max_size=3))
    def posts_are_taken(self, who, picks):
        who = PEOPLE[who]
        if incident := self.tried(lambda: self.casework.take(who, self.picked(picks))):
            self.versions[incident.number] = 1
            assert Role.PRESS_OFFICE in who.roles() or Role.COORDINATOR in who.roles()

    @rule(who=people, topic=st.sampled_from(["roads", "corruption"]))
    def an_incident_is_entered(self, who, topic):
        who = PEOPLE[who]
        if incident := self.tried(lambda: self.casework.enter(who, title="Звонок", territory="750000000", topic=topic)):
            self.versions[incident.number] = 1

    @precondition(lambda self: self.posts)
    @rule(who=people, picks=st.lists(numbers, min_size=1, max_size=2), link=st.booleans(), outcome=outcomes)
    def posts_are_answered_at_once(self, who, picks, link, outcome):
        who = PEOPLE[who]
        told: dict[str, Any] = {"promised_on": self.wall().date(), "whose": "полиция", "reason": "нет"}
        told |= {"link": "https://t.me/a/1"} if link else {"text": "Сделано"}
        if incident := self.tried(
            lambda: self.casework.answer_at_once(who, self.picked(picks), outcome=outcome, **told)
        ):
            self.versions[incident.number] = 2
            assert Role.PRESS_OFFICE in who.roles()

    @precondition(lambda self: self.posts)
    @rule(who=people, picks=st.lists(numbers, min_size=1, max_size=3), back=st.booleans())
    def posts_are_sorted(self, who, picks, back):
        who = PEOPLE[who]
        if back:
            self.tried(lambda: self.casework.bring_back(who, self.picked(picks)))
        else:
            self.tried(lambda: self.casework.set_aside(who, self.picked(picks), SetAsideReason.CHATTER))

    @precondition(lambda self: self.versions)
    @rule(who=people, at=numbers, move=st.sampled_from(list(Move)))
    def a_move_is_tried(self, who, at, move):
        who = PEOPLE[who]
        self.move(who, at, move)

    @precondition(lambda self: self.versions)
    @rule(at=numbers, picks=st.lists(st.integers(0, 11), min_size=4, max_size=9))
    def the_clerk_works_on_one(self, at, picks):
        for pick in picks:
            state = self.incident(self.number(at)).state
            if offered := [move for move, (origins, _, _) in EXPECTED.items() if state in origins]:
                self.move(CLERK, at, offered[pick % len(offered)])

    @precondition(lambda self: self.versions)
    @rule(at=numbers, steps=st.integers(1, 7), returned=st.booleans())
    def the_usual_road_goes_on(self, at, steps, returned):
        for _ in range(steps):
            state = self.incident(self.number(at)).state
            if state in ROAD:
                self.move(CLERK, at, Move.RETURN if returned and state is State.SUBMITTED else ROAD[state])
                returned = False

    @precondition(lambda self: self.versions and self.posts)
    @rule(who=people, at=numbers, picks=st.lists(numbers, min_size=1, max_size=2), then=st.sampled_from(Joining))
    def posts_join(self, who, at, picks, then):
        who = PEOPLE[who]
        number = self.number(at)
        if self.tried(lambda: self.casework.join(who, number, self.picked(picks), then=then)):
            self.versions[number] += 1

    @precondition(lambda self: self.versions)
    @rule(who=people, at=numbers, pick=numbers, split=st.booleans())
    def posts_leave(self, who, at, pick, split):
        who = PEOPLE[who]
        number = self.number(at)
        present = self.desk.case(number).present
        if not present:
            return
        post = present[pick % len(present)].post_id
        if split:
            if part := self.tried(lambda: self.casework.split(who, number, [post])):
                self.versions[part.number] = 1
                self.versions[number] += 1
        elif self.tried(lambda: self.casework.leave(who, number, [post])):
            self.versions[number] += 1

    @precondition(lambda self: len(self.versions) > 1)
    @rule(who=people, at=numbers, into=numbers, then=st.sampled_from(Joining))
    def incidents_are_merged(self, who, at, into, then):
        who = PEOPLE[who]
        gone, kept = self.number(at), self.number(into)
        if self.tried(lambda: self.casework.merge(who, gone, kept, then=then)):
            self.versions[gone] += 1
            self.versions[kept] += 1
            assert self.incident(gone).merged_into == kept

    @precondition(lambda self: self.versions)
    @rule(who=people, at=numbers, state=st.sampled_from([PlaceState.SEEN, PlaceState.NOT_FOUND]))
    def an_answer_is_looked_for(self, who, at, state):
        who = PEOPLE[who]
        number = self.number(at)
        places = self.desk.case(number).places
        if places and self.tried(lambda: self.casework.mark_seen(who, number, places[0].where, state)):
            self.versions[number] += 1

    @precondition(lambda self: self.versions)
    @rule(who=people, at=numbers, on=st.booleans())
    def the_head_looks_after_it(self, who, at, on):
        who = PEOPLE[who]
        number = self.number(at)
        if self.tried(lambda: self.casework.own_control(who, number, on)):
            self.versions[number] += 1
            assert Role.HEAD in who.roles() or Role.ASSISTANT in who.roles()

    @precondition(lambda self: self.versions)
    @rule(who=people, at=numbers)
    def an_official_appeal_comes(self, who, at):
        who = PEOPLE[who]
        number = self.number(at)
        if self.tried(lambda: self.casework.register_appeal(who, number, "ЗТ-2026-00417", self.wall())):
            self.versions[number] += 1
            assert {Role.PRESS_OFFICE, Role.COORDINATOR} & who.roles()

    @precondition(lambda self: self.versions)
    @rule(at=numbers)
    def a_stale_form_changes_nothing(self, at):
        number = self.number(at)
        version = self.versions[number]
        if version > 1:
            with pytest.raises(Stale):
                self.casework.assign(CLERK, number, "roads", version=version - 1)

    # What must hold

    @invariant()
    def the_ledger_adds_up(self):
        with self.desk.store.reading() as records:
            posts = PostLedger.of(records.posts_ledger(EVERYTHING, PostFilter(now=self.wall())))
            incidents = IncidentLedger.of(records.incidents_ledger(EVERYTHING, IncidentFilter(now=self.wall())))
            held = sum(each.posts for each in records.incidents(IncidentFilter(), EVERYTHING, limit=1000).items)
        assert list(imbalances(posts, incidents, received=len(self.posts), held=held)) == []
        assert incidents.total + incidents.merged == len(self.versions)

    @invariant()
    def versions_count_the_changes(self):
        assert {number: self.incident(number).version for number in self.versions} == self.versions

    def look_back(self, number):
        """The history of an incident: no move outside the table, no gap, no closing by an executor, right copies."""
        case = self.desk.case(number)
        state = None
        for line in self.desk.lines(number):
            if "state" not in line.fields:
                assert line.action in BEYOND, line.action
                continue
            before, after = line.fields["state"]
            origins, states, makers = EXPECTED[Move(line.action)]
            assert (State(before) if before else None) in origins
            assert State(after) in states
            assert (line.role or line.actor) in makers, f"{line.action} by {line.role or line.actor}"
            assert state == before or line.action == "split", "a move was made from another state than it stood in"
            if after == State.CLOSED:
                assert line.role not in ("executor", "head-of-department", "outside-executor")
            state = after
        assert state == case.incident.state
        assert with_due_copies(case, RULES, self.wall()) == case

    # How it is done

    def move(self, who, at, move):
        number = self.number(at)
        door = moves_of(self.casework).get(move)
        if door is None:
            return
        before = self.incident(number)
        origins, states, makers = EXPECTED[move]
        try:
            after = door(who, number)
        except NotAllowed:
            if move is not Move.UNDO and who is CLERK and not before.restricted:
                assert makers.isdisjoint(role.value for role in who.roles()), f"{move} was refused to {who.name}"
        except (WrongMove, NotFound):
            pass
        else:
            self.versions[number] += 1
            if before.state is not after.state or move not in (Move.ASSIGN, Move.REASSIGN, Move.PUBLISH):
                assert before.state in origins or {move, Move.ASSIGN, Move.REASSIGN} == {Move.ASSIGN, Move.REASSIGN}
            if move is Move.UNDO and before.merged_into:
                self.versions[before.merged_into] += 1
            assert who == THE_DESK or makers & {role.value for role in who.roles()}
            assert after.state in states | ({State.CLOSED} if move is Move.PUBLISH else set())

    def tried(self, do):
        """What the door gave, or None when it refused by the rules of the desk; anything else is a bug."""
        try:
            return do()
        except RuleError:
            return None

    def picked(self, picks):
        return [self.posts[pick % len(self.posts)] for pick in picks]

    def number(self, at):
        known = list(self.versions)
        return known[at % len(known)]

    def incident(self, number):
        return self.desk.case(number).incident


@pytest.fixture(scope="module")
def histories(tmp_path_factory):
    """The machine, with a migrated database to copy for every history."""
    Histories.empty = tmp_path_factory.mktemp("histories") / "empty.db"
    upgrade(f"sqlite:///{Histories.empty}")
    return Histories


def test_whatever_people_do_the_desk_keeps_its_promises(histories):
    run_state_machine_as_test(
        histories,
        settings=settings(
            max_examples=40,
            stateful_step_count=30,
            deadline=None,
            # A found history is short enough to read; shrinking it against a database takes minutes.
            phases=(Phase.generate,),
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        ),
    )
