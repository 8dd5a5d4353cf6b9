"""The ledger: every post and every incident counted exactly once, for any filter; and shares that show their n."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from desk.incidents import Outcome, State
from desk.posts import Line, SetAsideReason

IN_TERM, LATE, NO_TERM, OVERDUE = "in-term", "late", "no-term", "overdue"
"""How the counts of posts in NEW are told apart, and the `thereof` of incidents."""
SMALLEST_RANKED = 5
"""Below so many nobody is ranked: one answer more or less would turn the order around."""

Counts = Mapping[tuple[str, str], int]
"""As the records give them: (line or state, reason or outcome or mark) → how many."""
T = TypeVar("T")


class Bucket(StrEnum):
    """Where an incident is counted."""

    IN_WORK = "in-work"
    WAITING = "waiting"
    INTERIM = "interim"
    SUBMITTED = "submitted-or-accepted"
    ANSWERED = "answered"
    CLOSED = "closed"


BUCKETS: Mapping[State, Bucket | None] = {
    State.OPEN: Bucket.IN_WORK,
    State.ASSIGNED: Bucket.IN_WORK,
    State.IN_WORK: Bucket.IN_WORK,
    State.RETURNED: Bucket.IN_WORK,
    State.WAITING: Bucket.WAITING,
    State.INTERIM: Bucket.INTERIM,
    State.SUBMITTED: Bucket.SUBMITTED,
    State.ACCEPTED: Bucket.SUBMITTED,
    State.ANSWERED: Bucket.ANSWERED,
    State.CLOSED: Bucket.CLOSED,
    State.MERGED: None,
}
"""Each state's bucket; a merged incident counts through the one that it joined."""
OPEN_BUCKETS = (Bucket.IN_WORK, Bucket.WAITING, Bucket.INTERIM, Bucket.SUBMITTED)


@dataclass(frozen=True)
class PostLedger:
    """Posts by line. `dead_letters` stand beside it: they never were posts."""

    archive: int = 0
    in_term: int = 0
    late: int = 0
    no_term: int = 0
    set_aside: Mapping[SetAsideReason, int] = field(default_factory=dict)
    taken: int = 0
    dead_letters: int = 0

    @classmethod
    def of(cls, counts: Counts, dead_letters: int = 0) -> PostLedger:
        """The ledger of the records' counts. Raises ValueError for a count that belongs nowhere."""
        marks = {IN_TERM: 0, LATE: 0, NO_TERM: 0}
        plain = {Line.ARCHIVE: 0, Line.TAKEN: 0}
        aside = dict.fromkeys(SetAsideReason, 0)
        for (line, mark), count in counts.items():
            where = Line(line)
            if where is Line.NEW:
                marks[_known(mark, marks)] += count
            elif where is Line.SET_ASIDE:
                aside[SetAsideReason(mark)] += count
            else:
                plain[where] += count
        return cls(
            archive=plain[Line.ARCHIVE],
            in_term=marks[IN_TERM],
            late=marks[LATE],
            no_term=marks[NO_TERM],
            set_aside={reason: count for reason, count in aside.items() if count},
            taken=plain[Line.TAKEN],
            dead_letters=dead_letters,
        )

    @property
    def new(self) -> int:
        """Posts that wait to be sorted."""
        return self.in_term + self.late + self.no_term

    @property
    def received(self) -> int:
        """All posts."""
        return self.archive + self.new + sum(self.set_aside.values()) + self.taken

    def sum_line(self) -> tuple[tuple[str, int], ...]:
        """The equation as it stands on every report: the total first, then its parts."""
        return (
            ("received", self.received),
            (Line.ARCHIVE.value, self.archive),
            (Line.NEW.value, self.new),
            (Line.SET_ASIDE.value, sum(self.set_aside.values())),
            (Line.TAKEN.value, self.taken),
        )


@dataclass(frozen=True)
class IncidentLedger:
    """Incidents by bucket. `overdue` is a thereof of the open buckets; `merged` stands beside the sum."""

    buckets: Mapping[Bucket, int] = field(default_factory=dict)
    closed: Mapping[Outcome | None, int] = field(default_factory=dict)
    overdue: Mapping[Bucket, int] = field(default_factory=dict)
    merged: int = 0

    @classmethod
    def of(cls, counts: Counts) -> IncidentLedger:
        """The ledger of the records' counts. Raises ValueError for a count that belongs nowhere."""
        buckets = dict.fromkeys(Bucket, 0)
        overdue = dict.fromkeys(OPEN_BUCKETS, 0)
        closed: dict[Outcome | None, int] = {}
        merged = 0
        for (state, mark), count in counts.items():
            bucket = BUCKETS[State(state)]
            if mark == OVERDUE:
                if bucket in overdue:
                    overdue[bucket] += count
            elif bucket is None:
                merged += count
            else:
                buckets[bucket] += count
                if bucket is Bucket.CLOSED:
                    outcome = Outcome(mark) if mark else None
                    closed[outcome] = closed.get(outcome, 0) + count
        return cls(buckets, closed, overdue, merged)

    @property
    def total(self) -> int:
        """All incidents, merged ones once: through the incident they joined."""
        return sum(self.buckets.values())

    @property
    def open(self) -> int:
        """Those in which something is still to be done before anybody was answered."""
        return sum(self.buckets.get(bucket, 0) for bucket in OPEN_BUCKETS)

    def sum_line(self) -> tuple[tuple[str, int], ...]:
        """The equation as it stands on every report: the total first, then its parts."""
        return (("incidents", self.total), *((bucket.value, self.buckets.get(bucket, 0)) for bucket in Bucket))


@dataclass(frozen=True)
class Imbalance:
    """A sum that does not add up: which, what it should be, what it is."""

    what: str
    expected: int
    found: int


def imbalances(posts: PostLedger, incidents: IncidentLedger, *, received: int, held: int) -> Iterator[Imbalance]:
    """What does not add up: `received` are all posts counted apart, `held` the posts that incidents say they have."""
    sums = [
        ("received", received, posts.received),
        ("taken", held, posts.taken),
        ("closed", incidents.buckets.get(Bucket.CLOSED, 0), sum(incidents.closed.values())),
    ]
    for what, expected, found in sums:
        if expected != found:
            yield Imbalance(what, expected, found)
    for bucket, late in incidents.overdue.items():
        if late > incidents.buckets.get(bucket, 0):
            yield Imbalance(f"{bucket.value}-{OVERDUE}", incidents.buckets.get(bucket, 0), late)


@dataclass(frozen=True)
class Share:
    """A part of a whole that is never shown without its n."""

    part: int
    n: int

    @property
    def percent(self) -> float | None:
        """None where there is nothing to have a share of."""
        return 100 * self.part / self.n if self.n else None


def on_time(finished_in_term: int, finished: int, open_and_overdue: int) -> Share:
    """In term of everything finished or overdue: what is late and still open counts against it too."""
    return Share(finished_in_term, finished + open_and_overdue)


def ranked(shares: Iterable[tuple[T, Share]]) -> list[tuple[T, Share]]:
    """The best first; only those with at least five."""
    fair = [(who, share) for who, share in shares if share.n >= SMALLEST_RANKED]
    return sorted(fair, key=lambda each: (-(each[1].percent or 0), -each[1].n))


def _known(mark: str, marks: Mapping[str, int]) -> str:
    if mark not in marks:
        raise ValueError(f"posts in the queue are counted as {', '.join(marks)}, not {mark!r}")
    return mark
