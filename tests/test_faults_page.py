"""The page of faults names tests that exist."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent
PAGE = TESTS.parent / "docs" / "faults.md"
NAMED = re.findall(r"`([\w/]+\.py)::(\w+)`", PAGE.read_text("utf-8"))
OURS = {
    *(f"R{number}" for number in (*range(1, 14), 18, 19)),
    *(f"S{number}" for number in (2, 4, *range(8, 13), 14, 15, *range(17, 21))),
}
"""The faults that the spine has to stand."""


@pytest.mark.parametrize(("file", "test"), NAMED)
def test_every_named_test_exists(file, test):
    tree = ast.parse((TESTS / file).read_text("utf-8"))

    assert test in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_fault_has_its_line():
    assert set(re.findall(r"^\| ([RS]\d+) \|", PAGE.read_text("utf-8"), re.MULTILINE)) >= OURS
