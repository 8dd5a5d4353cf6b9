"""The journal's head kept outside the database: how long the chain is and its last hash."""

from __future__ import annotations

import fcntl
import json
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from desk.errors import N_, StoreError
from desk.journal import Head

UNREADABLE = N_("the journal's head in {file} cannot be read")

log = logging.getLogger(__name__)


def read_head(file: Path) -> Head | None:
    """The head that was kept last; None when the file is not there. Raises StoreError when it cannot be read."""
    try:
        kept = json.loads(file.read_text("ascii"))
        return Head(int(kept["count"]), str(kept["hash"]), int(kept.get("unguarded", 0)))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise StoreError(UNREADABLE, file=str(file)) from error


def begin_head(file: Path) -> None:
    """Keep the head of the empty chain, unless a head is there. Called before the chain's first lines are committed,
    so that a process that dies between the two leaves a head that lags behind and not a missing one."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with _alone(file):
            if not file.exists():
                _replace(file, Head())
    except OSError as error:
        log.warning("the journal's head could not be kept in %s: %s", file, error.strerror)


def accept_head(file: Path) -> None:
    """Forget that the head was missing once. Raises StoreError."""
    try:
        with _alone(file):
            kept = read_head(file)
            if kept is not None:
                _replace(file, replace(kept, unguarded=0))
    except OSError as error:
        raise StoreError(
            N_("the journal's head could not be kept in {file}: {why}"), file=str(file), why=error.strerror
        ) from error


def keep_head(file: Path, head: Head, before: int = 0) -> None:
    """Replace the file in one step, unless another process has kept a later head already.

    `before` is how many lines the chain had before this step. Where it had some and no head is there, somebody took
    the head away: the new one says so until it is accepted.

    Called after the commit: the file may lag behind the chain and is never ahead. A disk that refuses must not make a
    committed change look failed, so that is only logged; the next step of the journal writes the head again.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with _alone(file):
            kept = _kept(file)
            if kept is None and before:
                log.warning("the journal had %d lines and no head in %s: run “nazar journal verify”", before, file)
            if kept is None or kept.count < head.count:
                _replace(file, replace(head, unguarded=before if kept is None else kept.unguarded))
    except OSError as error:
        log.warning("the journal's head could not be kept in %s: %s", file, error.strerror)


def _kept(file: Path) -> Head | None:
    try:
        return read_head(file)
    except StoreError:
        return None  # a torn or foreign file is as good as none


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    with file.with_name(f"{file.name}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _replace(file: Path, head: Head) -> None:
    kept = {"count": head.count, "hash": head.hash} | ({"unguarded": head.unguarded} if head.unguarded else {})
    fresh = file.with_name(f"{file.name}.new")
    with fresh.open("w", encoding="ascii") as stream:
        stream.write(json.dumps(kept) + "\n")
        stream.flush()
        os.fsync(stream.fileno())
    fresh.replace(file)
