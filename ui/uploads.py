"""Files that people brought through the desk: kept in the data folder until they are imported or thrown away."""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import unicodedata
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from config.wiring import Parts
from desk.errors import N_, NotFound, RuleError

FREE_LEFT = 512 * 1024 * 1024
"""Bytes of the disk that an upload never takes: the database needs them."""
KEPT = timedelta(days=2)
"""How long a file waits that nobody has started to import."""
_ID = re.compile(r"[0-9a-f]{32}")
_NAME_LIMIT = 150


@dataclass(frozen=True)
class Upload:
    """A file that has arrived. `name` is what its owner called it (shown as plain text only), `path` where it lies."""

    id: str
    name: str
    size: int
    by: str
    at: str
    path: str


@dataclass(frozen=True)
class Uploads:
    """The folder of uploads; each has a folder of its own with an unguessable name. Raises RuleError for a full disk,
    a file too large, a name that cannot be."""

    folder: Path
    limit: int

    @classmethod
    def of(cls, parts: Parts) -> Uploads:
        """The uploads of this installation."""
        return cls(parts.settings.uploads_dir, parts.settings.max_upload_mb * 10**6)

    def begin(self, name: str, announced: int) -> Arriving:
        """Make room for a file. `announced` is its size as the browser says it, 0 when it does not."""
        if announced > self.limit:
            raise RuleError(N_("the file is larger than {limit} bytes"), limit=self.limit)
        clean = file_name(name)
        id = secrets.token_hex(16)
        own = self.folder / id
        try:
            own.mkdir(parents=True, mode=0o700)
            self._must_have_room(announced)
            handle = os.open(own / "part", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as fault:
            raise _unkept(fault) from fault
        return Arriving(self, id, clean, os.fdopen(handle, "wb"))

    def upload(self, id: str) -> Upload:
        """Raises NotFound."""
        if _ID.fullmatch(id):
            try:
                return Upload(**json.loads((self.folder / id / "upload.json").read_text("utf-8")))
            except (OSError, ValueError, TypeError):
                pass
        raise NotFound(N_("there is no such file: bring it in again"))

    def by(self, login: str) -> list[Upload]:
        """What this person has brought and not yet started, the newest first."""
        found = []
        for path in self.folder.glob("*/upload.json"):
            try:
                upload = self.upload(path.parent.name)
            except NotFound:
                continue
            if upload.by == login and not (path.parent / "started").exists():
                found.append(upload)
        return sorted(found, key=lambda each: each.at, reverse=True)

    def start(self, upload: Upload) -> None:
        """Note that it is being imported: it is offered no more. Raises RuleError when somebody has done so before."""
        try:
            (self.folder / upload.id / "started").touch(mode=0o600, exist_ok=False)
        except FileExistsError:
            raise RuleError(N_("this file is being imported already")) from None
        except OSError as fault:
            raise _unkept(fault) from fault

    def drop(self, upload: Upload) -> None:
        """Throw the file away."""
        shutil.rmtree(self.folder / upload.id, ignore_errors=True)

    def _must_have_room(self, size: int) -> None:
        if shutil.disk_usage(self.folder).free - size < FREE_LEFT:
            raise RuleError(N_("the disk is too full for this file"))


class Arriving:
    """A file on its way in."""

    def __init__(self, uploads: Uploads, id: str, name: str, file: IO[bytes]) -> None:
        self._uploads, self._id, self._name, self._file = uploads, id, name, file
        self._size = 0

    def write(self, piece: bytes) -> None:
        """Keep a piece. Raises RuleError when it becomes too large or the disk is full."""
        self._size += len(piece)
        if self._size > self._uploads.limit:
            raise RuleError(N_("the file is larger than {limit} bytes"), limit=self._uploads.limit)
        try:
            self._file.write(piece)
        except OSError as fault:
            raise _unkept(fault) from fault

    def finish(self, login: str, now: datetime) -> Upload:
        """All has come. Raises RuleError for an empty file."""
        if not self._size:
            raise RuleError(N_("the file is empty"))
        own = self._uploads.folder / self._id
        upload = Upload(self._id, self._name, self._size, login, now.isoformat(), str(own / self._name))
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            (own / "part").rename(own / self._name)
            (own / "upload.json").write_text(json.dumps(asdict(upload)), "utf-8")
        except OSError as fault:
            raise _unkept(fault) from fault
        return upload

    def drop(self) -> None:
        """Throw away what has come."""
        self._file.close()
        shutil.rmtree(self._uploads.folder / self._id, ignore_errors=True)


def file_name(name: str) -> str:
    """A name that is safe on every disk and keeps what its owner called the file as far as it can."""
    plain = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    kept = "".join(
        each if unicodedata.category(each)[0] in "LNM" or each in " ._-()+" else "_" for each in plain
    ).strip(" .")
    stem, dot, ending = kept.rpartition(".")
    if not dot:
        stem, ending = kept, ""
    short = stem.encode()[: _NAME_LIMIT - 20].decode("utf-8", "ignore")
    whole = f"{short}{dot}{ending[:19]}" if short else f"file{dot}{ending[:19]}"
    return whole if whole not in {"part", "upload.json", "started"} else f"_{whole}"


def _unkept(fault: OSError) -> RuleError:
    return RuleError(N_("the file cannot be kept: {why}"), why=fault.strerror or type(fault).__name__)
