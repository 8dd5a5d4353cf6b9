"""Long work on the page: what it is, how far, how fast, how long still; it goes on when the tab is closed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from functools import partial

import streamlit as st

from desk.errors import N_
from desk.progress import Pace, pace_of
from desk.works import LongWork, WorkKind, WorkState
from ui import session
from ui.components import deeds, faults, pages
from ui.components.residents import begun, one_line
from ui.session import Seat

REFRESH = timedelta(seconds=2)
SHOWN = 5
FRESH = timedelta(minutes=10)
"""So long what became of it stands open on the page; then it is folded away."""
REMEMBERED = timedelta(days=2)
"""Work that ended is told for so long."""


def show(seat: Seat, kinds: Collection[WorkKind], subject: str | None = None) -> None:
    """The work of these kinds (of one source only); while something is under way it goes on by itself."""
    works = _visible(seat, kinds, subject)
    if not works:
        return
    pages.section(seat, N_("Long work"))
    if any(each.is_open for each in works):
        st.fragment(partial(_progress, frozenset(kinds), subject), run_every=REFRESH)()
    else:
        _list(seat, works)


def pace_words(seat: Seat, pace: Pace, per_second: float | None, done: str) -> str:
    """How far, how fast and how long still, on one line; `done` says what was done, in words."""
    texts = seat.texts
    return texts.listed(
        [
            done,
            texts.fill("{percent} %", percent=int(pace.share * 100)) if pace.share else "",
            _speed(seat, per_second) if not pace.is_still else "",
            _left(seat, pace),
        ]
    )


def name_of(seat: Seat, work: LongWork) -> str:
    """What is done, and to which source."""
    title = one_line(str(work.options.get("title", "")) or work.subject, 80)
    return seat.texts.listed([begun(seat.texts.name(work.kind)), title])


def _progress(kinds: frozenset[WorkKind], subject: str | None) -> None:
    """The list as it is now, until all is done. Who asks is looked up anew: the tab may be open for hours."""
    with faults.box(session.texts()):
        seat = session.seat(by_hand=False)
        works = _visible(seat, kinds, subject) if seat is not None else []
        if seat is None or not any(each.is_open for each in works):
            st.rerun()
        _list(seat, works)


def _visible(seat: Seat, kinds: Collection[WorkKind], subject: str | None) -> list[LongWork]:
    found = [
        each
        for each in seat.parts.longwork.seen_by(seat.actor, 100)
        if each.kind in kinds
        and (subject is None or each.subject == subject)
        and (each.is_open or (each.ended_at is not None and seat.now - each.ended_at < REMEMBERED))
    ]
    return sorted(found, key=lambda each: (not each.is_open, -(each.id or 0)))[:SHOWN]


def _list(seat: Seat, works: list[LongWork]) -> None:
    fresh = [each for each in works if each.ended_at is None or seat.now - each.ended_at < FRESH]
    _cards(seat, fresh)
    earlier = [each for each in works if each not in fresh]
    if earlier:
        with st.expander(seat.texts.gettext("Done earlier"), key="works-earlier"):
            _cards(seat, earlier)


def _cards(seat: Seat, works: list[LongWork]) -> None:
    for work in works:
        with st.container(border=True, key=f"work-{work.id}", gap="xsmall"):
            _work(seat, work)


def _work(seat: Seat, work: LongWork) -> None:
    texts = seat.texts
    pace = pace_of(
        work.done,
        work.total,
        seat.now,
        stretch_at=work.stretch_at,
        stretch_done=work.stretch_done,
        beat_at=work.beat_at,
    )
    st.text(name_of(seat, work))
    moment = texts.moment(work.ended_at or work.asked_at, seat.now)
    st.text(texts.listed([texts.name(work.state), moment, one_line(work.asked_by)]))
    if work.state is WorkState.RUNNING:
        st.progress(pace.share)
    if work.done or work.total:
        st.text(_counted(seat, work, pace))
    if work.kind is WorkKind.RETRY and work.result:
        st.text(_came_of_it(seat, work))
    if work.error and work.is_open:
        st.text(texts.gettext("It is tried again by itself. What stood in the way:"))
    if work.error:
        st.text(one_line(work.error, 500))
    if work.can_be_cancelled:
        deeds.button(
            seat,
            N_("Stop it"),
            f"stop-{work.id}",
            lambda now: now.parts.longwork.cancel(now.actor, work.id or 0),
            N_("It is stopped. What was done stays done."),
            primary=False,
        )


def _counted(seat: Seat, work: LongWork, pace: Pace) -> str:
    done = seat.texts.fill("{done} of {total}", done=work.done, total=max(work.total, work.done))
    if work.state is not WorkState.RUNNING:
        return done
    return pace_words(seat, pace, pace.per_second, done)


def _came_of_it(seat: Seat, work: LongWork) -> str:
    taken, refused = int(work.result.get("taken", 0)), int(work.result.get("refused", 0))
    texts = seat.texts
    return texts.listed(
        [
            texts.ngettext("{count} came in", "{count} of them came in", taken),
            texts.ngettext("{count} refused again", "{count} of them refused again", refused) if refused else "",
        ]
    )


def _speed(seat: Seat, per_second: float | None) -> str:
    if per_second is None:
        return ""
    if per_second >= 1:
        return seat.texts.fill("{count} a second", count=round(per_second))
    return seat.texts.fill("{count} a minute", count=max(1, round(per_second * 60)))


def _left(seat: Seat, pace: Pace) -> str:
    if pace.is_still:
        return seat.texts.gettext("stands still for more than a minute")
    if pace.left is None:
        return ""
    if pace.left < timedelta(minutes=1):
        return seat.texts.gettext("less than a minute left")
    return seat.texts.fill("about {time} left", time=pace.left)
