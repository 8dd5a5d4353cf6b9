"""R18: the desk is killed while a clerk works: nothing is half done, and the page shows the truth when it is back."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

from playwright.sync_api import expect

from config.verifying import verify_journal
from desk.posts import Line, Post, PostKey
from desk.queries import IncidentFilter, PostFilter
from desk.roles import Scope
from desk.sources import Source
from tests.browser.conftest import wait_for
from tests.browser.hands import Hands

MOMENTS = (0.0, 0.03, 0.1)
"""Seconds between the click and the kill: before the server has it, while it works, when it may have written."""


def write(house):
    """A resident writes one post for every kill."""
    now = datetime.now(UTC)
    source = Source("chat", "import", "Чат", now, territory="116600000")
    posts = [
        Post(PostKey("telegram", "-1001", str(at)), f"Көше {at} қараңғы", now - timedelta(minutes=at), now)
        for at in range(len(MOMENTS))
    ]
    house.parts.inbox.receive(source, posts)


def come_back(house, page):
    desk = house.start("desk")
    wait_for(int(house.address.rsplit(":", 1)[1]), desk, house.pictures / "desk.log")
    page.goto(f"{house.address}/queue")
    expect(page.get_by_role("heading", name="Queue")).to_be_visible(timeout=30_000)


def test_a_desk_killed_in_the_middle_of_a_move_leaves_nothing_half_done(open_house, page):
    house = open_house()
    hands = Hands(page, "en", house)
    hands.begin()
    write(house)
    hands.go("Queue")

    for at, pause in enumerate(MOMENTS):
        hands.pick(f"Көше {at}")
        hands.fill("What it is about, in a few words", f"Жарық {at}")
        page.get_by_role("button", name="Take", exact=True).click(no_wait_after=True)
        time.sleep(pause)
        house.processes[-1].kill()
        house.processes.pop().wait(10)

        with house.parts.store.reading() as records:
            post = records.post(PostKey("telegram", "-1001", str(at)))
            incidents = records.incidents(IncidentFilter(), Scope.everything()).items
        titles = [incident.title for incident in incidents]
        taken = post.line is Line.TAKEN
        assert taken == (f"Жарық {at}" in titles) == (post.incident is not None)
        assert not verify_journal(house.parts).faults

        come_back(house, page)
        hands.settle()
        expect(page.get_by_text(f"Көше {at} қараңғы")).to_have_count(0 if taken else 1)

    with house.parts.store.reading() as records:
        waiting = records.posts(PostFilter(lines=frozenset({Line.NEW})), Scope.everything()).total
        incidents = records.incidents(IncidentFilter(), Scope.everything()).total
    assert waiting + incidents == len(MOMENTS)
