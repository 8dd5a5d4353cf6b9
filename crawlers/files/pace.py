"""How many records go into one transaction, and when too many were refused to go on. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from desk.posts import Refused

LOCK_SECONDS = 0.03
"""What a transaction should take; the promise is 0.1 s."""
FEWEST, MOST, FIRST = 20, 1_000, 250
GROWTH = 2.0
RATIO, RATIO_FROM = 0.05, 200
IN_A_ROW = 50
REASONS = 3


def next_size(size: int, written: int, seconds: float) -> int:
    """The size of the next batch, so that it takes LOCK_SECONDS; it grows gently and shrinks at once."""
    if seconds <= 0 or not written:
        return size
    fitting = written * LOCK_SECONDS / seconds
    return round(max(FEWEST, min(fitting, size * GROWTH, MOST)))


@dataclass
class Limits:
    """Counts what was refused: more than 5 % of at least 200 records, or 50 in a row, is too much."""

    read: int = 0
    refused: int = 0
    in_a_row: int = 0
    reasons: list[str] = field(default_factory=list)

    def note(self, letters: list[Refused]) -> None:
        """One record more, with what of it was refused."""
        self.read += 1
        self.refused += bool(letters)
        self.in_a_row = self.in_a_row + 1 if letters else 0
        for letter in letters:
            if len(self.reasons) < REASONS:
                self.reasons.append(f"line {letter.line}: {letter.reason}, {letter.detail}")

    def stored(self) -> dict[str, Any]:
        """As plain JSON values: a run that goes on later counts on."""
        return asdict(self)

    @classmethod
    def from_stored(cls, stored: Mapping[str, Any]) -> Limits:
        """What `stored()` gave; of nothing, nothing counted yet."""
        return cls(**{**stored, "reasons": list(stored.get("reasons", ()))})

    @property
    def are_passed(self) -> bool:
        """Was too much refused?"""
        return self.in_a_row >= IN_A_ROW or (self.read >= RATIO_FROM and self.refused > RATIO * self.read)
