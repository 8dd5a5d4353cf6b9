"""The hands of a clerk: what they do on the page, in the words of their language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from playwright.sync_api import Dialog, Locator, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from desk.chores import ImportState
from ui.texts import Texts

PASSWORD = "ozen-boiynda-2026"


COUNT_RUNS = """
() => {
  const app = document.querySelector('[data-testid="stApp"]');
  if (app && window.watchedApp !== app) {
    window.watchedApp = app;
    window.runsOfTheScript = window.runsOfTheScript || 0;
    new MutationObserver(() => {
      if (app.dataset.testScriptState === "running") window.runsOfTheScript += 1;
    }).observe(app, { attributes: true, attributeFilter: ["data-test-script-state"] });
  }
  return window.runsOfTheScript || 0;
}
"""
"""Counts from now on how often the script has begun to run for this page."""


class Hands:
    """What a clerk does on the page, in the words of their language."""

    def __init__(self, page: Page, language: str, house: Any) -> None:
        self.page, self.texts, self.house = page, Texts(language), house
        self.asked: list[str] = []
        page.on("request", lambda request: self.asked.append(request.url))
        self.alerts: list[str] = []
        page.on("dialog", self.refuse)
        self.pictures = 0

    def refuse(self, dialog: Dialog) -> None:
        """Note a box that some script opened, and close it."""
        self.alerts.append(dialog.message)
        dialog.dismiss()

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

    @contextmanager
    def rerun(self) -> Iterator[None]:
        """Do something on the page and wait until the script has answered it: a click alone is too early for a look."""
        before = self.page.evaluate(COUNT_RUNS)
        yield
        # What the browser does alone (opening a list) causes no run; then this is all the time that is lost.
        with suppress(PlaywrightTimeout):
            self.page.wait_for_function("before => window.runsOfTheScript > before", arg=before, timeout=3_000)
        self.settle()

    def click(self, message: str, *, exact: bool = True) -> None:
        with self.rerun():
            self.page.get_by_role("button", name=self.word(message), exact=exact).first.click()

    def fill(self, message: str, text: str) -> None:
        box = self.page.get_by_label(self.word(message), exact=True)
        with self.rerun():
            box.fill(text)
            box.press("Tab")

    def choose(self, message: str, option: str) -> None:
        self.page.get_by_role("combobox", name=re.compile(re.escape(self.word(message)))).click()
        with self.rerun():
            self.page.get_by_role("option", name=option, exact=True).click()

    def go(self, message: str) -> None:
        self.page.get_by_role("link", name=self.word(message), exact=True).first.click()
        expect(self.heading(message)).to_be_visible(timeout=30_000)
        self.settle()

    def heading(self, message: str) -> Locator:
        return self.page.get_by_role("heading", name=self.word(message), exact=True)

    def heading_of(self, number: str) -> Locator:
        """The heading of the page of an incident."""
        return self.page.get_by_role("heading", name=self.word("Incident {number}").format(number=number))

    def said(self, message: str) -> None:
        expect(self.page.get_by_text(self.word(message), exact=True).first).to_be_visible(timeout=30_000)

    def begin(self, territory: str = "116600000", *, example: bool = False) -> None:
        """Open the one-time link, fill in the form, and be on the desk: with the example, or with nothing yet."""
        self.page.goto(f"{self.house.link()}&lang={self.texts.language}")
        self.see_form()
        self.page.get_by_label(re.compile(self.word("Territory"))).fill(territory)
        self.page.get_by_label(self.word("Your name")).fill("Айгүл Серікқызы")
        self.page.get_by_label(self.word("Login")).fill("aigul")
        self.page.get_by_label(re.compile(f"^{self.word('Password')}(?! )")).first.fill(PASSWORD)
        self.page.get_by_label(self.word("Password once more")).fill(PASSWORD)
        self.page.get_by_label(re.compile(self.word("Example data" if example else "My own file"))).check()
        self.page.screenshot(path=self.house.pictures / f"{self.texts.language}-00-first-start.png", full_page=True)
        self.page.get_by_role("button", name=self.word("Begin")).click()
        if not example:
            expect(self.heading("Bring in a file")).to_be_visible()
            self.page.goto(self.house.address)
        expect(self.heading("Queue")).to_be_visible(timeout=120_000)

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
        with self.rerun():
            self.page.locator("article[data-post]").filter(has_text=text).first.get_by_role("checkbox").check()
        expect(self.page.get_by_text(self.word("What to do")).first).to_be_visible()
        self.settle()

    def kind(self, message: str) -> None:
        """Choose what becomes of the picked posts."""
        with self.rerun():
            self.page.locator(".st-key-sort-kind").get_by_role("radio", name=self.word(message), exact=True).click()

    def open_incident(self, number: str) -> None:
        """Open an incident from its row or from a card."""
        self.page.locator(f'a[data-incident="{number}"]').first.click()
        expect(
            self.page.get_by_role("heading", name=self.word("Incident {number}").format(number=number))
        ).to_be_visible(timeout=30_000)
        self.settle()

    def walk(self, number: str) -> None:
        """The plain road of an incident, from assigning to closing."""
        self.go("Incidents")
        self.see("incidents")
        self.open_incident(number)
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
