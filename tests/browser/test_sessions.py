"""S3, S11, S12 in a browser: planted and stolen sessions, foreign pages, guessed passwords, texts that hang a page."""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from desk.posts import Post, PostKey
from desk.sources import Source
from tests.browser.conftest import PASSWORD
from tests.browser.hands import Hands
from ui.entrance import TRIES_PER_LOGIN

FOREIGN = "http://foreign.test/"
ATTACK = """async (desk) => {
    const opened = await new Promise((resolve) => {
        const socket = new WebSocket(desk.replace("http", "ws") + "/_stcore/stream", ["streamlit"]);
        socket.onopen = () => resolve(true);
        socket.onerror = socket.onclose = () => resolve(false);
    });
    const send = (path, body) => fetch(desk + path, { method: "POST", mode: "no-cors", credentials: "include", body });
    await send("/sign-out", new URLSearchParams({ form: "x" })).catch(() => {});
    await send("/drafts", JSON.stringify({ mark: "draft_0_queue_take_sort-title", text: "theirs" })).catch(() => {});
    return opened;
}"""


@pytest.fixture
def hands(open_house, page):
    hands = Hands(page, "en", open_house())
    hands.begin()
    return hands


def sign_in(hands, password=PASSWORD, login="aigul"):
    page = hands.page
    page.get_by_label("Login").fill(login)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def sign_out(hands):
    hands.page.goto(f"{hands.house.address}/sign-out")
    hands.page.get_by_role("button", name="Sign out").click()
    expect(hands.page.get_by_role("heading", name="Sign in")).to_be_visible()


def session(context):
    return next((each["value"] for each in context.cookies() if each["name"] == "nazar"), None)


def test_a_session_planted_before_signing_in_is_worth_nothing_after_it(hands, chromium):
    page, address = hands.page, hands.house.address
    sign_out(hands)
    page.context.add_cookies([{"name": "nazar", "value": "planted", "url": address}])
    page.goto(f"{address}/sign-in?lang=en")
    sign_in(hands)
    expect(hands.heading("Queue")).to_be_visible(timeout=30_000)

    assert session(page.context) not in (None, "planted")
    thief = chromium.new_context()
    thief.add_cookies([{"name": "nazar", "value": "planted", "url": address}])
    other = thief.new_page()
    other.goto(f"{address}/queue")
    assert "/sign-in" in other.url
    thief.close()


def test_a_stolen_cookie_opens_nothing_once_its_owner_has_signed_out(hands, chromium):
    address = hands.house.address
    stolen = session(hands.page.context)
    assert stolen
    assert "nazar=" not in hands.page.evaluate("document.cookie")
    thief = chromium.new_context()
    thief.add_cookies([{"name": "nazar", "value": stolen, "url": address}])
    other = thief.new_page()
    other.goto(f"{address}/queue?lang=en")
    expect(other.get_by_role("heading", name="Queue")).to_be_visible(timeout=30_000)

    sign_out(hands)

    other.get_by_role("link", name="Search").click()
    expect(other.get_by_text("You are signed out.")).to_be_visible(timeout=30_000)
    other.reload()
    expect(other.get_by_label("Password")).to_be_visible()
    thief.close()


def test_a_foreign_page_gets_no_websocket_and_does_nothing_in_the_name_of_who_visits_it(hands):
    house = hands.house
    foreign = hands.page.context.new_page()
    foreign.route(f"{FOREIGN}**", lambda route: route.fulfill(body="<h1>foreign</h1>", content_type="text/html"))
    foreign.goto(FOREIGN)

    assert foreign.evaluate(ATTACK, house.address) is False

    foreign.close()
    hands.page.reload()
    expect(hands.heading("Queue")).to_be_visible(timeout=30_000)
    with house.parts.store.reading() as records:
        assert records.drafts_of(records.user("aigul").id) == []


def test_a_password_that_is_guessed_at_is_locked_and_says_for_how_long(hands):
    sign_out(hands)
    hands.page.goto(f"{hands.house.address}/sign-in?lang=en")
    for _ in range(TRIES_PER_LOGIN):
        sign_in(hands, "wrong-wrong-wrong")
        expect(hands.page.get_by_text("wrong login or password")).to_be_visible()

    sign_in(hands)

    expect(hands.page.get_by_text("too many attempts: try again in")).to_be_visible()
    assert session(hands.page.context) is None


def test_fifty_longest_texts_of_half_finished_markup_leave_the_page_usable(hands):
    now = datetime.now(UTC)
    source = Source("chat", "import", "Чат", now, territory="116600000")
    texts = [f"{at:02} {'*a_ ' * 1024}"[:4096] for at in range(50)]
    posts = [
        Post(PostKey("telegram", "-1001", str(at)), text, now - timedelta(minutes=at), now)
        for at, text in enumerate(texts)
    ]
    hands.house.parts.inbox.receive(source, posts)

    began = time.monotonic()
    hands.page.goto(f"{hands.house.address}/queue")
    expect(hands.page.locator("article[data-post]")).to_have_count(50, timeout=60_000)
    hands.page.locator("article[data-post]").filter(has_text="00 *a_ *a_").get_by_role("checkbox").check()
    expect(hands.page.get_by_label("What it is about, in a few words", exact=True)).to_be_visible(timeout=60_000)
    hands.settle()
    sys.stdout.write(f"50 posts of 4,096 signs: usable after {time.monotonic() - began:.1f} s\n")

    assert hands.page.locator("article[data-post] em, article[data-post] .nz-text strong").count() == 0
    hands.fill("What it is about, in a few words", "Белгілер")
    hands.click("Take")
    hands.said("The incident is there.")
