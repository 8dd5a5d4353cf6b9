"""`nazar up`: one command starts everything, and ends with all that it started."""

from __future__ import annotations

import queue
import signal
import subprocess
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from functools import partial

import psutil
import pytest

from tests.ui import waiting
from tests.ui.commands.conftest import Console

SOON = 60.0
eventually = partial(waiting.eventually, seconds=SOON)


class Up:
    """A running `nazar up` and what it has said so far."""

    def __init__(self, process: subprocess.Popen[str], port: int) -> None:
        self.process = process
        self.address = f"http://127.0.0.1:{port}"
        self._lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line)

    def says(self, words: str) -> str:
        """The next line on stdout with these words."""
        until = time.monotonic() + SOON
        while time.monotonic() < until:
            try:
                line = self._lines.get(timeout=0.2)
            except queue.Empty:
                assert self.process.poll() is None, f"ended with {self.process.returncode}"
                continue
            if words in line:
                return line.strip()
        raise AssertionError(f"never said: {words}")

    def family(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)


@pytest.fixture
def up(nazar: Console, free_port: Callable[[], int], tmp_path) -> Iterator[Up]:
    port = free_port()
    console = Console({**nazar.environment, "NAZAR_PORT": str(port)})
    with (tmp_path / "up.log").open("w") as log:
        started = Up(console.start("up", stderr=log), port)
        yield started
        family = started.family() if started.process.poll() is None else []
        started.process.kill()
        started.process.wait()
        for each in family:
            each.kill()


def are_gone(family: list[psutil.Process]) -> bool:
    return not any(each.is_running() and each.status() != psutil.STATUS_ZOMBIE for each in family)


def test_it_serves_prints_the_link_and_ends_with_everything(up: Up, nazar: Console, tmp_path) -> None:
    assert up.says("Nazar: http").endswith(f"{up.address}/")
    link = up.says("/first-start?token=")
    assert link.startswith(up.address)
    with urllib.request.urlopen(f"{up.address}/healthz", timeout=10) as answer:
        assert answer.status == 200
    second = Console({**nazar.environment, "NAZAR_PORT": "1"}).apart("up")
    assert (second.code, len(second.err.splitlines())) == (1, 1)
    assert "another “nazar up”" in second.err
    family = up.family()
    assert len(family) >= 2

    up.process.send_signal(signal.SIGINT)

    assert up.process.wait(SOON) == 0
    assert are_gone(family)
    assert "Traceback" not in (tmp_path / "up.log").read_text()


def test_a_killed_desk_comes_back_and_a_killed_supervisor_leaves_nobody(up: Up) -> None:
    up.says("Nazar: http")
    desk = next(each for each in up.family() if each.cmdline()[-1] == "desk")
    desk.kill()
    assert eventually(lambda: any(each.pid != desk.pid and each.cmdline()[-1:] == ["desk"] for each in up.family()))
    family = up.family()

    up.process.kill()
    up.process.wait()

    assert eventually(lambda: are_gone(family))


def test_a_taken_port_is_said_in_one_line(nazar: Console) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ended = Console({**nazar.environment, "NAZAR_PORT": str(port)}).apart("up")

    assert (ended.code, ended.out) == (1, "")
    (line,) = ended.err.splitlines()
    assert f"port {port}" in line
    assert "NAZAR_PORT" in line
