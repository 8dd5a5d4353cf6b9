"""When the example's posts were written and its incidents were worked upon: said relative to the present moment."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from desk.calendars import WorkCalendar

_AGO = re.compile(r"(?:(?P<hours>\d+)h)?(?:(?P<minutes>\d+)m)?")
_DAY = re.compile(r"(?P<count>\d+)(?P<unit>[dw]) (?P<hour>\d\d):(?P<minute>\d\d)")
_AHEAD = re.compile(r"\+(?P<count>\d+)(?P<unit>[dw])")


@dataclass(frozen=True)
class Moments:
    """Reads what the files of the example say of time.

    `25m`, `3h`, `2h10m` ago · `5d 18:40`: five days ago at that time · `5w 18:40`: five working days ago.
    Of days: `today`, `+3d`, `+3w` (the third working day from now).
    """

    now: datetime
    calendar: WorkCalendar

    def at(self, said: str) -> datetime:
        """A moment of the past. Raises ValueError for what cannot be read."""
        if found := _DAY.fullmatch(said):
            count = int(found["count"])
            day = self._back(count) if found["unit"] == "w" else self.today - timedelta(days=count)
            return datetime.combine(day, time(int(found["hour"]), int(found["minute"])), self.calendar.zone)
        found = _AGO.fullmatch(said)
        if not said or found is None:
            raise ValueError(f"{said!r} is no moment: 25m, 3h, 5d 18:40, 5w 18:40")
        return self.now - timedelta(hours=int(found["hours"] or 0), minutes=int(found["minutes"] or 0))

    def day(self, said: str) -> date:
        """A day that lies ahead, or today. Raises ValueError for what cannot be read."""
        if said == "today":
            return self.today
        found = _AHEAD.fullmatch(said)
        if found is None:
            raise ValueError(f"{said!r} is no day: today, +3d, +3w")
        count = int(found["count"])
        if found["unit"] == "d":
            return self.today + timedelta(days=count)
        return self.calendar.add_days(self.now, count).date()

    def after(self, moment: datetime, **much: float) -> datetime:
        """A while after the moment, but never later than half of the way to now."""
        return min(moment + timedelta(**much), moment + (self.now - moment) / 2)

    @property
    def today(self) -> date:
        """The day of the desk."""
        return self.now.astimezone(self.calendar.zone).date()

    def _back(self, count: int) -> date:
        day = self.today
        while count:
            day -= timedelta(days=1)
            count -= self.calendar.is_working_day(day)
        return day
