"""docs/catalogues.md tells of every catalogue and field, and of none that is gone."""

import re
from pathlib import Path

import pytest

from config.catalogues import parse_catalogue
from config.overlays import SHIPPED
from config.shapes import SHAPES
from desk.departments import DepartmentKind
from desk.terms import TermKind

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "catalogues.md").read_text("utf-8")


def section(name):
    """The part of the page about one catalogue."""
    return PAGE.partition(f"## `{SHAPES[name].file}`")[2].partition("\n## ")[0]


@pytest.mark.parametrize("name", SHAPES)
def test_every_field_of_a_catalogue_is_in_its_table(name):
    listed = {line.split("`")[1] for line in section(name).splitlines() if line.startswith("| `")}

    assert listed == set(SHAPES[name].fields)


@pytest.mark.parametrize("name", [name for name, shape in SHAPES.items() if shape.suffix == ".yml"])
def test_the_example_of_each_catalogue_can_be_read(name):
    example = re.search(r"```yaml\n(.+?)```", section(name), re.DOTALL)

    assert example is not None
    assert parse_catalogue(name, example[1], "docs/catalogues.md")


def test_kinds_are_listed():
    assert all(f"`{kind}`" in section("departments") for kind in DepartmentKind)
    assert all(f"`{kind}`" in section("terms") for kind in TermKind)


def test_every_set_of_examples_is_told_of():
    assert all(f"examples/{path.name}" in PAGE for path in (SHIPPED / "examples").iterdir())
