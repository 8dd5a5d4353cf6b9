"""The tree keeps its promises: our folders are what is imported and the desk leans on nothing."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import distributions
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
OURS = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]

FORBIDDEN_NAMES = {"base", "common", "helpers", "manager", "misc", "utils"}
TOO_LONG = 400


def our_files(suffix: str) -> list[Path]:
    """What git knows or would take: never the machine's leftovers."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    paths = [ROOT / line for line in listed.stdout.splitlines()]
    return [path for path in paths if path.is_file() and path.suffix == suffix]


def our_code() -> list[Path]:
    return [path for path in our_files(".py") if path.relative_to(ROOT).parts[0] in OURS]


def imports_of(path: Path) -> Iterator[str]:
    """The top-level names that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield (node.module or "").partition(".")[0]


@pytest.mark.parametrize("name", OURS)
def test_our_package_is_the_one_that_is_imported(name: str):
    found = find_spec(name)
    assert found is not None
    assert found.origin is not None
    assert Path(found.origin).parent == ROOT / name


def test_the_tests_own_servers_are_the_ones_that_are_imported():
    found = find_spec("tests.servers")
    assert found is not None
    assert found.origin == str(ROOT / "tests" / "servers" / "__init__.py")


def test_no_dependency_brings_a_folder_of_our_name():
    guilty = {
        f"{one.metadata['Name']}: {file.parts[0]}"
        for one in distributions()
        if one.metadata["Name"] != PROJECT["project"]["name"]
        for file in one.files or ()
        if file.parts[0] in {*OURS, "tests", "bench"} or (file.name == file.parts[0] and file.stem in OURS)
    }
    assert guilty == set()


def test_nothing_in_ui_can_shadow_a_top_level_package():
    assert {path.stem for path in (ROOT / "ui").iterdir()}.isdisjoint(OURS)


def test_every_folder_with_code_is_a_package():
    assert {path.parent for path in our_code() if not (path.parent / "__init__.py").exists()} == set()


def test_tests_are_no_package():
    inits = {path.relative_to(ROOT) for path in our_files(".py") if path.name == "__init__.py"}
    assert {path for path in inits if path.parts[0] == "tests"} == {Path("tests/servers/__init__.py")}


def test_the_desk_imports_the_standard_library_and_itself():
    allowed = sys.stdlib_module_names | {"desk"}
    strangers = {
        (path.name, name) for path in our_code() if path.is_relative_to(ROOT / "desk") for name in imports_of(path)
    }
    assert {(where, name) for where, name in strangers if name not in allowed} == set()


def test_the_desk_never_reads_the_clock():
    asked = {
        f"{path.name}:{node.lineno}"
        for path in our_code()
        if path.is_relative_to(ROOT / "desk")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"now", "utcnow", "today", "time_ns"}
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in {"datetime", "date", "time"}
    }
    assert asked == set()


def test_no_module_is_named_for_nothing():
    assert {str(path.relative_to(ROOT)) for path in our_code() if path.stem in FORBIDDEN_NAMES} == set()


def test_no_file_grows_beyond_what_one_can_read():
    long = {
        str(path.relative_to(ROOT)): lines
        for path in our_code()
        if (lines := len(path.read_text("utf-8").splitlines())) > TOO_LONG
    }
    assert long == {}


def test_the_distribution_can_reach_no_public_registry():
    assert "Private :: Do Not Upload" in PROJECT["project"]["classifiers"]


def test_every_make_target_that_a_page_names_exists():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = {
        target
        for path in our_files(".md")
        for target in re.findall(r"(?:^|`)make (?:--\w+ )?([a-z]+)", path.read_text("utf-8"), re.MULTILINE)
    }
    assert {"up", "test", "check", "bench", "lock"} <= targets
    assert named - targets == set()
