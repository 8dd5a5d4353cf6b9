"""The whole road of an incident by mouse: handed back, sent back, undone, opened again, merged; and by thumb."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from desk.incidents import State
from desk.posts import Post, PostKey
from desk.queries import PostFilter
from desk.roles import Scope
from desk.sources import Source
from tests.browser.hands import Hands


@pytest.fixture
def hands(open_house, page):
    hands = Hands(page, "en", open_house())
    hands.begin()
    return hands


@pytest.fixture
def numbers(hands):
    """Two incidents of one post each, as two people wrote of one broken lamp."""
    parts, now = hands.house.parts, datetime.now(UTC)
    source = Source("chat", "import", "Чат", now, territory="116600000")
    posts = [
        Post(PostKey("telegram", "-1001", str(at)), text, now - timedelta(hours=at + 1), now, author_id=f"u{at}")
        for at, text in enumerate(["Абай көшесінде жарық жоқ", "На Абая нет света"])
    ]
    parts.inbox.receive(source, posts)
    with parts.store.reading() as records:
        actor = parts.make_actor(records.user("aigul"))
        found = records.posts(PostFilter(), Scope.everything()).items
    return [parts.casework.take(actor, [each.id], title=each.post.text, topic="roads").number for each in found]


def stands(hands, number, state):
    with hands.house.parts.store.reading() as records:
        assert records.case(number).incident.state is state


def test_the_whole_road_with_its_turns(hands, numbers):
    first, second = numbers
    hands.go("Incidents")
    hands.open_incident(first)
    hands.click("Assign")
    hands.said("Assigned.")
    hands.click("Not ours")
    hands.fill("Whose, in words", "қала әкімдігі")
    hands.fill("Why it is not ours", "көше біздікі емес")
    hands.click("Hand it back")
    hands.said("It went back to be assigned anew.")
    stands(hands, first, State.OPEN)
    hands.click("Assign")
    hands.click("Take up")
    hands.said("Taken up.")
    hands.click("Undo")
    hands.said("Undone. It stands as it stood before.")
    stands(hands, first, State.ASSIGNED)
    hands.click("Take up")
    hands.said("Taken up.")
    hands.fill("Answer", "Жөнделді")
    hands.click("Submit the answer")
    hands.said("The answer is submitted.")
    hands.click("Send back")
    hands.fill("Note for the department", "Күні қайда?")
    hands.click("Send back")
    hands.said("The answer went back.")
    expect(hands.page.get_by_label("Answer", exact=True)).to_have_value("Жөнделді")
    hands.fill("Answer", "Шам 24 қарашада ауыстырылды")
    hands.click("Submit the answer")
    hands.click("Accept the answer")
    hands.said("The answer is accepted.")
    hands.fill("Link to the reply", "https://t.me/ozen/55")
    hands.click("Note as published")
    hands.click("Close")
    hands.said("Closed.")
    hands.click("Open again")
    hands.click("Open again")
    hands.said("Opened again.")
    stands(hands, first, State.ASSIGNED)
    hands.see("road-reopened")

    hands.click("Back to the list")
    hands.open_incident(second)
    hands.click("Merge into another")
    hands.fill("Number or words of the other incident", first)
    hands.click("Merge into it")
    hands.said("Merged. Its posts stand in the other one now.")
    stands(hands, second, State.MERGED)
    hands.page.get_by_role("button", name=f"Incident {first}", exact=True).click()
    expect(hands.heading_of(first)).to_be_visible(timeout=30_000)
    expect(hands.page.get_by_text("На Абая нет света").first).to_be_visible()
    assert hands.alerts == []


def test_an_answer_is_read_and_written_on_a_phone(hands, numbers):
    hands.page.set_viewport_size({"width": 390, "height": 844})
    hands.page.goto(f"{hands.house.address}/incidents?number={numbers[0]}")
    expect(hands.heading_of(numbers[0])).to_be_visible(timeout=30_000)
    hands.settle()
    hands.click("Assign")
    hands.click("Submit the answer")
    hands.fill("Answer", "Шам ауыстырылды")
    hands.see("phone-answer")
    hands.click("Submit the answer")
    hands.said("The answer is submitted.")
    stands(hands, numbers[0], State.SUBMITTED)

    wide = hands.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    assert not wide


def test_next_and_previous_follow_the_list(hands, numbers):
    hands.go("Incidents")
    hands.page.locator("a[data-incident]").first.click()
    hands.settle()
    expect(hands.page.get_by_role("button", name="Next one")).to_be_visible(timeout=30_000)
    seen = {hands.page.get_by_role("heading", level=1).inner_text()}
    hands.click("Next one")
    seen.add(hands.page.get_by_role("heading", level=1).inner_text())

    assert seen == {f"Incident {number}" for number in numbers}
