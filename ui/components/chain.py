"""Whether the journal's chain holds: the last check, and one to be made now."""

from __future__ import annotations

from datetime import timedelta

import streamlit as st

from desk.chores import Job
from desk.errors import N_, NotAllowed, RuleError
from desk.jobs import is_held
from desk.roles import Action, Subject
from ui import session
from ui.components import badges, deeds, faults, journal_filters, lists
from ui.components.badges import Badge, Tone
from ui.session import Seat

CHECK = "check-journal"
"""The job that walks the chain."""
BROKEN = "the journal is broken"
"""What the job's error begins with when a fault was found (ui.jobs.check_journal)."""
LOOK = timedelta(seconds=2)


def show(seat: Seat) -> None:
    """How the last check ended, and the button to check now. While it runs the page looks again by itself."""
    _ = seat.texts.gettext
    job = _job(seat)
    with st.container(horizontal=True, vertical_alignment="center", key="chain"):
        with st.container():
            lists.badges([_state(seat, job)], key="chain-state")
        if not _is_busy(seat, job):
            deeds.button(
                seat, N_("Check now"), "chain-check", _ask, N_("The check begins within a minute."), primary=False
            )
    if _is_busy(seat, job):
        st.fragment(_wait, run_every=LOOK, key="chain-wait")()


def _state(seat: Seat, job: Job | None) -> Badge:
    texts = seat.texts
    if _is_busy(seat, job):
        return badges.badge(texts.gettext("the journal is being checked"), Tone.SOON)
    if job is None or (job.succeeded_at is None and job.failed_at is None):
        return badges.badge(texts.gettext("the journal has not been checked yet"), Tone.QUIET)
    if job.failures and not str(job.error).startswith(BROKEN):
        return badges.badge(texts.gettext("the journal could not be checked: it is tried again"), Tone.LATE)
    if job.failures:
        when = texts.moment(job.failed_at, seat.now) if job.failed_at else ""
        broken = texts.fill("broken, checked {when}: the operator must look, keep the database as it is", when=when)
        return badges.badge(broken, Tone.DANGER)
    when = texts.moment(job.succeeded_at, seat.now) if job.succeeded_at else ""
    return badges.badge(texts.fill("the journal is whole, checked {when}", when=when), Tone.GOOD)


def _is_busy(seat: Seat, job: Job | None) -> bool:
    return job is not None and (is_held(job, seat.now) or job.next_run_at <= seat.now)


def _job(seat: Seat) -> Job | None:
    with seat.parts.store.reading() as records:
        return next((job for job in records.jobs() if job.name == CHECK), None)


def _ask(seat: Seat) -> None:
    if not journal_filters.sees_all(seat):
        raise NotAllowed(
            N_("{name} may not do this here ({action})"), name=seat.actor.name, action=Action.SEE_JOURNAL.value
        )
    with seat.parts.store.writing() as records:
        if not records.hasten_job(CHECK, seat.parts.now()):
            raise RuleError(N_("the worker has not begun yet: the check will follow when it does"))


def _wait() -> None:
    with faults.box(session.texts()):
        seat = session.seat(by_hand=False)
        here = Subject(session.parts().territory(), restricted=True)
        if seat is None or not seat.actor.may(Action.SEE_JOURNAL, here) or not _is_busy(seat, _job(seat)):
            st.rerun()
