"""The period of a list: a usual one by name, or two typed days. Streamlit's date picker cannot speak Kazakh."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

import streamlit as st

from desk.errors import N_
from ui.components import addresses
from ui.session import Seat

NAMES = ("period", "from", "to")
"""Parameters of the address."""
DAY = timedelta(days=1)


class Period(StrEnum):
    """Periods that people name; days are those of the desk's zone."""

    TODAY = "today"
    YESTERDAY = "yesterday"
    WEEK = "week"
    MONTH = "month"


LABELS = {
    Period.TODAY: N_("today"),
    Period.YESTERDAY: N_("yesterday"),
    Period.WEEK: N_("the last 7 days"),
    Period.MONTH: N_("the last 30 days"),
}
DAYS_BACK = {Period.TODAY: 0, Period.YESTERDAY: 1, Period.WEEK: 6, Period.MONTH: 29}
"""How many days before today a period begins; all but YESTERDAY go on until now."""

Span = tuple[datetime | None, datetime | None]
"""From (inclusive) and until (exclusive), None for open."""


def choose(seat: Seat) -> Span:
    """The widgets of the period, kept in the address; and the span they ask for."""
    _ = seat.texts.gettext
    period = addresses.choice(
        seat, N_("Period"), "period", [each.value for each in Period], lambda each: _(LABELS[Period(each)]), 300
    )
    first = last = ""
    if not period:
        with st.container(horizontal=True):
            first, last = _day(seat, N_("From (date)"), "from"), _day(seat, N_("To (date)"), "to")
    return span_of(period, first, last, seat.now, seat.texts.zone)


def span_of(period: str, first: str, last: str, now: datetime, zone: ZoneInfo) -> Span:
    """The span of a named period, or of two typed days (2026-11-01); what is not understood is left open."""
    today = now.astimezone(zone).date()
    if period in set(Period):
        named = Period(period)
        begins = today - DAYS_BACK[named] * DAY
        return _start(begins, zone), _start(today, zone) if named is Period.YESTERDAY else None
    since, until = _read(first), _read(last)
    return _start(since, zone) if since else None, _start(until + DAY, zone) if until else None


def _day(seat: Seat, label: str, name: str) -> str:
    return addresses.line(seat, label, name, "2026-11-01", 10, 145)


def _read(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def _start(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, zone)
