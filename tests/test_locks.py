"""The two locks are whole, agree, hold hashes and no addresses, and answer to the project file."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
RUN, DEVELOP = "requirements.lock", "requirements-dev.lock"


def pins_of(lock: str) -> dict[str, Requirement]:
    lines = (ROOT / lock).read_text("utf-8").splitlines()
    pins = [Requirement(line.rstrip(" \\")) for line in lines if line[:1].isalnum()]
    # A universal lock may pin one name twice, for different interpreters.
    return {f"{canonicalize_name(pin.name)}{pin.specifier}": pin for pin in pins}


def project() -> dict[str, list[str]]:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return {"run": told["dependencies"], **told["optional-dependencies"]}


def test_the_development_lock_contains_everything_that_runs():
    assert pins_of(RUN).keys() - pins_of(DEVELOP).keys() == set()


@pytest.mark.parametrize("lock", [RUN, DEVELOP])
def test_every_pin_is_exact_and_hashed(lock: str):
    text = (ROOT / lock).read_text("utf-8")
    for block in re.split(r"\n(?=[A-Za-z0-9])", text)[1:]:
        assert re.match(r"[\w.\-\[\]]+==\S+", block), block.splitlines()[0]
        assert "--hash=sha256:" in block, block.splitlines()[0]


@pytest.mark.parametrize("lock", [RUN, DEVELOP])
def test_a_lock_names_no_place_to_fetch_from(lock: str):
    for line in (ROOT / lock).read_text("utf-8").splitlines():
        assert "://" not in line
        assert " @ " not in line
        assert not line.startswith(("-", "--"))


@pytest.mark.parametrize(("lock", "groups"), [(RUN, ("run", "build")), (DEVELOP, ("run", "build", "dev"))])
def test_what_the_project_asks_for_is_locked_within_its_bounds(lock: str, groups: tuple[str, ...]):
    pins = {canonicalize_name(pin.name): pin for pin in pins_of(lock).values()}
    for group in groups:
        for wish in map(Requirement, project()[group]):
            pin = pins[canonicalize_name(wish.name)]
            (exact,) = pin.specifier
            assert wish.specifier.contains(exact.version, prereleases=True), f"{wish} is locked as {pin}"


def test_no_tool_of_development_is_installed_where_nazar_runs():
    names = {canonicalize_name(pin.name) for pin in pins_of(RUN).values()}
    assert names.isdisjoint({"mypy", "pgserver", "pip-audit", "playwright", "pytest", "ruff", "trustme", "uv"})


def test_the_lock_that_records_addresses_is_never_committed():
    kept = subprocess.run(["git", "ls-files", "uv.lock"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert kept.stdout == ""
