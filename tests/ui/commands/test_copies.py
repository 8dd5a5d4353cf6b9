"""The index is a copy that may lag behind: what commands must not tell out of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.ui.commands.conftest import BOTH, MAPPING, Console


@pytest.mark.parametrize("both", BOTH, indirect=True)
def test_an_erased_source_is_erased_from_the_index_too(both: Console, csv_file: Callable[..., Path]) -> None:
    both("import", str(csv_file("Су жоқ", "Жол жоқ")), *MAPPING)

    both("source", "purge", "log-109", "--yes")

    told = both("search", "жоқ", "--json").json
    assert (told["total"], told["hits"]) == (0, [])
    status = both("index", "status", "--json").json
    assert (status["documents"], status["waiting"]) == (0, 0)


def test_an_erased_source_can_be_brought_again(nazar: Console, csv_file: Callable[..., Path]) -> None:
    file = str(csv_file("Су жоқ", "Жол жоқ"))
    nazar("import", file, *MAPPING)
    nazar("source", "purge", "log-109", "--yes")

    assert nazar("import", file, *MAPPING, "--json").json["new"] == 2
    assert nazar("search", "жоқ", "--json").json["total"] == 2


def test_what_may_not_be_seen_any_more_is_not_counted_either(nazar: Console, brought: Callable[..., list[str]]) -> None:
    nazar("user", "add", "clerk", "--role", "press-office")
    key, _ = brought("Су жоқ", "Жол жоқ")
    assert nazar("search", "жоқ", "--json", "--as", "clerk").json["total"] == 2

    nazar("incident", "open", key, "--topic", "corruption")

    told = nazar("search", "жоқ", "--json", "--as", "clerk").json
    assert (told["total"], len(told["hits"])) == (1, 1)
