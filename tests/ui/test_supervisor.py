"""`nazar up` keeps its children running and never leaves one behind."""

from __future__ import annotations

import functools
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from desk.errors import ConfigError
from tests.ui import waiting
from tests.ui.waiting import is_running
from ui import lifelines
from ui.supervisor import Supervisor, Ward, alone, must_be_free, reachable

ROOT = Path(__file__).resolve().parents[2]
SOON = 20.0
"""Seconds after which something that must happen has not happened: a bound, not a measurement."""
eventually = partial(waiting.eventually, seconds=SOON)


@pytest.fixture
def script(tmp_path: Path) -> Callable[[str], Callable[..., subprocess.Popen[bytes]]]:
    """Gives a starter of children that run this Python text, tied to us as the real ones are."""

    def start_of(text: str) -> Callable[..., subprocess.Popen[bytes]]:
        file = tmp_path / "child.py"
        file.write_text(f"import sys; sys.path.insert(0, {str(ROOT)!r})\n" + text)
        return functools.partial(lifelines.start, program=(sys.executable, str(file)))

    return start_of


@pytest.fixture
def supervised() -> Iterator[Callable[[Supervisor], threading.Event]]:
    """Runs supervisors beside the test and ends them after it."""
    running: list[tuple[threading.Thread, threading.Event]] = []

    def run(supervisor: Supervisor) -> threading.Event:
        stop = threading.Event()
        thread = threading.Thread(target=supervisor.run, args=(stop,))
        thread.start()
        running.append((thread, stop))
        return stop

    yield run
    for thread, stop in running:
        stop.set()
        thread.join(SOON)
        assert not thread.is_alive()


SLEEPS = "import time; time.sleep(60)"
COUNTS = "from pathlib import Path; import sys; Path(sys.argv[1]).open('a').write('x'); sys.exit(3)"
IGNORES = """
import signal, time, pathlib, sys
signal.signal(signal.SIGTERM, signal.SIG_IGN)
pathlib.Path(sys.argv[1]).touch()
time.sleep(60)
"""


def test_a_child_that_falls_is_started_again(script, supervised, tmp_path: Path) -> None:
    marks = tmp_path / "marks"
    ward = Ward("desk", (str(marks),))

    supervised(Supervisor([ward], script(COUNTS)))

    assert eventually(lambda: marks.exists() and len(marks.read_text()) >= 2)
    assert ward.falls >= 1


def test_the_wait_doubles_with_every_fall() -> None:
    ward = Ward("desk", ())

    def fall(_: object) -> subprocess.Popen[bytes]:
        child = subprocess.Popen([sys.executable, "-c", ""])
        child.wait()
        return child

    supervisor = Supervisor([ward], fall)
    waits = []
    for _ in range(8):
        ward.not_before = 0.0
        supervisor._look_after(ward)
        before = time.monotonic()
        supervisor._look_after(ward)
        waits.append(round(ward.not_before - before))

    assert waits == [1, 2, 4, 8, 16, 32, 60, 60]


def test_when_it_ends_all_children_end(script, supervised) -> None:
    wards = [Ward("desk", ()), Ward("worker", ())]
    stop = supervised(Supervisor(wards, script(SLEEPS)))
    assert eventually(lambda: all(ward.process is not None for ward in wards))

    stop.set()

    assert eventually(lambda: not any(ward.process and is_running(ward.process.pid) for ward in wards))


def test_a_child_that_hangs_is_killed(script, supervised, tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    ward = Ward("desk", (str(ready),))
    stop = supervised(Supervisor([ward], script(IGNORES), grace_seconds=0.3))
    assert eventually(ready.exists)

    stop.set()

    assert eventually(lambda: ward.process is not None and not is_running(ward.process.pid))
    assert ward.process is not None
    assert ward.process.returncode == -signal.SIGKILL


def test_no_orphan_stays_when_the_supervisor_is_killed(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    child = f"import sys; sys.path.insert(0, {str(ROOT)!r})\n" + (
        "import os, time, pathlib\n"
        "from ui import lifelines\n"
        "lifelines.hold()\n"
        f"pathlib.Path({str(pids)!r}).write_text(str(os.getpid()))\n"
        "time.sleep(60)\n"
    )
    (tmp_path / "child.py").write_text(child)
    parent = f"import sys; sys.path.insert(0, {str(ROOT)!r})\n" + (
        "import time\n"
        "from ui import lifelines\n"
        f"lifelines.start((), program=(sys.executable, {str(tmp_path / 'child.py')!r}))\n"
        "time.sleep(60)\n"
    )
    running = subprocess.Popen([sys.executable, "-c", parent])
    try:
        assert eventually(lambda: pids.exists() and pids.read_text() != "")
        child_pid = int(pids.read_text())
        assert is_running(child_pid)
    finally:
        running.kill()
        running.wait()

    assert eventually(lambda: not is_running(child_pid))


def test_a_child_whose_parent_died_before_it_began_ends_at_once() -> None:
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from ui import lifelines; lifelines.hold(); print('lives')"
    nobody = subprocess.Popen([sys.executable, "-c", ""])
    nobody.wait()

    ended = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, lifelines.PARENT: str(nobody.pid)},
        capture_output=True,
        check=False,
    )

    assert ended.returncode == 1
    assert ended.stdout == b""


def test_two_on_one_data_folder_are_refused_in_one_line(tmp_path: Path) -> None:
    with alone(tmp_path), pytest.raises(ConfigError, match=f"process {os.getpid()}.*NAZAR_DATA_DIR"), alone(tmp_path):
        pass

    with alone(tmp_path):
        pass


def test_a_taken_port_is_named_with_the_way_out() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(ConfigError, match=rf"port {port} .* NAZAR_PORT"):
            must_be_free("127.0.0.1", port)

    must_be_free("127.0.0.1", port)


def test_a_desk_that_listens_everywhere_is_reached_by_loopback() -> None:
    assert [reachable(host) for host in ("0.0.0.0", "::", "10.1.2.3")] == ["127.0.0.1", "::1", "10.1.2.3"]
