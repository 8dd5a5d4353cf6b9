"""`nazar read`: one line of JSON for every text, without a database."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.ui.commands.conftest import Console

KEYS = [
    "language", "confidence", "kind", "topics", "places", "tone", "urgency", "personal_data", "tokens",
    "analyser_version",
]  # fmt: skip


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Console:
    """A console in an empty folder: nothing was founded."""
    monkeypatch.chdir(tmp_path)
    return Console({"NAZAR_DATA_DIR": str(tmp_path / "data")})


def test_a_text_is_read_without_a_database_and_none_is_made(empty: Console, tmp_path: Path) -> None:
    told = empty("read", "Көшемізде құбыр жарылды", "--json").json

    assert list(told) == KEYS
    assert told["language"] == "kk"
    assert set(told["urgency"]) == {"level", "reason"}
    assert told["tokens"][1] == {
        "text": "құбыр", "start": 10, "end": 15, "exact": "кубыр", "ru": None, "kk": "кубр",
    }  # fmt: skip
    assert list(tmp_path.rglob("*")) == []


def test_every_line_of_a_file_gives_one_line_whatever_its_bytes(empty: Console, tmp_path: Path) -> None:
    path = tmp_path / "texts"
    path.write_bytes("\ufeffНет воды\r\n\n".encode() + b"\xff\xfe\x00 \xd0\n" + "su joq\u2028taғы\n😀".encode())

    lines = [json.loads(line) for line in empty("read", "--file", str(path), "--json").out.split("\n")[:-1]]

    assert [list(each) == KEYS for each in lines] == [True] * 5
    assert [token["text"] for token in lines[0]["tokens"]] == ["Нет", "воды"]
    assert lines[1]["tokens"] == lines[4]["tokens"] == []
    assert lines[3]["tokens"][0]["kk"] == "су"


def test_the_standard_input_is_read_line_by_line(empty: Console) -> None:
    told = empty("read", "--file", "-", "--json", input="бір\nекі\n")

    assert len(told.out.splitlines()) == 2


def test_lone_surrogates_of_an_argument_are_told_as_text(empty: Console) -> None:
    assert empty("read", "су\ud83dжоқ", "--json").json["tokens"][0]["text"]


@pytest.mark.parametrize(("language", "word"), [("kk", "орысша"), ("ru", "русский"), ("en", "Russian")])
def test_a_person_reads_it_in_three_languages(empty: Console, language: str, word: str) -> None:
    assert word in empty("read", "Когда будет вода в доме?", "--language", language).out


def test_an_installation_reads_with_its_own_catalogues(nazar: Console) -> None:
    assert nazar("read", "Су жоқ", "--json").json["language"] == "kk"


def test_neither_text_nor_file_and_both_are_wrong_calls(empty: Console, tmp_path: Path) -> None:
    (tmp_path / "texts").write_text("су")

    empty("read", "--json", code=2)
    empty("read", "су", "--file", str(tmp_path / "texts"), code=2)
    empty("read", "--file", str(tmp_path / "none"), code=2)


def test_an_unknown_territory_is_said_in_one_line(empty: Console) -> None:
    assert "123456789" in empty.refused("read", "су", "--territory", "123456789")


def test_a_person_reads_topics_and_reasons_by_their_names(empty: Console) -> None:
    told = empty("read", "Мектептің қасында ашық құдық тұр", "--language", "kk").out

    assert "қауіпті · Ашық құдық" in told.casefold() or "Ашық құдық" in told
    assert "open-manhole" not in told
