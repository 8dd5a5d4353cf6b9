"""The relay: brings the search index level with the store, batch by batch, and never gives up."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from desk.errors import N_, SearchError
from desk.levelling import Differences, Rebuilt, rebuild, rebuild_is_due, repair, verify
from desk.ports import Clock, OutboxItem, SearchIndex, Store
from desk.queries import ItemFault

__all__ = ["Differences", "Rebuilt", "Relay", "RelayReport", "rebuild", "rebuild_is_due", "repair", "verify"]

FIRST_BATCH = 100
LARGEST_BATCH = 2_000
FAST, SLOW = timedelta(seconds=1), timedelta(seconds=5)
"""A batch that took less makes the next one twice as long, one that took more half as long."""
LEASE = timedelta(minutes=5)
"""After this a batch of a relay that died is free for another one."""
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=1), timedelta(hours=1)
PATIENCE, PAUSE_SECONDS = 150, 0.2
"""How often `drain` looks again at rows that another relay holds, and how long it pauses between."""
STATE = "relay"
"""Under this name the installation remembers a wait, so that a restart does not forget it."""

Progress = Callable[[int, int], None]
"""Told after each batch: documents delivered so far, rows that still wait."""


@dataclass(frozen=True)
class RelayReport:
    """What one batch did: documents delivered, buried as poison, still waiting; what stands in the way, if anything,
    and how many seconds the relay waits for it."""

    delivered: int = 0
    refused: int = 0
    waiting: int = 0
    error: SearchError | None = None
    wait_seconds: float = 0.0


@dataclass(frozen=True)
class Tally:
    """How much of what was delivered lately was refused for good: poison goes aside only within these limits."""

    seen: int = 0
    poison: int = 0
    in_a_row: int = 0

    MOST_IN_A_ROW = 50
    LEAST_SEEN = 200
    MOST_SHARE = 0.05
    WINDOW = 2_000

    def after(self, poisoned: Sequence[bool]) -> Tally:
        """The tally after these documents, in order; what is long ago counts half."""
        seen, poison, row, longest = self.seen, self.poison, self.in_a_row, 0
        for is_poison in poisoned:
            seen, poison, row = seen + 1, poison + is_poison, row + 1 if is_poison else 0
            longest = max(longest, row)
        if seen >= self.WINDOW and longest < self.MOST_IN_A_ROW:
            seen, poison = seen // 2, poison // 2
        return Tally(seen, poison, row if longest < self.MOST_IN_A_ROW else longest)

    @property
    def is_too_much(self) -> bool:
        """Is so much refused that the fault must be the engine's or ours, and not the documents'?"""
        share = self.poison > self.MOST_SHARE * self.seen
        return self.in_a_row >= self.MOST_IN_A_ROW or (self.seen >= self.LEAST_SEEN and share)


@dataclass(frozen=True)
class Waiting:
    """What the relay remembers between batches and restarts."""

    waits: int = 0
    not_before: datetime | None = None
    error: str | None = None
    tally: Tally = field(default_factory=Tally)

    @classmethod
    def of(cls, kept: Mapping[str, Any] | None) -> Waiting:
        """Read what `as_kept` wrote."""
        if not kept:
            return cls()
        moment = kept.get("not_before")
        not_before = None if moment is None else datetime.fromisoformat(moment)
        return cls(kept["waits"], not_before, kept.get("error"), Tally(*kept["tally"]))

    def as_kept(self) -> Mapping[str, Any]:
        """Plain values for the store."""
        tally = [self.tally.seen, self.tally.poison, self.tally.in_a_row]
        moment = None if self.not_before is None else self.not_before.isoformat()
        return {"waits": self.waits, "not_before": moment, "error": self.error, "tally": tally}

    def again(self, error: SearchError, now: datetime) -> Waiting:
        """The next wait: twice as long as the last one, at most LONGEST_WAIT."""
        wait = wait_after(self.waits)
        return replace(self, waits=self.waits + 1, not_before=now + wait, error=str(error))


def wait_after(failures: int) -> timedelta:
    """How long to wait after so many failures in a row."""
    # The exponent is cut so that a year of failures cannot overflow.
    return min(FIRST_WAIT * (1 << min(failures, 20)), LONGEST_WAIT)


class Relay:
    """Takes the outbox to the index. Several may run at once: each claims its own rows. Delivery repeats are harmless,
    because every document carries the store's row version.

    `now` gives the moment, `pause` waits some seconds (only `drain` does). Any method may raise StoreError.
    """

    def __init__(
        self,
        store: Store,
        index: SearchIndex,
        now: Clock,
        *,
        first_batch: int = FIRST_BATCH,
        largest_batch: int = LARGEST_BATCH,
        lease: timedelta = LEASE,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._store = store
        self._index = index
        self._now = now
        self._first_batch = first_batch
        self._largest_batch = largest_batch
        self._lease = lease
        self._pause = pause
        self._batch = first_batch

    def run_once(self, *, at_once: bool = False) -> RelayReport:
        """Deliver one batch. While the relay waits for the engine nothing is asked of it, unless `at_once`.

        An engine that is away or refuses everything is no exception here but `error`: the rows stay and are tried
        again after a wait that doubles up to an hour.
        """
        now = self._now()
        with self._store.reading() as records:
            waiting = Waiting.of(records.installation().get(STATE))
            size = records.outbox_size()
        if size == 0 and waiting.waits == 0:
            return RelayReport()
        if not at_once and waiting.not_before is not None and now < waiting.not_before:
            wait = (waiting.not_before - now).total_seconds()
            return RelayReport(waiting=size, error=SearchError(waiting.error or ""), wait_seconds=wait)
        with self._store.writing() as records:
            items = records.claim_outbox(now, self._batch, now + self._lease)
        return self._deliver(items, waiting, now)

    def try_now(self) -> None:
        """Do not wait out the pause that an outage of the engine began: it was seen to be back."""
        with self._store.writing() as records:
            waiting = Waiting.of(records.installation().get(STATE))
            if waiting.not_before is not None:
                records.keep_installation({STATE: replace(waiting, not_before=None).as_kept()})

    def drain(self, progress: Progress = lambda delivered, waiting: None) -> int:
        """Deliver until the outbox is empty; rows that another relay holds are waited for, half a minute at most.

        Returns how many documents were delivered. Raises SearchError when the engine refuses; the rows stay.
        """
        delivered, idle = 0, 0
        while True:
            report = self.run_once(at_once=True)
            delivered += report.delivered
            progress(delivered, report.waiting)
            if report.error is not None:
                raise report.error
            idle = 0 if report.delivered or report.refused else idle + 1
            if report.waiting == 0 or idle > PATIENCE:
                return delivered
            if idle:
                self._pause(PAUSE_SECONDS)

    def _deliver(self, items: Sequence[OutboxItem], waiting: Waiting, now: datetime) -> RelayReport:
        if not items:
            return self._ended(RelayReport())
        items = sorted(items, key=lambda item: (item.kind, item.id))
        began = self._now()
        try:
            faults = self._put(items)
        except SearchError as error:
            return self._wait(items, [], error, waiting, now)
        except BaseException:
            # Ended from outside in the middle of a batch: without this its rows stood still until their lease ends.
            with self._store.writing() as records:
                records.put_off_outbox(items, now)
            raise
        self._batch = self._next_size(len(items), self._now() - began)
        return self._settle(items, faults, waiting, now)

    def _put(self, items: Sequence[OutboxItem]) -> Mapping[tuple[str, int], ItemFault]:
        with self._store.reading() as records:
            documents = records.documents(items)
        there = {(document.kind, document.id) for document in documents}
        gone: dict[str, list[int]] = {}
        for item in items:
            if (item.kind, item.id) not in there:
                gone.setdefault(item.kind, []).append(item.id)
        for kind, ids in gone.items():
            self._index.remove(kind, ids)
        return {(fault.kind, fault.id): fault for fault in self._index.put(documents)}

    def _settle(
        self,
        items: Sequence[OutboxItem],
        faults: Mapping[tuple[str, int], ItemFault],
        waiting: Waiting,
        now: datetime,
    ) -> RelayReport:
        found = [(item, faults.get((item.kind, item.id))) for item in items]
        done = [item for item, fault in found if fault is None]
        poison = [(item, fault.error) for item, fault in found if fault is not None and fault.lasting]
        tally = waiting.tally.after([fault is not None and fault.lasting for _, fault in found])
        later = [item for item, fault in found if fault is not None and not fault.lasting]
        if tally.is_too_much:
            error = SearchError(
                N_("the search engine refuses {poison} of {seen} documents for good, so none is set aside: {example}"),
                poison=tally.poison,
                seen=tally.seen,
                example=poison[-1][1] if poison else "",
            )
            refused = [item for item, _ in poison] + later
            return self._wait(refused, done, error, waiting, now)
        with self._store.writing() as records:
            records.settle_outbox(done)
            for item in later:
                records.put_off_outbox([item], now + wait_after(item.tries))
            records.bury_outbox(poison, now)
            if waiting.waits or poison or waiting.tally.poison:
                records.keep_installation({STATE: Waiting(tally=tally).as_kept()})
        return self._ended(RelayReport(len(done), len(poison)))

    def _wait(
        self,
        items: Sequence[OutboxItem],
        done: Sequence[OutboxItem],
        error: SearchError,
        waiting: Waiting,
        now: datetime,
    ) -> RelayReport:
        self._batch = self._first_batch
        again = waiting.again(error, now)
        with self._store.writing() as records:
            records.settle_outbox(done)
            # Free at once: the wait is the engine's and not theirs, and whoever drains by hand may try before it ends.
            records.put_off_outbox(items, now)
            records.keep_installation({STATE: again.as_kept()})
        wait = wait_after(waiting.waits).total_seconds()
        return self._ended(RelayReport(delivered=len(done), error=error, wait_seconds=wait))

    def _ended(self, report: RelayReport) -> RelayReport:
        with self._store.reading() as records:
            return replace(report, waiting=records.outbox_size())

    def _next_size(self, taken: int, took: timedelta) -> int:
        if took > SLOW:
            return max(self._first_batch, self._batch // 2)
        if took < FAST and taken == self._batch:
            return min(self._batch * 2, self._largest_batch)
        return self._batch
