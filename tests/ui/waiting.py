"""Waiting for what other processes do, within a bound."""

from __future__ import annotations

import time
from collections.abc import Callable

import psutil


def eventually(question: Callable[[], bool], seconds: float) -> bool:
    """Does it become true within these seconds: a bound, not a measurement?"""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if question():
            return True
        time.sleep(0.02)
    return False


def is_running(pid: int) -> bool:
    """Is there such a process, and not only what is left of it until its parent looks?"""
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
