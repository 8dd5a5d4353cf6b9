"""A process that was doubled: its copy works beside it, and is gone with it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux doubles processes safely")

PROGRAM = """
import sys, time
from pathlib import Path
from ui import lifelines

def work():
    import os
    Path(sys.argv[1]).write_text(str(os.getpid()))
    time.sleep(60)

child = lifelines.fork(work)
while not Path(sys.argv[1]).exists():
    time.sleep(0.01)
if sys.argv[2] == "end":
    lifelines.end_forked(child, 5)
    print("ended")
else:
    time.sleep(60)
"""


def doubled(note: Path, what: str) -> subprocess.Popen[str]:
    root = Path(__file__).resolve().parents[2]
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(note), what], cwd=root, stdout=subprocess.PIPE, text=True
    )


def number_in(note: Path) -> int:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        if note.exists() and note.read_text():
            return int(note.read_text())
        time.sleep(0.01)
    raise AssertionError("the copy never began")


def is_gone(number: int) -> bool:
    until = time.monotonic() + 10
    while time.monotonic() < until:
        try:
            os.kill(number, 0)
        except ProcessLookupError:
            return True
        if Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z":
            return True
        time.sleep(0.01)
    return False


def test_a_copy_that_is_asked_to_end_is_gone(tmp_path):
    parent = doubled(tmp_path / "copy", "end")

    assert parent.communicate(timeout=30)[0].strip() == "ended"
    assert is_gone(number_in(tmp_path / "copy"))


def test_a_copy_does_not_outlive_a_parent_that_is_killed(tmp_path):
    parent = doubled(tmp_path / "copy", "wait")
    copy = number_in(tmp_path / "copy")

    parent.send_signal(signal.SIGKILL)
    parent.wait(10)

    assert is_gone(copy)
