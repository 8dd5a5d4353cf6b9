"""Generations of the embedded index: one file each, and which of them answers or is being filled."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from desk.errors import N_, SearchError

_NAME = re.compile(r"generation-(\d{6,})\.db")
_ANSWERS, _FILLS = "CURRENT", "NEXT"
_BESIDE = ("", "-wal", "-shm")

Build = Callable[[Path], None]
"""Makes an empty generation in a file that exists and is empty."""


class Generations:
    """The files of an index folder. Two pointer files name the generation that answers and the one being filled.

    Pointers are replaced atomically, file names are never used twice, so several processes need no lock. Any method
    may raise OSError; those that say so SearchError.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def answering(self) -> Path | None:
        """The file that searches ask; None when the folder has none yet. Raises SearchError for a broken pointer."""
        return self._read(_ANSWERS)

    def filling(self) -> Path | None:
        """The file that a rebuild fills and that takes every write too, if a rebuild is under way."""
        filling = self._read(_FILLS)
        return filling if filling is not None and filling.is_file() and filling != self.answering() else None

    def first(self, build: Build) -> Path:
        """The answering file; an empty one is made where there is none."""
        answering = self.answering()
        if answering is not None:
            return answering
        made = self._new(build)
        note = self._note(made)
        try:
            os.link(note, self.folder / _ANSWERS)  # fails where another process was first
        except FileExistsError:
            _remove(made)
        finally:
            note.unlink()
        answering = self.answering()
        if answering is None:
            raise SearchError(N_("the index folder {folder} changes under our hands"), folder=self.folder)
        return answering

    def begin(self, build: Build) -> Path:
        """A new empty file that from now on takes every write too. What an earlier rebuild left over goes."""
        made = self._new(build)
        self._point(_FILLS, made)
        with suppress(SearchError):  # a broken pointer must not stop the rebuild that mends it
            keep = {made, self.answering()}
            for path in self.folder.iterdir():
                if _NAME.fullmatch(path.name) and path not in keep:
                    _remove(path)
        return made

    def swap_to(self, path: Path) -> None:
        """Let this filled file answer and drop the one before. Raises SearchError when another rebuild began since."""
        self.must_fill(path)
        before = None
        with suppress(SearchError):
            before = self.answering()
        self._point(_ANSWERS, path)
        (self.folder / _FILLS).unlink(missing_ok=True)
        if before is not None and before != path:
            _remove(before)

    def must_fill(self, path: Path) -> None:
        """Raise SearchError unless this is the file being filled."""
        if self._read(_FILLS) != path:
            raise SearchError(N_("another rebuild of the index began: this one gives way"))

    def _read(self, pointer: str) -> Path | None:
        try:
            name = (self.folder / pointer).read_text("ascii").strip()
        except FileNotFoundError:
            return None
        except ValueError:
            name = ""
        if not _NAME.fullmatch(name):
            raise SearchError(
                N_("the file {path} is damaged: run “nazar index rebuild”"), path=str(self.folder / pointer)
            )
        return self.folder / name

    def _new(self, build: Build) -> Path:
        self.folder.mkdir(parents=True, exist_ok=True)
        names = [path.name for path in self.folder.iterdir()]
        with suppress(SearchError):
            # A file that is gone still has its name: others may have it open.
            names += [path.name for path in (self.answering(), self._read(_FILLS)) if path is not None]
        number = max((int(found[1]) for name in names if (found := _NAME.match(name))), default=0)
        while True:
            number += 1
            path = self.folder / f"generation-{number:06}.db"
            try:
                path.touch(exist_ok=False)
            except FileExistsError:
                continue
            build(path)
            return path

    def _note(self, path: Path) -> Path:
        note = self.folder / f"pointer-{os.getpid()}-{path.stem}.new"
        with note.open("w", encoding="ascii") as file:
            file.write(path.name + "\n")
            file.flush()
            os.fsync(file.fileno())
        return note

    def _point(self, pointer: str, path: Path) -> None:
        self._note(path).replace(self.folder / pointer)
        folder = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _remove(path: Path) -> None:
    for ending in _BESIDE:
        path.with_name(path.name + ending).unlink(missing_ok=True)
