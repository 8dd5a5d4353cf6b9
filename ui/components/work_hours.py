"""The hours of each weekday, and what they mean for a complaint that comes in now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time

import streamlit as st

from config.shapes import WEEKDAYS
from desk.calendars import Interval
from desk.errors import N_
from desk.jobs import is_held
from ui import amendments
from ui.components import deeds, pages
from ui.components.deeds import value
from ui.session import Seat

DAYS = {
    "monday": N_("Monday"),
    "tuesday": N_("Tuesday"),
    "wednesday": N_("Wednesday"),
    "thursday": N_("Thursday"),
    "friday": N_("Friday"),
    "saturday": N_("Saturday"),
    "sunday": N_("Sunday"),
}
KEPT = N_("Kept. The terms of open incidents follow within a minute.")
LENGTH = 100


def preview(seat: Seat) -> None:
    """What the calendar means at this moment, and whether the terms of open incidents follow it already."""
    parts, texts = seat.parts, seat.texts
    due = parts.resident_due(seat.now, parts.territory(), None)
    st.text(texts.fill("A complaint written now is due {when}.", when=texts.moment(due, seat.now)))
    with parts.store.reading() as records:
        job = next((job for job in records.jobs() if job.name == amendments.REFRESH), None)
    if job is not None and (is_held(job, seat.now) or job.next_run_at <= seat.now):
        st.text(texts.gettext("The terms of open incidents are being computed anew."))
    elif job is not None and job.succeeded_at is not None:
        when = texts.moment(job.succeeded_at, seat.now)
        st.text(texts.fill("The terms of open incidents were last computed {when}.", when=when))


def show(seat: Seat, is_mine: bool) -> None:
    """A line for each weekday; empty for one that is not worked."""
    _ = seat.texts.gettext
    pages.section(seat, N_("Working hours"))
    hours = seat.parts.catalogues().calendar.hours
    if not is_mine:
        for at, day in enumerate(WEEKDAYS):
            said = written(hours.get(at, ())) or _("day off")
            st.text(seat.texts.fill("{day}: {hours}", day=_(DAYS[day]), hours=said))
        return
    st.text(_("For example 09:00-13:00, 14:30-18:30; what lies between is lunch. Empty: a day off."))
    with st.container(horizontal=True, key="hours"):
        for at, day in enumerate(WEEKDAYS):
            if f"hours-{day}" not in st.session_state:
                st.session_state[f"hours-{day}"] = written(hours.get(at, ()))
            message = DAYS[day]
            st.text_input(_(message), key=f"hours-{day}", max_chars=LENGTH, width=240)
    typed = tuple(f"hours-{day}" for day in WEEKDAYS)
    deeds.button(seat, N_("Save the hours"), "hours-save", _save, KEPT, typed=typed, clear=("hours-",))


def written(intervals: Sequence[Interval]) -> str:
    """Stretches of work as the catalogue has them."""
    return ", ".join(f"{start:%H:%M}-{'24:00' if end == time.min else f'{end:%H:%M}'}" for start, end in intervals)


def _save(seat: Seat) -> None:
    _ = seat.texts.gettext
    known = seat.parts.catalogues().entries("calendar")
    hours = {day: value(f"hours-{day}") for day in WEEKDAYS}
    values = [(day, {"hours": text} if text else None) for day, text in hours.items() if text or day in known]
    told = {day: _(message) for day, message in DAYS.items()}
    amendments.change(seat.parts, seat.actor, "calendar", values, told)
