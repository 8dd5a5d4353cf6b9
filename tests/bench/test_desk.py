"""The benchmark of the desk, small: its clerks find what they need on the pages as these are today."""

from __future__ import annotations

import pytest

from bench import desk
from bench.clerks import WAYS
from bench.town import Town


@pytest.fixture(scope="module")
def figures():
    return desk.run(Town(posts=160, new=80, incidents=6, clerks=2, sources=2), repeats=2, work_seconds=6)


def test_every_act_of_a_clerk_reaches_the_desk(figures):
    acts = {name for _weight, steps in WAYS for name, _act in steps} - {"join", "type"}

    assert acts <= set(figures["alone"])
    assert all(each["runs"] and each["bytes_p50"] and each["p50"] > 0 for each in figures["alone"].values())


def test_clerks_at_work_meet_no_fault(figures):
    assert figures["clerks"]["failures"] == []
    assert figures["clerks"]["all"]["runs"] > 0


def test_every_promise_is_told_with_what_was_reached(figures):
    assert {name for name, each in figures["promises"].items() if each["reached"] is None} == set()
    assert figures["promises"]["rerun_bytes"]["kept"]
