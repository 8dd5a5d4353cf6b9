"""An administrator sets the desk up by mouse; a colleague comes in by the one-time link."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.hands import PASSWORD, Hands


@pytest.fixture
def hands(page, open_house):
    hands = Hands(page, "ru", open_house())
    hands.begin()
    return hands


def choose_several(hands, message, *options):
    box = hands.page.get_by_role("combobox", name=hands.word(message))
    for option in options:
        box.click()
        hands.page.get_by_role("option", name=option, exact=True).click()
    box.press("Escape")
    hands.settle()


def test_a_person_is_added_and_signs_in_with_the_one_time_link(hands, chromium):
    page = hands.page
    hands.go("Users")
    hands.see("users")
    hands.click("Add a person")
    hands.fill("Name", "Берік Ахметов")
    hands.fill("Login", "berik")
    choose_several(hands, "Roles", "пресс-служба", "координатор")
    hands.see("user-new")
    hands.click("Add and make a link")
    hands.said("Added.")
    link = page.get_by_test_id("stCode").first.inner_text().strip()
    assert link.startswith(hands.house.address + "/new-password?token=")
    hands.see("user-link")

    context = chromium.new_context()
    theirs = context.new_page()
    theirs.goto(link)
    assert "Берік Ахметов" in theirs.inner_text("main")
    theirs.get_by_label("Пароль").first.fill("short")
    theirs.get_by_label(hands.word("Password once more")).fill("short")
    theirs.get_by_role("button", name=hands.word("Save and sign in")).click()
    expect(theirs.get_by_role("alert")).to_be_visible()
    for box in theirs.locator("input[type=password]").all():
        box.fill(PASSWORD)
    theirs.get_by_role("button", name=hands.word("Save and sign in")).click()
    expect(theirs.get_by_role("heading", name=hands.word("Queue"), exact=True)).to_be_visible(timeout=30_000)
    assert "token" not in theirs.url
    expect(theirs.get_by_role("link", name=hands.word("Users"), exact=True)).to_have_count(0)
    again = context.new_page()
    answer = again.goto(link)
    assert answer is not None
    assert answer.status == 410
    context.close()
