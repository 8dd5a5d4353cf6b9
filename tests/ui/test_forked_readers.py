"""Processes that read for an import: their answers, their death, and that they never outlive it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.ui.waiting import eventually, is_running

SCRIPT = Path(__file__).with_name("forking_readers.py")
SOON = 30.0


def started(how: str) -> subprocess.Popen[str]:
    command = [sys.executable, str(SCRIPT), how]
    environment = {**os.environ, "PYTHONPATH": str(SCRIPT.parents[2])}
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)


def test_pieces_are_read_by_the_children_and_answered_in_order() -> None:
    own, children = started("live").communicate(timeout=SOON)[0].split()

    assert own == "0"
    assert children in ("1", "2")


def test_what_a_dead_child_had_is_read_by_its_parent() -> None:
    own, _ = started("die").communicate(timeout=SOON)[0].split()

    assert own == "20"


def test_the_children_end_when_their_parent_is_killed() -> None:
    parent = started("stay")
    assert parent.stdout is not None
    children = [int(each) for each in parent.stdout.readline().split()]
    assert children
    assert all(map(is_running, children))
    parent.send_signal(signal.SIGKILL)
    parent.wait(SOON)

    assert eventually(lambda: not any(map(is_running, children)), SOON)
