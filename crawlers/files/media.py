"""The folder of media files that came with posts: each under its own hash, never opened, never served from here."""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import re
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import BinaryIO

from crawlers.files.bundles import Bundle
from desk.errors import CollectError
from desk.posts import Media, Post

MEBIBYTE = 1024 * 1024
_DIGEST = re.compile(r"[0-9a-f]{64}")
_MAGIC: tuple[tuple[int, bytes], ...] = (
    (0, b"\xff\xd8\xff"), (0, b"\x89PNG\r\n\x1a\n"), (0, b"GIF87a"), (0, b"GIF89a"), (8, b"WEBP"), (0, b"BM"),
    (0, b"II*\x00"), (0, b"MM\x00*"), (4, b"ftyp"), (0, b"\x1aE\xdf\xa3"), (8, b"AVI "), (0, b"OggS"), (0, b"ID3"),
    (0, b"\xff\xfb"), (0, b"\xff\xf3"), (0, b"\xff\xf2"), (0, b"\xff\xf1"), (0, b"\xff\xf9"), (8, b"WAVE"),
    (0, b"fLaC"), (0, b"#!AMR"), (0, b"%PDF-"), (0, b"{\\rtf"), (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
)  # fmt: skip
"""Where the first bytes of an allowed kind stand: pictures, films, sound, PDF and office papers. Nothing that a browser
would run (HTML, SVG) and no program begins like any of these."""
_ZIPPED_PAPER = re.compile(r"\[Content_Types\]\.xml|mimetype")
"""The first entry of an office file; any other zip is an archive within the archive, and refused."""


@dataclass(frozen=True, slots=True)
class Brought(Media):
    """A media file whose bytes may lie at `path` beside the post, until it has been copied."""

    path: str | None = None


@dataclass(frozen=True)
class MediaFolder:
    """Keeps files by SHA-256 in fan-out folders below `root`, with mode 0600.

    `file_limit` is bytes of one file, `budget` bytes of one import.
    """

    root: Path
    file_limit: int = 200 * MEBIBYTE
    budget: int = 20 * 1024 * MEBIBYTE

    def path_of(self, digest: str) -> Path:
        """Where the file with this SHA-256 (64 hex digits) lies, whether it is there or not. Raises ValueError."""
        if not _DIGEST.fullmatch(digest):
            raise ValueError("not a SHA-256 in hex")
        return self.root / digest[:2] / digest[2:4] / digest

    def keep(self, media: Media, open_: Callable[[], BinaryIO], limit: int | None = None) -> Media:
        """Copy a file; the same Media with `stored` and `size`, or with a `note` saying why it was refused:
        too-large, kind-refused, unreadable. Raises OSError when the folder itself cannot be written."""
        try:
            source = open_()
        except (CollectError, OSError, ValueError):
            return replace(media, note="unreadable")
        with source:
            return self._copied(media, source, self.file_limit if limit is None else min(limit, self.file_limit))

    def _copied(self, media: Media, source: BinaryIO, limit: int) -> Media:
        self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=self.root, prefix=".part-")
        part, digest, size = Path(name), hashlib.sha256(), 0
        try:
            with os.fdopen(handle, "w+b") as copy:
                while chunk := _chunk(source):
                    size += len(chunk)
                    if size > limit or (size == len(chunk) and not _is_allowed_head(chunk)):
                        return replace(media, note="too-large" if size > limit else "kind-refused")
                    digest.update(chunk)
                    copy.write(chunk)
                if size == 0 or not _is_allowed(copy):
                    return replace(media, note="kind-refused" if size else "unreadable")
                copy.flush()
                os.fsync(copy.fileno())
            home = self.path_of(digest.hexdigest())
            home.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            part.replace(home)
        except _Unreadable:
            return replace(media, note="unreadable")
        finally:
            part.unlink(missing_ok=True)
        return replace(media, stored=digest.hexdigest(), size=size, note=None)


@dataclass
class MediaCopying:
    """One import's copying, out of one bundle, until the budget of the import is spent."""

    folder: MediaFolder
    bundle: Bundle
    spent: int = 0

    def kept(self, post: Post) -> Post:
        """The post with its files copied; the same object when it has none."""
        return replace(post, media=tuple(map(self._kept, post.media))) if post.media else post

    def _kept(self, media: Media) -> Media:
        plain = plainly(media)
        path = getattr(media, "path", None)
        size = None if path is None else self.bundle.size(path)
        if path is None or size is None:
            return plain if path is None else replace(plain, note=plain.note or "not-included")
        left = self.folder.budget - self.spent
        if size > self.folder.file_limit or size > left:
            return replace(plain, size=size, note="too-large" if size > self.folder.file_limit else "budget-spent")
        kept = self.folder.keep(plain, lambda: self.bundle.open(path), left)
        self.spent += (kept.size or 0) if kept.stored else 0
        return kept


_FIELDS = tuple(each.name for each in fields(Media))


def plainly(media: Media) -> Media:
    """The media without the path it had in the bundle."""
    return Media(**{name: getattr(media, name) for name in _FIELDS}) if type(media) is not Media else media


class _Unreadable(Exception):
    """The bundle gave up in the middle of a file."""


def _chunk(source: BinaryIO) -> bytes:
    try:
        return source.read(MEBIBYTE)
    except (OSError, EOFError, ValueError, RuntimeError, zipfile.BadZipFile) as fault:
        raise _Unreadable from fault


def _is_allowed_head(head: bytes) -> bool:
    return any(head.startswith(sign, at) for at, sign in _MAGIC) or head.startswith(b"PK\x03\x04")


def _is_allowed(copy: io.BufferedRandom | BinaryIO) -> bool:
    copy.seek(0)
    head = copy.read(64)
    if not head.startswith(b"PK"):
        return True
    with contextlib.suppress(zipfile.BadZipFile, OSError, ValueError, NotImplementedError), zipfile.ZipFile(copy) as it:
        names = it.namelist()
        return bool(names) and any(_ZIPPED_PAPER.fullmatch(name) for name in names[:50])
    return False
