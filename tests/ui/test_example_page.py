"""The page that brings the example and takes it away: for administrators, with a form of ours, and only when sure."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest
from starlette.requests import Request

from desk.roles import Role
from desk.sources import Source
from desk.users import Session
from ui.entrance import Entrance, Visitor
from ui.example import planting
from ui.routes.example import WAITING, ExamplePage

DISTRICT = "113200000"


@pytest.fixture
def page(parts):
    return ExamplePage(Entrance(parts))


@pytest.fixture
def ask(parts, page, person):
    """Asks for the page, or sends its form: `ask()`, `ask(do="add")`; `role` says who, `form` forges its proof."""

    def send(role=Role.ADMINISTRATOR, query="", form=None, **fields):
        user = next((each for each in users(parts) if each.login == role.value), None) or person(role, language="kk")
        now = datetime.now(UTC)
        visitor = Visitor(Session("token", user.id or 0, now, now, user.epoch), user)
        proof = page.entrance.form_token("token") if form is None else form
        body = urlencode({"form": proof, **fields}).encode()

        async def receive():
            return {"type": "http.request", "body": body, "more_body": False}

        scope = {
            "type": "http",
            "method": "POST" if fields else "GET",
            "path": "/example",
            "query_string": query.encode(),
            "headers": [],
            "nazar.visitor": visitor,
        }
        response = asyncio.run(page.answer(Request(scope, receive)))
        page.working.join()
        return response

    return send


def users(parts):
    with parts.store.reading() as records:
        return records.users()


def test_it_is_brought_waited_for_and_removed_when_somebody_is_sure(parts, ask):
    brought = ask(do="add")
    assert (brought.status_code, brought.headers["location"]) == (303, WAITING)
    assert planting.is_there(parts)
    assert ask(query="then=queue").headers["location"] == "/"

    ask(do="remove")
    assert planting.is_there(parts)

    ask(do="remove", sure="yes")
    assert not planting.is_there(parts)


def test_a_form_that_is_not_ours_does_nothing(parts, ask):
    ask(do="add", form="made up")

    assert not planting.is_there(parts)


@pytest.mark.parametrize("role", [Role.PRESS_OFFICE, Role.COORDINATOR, Role.HEAD, Role.EXECUTOR])
def test_only_administrators_may(parts, ask, role):
    assert ask(role).status_code == 403
    assert ask(role, do="add").status_code == 403
    assert not planting.is_there(parts)


def test_what_stood_in_the_way_is_said(parts, ask):
    with parts.store.writing() as records:
        records.keep_source(Source("example-chat", "import", "Чат", datetime.now(UTC), DISTRICT))
    ask(do="add")

    assert "example-chat" in ask(query="then=queue").body.decode()
