"""Rules of the house that hold for every file of ours."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

ROOT = Path(__file__).resolve().parent.parent
OURS = ("config", "crawlers", "desk", "index", "language", "listeners", "store", "ui")
FILES = sorted(path for folder in OURS for path in (ROOT / folder).rglob("*.py"))


def named(paths: list[Path]) -> list[ParameterSet]:
    """Each file as a case of its own, told by its name."""
    return [pytest.param(path, id=str(path.relative_to(ROOT))) for path in paths]


NAMED = named(FILES)
DECLARED = named([path for path in FILES if "migrations" not in path.parts])
"""Migrations follow the template of their library."""

FORBIDDEN_MODULES = {"pickle", "shelve", "marshal", "dill", "joblib"}
"""What runs a file's code while reading it (reliability.md S18)."""


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False).stdout
    return [ROOT / name for name in listed.decode().split("\0") if name]


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.split(".")[0]


def public(tree: ast.Module) -> Iterator[ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in tree.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_"):
            yield node


@pytest.mark.parametrize("path", NAMED)
def test_nothing_of_ours_reads_files_that_can_run_code(path: Path) -> None:
    assert not FORBIDDEN_MODULES & set(imported(ast.parse(path.read_text("utf-8"))))


@pytest.mark.parametrize("path", NAMED)
def test_every_module_says_what_it_is(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text("utf-8")))


@pytest.mark.parametrize("path", DECLARED)
def test_every_public_name_says_its_promise(path: Path) -> None:
    silent = [node.name for node in public(ast.parse(path.read_text("utf-8"))) if not ast.get_docstring(node)]

    assert silent == []


def test_no_file_names_a_package_registry() -> None:
    hosts = ["py" + "pi.org", "files.python" + "hosted", "npm" + "js.org", "repo1.mav" + "en", "index-" + "url"]
    texts = ((path, path.read_bytes()) for path in tracked() if path.is_file())

    assert [str(path) for path, text in texts if any(host.encode() in text for host in hosts)] == []
    assert not [path for path in tracked() if path.name == "uv.lock"]


def test_no_view_lives_where_streamlit_would_serve_it_past_the_role_check() -> None:
    assert not (ROOT / "ui" / "pages").exists()
