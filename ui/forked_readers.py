"""Child processes that read texts for their parent: they write nothing, and end with it."""

from __future__ import annotations

import os
import queue
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, Pipe
from multiprocessing.process import BaseProcess
from typing import Any, Generic, TypeVar

from ui import lifelines

Text = TypeVar("Text")
Read = TypeVar("Read")
END_SECONDS = 5.0


@dataclass
class ForkedReaders(Generic[Text, Read]):
    """Hands pieces of work to processes of its own, one at a time each; answers come as futures.

    `prepare` runs in every child once and gives what does the work there; `arrive` makes the answer of what a child
    sent back for a piece, in a thread of this process. A child that died is no loss: its piece, and everything after
    it, is done by `prepare`'s result in this process. Start it while nothing is open and no thread
    runs (`lifelines.may_fork`); the children are gone when it is closed, and when this process is killed.
    """

    prepare: Callable[[], Callable[[Sequence[Text]], Any]]
    arrive: Callable[[Sequence[Text], Any], Read]
    count: int = 0
    _children: list[BaseProcess] = field(default_factory=list)
    _free: queue.SimpleQueue[Connection | None] = field(default_factory=queue.SimpleQueue)
    _threads: ThreadPoolExecutor | None = None
    _own: Callable[[Sequence[Text]], Any] | None = None

    def start(self) -> None:
        """Start the children: one a core of this machine, unless `count` says otherwise."""
        self.count = self.count or len(os.sched_getaffinity(0))
        for _ in range(self.count):
            ours, theirs = Pipe()
            self._children.append(lifelines.fork(lambda theirs=theirs, ours=ours: self._serve(theirs, ours)))  # type: ignore[misc]
            theirs.close()
            self._free.put(ours)
        self._threads = ThreadPoolExecutor(self.count, "readers")

    def submit(self, piece: Sequence[Text]) -> Future[Read]:
        """Have a piece read; pieces that wait are taken in the order in which they came."""
        if self._threads is None:
            raise ValueError("the readers were not started")
        return self._threads.submit(self._ask, piece)

    def close(self) -> None:
        """End the children; what waits is not read."""
        if self._threads is not None:
            self._threads.shutdown(cancel_futures=True)
        for child in self._children:
            child.kill()
            child.join(END_SECONDS)
        self._children.clear()

    def _ask(self, piece: Sequence[Text]) -> Read:
        connection = self._free.get()
        try:
            if connection is not None:
                try:
                    connection.send(piece)
                    return self.arrive(piece, connection.recv())
                except (EOFError, OSError):
                    connection.close()
                    connection = None
            return self.arrive(piece, self._do(piece))
        finally:
            self._free.put(connection)

    def _do(self, piece: Sequence[Text]) -> Any:
        if self._own is None:
            self._own = self.prepare()
        return self._own(piece)

    def _serve(self, connection: Connection[Any, Any], parents: Connection[Any, Any]) -> None:
        """What a child does until its parent hangs up."""
        parents.close()
        work = self.prepare()
        while True:
            try:
                connection.send(work(connection.recv()))
            except (EOFError, OSError):
                return
