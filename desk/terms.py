"""Terms: how long what may take, how urgency and topic change it, and what a pause or an extension does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from desk.calendars import WorkCalendar
from desk.catalogues import above

Pause = tuple[datetime, datetime | None]
"""From when to when a term stood still; None while it still does."""


class Urgency(StrEnum):
    """How fast somebody must act."""

    ORDINARY = "ordinary"
    URGENT = "urgent"
    DANGER = "danger"


class TermKind(StrEnum):
    """What the time is given for."""

    SORTING = "sorting"
    """From publication until the post stands in a line."""
    RESIDENT = "resident"
    """From publication until the resident is answered (for danger: until the first action)."""
    DEPARTMENT = "department"
    """From assignment until the submission that stood; lies inside the resident's."""
    INTERIM_FINAL = "interim-final"
    """From the interim answer until the final one."""
    REWORK = "rework"
    """From the return until the next submission."""
    PUBLISHING = "publishing"
    """From acceptance until the answer stands in every place."""
    WAITING = "waiting"
    """From the question to the resident until the desk goes on without an answer."""
    STATUTORY = "statutory"
    """From the registration of an official appeal until the answer; a question to the resident does not stop it."""


class Unit(StrEnum):
    """What a term is counted in."""

    WORKING_MINUTES = "working-minutes"
    PLAIN_MINUTES = "plain-minutes"
    WORKING_DAYS = "working-days"
    """Ends with the work of the n-th working day after the day it began."""


@dataclass(frozen=True, slots=True)
class TermRule:
    """How long something may take. `urgency` or `topic` None means any."""

    kind: TermKind
    urgency: Urgency | None
    topic: str | None
    amount: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class Extension:
    """A longer term that was asked for. Until somebody decides, `is_granted`, `decided_by`, `decided_at` are None."""

    asked_by: str
    asked_at: datetime
    reason: str
    until: datetime
    is_granted: bool | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None


class Terms:
    """The catalogue of terms. `parents` tells which group a topic belongs to, so that its terms hold for it too."""

    def __init__(self, rules: Iterable[TermRule], parents: Mapping[str, str | None] | None = None) -> None:
        self._rules = {(rule.kind, rule.urgency, rule.topic): rule for rule in rules}
        self._parents = dict(parents or {})

    @property
    def rules(self) -> tuple[TermRule, ...]:
        """All rules, in the order given."""
        return tuple(self._rules.values())

    def rule(self, kind: TermKind, urgency: Urgency = Urgency.ORDINARY, topic: str | None = None) -> TermRule | None:
        """The nearest rule: of the topic, of its groups, general; in each the urgency's own before any urgency's.

        None when the catalogue gives no such term.
        """
        topics: tuple[str | None, ...] = (None,) if topic is None else (topic, *above(topic, self._parents), None)
        for each in topics:
            for how_urgent in (urgency, None):
                if rule := self._rules.get((kind, how_urgent, each)):
                    return rule
        return None


def due_at(rule: TermRule, start: datetime, calendar: WorkCalendar) -> datetime:
    """When a term that began at `start` (aware) is over, in the calendar's zone."""
    if rule.unit is Unit.WORKING_DAYS:
        return calendar.add_days(start, rule.amount)
    if rule.unit is Unit.WORKING_MINUTES:
        return calendar.add_minutes(start, rule.amount)
    return _plain(start.astimezone(UTC) + timedelta(minutes=rule.amount), calendar)


def due_with_pauses(
    rule: TermRule, start: datetime, pauses: Sequence[Pause], calendar: WorkCalendar
) -> datetime | None:
    """When the term is over if it stood still during `pauses`; None while it stands still (a pause without an end).

    Minutes inside a pause do not count; a working day does not count when its end of work lies inside one. Pauses may
    overlap, come in any order, or lie before the term; one that opens after the term is over changes nothing.
    """
    # In UTC, because Python subtracts two datetimes of one zone by the clock on the wall.
    start, stops = start.astimezone(UTC), _merged(pauses)
    if rule.unit is Unit.WORKING_DAYS:
        return _day_due(rule, start, stops, calendar)
    left = timedelta(minutes=rule.amount)
    for stop, go_on in stops:
        run = max(timedelta(0), _passed(rule.unit, start, stop, calendar))
        if left <= run:
            break
        if go_on is None:
            return None
        left -= run
        start = max(start, go_on)
    return calendar.after(start, left) if rule.unit is Unit.WORKING_MINUTES else _plain(start + left, calendar)


def extended(due: datetime, extensions: Iterable[Extension]) -> tuple[datetime, bool]:
    """The term with what was granted, and whether it is extended. The last decision counts, and never shortens."""
    granted = [each for each in extensions if each.is_granted]
    if not granted:
        return due, False
    last = max(granted, key=lambda each: each.decided_at or each.asked_at)
    return max(due, last.until), last.until > due


def _day_due(rule: TermRule, start: datetime, stops: Sequence[Pause], calendar: WorkCalendar) -> datetime | None:
    if rule.amount == 0:
        return calendar.add_days(start, 0)
    passed = 0
    for end in calendar.day_ends(start):
        stop = next((each for each in stops if each[0] <= end and (each[1] is None or end < each[1])), None)
        if stop is not None and stop[1] is None:
            return None
        passed += stop is None
        if passed == rule.amount:
            return end
    return calendar.add_days(start, rule.amount)


def _merged(pauses: Sequence[Pause]) -> list[Pause]:
    in_utc = [(stop.astimezone(UTC), go_on and go_on.astimezone(UTC)) for stop, go_on in pauses]
    merged: list[Pause] = []
    for stop, go_on in sorted(in_utc, key=lambda each: each[0]):
        if go_on is not None and go_on <= stop:
            continue
        last_end = merged[-1][1] if merged else stop
        if merged and (last_end is None or stop <= last_end):
            end = None if last_end is None or go_on is None else max(last_end, go_on)
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((stop, go_on))
    return merged


def _passed(unit: Unit, start: datetime, end: datetime, calendar: WorkCalendar) -> timedelta:
    return calendar.worked(start, end) if unit is Unit.WORKING_MINUTES else end - start


def _plain(moment: datetime, calendar: WorkCalendar) -> datetime:
    return moment.astimezone(calendar.zone)
