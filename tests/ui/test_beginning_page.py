"""The page behind the one-time link: what it asks, what it keeps, and where it leads."""

from __future__ import annotations

import asyncio
from html import unescape
from urllib.parse import urlencode

import pytest
from starlette.requests import Request

from desk.territories import Level
from ui import first_start
from ui.entrance import Entrance
from ui.example import planting
from ui.routes.beginning import BeginningPage
from ui.routes.example import WAITING, ExamplePage

DISTRICT = "113200000"
GIVEN = {
    "territory": DISTRICT,
    "language": "kk",
    "name": "Айгүл Серікқызы",
    "login": "aigul",
    "password": "ozen-boiynda-2026",
    "again": "ozen-boiynda-2026",
    "role": [role.value for role in first_start.OFFERED],
}


@pytest.fixture
def example(parts):
    """The page that brings the example."""
    return ExamplePage(Entrance(parts))


@pytest.fixture
def ask(parts, example):
    """Sends the form as a browser does, or asks for the page: `ask()`, `ask(start="own")`."""
    page = BeginningPage(example.entrance, example)
    token = str(first_start.link(parts)).partition("token=")[2]

    def send(**fields):
        method = "POST" if fields else "GET"
        body = urlencode({"token": token, **GIVEN, **fields}, doseq=True).encode() if fields else b""

        async def receive():
            return {"type": "http.request", "body": body, "more_body": False}

        scope = {
            "type": "http",
            "method": method,
            "path": "/first-start",
            "query_string": urlencode({"token": token, "lang": "ru"}).encode() if not fields else b"",
            "headers": [],
            "client": ("127.0.0.1", 1),
            "scheme": "http",
            "server": ("127.0.0.1", 80),
        }
        return asyncio.run(page.answer(Request(scope, receive)))

    return send


def words(response) -> str:
    return unescape(response.body.decode())


def test_districts_and_cities_are_offered_while_somebody_types(parts, ask):
    page = words(ask())
    territories = parts.catalogues().territories

    for code, each in territories.items():
        if each.level in (Level.REGION, Level.DISTRICT):
            assert first_start.name_of(territories, code, "ru") in page


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_every_offered_name_leads_back_to_its_territory(parts, language):
    for name, code in first_start.offered_names(parts.catalogues().territories, language).items():
        (found,) = first_start.territories_called(parts, name)
        assert first_start.name_of(parts.catalogues().territories, found.code, language) == name
        assert found.code == code


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"territory": "Атлантида"}, "Атлантида"),
        ({"again": "something-else"}, ""),
        ({"password": "short", "again": "short"}, ""),
        ({"login": " "}, ""),
    ],
)
def test_on_an_error_everything_typed_is_still_there_but_the_password(ask, wrong, said):
    fields = {"start": "own", "role": ["coordinator", "administrator"], **wrong}
    response = ask(**fields)
    page = words(response)

    assert response.status_code == 400
    assert '<html lang="kk">' in page
    assert said in page
    assert 'value="Айгүл Серікқызы"' in page
    assert "login" in wrong or 'value="aigul"' in page
    assert 'value="own" required checked' in page
    assert page.count('name="role" value="coordinator" checked') == 1
    assert 'name="role" value="executor" checked' not in page
    assert "ozen-boiynda-2026" not in page


def test_a_name_that_several_have_asks_which_one(parts, ask):
    page = words(ask(territory="Жамбыл", start="own"))
    found = first_start.territories_called(parts, "Жамбыл")

    assert len(found) > 1
    assert page.count('type="radio" name="territory"') == len(found)


def test_a_file_of_ones_own_leads_to_the_page_that_takes_it(parts, ask):
    response = ask(start="own")

    assert (response.status_code, response.headers["location"]) == (303, "/upload")
    assert not planting.is_there(parts)


def test_example_data_leads_to_a_desk_that_holds_it(parts, ask, example):
    response = ask(start="example")

    assert (response.status_code, response.headers["location"]) == (303, WAITING)
    example.working.join()
    assert planting.is_there(parts)
    with parts.store.reading() as records:
        assert {source.territory for source in records.sources()} == {DISTRICT}
        assert all(source.title.startswith("Мысал: ") for source in records.sources())


def test_where_the_example_cannot_come_the_person_goes_on_all_the_same(parts, ask):
    response = ask(start="example", role=["press-office"])

    assert (response.status_code, response.headers["location"]) == (303, "/")
    assert not planting.is_there(parts)
