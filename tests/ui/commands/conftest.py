"""A console of an installation: real commands, in this process or as processes of their own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from config.founding import upgrade_database
from config.settings import read_settings
from config.wiring import Parts, open_parts
from ui.cli import app
from ui.lifelines import NAZAR

NOW = datetime.now(UTC).replace(microsecond=0)
BOTH = [
    pytest.param("embedded", id="sqlite-and-fts5"),
    pytest.param("servers", id="postgresql-and-elasticsearch", marks=[pytest.mark.postgres, pytest.mark.elastic]),
]


@dataclass(frozen=True)
class Ended:
    """How a command ended: its exit code, what it answered and what it said beside."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The answer as JSON; exactly one line of it."""
        (line,) = self.out.splitlines()
        return json.loads(line)


@dataclass(frozen=True)
class Console:
    """Runs `nazar …` on one installation."""

    environment: Mapping[str, str]

    def __call__(self, *arguments: str, input: str | None = None, code: int = 0) -> Ended:
        """Run a command in this process; it must end with this code, and a refusal must be one line."""
        result = CliRunner(env=dict(self.environment)).invoke(
            app, list(arguments), input=input, catch_exceptions=False, prog_name="nazar"
        )
        ended = Ended(result.exit_code, result.stdout, result.stderr)
        assert ended.code == code, f"{arguments}: {ended}"
        return ended

    def refused(self, *arguments: str, input: str | None = None) -> str:
        """What a command says that refuses: one line on stderr, nothing on stdout, exit code 1."""
        ended = self(*arguments, input=input, code=1)
        (line,) = ended.err.splitlines()
        assert line.startswith("nazar: ")
        return line

    def start(self, *arguments: str, **how: Any) -> subprocess.Popen[str]:
        """Start a command as a process of its own."""
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "stdin": subprocess.DEVNULL, **how}
        return subprocess.Popen(
            [*NAZAR, *arguments], env={**os.environ, **self.environment}, text=True, encoding="utf-8", **pipes
        )

    def apart(self, *arguments: str) -> Ended:
        """Run a command as a process of its own."""
        process = self.start(*arguments)
        out, err = process.communicate(timeout=120)
        return Ended(process.returncode, out, err)

    def open_parts(self, now: Callable[[], datetime] | None = None) -> Parts:
        """The parts of the installation, for looking behind the commands; close them."""
        overrides = {name.removeprefix("NAZAR_").lower(): value for name, value in self.environment.items()}
        settings = read_settings(_env_file=None, **overrides)
        return open_parts(settings) if now is None else open_parts(settings, now)


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of an empty installation, to be copied: migrations take their time."""
    folder = tmp_path_factory.mktemp("founded") / "data"
    upgrade_database(read_settings(data_dir=folder, _env_file=None))
    return folder


@pytest.fixture
def nazar(founded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Console:
    """A console of an empty installation with the embedded engines."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(founded, tmp_path / "data")
    return Console({"NAZAR_DATA_DIR": str(tmp_path / "data")})


@pytest.fixture
def both(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Console]:
    """A console of an empty installation, once with the embedded engines and once with the servers (BOTH)."""
    if request.param == "embedded":
        yield request.getfixturevalue("nazar")
        return
    monkeypatch.chdir(tmp_path)
    server = request.getfixturevalue("elastic")
    (tmp_path / "key").write_text(server.api_key)
    console = Console(
        {
            "NAZAR_DATA_DIR": str(tmp_path / "data"),
            "NAZAR_DATABASE_URL": request.getfixturevalue("postgres_url"),
            "NAZAR_ELASTICSEARCH_URL": server.url,
            "NAZAR_ELASTICSEARCH_CA_FILE": str(server.ca_file),
            "NAZAR_ELASTICSEARCH_API_KEY_FILE": str(tmp_path / "key"),
            "NAZAR_ELASTICSEARCH_PREFIX": request.getfixturevalue("elastic_prefix"),
        }
    )
    console("db", "upgrade")
    yield console


@pytest.fixture
def csv_file(tmp_path: Path) -> Callable[..., Path]:
    """Writes a table as a 109 service gives it out: `csv_file("text", "text")`, one a row, an hour apart until now."""

    def write(*texts: str, name: str = "log-109.csv", start: int = 1) -> Path:
        rows = ["message_id;channel;date;text;author"]
        for at, text in enumerate(texts):
            moment = (NOW - timedelta(hours=len(texts) - at)).isoformat()
            rows.append(f"{start + at};zhinaq;{moment};{text};resident-{at}")
        path = tmp_path / name
        path.write_text("\n".join(rows) + "\n", "utf-8")
        return path

    return write


@pytest.fixture
def brought(nazar: Console, csv_file: Callable[..., Path]) -> Callable[..., list[str]]:
    """Imports these texts and gives the keys of their posts."""

    def bring(*texts: str, start: int = 1) -> list[str]:
        nazar("import", str(csv_file(*texts, start=start)), *MAPPING)
        return [f"telegram/zhinaq/{start + at}" for at in range(len(texts))]

    return bring


MAPPING = (
    "--columns", "id=message_id,place=channel,published_at=date,author_name=author", "--set", "network=telegram",
)  # fmt: skip
"""How the table of `csv_file` is read."""


@pytest.fixture
def export_folder(tmp_path: Path) -> Path:
    """A chat as Telegram Desktop exports it: a group with a reply, an edit, a service message and hostile text."""
    folder = tmp_path / "ChatExport_2026"
    folder.mkdir()
    at = int((NOW - timedelta(hours=5)).timestamp())

    def message(id: int, text: Any, **more: Any) -> dict[str, Any]:
        moment = datetime.fromtimestamp(at + id * 60, UTC)
        return {
            "id": id,
            "type": "message",
            "date": moment.strftime("%Y-%m-%dT%H:%M:%S"),
            "date_unixtime": str(at + id * 60),
            "from": "Айгүл",
            "from_id": "user5000000001",
            "text": text,
            "text_entities": [],
            **more,
        }

    chat = {
        "name": "Жіңақ тұрғындары",
        "type": "public_supergroup",
        "id": 1234567890,
        "messages": [
            {"id": 1, "type": "service", "date": "2026-01-01T00:00:00", "date_unixtime": "1767225600",
             "actor": "Айгүл", "actor_id": "user5000000001", "action": "create_group", "text": "", "members": []},
            message(2, "Үшінші күн су жоқ, Абай көшесі"),
            message(3, ["Нет воды, звонили в ", {"type": "link", "text": "109"}], reply_to_message_id=2),
            message(4, "<script>alert(1)</script> ![x](http://127.0.0.1:9/p.png) \u001b[2J"),
        ],
    }  # fmt: skip
    (folder / "result.json").write_text(json.dumps(chat, ensure_ascii=False), "utf-8")
    return folder
