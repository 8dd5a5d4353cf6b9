"""/drafts takes what is being typed from whoever is signed in, for this person alone, and from nowhere else."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta

import pytest
from starlette.routing import Router

from desk.drafts import FIELD_LIMIT, Draft
from desk.roles import Role
from desk.users import Session
from ui.drafts import mark, read_mark
from ui.entrance import Entrance, token_of
from ui.gate import Gate
from ui.routes.drafts import BODY_LIMIT, draft_routes

MARK = "draft_0_incident_2026-000123_submit_2026-000123-submit-text"
NAME = "incident/2026-000123/submit"
HERE = "http://127.0.0.1"


@pytest.fixture
def desk(parts):
    entrance = Entrance(parts)
    return Gate(Router(draft_routes(entrance)), entrance)


@pytest.fixture
def sign_in(parts, person):
    def come_in(login):
        now = parts.now()
        user = person(Role.PRESS_OFFICE, login=login)
        with parts.store.writing() as records:
            records.keep_session(
                Session(token_of(login), user.id, now - timedelta(minutes=5), now - timedelta(minutes=5), user.epoch)
            )
        return user

    return come_in


def ask(desk, method, body=b"", login="", **headers):
    sent = []

    async def receive():
        return {"type": "http.request", "body": body}

    async def send(message):
        sent.append(message)

    given = {"host": "127.0.0.1", "cookie": f"nazar={login}", "origin": HERE, **headers}
    scope = {
        "type": "http",
        "method": method,
        "path": "/drafts",
        "query_string": b"",
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in given.items()],
    }
    asyncio.run(desk(scope, receive, send))
    return sent[0]["status"], b"".join(each.get("body", b"") for each in sent[1:]).decode()


def send(desk, login, mark=MARK, text="Су ертең", **headers):
    token = json.loads(ask(desk, "GET", login=login)[1])["form"]
    return ask(desk, "POST", json.dumps({"mark": mark, "text": text}).encode(), login, **{"x_form": token, **headers})


def kept(parts, user):
    with parts.store.reading() as records:
        return {draft.name: dict(draft.fields) for draft in records.drafts_of(user.id)}


def test_what_is_sent_is_kept_for_its_writer_alone_and_told_in_words(desk, parts, sign_in):
    aigul, bolat = sign_in("aigul"), sign_in("bolat")

    status, body = send(desk, "aigul")

    assert status == 200
    assert json.loads(body)["said"].startswith("draft kept at ")
    assert kept(parts, aigul) == {NAME: {"2026-000123-submit-text": "Су ертең"}}
    assert kept(parts, bolat) == {}


def test_a_round_that_is_over_is_told_so(desk, parts, sign_in):
    aigul = sign_in("aigul")
    send(desk, "aigul")
    with parts.store.writing() as records:
        records.drop_draft(aigul.id, NAME, parts.now())

    assert send(desk, "aigul", text="Су ертең б")[0] == 409
    assert kept(parts, aigul) == {}


def test_nobody_but_our_own_page_may_send(desk, parts, sign_in):
    aigul = sign_in("aigul")
    sign_in("bolat")
    theirs = json.loads(ask(desk, "GET", login="bolat")[1])["form"]

    assert ask(desk, "GET", login="nobody")[0] == 401
    assert ask(desk, "POST", b"{}", "nobody")[0] == 401
    assert send(desk, "aigul", x_form=theirs)[0] == 403
    assert send(desk, "aigul", x_form="")[0] == 403
    assert send(desk, "aigul", origin="http://evil.example")[0] == 403
    assert kept(parts, aigul) == {}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{",
        b'{"mark": 1, "text": "x"}',
        b'{"mark": "draft_0_x", "text": "x"}',
        b"[" * 100_000,
        b"x" * (BODY_LIMIT + 1),
    ],
    ids=["empty", "list", "broken", "number", "no-field", "deep", "large"],
)
def test_what_is_no_draft_is_refused_in_words(desk, parts, sign_in, body):
    aigul = sign_in("aigul")
    token = json.loads(ask(desk, "GET", login="aigul")[1])["form"]

    status, said = ask(desk, "POST", body, "aigul", x_form=token)

    assert (status, bool(json.loads(said)["said"])) == (400, True)
    assert kept(parts, aigul) == {}


def test_too_long_a_text_is_refused_and_half_a_letter_is_none(desk, parts, sign_in):
    aigul = sign_in("aigul")

    assert send(desk, "aigul", text="x" * (FIELD_LIMIT + 1))[0] == 400
    assert send(desk, "aigul", text="су \ud83d")[0] == 200
    assert kept(parts, aigul)[NAME]["2026-000123-submit-text"] == "су ?"


def test_the_corner_in_the_browser_is_a_persons_own_and_names_nobody(desk, sign_in):
    sign_in("aigul")
    sign_in("bolat")
    first, second = (json.loads(ask(desk, "GET", login=login)[1])["space"] for login in ("aigul", "bolat"))

    assert first != second
    assert "aigul" not in first
    assert json.loads(ask(desk, "GET", login="aigul")[1])["space"] == first


def test_who_types_is_not_idle(desk, parts, sign_in):
    sign_in("aigul")
    send(desk, "aigul")

    with parts.store.reading() as records:
        assert parts.now() - records.session(token_of("aigul")).seen_at < timedelta(minutes=1)


def test_a_mark_names_round_draft_and_field():
    assert read_mark(mark(Draft(NAME, round=12), "text")) == (12, NAME, "text")
