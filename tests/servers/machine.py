"""What the servers need of the machine: ports, a cache, and a user who is not root."""

import fcntl
import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypedDict

import platformdirs

NOBODY = 65534
"""The user that servers run as where we are root: both PostgreSQL and Elasticsearch refuse root."""


class Missing(Exception):
    """This machine cannot give the server; the message says what was looked for."""


class RunsAs(TypedDict, total=False):
    """The arguments of `subprocess.Popen` that give up root."""

    user: int
    group: int
    extra_groups: list[int]


def is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def unprivileged() -> RunsAs:
    """How to start a process that must not be root: as nobody for root, as ourselves otherwise."""
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []} if is_root() else {}


def give_away(folder: Path) -> None:
    """Hand a folder, with all that is in it, to the user that the servers run as."""
    if is_root():
        for path in (folder, *folder.rglob("*")):
            os.chown(path, NOBODY, NOBODY, follow_symlinks=False)


def cache_folder() -> Path:
    """Where what was obtained stays for the next run; for root outside its home, which is closed to nobody."""
    named = os.environ.get("TEST_CACHE_DIR")
    usual = Path("/var/cache/nazar") if is_root() else platformdirs.user_cache_path("nazar")
    folder = Path(named) if named else usual
    folder.mkdir(parents=True, exist_ok=True)
    if is_root():
        folder.chmod(0o755)
    return folder


def is_open(folder: Path) -> bool:
    """Whether the user that servers run as can get there."""
    return not is_root() or all(path.stat().st_mode & 0o001 for path in (folder, *folder.parents))


def new_folder() -> Path:
    """A folder for one run where that user can get, also when our own temporary folder is private."""
    usual = Path(tempfile.gettempdir()).resolve()
    folder = Path(tempfile.mkdtemp(prefix="nazar-tests-", dir=usual if is_open(usual) else cache_folder()))
    folder.chmod(0o755)
    return folder


@contextmanager
def only_one(lock: Path) -> Iterator[None]:
    """Hold `lock` against every other process; the system lets go of it when we die."""
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def free_port() -> int:
    """A port of the loopback address that nobody listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def remove(folder: Path) -> None:
    """Remove a folder that a server may just have let go of."""
    shutil.rmtree(folder, ignore_errors=True)
