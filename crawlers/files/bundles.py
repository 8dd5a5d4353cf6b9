"""A folder, a zip or a single file that somebody brought, opened without trusting a name or a size in it."""

from __future__ import annotations

import gzip
import io
import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Protocol

from desk.errors import N_, CollectError, LayoutChanged

ENTRY_LIMIT = 500_000
"""Files in one archive; the largest real exports have some ten thousands."""
RATIO_LIMIT = 200
"""Unpacked by packed bytes; chats pack 5 to 25 times, a bomb a thousand times."""
RATIO_FREE = 64 * 1024 * 1024
"""Bytes that may be unpacked before the ratio is looked at."""
CHUNK = 1024 * 1024


@dataclass
class Gauge:
    """How many bytes of how many were read: moves while a file is being read."""

    read: int = 0
    size: int = 0


class Bundle(Protocol):
    """What came in one piece. Names are relative, with slashes; a name that leads outside does not exist."""

    def names(self) -> Iterator[str]:
        """Every file in it."""

    def size(self, name: str) -> int | None:
        """Bytes of a file; None when there is no such file."""

    def open(self, name: str) -> BinaryIO:
        """Read a file. Raises CollectError when there is none, or when it is a bomb."""


@dataclass(frozen=True)
class Folder:
    """A folder, without what links lead out of it; `only` narrows it to one file and what lies beside it."""

    root: Path

    def names(self) -> Iterator[str]:
        """Every file below the folder."""
        for path in sorted(self.root.rglob("*")):
            if self._inside(path) is not None:
                yield path.relative_to(self.root).as_posix()

    def size(self, name: str) -> int | None:
        """Bytes of the file, None when it is none of ours."""
        path = self._inside(self.root / name) if safe_name(name) else None
        return None if path is None else path.stat().st_size

    def open(self, name: str) -> BinaryIO:
        """Read a file of the folder. Raises CollectError."""
        path = self._inside(self.root / name) if safe_name(name) else None
        if path is None:
            raise CollectError(self.root.name, N_("{name} is not in the folder"), name=name)
        return path.open("rb")

    def _inside(self, path: Path) -> Path | None:
        try:
            real = path.resolve(strict=True)
            is_ours = real.is_relative_to(self.root.resolve()) and stat.S_ISREG(real.stat().st_mode)
        except (OSError, ValueError, RuntimeError):
            return None
        return real if is_ours else None


@dataclass(frozen=True)
class Zip:
    """A zip, read in place: nothing of it is unpacked to the disk. Raises CollectError when it is not to be trusted."""

    path: Path
    archive: zipfile.ZipFile
    entries: dict[str, zipfile.ZipInfo] = field(default_factory=dict)

    @classmethod
    def of(cls, path: Path) -> Zip:
        """Look at the list of entries; those with unsafe names, links and folders are left out."""
        try:
            archive = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as fault:
            raise CollectError(path.name, N_("the archive cannot be read")) from fault
        listed = archive.infolist()
        if len(listed) > ENTRY_LIMIT:
            archive.close()
            raise CollectError(path.name, N_("the archive holds more than {limit} files"), limit=ENTRY_LIMIT)
        return cls(path, archive, {each.filename: each for each in listed if _is_plain(each)})

    def names(self) -> Iterator[str]:
        """Every file whose name is safe."""
        return iter(self.entries)

    def size(self, name: str) -> int | None:
        """Unpacked bytes, as the archive claims; reading never gives more."""
        entry = self.entries.get(name)
        return None if entry is None else entry.file_size

    def open(self, name: str) -> BinaryIO:
        """Read an entry. Raises CollectError for one that is not there, locked or a bomb."""
        entry = self.entries.get(name)
        if entry is None:
            raise CollectError(self.path.name, N_("{name} is not in the archive"), name=name)
        if entry.file_size > RATIO_FREE and entry.file_size > RATIO_LIMIT * max(entry.compress_size, 1):
            raise CollectError(self.path.name, N_("{name} unpacks to far more than it should"), name=name)
        try:
            return io.BufferedReader(self.archive.open(entry), CHUNK)  # type: ignore[type-var]
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError) as fault:
            raise CollectError(self.path.name, N_("{name} cannot be unpacked"), name=name) from fault


def safe_name(name: str) -> bool:
    """Does the name stay where it is put? No absolute paths, no way up, no backslashes, drives or NUL."""
    pure = PurePosixPath(name)
    return bool(name) and not pure.is_absolute() and ".." not in pure.parts and not set(name) & {"\\", "\0", ":"}


def _is_plain(entry: zipfile.ZipInfo) -> bool:
    return not entry.is_dir() and safe_name(entry.filename) and not stat.S_ISLNK(entry.external_attr >> 16)


def open_bundle(path: Path) -> Bundle:
    """The folder, the zip, or the folder that the file lies in. Raises CollectError."""
    if path.is_dir():
        return Folder(path)
    return Zip.of(path) if is_zip(path) else Folder(path.parent)


def is_zip(path: Path) -> bool:
    """By its first bytes, not by its name."""
    return head_of(path, 4) == b"PK\x03\x04"


def is_gzip(path: Path) -> bool:
    """By its first bytes, not by its name."""
    return head_of(path, 2) == b"\x1f\x8b"


def head_of(path: Path, size: int) -> bytes:
    """The first bytes of a file. Raises CollectError when it cannot be read."""
    try:
        with path.open("rb") as stream:
            return stream.read(size)
    except OSError as fault:
        raise CollectError(path.name, N_("the file cannot be read: {why}"), why=fault.strerror or "?") from fault


@contextmanager
def opened(path: Path, gauge: Gauge) -> Iterator[BinaryIO]:
    """A single file, unpacked if it is gzip, with the gauge moving. Raises CollectError (missing, a bomb, broken)."""
    packed = is_gzip(path)
    with path.open("rb") as raw:
        gauge.size = path.stat().st_size
        counted = _buffered(_Counted(raw, gauge))
        stream = _buffered(_Guarded(path.name, gzip.GzipFile(fileobj=counted), gauge))
        yield stream if packed else counted


def _buffered(raw: io.RawIOBase) -> io.BufferedReader:
    return io.BufferedReader(raw, CHUNK)


class _Counted(io.RawIOBase):
    """Bytes of a file, with the gauge moving."""

    def __init__(self, raw: BinaryIO, gauge: Gauge) -> None:
        self._raw, self._gauge = raw, gauge

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        chunk = self._raw.read(len(buffer))
        buffer[: len(chunk)] = chunk
        self._gauge.read += len(chunk)
        return len(chunk)


class _Guarded(io.RawIOBase):
    """Unpacked bytes, for as long as they are in proportion to the packed ones."""

    def __init__(self, name: str, packed: gzip.GzipFile, gauge: Gauge) -> None:
        self._name, self._packed, self._gauge, self._out = name, packed, gauge, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        try:
            chunk = self._packed.read(len(buffer))
        except (OSError, EOFError, ValueError) as fault:
            raise LayoutChanged(self._name, N_("the packed file is broken or cut off")) from fault
        self._out += len(chunk)
        if self._out > RATIO_FREE and self._out > RATIO_LIMIT * max(self._gauge.read, 1):
            raise LayoutChanged(self._name, N_("the file unpacks to far more than it should"))
        buffer[: len(chunk)] = chunk
        return len(chunk)


@contextmanager
def opened_in(bundle: Bundle, name: str, gauge: Gauge) -> Iterator[BinaryIO]:
    """A file of a bundle, with the gauge moving."""
    gauge.size = bundle.size(name) or 0
    with bundle.open(name) as raw, _buffered(_Counted(raw, gauge)) as counted:
        yield counted
