"""The dependency gate closes for a weak pin and for one it could not look up, and opens for nothing less than all."""

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

GATE = Path(__file__).parents[1] / ".ci" / "audit.py"
WEAK = ("jinja2", "2.10")
UNKNOWN = "nobody-knows-this"

ADVISORY = {
    "id": "TEST-2026-1",
    "summary": "A template reaches outside its sandbox.",
    "affected": [
        {
            "package": {"name": WEAK[0], "ecosystem": "PyPI"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "2.10.1"}]}],
            "versions": [WEAK[1]],
        }
    ],
}


class Advisories(BaseHTTPRequestHandler):
    """An advisory service in OSV's shape that knows one weakness, and breaks on one name."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        name, version = asked["package"]["name"], asked["version"]
        self.send_response(503 if name == UNKNOWN else 200)
        self.end_headers()
        self.wfile.write(json.dumps({"vulns": [ADVISORY]} if (name, version) == WEAK else {}).encode())

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the test's output is not the place."""


@pytest.fixture
def service() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Advisories)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/v1/query"
    server.shutdown()
    server.server_close()


Gate = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def gate(service: str, tmp_path: Path) -> Gate:
    def run(*pins: str, url: str = service) -> subprocess.CompletedProcess[str]:
        lock = tmp_path / "requirements.lock"
        lock.write_text("".join(f"{pin} \\\n    --hash=sha256:{'0' * 64}\n" for pin in pins))
        return subprocess.run(
            [sys.executable, GATE, lock, "--osv-url", url], capture_output=True, text=True, check=False
        )

    return run


def test_a_planted_weak_pin_closes_the_gate(gate: Gate):
    run = gate("idna==3.10", "jinja2==2.10")
    assert run.returncode == 1
    assert "jinja2==2.10 is known to be weak: TEST-2026-1" in run.stdout
    assert "2 audited, 1 weak, 0 not audited" in run.stdout


def test_clean_pins_open_the_gate(gate: Gate):
    run = gate("idna==3.10", "jinja2==3.1.6")
    assert run.returncode == 0
    assert "2 audited, 0 weak, 0 not audited" in run.stdout


def test_a_pin_for_another_system_is_not_asked_for(gate: Gate):
    run = gate("idna==3.10", "colorama==0.4.6 ; sys_platform == 'plan9'")
    assert run.returncode == 0
    assert "1 audited" in run.stdout


def test_a_pin_that_could_not_be_looked_up_closes_the_gate(gate: Gate):
    run = gate("idna==3.10", f"{UNKNOWN}==1.0")
    assert run.returncode == 2
    assert f"{UNKNOWN}==1.0" in run.stdout
    assert "could not be audited" in run.stdout


def test_a_service_that_is_away_closes_the_gate(gate: Gate, free_port: Callable[[], int]):
    run = gate("idna==3.10", url=f"http://127.0.0.1:{free_port()}/v1/query")
    assert run.returncode == 2
    assert "0 audited, 0 weak, 1 not audited" in run.stdout


def test_an_empty_lock_is_not_a_clean_one(gate: Gate):
    assert gate().returncode == 2
