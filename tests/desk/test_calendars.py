"""Working time: exact to the minute, over lunch, holidays, moved days and the change of Almaty's zone in 2024."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.calendars import WorkCalendar
from desk.errors import ConfigError

ALMATY = ZoneInfo("Asia/Almaty")
DAY = ((time(9), time(13)), (time(14, 30), time(18, 30)))
WEEK = dict.fromkeys(range(5), DAY)
ROUND_THE_CLOCK = dict.fromkeys(range(7), ((time(0), time(0)),))
NAURYZ = frozenset({date(2026, 3, 21), date(2026, 3, 22), date(2026, 3, 23), date(2026, 3, 24), date(2026, 3, 25)})


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=ALMATY)


@pytest.fixture
def calendar():
    return WorkCalendar(ALMATY, WEEK, holidays=NAURYZ, working_days=frozenset({date(2026, 3, 14)}))


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [
        ("2026-03-18T09:00", 60, "2026-03-18T10:00"),
        ("2026-03-18T12:30", 60, "2026-03-18T15:00"),
        ("2026-03-18T13:30", 1, "2026-03-18T14:31"),
        ("2026-03-18T18:00", 30, "2026-03-18T18:30"),
        ("2026-03-18T18:00", 31, "2026-03-19T09:01"),
        ("2026-03-18T23:59", 1, "2026-03-19T09:01"),
        ("2026-03-20T18:00", 60, "2026-03-26T09:30"),
        ("2026-03-13T18:00", 60, "2026-03-14T09:30"),
        ("2026-03-18T09:00", 540, "2026-03-19T10:00"),
        ("2026-03-18T03:00", 0, "2026-03-18T03:00"),
    ],
    ids=[
        "plain",
        "over-lunch",
        "in-lunch",
        "to-the-very-end",
        "next-day",
        "at-night",
        "over-nauryz",
        "moved-saturday",
        "nine-hours",
        "nothing",
    ],
)
def test_working_minutes_pass_only_while_people_work(calendar, start, minutes, end):
    assert calendar.add_minutes(at(start), minutes) == at(end)
    assert calendar.minutes_between(at(start), at(end)) == minutes


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-03-18T23:00", 1, "2026-03-19T18:30"),
        ("2026-03-20T09:00", 1, "2026-03-26T18:30"),
        ("2026-03-13T09:00", 1, "2026-03-14T18:30"),
        ("2026-03-18T09:00", 7, "2026-04-01T18:30"),
        ("2026-03-18T09:00", 0, "2026-03-18T09:00"),
    ],
)
def test_working_days_end_with_the_work_of_the_last_one(calendar, start, days, end):
    assert calendar.add_days(at(start), days) == at(end)


def test_a_moved_working_day_has_its_own_hours_where_its_weekday_has_some():
    short_saturday = WorkCalendar(
        ALMATY, {**WEEK, 5: ((time(10), time(14)),)}, working_days=frozenset({date(2026, 3, 14)})
    )

    assert short_saturday.hours_of(date(2026, 3, 14)) == ((time(10), time(14)),)


@pytest.mark.parametrize(
    ("moment", "is_working"),
    [
        ("2026-03-18T09:00", True),
        ("2026-03-18T13:00", False),
        ("2026-03-18T18:29", True),
        ("2026-03-18T18:30", False),
        ("2026-03-23T10:00", False),
        ("2026-03-14T10:00", True),
    ],
)
def test_it_knows_whether_anybody_works_now(calendar, moment, is_working):
    assert calendar.is_working_at(at(moment)) is is_working


def test_the_hour_that_almaty_lived_twice_counts_twice():
    always = WorkCalendar(ALMATY, ROUND_THE_CLOCK)

    assert always.minutes_between(at("2024-02-29T00:00"), at("2024-03-01T00:00")) == 25 * 60
    assert always.add_minutes(at("2024-02-29T22:00"), 180) == at("2024-03-01T00:00")
    second_time = datetime(2024, 2, 29, 23, 30, tzinfo=ALMATY, fold=1)
    assert always.minutes_between(at("2024-02-29T23:30"), second_time) == 60
    assert always.minutes_between(second_time, at("2024-02-29T23:45")) == -45


def test_office_hours_are_the_same_on_both_sides_of_the_change():
    calendar = WorkCalendar(ALMATY, WEEK)

    assert calendar.add_minutes(at("2024-02-29T18:00"), 60) == at("2024-03-01T09:30")
    assert calendar.add_minutes(at("2024-02-29T18:00"), 60).utcoffset() == timedelta(hours=5)


def test_an_answer_is_the_same_moment_whatever_zone_the_question_is_asked_in(calendar):
    start = at("2026-03-18T12:30")

    assert calendar.add_minutes(start.astimezone(UTC), 60) == calendar.add_minutes(start, 60)
    assert calendar.add_minutes(start.astimezone(UTC), 60).tzinfo is ALMATY


def test_a_moment_without_a_zone_is_refused(calendar):
    with pytest.raises(ValueError, match="without a time zone"):
        calendar.add_minutes(datetime(2026, 3, 18, 9), 1)  # noqa: DTZ001


def test_working_time_is_never_taken_away(calendar):
    with pytest.raises(ValueError, match="never taken away"):
        calendar.add_minutes(at("2026-03-18T09:00"), -1)
    with pytest.raises(ValueError, match="never taken away"):
        calendar.add_days(at("2026-03-18T09:00"), -1)


@pytest.mark.parametrize("hours", [{}, {0: ()}, {7: DAY}])
def test_a_calendar_without_any_hours_is_refused(hours):
    with pytest.raises(ConfigError, match="no working hours at all"):
        WorkCalendar(ALMATY, hours)


@pytest.mark.parametrize(
    "intervals",
    [
        ((time(9), time(9)),),
        ((time(13), time(9)),),
        ((time(9), time(13)), (time(12), time(18))),
        ((time(9), time(0)), DAY[1]),
    ],
)
def test_hours_that_overlap_or_run_backwards_are_refused(intervals):
    with pytest.raises(ConfigError, match="overlap or run backwards"):
        WorkCalendar(ALMATY, {0: intervals})


def test_a_calendar_that_never_works_ends_with_an_error_and_not_in_a_loop():
    all_holidays = frozenset(date(2026, 1, 1) + timedelta(days=number) for number in range(366 * 62))
    never = WorkCalendar(ALMATY, WEEK, holidays=all_holidays)

    with pytest.raises(ConfigError, match="works too little"):
        never.add_minutes(at("2026-03-18T09:00"), 1)
    with pytest.raises(ConfigError, match="works too little"):
        never.add_days(at("2026-03-18T09:00"), 1)


def test_work_is_counted_over_years_of_history(calendar):
    assert calendar.minutes_between(at("2010-01-01T00:00"), at("2026-01-01T00:00")) == sum(
        480 for number in range((date(2026, 1, 1) - date(2010, 1, 1)).days) if number % 7 not in (1, 2)
    )


quarters = st.integers(0, 92).map(lambda number: 15 * number)
weeks = st.dictionaries(
    st.integers(0, 6),
    st.lists(quarters, min_size=2, max_size=6, unique=True)
    .map(sorted)
    .map(
        lambda marks: tuple(
            (time(*divmod(start, 60)), time(*divmod(end, 60)))
            for start, end in zip(marks[::2], marks[1::2], strict=False)
        )
    ),
    min_size=1,
)
days_around_the_change = st.dates(date(2024, 2, 20), date(2024, 3, 12))
calendars = st.builds(
    WorkCalendar,
    st.just(ALMATY),
    weeks,
    holidays=st.frozensets(days_around_the_change, max_size=4),
    working_days=st.frozensets(days_around_the_change, max_size=4),
)
moments = st.integers(0, 20 * 24 * 60).map(lambda minute: datetime(2024, 2, 20, tzinfo=UTC) + timedelta(minutes=minute))
amounts = st.integers(0, 5000)


@given(calendars, moments, moments)
@settings(max_examples=60, deadline=None)
def test_work_between_two_moments_is_what_one_counts_minute_by_minute(calendar, one, other):
    start, end = sorted((one, other))
    counted = 0
    for number in range((end - start) // timedelta(minutes=1)):
        wall = (start + timedelta(minutes=number)).astimezone(ALMATY)
        hours = calendar.hours_of(wall.date())
        counted += any(begin <= wall.time() and (wall.time() < finish or finish == time.min) for begin, finish in hours)

    assert calendar.minutes_between(start, end) == counted
    assert calendar.minutes_between(end, start) == -counted


@given(calendars, moments, amounts)
@settings(max_examples=200, deadline=None)
def test_added_minutes_are_found_again_and_end_at_the_first_moment_that_fits(calendar, start, minutes):
    end = calendar.add_minutes(start, minutes)

    assert calendar.minutes_between(start, end) == minutes
    assert end >= start
    if minutes:
        assert calendar.worked(start, end - timedelta(microseconds=1)) < timedelta(minutes=minutes)


@given(calendars, moments, amounts, amounts)
@settings(max_examples=200, deadline=None)
def test_minutes_can_be_added_in_two_steps(calendar, start, first, second):
    assert calendar.add_minutes(calendar.add_minutes(start, first), second) == calendar.add_minutes(
        start, first + second
    )


@given(calendars, moments, moments, amounts)
@settings(max_examples=200, deadline=None)
def test_who_starts_earlier_is_due_no_later(calendar, one, other, minutes):
    earlier, later = sorted((one, other))

    assert calendar.add_minutes(earlier, minutes) <= calendar.add_minutes(later, minutes)
    assert calendar.add_days(earlier, minutes % 20) <= calendar.add_days(later, minutes % 20)


@given(calendars, moments, st.integers(1, 30))
@settings(max_examples=100, deadline=None)
def test_added_days_end_on_the_nth_working_day_after(calendar, start, days):
    end = calendar.add_days(start, days)
    first = start.astimezone(ALMATY).date()
    between = [first + timedelta(days=number) for number in range(1, (end.date() - first).days + 1)]

    assert sum(calendar.is_working_day(day) for day in between) == days
    assert end.time() == calendar.hours_of(end.date())[-1][1]
