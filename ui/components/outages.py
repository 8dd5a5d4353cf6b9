"""What is away, said on the page: what happened, what was kept, what still works, what to do."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import streamlit as st

from desk.errors import ConfigError, NazarError, StoreError
from desk.progress import pace_of
from desk.roles import Action
from desk.works import WorkState
from ui import session
from ui.components import faults, rereading, works
from ui.components.residents import readable
from ui.outages import watch_of
from ui.session import Seat

LOOK_AGAIN = timedelta(seconds=3)
_TYPED = "_typed"
_NOT_TYPED = ("language", "filter-")
"""Keys whose words are known without being kept: from the person, from the address."""
_logger = logging.getLogger(__name__)


def show(seat: Seat) -> None:
    """The banners of the frame; nothing where all is well. Raises StoreError."""
    _ = seat.texts.gettext
    outages = watch_of(seat.parts).look()
    needs_worker = seat.may(Action.IMPORT) or seat.may(Action.MANAGE_SOURCES) or seat.may(Action.MANAGE_USERS)
    if outages.worker and needs_worker:
        with st.container(key="outage-worker"):
            st.warning(
                _(
                    "The worker does not run. Files, sending and long work wait and nothing of them is lost; "
                    "everything else goes on. The operator starts it with “nazar up” (or “nazar worker”)."
                )
            )
    if outages.index and (seat.may(Action.SEE_POSTS) or seat.may(Action.SEE_INCIDENTS)):
        with st.container(key="outage-index"):
            st.warning(
                _(
                    "The search engine does not answer. Queue, incidents and every step go on; what changes "
                    "meanwhile is kept and brought to it when it is back. Words cannot be searched until then."
                )
            )
    rereading.offer(seat)


def hint(seat: Seat) -> None:
    """Long work that is under way, in a few words for the frame. Raises StoreError."""
    mine = {each.id for each in seat.parts.longwork.seen_by(seat.actor, open_only=True)} if _has_works(seat) else set()
    for work in watch_of(seat.parts).look().works:
        if work.id in mine and work.state is WorkState.RUNNING:
            share = pace_of(work.done, work.total, seat.now, stretch_at=work.stretch_at).share
            st.text(seat.texts.listed([works.name_of(seat, work), f"{int(share * 100)} %"]))


@contextmanager
def guard() -> Iterator[None]:
    """Whatever of the page stands inside: a database that is away is said, and the page comes back by itself."""
    try:
        yield
    except StoreError as error:
        _logger.error("%s", error)
        _database()
    except NazarError as error:
        faults.tell(session.texts(), error)


def give_back_typed() -> None:
    """Put back what was typed while the database was away; the widgets drawn after this show it."""
    for key, value in st.session_state.pop(_TYPED, {}).items():
        if key not in st.session_state:
            st.session_state[key] = value


def _database() -> None:
    texts = session.texts()
    st.error(texts.gettext("The database does not answer."))
    st.text(
        texts.gettext(
            "Nothing that was written is lost. Nothing can be read or changed until it is back; this page looks "
            "again every few seconds and goes on by itself. If it lasts, the operator looks with “nazar doctor”."
        )
    )
    typed = _keep_typed()
    if typed:
        st.text(texts.gettext("What you typed:"))
        for text in typed:
            st.code(text, language=None, wrap_lines=True)
    # What the last click met is said already; when all is well again nobody must read it once more.
    st.session_state.pop("_fault", None)
    st.fragment(_look_again, run_every=LOOK_AGAIN)(time.monotonic())


def _keep_typed() -> list[str]:
    """Remember the words of every text widget: those that a page does not draw would be forgotten with its run."""
    kept: dict[str, str] = st.session_state.setdefault(_TYPED, {})
    for key, value in list(st.session_state.items()):
        name = str(key)
        if isinstance(value, str) and value and not name.startswith(("_", *_NOT_TYPED)):
            kept[name] = value
    return [readable(each) for each in kept.values() if " " in each]


def _look_again(drawn_at: float) -> None:
    if time.monotonic() - drawn_at < LOOK_AGAIN.total_seconds() / 2:
        return  # this is the run that met the outage
    try:
        session.seat(by_hand=False)
    except (StoreError, ConfigError):
        return
    st.rerun()


def _has_works(seat: Seat) -> bool:
    return bool(watch_of(seat.parts).look().works)
