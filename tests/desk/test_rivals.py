"""Four clerks at the same things at the same moment: one wins, the others learn who and when, nothing is halved."""

import threading
from collections import Counter

from desk.errors import RuleError, Stale
from desk.incidents import State
from desk.journal import Head, verify
from desk.posts import Line, SetAsideReason
from desk.roles import Actor, Grant, Role

CLERKS = [Actor(f"clerk{each}", f"Clerk {each}", (Grant(Role.COORDINATOR),)) for each in range(1, 5)]


def all_at_once(do):
    """Let every clerk do it in a thread of their own; a bug in one of them fails the test."""
    begin, faults = threading.Barrier(len(CLERKS)), []

    def work(clerk):
        try:
            begin.wait()
            do(clerk)
        except BaseException as fault:  # told to the test's own thread
            faults.append(fault)
            raise

    threads = [threading.Thread(target=work, args=(clerk,)) for clerk in CLERKS]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []


def test_of_four_clerks_one_assigns_and_the_others_learn_who_was_faster(any_desk):
    desk, casework = any_desk, any_desk.casework
    seen = [casework.take(CLERKS[0], [desk.post()]) for _ in range(60)]
    won: Counter[str] = Counter()
    lost: list[tuple[str, Stale]] = []

    def assign_all(clerk):
        for incident in seen:
            try:
                casework.assign(clerk, incident.number, "roads", version=incident.version)
                won[incident.number] += 1
            except Stale as stale:
                lost.append((incident.number, stale))

    all_at_once(assign_all)
    assert set(won.values()) == {1}
    assert (len(won), len(lost)) == (60, 180)
    for number, stale in lost:
        step = desk.case(number).steps[-1]
        assert (stale.by, stale.at) == (step.by, step.at)
    assert {desk.case(each.number).incident.version for each in seen} == {2}
    with desk.store.reading() as records:
        assert verify(records.journal(limit=10_000), desk.store.kept_head() or Head()) == []


def test_of_four_clerks_one_takes_a_post(any_desk):
    desk, casework = any_desk, any_desk.casework
    posts = [desk.post() for _ in range(60)]
    taken: Counter[int] = Counter()
    refusals: list[RuleError] = []

    def take_all(clerk):
        for post in posts:
            try:
                casework.take(clerk, [post])
                taken[post] += 1
            except RuleError as refusal:
                refusals.append(refusal)

    all_at_once(take_all)
    assert dict(taken) == dict.fromkeys(posts, 1)
    assert all(isinstance(each, Stale) or "already" in str(each) for each in refusals)
    assert {desk.stored(post).line for post in posts} == {Line.TAKEN}


def test_a_post_that_is_taken_and_set_aside_at_once_stands_in_one_line(any_desk):
    desk, casework = any_desk, any_desk.casework
    posts = [desk.post() for _ in range(40)]

    def sort_all(clerk):
        for post in posts:
            try:
                if clerk in CLERKS[:2]:
                    casework.take(clerk, [post])
                else:
                    casework.set_aside(clerk, [post], SetAsideReason.CHATTER)
            except RuleError:
                continue

    all_at_once(sort_all)
    for post in posts:
        stored = desk.stored(post)
        assert (stored.line is Line.TAKEN) == (stored.incident is not None)
        assert stored.set_aside is None or stored.line is Line.SET_ASIDE


def test_without_a_version_the_second_clerk_hands_it_on(any_desk):
    incident = any_desk.casework.take(CLERKS[0], [any_desk.post()])
    any_desk.casework.assign(CLERKS[1], incident.number, "roads")
    again = any_desk.casework.assign(CLERKS[2], incident.number, "housing")
    assert (again.state, again.department, again.version) == (State.ASSIGNED, "housing", 3)
