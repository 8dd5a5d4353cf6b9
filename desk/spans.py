"""From the steps of an incident to the stretches of time its terms lie over: when they began, stood still, ended."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from desk.calendars import WorkCalendar
from desk.incidents import Case, State, Step
from desk.moves import Move
from desk.rules import Rules
from desk.steps import standing, this_round
from desk.terms import Extension, Pause, TermKind, TermRule, Urgency, due_at, due_with_pauses

ANSWERED = frozenset({State.ANSWERED, State.CLOSED})
FIRST_ACTIONS = frozenset({
    Move.TAKE_UP, Move.ASK, Move.INTERIM, Move.SUBMIT, Move.ANSWER_AT_ONCE, Move.CLOSE_WITHOUT_ANSWER,
})  # fmt: skip
"""What ends the resident's term of a danger; handing it on does not."""


@dataclass(frozen=True)
class Span:
    """A term before anybody asks how it stands. `not_after` caps it; `pauses` may reach beyond its end."""

    kind: TermKind
    started_at: datetime
    stopped_at: datetime | None
    pauses: tuple[Pause, ...] = ()
    not_after: datetime | None = None
    extensions: tuple[Extension, ...] = ()


def spans_of(case: Case, rules: Rules) -> Iterator[Span]:
    """The stretches of the present round, in the order in which they begin to matter; last an official appeal's own.

    Nothing stops the law's days: the statutory one has no pauses.
    """
    steps = this_round(case.steps)
    if not steps:
        return
    pauses = tuple(_pauses(steps, case, rules))
    gone_at = case.incident.state_at if case.incident.state is State.MERGED else None
    answered_at = _first(steps, lambda step: step.to_state in ANSWERED) or gone_at
    interims = [step for step in steps if step.move == Move.INTERIM]
    taken_at = steps[0].at
    began_at = taken_at
    if steps[0].move != Move.REOPEN:
        began_at = min([taken_at, *(member.began_at for member in case.present)])
    if steps[0].move == Move.TAKE:
        yield Span(TermKind.SORTING, began_at, taken_at)
    resident = Span(TermKind.RESIDENT, began_at, _resident_stop(case, steps, answered_at, interims), pauses)
    yield resident
    granted = _extensions(case, taken_at)
    handed_at = _handed_in(steps) or answered_at
    if (assigned_at := _assigned(steps)) is not None:
        yield Span(
            TermKind.DEPARTMENT,
            assigned_at,
            min((each for each in (handed_at, interims[0].at if interims else None) if each), default=None),
            pauses,
            _inside(resident, assigned_at, case, rules),
            granted,
        )
    if interims:
        promised = _end_of_day(interims[-1].interim_on, rules.calendar)
        yield Span(TermKind.INTERIM_FINAL, interims[0].at, answered_at, pauses, promised, granted)
    yield from _rework(steps, answered_at, pauses, granted)
    if (accepted_at := _last(steps, Move.ACCEPT)) is not None:
        yield Span(TermKind.PUBLISHING, accepted_at, answered_at)
    if steps[-1].to_state is State.WAITING:
        yield Span(TermKind.WAITING, steps[-1].at, gone_at)
    if (appealed_at := case.incident.appealed_at) is not None:
        yield Span(TermKind.STATUTORY, appealed_at, _appeal_answered(case.steps, appealed_at) or gone_at)


def _appeal_answered(steps: Sequence[Step], appealed_at: datetime) -> datetime | None:
    """The first answer after the appeal, of whichever round: a reopening does not take back that it was answered."""
    return _first(standing(steps), lambda step: step.to_state in ANSWERED and utc(step.at) >= utc(appealed_at))


def _rework(
    steps: Sequence[Step], answered_at: datetime | None, pauses: tuple[Pause, ...], granted: tuple[Extension, ...]
) -> Iterator[Span]:
    returned_at = _last(steps, Move.RETURN)
    if returned_at is None:
        return
    later = [step for step in steps if step.at >= returned_at and step.move == Move.SUBMIT]
    yield Span(TermKind.REWORK, returned_at, later[0].at if later else answered_at, pauses, None, granted)


def waiting_until(asked_at: datetime, case: Case, rules: Rules) -> datetime:
    """Until when a question to the resident may stop the terms; without a rule not at all."""
    rule = rule_of(TermKind.WAITING, case, rules)
    return asked_at if rule is None else due_at(rule, asked_at, rules.calendar)


def pauses_of(span: Span) -> tuple[Pause, ...]:
    """The pauses before the term's own end: a later one could only move what is over."""
    if span.stopped_at is None:
        return span.pauses
    return tuple((start, end or span.stopped_at) for start, end in span.pauses if start < span.stopped_at)


def _pauses(steps: Sequence[Step], case: Case, rules: Rules) -> Iterator[Pause]:
    for place, step in enumerate(steps):
        if step.to_state is not State.WAITING:
            continue
        left_at = next((each.at for each in steps[place + 1 :] if each.to_state is not State.WAITING), None)
        # The desk may wake late (switched off over a weekend): the pause is as long as the rule, not as the sleep.
        longest = waiting_until(step.at, case, rules)
        if left_at is not None:
            yield (step.at, min(left_at, longest, key=utc))
        else:
            yield (step.at, None)


def _resident_stop(
    case: Case, steps: Sequence[Step], answered_at: datetime | None, interims: Sequence[Step]
) -> datetime | None:
    stops = [answered_at, interims[0].at if interims else None]
    if case.incident.urgency is Urgency.DANGER:
        handed_back = [place for place, step in enumerate(steps) if step.move == Move.NOT_OURS]
        stops.append(_first(steps[handed_back[-1] :] if handed_back else steps, lambda s: s.move in FIRST_ACTIONS))
    return min((each for each in stops if each is not None), default=None)


def _inside(resident: Span, assigned_at: datetime, case: Case, rules: Rules) -> datetime | None:
    """The end of the resident's term, where it can bind the department: it lies ahead, and asks for an answer."""
    rule = rule_of(TermKind.RESIDENT, case, rules)
    if rule is None or case.incident.urgency is Urgency.DANGER:
        return None
    due = due_with_pauses(rule, resident.started_at, pauses_of(resident), rules.calendar)
    return due if due is not None and utc(due) > utc(assigned_at) else None


def _assigned(steps: Sequence[Step]) -> datetime | None:
    """Since when the responsible department has it: handing on inside it changes nothing."""
    holder: str | None = None
    since: datetime | None = None
    for step in steps:
        if step.move == Move.REOPEN and step.to_state is State.ASSIGNED:
            since = step.at
        elif step.move == Move.NOT_OURS:
            holder, since = None, None
        elif step.department is not None and step.department != holder:
            holder, since = step.department, step.at
    return since


def _handed_in(steps: Sequence[Step]) -> datetime | None:
    """When the answer that stands was submitted: a returned one does not stand."""
    submitted: datetime | None = None
    for step in steps:
        if step.move == Move.SUBMIT:
            submitted = step.at
        elif step.move == Move.RETURN:
            submitted = None
    return submitted


def _extensions(case: Case, since: datetime) -> tuple[Extension, ...]:
    return tuple(
        Extension(each.by, each.at, each.reason, each.until, each.granted, each.decided_by, each.decided_at)
        for each in case.extensions
        if each.at >= since
    )


def rule_of(kind: TermKind, case: Case, rules: Rules) -> TermRule | None:
    """How long this case has for it; None when the catalogue gives no such term."""
    return rules.terms.rule(kind, case.incident.urgency, case.incident.topic)


def _first(steps: Sequence[Step], asks: Callable[[Step], bool]) -> datetime | None:
    return next((step.at for step in steps if asks(step)), None)


def _last(steps: Sequence[Step], move: Move) -> datetime | None:
    return next((step.at for step in reversed(steps) if step.move == move), None)


def _end_of_day(day: date | None, calendar: WorkCalendar) -> datetime | None:
    if day is None:
        return None
    hours = calendar.hours_of(day)
    if hours and hours[-1][1] != time.min:
        return datetime.combine(day, hours[-1][1], calendar.zone)
    return datetime.combine(day + timedelta(days=1), time.min, calendar.zone)


def utc(moment: datetime) -> datetime:
    """The moment in UTC: Python compares two times of one zone by the clock on the wall."""
    return moment.astimezone(UTC)
