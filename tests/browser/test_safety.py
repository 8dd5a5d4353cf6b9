"""What must hold in a real browser: hostile words stay words, and a right that is gone is gone."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from desk.chores import ImportRun, ImportState
from desk.posts import Post, PostKey
from desk.sources import Source
from tests.browser.hands import Hands

PAYLOAD = (
    "![x](http://127.0.0.1:9/p.png) [click](javascript:alert(1)) [go](http://127.0.0.1:9/) "
    "<img src=x onerror=alert(1)> <script>alert(1)</script> $\\href{javascript:alert(1)}{x}$ :red[red] # heading"
)


@pytest.fixture
def hands(open_house, page):
    hands = Hands(page, "en", open_house())
    hands.begin()
    return hands


def write(house, *texts):
    """Let residents write, with a hostile name in a hostile chat."""
    now = datetime.now(UTC)
    with house.parts.store.writing() as records:
        source = records.keep_source(Source("chat", "import", PAYLOAD, now, territory="116600000"))
    posts = [
        Post(
            PostKey("telegram", "-1001", str(at)),
            text,
            now - timedelta(hours=1, minutes=at),
            now,
            author_id=f"u{at}",
            author_name=PAYLOAD,
            place_title=PAYLOAD,
        )
        for at, text in enumerate(texts)
    ]
    house.parts.inbox.receive(source, posts)


def test_hostile_words_stay_words_on_every_page(hands, tmp_path):
    house, page = hands.house, hands.page
    write(house, PAYLOAD, "*a_ " * 1000)
    with house.parts.store.writing() as records:
        now = datetime.now(UTC)
        records.keep_import(ImportRun("x", PAYLOAD, "chat", "aigul", now, state=ImportState.FAILED, error=PAYLOAD))
    hands.go("Bring in")
    page.get_by_role("link", name="Choose a file on this computer").click()
    hostile = tmp_path / "<img src=x onerror=alert(1)>.json"
    hostile.write_text(json.dumps({"name": PAYLOAD, "type": "public_channel", "id": 5, "messages": []}), "utf-8")
    page.get_by_label("File").set_input_files(hostile)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_label("Name of the source")).to_be_visible(timeout=30_000)
    hands.see("hostile-files")
    hands.go("Queue")
    hands.pick("onerror")
    hands.fill("What it is about, in a few words", PAYLOAD)
    hands.click("Take")
    hands.said("The incident is there.")
    hands.go("Incidents")
    hands.see("hostile-incidents")
    page.locator("a[data-incident]").first.click()
    expect(page.get_by_role("heading", name=re.compile(r"^Incident \d{4}-"))).to_be_visible(timeout=30_000)
    hands.see("hostile-incident")

    assert hands.alerts == []
    assert page.locator("main img, main script, main a[href*='127.0.0.1:9'], main a[href^='javascript']").count() == 0
    assert [url for url in hands.asked if not url.startswith((house.address, "data:", "blob:"))] == []


def test_a_tab_that_is_open_loses_its_rights_with_the_next_click(hands):
    house, page = hands.house, hands.page
    write(house, "Су жоқ")
    hands.go("Incidents")
    with house.parts.store.writing() as records:
        user = records.user("aigul")
        records.keep_user(replace(user, grants=(), epoch=user.epoch + 1))

    page.get_by_role("link", name="Queue").click()

    expect(page.get_by_text("You are signed out.")).to_be_visible(timeout=30_000)
    expect(page.get_by_text("Су жоқ")).to_have_count(0)
    page.get_by_role("link", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_signing_out_in_one_tab_ends_the_other(hands):
    house, page = hands.house, hands.page
    other = page.context.new_page()
    other.goto(f"{house.address}/queue")
    expect(other.get_by_role("heading", name="Queue")).to_be_visible(timeout=30_000)

    page.get_by_role("link", name="Sign out").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    other.get_by_role("link", name="Search").click()

    expect(other.get_by_text("You are signed out.")).to_be_visible(timeout=30_000)
    other.reload()
    expect(other.get_by_role("heading", name="Sign in")).to_be_visible()
    other.get_by_label("Login").fill("aigul")
    other.get_by_label("Password").fill("ozen-boiynda-2026")
    other.get_by_role("button", name="Sign in").click()
    expect(other.get_by_role("heading", name="Queue")).to_be_visible(timeout=30_000)
