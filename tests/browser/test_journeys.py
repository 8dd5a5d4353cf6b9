"""From the one-time link to a closed incident, by mouse, in a real browser."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from desk.incidents import State
from desk.queries import IncidentFilter
from desk.roles import Scope
from tests.browser.hands import Hands
from ui.texts import Texts

PAYLOAD = (
    "![x](http://127.0.0.1:9/p.png) [click](javascript:alert(1)) <img src=x onerror=alert(1)> "
    "<script>alert(1)</script> $\\href{javascript:alert(1)}{x}$ :red[red] # heading"
)


def telegram_export(folder: Path, texts: list[str]) -> Path:
    start = datetime.now(UTC) - timedelta(hours=5)
    messages = [
        {
            "id": at + 1,
            "type": "message",
            "date": (start + timedelta(minutes=at)).strftime("%Y-%m-%dT%H:%M:%S"),
            "date_unixtime": str(int((start + timedelta(minutes=at)).timestamp())),
            "from": "Ерлан " + PAYLOAD,
            "from_id": f"user{100 + at}",
            "text": text,
            "text_entities": [{"type": "plain", "text": text}],
        }
        for at, text in enumerate(texts)
    ]
    export = {"name": "Өзен тұрғындары " + PAYLOAD, "type": "public_supergroup", "id": 1234567, "messages": messages}
    path = folder / "result.json"
    path.write_text(json.dumps(export, ensure_ascii=False), "utf-8")
    return path


def table(folder: Path) -> Path:
    moment = (datetime.now(UTC) - timedelta(hours=3)).strftime("%d.%m.%Y %H:%M")
    path = folder / "109.csv"
    path.write_text(f"Номер;Дата;Текст\n1;{moment};Яма на улице Абая\n2;{moment};Нет воды с утра\n", "cp1251")
    return path


@pytest.fixture(params=["sqlite", pytest.param("servers", marks=[pytest.mark.postgres, pytest.mark.elastic])])
def house(request: pytest.FixtureRequest, open_house: Callable) -> Iterator:
    if request.param == "sqlite":
        yield open_house()
        return
    elastic = request.getfixturevalue("elastic")
    yield open_house(
        database_url=request.getfixturevalue("postgres_url"),
        elasticsearch_url=elastic.url,
        elasticsearch_api_key=elastic.api_key,
        elasticsearch_ca_file=str(elastic.ca_file),
        elasticsearch_prefix=request.getfixturevalue("elastic_prefix"),
    )


def incidents(house):
    with house.parts.store.reading() as records:
        return list(records.incidents(IncidentFilter(), Scope.everything()).items)


def test_from_the_link_to_a_closed_incident_in_russian(house, page, tmp_path):
    house.start("worker")
    hands = Hands(page, "ru", house)
    hands.begin()
    hands.see("empty-queue")

    hands.bring(telegram_export(tmp_path, ["На улице Абая нет света третий день " + PAYLOAD, "Рақмет әкімдікке!"]))
    hands.fill("Name of the source", "Чат Өзен")
    hands.see("upload-telegram")
    hands.click("Bring it in")
    hands.done()
    hands.see("upload-done")
    hands.bring(table(tmp_path))
    hands.see("upload-table")
    hands.fill("Network (telegram, whatsapp, instagram, phone …)", "phone")
    hands.fill("Place, when no column says it", "109")
    hands.click("Bring it in")
    expect(page.get_by_text("готово")).to_have_count(2, timeout=60_000)
    hands.see("upload-both")

    hands.go("Queue")
    hands.see("queue")
    hands.pick("На улице Абая нет света")
    hands.fill("What it is about, in a few words", "Свет на улице Абая")
    hands.see("queue-picked")
    hands.click("Take")
    hands.said("The incident is there.")
    (incident,) = incidents(house)

    hands.walk(incident.number)
    (closed,) = incidents(house)
    assert closed.state is State.CLOSED

    hands.go("Search")
    hands.fill("Words", "света")
    expect(page.get_by_text("На улице Абая нет света третий день").first).to_be_visible(timeout=60_000)
    hands.see("search")
    assert hands.alerts == []
    assert [url for url in hands.asked if not url.startswith((house.address, "data:", "blob:"))] == []


@pytest.mark.parametrize("language", ["kk", "en"])
def test_the_same_road_in_another_language(open_house, page, tmp_path, language):
    house = open_house()
    house.start("worker")
    hands = Hands(page, language, house)
    hands.begin()
    hands.bring(telegram_export(tmp_path, ["Абай көшесінде жарық жоқ"]))
    hands.click("Bring it in")
    expect(page.get_by_text(Texts(language).gettext("Files so far"))).to_be_visible()
    hands.done()
    hands.go("Queue")
    hands.see("queue")
    hands.pick("Абай көшесінде жарық жоқ")
    hands.click("Take")
    hands.said("The incident is there.")
    (incident,) = incidents(house)
    hands.walk(incident.number)

    assert incidents(house)[0].state is State.CLOSED
