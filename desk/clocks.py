"""The terms of an incident, computed from its steps: so a corrected calendar or catalogue corrects them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from desk.calendars import WorkCalendar
from desk.incidents import Case, State, Step
from desk.moves import Move
from desk.rules import Rules
from desk.steps import this_round
from desk.terms import Extension, Pause, TermKind, TermRule, Unit, Urgency, due_at, due_with_pauses, extended

ANSWERED = frozenset({State.ANSWERED, State.CLOSED})
HANDED_IN = frozenset({State.SUBMITTED, State.ACCEPTED, *ANSWERED})
FIRST_ACTIONS = frozenset({
    Move.TAKE_UP, Move.ASK, Move.INTERIM, Move.SUBMIT, Move.ANSWER_AT_ONCE, Move.CLOSE_WITHOUT_ANSWER,
})  # fmt: skip
"""What ends the resident's term of a danger; handing it on does not."""
OF_THE_DEPARTMENT = (TermKind.DEPARTMENT, TermKind.INTERIM_FINAL, TermKind.REWORK)
"""The terms that bind the department; the one that began last is the one to look at."""


class TermState(StrEnum):
    """How a term stands. EXTENDED runs longer than the catalogue says; MISSED ones may still be running."""

    RUNNING = "running"
    EXTENDED = "extended"
    PAUSED = "paused"
    MET = "met"
    MISSED = "missed"


@dataclass(frozen=True)
class TermView:
    """One term at one moment. `due_at` is None while it stands still, `stopped_at` while it is not over.

    `minutes_left` counts what is left until `due_at`: working minutes, or plain minutes where the rule counts those;
    negative when it is over, None while paused. After the stop it says how much was left then.
    """

    kind: TermKind
    started_at: datetime
    due_at: datetime | None
    stopped_at: datetime | None
    state: TermState
    minutes_left: int | None
    is_extended: bool = False

    @property
    def is_open(self) -> bool:
        """Is there still something to be done in it?"""
        return self.stopped_at is None


@dataclass(frozen=True)
class _Span:
    """A term before anybody asks how it stands."""

    kind: TermKind
    started_at: datetime
    stopped_at: datetime | None
    pauses: tuple[Pause, ...] = ()
    not_after: datetime | None = None
    extensions: tuple[Extension, ...] = ()


def terms_of(case: Case, rules: Rules, now: datetime) -> tuple[TermView, ...]:
    """The terms of the present round, in the order in which they began to matter; none without a rule for them."""
    views = []
    for span in _spans(case, rules):
        rule = _rule(span.kind, case, rules)
        if rule is not None:
            views.append(_view(span, rule, rules.calendar, now))
    return tuple(views)


def with_due_copies(case: Case, rules: Rules, now: datetime) -> Case:
    """The case with its copies of the terms for lists: the resident's and the department's, None where none runs."""
    views = [view for view in terms_of(case, rules, now) if view.is_open]
    of_resident = [view for view in views if view.kind in (TermKind.RESIDENT, TermKind.INTERIM_FINAL)]
    of_department = [view for view in views if view.kind in OF_THE_DEPARTMENT]
    if case.incident.state in HANDED_IN or case.incident.department is None:
        of_department = []
    incident = replace(
        case.incident,
        resident_due_at=of_resident[-1].due_at if of_resident else None,
        department_due_at=max(of_department, key=_began).due_at if of_department else None,
    )
    return replace(case, incident=incident)


def waiting_until(asked_at: datetime, case: Case, rules: Rules) -> datetime:
    """Until when a question to the resident may stop the terms; without a rule not at all."""
    rule = _rule(TermKind.WAITING, case, rules)
    return asked_at if rule is None else due_at(rule, asked_at, rules.calendar)


def interim_limit(case: Case, rules: Rules, now: datetime) -> datetime | None:
    """The latest moment an interim answer given now may promise: counted from the first one of the round."""
    rule = _rule(TermKind.INTERIM_FINAL, case, rules)
    if rule is None:
        return None
    given = [step.at for step in this_round(case.steps) if step.move == Move.INTERIM]
    return due_at(rule, given[0] if given else now, rules.calendar)


def _spans(case: Case, rules: Rules) -> Iterator[_Span]:
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
        yield _Span(TermKind.SORTING, began_at, taken_at)
    resident = _Span(TermKind.RESIDENT, began_at, _resident_stop(case, steps, answered_at, interims), pauses)
    yield resident
    granted = _extensions(case, taken_at)
    handed_at = _handed_in(steps) or answered_at
    if (assigned_at := _assigned(steps)) is not None:
        yield _Span(
            TermKind.DEPARTMENT,
            assigned_at,
            min((each for each in (handed_at, interims[0].at if interims else None) if each), default=None),
            pauses,
            _inside(resident, assigned_at, case, rules),
            granted,
        )
    if interims:
        promised = _end_of_day(interims[-1].interim_on, rules.calendar)
        yield _Span(TermKind.INTERIM_FINAL, interims[0].at, answered_at, pauses, promised, granted)
    yield from _rework(steps, answered_at, pauses, granted)
    if (accepted_at := _last(steps, Move.ACCEPT)) is not None:
        yield _Span(TermKind.PUBLISHING, accepted_at, answered_at)
    if steps[-1].to_state is State.WAITING:
        yield _Span(TermKind.WAITING, steps[-1].at, gone_at)


def _rework(
    steps: Sequence[Step], answered_at: datetime | None, pauses: tuple[Pause, ...], granted: tuple[Extension, ...]
) -> Iterator[_Span]:
    returned_at = _last(steps, Move.RETURN)
    if returned_at is None:
        return
    later = [step for step in steps if step.at >= returned_at and step.move == Move.SUBMIT]
    yield _Span(TermKind.REWORK, returned_at, later[0].at if later else answered_at, pauses, None, granted)


def _view(span: _Span, rule: TermRule, calendar: WorkCalendar, now: datetime) -> TermView:
    due, is_extended = due_with_pauses(rule, span.started_at, _until(span), calendar), False
    if due is not None:
        if span.not_after is not None:
            due = min(due, span.not_after, key=_utc)
        due, is_extended = extended(due, span.extensions)
    at = span.stopped_at or now
    if due is None:
        state = TermState.PAUSED if span.stopped_at is None else TermState.MET
    elif _utc(at) > _utc(due):
        state = TermState.MISSED
    elif span.stopped_at is not None:
        state = TermState.MET
    else:
        state = TermState.EXTENDED if is_extended else TermState.RUNNING
    left = None if due is None else _minutes(rule, at, due, calendar)
    return TermView(span.kind, span.started_at, due, span.stopped_at, state, left, is_extended)


def _until(span: _Span) -> tuple[Pause, ...]:
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
            yield (step.at, min(left_at, longest, key=_utc))
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


def _inside(resident: _Span, assigned_at: datetime, case: Case, rules: Rules) -> datetime | None:
    """The end of the resident's term, where it can bind the department: it lies ahead, and asks for an answer."""
    rule = _rule(TermKind.RESIDENT, case, rules)
    if rule is None or case.incident.urgency is Urgency.DANGER:
        return None
    due = due_with_pauses(rule, resident.started_at, _until(resident), rules.calendar)
    return due if due is not None and _utc(due) > _utc(assigned_at) else None


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


def _rule(kind: TermKind, case: Case, rules: Rules) -> TermRule | None:
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


def _minutes(rule: TermRule, at: datetime, due: datetime, calendar: WorkCalendar) -> int:
    if rule.unit is Unit.PLAIN_MINUTES:
        return int((_utc(due) - _utc(at)) // timedelta(minutes=1))
    return calendar.minutes_between(at, due)


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


def _began(view: TermView) -> datetime:
    return _utc(view.started_at)
