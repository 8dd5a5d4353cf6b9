"""`nazar ledger`: both ledgers by command, for everybody who may see counts, cut to what is theirs (S8)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.ui.commands.conftest import BOTH, MAPPING, Console

HERE, ELSEWHERE = "113200000", "750000000"


@pytest.fixture
def worked(both: Console, csv_file: Callable[..., Path]) -> Console:
    """Four posts of here (one taken, one put aside, one about corruption), one of elsewhere."""
    texts = ("Су жоқ", "Рахмет", "Пара алады", "Жол жоқ")
    both("import", str(csv_file(*texts, name="here.csv")), "--territory", HERE, *MAPPING)
    both("import", str(csv_file("Жол жоқ", name="there.csv", start=9)), "--territory", ELSEWHERE, *MAPPING)
    both("incident", "open", "telegram/zhinaq/1", "--topic", "utilities", "--territory", HERE)
    both("post", "set-aside", "telegram/zhinaq/2", "--reason", "thanks")
    both("incident", "open", "telegram/zhinaq/3", "--topic", "corruption", "--territory", HERE)
    both("user", "add", "analyst", "--role", "analyst")
    both("user", "add", "watcher", "--role", "observer", "--territory", HERE)
    both("user", "add", "keeper", "--role", "administrator")
    return both


def sums(told: dict[str, Any]) -> list[list[int]]:
    return [list(told[name]["sum"].values()) for name in ("posts", "incidents")]


@pytest.mark.parametrize("both", BOTH, indirect=True)
def test_both_ledgers_add_up_for_each_person_and_filter(worked: Console) -> None:
    def told(*arguments: str) -> Any:
        return worked("ledger", "--json", *arguments).json

    everything = told()
    assert list(everything["posts"]["sum"]) == ["received", "archive", "new", "set-aside", "taken"]
    assert sums(everything) == [[5, 0, 2, 1, 2], [2, 2, 0, 0, 0, 0, 0]]
    assert (everything["adds_up"], everything["imbalances"]) == (True, [])
    assert sums(told("--as", "analyst")) == [[4, 0, 2, 1, 1], [1, 1, 0, 0, 0, 0, 0]]
    assert sums(told("--as", "watcher")) == [[3, 0, 1, 1, 1], [1, 1, 0, 0, 0, 0, 0]]
    assert sums(told("--as", "watcher", "--territory", ELSEWHERE)) == [[0] * 5, [0] * 7]
    assert sums(told("--territory", ELSEWHERE))[0] == [1, 0, 1, 0, 0]
    assert sums(told("--until", "2020-01-01")) == [[0] * 5, [0] * 7]
    assert told("--source", "there")["incidents"] is None
    assert told("--source", "there")["posts"]["sum"]["received"] == 1
    assert "may not" in worked.refused("ledger", "--as", "keeper")


@pytest.mark.parametrize("both", BOTH[:1], indirect=True)
def test_every_per_cent_has_its_n_and_dead_letters_stand_beside(worked: Console, tmp_path: Path) -> None:
    (tmp_path / "here.jsonl").write_text("{broken\n", "utf-8")
    worked("import", str(tmp_path / "here.jsonl"), "--source", "here")

    told = worked("ledger", "--json").json
    rows = told["posts"]["rows"] + told["incidents"]["rows"]

    assert all(set(row) == {"what", "thereof", "count", "percent", "n"} for row in rows)
    assert {"what": "set-aside", "thereof": "thanks", "count": 1, "percent": 100.0, "n": 1} in rows
    assert {"what": "new", "thereof": "", "count": 2, "percent": 40.0, "n": 5} in rows
    assert [row["percent"] for row in rows if row["n"] == 0] == [None] * sum(row["n"] == 0 for row in rows)
    assert told["posts"]["dead_letters"] == 1
    shown = worked("ledger").out
    assert "received 5 = archive 0 + new 2 + set-aside 1 + taken 2" in shown
    assert "incidents 2 = in-work 2 + " in shown
    assert "adds up: yes" in shown


@pytest.mark.parametrize("both", BOTH[:1], indirect=True)
def test_a_ledger_that_does_not_add_up_ends_with_1(worked: Console) -> None:
    with worked.open_parts() as parts, parts.store.writing() as records:
        records.connection.exec_driver_sql("UPDATE incidents SET posts = posts + 1 WHERE topic = 'utilities'")

    ended = worked("ledger", "--json", code=1)

    assert ended.json["imbalances"] == [{"what": "taken", "expected": 3, "found": 2}]
    assert "does not add up: taken" in ended.err
