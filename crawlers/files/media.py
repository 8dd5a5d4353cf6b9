"""The folder of media files that came with posts: each under its own hash, never opened, never served from here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from desk.posts import Media


@dataclass(frozen=True)
class MediaFolder:
    """Keeps files by SHA-256 in fan-out folders below `root`, with mode 0600.

    `file_limit` is bytes of one file, `budget` bytes of one import.
    """

    root: Path
    file_limit: int = 200 * 1024 * 1024
    budget: int = 20 * 1024 * 1024 * 1024

    def path_of(self, digest: str) -> Path:
        """Where the file with this SHA-256 (64 hex digits) lies, whether it is there or not. Raises ValueError."""
        raise NotImplementedError

    def keep(self, media: Media, open_: Callable[[], BinaryIO]) -> Media:
        """Copy a file; the same Media with `stored` and `size`, or with a `note` saying why it was refused."""
        raise NotImplementedError
