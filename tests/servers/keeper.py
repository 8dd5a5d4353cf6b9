"""Keeps one server for one test run: started by whoever needs it first, shared by all, ended with the run.

It is a process of its own, so that several pytest workers can share a server and none is left behind even when
pytest itself is killed. `python -m tests.servers.keeper` without a kind keeps both until Ctrl-C and prints the
variables that make test runs use them.
"""

import json
import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import NoReturn

import psutil

from tests.servers import elastic, postgres
from tests.servers.machine import Missing, new_folder, only_one, remove

SERVERS: dict[str, Callable[[Path], AbstractContextManager[dict[str, str]]]] = {
    "elastic": elastic.serving,
    "postgres": postgres.serving,
}

ROOT = Path(__file__).parents[2]
OBTAIN_SECONDS = 900


def shared(kind: str) -> dict[str, str]:
    """The facts of this run's server of that kind, starting it if nobody has yet.

    Raises Missing when the machine has none, RuntimeError when it did not start.
    """
    run = Path(os.environ["TEST_RUN_FOLDER"])
    answer = run / f"{kind}.json"
    with only_one(run / f"{kind}.lock"):
        if not answer.exists():
            start_keeper(kind, run)
            wait_for(answer)
    facts: dict[str, str] = json.loads(answer.read_text())
    if "missing" in facts:
        raise Missing(facts["missing"])
    if "failed" in facts:
        raise RuntimeError(facts["failed"])
    return facts


def start_keeper(kind: str, run: Path) -> None:
    with (run / f"{kind}.log").open("wb") as log:
        subprocess.Popen(
            [sys.executable, "-m", "tests.servers.keeper", kind, str(run), os.environ["TEST_RUN_OWNER"]],
            cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip


def wait_for(answer: Path) -> None:
    give_up_at = time.monotonic() + OBTAIN_SECONDS
    while not answer.exists():
        if time.monotonic() > give_up_at:
            raise RuntimeError(f"no server after {OBTAIN_SECONDS} s, see {answer.with_suffix('.log')}")
        time.sleep(0.1)


def open_run() -> Path:
    """Begin a run owned by this process: its folder, known to the children by their environment."""
    run = new_folder()
    os.environ["TEST_RUN_FOLDER"] = str(run)
    os.environ["TEST_RUN_OWNER"] = str(os.getpid())
    return run


def close_run(run: Path) -> None:
    """Stop what the run started, and remove its folder when all of it is down."""
    (run / "stop").touch()
    give_up_at = time.monotonic() + 60
    while list(run.glob("*.running")) and time.monotonic() < give_up_at:
        time.sleep(0.1)
    remove(run)


def keep(kind: str, run: Path, owner: int) -> None:
    """Start the server, write its facts beside it, and stop it when the run is over or its owner is gone."""
    signal.signal(signal.SIGTERM, leave)
    os.umask(0o022)  # what is unpacked here is read by the user that the servers run as
    running = run / f"{kind}.running"
    running.touch()
    folder = run / kind
    folder.mkdir()
    try:
        with SERVERS[kind](folder) as facts:
            write(run / f"{kind}.json", facts)
            while psutil.pid_exists(owner) and not (run / "stop").exists():
                time.sleep(0.2)
    except Missing as missing:
        write(run / f"{kind}.json", {"missing": str(missing)})
    except Exception:  # whatever it was, the tests that wait for the server must be told
        write(run / f"{kind}.json", {"failed": traceback.format_exc()})
    finally:
        running.unlink(missing_ok=True)
        if not psutil.pid_exists(owner):
            remove(run)


def write(path: Path, facts: dict[str, str]) -> None:
    growing = path.with_suffix(".growing")
    growing.write_text(json.dumps(facts))
    growing.rename(path)


def leave(*_: object) -> NoReturn:
    sys.exit(0)


def keep_all() -> None:
    """Keep every kind until Ctrl-C, and print the variables that make test runs use them."""
    signal.signal(signal.SIGTERM, leave)
    os.umask(0o022)
    run = open_run()
    try:
        with ExitStack() as servers:
            for kind, serving in SERVERS.items():
                (run / kind).mkdir()
                facts = servers.enter_context(serving(run / kind))
                prefix = {"elastic": "TEST_ELASTICSEARCH", "postgres": "TEST_POSTGRES"}[kind]
                for name, value in facts.items():
                    print(f"export {prefix}_{name.upper()}='{value}'", flush=True)  # noqa: T201 - its whole purpose
            signal.pause()
    except KeyboardInterrupt:
        pass
    finally:
        remove(run)


if __name__ == "__main__":
    if len(sys.argv) == 1:
        keep_all()
    else:
        keep(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
