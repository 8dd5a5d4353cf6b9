"""What is away is said on the page, once and quietly, and what can go on goes on."""

from __future__ import annotations

import shutil
import sqlite3
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from streamlit.util import calc_hash

from config.wiring import open_parts
from desk.chores import Job
from desk.posts import Post, PostKey
from desk.relay import STATE
from desk.roles import Role
from desk.sources import Source
from desk.works import LongWork, WorkKind, WorkState
from ui import outages, session
from ui.outages import Watch, is_worker_away, watch_of

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
WORKER, ENGINE, DATABASE = "The worker does not run.", "The search engine does not answer.", "The database does not"


def ago(**amount):
    return NOW - timedelta(**amount)


@pytest.mark.parametrize(
    ("beat", "away"),
    [
        ((None, None, None), True),  # no worker has ever run
        ((ago(seconds=20), None, ago(seconds=1)), False),
        ((ago(minutes=9), None, ago(minutes=8)), True),
        ((ago(minutes=9), NOW + timedelta(seconds=9), ago(minutes=8)), False),  # at a long job
        ((ago(minutes=9), ago(minutes=8), ago(minutes=8)), True),  # killed while it held one
        ((ago(minutes=9), None, NOW + timedelta(minutes=5)), False),  # nothing is due
    ],
)
def test_a_worker_is_away_when_nothing_was_heard_for_a_minute_though_something_is_due(beat, away):
    assert is_worker_away(beat, NOW) is away


@pytest.fixture
def watch(parts, monkeypatch):
    """A watch without the grace of a desk that was just started."""
    made = Watch(parts, grace_seconds=0)
    monkeypatch.setitem(outages._watches, parts, made)
    return made


@pytest.fixture
def page(sit, person):
    def look(path="queue", user=None, **query):
        screen = sit(user or person(Role.PRESS_OFFICE, Role.COORDINATOR, login="aigul"), **query)
        screen._page_hash = calc_hash(path)
        screen.run()
        assert not screen.exception
        return screen

    return look


def told(screen):
    return "\n".join(each.value for each in [*screen.warning, *screen.error])


def words(screen):
    return "\n".join(str(getattr(each, "value", "")) for each in screen.main)


def beat(parts):
    with parts.store.writing() as records:
        records.ensure_job(Job("tick", 30, parts.now()))
        records.claim_job("tick", "me", parts.now(), parts.now() + timedelta(minutes=1))


def test_a_worker_that_is_away_is_said_to_those_whose_work_waits_and_the_desk_goes_on(watch, page, write, person):
    write("Су жоқ")
    screen = page()
    assert told(screen).count(WORKER) == 1
    assert "nazar up" in told(screen)
    assert "1 post waits" in words(screen)

    assert WORKER not in told(page("incidents", person(Role.EXECUTOR, department="roads")))


def test_a_worker_that_lives_is_not_spoken_of(parts, watch, page):
    beat(parts)

    assert told(page()) == ""


def test_a_desk_just_started_does_not_complain(page):
    assert told(page()) == ""


def test_many_screens_cost_one_look(parts, watch):
    beat(parts)
    asked: list[int] = []
    reading = parts.store.reading

    def counted():
        asked.append(1)
        return reading()

    parts.store.reading = counted
    watch.probe()
    asked.clear()
    for _ in range(50):
        watch.look()

    assert len(asked) == 1


@pytest.fixture
def without_engine(settings, parts, free_port):
    """The same installation with an engine at an address that refuses."""
    away = settings.model_copy(update={"elasticsearch_url": f"http://127.0.0.1:{free_port()}"})
    with open_parts(away) as opened:
        session.open_desk(opened)
        yield opened


@pytest.mark.parametrize(("path", "title"), [("queue", "Queue"), ("search", "Search"), ("incidents", "Incidents")])
def test_an_engine_that_is_away_is_said_and_the_lists_go_on(without_engine, page, write, path, title):
    write("Су жоқ")
    beat(without_engine)
    watch_of(without_engine).probe()

    screen = page(path)
    assert told(screen).count(ENGINE) == 1
    assert title in [each.value for each in screen.title]


def test_searching_without_an_engine_gives_the_list_of_the_truth(parts, without_engine, page, write):
    write("Су жоқ")
    screen = page("search", text="су")

    assert "The lists go on without it." in told(screen)
    assert "1 post · " in words(screen), "nothing was searched, so nothing was found"


def test_an_engine_that_is_back_is_not_spoken_of_any_more_and_the_relay_need_not_wait(parts):
    receive(parts)
    watch = Watch(parts)
    watch._index_away = True
    with parts.store.writing() as records:
        records.ensure_job(Job("relay", 0.5, parts.now() + timedelta(hours=1)))
        records.keep_installation(
            {STATE: {"waits": 9, "not_before": "2099-01-01T00:00:00+00:00", "error": "x", "tally": [0, 0, 0]}}
        )

    watch.probe()

    assert not watch.look().index
    with parts.store.reading() as records:
        assert [job.next_run_at <= parts.now() for job in records.jobs() if job.name == "relay"] == [True]
    assert parts.relay.run_once().delivered == 1


def receive(parts):
    now = parts.now()
    posts = [Post(PostKey("telegram", "-1", "1"), "Су жоқ", now - timedelta(hours=1), now)]
    parts.inbox.receive(Source("chat", "import", "Чат", now, "113200000"), posts)


def test_an_index_whose_files_are_broken_is_away_and_nothing_else(parts, page, write):
    write("Су жоқ")
    parts.relay.drain()
    beat(parts)
    parts.index.close()
    for file in Path(parts.settings.index_dir).rglob("*.db*"):
        file.write_bytes(b"this is no index " * 999)
    watch_of(parts).probe()

    screen = page()
    assert ENGINE in told(screen)
    assert "1 post waits" in words(screen)


# ── the database ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def file(parts, settings):
    """The database's file, and a way to move it away and back."""
    path = settings.data_dir / "nazar.db"

    class File:
        def away(self):
            parts.store.dispose()
            for each in settings.data_dir.glob("nazar.db*"):
                shutil.move(each, each.with_name(f"gone-{each.name}"))

        def back(self):
            for each in settings.data_dir.glob("gone-*"):
                shutil.move(each, each.with_name(each.name.removeprefix("gone-")))

    assert path.exists()
    return File()


@pytest.mark.parametrize("path", ["queue", "incidents", "search", "files", "sources", "letters"])
def test_a_database_that_is_away_is_said_on_every_page_and_the_page_comes_back(path, page, file):
    screen = page(path)
    title = screen.title[0].value
    file.away()
    screen.run()
    assert not screen.exception
    assert DATABASE in told(screen)
    assert "nazar doctor" in words(screen)

    file.back()
    screen.run()
    assert told(screen) == ""
    assert [each.value for each in screen.title] == [title]


def test_what_was_typed_while_the_database_was_away_is_shown_and_put_back(parts, page, file, write):
    write("Су жоқ", source="chat")
    screen = page("sources", source="chat")
    screen.text_input(key="title-chat").input("Ұзақ жазылған жаңа атау")
    file.away()
    screen.button(key="save-chat").click()
    screen.run()
    assert DATABASE in told(screen)
    assert "Ұзақ жазылған жаңа атау" in [each.value for each in screen.code]

    screen.run()
    file.back()
    screen.run()
    assert screen.text_input(key="title-chat").value == "Ұзақ жазылған жаңа атау"
    screen.button(key="save-chat").click()
    screen.run()
    with parts.store.reading() as records:
        assert records.source("chat").title == "Ұзақ жазылған жаңа атау"


def test_a_locked_database_holds_up_writing_only(parts, settings, page, write, monkeypatch, sit, person):
    write("Су жоқ")
    with open_parts(settings) as impatient:
        from store import open_store

        impatient._built["store"] = open_store(
            settings.store_url, journal_head=None, now=impatient.now, busy_seconds=0.2
        )
        assert impatient.mask  # written once at the start of every desk
        session.open_desk(impatient)
        user = person(Role.PRESS_OFFICE, login="aigul")
        screen = sit(user)
        long_ago = parts.now() - timedelta(minutes=20)
        with parts.store.writing() as records:
            records.connection.exec_driver_sql(f"UPDATE sessions SET seen_at = {int(long_ago.timestamp() * 1e6)}")
        holder = sqlite3.connect(settings.data_dir / "nazar.db", isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        screen._page_hash = calc_hash("queue")
        for _ in range(3):
            screen.run()
        holder.close()

    assert told(screen) == ""
    assert "1 post waits" in words(screen)
    assert time.monotonic() > began


def test_work_under_way_is_hinted_at_in_the_frame_to_who_may_see_it(parts, page, person):
    beat(parts)
    now = parts.now()
    options = {"territory": "113200000", "title": "Чат"}
    work = LongWork(WorkKind.PURGE, "chat", "x", now, None, options, state=WorkState.RUNNING, done=1, total=4)
    with parts.store.writing() as records:
        records.ask_work(work)

    assert "Erasing a source · Чат · 25 %" in [each.value for each in page().sidebar.text]
    other = page("incidents", person(Role.EXECUTOR, department="roads"))
    assert "25 %" not in "".join(each.value for each in other.sidebar.text)


OLDER = "read by older rules"


def unread(parts, text="Су жоқ"):
    """A post that came before the desk could read."""
    source = Source("chat", "import", "Чат", parts.now(), territory="113200000")
    at = parts.now() - timedelta(hours=1)
    inbox = replace(parts.inbox, reader=None)
    inbox.receive(source, [Post(PostKey("telegram", "-1001", "1"), text, at, parts.now())])


def test_what_was_read_by_something_older_is_offered_to_be_read_again(parts, page, watch, person):
    unread(parts)
    watch.probe()
    user = person(Role.COORDINATOR)

    screen = page(user=user)
    assert OLDER in words(screen)
    screen.button(key="reread").click().run()

    (work,) = parts.longwork.seen_by(parts.make_actor(user))
    assert (work.kind, work.total, work.state) == (WorkKind.REREAD, 1, WorkState.WAITING)
    watch._looked_at = float("-inf")
    assert OLDER not in words(page(user=user)), "it is under way"


def test_those_who_keep_no_catalogues_are_not_asked(parts, page, watch, person):
    unread(parts)
    watch.probe()

    assert OLDER not in words(page(user=person(Role.PRESS_OFFICE)))


def test_when_all_is_read_nothing_is_offered(parts, page, watch, write):
    write("Су жоқ")
    watch.probe()

    assert OLDER not in words(page())
