"""Who sits before this screen: looked up at every run, so that a right taken away is gone with the next click."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import streamlit as st

from config.wiring import Parts
from desk.errors import StoreError
from desk.roles import Action, Actor, Scope
from ui.entrance import Entrance, Visitor
from ui.texts import Texts, known

LookIntoFile = Callable[[Path, datetime], Any]
"""Previews a file that somebody brought: `look(path, seen_at)` gives crawlers.files.reading.Preview."""


TIRED_SECONDS = 60.0
"""After a write that was held up, nobody is noted as seen for so long: it would hold up every click."""
_logger = logging.getLogger(__name__)


@dataclass
class _Opened:
    parts: Parts | None = None
    look: LookIntoFile | None = None
    tired_until: float = 0.0


_opened = _Opened()


@dataclass(frozen=True)
class Seat:
    """One run of the script for one person. Views ask it and nothing else."""

    parts: Parts
    visitor: Visitor
    actor: Actor
    texts: Texts
    now: datetime
    look: LookIntoFile | None = field(default=None, repr=False)

    def may(self, action: Action) -> bool:
        """Does this person have the right anywhere at all?"""
        return self.actor.may(action)

    def must(self, action: Action) -> None:
        """Raise NotAllowed unless `may`; the first line of every view."""
        self.actor.must(action)

    def scope(self, action: Action) -> Scope:
        """Where this person has the right."""
        return self.actor.scope(action)


def open_desk(parts: Parts, look: LookIntoFile | None = None) -> None:
    """Give the views what they work with: once a process, before the first visitor."""
    _opened.parts, _opened.look, _opened.tired_until = parts, look, 0.0


def parts() -> Parts:
    """The parts of this installation."""
    if _opened.parts is None:
        raise RuntimeError("open_desk was not called")
    return _opened.parts


def seat(*, by_hand: bool = True) -> Seat | None:
    """Who asks in this run; None when the session has ended. Raises StoreError, ConfigError.

    The gate has written the session's name into the connection; whether it still lives is asked anew each time.
    A run that nobody caused (a page that refreshes itself) is not `by_hand` and does not put off the idle limit.
    """
    token = st.user.get("session")
    here = parts()
    entrance = Entrance(here)
    visitor = entrance.visitor_of(token) if isinstance(token, str) else None
    if visitor is None:
        return None
    if by_hand and time.monotonic() > _opened.tired_until:
        try:
            entrance.note_seen(visitor)
        except StoreError as error:
            # Reading goes on where only writing is held up; the idle limit is put off at the next good moment.
            _opened.tired_until = time.monotonic() + TIRED_SECONDS
            _logger.warning("nobody could be noted as seen: %s", error)
    texts = Texts(known(visitor.user.language), here.settings.zone)
    st.session_state["_language"] = texts.language
    return Seat(here, visitor, here.make_actor(visitor.user), texts, here.now(), _opened.look)


def texts() -> Texts:
    """The language of this screen, also when nothing can be asked: as it was at the last run."""
    here = parts()
    return Texts(st.session_state.get("_language", here.settings.language), here.settings.zone)
