"""What every test may ask for: real servers, a browser, a free port; and nothing beyond the loopback address."""

import ipaddress
import os
import secrets
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.servers import browser, elastic, keeper, machine, postgres

NEEDS = {
    "postgres_url": "postgres",
    "new_postgres_url": "postgres",
    "elastic": "elastic",
    "elastic_prefix": "elastic",
    "chromium": "browser",
    "page": "browser",
}
"""Which mark a fixture puts on the tests that ask for it, so that nobody forgets one."""


def pytest_configure(config: pytest.Config) -> None:
    for name in [name for name in os.environ if name.startswith("NAZAR_")]:
        del os.environ[name]  # a developer's own installation must not colour the tests
    if not hasattr(config, "workerinput"):
        keeper.open_run()
    sys.addaudithook(refuse_the_outside)


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        keeper.close_run(Path(os.environ["TEST_RUN_FOLDER"]))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for name in getattr(item, "fixturenames", ()):
            if name in NEEDS:
                item.add_marker(NEEDS[name])
        if item.get_closest_marker("postgres") or item.get_closest_marker("elastic"):
            item.add_marker("servers")


def refuse_the_outside(event: str, arguments: tuple[object, ...]) -> None:
    """Let no socket of a test leave the machine, whatever the code under test was told to fetch."""
    if event != "socket.connect":
        return
    address = arguments[1]
    if isinstance(address, tuple) and not is_loopback(str(address[0])):
        raise PermissionError(f"a test tried to reach {address[0]}")


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return host in {"localhost", ""}


def obtain(kind: str) -> dict[str, str]:
    """This run's server, or the end of the test: a failure in CI, a skip on a person's machine."""
    try:
        return keeper.shared(kind)
    except machine.Missing as missing:
        refuse(str(missing))


def refuse(reason: str) -> NoReturn:
    if os.environ.get("CI") == "true":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@pytest.fixture
def free_port() -> Callable[[], int]:
    """Gives a port of 127.0.0.1 that nobody listens on, another one each time."""
    return machine.free_port


@pytest.fixture
def new_postgres_url() -> Iterator[Callable[[], str]]:
    """Gives the address (`postgresql+psycopg://…`) of a new, empty database at each call; dropped after the test."""
    server = obtain("postgres")["url"]
    made: list[str] = []

    def new_url() -> str:
        made.append(postgres.new_database(server))
        return made[-1]

    yield new_url
    for url in made:
        postgres.drop_database(url, server)


@pytest.fixture
def postgres_url(new_postgres_url: Callable[[], str]) -> str:
    """The address (`postgresql+psycopg://…`) of an empty database that is this test's own."""
    return new_postgres_url()


@dataclass(frozen=True)
class ElasticServer:
    """A secured server. The key has the desk's narrow rights (indices `nazar*`), the user may do everything."""

    url: str
    ca_file: Path
    api_key: str
    user: str
    password: str

    def ask(self, method: str, path: str, body: object = None) -> object:
        """One request as the administrator; its JSON."""
        return elastic.ask({**vars(self), "ca_file": str(self.ca_file)}, method, path, body)


@pytest.fixture(name="elastic", scope="session")
def elastic_server() -> ElasticServer:
    """The run's Elasticsearch, over TLS with a CA of its own."""
    facts = obtain("elastic")
    return ElasticServer(facts["url"], Path(facts["ca_file"]), facts["api_key"], facts["user"], facts["password"])


@pytest.fixture
def elastic_prefix(elastic: ElasticServer) -> Iterator[str]:
    """A beginning for index and alias names that is this test's own; all that begin so are removed after it."""
    prefix = f"nazar-{secrets.token_hex(5)}"
    yield prefix
    elastic.ask("DELETE", f"/{prefix}*")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A real browser, one for each file: its event loop may not outlive the file, or `asyncio.run` fails after it."""
    try:
        program = browser.find_program()
    except machine.Missing as missing:
        refuse(str(missing))
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=browser.FLAGS)
        yield running
        running.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A fresh profile with one empty page, 1280 by 900, in Russian and Almaty's time."""
    context = chromium.new_context(
        viewport={"width": 1280, "height": 900},
        locale="ru-RU",
        timezone_id="Asia/Almaty",
        ignore_https_errors=True,
    )
    yield context.new_page()
    context.close()
