"""The working time of an akimat: hours, lunch, holidays, moved days. All arithmetic of terms stands on it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple
from zoneinfo import ZoneInfo

from desk.errors import N_, ConfigError

Interval = tuple[time, time]
"""A stretch of work in local time; an end of 00:00 means midnight at the end of the day."""

MINUTE = timedelta(minutes=1)
HORIZON_YEARS = 60
"""How far a term may reach. A calendar that works so little that it would reach further cannot be used."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)


class _Year(NamedTuple):
    """The stretches of work of one year, in microseconds since 1970, and the work before the end of each."""

    starts: list[int]
    ends: list[int]
    worked: list[int]

    @property
    def total(self) -> int:
        return self.worked[-1] if self.worked else 0

    def worked_until(self, instant: int) -> int:
        place = bisect_right(self.starts, instant) - 1
        if place < 0:
            return 0
        return self.worked[place] - max(0, self.ends[place] - instant)

    def instant_after(self, work: int) -> int:
        """The first instant at which `work` (more than none, at most the total) has been done."""
        place = bisect_left(self.worked, work)
        return self.ends[place] - (self.worked[place] - work)


@dataclass(frozen=True)
class WorkCalendar:
    """Working time in `zone`.

    `hours` are the stretches of work per weekday (0 is Monday), lunch being what lies between two of them. `holidays`
    are not worked. `working_days` are worked although they are holidays or weekends (moved days), with the hours of
    their weekday or, where it has none, of the first weekday that has. Datetimes must be aware; results are in `zone`.
    Exact over changes of the zone's offset: time is measured as it passes, not as the clock on the wall shows.

    Raises :exc:`~desk.errors.ConfigError` when no weekday has hours, or stretches overlap.
    """

    zone: ZoneInfo
    hours: Mapping[int, Sequence[Interval]] = field(hash=False)
    holidays: frozenset[date] = frozenset()
    working_days: frozenset[date] = frozenset()
    _years: dict[int, _Year] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for intervals in self.hours.values():
            must_be_in_order(intervals)
        if not any(self.hours.get(weekday) for weekday in range(7)):
            raise ConfigError(N_("the work calendar has no working hours at all"))

    def is_working_day(self, day: date) -> bool:
        """Does anybody work on this day?"""
        return bool(self.hours_of(day))

    def hours_of(self, day: date) -> Sequence[Interval]:
        """The stretches of work of one day; empty for a day off."""
        if day in self.working_days:
            return self.hours.get(day.weekday()) or self._moved_hours
        return () if day in self.holidays else self.hours.get(day.weekday(), ())

    def is_working_at(self, moment: datetime) -> bool:
        """Is it working time at this very moment?"""
        return self.worked(moment, moment.astimezone(UTC) + _TICK) > timedelta(0)

    def worked(self, start: datetime, end: datetime) -> timedelta:
        """The working time that passes from `start` to `end`; negative when `end` is the earlier."""
        # Python compares two datetimes of one zone by the clock on the wall, which runs twice through a lost hour.
        if _instant(end) < _instant(start):
            return -self.worked(end, start)
        first, last = self._local(start).year, self._local(end).year
        work = self._year(last).worked_until(_instant(end)) - self._year(first).worked_until(_instant(start))
        return (work + sum(self._year(year).total for year in range(first, last))) * _TICK

    def after(self, start: datetime, work: timedelta) -> datetime:
        """The first moment at which `work` has been done since `start`; for none of it, `start` itself.

        Raises ValueError for negative work, ConfigError when 60 years are not enough.
        """
        if work < timedelta(0):
            raise ValueError("working time is added, never taken away")
        local = self._local(start)
        if not work:
            return local
        wanted = work // _TICK + self._year(local.year).worked_until(_instant(start))
        for year in range(local.year, local.year + HORIZON_YEARS):
            table = self._year(year)
            if wanted <= table.total:
                return (_EPOCH + table.instant_after(wanted) * _TICK).astimezone(self.zone)
            wanted -= table.total
        raise _too_far()

    def add_minutes(self, start: datetime, minutes: int) -> datetime:
        """The moment at which `minutes` working minutes have passed since `start`. Errors as :meth:`after`."""
        return self.after(start, minutes * MINUTE)

    def minutes_between(self, start: datetime, end: datetime) -> int:
        """Whole working minutes from `start` to `end`; negative when `end` is the earlier."""
        work = self.worked(start, end)
        return -(-work // MINUTE) if work < timedelta(0) else work // MINUTE

    def day_ends(self, start: datetime) -> Iterator[datetime]:
        """The end of work of each working day after the day of `start`, for 60 years."""
        day = self._local(start).date()
        last = day.year + HORIZON_YEARS
        while (day := day + timedelta(days=1)).year < last:
            if intervals := self.hours_of(day):
                yield _at(day, intervals[-1], self.zone)[1]

    def add_days(self, start: datetime, days: int) -> datetime:
        """The end of work of the `days`-th working day after the day of `start`; for 0, `start` itself.

        Raises ValueError for a negative number, ConfigError when 60 years are not enough.
        """
        if days < 0:
            raise ValueError("working days are added, never taken away")
        if days == 0:
            return self._local(start)
        for count, end in enumerate(self.day_ends(start), start=1):
            if count == days:
                return end
        raise _too_far()

    @cached_property
    def _moved_hours(self) -> Sequence[Interval]:
        return next(intervals for weekday in range(7) if (intervals := self.hours.get(weekday, ())))

    def _local(self, moment: datetime) -> datetime:
        if moment.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be placed in working time")
        return moment.astimezone(self.zone)

    def _year(self, year: int) -> _Year:
        table = self._years.get(year)
        if table is None:
            table = self._years[year] = self._read_year(year)
        return table

    def _read_year(self, year: int) -> _Year:
        starts: list[int] = []
        ends: list[int] = []
        day = date(year, 1, 1)
        while day.year == year:
            for interval in self.hours_of(day):
                start, end = (_instant(moment) for moment in _at(day, interval, self.zone))
                # A gap of the zone can push a stretch onto the next one; time must still pass only once.
                start = max(start, ends[-1] if ends else start)
                if start < end:
                    starts.append(start)
                    ends.append(end)
            day += timedelta(days=1)
        return _Year(starts, ends, list(accumulate(end - start for start, end in zip(starts, ends, strict=True))))


def must_be_in_order(intervals: Sequence[Interval]) -> None:
    """Raise :exc:`~desk.errors.ConfigError` unless the stretches follow each other within one day."""
    before = time.min
    for place, (start, end) in enumerate(intervals):
        is_last = place == len(intervals) - 1
        if start < before or (end <= start and not (end == time.min and is_last)):
            raise ConfigError(
                N_("the working hours {start:%H:%M}–{end:%H:%M} overlap or run backwards"), start=start, end=end
            )
        before = end


def _at(day: date, interval: Interval, zone: ZoneInfo) -> tuple[datetime, datetime]:
    start, end = interval
    last_day = day + timedelta(days=1) if end == time.min else day
    return datetime.combine(day, start, zone), datetime.combine(last_day, end, zone)


def _instant(moment: datetime) -> int:
    return (moment - _EPOCH) // _TICK


def _too_far() -> ConfigError:
    return ConfigError(N_("the work calendar works too little: a term would end after more than 60 years"))
