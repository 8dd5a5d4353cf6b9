"""Nothing typed is lost: in a real browser, through a reload, a killed desk, another person at the same computer."""

from __future__ import annotations

import json
import re
import time
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from desk.posts import Post, PostKey
from desk.sources import Source
from tests.browser.conftest import wait_for
from tests.browser.hands import Hands

TITLE = "What it is about, in a few words"


@pytest.fixture
def hands(open_house, page):
    hands = Hands(page, "en", open_house())
    hands.begin()
    now = datetime.now(UTC)
    source = Source("chat", "import", "Чат", now, territory="116600000")
    posts = [
        Post(PostKey("telegram", "-1001", str(at)), f"Көше {at} қараңғы", now - timedelta(minutes=at), now)
        for at in range(3)
    ]
    hands.house.parts.inbox.receive(source, posts)
    hands.go("Queue")
    hands.pick("Көше 0")
    return hands


def kept(house):
    """All texts in the drafts of everybody."""
    with house.parts.store.reading() as records:
        users = [user.id for user in records.users()]
        return [text for user in users for draft in records.drafts_of(user) for text in draft.fields.values()]


def wait_until_kept(house, *texts):
    for _ in range(100):
        if kept(house) == list(texts):
            return
        time.sleep(0.1)
    raise AssertionError(f"kept: {kept(house)}, not {list(texts)}")


def box(page):
    return page.get_by_label(TITLE, exact=True)


def kill(house):
    house.processes[-1].kill()
    house.processes.pop().wait(10)


def start(house):
    wait_for(int(house.address.rsplit(":", 1)[1]), house.start("desk"), house.pictures / "desk.log")


def come_back(hands, post="Көше 0"):
    hands.page.reload()
    expect(hands.heading("Queue")).to_be_visible(timeout=30_000)
    hands.settle()
    if box(hands.page).count() == 0:
        hands.pick(post)


def test_what_is_being_typed_is_kept_before_the_field_is_left_and_survives_a_reload(hands):
    page = hands.page
    box(page).press_sequentially("Жарық жоқ, Абай", delay=20)

    wait_until_kept(hands.house, "Жарық жоқ, Абай")
    expect(page.get_by_text(re.compile(r"^draft kept at \d\d:\d\d$"))).to_be_visible()
    come_back(hands)

    expect(box(page)).to_have_value("Жарық жоқ, Абай")
    hands.see("draft-kept")
    hands.click("Take")
    hands.said("The incident is there.")
    wait_until_kept(hands.house)
    hands.pick("Көше 1")
    expect(box(page)).to_have_value("")


def test_the_last_letters_before_a_reload_are_not_lost(hands):
    box(hands.page).press_sequentially("Су жоқ")
    come_back(hands)

    expect(box(hands.page)).to_have_value("Су жоқ")


def test_a_draft_can_be_thrown_away(hands):
    page = hands.page
    hands.fill(TITLE, "Артық")
    wait_until_kept(hands.house, "Артық")

    page.get_by_role("button", name="Throw away").first.click()
    page.get_by_role("button", name="Throw away", exact=True).last.click()
    hands.said("The draft is thrown away.")
    hands.settle()

    expect(box(page)).to_have_value("")
    wait_until_kept(hands.house)
    come_back(hands)
    expect(box(page)).to_have_value("")


def test_what_was_typed_when_the_desk_fell_stays_in_its_field_and_is_kept_when_it_is_back(hands):
    page, house = hands.page, hands.house
    box(page).press_sequentially("Жылу, су жоқ")
    kill(house)
    expect(box(page)).to_be_disabled()
    expect(box(page)).to_have_value("Жылу, су жоқ")
    start(house)

    wait_until_kept(house, "Жылу, су жоқ")
    come_back(hands)
    expect(box(page)).to_have_value("Жылу, су жоқ")


def test_what_could_not_be_sent_waits_in_its_tab_and_not_for_the_next_person(hands):
    page, house = hands.page, hands.house
    away = [True]
    page.route("**/drafts", lambda route: route.abort() if away[0] else route.continue_())
    box(page).press_sequentially("Құпия емес")
    page.wait_for_function("(sessionStorage.getItem('nazar-drafts') || '').includes('Құпия емес')")
    page.reload()
    away[0] = False
    wait_until_kept(house, "Құпия емес")
    come_back(hands)
    expect(box(page)).to_have_value("Құпия емес")

    theirs = json.dumps({"space": "another", "texts": [["draft_0_queue_take_sort-title", "theirs"]]})
    page.evaluate("kept => sessionStorage.setItem('nazar-drafts', kept)", theirs)
    come_back(hands)
    expect(box(page)).to_have_value("Құпия емес")
    page.wait_for_function("sessionStorage.getItem('nazar-drafts') === null")
    assert kept(house) == ["Құпия емес"]
