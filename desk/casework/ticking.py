"""What the desk does by itself as time passes: goes on after waiting, closes what was seen, keeps copies of terms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from desk.casework.asking import MANY, Asking, _waiting
from desk.decisions import closing, refreshing
from desk.decisions.asking import resumed
from desk.errors import Stale
from desk.incidents import State
from desk.queries import IncidentFilter
from desk.roles import THE_DESK, Scope
from desk.rules import BY_THE_DESK


@dataclass(frozen=True)
class Ticked:
    """How many incidents went on, were closed, and got other terms."""

    resumed: int = 0
    closed: int = 0
    refreshed: int = 0


class Ticking(Asking):
    """Run by the worker about once a minute; running it twice is harmless."""

    def tick(self, now: datetime | None = None) -> Ticked:
        """Do what is due at `now` (default: the clock). Each incident is a transaction of its own."""
        raise NotImplementedError

    def refresh_terms(self) -> int:
        """Compute the copies of all open incidents' terms again, after a catalogue changed. Returns how many moved."""
        raise NotImplementedError
