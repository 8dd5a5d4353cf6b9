"""The ledger adds up, for any counts and after any history; shares show their n and small ones are not ranked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.incidents import Outcome, State
from desk.ledger import BUCKETS, Bucket, Imbalance, IncidentLedger, PostLedger, Share, imbalances, on_time, ranked
from desk.posts import Line, SetAsideReason
from desk.queries import IncidentFilter, PostFilter
from desk.roles import Role, Scope

few = st.integers(0, 9)
post_counts = st.fixed_dictionaries(
    {
        ("archive", ""): few,
        ("taken", ""): few,
        **{("new", mark): few for mark in ("in-term", "late", "no-term")},
        **{("set-aside", reason.value): few for reason in SetAsideReason},
    }
)
states = [(state.value, "") for state in State if state is not State.CLOSED]
incident_counts = st.fixed_dictionaries(
    {**dict.fromkeys(states, few), **{("closed", outcome.value): few for outcome in Outcome}}
)


@given(post_counts)
def test_received_is_archive_and_new_and_set_aside_and_taken(counts):
    ledger = PostLedger.of(counts, dead_letters=7)
    total, *parts = ledger.sum_line()
    assert total == ("received", sum(counts.values()))
    assert total[1] == sum(count for _, count in parts)
    assert [name for name, _ in parts] == [line.value for line in (Line.ARCHIVE, Line.NEW, Line.SET_ASIDE, Line.TAKEN)]
    assert (ledger.dead_letters, ledger.new) == (7, ledger.in_term + ledger.late + ledger.no_term)


@given(incident_counts)
def test_each_incident_stands_in_one_bucket_and_a_merged_one_counts_through_the_other(counts):
    ledger = IncidentLedger.of(counts)
    total, *parts = ledger.sum_line()
    assert total[1] == sum(count for _, count in parts) == sum(counts.values()) - counts["merged", ""]
    assert ledger.buckets[Bucket.CLOSED] == sum(ledger.closed.values())
    assert ledger.merged == counts["merged", ""]
    assert ledger.open == total[1] - ledger.buckets[Bucket.ANSWERED] - ledger.buckets[Bucket.CLOSED]


def test_every_state_has_its_bucket():
    assert set(BUCKETS) == set(State)
    assert [state for state, bucket in BUCKETS.items() if bucket is None] == [State.MERGED]
    assert {state for state, bucket in BUCKETS.items() if bucket is Bucket.IN_WORK} == {
        State.OPEN, State.ASSIGNED, State.IN_WORK, State.RETURNED,
    }  # fmt: skip


def test_overdue_is_a_part_of_its_bucket_and_never_counted_beside_it():
    ledger = IncidentLedger.of({("assigned", ""): 3, ("assigned", "overdue"): 2, ("answered", "overdue"): 1})
    assert (ledger.total, ledger.overdue[Bucket.IN_WORK]) == (3, 2)
    assert Bucket.ANSWERED not in ledger.overdue


@pytest.mark.parametrize("counts", [{("new", ""): 1}, {("lost", ""): 1}, {("set-aside", "because"): 1}])
def test_a_count_that_belongs_nowhere_is_refused(counts):
    with pytest.raises(ValueError, match=r"\w"):
        PostLedger.of(counts)


def test_a_sum_that_does_not_add_up_is_named():
    posts = PostLedger.of({("new", "late"): 2, ("taken", ""): 3})
    incidents = IncidentLedger.of({("open", ""): 1, ("open", "overdue"): 2})
    found = list(imbalances(posts, incidents, received=6, held=2))
    assert found == [Imbalance("received", 6, 5), Imbalance("taken", 2, 3), Imbalance("in-work-overdue", 1, 2)]


def test_the_ledger_of_a_real_desk(any_desk, person):
    desk, clerk = any_desk, person(*Role)
    posts = [desk.post(author=f"u{each}") for each in range(6)]
    desk.post(archive=True, ago=3000)
    number = desk.casework.take(clerk, posts[:2]).number
    gone = desk.casework.take(clerk, [posts[2]]).number
    desk.casework.merge(clerk, gone, number)
    desk.casework.set_aside(clerk, [posts[3]], SetAsideReason.THANKS)
    desk.casework.answer_at_once(clerk, posts[4], outcome=Outcome.SOLVED, link="https://t.me/a/1")
    desk.wall.turn(days=3)
    with desk.store.reading() as records:
        ledger = PostLedger.of(records.posts_ledger(Scope.everything(), PostFilter(now=desk.wall())))
        incidents = IncidentLedger.of(records.incidents_ledger(Scope.everything(), IncidentFilter(now=desk.wall())))
        nowhere = records.posts_ledger(Scope(), PostFilter(now=desk.wall()))
    assert ledger == PostLedger(1, 0, 1, 0, {SetAsideReason.THANKS: 1}, 4)
    assert (incidents.total, incidents.merged, incidents.closed) == (2, 1, {Outcome.SOLVED: 1})
    assert incidents.overdue[Bucket.IN_WORK] == 1
    assert list(imbalances(ledger, incidents, received=7, held=4)) == []
    assert nowhere == {}


def test_what_is_late_and_open_counts_against_being_on_time():
    assert on_time(9, 10, 10) == Share(9, 20)
    assert on_time(9, 10, 10).percent == 45
    assert on_time(0, 0, 0).percent is None


def test_nobody_is_ranked_below_five():
    shares = [("few", Share(4, 4)), ("good", Share(9, 10)), ("many", Share(90, 100)), ("poor", Share(1, 5))]
    assert [who for who, _ in ranked(shares)] == ["many", "good", "poor"]
