"""Child processes that never outlive the one who started them, even when that one is killed."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from multiprocessing.process import BaseProcess
from typing import IO

from desk.errors import NazarError

PARENT = "CHILD_OF_NAZAR"
"""The environment variable by which a child knows whose it is. Not NAZAR_…: it is no setting."""
NAZAR = (sys.executable, "-P", "-m", "ui")
"""This very installation's commands. -P: what lies in the working directory is none of our modules."""
_PR_SET_PDEATHSIG = 1
_LOOK_SECONDS = 0.5


def start(
    arguments: Sequence[str], *, program: Sequence[str] = NAZAR, stderr: int | IO[bytes] | None = None
) -> subprocess.Popen[bytes]:
    """Start `nazar …` as a child in a process group of its own. Call it from the main thread only.

    The kernel ties a child's life to the thread that started it, and only the main thread lives as long as we do.
    """
    return subprocess.Popen(
        [*program, *arguments],
        env={**os.environ, PARENT: str(os.getpid())},
        stdin=subprocess.DEVNULL,
        stderr=stderr,
        start_new_session=True,
    )


def hold() -> None:
    """Tie this process to its parent, if it was started by `start`. The first thing a command does."""
    written = os.environ.pop(PARENT, "")
    if not written.isdigit():
        return
    parent = int(written)
    if sys.platform == "linux":
        import ctypes

        # SIGKILL: whatever is written is one transaction, and a hanging process must not stay behind.
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    else:
        threading.Thread(target=_watch, args=(parent,), daemon=True).start()
    if os.getppid() != parent:  # it died before we could tie ourselves to it
        os._exit(1)


def tell(child: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """Send a signal to the child and to everything that it started in its group."""
    try:
        os.killpg(child.pid, number)
    except (ProcessLookupError, PermissionError):
        child.poll()


def ask(child: subprocess.Popen[bytes]) -> None:
    """Ask one child to finish what it is at and end; what it has started itself is its own to end."""
    if child.poll() is None:
        child.terminate()


def end(children: Sequence[subprocess.Popen[bytes]], seconds: float) -> None:
    """Ask the children to end; who has not done so after `seconds` is killed. All are gone when this returns."""
    for child in children:
        ask(child)
    until = time.monotonic() + seconds
    for child in children:
        try:
            child.wait(max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            pass
        finally:
            tell(child, signal.SIGKILL)
            child.wait()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_LOOK_SECONDS)
    os._exit(1)


def may_fork() -> bool:
    """Can this process be doubled safely: on Linux, from the main thread, while there is no other?"""
    return sys.platform == "linux" and threading.active_count() == 1


def fork(work: Callable[[], None]) -> BaseProcess:
    """Do `work` in a copy of this process that ends with it. Ask `may_fork` first, and open no database before."""
    child = multiprocessing.get_context("fork").Process(target=_alone, args=(work, os.getpid()), daemon=True)
    child.start()
    return child


def end_forked(child: BaseProcess, seconds: float) -> None:
    """Ask the copy to end; after `seconds` it is killed. It is gone when this returns."""
    child.terminate()
    child.join(seconds)
    if child.is_alive():
        child.kill()
        child.join()


def _alone(work: Callable[[], None], parent: int) -> None:
    os.environ[PARENT] = str(parent)
    hold()
    # The parent tells what went wrong; two voices on one terminal would only confuse.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    # A worker's Ctrl-C reaches both: the parent decides when this one ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        work()
    except NazarError:
        os._exit(1)
