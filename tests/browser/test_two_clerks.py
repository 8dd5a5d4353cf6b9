"""R13 and R18 with two clerks in two browsers: one wins, the other learns it; a killed desk loses nobody's words."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from config.verifying import verify_journal
from desk.incidents import ReturnReason, State
from desk.posts import Post, PostKey
from desk.sources import Source
from desk.users import User
from tests.browser.conftest import PASSWORD, wait_for
from tests.browser.hands import Hands
from ui import passwords

ANSWERS = {"aigul": "Жарық ертең қосылады, Айгүл.", "bolat": "Свет включат завтра, Болат."}


@pytest.fixture(params=["sqlite", pytest.param("servers", marks=[pytest.mark.postgres, pytest.mark.elastic])])
def house(request, open_house):
    if request.param == "sqlite":
        return open_house()
    elastic = request.getfixturevalue("elastic")
    return open_house(
        database_url=request.getfixturevalue("postgres_url"),
        elasticsearch_url=elastic.url,
        elasticsearch_api_key=elastic.api_key,
        elasticsearch_ca_file=str(elastic.ca_file),
        elasticsearch_prefix=request.getfixturevalue("elastic_prefix"),
    )


@pytest.fixture
def clerks(house, page, chromium):
    """Two people with the same rights, each in a browser of their own."""
    first = Hands(page, "en", house)
    first.begin()
    with house.parts.store.writing() as records:
        aigul = records.user("aigul")
        now = datetime.now(UTC)
        records.keep_user(User("bolat", "Болат", "en", now, aigul.grants, password=passwords.hash_password(PASSWORD)))
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, timezone_id="Asia/Almaty")
    second = Hands(context.new_page(), "en", house)
    second.page.goto(f"{house.address}/sign-in?lang=en")
    second.page.get_by_label("Login").fill("bolat")
    second.page.get_by_label("Password").fill(PASSWORD)
    second.page.get_by_role("button", name="Sign in").click()
    expect(second.heading("Queue")).to_be_visible(timeout=30_000)
    yield {"aigul": first, "bolat": second}
    context.close()


def actor(house, login):
    with house.parts.store.reading() as records:
        return house.parts.make_actor(records.user(login))


def in_progress(house):
    """The number of an incident on which somebody works."""
    now = datetime.now(UTC)
    source = Source("chat", "import", "Чат", now, territory="116600000")
    key = PostKey("telegram", "-1001", "1")
    house.parts.inbox.receive(source, [Post(key, "Көше қараңғы", now - timedelta(minutes=1), now)])
    casework, aigul = house.parts.casework, actor(house, "aigul")
    with house.parts.store.reading() as records:
        post = records.post(key).id
    incident = casework.take(aigul, [post], title="Жарық")
    department = next(iter(house.parts.catalogues().departments))
    casework.assign(aigul, incident.number, department)
    casework.take_up(aigul, incident.number)
    return incident.number


def case(house, number):
    with house.parts.store.reading() as records:
        return records.case(number)


def drafts(house, login):
    with house.parts.store.reading() as records:
        return [text for draft in records.drafts_of(records.user(login).id or 0) for text in draft.fields.values()]


def wait_until(test):
    for _ in range(150):
        if test():
            return
        time.sleep(0.1)
    raise AssertionError("it did not come to that")


def open_incident(hands, number):
    hands.page.goto(f"{hands.house.address}/incidents?number={number}")
    expect(hands.page.get_by_role("heading", name=f"Incident {number}")).to_be_visible(timeout=30_000)
    hands.settle()


def answer_box(hands):
    return hands.page.get_by_label("Answer", exact=True)


def submit(hands):
    return hands.page.get_by_role("button", name="Submit the answer", exact=True)


def test_of_two_clerks_one_answers_and_the_other_learns_who_and_when_and_keeps_the_words(house, clerks):
    number = in_progress(house)
    for login, hands in clerks.items():
        open_incident(hands, number)
        hands.fill("Answer", ANSWERS[login])
    for hands in clerks.values():
        submit(hands).click(no_wait_after=True)

    wait_until(lambda: case(house, number).incident.state is State.SUBMITTED)
    (answer,) = case(house, number).answers
    winner, (loser,) = answer.by, [login for login in clerks if login != answer.by]
    assert answer.text == ANSWERS[winner]
    clerks[winner].said("The answer is submitted.")
    page = clerks[loser].page
    expect(page.get_by_text(re.compile(rf"somebody was faster: .*{number} at \d\d:\d\d:\d\d")).first).to_be_visible()
    expect(page.get_by_text("You have written this and not sent it:")).to_be_visible()
    expect(page.get_by_text(ANSWERS[loser]).first).to_be_visible()
    assert (drafts(house, winner), drafts(house, loser)) == ([], [ANSWERS[loser]])
    clerks[loser].see("lost-race")

    house.parts.casework.return_answer(actor(house, winner), number, ReturnReason.NO_DATE, None)
    open_incident(clerks[loser], number)
    expect(answer_box(clerks[loser])).to_have_value(ANSWERS[loser])
    clerks[loser].click("Submit the answer")
    clerks[loser].said("The answer is submitted.")
    assert [each.text for each in case(house, number).answers] == [ANSWERS[winner], ANSWERS[loser]]
    wait_until(lambda: drafts(house, loser) == [])


def test_a_desk_killed_under_two_clerks_comes_back_with_the_truth_and_with_their_words(house, clerks):
    number = in_progress(house)
    aigul, bolat = clerks.values()
    for hands in clerks.values():
        open_incident(hands, number)
    aigul.fill("Answer", ANSWERS["aigul"])
    answer_box(bolat).press_sequentially(ANSWERS["bolat"])
    submit(aigul).click(no_wait_after=True)
    house.processes[-1].kill()
    house.processes.pop().wait(10)

    after = case(house, number)
    is_sent = after.incident.state is State.SUBMITTED
    assert [each.text for each in after.answers] == ([ANSWERS["aigul"]] if is_sent else [])
    assert not verify_journal(house.parts).faults
    expect(answer_box(bolat)).to_have_value(ANSWERS["bolat"])
    wait_for(int(house.address.rsplit(":", 1)[1]), house.start("desk"), house.pictures / "desk.log")

    wait_until(lambda: drafts(house, "bolat") == [ANSWERS["bolat"]])
    for login, hands in clerks.items():
        expect(hands.page.locator('[data-test-connection-state="CONNECTED"]')).to_be_visible(timeout=30_000)
        hands.settle()
        if is_sent:
            expect(hands.page.get_by_text(ANSWERS["aigul"]).first).to_be_visible()
        else:
            expect(answer_box(hands)).to_have_value(ANSWERS[login])
    if is_sent:
        return
    for login in clerks:
        open_incident(clerks[login], number)
        expect(answer_box(clerks[login])).to_have_value(ANSWERS[login])
    submit(bolat).click()
    bolat.said("The answer is submitted.")
    assert [each.text for each in case(house, number).answers] == [ANSWERS["bolat"]]
