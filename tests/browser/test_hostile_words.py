"""S1, S8 in a browser: hostile words stay words on every page, and no link shows what is not theirs."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from desk.catalogues import CatalogueRow
from desk.chores import ImportRun, ImportState
from desk.incidents import Outcome
from desk.posts import Line, Post, PostKey, Refused, SetAsideReason
from desk.queries import PostFilter
from desk.roles import Role, Scope, operator
from desk.sources import Source
from desk.users import GrantRow
from tests.browser.hands import Hands
from ui.navigation import VIEWS

HERE, ELSEWHERE = "116600000", "750000000"
PAYLOAD = (
    "![x](http://127.0.0.1:9/p.png) [click](javascript:alert(1)) [go](http://127.0.0.1:9/) "
    "<img src=x onerror=alert(1)> <script>alert(1)</script> $\\href{javascript:alert(1)}{x}$ :red[red] # heading"
)
# The way to where a post stands is its collector's, not the resident's; its words say which site it leads to.
FOREIGN = "main img, main script, a[href*='127.0.0.1:9']:not(.nz-out), a[href^='javascript'], main iframe, main .katex"


def post(text, native_id, *, place="-1001", minutes=60, **more):
    now = datetime.now(UTC)
    return Post(
        PostKey("telegram", place, native_id),
        text,
        now - timedelta(minutes=minutes),
        now,
        author_id=f"u{native_id}",
        author_name=PAYLOAD,
        place_title=PAYLOAD,
        thread="1",
        **more,
    )


def source(house, slug, title, territory):
    with house.parts.store.writing() as records:
        return records.keep_source(Source(slug, "import", title, datetime.now(UTC), territory=territory))


def queue(house):
    with house.parts.store.reading() as records:
        return list(records.posts(PostFilter(lines=frozenset({Line.NEW})), Scope.everything()).items)


def poison(house, by):
    """The payload in every field that a person can see."""
    parts, now = house.parts, datetime.now(UTC)
    chat = source(house, "chat", PAYLOAD, HERE)
    urls = ("javascript:alert(1)", "http://127.0.0.1:9/", None, None)
    parts.inbox.receive(
        chat, [post(f"{at} {PAYLOAD}", str(at), minutes=60 + at, url=url) for at, url in enumerate(urls)]
    )
    parts.inbox.receive(chat, [Refused(PAYLOAD, 1, "bad-json", PAYLOAD, PAYLOAD.encode())])
    names = {"kk": PAYLOAD, "ru": PAYLOAD, "en": PAYLOAD}
    with parts.store.writing() as records:
        records.keep_catalogue_rows(
            [CatalogueRow("departments", "hostile", 1, {"kind": "department", "names": names}, by.login, now)]
        )
        records.keep_import(ImportRun(PAYLOAD, PAYLOAD, "chat", by.login, now, state=ImportState.FAILED, error=PAYLOAD))
        records.keep_user(replace(records.user("aigul"), id=None, login="hostile", name=PAYLOAD, password=None))
    parts.forget_catalogues()
    first, second, third, _ = queue(house)
    parts.casework.tag_posts(by, [first.id], [PAYLOAD[:40]])
    incident = parts.casework.take(by, [second.id], title=PAYLOAD[:200], place=PAYLOAD[:200])
    number = incident.number
    parts.casework.tag_incident(by, number, [PAYLOAD[:40]])
    parts.casework.note(by, number, PAYLOAD)
    parts.casework.assign(by, number, "hostile")
    parts.casework.submit(by, number, PAYLOAD, Outcome.SOLVED)
    parts.casework.set_aside(by, [third.id], SetAsideReason.OTHER, PAYLOAD)
    parts.relay.drain()
    return number


def drawn(hands):
    """Wait until the page has its content: its title, or the word that it knows no such thing."""
    content = hands.page.locator("main h1, main [role=alert]").first
    expect(content).to_be_visible(timeout=30_000)
    hands.settle()


@pytest.fixture
def hands(open_house, page):
    hands = Hands(page, "en", open_house())
    hands.begin(HERE)
    return hands


def addresses(number):
    yield from (view.path for view in VIEWS)
    yield f"incidents?number={number}"
    yield "search?text=onerror"
    yield "archive?list=set-aside"


def test_hostile_words_stay_words_in_every_field_on_every_page(hands):
    house, page = hands.house, hands.page
    with house.parts.store.reading() as records:
        aigul = records.user("aigul")
    with house.parts.store.writing() as records:
        records.keep_user(replace(aigul, grants=tuple(GrantRow(role, HERE) for role in Role)))
    number = poison(house, operator("x"))
    shows = {"queue", "archive", "incidents", f"incidents?number={number}", "search?text=onerror", "files"}
    for address in addresses(number):
        page.goto(f"{house.address}/{address}")
        drawn(hands)
        if address in shows:
            expect(page.get_by_text("onerror").first).to_be_visible(timeout=30_000)
        assert page.locator(FOREIGN).count() == 0, address
        assert page.get_by_text("Something went wrong").count() == 0, address

    assert hands.alerts == []
    assert [url for url in hands.asked if not url.startswith((house.address, "data:", "blob:"))] == []


def test_no_link_shows_what_belongs_to_another_territory(hands):
    house, page = hands.house, hands.page
    theirs = source(house, "theirs", "Олардың чаты", ELSEWHERE)
    house.parts.inbox.receive(theirs, [post("құпия шұңқыр", str(at), place="-1002", minutes=at + 1) for at in range(3)])
    number = house.parts.casework.take(operator("x"), [queue(house)[0].id], title="құпия өтінім").number
    house.parts.casework.set_aside(operator("x"), [queue(house)[0].id], SetAsideReason.THANKS)
    house.parts.relay.drain()
    links = [
        *(view.path for view in VIEWS),
        f"incidents?number={number}",
        "incidents?text=құпия",
        "queue?source=theirs",
        f"queue?territory={ELSEWHERE}",
        "queue?text=құпия",
        "search?text=шұңқыр",
        "search?source=theirs",
        "archive?list=set-aside",
        f"archive?territory={ELSEWHERE}",
        "archive?source=theirs&reason=thanks",
    ]
    for link in links:
        page.goto(f"{house.address}/{link}")
        drawn(hands)
        text = page.locator("body").inner_text()
        assert "шұңқыр" not in text.replace("text=шұңқыр", ""), link
        assert "құпия өтінім" not in text, link
        assert "Олардың чаты" not in text, link
        assert page.locator(f"[data-post], [data-incident='{number}']").count() == 0, link
