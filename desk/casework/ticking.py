"""What the desk does by itself as time passes: goes on after waiting, closes what was seen, keeps copies of terms."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from desk.casework.asking import MANY, Asking, numbers_in
from desk.decisions import closing, refreshing
from desk.decisions.asking import resumed
from desk.errors import Stale, WrongMove
from desk.incidents import State
from desk.ports import Records
from desk.roles import THE_DESK
from desk.rules import BY_THE_DESK


@dataclass(frozen=True)
class Ticked:
    """How many incidents went on after waiting, and how many were closed."""

    resumed: int = 0
    closed: int = 0


class Ticking(Asking):
    """Run by the worker about once a minute; running it twice is harmless."""

    def tick(self, now: datetime | None = None) -> Ticked:
        """Do what is due at `now` (default: the clock). Each incident is a transaction of its own."""
        return Ticked(self._go_on(now or self.now()), self._close_what_was_seen())

    def refresh_terms(self) -> int:
        """Compute the copies of all open incidents' terms again, after a catalogue changed. Returns how many moved."""
        after, refreshed = 0, 0
        while True:
            with self.store.reading() as records:
                numbers = records.cases_to_refresh(after, MANY)
                ids = [records.case(number).incident.id for number in numbers[-1:]]
            if not numbers:
                return refreshed
            after = ids[0]
            refreshed += sum(self._for_each(numbers, self._refresh))

    def _go_on(self, now: datetime) -> int:
        with self.store.reading() as records:
            over = records.waiting_over(now, MANY)
            waiting = [number for number in numbers_in(records, State.WAITING) if number not in over]
        return sum(self._for_each(over, self._resume)) + sum(self._for_each(waiting, self._resume_if_written))

    def _close_what_was_seen(self) -> int:
        with self.store.reading() as records:
            done = records.reached_everywhere(MANY)
        return sum(self._for_each(done, self._close))

    def _for_each(self, numbers: Iterable[str], do: Callable[[Records, str], bool]) -> Iterator[bool]:
        for number in numbers:
            try:
                with self.store.writing() as records:
                    yield do(records, number)
            except (Stale, WrongMove):
                # Somebody was at it this very moment; the next tick looks again.
                yield False

    def _resume(self, records: Records, number: str) -> bool:
        case = records.case(number)
        self._keep(records, case, resumed(case, self._act(THE_DESK, BY_THE_DESK)))
        return True

    def _close(self, records: Records, number: str) -> bool:
        case = records.case(number)
        self._keep(records, case, closing.closed(case, self._act(THE_DESK, BY_THE_DESK)))
        return True

    def _refresh(self, records: Records, number: str) -> bool:
        case = records.case(number)
        decision = refreshing.refreshed(case, self._act(THE_DESK, BY_THE_DESK))
        if decision is not None:
            self._keep(records, case, decision)
        return decision is not None
