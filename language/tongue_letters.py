"""By their letters, Kazakh and Russian words differ: how much a word's runs of letters speak for either language."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

LONGEST = 5
"""Letters of the longest run that is looked at."""
LONGEST_HEARD = 20
"""Letters of a word that are listened to."""


def spoken(word: str) -> float:
    """What the letters of a folded Cyrillic word say: positive for Kazakh, negative for Russian; ±1 is clear."""
    table = weights()
    edged = f"_{word[:LONGEST_HEARD]}_"
    starts = range(len(edged) - 1)
    # What `runs` gives, at once: a generator costs twice as much.
    return sum(
        [table.get(letter, 0.0) for letter in edged[1:-1]]
        + [
            table.get(edged[start:end], 0.0)
            for start in starts
            for end in range(start + 2, min(start + LONGEST, len(edged)) + 1)
        ]
    )


def runs(word: str) -> Iterator[str]:
    """All runs of one to LONGEST letters, with the edges of the word as `_`."""
    edged = f"_{word[:LONGEST_HEARD]}_"
    size = len(edged)
    yield from edged[1:-1]
    for length in range(2, min(LONGEST, size) + 1):
        for start in range(size - length + 1):
            yield edged[start : start + length]


@cache
def weights() -> dict[str, float]:
    """The table, as `bench.learn_tongues` wrote it. Loads in some 20 ms."""
    table: dict[str, float] = {}
    for line in files("language").joinpath("tongue_letters.txt").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            weight, *those = line.split(" ")
            table.update(dict.fromkeys(those, int(weight) / 100))
    return table
