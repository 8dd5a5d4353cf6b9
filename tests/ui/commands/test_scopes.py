"""Whatever goes out by a command is cut to what the person may see (S8)."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.ui.commands.conftest import BOTH, MAPPING, Console

HERE, ELSEWHERE = "113200000", "750000000"
REASON = ("--with-authors", "--reason", "a court asks")


def exported(nazar: Console, *arguments: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in nazar("export", "posts", *arguments).out.splitlines()]


def ids(nazar: Console, *arguments: str) -> list[str]:
    return [each["id"] for each in exported(nazar, *arguments)]


@pytest.fixture
def filled(both: Console, csv_file: Callable[..., Path], tmp_path: Path) -> Console:
    """Posts 1, 2 of here (2 about corruption), 3 of elsewhere, a deletion of a post that never came; a clerk of here.

    A leader of everywhere, an executor and a deputy akim, who oversees nobody, are there too.
    """
    both("import", str(csv_file("Су жоқ", "Пара алады", name="here.csv")), "--territory", HERE, *MAPPING)
    both("import", str(csv_file("Жол жоқ", name="there.csv", start=3)), "--territory", ELSEWHERE, *MAPPING)
    gone = {"network": "telegram", "place": "zhinaq", "id": "9", "deleted_at": "2026-11-02T09:00:00Z"}
    (tmp_path / "gone.jsonl").write_text(json.dumps(gone) + "\n", "utf-8")
    both("import", str(tmp_path / "gone.jsonl"))
    both("incident", "open", "telegram/zhinaq/2", "--topic", "corruption", "--territory", HERE)
    both("user", "add", "clerk", "--role", "press-office", "--territory", HERE)
    both("user", "add", "leader", "--role", "head")
    both("user", "add", "deputy", "--role", "deputy-akim")
    both("user", "add", "roadman", "--role", "executor", "--department", "roads")
    return both


@pytest.mark.parametrize("both", BOTH, indirect=True)
def test_an_export_holds_only_what_the_person_may_give_out(filled: Console) -> None:
    assert ids(filled) == ["1", "2", "3", "9"]
    assert ids(filled, "--as", "leader") == ["1", "2", "3", "9"]
    assert ids(filled, "--as", "clerk") == ["1"]
    assert ids(filled, "--as", "clerk", "--source", "here") == ["1"]
    assert ids(filled, "--as", "clerk", "--source", "there") == []
    assert ids(filled, "--as", "deputy") == []
    assert "may not" in filled.refused("export", "posts", "--as", "roadman")
    assert "there is no source nowhere" in filled.refused("export", "posts", "--source", "nowhere")


@pytest.mark.parametrize("both", BOTH[:1], indirect=True)
def test_authors_are_given_out_only_of_what_the_right_to_authors_covers(filled: Console) -> None:
    filled("user", "add", "keeper", "--role", "coordinator")

    assert "may not" in filled.refused("export", "posts", "--as", "keeper", *REASON)
    assert {each.get("author_name") for each in exported(filled, "--as", "clerk")} == {None}
    assert [each["author_name"] for each in exported(filled, "--as", "clerk", *REASON)] == ["resident-0"]
    assert len(exported(filled, "--as", "leader", *REASON)) == 4


def test_a_new_source_is_of_the_territory_of_who_brings_it(nazar: Console, csv_file: Callable[..., Path]) -> None:
    nazar("user", "add", "clerk", "--role", "press-office", "--territory", HERE)
    nazar("user", "add", "both", "--role", "press-office", "--territory", HERE)
    nazar("user", "grant", "both", "--role", "press-office", "--territory", ELSEWHERE, "--more")
    file = str(csv_file("Су жоқ", name="mine.csv"))

    said = nazar.refused("import", file, *MAPPING, "--as", "both")
    assert "--territory" in said
    assert HERE in said
    assert "--territory" in nazar.refused("source", "add", "site", "--as", "both")
    nazar("import", file, *MAPPING, "--as", "clerk")
    nazar("source", "add", "other", "--as", "clerk")
    nazar("source", "add", "all")

    told = {each["slug"]: each["territory"] for each in nazar("source", "list", "--json").json}
    assert told == {"mine": HERE, "other": HERE, "all": "000000000"}
