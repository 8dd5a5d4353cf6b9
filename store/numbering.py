"""The ids of posts: they follow time, so that newest first is the order of the ids."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

SLOT = 1024
"""Ids of one millisecond; when they are used up, the next milliseconds' are taken."""
AHEAD = 64
"""Milliseconds looked up at once when one is full, so that 50,000 posts of one moment cost a few questions."""

LastIds = Callable[[Sequence[int]], Mapping[int, int]]
"""The greatest id in use within the SLOT ids that begin at each start; starts without any are left out."""


def start_of(published_micros: int) -> int:
    """The first id of the millisecond of a moment, given in microseconds since 1970."""
    return published_micros // 1000 * SLOT


def allot(starts: Sequence[int], last_ids: LastIds) -> list[int]:
    """A free id for each wanted start (ascending): the next one of its millisecond, or of the next that has one."""
    looked_up = list(dict.fromkeys(starts))
    last = last_ids(looked_up)
    free = {start: last.get(start, start - 1) + 1 for start in looked_up}
    full: dict[int, int] = {}
    ids: list[int] = []
    for wanted in starts:
        start = full.get(wanted, wanted)
        while free[start] >= start + SLOT:
            start += SLOT
            if start not in free:
                ahead = [start + SLOT * n for n in range(AHEAD)]
                last = last_ids(ahead)
                for each in ahead:
                    free.setdefault(each, last.get(each, each - 1) + 1)
            full[wanted] = start
        ids.append(free[start])
        free[start] += 1
    return ids
