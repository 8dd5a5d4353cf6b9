"""From the one-time link to a closed incident, by mouse, in a real browser."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from desk.chores import ImportState
from desk.incidents import State
from desk.queries import IncidentFilter
from desk.roles import Scope
from ui.texts import Texts

PASSWORD = "ozen-boiynda-2026"
PAYLOAD = (
    "![x](http://127.0.0.1:9/p.png) [click](javascript:alert(1)) <img src=x onerror=alert(1)> "
    "<script>alert(1)</script> $\\href{javascript:alert(1)}{x}$ :red[red] # heading"
)


class Hands:
    """What a clerk does on the page, in the words of their language."""

    def __init__(self, page: Page, language: str, house) -> None:
        self.page, self.texts, self.house = page, Texts(language), house
        self.asked: list[str] = []
        page.on("request", lambda request: self.asked.append(request.url))
        self.alerts: list[str] = []
        page.on("dialog", lambda dialog: (self.alerts.append(dialog.message), dialog.dismiss()))
        self.pictures = 0

    def word(self, message: str) -> str:
        return self.texts.gettext(message)

    def see(self, name: str) -> None:
        """Take a picture of the page as it is now."""
        self.settle()
        self.pictures += 1
        path = self.house.pictures / f"{self.texts.language}-{self.pictures:02}-{name}.png"
        self.page.screenshot(path=path, full_page=True)

    def settle(self) -> None:
        """Wait until the script has run."""
        expect(self.page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]')).to_be_visible(
            timeout=30_000
        )

    def click(self, message: str, *, exact: bool = True) -> None:
        self.page.get_by_role("button", name=self.word(message), exact=exact).first.click()
        self.settle()

    def fill(self, message: str, text: str) -> None:
        box = self.page.get_by_label(self.word(message), exact=True)
        box.fill(text)
        box.press("Tab")
        self.settle()

    def choose(self, message: str, option: str) -> None:
        self.page.get_by_role("combobox", name=re.compile(re.escape(self.word(message)))).click()
        self.page.get_by_role("option", name=option, exact=True).click()
        self.settle()

    def go(self, message: str) -> None:
        self.page.get_by_role("link", name=self.word(message), exact=True).first.click()
        expect(self.heading(message)).to_be_visible(timeout=30_000)
        self.settle()

    def heading(self, message: str) -> Locator:
        return self.page.get_by_role("heading", name=self.word(message), exact=True)

    def said(self, message: str) -> None:
        expect(self.page.get_by_text(self.word(message), exact=True).first).to_be_visible(timeout=30_000)

    def begin(self, territory: str = "116600000") -> None:
        """Open the one-time link, fill in the form, and be on the desk."""
        self.page.goto(f"{self.house.link()}&lang={self.texts.language}")
        self.see_form()
        self.page.get_by_label(re.compile(self.word("Territory"))).fill(territory)
        self.page.get_by_label(self.word("Your name")).fill("Айгүл Серікқызы")
        self.page.get_by_label(self.word("Login")).fill("aigul")
        self.page.get_by_label(re.compile(f"^{self.word('Password')}(?! )")).first.fill(PASSWORD)
        self.page.get_by_label(self.word("Password once more")).fill(PASSWORD)
        self.page.screenshot(path=self.house.pictures / f"{self.texts.language}-00-first-start.png", full_page=True)
        self.page.get_by_role("button", name=self.word("Begin")).click()
        expect(self.heading("Queue")).to_be_visible(timeout=30_000)

    def see_form(self) -> None:
        expect(self.heading("First start")).to_be_visible()

    def bring(self, file: Path) -> None:
        """Choose a file and send it."""
        self.go("Bring in")
        self.page.get_by_role("link", name=self.word("Choose a file on this computer")).click()
        expect(self.heading("Bring in a file")).to_be_visible()
        self.page.get_by_label(re.compile(self.word("File"))).set_input_files(file)
        self.page.get_by_role("button", name=self.word("Send")).click()
        expect(self.page.get_by_label(self.word("Name of the source"))).to_be_visible(timeout=30_000)
        self.settle()

    def done(self) -> None:
        """Wait until the worker has read the file."""
        expect(self.page.get_by_text(self.texts.name(ImportState.DONE)).first).to_be_visible(timeout=60_000)

    def pick(self, text: str) -> None:
        """Tick the card of the post with this text."""
        card = self.page.locator('[class*="st-key-post-"]').filter(has_text=text).first
        card.get_by_text(self.word("Choose"), exact=True).click()
        self.settle()
        expect(self.page.get_by_text(self.word("What to do")).first).to_be_visible()

    def walk(self, number: str) -> None:
        """The plain road of an incident, from assigning to closing."""
        self.go("Incidents")
        self.see("incidents")
        self.page.get_by_role("button", name=self.word("Incident {number}").format(number=number), exact=True).click()
        expect(
            self.page.get_by_role("heading", name=self.word("Incident {number}").format(number=number))
        ).to_be_visible()
        self.settle()
        self.see("incident-open")
        self.click("Assign")
        self.said("Assigned.")
        self.see("incident-assigned")
        self.click("Take up")
        self.said("Taken up.")
        self.fill("Answer", "Лампалар ауыстырылды. Лампы заменены 24 ноября.")
        self.see("incident-answer")
        self.click("Submit the answer")
        self.said("The answer is submitted.")
        self.click("Accept the answer")
        self.said("The answer is accepted.")
        self.fill("Link to the reply", "https://t.me/ozen/55")
        self.click("Note as published")
        self.said("Noted as published.")
        self.click("Close")
        self.said("Closed.")
        self.see("incident-closed")


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
