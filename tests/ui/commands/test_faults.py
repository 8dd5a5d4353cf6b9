"""When something is wrong with the installation: one clear line that names the thing and the way out."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from desk.journal import Entry
from tests.ui.commands.conftest import MAPPING, NOW, Console, Ended


def one_line(ended: Ended) -> str:
    """What it says on stderr: exactly one line."""
    assert ended.code == 1, ended
    assert ended.out == ""
    (line,) = ended.err.splitlines()
    assert line.startswith("nazar: ")
    return line


def test_a_database_that_was_never_upgraded(tmp_path: Path) -> None:
    console = Console({"NAZAR_DATA_DIR": str(tmp_path / "data")})
    (tmp_path / "data").mkdir()

    assert "nazar db upgrade" in console.refused("incident", "list")
    assert "nazar db upgrade" in one_line(console.apart("worker", "--once"))


def test_a_locked_database_is_named(nazar: Console, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("store.stores.BUSY_SECONDS", 0.2)
    monkeypatch.setattr("store.stores.open_store.__kwdefaults__", {"journal_head": None, "busy_seconds": 0.2})
    nazar("source", "add", "chat")
    holder = sqlite3.connect(tmp_path / "data" / "nazar.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")

    line = nazar.refused("source", "pause", "chat")

    holder.close()
    assert "locked" in line
    assert "nazar.db" in line


def test_a_data_folder_that_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file in its place")
    console = Console({"NAZAR_DATA_DIR": str(tmp_path / "data")})

    line = console.refused("db", "upgrade")

    assert "NAZAR_DATA_DIR" in line
    assert "data" in one_line(console.apart("up"))


def test_a_setting_that_cannot_be(nazar: Console) -> None:
    wrong = Console({**nazar.environment, "NAZAR_TIMEZONE": "Asia/Atlantis"})

    assert "NAZAR_TIMEZONE" in wrong.refused("incident", "list")


def test_a_wrong_secret_key(nazar: Console, tmp_path: Path, csv_file: Callable[..., Path]) -> None:
    nazar("import", str(csv_file("Су жоқ")), *MAPPING)
    (tmp_path / "data" / "secret.key").write_text("00" * 32)

    assert "secret.key" in nazar.refused("export", "posts")


@pytest.mark.elastic
def test_a_wrong_key_of_elasticsearch(nazar: Console, elastic) -> None:
    wrong = Console(
        {
            **nazar.environment,
            "NAZAR_ELASTICSEARCH_URL": elastic.url,
            "NAZAR_ELASTICSEARCH_CA_FILE": str(elastic.ca_file),
            "NAZAR_ELASTICSEARCH_API_KEY": "d3Jvbmc6a2V5",
        }
    )

    line = one_line(wrong.apart("search", "су"))

    assert "Elasticsearch" in line
    assert "d3Jvbmc6a2V5" not in line


@pytest.mark.postgres
def test_a_wrong_password_of_postgresql(tmp_path: Path, postgres_url: str) -> None:
    head, _, rest = postgres_url.partition("://")
    where = rest.rpartition("@")[2]
    console = Console(
        {"NAZAR_DATA_DIR": str(tmp_path / "data"), "NAZAR_DATABASE_URL": f"{head}://nobody:S3cretWord@{where}"}
    )

    line = console.refused("db", "upgrade")

    assert "S3cretWord" not in line
    assert "NAZAR_DATABASE_URL" in line


def test_who_has_read_enough_of_an_export_may_leave(nazar: Console, brought: Callable[..., list[str]]) -> None:
    brought(*[f"су {n} " + "ұзын мәтін " * 500 for n in range(200)])
    process = nazar.start("export", "posts")
    assert process.stdout is not None
    process.stdout.readline()
    process.stdout.close()

    assert process.stderr is not None
    said = process.stderr.read()
    process.wait(60)

    assert said == ""


# ── doctor ────────────────────────────────────────────────────────────────────────────────────────────────────────


def findings(nazar: Console, code: int = 0) -> dict[str, list[tuple[str, str, str]]]:
    found: dict[str, list[tuple[str, str, str]]] = {}
    for each in nazar("doctor", "--json", code=code).json:
        found.setdefault(each["check"], []).append((each["level"], each["says"], each["do"]))
    return found


def test_a_new_installation_is_well_and_told_what_is_next(nazar: Console) -> None:
    found = findings(nazar)

    assert {level for all_ in found.values() for level, _, _ in all_} <= {"ok", "warning"}
    assert found["staff"][0][0] == "warning"
    assert found["worker"][0][2] == "nazar up, or nazar worker"


def test_every_warning_says_what_to_do(nazar: Console) -> None:
    assert all(do for all_ in findings(nazar).values() for level, _, do in all_ if level != "ok")


def test_a_misspelt_variable_an_open_folder_and_late_changes_are_warnings(
    nazar: Console, tmp_path: Path, csv_file: Callable[..., Path]
) -> None:
    nazar("import", str(csv_file("Су жоқ")), "--no-index", *MAPPING)
    with nazar.open_parts() as parts, parts.store.writing() as records:
        earlier = int((NOW - timedelta(hours=2)).timestamp() * 1_000_000)
        records.connection.exec_driver_sql(f"UPDATE outbox SET at = {earlier}")
    (tmp_path / "data").chmod(0o755)
    misspelt = Console({**nazar.environment, "NAZAR_TIMEZON": "Asia/Almaty"})

    found = findings(misspelt)

    assert "NAZAR_TIMEZON" in found["settings"][0][1]
    assert found["folder"][0][0] == "warning"
    assert found["outbox"][0][0] == "warning"


def test_a_database_without_its_tables_is_an_error(nazar: Console, tmp_path: Path) -> None:
    (tmp_path / "data" / "nazar.db").unlink()

    found = findings(nazar, code=1)

    assert ("error", "run “nazar db upgrade”") in [(level, do) for level, _, do in found["database"]]


def test_an_engine_that_is_away_is_an_error(nazar: Console, free_port: Callable[[], int]) -> None:
    away = Console({**nazar.environment, "NAZAR_ELASTICSEARCH_URL": f"http://127.0.0.1:{free_port()}"})

    (level, _, remedy), *_ = findings(away, code=1)["index"]
    assert level == "error"
    assert "NAZAR_ELASTICSEARCH" in remedy


def test_a_lost_index_is_a_warning_until_it_is_built_anew(
    nazar: Console, tmp_path: Path, csv_file: Callable[..., Path]
) -> None:
    nazar("import", str(csv_file("Су жоқ")), *MAPPING)
    nazar("index", "rebuild")
    shutil.rmtree(tmp_path / "data" / "index")

    assert findings(nazar)["index"][0][0] == "warning"
    nazar("index", "rebuild")
    assert findings(nazar)["index"][0][0] == "ok"
    assert nazar("search", "су", "--json").json["total"] == 1


@pytest.mark.postgres
def test_postgresql_with_the_embedded_engine_is_for_one_machine(tmp_path: Path, postgres_url: str) -> None:
    console = Console({"NAZAR_DATA_DIR": str(tmp_path / "data"), "NAZAR_DATABASE_URL": postgres_url})
    console("db", "upgrade")

    found = findings(console)

    assert "one machine" in found["index"][0][1]
    assert found["database"][0][1].startswith("PostgreSQL")


# ── the journal ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def journalled(nazar: Console) -> Console:
    with nazar.open_parts() as parts, parts.store.writing() as records:
        records.write([Entry(NOW, "aigul", "note", "incident", f"2026-{n:06}") for n in range(20)])
    return nazar


TAMPERING = {
    "changed": "UPDATE journal SET actor = 'nobody' WHERE seq = 7",
    "removed": "DELETE FROM journal WHERE seq = 7",
    "cut": "DELETE FROM journal WHERE seq > 15",
    "swapped": "UPDATE journal SET seq = CASE seq WHEN 7 THEN 108 ELSE 107 END WHERE seq IN (7, 8);"
    "UPDATE journal SET seq = seq - 100 WHERE seq > 100",
}


@pytest.mark.parametrize("kind", TAMPERING)
def test_tampering_with_the_journal_is_found(journalled: Console, tmp_path: Path, kind: str) -> None:
    with sqlite3.connect(tmp_path / "data" / "nazar.db") as connection:
        triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        connection.executescript(TAMPERING[kind])
    connection.close()

    ended = journalled("journal", "verify", "--json", code=1)

    assert ended.json["whole"] is False
    assert ended.json["faults"]
    assert findings(journalled, code=1)["journal"][0][0] == "error"


def test_a_lost_head_is_a_fault_until_somebody_accepts_it(journalled: Console, tmp_path: Path) -> None:
    head = tmp_path / "data" / "journal-head.json"
    head.unlink()
    assert journalled("journal", "verify", "--json", code=1).json["faults"] == [{"line": 20, "fault": "no-head"}]
    assert findings(journalled, code=1)["journal"][0][0] == "error"

    with journalled.open_parts() as parts, parts.store.writing() as records:
        records.write([Entry(NOW, "aigul", "note", "incident", "2026-000001")])
    assert journalled("journal", "verify", "--json", code=1).json == {
        "lines": 21, "head_kept": True, "whole": False, "faults": [{"line": 20, "fault": "no-head"}],
    }  # fmt: skip
    assert "--accept-head" in journalled("journal", "verify", code=1).err
    assert findings(journalled, code=1)["journal"][0][0] == "error"

    assert journalled("journal", "verify", "--accept-head", "--json").json["whole"] is True
    assert journalled("journal", "list", "--kind", "journal", "--json").json[-1]["action"] == "accept-head"
    assert journalled("journal", "verify").out == "22 lines, whole\n"
    assert "nothing to accept" in journalled.refused("journal", "verify", "--accept-head")


@pytest.mark.parametrize("foreign", [None, "torn"])
def test_a_head_that_is_gone_or_unreadable_can_be_accepted_at_once(
    journalled: Console, tmp_path: Path, foreign: str | None
) -> None:
    head = tmp_path / "data" / "journal-head.json"
    head.unlink()
    if foreign:
        head.write_text(foreign)
    assert journalled("journal", "verify", "--accept-head", "--json").json["whole"] is True


def test_a_whole_journal_is_whole(journalled: Console) -> None:
    assert journalled("journal", "verify", "--json").json == {
        "lines": 20, "head_kept": True, "whole": True, "faults": [],
    }  # fmt: skip


@pytest.mark.skipif(sys.platform != "linux", reason="a small disk is made with mount")
def test_a_full_disk_is_named_and_what_was_in_stays(tmp_path: Path, csv_file: Callable[..., Path]) -> None:
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(small)], capture_output=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip("no right to mount a small disk here")
    try:
        console = Console({"NAZAR_DATA_DIR": str(small / "data")})
        console("db", "upgrade")
        console("import", str(csv_file("Су жоқ")), "--no-index", *MAPPING)
        texts = [f"{n} " + "ұзын мәтін " * 300 for n in range(2_000)]
        line = console.refused("import", str(csv_file(*texts, name="big.csv", start=10)), "--no-index", *MAPPING)
        assert "disk is full" in line
        assert json.loads(console("export", "posts").out.splitlines()[0])["text"]
    finally:
        subprocess.run(["umount", "-l", str(small)], check=False)
