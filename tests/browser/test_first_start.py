"""From the one-time link to a queue full of example data, and back to an empty one, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.hands import Hands
from ui.example import planting


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_from_the_link_to_a_working_queue(open_house, page, language):
    house = open_house()
    house.start("worker")
    hands = Hands(page, language, house)
    hands.begin(
        territory={"kk": "Целиноград ауданы · Ақмола облысы", "ru": "Целиноградский район · Акмолинская область"}[
            language
        ],
        example=True,
    )
    expect(page.locator("article[data-post]").first).to_be_visible(timeout=60_000)
    hands.see("example-queue")
    assert planting.is_there(house.parts)

    page.goto(f"{house.address}/example")
    page.get_by_label(hands.word("Yes, remove all example data")).check()
    page.get_by_role("button", name=hands.word("Remove the example data")).click()
    expect(page.get_by_role("button", name=hands.word("Bring the example data"))).to_be_visible(timeout=120_000)
    assert not planting.is_there(house.parts)
    assert hands.alerts == []
    assert [url for url in hands.asked if not url.startswith((house.address, "data:", "blob:"))] == []
