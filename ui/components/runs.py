"""Files that are being brought in, and what became of the earlier ones."""

from __future__ import annotations

from datetime import timedelta

import streamlit as st

from desk.chores import ImportRun, ImportState
from desk.progress import pace_of
from desk.roles import Action, Subject
from ui import session
from ui.components import faults, works
from ui.components.residents import one_line
from ui.session import Seat

SHOWN = 20
REFRESH = timedelta(seconds=2)
UNDER_WAY = frozenset({ImportState.WAITING, ImportState.RUNNING})


def show(seat: Seat) -> None:
    """The list; while one is under way it goes on by itself."""
    runs = _visible(seat)
    if not runs:
        st.info(seat.texts.gettext("Nothing has been brought in yet."))
        return
    st.header(seat.texts.gettext("Files so far"), anchor=False)
    # A fragment that refreshes itself: the page around it, and what is being typed there, stays as it is.
    if any(run.state in UNDER_WAY for run in runs):
        st.fragment(_progress, run_every=REFRESH)()
    else:
        _list(seat, runs)


def _progress() -> None:
    """The list as it is now, until all is done. Who asks is looked up anew: the tab may be open for hours."""
    with faults.box(session.texts()):
        seat = session.seat(by_hand=False)
        runs = _visible(seat) if seat is not None and seat.may(Action.IMPORT) else []
        if seat is None or not any(run.state in UNDER_WAY for run in runs):
            st.rerun()
        _list(seat, runs)


def _list(seat: Seat, runs: list[ImportRun]) -> None:
    for run in runs:
        _run(seat, run)


def _visible(seat: Seat) -> list[ImportRun]:
    with seat.parts.store.reading() as records:
        territories = {source.slug: source.territory for source in records.sources()}
        runs = records.imports(SHOWN)
    return [
        run
        for run in runs
        if run.source in territories and seat.actor.may(Action.IMPORT, Subject(territories[run.source]))
    ]


def _run(seat: Seat, run: ImportRun) -> None:
    texts = seat.texts
    with st.container(border=True, key=f"run-{run.id}"):
        st.text(texts.listed([one_line(run.title, 120), texts.name(run.state), texts.moment(run.asked_at, seat.now)]))
        if run.state is ImportState.RUNNING:
            st.progress(min(1.0, run.read / run.size) if run.size else 0.0)
            st.text(_pace(seat, run))
        if run.received or run.state not in UNDER_WAY:
            st.text(
                texts.listed(
                    [
                        texts.ngettext("{count} post read", "{count} posts read", run.received),
                        texts.ngettext("{count} new", "{count} new ones", run.new),
                        texts.ngettext("{count} edited", "{count} edited ones", run.edited) if run.edited else "",
                        texts.ngettext("{count} known", "{count} known ones", run.unchanged) if run.unchanged else "",
                        texts.ngettext("{count} refused", "{count} refused ones", run.dead_letters)
                        if run.dead_letters
                        else "",
                    ]
                )
            )
        if run.error:
            st.text(one_line(run.error, 500))


def _pace(seat: Seat, run: ImportRun) -> str:
    pace = pace_of(
        run.read,
        run.size,
        seat.now,
        stretch_at=run.stretch_at,
        stretch_done=run.stretch_read,
        beat_at=run.beat_at,
    )
    # People count posts and not bytes: so many came out of what was read until now.
    posts = pace.per_second * run.received / run.read if pace.per_second and run.read else None
    return works.pace_words(seat, pace, posts, "")
