"""How often one person may ask for something dear: kept in memory, for the desk's process."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

from desk.errors import N_, RuleError

KEYS_KEPT = 10_000


@dataclass
class Pace:
    """At most `limit` times within `window` for each key. Safe to share between threads."""

    limit: int
    window: timedelta
    _asked: dict[str, deque[datetime]] = field(default_factory=dict, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def must(self, key: str, now: datetime) -> None:
        """Count one more. Raises RuleError when it is one too many; that one is not counted."""
        with self._lock:
            asked = self._asked.setdefault(key, deque())
            while asked and now - asked[0] >= self.window:
                asked.popleft()
            if len(asked) >= self.limit:
                raise RuleError(N_("too many searches: wait {time}"), time=self.window - (now - asked[0]))
            asked.append(now)
            if len(self._asked) > KEYS_KEPT:
                del self._asked[next(iter(self._asked))]


SEARCHES = Pace(60, timedelta(minutes=1))
"""A person reads no more than a page a second; a program that empties the desk does."""
