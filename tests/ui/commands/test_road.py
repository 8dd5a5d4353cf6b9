"""The whole road by commands: from the files that people bring to a closed incident, on both sets of engines."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.ui.commands.conftest import BOTH, MAPPING, Console


@pytest.mark.parametrize("both", BOTH, indirect=True)
def test_a_chat_and_a_table_become_a_closed_incident(
    both: Console, export_folder: Path, csv_file: Callable[..., Path]
) -> None:
    nazar = both
    chat = nazar("import", str(export_folder), "--source", "zhinaq-chat", "--json").json
    table = nazar("import", str(csv_file("Нет воды с утра", "Спасибо за свет")), "--json", *MAPPING).json
    assert {name: chat[name] for name in ("received", "new", "dead_letters")} == {
        "received": 3, "new": 3, "dead_letters": 0,
    }  # fmt: skip
    assert table["new"] == 2

    found = nazar("search", "воды", "--json").json
    assert found["total"] == 2
    assert {hit["network"] for hit in found["hits"]} == {"telegram"}
    keys = [hit["key"] for hit in found["hits"]]

    opened = nazar("incident", "open", *keys, "--title", "Су жоқ", "--topic", "utilities", "--json").json
    assert (opened["state"], opened["posts"]) == ("open", 2)
    number = opened["number"]
    steps = [
        (["assign", number, "akimat"], "assigned"),
        (["take", number], "in-work"),
        (["submit", number, "--text", "Насос ауыстырылды", "--language", "kk", "--outcome", "solved"], "submitted"),
        (["return", number, "--reason", "no-proof"], "returned"),
        (["submit", number, "--text", "Насос заменён, фото приложено", "--outcome", "solved"], "submitted"),
        (["accept", number], "accepted"),
        (["publish", number, "--link", "https://t.me/zhinaq/900"], "answered"),
        (["close", number], "closed"),
    ]
    for arguments, state in steps:
        assert nazar("incident", *arguments, "--json").json["state"] == state

    shown = nazar("incident", "show", number, "--json").json
    assert shown["outcome"] == "solved"
    assert shown["returns"] == 1
    assert {member["state"] for member in shown["members"]} == {"taken"}
    assert [step["move"] for step in shown["steps"]] == [
        "take", "assign", "take-up", "submit", "return", "submit", "accept", "publish", "close",
    ]  # fmt: skip
    assert nazar("journal", "verify", "--json").json["whole"] is True
    hits = nazar("search", "воды", "--json").json["hits"]
    assert {(hit["state"], hit["incident"]) for hit in hits} == {("taken", number)}
    assert nazar("index", "verify", "--json").json == {"checked": 6, "missing": 0, "stale": 0, "orphan": 0}
    assert nazar("doctor").code == 0


@pytest.mark.parametrize("both", BOTH, indirect=True)
def test_what_goes_out_comes_in_again_as_it_was(both: Console, export_folder: Path, tmp_path: Path) -> None:
    both("import", str(export_folder), "--source", "zhinaq-chat")
    out = both("export", "posts", "--with-authors", "--reason", "moving to another machine").out
    (tmp_path / "posts.jsonl").write_text(out, "utf-8")

    again = both("import", str(tmp_path / "posts.jsonl"), "--source", "zhinaq-chat", "--json").json

    assert (again["received"], again["new"], again["edited"]) == (3, 0, 0)
    assert again["unchanged"] == 3
