"""A real PostgreSQL: the one that TEST_POSTGRES_URL names, else one started from the `pgserver` wheel."""

import os
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import URL, make_url

from tests.servers.machine import Missing, free_port, give_away, is_open, unprivileged

START_SECONDS = 60

# fsync guards against a dying machine, not a dying process, and no test pulls the plug.
OPTIONS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "fsync": "off",
    "log_min_messages": "warning",
}

# The C locale would not know that Ж is the capital of ж; the official image has a locale that does.
LOCALE = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"


@contextmanager
def serving(folder: Path) -> Iterator[dict[str, str]]:
    """A server for as long as the block runs: `{"url": …}` of its administrator.

    Raises Missing when this machine has none.
    """
    named = os.environ.get("TEST_POSTGRES_URL")
    if named:
        yield {"url": as_psycopg(named).render_as_string(hide_password=False)}
        return
    with started(reachable(find_programs(), folder), folder) as url:
        yield {"url": url.render_as_string(hide_password=False)}


def as_psycopg(address: str) -> URL:
    """The address for our driver, however it was written (`postgres://`, `postgresql://`)."""
    scheme, _, rest = address.partition("://")
    if scheme.split("+")[0] not in {"postgres", "postgresql"}:
        raise Missing(f"TEST_POSTGRES_URL is not an address of PostgreSQL: {scheme}://…")
    return make_url(f"postgresql+psycopg://{rest}")


def find_programs() -> Path:
    found = find_spec("pgserver")
    if found is None or found.origin is None:
        raise Missing("PostgreSQL: set TEST_POSTGRES_URL (the pgserver wheel exists below Python 3.13 only)")
    return Path(found.origin).parent / "pginstall" / "bin"


def reachable(programs: Path, folder: Path) -> Path:
    """The programs themselves, or a copy where the checkout is closed to the user that they run as."""
    if is_open(programs):
        return programs
    site_packages = programs.parents[2]
    for part in ("pgserver", "pgserver.libs"):  # the programs find their libraries by their place beside them
        if (site_packages / part).exists():
            shutil.copytree(site_packages / part, folder / "copy" / part, symlinks=True)
    return folder / "copy" / programs.relative_to(site_packages)


@contextmanager
def started(programs: Path, folder: Path) -> Iterator[URL]:
    password = secrets.token_hex(8)
    word_file = folder / "password"
    word_file.write_text(password)
    data = folder / "data"
    give_away(folder)
    made = subprocess.run(
        [
            programs / "initdb", f"--pgdata={data}", "--username=postgres", f"--pwfile={word_file}",
            "--auth=scram-sha-256", "--encoding=UTF8", f"--locale={LOCALE}", "--no-sync",
        ],
        check=False, capture_output=True, text=True, cwd=folder, **unprivileged(),
    )  # fmt: skip
    if made.returncode:
        raise RuntimeError(f"PostgreSQL could not make a cluster:\n{made.stderr}")
    url = URL.create("postgresql+psycopg", "postgres", password, "127.0.0.1", free_port(), "postgres")
    options = [part for name, value in OPTIONS.items() for part in ("-c", f"{name}={value}")]
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(
            [programs / "postgres", "-D", data, "-p", str(url.port), *options],
            stdout=log, stderr=log, cwd=folder, **unprivileged(),
        )  # fmt: skip
    try:
        wait_until_up(server, url, folder / "server.log")
        yield url
    finally:
        # SIGINT is PostgreSQL's "fast" stop: it ends the sessions that are still open.
        server.send_signal(2)
        server.wait(30)


def wait_until_up(server: subprocess.Popen[bytes], url: URL, log: Path) -> None:
    give_up_at = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(address(url), connect_timeout=2).close()
            return
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > give_up_at:
                raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text(errors='replace')[-3000:]}") from None
            time.sleep(0.1)


def address(url: URL) -> str:
    """The same address in libpq's own spelling."""
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def new_database(server_url: str) -> str:
    """Create an empty database with a name of its own, and return its address."""
    url = make_url(server_url)
    name = f"nazar_{secrets.token_hex(6)}"
    with psycopg.connect(address(url), autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
    return url.set(database=name).render_as_string(hide_password=False)


def drop_database(database_url: str, server_url: str) -> None:
    """Drop it, with every session that is still open in it."""
    name = make_url(database_url).database or ""
    with psycopg.connect(address(make_url(server_url)), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
