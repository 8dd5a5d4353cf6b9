"""Sources, refused records and long work by mouse; and what is away is said on the page while the desk goes on."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import make_url

import store
from desk.errors import StoreError
from desk.ports import Batch
from desk.posts import Post, PostKey, Refused
from desk.queries import IncidentFilter
from desk.roles import Scope
from desk.sources import OfficialVoice, Source
from desk.works import WorkState
from tests.browser.hands import Hands
from tests.conftest import refuse
from tests.servers import machine, postgres

TERRITORY = "116600000"
SIZES = {"wide": (1366, 768), "phone": (390, 844)}


def fill(parts, count=120, slug="ozen", title="Өзен тұрғындары", **more):
    now = datetime.now(UTC)
    source = Source(slug, more.pop("way", "import"), title, now, TERRITORY, work_from=now - timedelta(days=60), **more)
    posts = [
        Post(PostKey("telegram", f"-100{slug}", str(at)), f"Көше {at} қараңғы", now - timedelta(minutes=7 * at), now)
        for at in range(count)
    ]
    for start in range(0, count, 2_000):
        parts.inbox.receive(source, posts[start : start + 2_000])
    return source


def furnish(parts):
    """Sources of every kind of health, refused records, an official voice."""
    now = datetime.now(UTC)
    source = fill(parts)
    fill(parts, 40, "akimat", "Ауыл әкімдігінің арнасы", way="telegram")
    with parts.store.writing() as records:
        quiet = Source("page", "instagram", "Әкім аудана в Instagram", now, TERRITORY, work_from=now)
        records.keep_source(
            replace(quiet, last_published_at=now - timedelta(days=9), last_error="the platform asks to wait 900 s")
        )
        reasons = ("bad-json", "bad-date", "missing-field")
        letters = [
            Refused("result.json", at * 7 + 1, reasons[at % 3], "x", b'{"id": %d, "text": "' % at) for at in range(9)
        ]
        records.receive(Batch(source, refused=letters))
        records.keep_official_voice(OfficialVoice("telegram", "@ozen_akimdik", "akimat", now - timedelta(days=90)))


def pictures(hands, page, name):
    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(900)  # the side moves away, the badges appear
        hands.see(f"{name}-{size}")
    page.set_viewport_size({"width": 1366, "height": 768})


def works(parts):
    with parts.store.reading() as records:
        return records.works()


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_a_source_is_looked_at_moved_and_erased_by_mouse(open_house, page, language):
    house = open_house()
    house.start("worker")
    hands = Hands(page, language, house)
    hands.begin(TERRITORY)
    furnish(house.parts)

    hands.go("Sources")
    pictures(hands, page, "sources")
    page.locator(".st-key-open-ozen button").click()
    expect(page.get_by_label(hands.word("Its name"))).to_have_count(0)
    hands.settle()
    hands.fill("Work from (date)", (datetime.now(UTC) + timedelta(days=2)).date().isoformat())
    hands.click("See what would move")
    expect(page.locator(".st-key-lines-preview")).to_be_visible()
    pictures(hands, page, "source")
    hands.click("Move them")
    expect(page.get_by_text(hands.texts.name(WorkState.DONE)).first).to_be_visible(timeout=60_000)
    pictures(hands, page, "moved")
    assert (works(house.parts)[0].done, works(house.parts)[0].total) == (120, 120)

    hands.click("Erase the source")
    hands.fill("Its name", "Өзен тұрғындары")
    hands.see("erase")
    hands.click("Erase for good")
    hands.said("It is being erased. You may close this page; the work goes on.")
    page.goto("about:blank")  # the tab is closed; the work goes on
    until = time.monotonic() + 60
    while works(house.parts)[0].is_open and time.monotonic() < until:
        time.sleep(0.2)
    page.goto(f"{house.address}/sources")
    expect(hands.heading("Sources")).to_be_visible(timeout=30_000)
    assert works(house.parts)[0].state is WorkState.DONE
    with house.parts.store.reading() as records:
        assert [each.slug for each in records.sources()] == ["akimat", "page"]
    pictures(hands, page, "erased")
    assert hands.alerts == []


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_refused_records_are_tried_again_and_the_result_is_seen(open_house, page, language):
    house = open_house()
    house.start("worker")
    hands = Hands(page, language, house)
    hands.begin(TERRITORY)
    furnish(house.parts)

    hands.go("Dead letters")
    pictures(hands, page, "letters")
    page.locator('[class*="st-key-letter-pick-"] label').first.click()
    hands.settle()
    hands.click("Try the chosen again")
    said = hands.texts.ngettext("{count} refused again", "{count} of them refused again", 1)
    expect(page.get_by_text(said).first).to_be_visible(timeout=60_000)
    pictures(hands, page, "retried")


def begun(open_house, page, language="ru", **settings):
    house = open_house(**settings)
    hands = Hands(page, language, house)
    hands.begin(TERRITORY)
    fill(house.parts, 5)
    return house, hands


def test_a_worker_that_is_away_is_said_and_sorting_goes_on(open_house, page):
    house, hands = begun(open_house, page)
    time.sleep(21)  # a desk just started gives the worker this long

    hands.go("Queue")
    banner = page.locator(".st-key-outage-worker")
    expect(banner).to_contain_text("nazar up", timeout=30_000)
    pictures(hands, page, "worker-away")
    take(hands, "Көше 0", house)

    house.start("worker")
    expect_gone(hands, banner)


def test_an_engine_that_is_away_is_said_and_sorting_goes_on(open_house, page):
    house, hands = begun(open_house, page, "kk", elasticsearch_url=f"http://127.0.0.1:{machine.free_port()}")

    banner = page.locator(".st-key-outage-index")
    hands.go("Queue")
    for _ in range(20):
        if banner.is_visible():
            break
        time.sleep(1)
        hands.go("Queue")
    expect(banner).to_be_visible()
    pictures(hands, page, "engine-away")
    take(hands, "Көше 0", house)
    page.goto(f"{house.address}/search?text=көше")
    expect(page.get_by_text("Көше 1 қараңғы").first).to_be_visible(timeout=30_000)
    pictures(hands, page, "search-without-engine")


@pytest.fixture
def server() -> Iterator[tuple[str, object, object]]:
    """A PostgreSQL of this test's own: its address, and ways to stop it and start it again."""
    folder = machine.new_folder()
    try:
        programs = postgres.reachable(postgres.find_programs(), folder)
    except machine.Missing as missing:
        refuse(str(missing))
    running: list[subprocess.Popen[bytes]] = []
    with postgres.started(programs, folder) as url:
        address = url.render_as_string(hide_password=False)

        def stop() -> None:
            os.kill(int((folder / "data" / "postmaster.pid").read_text().split()[0]), signal.SIGQUIT)

        def start() -> None:
            options = [part for name, value in postgres.OPTIONS.items() for part in ("-c", f"{name}={value}")]
            running.append(
                subprocess.Popen(
                    [programs / "postgres", "-D", folder / "data", "-p", str(make_url(address).port), *options],
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    cwd=folder,
                    **machine.unprivileged(),
                )
            )

        yield address, stop, start
        for process in running:
            process.send_signal(signal.SIGINT)
            process.wait(30)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.postgres
def test_a_database_that_is_away_is_said_and_the_page_comes_back_with_what_was_typed(open_house, page, server):
    address, stop, start = server
    store.upgrade(address)
    house, hands = begun(open_house, page, database_url=address)
    page.goto(f"{house.address}/sources?source=ozen")
    box = page.get_by_label(hands.word("Name of the source"))
    expect(box).to_be_visible(timeout=30_000)
    stop()
    box.fill("Жаңа ұзақ атау")
    hands.click("Save")
    expect(page.get_by_text(hands.word("The database does not answer."))).to_be_visible(timeout=30_000)
    expect(page.locator("code").filter(has_text="Жаңа ұзақ атау")).to_be_visible(timeout=30_000)
    pictures(hands, page, "database-away")
    reloaded = page.context.new_page()
    reloaded.goto(f"{house.address}/queue")
    expect(
        reloaded.get_by_text(hands.word("The database does not answer. Nothing is lost; try again in a minute.")).first
    ).to_be_visible()

    start()
    expect(box).to_have_value("Жаңа ұзақ атау", timeout=60_000)
    expect(reloaded.get_by_role("heading", name=hands.word("Queue"), exact=True)).to_be_visible(timeout=60_000)
    reloaded.close()
    hands.click("Save")
    hands.said("Saved.")
    for _ in range(20):
        try:
            with house.parts.store.reading() as records:
                assert records.source("ozen").title == "Жаңа ұзақ атау"
            break
        except StoreError:
            time.sleep(0.5)


def take(hands, text, house):
    """Sort one post by mouse, as on any day."""
    hands.pick(text)
    hands.fill("What it is about, in a few words", "Жарық")
    hands.click("Take")
    with house.parts.store.reading() as records:
        assert records.incidents(IncidentFilter(), Scope.everything()).total == 1


def expect_gone(hands, banner):
    for _ in range(30):
        if not banner.is_visible():
            return
        time.sleep(1)
        hands.go("Queue")
    expect(banner).to_have_count(0)
