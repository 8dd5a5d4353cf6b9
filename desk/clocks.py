"""The terms of an incident, computed from its steps: so a corrected calendar or catalogue corrects them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from desk.calendars import WorkCalendar
from desk.incidents import Case, State
from desk.moves import Move
from desk.rules import Rules
from desk.spans import ANSWERED, Span, pauses_of, rule_of, spans_of, utc
from desk.steps import this_round
from desk.terms import TermKind, TermRule, Unit, due_at, due_with_pauses, extended

HANDED_IN = frozenset({State.SUBMITTED, State.ACCEPTED, *ANSWERED})
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


def terms_of(case: Case, rules: Rules, now: datetime) -> tuple[TermView, ...]:
    """The terms of the present round, in the order in which they began to matter, and an official appeal's own.

    None without a rule for them.
    """
    views = []
    for span in spans_of(case, rules):
        rule = rule_of(span.kind, case, rules)
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


def interim_limit(case: Case, rules: Rules, now: datetime) -> datetime | None:
    """The latest moment an interim answer given now may promise: counted from the first one of the round."""
    rule = rule_of(TermKind.INTERIM_FINAL, case, rules)
    if rule is None:
        return None
    given = [step.at for step in this_round(case.steps) if step.move == Move.INTERIM]
    return due_at(rule, given[0] if given else now, rules.calendar)


def _view(span: Span, rule: TermRule, calendar: WorkCalendar, now: datetime) -> TermView:
    due, is_extended = due_with_pauses(rule, span.started_at, pauses_of(span), calendar), False
    if due is not None:
        if span.not_after is not None:
            due = min(due, span.not_after, key=utc)
        due, is_extended = extended(due, span.extensions)
    at = span.stopped_at or now
    if due is None:
        state = TermState.PAUSED if span.stopped_at is None else TermState.MET
    elif utc(at) > utc(due):
        state = TermState.MISSED
    elif span.stopped_at is not None:
        state = TermState.MET
    else:
        state = TermState.EXTENDED if is_extended else TermState.RUNNING
    left = None if due is None else _minutes(rule, at, due, calendar)
    return TermView(span.kind, span.started_at, due, span.stopped_at, state, left, is_extended)


def _minutes(rule: TermRule, at: datetime, due: datetime, calendar: WorkCalendar) -> int:
    if rule.unit is Unit.PLAIN_MINUTES:
        return int((utc(due) - utc(at)) // timedelta(minutes=1))
    return calendar.minutes_between(at, due)


def _began(view: TermView) -> datetime:
    return utc(view.started_at)
