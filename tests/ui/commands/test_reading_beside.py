"""A large file is read by several processes, and stands in the store as if one had read it."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from config.wiring import Parts
from desk.queries import PostFilter
from desk.roles import Scope
from tests.ui import waiting
from tests.ui.commands.conftest import MAPPING, NOW, Console
from tests.ui.waiting import is_running
from ui.commands.reading_beside import WORTH_A_PROCESS

TEXTS = (
    "Абай көшесінде су құбыры жарылды, екі күннен бері су жоқ",
    "На улице Абая 15 прорвало трубу, второй день нет воды",
    "Мусор не вывозят третью неделю, контейнеры переполнены",
    "Abai koshesinde jaryq joq",
)
COUNT = 8_000
SOON = 60.0
eventually = partial(waiting.eventually, seconds=SOON)


@pytest.fixture
def large(tmp_path: Path) -> Path:
    rows = ["message_id;channel;date;text;author"]
    rows += [f"{at};zhinaq;{NOW.isoformat()};{TEXTS[at % 4]}, {at};resident" for at in range(COUNT)]
    file = tmp_path / "large.csv"
    file.write_text("\n".join(rows) + "\n", "utf-8")
    assert file.stat().st_size > WORTH_A_PROCESS
    return file


@pytest.fixture
def parts(nazar: Console) -> Iterator[Parts]:
    with nazar.open_parts() as opened:
        yield opened


def children_of(process: subprocess.Popen[str]) -> list[int]:
    told = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    return [int(each) for each in told.read_text().split()]


def received(parts: Parts) -> int:
    with parts.store.reading() as records:
        return sum(records.posts_ledger(Scope.everything(), PostFilter()).values())


def test_every_post_has_the_reading_that_one_process_would_give_it(nazar: Console, large: Path, parts: Parts) -> None:
    ended = nazar.apart("import", str(large), *MAPPING, "--json")

    assert ended.json["new"] == COUNT
    with parts.store.reading() as records:
        posts = records.every_post(limit=COUNT + 1)
    assert len(posts) == COUNT
    reader = parts.reader
    for post in posts[:: COUNT // 100]:
        assert post.reading == reader.read(post.post.text)
    assert parts.index.status()["posts"] == COUNT


def test_a_killed_import_leaves_no_reader_and_loses_and_doubles_nothing(
    nazar: Console, large: Path, parts: Parts
) -> None:
    process = nazar.start("import", str(large), *MAPPING)
    assert eventually(lambda: received(parts) > 0)
    children = children_of(process)
    assert children
    process.send_signal(signal.SIGKILL)
    process.wait(SOON)

    assert eventually(lambda: not any(map(is_running, children)))
    assert received(parts) < COUNT
    assert nazar.apart("import", str(large), *MAPPING, "--json").code == 0
    assert received(parts) == COUNT
    assert parts.index.status()["posts"] == COUNT
