"""A process with forked readers, for tests: `python -m tests.ui.forking_readers HOW` prints what it saw."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Sequence

from ui.forked_readers import ForkedReaders

Answer = tuple[int, list[str]]


def prepare() -> object:
    def work(piece: Sequence[str]) -> Answer:
        if "die" in piece and os.getpid() != PARENT:
            os.kill(os.getpid(), signal.SIGKILL)
        return os.getpid(), [each.upper() for each in piece]

    return work


PARENT = os.getpid()


def say(*numbers: int) -> None:
    sys.stdout.write(" ".join(map(str, numbers)) + "\n")
    sys.stdout.flush()


def main(how: str) -> None:
    readers: ForkedReaders[str, Answer] = ForkedReaders(prepare, lambda _, answer: answer, count=2)  # type: ignore[arg-type]
    readers.start()
    pieces = [[f"text {number}", "die" if how == "die" else "live"] for number in range(20)]
    answers = [each.result() for each in [readers.submit(piece) for piece in pieces]]
    assert [texts for _, texts in answers] == [[each.upper() for each in piece] for piece in pieces]
    if how == "stay":
        say(*sorted({pid for pid, _ in answers}))
        time.sleep(60)
    readers.close()
    say(sum(pid == PARENT for pid, _ in answers), len({pid for pid, _ in answers} - {PARENT}))


if __name__ == "__main__":
    main(sys.argv[1])
