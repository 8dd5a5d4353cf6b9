"""Imports read texts with every core: processes beside the one that writes, which alone opens the store for writing."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from ui import lifelines
from ui.commands import face
from ui.forked_readers import ForkedReaders

if TYPE_CHECKING:
    from desk.inbox import Readings, Unread
    from language.kept_words import KeptWords, Packed

    Answer = tuple[Readings, list[Packed]]

WORTH_A_PROCESS = 1_000_000
"""Bytes of files from which texts are read by processes of their own."""
LOADED_FOR_ALL = ("config.reading", "desk.inbox", "language.kept_words", "store")
"""What every process needs; loaded before the fork, it costs one of them only."""
GARBAGE_THRESHOLD = 20_000
"""New objects between two looks for garbage: reading words makes many that live on, and looking at them all again and
again was a third of its time."""


@dataclass
class ReadersBeside:
    """Reads texts in other processes. Their words are kept for the index of this one, where `kept` is given."""

    kept: KeptWords | None = None
    _readers: ForkedReaders[Unread, Readings] = field(init=False)

    def __post_init__(self) -> None:
        self._readers = ForkedReaders(_prepared, self._arrived)

    def start(self) -> None:
        """Start a process for every core. Enter before anything of the installation is opened."""
        self._readers.start()

    def close(self) -> None:
        """End them."""
        self._readers.close()

    def submit(self, unread: Sequence[Unread]) -> Future[Readings]:
        """Have the texts read."""
        return self._readers.submit(unread)

    def _arrived(self, piece: Sequence[Unread], answer: Answer) -> Readings:
        readings, words = answer
        if self.kept is not None:
            for each, packed in zip(piece, words, strict=True):
                self.kept.put(each.text, packed)
        return readings


@contextmanager
def readers_beside(files: Sequence[Path]) -> Iterator[ReadersBeside | None]:
    """Readers while these files come in; None where they are too small to be worth it, or no process can be doubled.

    Enter it before anything of the installation is opened: a database must not be carried across a fork.
    """
    is_worth_it = sum(size_of(file) for file in files if file.exists()) > WORTH_A_PROCESS
    if not (is_worth_it and lifelines.may_fork()):
        yield None
        return
    for module in LOADED_FOR_ALL:
        import_module(module)
    _warm()
    # What is loaded stays: the collector need not look at it, nor copy its pages into every process.
    gc.freeze()
    gc.set_threshold(GARBAGE_THRESHOLD)
    beside = ReadersBeside()
    beside.start()
    try:
        yield beside
    finally:
        beside.close()


def size_of(file: Path) -> int:
    """Bytes of a file, or of all files in a folder."""
    inside = (each for each in file.rglob("*") if each.is_file()) if file.is_dir() else iter([file])
    return sum(each.stat().st_size for each in inside)


def _warm() -> None:
    """Load the tables of both languages once for all processes."""
    from language.reading import TextReader

    TextReader().read("көшеде су жоқ, на улице нет воды")


def _prepared() -> Callable[[Sequence[Unread]], Answer]:
    """What reads in a process of its own: by the catalogues as they are now."""
    from desk.inbox import read
    from language.kept_words import packed
    from language.words import words

    with face.installation() as parts:
        reader = parts.reader

    # The words a second time cost little: every one of them was looked up a moment ago.
    return lambda piece: (read(reader, piece), [packed(words(each.text)) for each in piece])
