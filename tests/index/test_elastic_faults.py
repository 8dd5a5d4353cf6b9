"""Elasticsearch away, slow, overloaded, half failing, wrong: one clear line each, nothing lost, no endless wait."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import trustme

from desk.errors import SearchError
from desk.queries import Query
from index import open_index
from index.elastic_schema import SCHEMA
from tests.index.conftest import Town, elastic_index
from tests.index.documents import EVERYTHING, post

Answer = tuple[int, Any]
DOCUMENTS = [post(n, f"слово {n}") for n in range(5)]


def healthy(method: str, path: str, body: bytes) -> Answer:
    """What a server that has our indices answers."""
    if path == "/":
        return 200, {"version": {"number": "9.4.3"}}
    if path.startswith("/_alias/"):
        return (404 if "next" in path else 200), ""
    if path.endswith("/_mapping"):
        return 200, {"nazar-posts-000001": {"mappings": {"_meta": {"schema": SCHEMA}}}}
    if path.startswith("/_bulk"):
        return 200, {"errors": False, "items": [{"index": {"status": 201}} for _ in body.splitlines()[::2]]}
    if path.endswith("/_search"):
        return 200, {"timed_out": False, "hits": {"total": {"value": 0}, "hits": []}}
    return 404, {"error": {"type": "not_expected"}}


class Stub:
    """A server on loopback that answers as `answer` says; `asked` are the requests that came."""

    def __init__(self) -> None:
        self.answer: Callable[[str, str, bytes], Answer] = healthy
        self.asked: list[str] = []
        self.headers = {"X-Elastic-Product": "Elasticsearch"}
        stub = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_one(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                stub.asked.append(f"{self.command} {self.path.partition('?')[0]}")
                status, content = stub.answer(self.command, self.path, body)
                sent = content.encode() if isinstance(content, str) else json.dumps(content).encode()
                self.send_response(status)
                for name, value in stub.headers.items():
                    self.send_header(name, value)
                is_page = sent.startswith(b"<")
                self.send_header("Content-Type", "text/html" if is_page else "application/json")
                self.send_header("Content-Length", str(len(sent)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(sent)

            do_GET = do_POST = do_PUT = do_HEAD = handle_one  # noqa: N815  # the standard library's names

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def count(self, start: str) -> int:
        return sum(each.startswith(start) for each in self.asked)


@pytest.fixture
def stub() -> Iterator[Stub]:
    running = Stub()
    yield running
    running.server.shutdown()
    running.server.server_close()


@pytest.fixture
def index(stub: Stub, monkeypatch) -> Iterator[Any]:
    monkeypatch.setattr("index.elastic.ASK_SECONDS", 0.5)
    monkeypatch.setattr("index.elastic.BULK_SECONDS", 0.5)
    opened = open_index(Path("unused"), url=stub.url, user="nazar", password="geheim-4711")
    yield opened
    opened.close()


def always(status: int, content: Any) -> Callable[[str, str, bytes], Answer]:
    return lambda method, path, body: (status, content)


def bulk(status: int, content: Any) -> Callable[[str, str, bytes], Answer]:
    return lambda method, path, body: (status, content) if path.startswith("/_bulk") else healthy(method, path, body)


def error(kind: str) -> dict[str, Any]:
    return {"error": {"type": kind, "reason": "r"}, "status": 400}


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (always(401, error("security_exception")), "refuses the key or the user"),
        (always(403, error("security_exception")), "does not allow"),
        (always(400, error("media_type_header_exception")), "is not version 9"),
        (always(200, {"version": {"number": "8.19.8"}}), "is not version 9"),
        (always(200, {"version": {"number": "10.0.0"}}), "is not version 9"),
        (always(503, error("master_not_discovered_exception")), "overloaded or not ready"),
        (always(429, error("circuit_breaking_exception")), "overloaded or not ready"),
        (always(502, "<html>Bad gateway"), "overloaded or not ready"),
        (always(200, "<html>Welcome to nginx"), "does not speak as Elasticsearch"),
        (always(200, {"hello": "world"}), "does not speak as Elasticsearch"),
        (always(200, []), "does not speak as Elasticsearch"),
        (always(404, "<html>not found"), "does not speak as Elasticsearch"),
        (bulk(503, error("unavailable")), "overloaded or not ready"),
        (bulk(429, error("es_rejected_execution_exception")), "overloaded or not ready"),
        (bulk(403, error("cluster_block_exception")), "disk of Elasticsearch"),
        (bulk(200, {"items": []}), "does not speak as Elasticsearch"),
        (bulk(200, {}), "does not speak as Elasticsearch"),
        (bulk(200, '{"items": [{"index'), "does not speak as Elasticsearch"),
        (bulk(413, ""), "refused (413)|does not speak"),
    ],
)
def test_every_refusal_is_one_clear_line(stub, index, answer, words):
    stub.answer = answer
    began = time.monotonic()
    with pytest.raises(SearchError, match=words.replace("(", r"\(").replace(")", r"\)")) as refused:
        index.put(DOCUMENTS)
    assert time.monotonic() - began < 10
    assert len(stub.asked) <= 12
    line = str(refused.value)
    assert stub.url in line
    assert "geheim" not in line
    assert "слово" not in line
    assert "\n" not in line


def test_a_look_alike_is_called_one(stub, index):
    stub.headers.pop("X-Elastic-Product")
    with pytest.raises(SearchError, match="not Elasticsearch"):
        index.search(Query("слово"), EVERYTHING)


def test_a_server_that_says_nothing_is_given_up(stub, index):
    done = threading.Event()

    def hang(method: str, path: str, body: bytes) -> Answer:
        done.wait(20)
        return healthy(method, path, body)

    stub.answer = hang
    began = time.monotonic()
    with pytest.raises(SearchError, match="in time"):
        index.search(Query("слово"), EVERYTHING)
    assert time.monotonic() - began < 10
    done.set()


def test_half_an_answer_is_none(stub, index):
    def timed_out(method: str, path: str, body: bytes) -> Answer:
        if path.partition("?")[0].endswith("/_search"):
            return 200, {"timed_out": True, "hits": {"total": {"value": 3}, "hits": []}}
        return healthy(method, path, body)

    stub.answer = timed_out
    with pytest.raises(SearchError, match="in time"):
        index.search(Query("слово"), EVERYTHING)


def test_a_half_failed_bulk_is_sorted_document_by_document(stub, index):
    preview = "failed to parse. Preview of field's value: 'тайна'"
    statuses = [
        {"status": 201},
        {"status": 429, "error": {"type": "es_rejected_execution_exception", "reason": "full"}},
        {"status": 400, "error": {"type": "document_parsing_exception", "reason": preview}},
        {"status": 503, "error": {"type": "unavailable_shards_exception", "reason": "away"}},
        {"status": 409, "error": {"type": "version_conflict_engine_exception", "reason": "newer"}},
    ]

    def half(method: str, path: str, body: bytes) -> Answer:
        if path.startswith("/_mget"):
            return 200, {"docs": [{"found": True}]}
        if path.startswith("/_bulk"):
            return 200, {"errors": True, "items": [{"index": each} for each in statuses]}
        return healthy(method, path, body)

    stub.answer = half
    faults = {fault.id: fault for fault in index.put(DOCUMENTS)}
    assert {id: fault.lasting for id, fault in faults.items()} == {
        DOCUMENTS[1].id: False,
        DOCUMENTS[2].id: True,
        DOCUMENTS[3].id: False,
    }
    assert "document_parsing_exception" in faults[DOCUMENTS[2].id].error
    assert "тайна" not in faults[DOCUMENTS[2].id].error


def test_a_missing_index_is_named_with_the_way_out(stub, index):
    gone = {"status": 404, "error": {"type": "index_not_found_exception", "reason": "no such index"}}
    stub.answer = bulk(200, {"errors": True, "items": [{"index": gone}] * 5})
    with pytest.raises(SearchError, match="nazar index rebuild"):
        index.put(DOCUMENTS)


def test_a_big_batch_goes_in_bearable_pieces(stub, index):
    many = [post(n, "слово " * 3_000) for n in range(500)]
    assert index.put(many) == []
    assert stub.count("PUT /_bulk") >= 2


def test_nobody_listening_is_said_in_words(free_port, monkeypatch):
    index = open_index(Path("unused"), url=f"http://127.0.0.1:{free_port()}")
    with pytest.raises(SearchError, match="is away"):
        index.search(Query("слово"), EVERYTHING)
    with pytest.raises(SearchError, match="is away"):
        index.status()


@pytest.mark.parametrize("url", ["", "elastic", "ftp://127.0.0.1:9200", "http://", "https://127.0.0.1:port"])
def test_an_address_that_is_none_is_refused_in_words(url):
    with pytest.raises(SearchError, match="cannot be asked"):
        open_index(Path("unused"), url=url)


def test_a_ca_file_that_cannot_be_used_is_named(tmp_path):
    (tmp_path / "text.pem").write_text("no certificate")
    for name in ("none.pem", "text.pem"):
        with pytest.raises(SearchError, match=name):
            open_index(Path("unused"), url="https://127.0.0.1:9200", ca_file=tmp_path / name)


def test_a_password_in_the_address_is_never_shown():
    index = open_index(Path("unused"), url="http://nazar:geheim@127.0.0.1:1")
    with pytest.raises(SearchError) as refused:
        index.status()
    assert "geheim" not in str(refused.value)


def test_a_wrong_key_is_refused_by_the_real_server(elastic):
    for wrong in ({"api_key": "d3Jvbmc6a2V5"}, {"user": "nobody", "password": "wrong"}, {}):
        index = open_index(Path("unused"), url=elastic.url, ca_file=elastic.ca_file, **wrong)  # type: ignore[arg-type]
        with pytest.raises(SearchError, match="refuses the key or the user"):
            index.put(DOCUMENTS)


def test_a_key_without_rights_is_told_apart_from_a_wrong_one(elastic):
    index = open_index(
        Path("unused"), url=elastic.url, ca_file=elastic.ca_file, api_key=elastic.api_key, prefix="foreign"
    )
    with pytest.raises(SearchError, match=r"rights to the indices foreign\*"):
        index.put(DOCUMENTS)


def test_user_and_password_open_the_real_server_too(elastic, elastic_prefix):
    index = open_index(
        Path("unused"),
        url=elastic.url,
        ca_file=elastic.ca_file,
        user=elastic.user,
        password=elastic.password,
        prefix=elastic_prefix,
    )
    assert index.put(DOCUMENTS) == []
    assert index.search(Query("слово"), EVERYTHING).total == 5
    index.close()


def test_another_authority_is_not_believed(elastic, tmp_path):
    other = tmp_path / "other.pem"
    trustme.CA().cert_pem.write_to_path(str(other))
    for ca_file in (other, None):
        index = open_index(Path("unused"), url=elastic.url, ca_file=ca_file, api_key=elastic.api_key)
        with pytest.raises(SearchError, match="certificate"):
            index.put(DOCUMENTS)


class Line:
    """A loopback line to a real server that a test can cut, or leave hanging."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._open: list[socket.socket] = []
        self.is_up = True
        self.hangs = False
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        self.is_up = False
        for each in self._open:
            each.close()
        self._open.clear()

    def close(self) -> None:
        self.cut()
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                inner, _ = self._listener.accept()
            except OSError:
                return
            if not self.is_up:
                inner.close()
                continue
            outer = socket.create_connection(("127.0.0.1", self._target))
            self._open += (inner, outer)
            for source, sink in ((inner, outer), (outer, inner)):
                threading.Thread(target=self._carry, args=(source, sink), daemon=True).start()

    def _carry(self, source: socket.socket, sink: socket.socket) -> None:
        try:
            while data := source.recv(65536):
                if not self.hangs:
                    sink.sendall(data)
        except OSError:
            pass
        finally:
            source.close()
            sink.close()


@pytest.mark.postgres
@pytest.mark.parametrize("store_kind", ["postgresql"], indirect=True)
def test_the_real_server_may_go_and_come_back_while_people_write(town: Town, elastic, elastic_prefix, monkeypatch):
    monkeypatch.setattr("index.elastic.ASK_SECONDS", 2)
    monkeypatch.setattr("index.elastic.BULK_SECONDS", 2)
    line = Line(int(elastic.url.rpartition(":")[2]))

    class Through:
        url = f"https://127.0.0.1:{line.port}"
        api_key, ca_file = elastic.api_key, elastic.ca_file

    index = elastic_index(Through, elastic_prefix)
    relay = town.relay(index=index)
    town.receive("до")
    assert relay.run_once().delivered == 1
    for trouble in ("cut", "hang", "cut"):
        if trouble == "cut":
            line.cut()
        line.hangs = trouble == "hang"
        for n in range(3):
            town.receive(f"{trouble} {n}")
            report = relay.run_once()
            assert report.error is not None
            assert report.delivered == 0
            town.time.pass_(seconds=report.wait_seconds)
        with pytest.raises(SearchError):
            index.search(Query(""), EVERYTHING)
        line.is_up, line.hangs = True, False
        line.cut()  # what hung is over
        line.is_up = True
        while town.outbox():
            report = relay.run_once(at_once=True)
            town.time.pass_(seconds=report.wait_seconds)
    assert index.search(Query(""), EVERYTHING).total == 10
    index.close()
    line.close()
