"""The pictures of the README: the desk as it is, full of example data. `make pictures` takes them anew."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from desk.queries import IncidentFilter
from desk.roles import Scope, operator
from tests.browser.hands import Hands
from ui.example import planting

SIZES = {"queue": (1366, 768), "incident": (1366, 900), "incidents": (1366, 768), "phone": (390, 844)}


@pytest.fixture
def house(open_house):
    return open_house()


def take(hands, name):
    """A picture as a reader of the README sees it: one screen, not the whole page."""
    width, height = SIZES[name]
    hands.page.set_viewport_size({"width": width, "height": height})
    hands.settle()
    path = hands.house.pictures / f"desk-{hands.texts.language}-{name}.png"
    hands.page.screenshot(path=path)
    assert path.stat().st_size > 20_000


def incident(house):
    """One that a department has at work, with more than one post."""
    with house.parts.store.reading() as records:
        found = records.incidents(IncidentFilter(), Scope.everything()).items
    return max((each for each in found if each.department), key=lambda each: (each.posts, each.number)).number


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_the_pictures_show_the_desk_at_work(house, page, language):
    house.start("worker")
    hands = Hands(page, language, house)
    hands.begin()
    planting.add(house.parts, operator("x"), language)
    page.goto(f"{house.address}/queue")
    cards = page.locator("article[data-post]")
    expect(cards.first).to_be_visible(timeout=30_000)
    for at in (0, 1):
        cards.nth(at).get_by_role("checkbox").check()
    expect(page.get_by_text(hands.word("What to do")).first).to_be_visible(timeout=30_000)
    take(hands, "queue")
    page.goto(f"{house.address}/incidents?list=all")
    expect(page.locator("a[data-incident]").first).to_be_visible(timeout=30_000)
    take(hands, "incidents")
    page.goto(f"{house.address}/incidents?number={incident(house)}")
    expect(page.locator("article[data-post]").first).to_be_visible(timeout=30_000)
    take(hands, "incident")
    take(hands, "phone")
