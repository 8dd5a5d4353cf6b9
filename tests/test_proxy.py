"""The real proxy with our own configuration: TLS, each browser stays at its desk, and a dead desk is left."""

import os
import shutil
import ssl
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.cookiejar import CookieJar
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

CADDYFILE = Path(__file__).parents[1] / "deploy" / "Caddyfile"


class Desk(ThreadingHTTPServer):
    """A stand-in for a desk process that answers with its own port, or to `/whoami` with the client it was told of."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            port = str(self.connection.getsockname()[1])
            told = self.headers.get("X-Forwarded-For", "") if self.path == "/whoami" else port
            self.wfile.write(told.encode())

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing: the test's output is not the place."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), self.Answer)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self.shutdown()
        self.server_close()


@dataclass
class Proxy:
    address: str
    desks: dict[str, Desk]

    def visitor(self) -> Callable[..., str]:
        """A browser of its own: what it asks for, with the cookies it was given."""
        trust = ssl._create_unverified_context()
        opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}),
            urllib.request.HTTPSHandler(context=trust),
            urllib.request.HTTPCookieProcessor(CookieJar()),
        )

        def ask(path: str = "/", **headers: str) -> str:
            request = urllib.request.Request(self.address + path, headers=headers)
            with opener.open(request, timeout=20) as answer:
                return str(answer.read().decode())

        return ask


@pytest.fixture
def proxy(free_port: Callable[[], int], tmp_path: Path) -> Iterator[Proxy]:
    program = shutil.which("caddy")
    if program is None:
        pytest.skip("no caddy on this machine")
    desks = {str(desk.server_port): desk for desk in (Desk(), Desk(), Desk())}
    port, probe = free_port(), free_port()
    settings = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "XDG_DATA_HOME": str(tmp_path),
        "XDG_CONFIG_HOME": str(tmp_path),
        "SITE_ADDRESS": f"localhost:{port}",
        "HTTPS_PORT": str(port),
        "HTTP_PORT": str(free_port()),
        "PROBE_PORT": str(probe),
        "DESKS": " ".join(f"127.0.0.1:{name}" for name in desks),
    }
    with (tmp_path / "log").open("wb") as log:
        running = subprocess.Popen(
            [program, "run", "--adapter", "caddyfile", "--config", CADDYFILE], env=settings, stdout=log, stderr=log
        )
    try:
        wait_until_up(f"http://127.0.0.1:{probe}/", running, tmp_path / "log")
        yield Proxy(f"https://localhost:{port}", desks)
    finally:
        running.terminate()
        running.wait(20)
        for desk in desks.values():
            desk.stop()


def wait_until_up(probe: str, running: subprocess.Popen[bytes], log: Path) -> None:
    give_up_at = time.monotonic() + 30
    while True:
        try:
            urllib.request.urlopen(probe, timeout=5).close()
            return
        except OSError:
            if running.poll() is not None or time.monotonic() > give_up_at:
                pytest.fail(f"the proxy did not start:\n{log.read_text(errors='replace')[-3000:]}")
            time.sleep(0.1)


def test_a_browser_stays_at_its_desk_and_browsers_spread_over_all(proxy: Proxy):
    seats: list[str] = []
    for visitor in (proxy.visitor() for _ in range(40)):
        answered = {visitor() for _ in range(4)}
        assert len(answered) == 1
        seats += answered
    assert set(seats) == proxy.desks.keys()


def test_a_browser_whose_desk_died_is_served_by_another(proxy: Proxy):
    visitor = proxy.visitor()
    first = visitor()
    proxy.desks[first].stop()

    second = visitor()

    assert second != first
    assert {visitor() for _ in range(3)} == {second}


@pytest.mark.parametrize("path", ["/healthz", "/metrics"])
def test_health_and_figures_stay_inside(proxy: Proxy, path: str):
    with pytest.raises(urllib.error.HTTPError, match="404"):
        proxy.visitor()(path)


def test_a_visitor_cannot_pretend_to_come_from_elsewhere(proxy: Proxy):
    told = proxy.visitor()("/whoami", **{"X-Forwarded-For": "203.0.113.9"})
    assert told in {"127.0.0.1", "::1"}
