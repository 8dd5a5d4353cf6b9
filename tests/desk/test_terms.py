"""How long what may take, and what pauses and extensions do to it."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.calendars import WorkCalendar
from desk.terms import Extension, TermKind, TermRule, Terms, Unit, Urgency, due_at, due_with_pauses, extended

ALMATY = ZoneInfo("Asia/Almaty")
CALENDAR = WorkCalendar(
    ALMATY,
    dict.fromkeys(range(5), ((time(9), time(13)), (time(14, 30), time(18, 30)))),
    holidays=frozenset({date(2026, 3, 23)}),
)


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=ALMATY)


def rule(amount, unit, kind=TermKind.RESIDENT, urgency=None, topic=None):
    return TermRule(kind, urgency, topic, amount, unit)


WORK = rule(540, Unit.WORKING_MINUTES)
PLAIN = rule(60, Unit.PLAIN_MINUTES)
DAYS = rule(3, Unit.WORKING_DAYS)


@pytest.mark.parametrize(
    ("wanted", "start", "due"),
    [
        (WORK, "2026-03-18T09:00", "2026-03-19T10:00"),
        (WORK, "2026-03-20T18:00", "2026-03-25T09:30"),
        (PLAIN, "2026-03-18T23:30", "2026-03-19T00:30"),
        (DAYS, "2026-03-18T23:30", "2026-03-24T18:30"),
    ],
    ids=["working", "working-over-a-holiday", "plain-at-night", "days"],
)
def test_a_term_counts_in_its_own_unit(wanted, start, due):
    assert due_at(wanted, at(start), CALENDAR) == at(due)
    assert due_with_pauses(wanted, at(start), [], CALENDAR) == at(due)


def test_plain_minutes_are_lived_minutes_when_almaty_turns_its_clocks_back():
    assert due_at(PLAIN, at("2024-02-29T22:30"), CALENDAR).astimezone(UTC) == datetime(2024, 2, 29, 17, 30, tzinfo=UTC)
    assert due_at(rule(120, Unit.PLAIN_MINUTES), at("2024-02-29T22:30"), CALENDAR).isoformat() == (
        "2024-02-29T23:30:00+05:00"
    )


@pytest.mark.parametrize(
    ("wanted", "pauses", "due"),
    [
        (WORK, [("2026-03-18T10:00", "2026-03-18T12:00")], "2026-03-19T12:00"),
        (WORK, [("2026-03-18T13:00", "2026-03-18T14:30")], "2026-03-19T10:00"),
        (WORK, [("2026-03-18T20:00", "2026-03-24T09:00")], "2026-03-24T10:00"),
        (WORK, [("2026-03-18T10:00", None)], None),
        (WORK, [("2026-03-20T10:00", None)], "2026-03-19T10:00"),
        (WORK, [("2026-03-17T10:00", "2026-03-18T10:00")], "2026-03-19T11:00"),
        (
            WORK,
            [("2026-03-18T11:00", "2026-03-18T12:00"), ("2026-03-18T10:00", "2026-03-18T11:30")],
            "2026-03-19T12:00",
        ),
        (WORK, [("2026-03-18T12:00", "2026-03-18T11:00")], "2026-03-19T10:00"),
        (PLAIN, [("2026-03-18T09:30", "2026-03-18T21:30")], "2026-03-18T22:00"),
        (PLAIN, [("2026-03-18T10:00", None)], "2026-03-18T10:00"),
        (DAYS, [("2026-03-19T10:00", "2026-03-20T09:00")], "2026-03-25T18:30"),
        (DAYS, [("2026-03-19T10:00", "2026-03-19T16:00")], "2026-03-24T18:30"),
        (DAYS, [("2026-03-19T10:00", None)], None),
        (DAYS, [("2026-03-24T19:00", None)], "2026-03-24T18:30"),
    ],
    ids=[
        "two-hours",
        "only-lunch",
        "over-the-weekend",
        "still-paused",
        "paused-after-it-was-over",
        "paused-before-it-began",
        "overlapping-and-unordered",
        "backwards-is-none",
        "plain",
        "plain-paused-at-the-last-moment",
        "a-day-not-counted",
        "back-the-same-day",
        "days-still-paused",
        "days-paused-after",
    ],
)
def test_a_pause_moves_the_term_by_the_time_it_took(wanted, pauses, due):
    stops = [(at(stop), go_on and at(go_on)) for stop, go_on in pauses]

    assert due_with_pauses(wanted, at("2026-03-18T09:00"), stops, CALENDAR) == (due and at(due))


moments = st.integers(0, 14 * 24 * 60).map(lambda minute: datetime(2026, 3, 12, tzinfo=UTC) + timedelta(minutes=minute))
rules = st.builds(rule, st.integers(1, 900), st.sampled_from([Unit.WORKING_MINUTES, Unit.PLAIN_MINUTES])) | st.builds(
    rule, st.integers(1, 15), st.just(Unit.WORKING_DAYS)
)


@given(rules, moments, st.lists(st.tuples(moments, moments), max_size=4))
@settings(max_examples=200, deadline=None)
def test_pauses_never_shorten_a_term_and_their_order_does_not_matter(wanted, start, pauses):
    due = due_with_pauses(wanted, start, pauses, CALENDAR)

    assert due is not None
    assert due >= due_at(wanted, start, CALENDAR)
    assert due == due_with_pauses(wanted, start, pauses[::-1], CALENDAR)
    assert due == due_with_pauses(wanted, start.astimezone(ALMATY), pauses, CALENDAR)


@given(st.integers(1, 900), moments, st.lists(st.tuples(moments, moments), max_size=4))
@settings(max_examples=200, deadline=None)
def test_the_time_outside_the_pauses_is_exactly_the_term(amount, start, pauses):
    due = due_with_pauses(rule(amount, Unit.PLAIN_MINUTES), start, pauses, CALENDAR)

    assert due is not None
    minutes = (start + timedelta(minutes=number) for number in range((due - start) // timedelta(minutes=1)))
    assert sum(not any(stop <= minute < go_on for stop, go_on in pauses) for minute in minutes) == amount


TERMS = Terms(
    [
        rule(540, Unit.WORKING_MINUTES, urgency=Urgency.ORDINARY),
        rule(60, Unit.PLAIN_MINUTES, urgency=Urgency.DANGER),
        rule(240, Unit.WORKING_MINUTES, urgency=Urgency.ORDINARY, topic="water"),
        rule(120, Unit.WORKING_MINUTES, topic="gas"),
        rule(7, Unit.WORKING_DAYS, kind=TermKind.INTERIM_FINAL),
    ],
    {"water": "utilities", "water-meters": "water", "utilities": None, "gas": None},
)


@pytest.mark.parametrize(
    ("kind", "urgency", "topic", "amount"),
    [
        (TermKind.RESIDENT, Urgency.ORDINARY, None, 540),
        (TermKind.RESIDENT, Urgency.ORDINARY, "roads", 540),
        (TermKind.RESIDENT, Urgency.ORDINARY, "water", 240),
        (TermKind.RESIDENT, Urgency.ORDINARY, "water-meters", 240),
        (TermKind.RESIDENT, Urgency.DANGER, "water-meters", 60),
        (TermKind.RESIDENT, Urgency.DANGER, "gas", 120),
        (TermKind.INTERIM_FINAL, Urgency.URGENT, "water", 7),
    ],
)
def test_the_nearest_rule_counts(kind, urgency, topic, amount):
    found = TERMS.rule(kind, urgency, topic)

    assert found is not None
    assert found.amount == amount


def test_there_is_no_term_that_the_catalogue_does_not_give():
    assert TERMS.rule(TermKind.RESIDENT, Urgency.URGENT) is None
    assert TERMS.rule(TermKind.REWORK) is None


def test_only_a_granted_extension_counts_and_the_last_decision_wins():
    due = at("2026-03-20T18:30")
    asked = Extension("aigerim", at("2026-03-19T10:00"), "ждём экскаватор", until=at("2026-03-27T18:30"))
    refused = Extension("aigerim", asked.asked_at, "", asked.until, False, "akim", at("2026-03-19T11:00"))
    granted = Extension("aigerim", asked.asked_at, "", asked.until, True, "akim", at("2026-03-19T12:00"))
    shorter = Extension("aigerim", asked.asked_at, "", at("2026-03-19T18:30"), True, "akim", at("2026-03-19T13:00"))

    assert extended(due, []) == (due, False)
    assert extended(due, [asked, refused]) == (due, False)
    assert extended(due, [refused, granted]) == (asked.until, True)
    assert extended(due, [granted, shorter]) == (due, False)
