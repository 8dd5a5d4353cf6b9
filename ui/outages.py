"""What of the installation is away. Looked at seldom and kept some seconds for all screens; nobody waits for it."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from weakref import WeakKeyDictionary

from config.wiring import Parts
from desk.errors import NazarError, SearchError
from desk.works import LongWork

KEPT_SECONDS = 5.0
"""So long one look serves every screen of this process."""
PROBE_SECONDS = 15.0
"""The search engine is asked no more often than this, and always beside the screens."""
COUNT_SECONDS = 60.0
"""So often what was read by something older is counted: it changes with a catalogue."""
QUIET = timedelta(minutes=1)
"""A worker ends some job every half minute; one of which nothing was heard for so long is away."""
GRACE_SECONDS = 20.0
"""A desk that has just been started does not complain of a worker that is being started with it."""
WORKS = 20
_logger = logging.getLogger(__name__)

Beat = tuple[datetime | None, datetime | None, datetime | None]
"""Of all jobs: the last end of a run, the last moment to which one is held, the first one that is due."""


@dataclass(frozen=True)
class Outages:
    """What is away just now, the long work that is under way, and how many posts were read by something older."""

    worker: bool = False
    index: bool = False
    works: tuple[LongWork, ...] = ()
    stale: int = 0


def is_worker_away(beat: Beat, now: datetime) -> bool:
    """Does no living worker hold a job or has ended one lately, although something is due (or nothing ever was)?"""
    ended, held_until, due = beat
    if due is None:
        return True
    is_alive = (held_until is not None and held_until > now) or (ended is not None and now - ended < QUIET)
    return not is_alive and due <= now


class Watch:
    """The one look of a process at an installation. Safe for many threads."""

    def __init__(self, parts: Parts, grace_seconds: float = GRACE_SECONDS) -> None:
        self._parts = parts
        self._began = time.monotonic()
        self._grace_seconds = grace_seconds
        self._lock = threading.Lock()
        self._looked_at = float("-inf")
        self._probed_at = float("-inf")
        self._probing = False
        self._index_away = False
        self._stale = 0
        self._counted_at = float("-inf")
        self._kept = Outages()

    def look(self) -> Outages:
        """What is away, some seconds old at most. Raises StoreError when the database is."""
        with self._lock:
            if time.monotonic() - self._looked_at < KEPT_SECONDS:
                return self._kept
        with self._parts.store.reading() as records:
            beat, works = records.beat(), tuple(records.works(WORKS, open_only=True))
        is_young = time.monotonic() - self._began < self._grace_seconds
        with self._lock:
            away = is_worker_away(beat, self._parts.now()) and not is_young
            self._kept = Outages(away, self._index_away, works, self._stale)
            self._looked_at = time.monotonic()
            probe = not self._probing and time.monotonic() - self._probed_at > PROBE_SECONDS
            self._probing = self._probing or probe
        if probe:
            threading.Thread(target=self.probe, name="outages", daemon=True).start()
        return self._kept

    def probe(self) -> None:
        """Ask the search engine for a sign of life; when it is back the relay need not wait out its pause."""
        try:
            self._parts.index.versions("post", 0, 1)
            away = False
        except SearchError as error:
            away = True
            if not self._index_away:
                _logger.warning("the search engine is away: %s", error)
        except Exception:
            # Asked beside everybody, so its bugs must be nobody's; the next search tells them where they belong.
            _logger.exception("the search engine could not be asked")
            away = self._index_away
        self._count_stale()
        was_away, self._index_away = self._index_away, away
        if was_away and not away:
            self._wake_the_relay()
        with self._lock:
            self._probing, self._probed_at, self._looked_at = False, time.monotonic(), float("-inf")

    def _count_stale(self) -> None:
        """Count what was read by something older; not in a young process, for loading what reads takes a second."""
        now = time.monotonic()
        if now - self._began < self._grace_seconds or now - self._counted_at < COUNT_SECONDS:
            return
        self._counted_at = now
        try:
            self._stale = self._parts.reread.count()
        except NazarError as error:
            _logger.warning("posts that were read by something older could not be counted: %s", error)

    def _wake_the_relay(self) -> None:
        try:
            self._parts.relay.try_now()
            with self._parts.store.writing() as records:
                records.wake_job("relay", self._parts.now())
        except NazarError as error:
            _logger.warning("the relay could not be woken: %s", error)


_watches: WeakKeyDictionary[Parts, Watch] = WeakKeyDictionary()


def watch_of(parts: Parts) -> Watch:
    """The watch over this installation."""
    known = _watches.get(parts)
    return known if known is not None else _watches.setdefault(parts, Watch(parts))
