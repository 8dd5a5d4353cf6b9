"""When the database is away, the gate says so to everybody, and nothing breaks open."""

from __future__ import annotations

import asyncio

import pytest
from starlette.responses import PlainTextResponse

from ui.entrance import Entrance
from ui.gate import Gate


async def behind(scope, receive, send):
    await PlainTextResponse("inside")(scope, receive, send)


@pytest.fixture
def gate(parts):
    parts.settings.data_dir.joinpath("nazar.db").write_bytes(b"this is no database any more " * 400)
    return Gate(behind, Entrance(parts))


def ask(gate, path, kind="http", cookie=b"nazar=abc"):
    sent = []

    async def receive():
        return {"type": "http.request" if kind == "http" else "websocket.connect", "body": b""}

    async def send(message):
        sent.append(message)

    headers = [
        (b"host", b"127.0.0.1"),
        (b"cookie", cookie),
        (b"accept", b"text/html"),
        (b"origin", b"http://127.0.0.1"),
    ]
    scope = {"type": kind, "method": "GET", "path": path, "query_string": b"", "headers": headers}
    asyncio.run(gate(scope, receive, send))
    return sent


def test_a_page_says_that_the_database_is_away(gate):
    start, body = ask(gate, "/queue")

    assert start["status"] == 503
    assert "База данных не отвечает".encode() in body["body"]
    assert b"inside" not in body["body"]


def test_a_websocket_is_asked_to_come_again(gate):
    assert ask(gate, "/_stcore/stream", kind="websocket") == [{"type": "websocket.close", "code": 1013}]


def test_what_is_open_to_all_stays_open(gate):
    assert ask(gate, "/static/x.js")[0]["status"] == 200
