"""The journal's head kept outside the database: how long the chain is and its last hash."""

from __future__ import annotations

import fcntl
import json
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from desk.errors import N_, StoreError
from desk.journal import Head

log = logging.getLogger(__name__)


def read_head(file: Path) -> Head | None:
    """The head that was kept last; None when the file is not there. Raises StoreError when it cannot be read."""
    try:
        kept = json.loads(file.read_text("ascii"))
        return Head(int(kept["count"]), str(kept["hash"]))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreError(N_("the journal's head in {file} cannot be read"), file=str(file)) from error


def keep_head(file: Path, head: Head) -> None:
    """Replace the file in one step, unless another process has kept a later head already.

    Called after the commit: the file may lag behind the chain and is never ahead. A disk that refuses must not make a
    committed change look failed, so that is only logged; the next step of the journal writes the head again.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with _alone(file):
            kept = _kept(file)
            if kept is None or kept.count < head.count:
                _replace(file, json.dumps({"count": head.count, "hash": head.hash}) + "\n")
    except OSError as error:
        log.warning("the journal's head could not be kept in %s: %s", file, error.strerror)


def _kept(file: Path) -> Head | None:
    try:
        return read_head(file)
    except StoreError:
        return None  # a torn or foreign file is replaced; `journal verify` walks the whole chain anyway


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    with file.with_name(f"{file.name}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _replace(file: Path, text: str) -> None:
    fresh = file.with_name(f"{file.name}.new")
    with fresh.open("w", encoding="ascii") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    fresh.replace(file)
