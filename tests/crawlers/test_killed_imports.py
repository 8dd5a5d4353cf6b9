"""R1: an import killed again and again, at any moment, loses nothing and doubles nothing."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from desk.journal import Head, verify

MOTHER = Path(__file__).with_name("forking_imports.py")
ROOT = Path(__file__).resolve().parents[2]


class Imports:
    """Starts imports one after another, and kills them."""

    def __init__(self, url: str, file: Path) -> None:
        self.mother = subprocess.Popen(
            [sys.executable, str(MOTHER)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
        )
        self.tell(url)
        self.tell(str(file))

    def tell(self, line: str) -> None:
        assert self.mother.stdin is not None
        self.mother.stdin.write(line + "\n")
        self.mother.stdin.flush()

    def hear(self) -> str:
        assert self.mother.stdout is not None
        return self.mother.stdout.readline().strip()

    def run(self, kill_after: float | None = None) -> int:
        """One import; killed so many seconds after its first commit. Returns how it ended: 0, or minus the signal."""
        self.tell("go")
        child, committed = 0, False
        while True:
            heard = self.hear()
            child = int(heard) if heard.isdigit() else child
            committed = committed or heard == "committed"
            if heard.startswith("ended"):
                return int(heard.split()[1])
            if child and committed and kill_after is not None:
                time.sleep(kill_after)
                os.kill(child, signal.SIGKILL)
                kill_after = None

    def close(self) -> None:
        assert self.mother.stdin is not None
        self.mother.stdin.close()
        self.mother.wait(30)


@pytest.fixture
def file(tmp_path, line):
    """Forty thousand posts, some edited later on, some deleted, some spoilt."""

    def published(number):
        return {"published_at": f"2026-11-{1 + number // 2000:02}T{number % 24:02}:{number % 60:02}:00Z"}

    with (tmp_path / "posts.jsonl").open("w") as out:
        for number in range(1, 40_001):
            out.write(json.dumps(line(number, f"Нет воды {number}", **published(number))) + "\n")
            if number % 500 == 0:
                edit = {"edited_at": "2026-11-22T05:00:00Z", **published(number - 100)}
                gone = {"text": ..., "published_at": ..., "deleted_at": "2026-11-22T06:00:00Z"}
                out.write(json.dumps(line(number - 100, "edited", **edit)) + "\n")
                out.write(json.dumps(line(number - 200, **gone)) + "\n")
                out.write("{spoilt}\n")
    return tmp_path / "posts.jsonl"


@pytest.mark.parametrize(
    ("kills", "database"),
    [(50, "sqlite"), pytest.param(10, "postgres", marks=pytest.mark.postgres)],
    ids=["sqlite", "postgresql"],
)
def test_an_import_killed_at_random_points_loses_and_doubles_nothing(request, file, kills, database):
    desk = request.getfixturevalue(f"{database}_desk")
    chance = random.Random(kills)
    imports, killed = Imports(desk.url, file), 0
    try:
        while killed < kills:
            code = imports.run(kill_after=chance.uniform(0, 0.05))
            if code == 0:
                break
            assert code == -signal.SIGKILL
            killed += 1
        assert killed >= kills, "the import ended before it was killed often enough"
        assert imports.run() == 0
    finally:
        imports.close()

    posts = desk.posts()
    assert sorted(int(each.post.key.native_id) for each in posts) == list(range(1, 40_001))
    assert sum(each.post.text == "edited" for each in posts) == 80
    assert sum(each.deleted_at is not None for each in posts) == 80
    assert len(desk.letters()) == 80
    with desk.store.reading() as records:
        (run,) = [each for each in records.imports(1000) if each.state.value == "done"]
        assert records.outbox_size() == 40_000
        lines = records.journal()
        assert verify(lines, Head(len(lines), lines[-1].hash)) == []
    assert (run.new, run.edited, run.deleted, run.dead_letters) == (40_000, 80, 80, 80)
    (entry,) = [each.entry for each in lines if each.entry.action == "import"]
    assert entry.fields["new"] == 40_000
    newest = max(each.post.published_at for each in posts)
    assert all((each.line.value == "new") == (each.post.published_at >= run.work_from) for each in posts)
    assert (newest - run.work_from).days == 14
    if database == "sqlite":
        with sqlite3.connect(desk.url.removeprefix("sqlite:///")) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
