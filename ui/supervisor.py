"""`nazar up`: keeps the desk and the worker running, and ends with all that it started."""

from __future__ import annotations

import errno
import fcntl
import logging
import os
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from desk.errors import N_, ConfigError
from desk.jobs import wait
from ui import lifelines

LOOK_SECONDS = 0.2
GRACE_SECONDS = 15.0
"""How long a child may take to finish the batch it is at."""
STEADY_SECONDS = 60.0
"""A child that ran this long begins its waits anew when it falls."""
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=1), timedelta(minutes=1)
LOCK_NAME = "up.lock"
log = logging.getLogger(__name__)

Start = Callable[[Sequence[str]], subprocess.Popen[bytes]]


@dataclass
class Ward:
    """A child to keep running: `name` for people, `arguments` of its command. Times are of the steady clock."""

    name: str
    arguments: tuple[str, ...]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    falls: int = 0
    not_before: float = 0.0


class Supervisor:
    """Starts its wards, starts them again when they fall (waits double up to a minute), ends them all."""

    def __init__(
        self, wards: Sequence[Ward], start: Start = lifelines.start, *, grace_seconds: float = GRACE_SECONDS
    ) -> None:
        self.wards = wards
        self._start = start
        self._grace_seconds = grace_seconds

    def run(self, stop: threading.Event, each_look: Callable[[], None] = lambda: None) -> None:
        """Keep the wards running until `stop` is set, then end them. None of them is left when this returns."""
        try:
            while not stop.is_set():
                for ward in self.wards:
                    self._look_after(ward)
                each_look()
                stop.wait(LOOK_SECONDS)
        finally:
            lifelines.end([ward.process for ward in self.wards if ward.process is not None], self._grace_seconds)

    def _look_after(self, ward: Ward) -> None:
        now = time.monotonic()
        if ward.process is None:
            if now >= ward.not_before:
                ward.process, ward.started = self._start(ward.arguments), now
            return
        code = ward.process.poll()
        if code is None:
            return
        ward.process = None
        ward.falls = 1 if now - ward.started >= STEADY_SECONDS else ward.falls + 1
        pause = wait(ward.falls, FIRST_WAIT, LONGEST_WAIT)
        ward.not_before = now + pause.total_seconds()
        log.warning("the %s ended (%s); it starts again in %d s", ward.name, _how(code), pause.total_seconds())


@contextmanager
def alone(data_dir: Path) -> Iterator[None]:
    """Hold the data folder for one `nazar up`. Raises ConfigError when another one holds it."""
    path = data_dir / LOCK_NAME
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as fault:
        raise ConfigError(N_("{path} cannot be written ({why})"), path=path, why=fault.strerror) from fault
    with os.fdopen(handle, "r+", encoding="ascii", errors="replace") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ConfigError(
                N_("another “nazar up” (process {pid}) works on {folder}: end it, or set {variable} to another folder"),
                pid=file.read().strip() or "?",
                folder=data_dir,
                variable="NAZAR_DATA_DIR",
            ) from None
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield


def must_be_free(host: str, port: int) -> None:
    """Raises ConfigError when the address cannot be listened on."""
    details = {"host": host, "port": port, "variable": "NAZAR_PORT"}
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
    except OSError as fault:
        if fault.errno == errno.EADDRINUSE:
            raise ConfigError(
                N_("port {port} of {host} is taken: stop what uses it, or set {variable}"), **details
            ) from fault
        raise ConfigError(
            N_("nothing can listen on port {port} of {host} ({why}): set {variable} or NAZAR_HOST"),
            why=fault.strerror,
            **details,
        ) from fault


def answers(host: str, port: int) -> bool:
    """Does somebody listen there already?"""
    try:
        with socket.create_connection((reachable(host), port), timeout=0.5):
            return True
    except OSError:
        return False


def reachable(host: str) -> str:
    """The address by which this machine reaches a desk that listens on `host`."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(host, host)


def _how(code: int) -> str:
    return f"exit code {code}" if code >= 0 else f"signal {-code}"
