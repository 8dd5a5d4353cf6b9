"""A list that stands open says that something new has come, and shows it when it is asked to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from playwright.sync_api import expect

from desk.posts import Post, PostKey
from desk.sources import Source
from tests.browser.hands import Hands


def write(house, text, native_id, minutes):
    now = datetime.now(UTC)
    with house.parts.store.writing() as records:
        source = records.keep_source(Source("chat", "import", "Чат", now, territory="116600000"))
    post = Post(PostKey("telegram", "-1001", native_id), text, now - timedelta(minutes=minutes), now, author_id="u1")
    house.parts.inbox.receive(source, [post])


def test_new_posts_are_announced_and_shown_when_asked(open_house, page):
    house = open_house()
    hands = Hands(page, "kk", house)
    hands.begin()
    write(house, "Ескі хабарлама", "1", 60)
    hands.go("Queue")
    expect(page.get_by_text("Ескі хабарлама")).to_be_visible()

    write(house, "Көшеде шұңқыр бар", "2", 1)
    expect(page.get_by_text(hands.word("New posts have come in."))).to_be_visible(timeout=90_000)
    expect(page.get_by_text("Көшеде шұңқыр бар")).to_have_count(0)

    hands.click("Show them")
    expect(page.get_by_text("Көшеде шұңқыр бар")).to_be_visible(timeout=30_000)
