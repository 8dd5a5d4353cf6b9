"""A whole desk for a browser: the desk and its worker as processes, on either pair of engines."""

from __future__ import annotations

import contextlib
import http.client
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

import store
from config.settings import Settings, read_settings
from config.wiring import Parts, open_parts
from tests.servers import machine
from ui import first_start

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "ozen-boiynda-2026"


@dataclass
class House:
    """A running installation: its address, its parts for looking, its folder of pictures."""

    parts: Parts
    address: str
    pictures: Path
    environment: dict[str, str]
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def link(self) -> str:
        """A fresh one-time link."""
        return f"{self.address}{first_start.link(self.parts)}"

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        """Start a part of it: `desk` or `worker`."""
        log = self.pictures / f"{command[0]}.log"
        with log.open("ab") as file:
            process = subprocess.Popen(
                [sys.executable, "-m", "ui", *command],
                cwd=ROOT,
                env=self.environment,
                stdout=file,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
            )
        self.processes.append(process)
        return process

    def stop(self) -> None:
        """End everything that was started."""
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(20)
            process.kill()
        self.processes.clear()


def wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(600):
        assert process.poll() is None, log.read_text()
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    raise AssertionError("the desk did not come up: " + log.read_text())


@contextlib.contextmanager
def houses(folder: Path) -> Iterator[Callable[..., House]]:
    """Starts installations in a folder, and ends them."""
    with contextlib.ExitStack() as stack:

        def begin(**settings: str) -> House:
            port = machine.free_port()
            given = {"data_dir": str(folder / "data"), "port": str(port), **settings}
            environment = {**os.environ, **{f"NAZAR_{name.upper()}": value for name, value in given.items()}}
            read: Settings = read_settings(**given)
            read.data_dir.mkdir(exist_ok=True)
            store.upgrade(read.store_url)
            pictures = Path(os.environ.get("TEST_PICTURES") or folder / "pictures")
            pictures.mkdir(parents=True, exist_ok=True)
            parts = stack.enter_context(open_parts(read))
            house = House(parts, f"http://127.0.0.1:{port}", pictures, environment)
            stack.callback(house.stop)
            wait_for(port, house.start("desk"), pictures / "desk.log")
            return house

        yield begin


@pytest.fixture
def open_house(tmp_path: Path) -> Iterator[Callable[..., House]]:
    """Starts an installation on the settings given (NAZAR_… without the prefix, in small letters)."""
    with houses(tmp_path) as begin:
        yield begin


@pytest.fixture(scope="module")
def shared_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One installation for all tests of a file: for those that look and change nothing."""
    with houses(tmp_path_factory.mktemp("house")) as begin:
        yield begin()
