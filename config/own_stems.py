"""The Kazakh stems that this installation found in its own posts: a file of the data folder."""

from __future__ import annotations

import sys
from pathlib import Path

from desk.errors import N_, ConfigError

FILE = "kazakh_stems.txt"
"""In the data folder; without it the shipped stems are all there are."""


def use_own_stems(folder: Path) -> None:
    """Read Kazakh by this installation's own stems too, where it has some. Call it once, before any text is read.

    Raises ConfigError where the file cannot be read or is no table of stems.
    """
    path = folder / FILE
    try:
        table = path.read_text("utf-8") if path.is_file() else ""
        # What reads words is heavy to import: left alone where nothing is to be said to it.
        if table or "language.words" in sys.modules:
            from language.words import use_stems

            use_stems(table)
    except (OSError, ValueError) as error:
        raise ConfigError(
            N_("{path} is no table of stems: delete it, or run “nazar language mine” again"), path=path
        ) from error


def keep_own_stems(folder: Path, table: str) -> Path:
    """Write the table in one step: who reads the file meanwhile finds the old one or the new one whole."""
    path, beside = folder / FILE, folder / f"{FILE}.new"
    beside.write_text(table, "utf-8")
    return beside.replace(path)
