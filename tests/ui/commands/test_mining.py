"""`nazar language mine`: the table is kept, holds at the next start, and the search asks to be built anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from language.words import use_stems
from tests.ui.commands.conftest import MAPPING, Console

POSTS = [f"Аулада {form} бұзылып қалды" for form in ("зырылдақты", "зырылдақтар", "зырылдаққа", "зырылдақтан")]


@pytest.fixture(autouse=True)
def shipped_stems() -> Iterator[None]:
    yield
    use_stems("")


def test_stems_of_the_desks_own_posts_are_kept_and_a_rebuild_is_asked_for(
    nazar: Console, csv_file: Callable[..., Path]
) -> None:
    nazar("import", str(csv_file(*POSTS)), *MAPPING)
    assert nazar("index", "status", "--json").json["analyser_is_current"] is True

    told = nazar("language", "mine", "--json").json

    assert told["stems"] > 0
    assert "зырылдак" in Path(told["file"]).read_text("utf-8")
    status = nazar("index", "status", "--json").json
    assert (status["analyser_is_current"], status["documents"]) == (False, len(POSTS))
    assert "nazar index rebuild" in nazar("doctor", code=0).out

    nazar("index", "rebuild")

    assert nazar("index", "status", "--json").json["analyser_is_current"] is True
    assert nazar("search", "зырылдағымыз", "--json").json["total"] == len(POSTS)


def test_a_spoiled_table_is_said_in_one_line(nazar: Console, csv_file: Callable[..., Path]) -> None:
    nazar("import", str(csv_file(*POSTS)), *MAPPING)
    file = Path(nazar("language", "mine", "--json").json["file"])
    file.write_text("not a table", "utf-8")

    assert "kazakh_stems.txt" in nazar("index", "status", code=1).err
