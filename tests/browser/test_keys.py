"""The desk by the keyboard alone, on a Russian layout: keys are known by their place."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from desk.queries import IncidentFilter
from desk.roles import Scope
from tests.browser import filling
from tests.browser.hands import Hands


@pytest.fixture
def hands(open_house, page):
    hands = Hands(page, "ru", open_house())
    filling.fill(hands.house.parts)
    page.goto(f"{hands.house.address}/sign-in")
    page.locator("[name=login]").fill(filling.LOGIN)
    page.locator("[name=password]").fill(filling.PASSWORD)
    page.keyboard.press("Enter")
    expect(hands.heading("Queue")).to_be_visible(timeout=30_000)
    hands.settle()
    expect(page.locator("#nazar-keys h2")).to_be_attached()
    expect(page.locator("article[data-post]").first).to_be_visible(timeout=30_000)
    return hands


def press(page: Page, code: str, key: str) -> None:
    """A key at a place of the keyboard that gives another letter there."""
    page.evaluate(
        "([code, key]) => document.activeElement.dispatchEvent("
        "new KeyboardEvent('keydown', { code, key, bubbles: true, cancelable: true }))",
        [code, key],
    )


def test_a_post_becomes_an_incident_without_a_mouse(hands):
    page = hands.page
    press(page, "KeyJ", "о")
    press(page, "KeyJ", "о")
    expect(page.locator("article[data-post]:focus")).to_contain_text("Нет воды с самого утра")
    press(page, "KeyA", "ф")
    title = page.get_by_label(hands.word("What it is about, in a few words"), exact=True)
    expect(title).to_be_focused(timeout=30_000)
    page.keyboard.type("jx? нет воды")
    expect(title).to_have_value("jx? нет воды")
    page.keyboard.press("Tab")
    hands.settle()
    page.get_by_role("button", name=hands.word("Take"), exact=True).press("Enter")

    hands.said("The incident is there.")
    expect(page.locator("#nazar-live")).to_have_text(hands.word("The incident is there."))
    with hands.house.parts.store.reading() as records:
        titles = [each.title for each in records.incidents(IncidentFilter(), Scope.everything()).items]
    assert "jx? нет воды" in titles


def test_keys_go_to_pages_and_show_their_sheet(hands):
    page = hands.page
    press(page, "KeyG", "п")
    press(page, "KeyI", "ш")
    expect(hands.heading("Incidents")).to_be_visible(timeout=30_000)
    expect(page.locator("#nazar-live")).to_have_text(hands.word("Incidents"))

    press(page, "Digit7", "?")
    expect(page.get_by_role("dialog", name=hands.word("Keys"))).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name=hands.word("Keys"))).to_be_hidden()


def test_the_page_follows_the_language_that_is_chosen(hands):
    page = hands.page
    expect(page.get_by_role("link", name=hands.word("To the content of the page"))).to_be_attached()

    hands.choose("Language", "Қазақша")

    expect(page.locator("html[lang=kk]")).to_be_attached(timeout=30_000)
    expect(page.get_by_role("link", name="Бет мазмұнына өту")).to_be_attached()


def test_a_lost_connection_is_said_in_the_language_of_the_screen(hands):
    hands.house.stop()

    expect(hands.page.locator("#nazar-lost")).to_contain_text("Связь с сервером потеряна", timeout=30_000)
    expect(hands.page.locator('section[role="dialog"]')).to_have_count(0)
