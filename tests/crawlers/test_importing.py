"""Imports: idempotent, resumable, stopping loudly; their lines, their journal, their memory."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawlers.files.pace import FEWEST, LOCK_SECONDS, MOST, Limits, next_size
from desk.chores import ImportRun, ImportState
from desk.errors import CollectError, NotFound, StoreError
from desk.posts import Refused

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
NEWS = Path("/work/shared/data/telegram_news.jsonl.gz")
COLUMNS = {"id": "message_id", "place": "channel", "published_at": "date", "text": "text"}


def test_a_replay_changes_nothing_and_writes_no_journal(desk, export, chat, message):
    """R3."""
    told = [message(number, edited_unixtime=str(1795151100 + number)) for number in range(1, 400)]
    path = export(chat(*told, message(400, "", type="service", action="pin_message")))
    first = desk.bring(path)
    before = (desk.posts(), desk.journal(), desk.letters())

    again = desk.bring(path)

    assert (first.new, first.received) == (399, 399)
    assert (again.new, again.edited, again.deleted, again.unchanged) == (0, 0, 0, 399)
    assert (desk.posts(), desk.journal(), desk.letters()) == before
    assert len(before[1]) == 1


def test_the_same_post_from_an_export_a_line_and_a_table_is_one_post(
    desk, export, chat, message, jsonl, line, tmp_path
):
    table = tmp_path / "t.csv"
    table.write_text("id;chat;date;text\n7;-1001234567890;20.11.2026 10:07;Нет воды\n", "utf-8")

    desk.bring(export(chat(message(7, ["Нет ", {"type": "bold", "text": "воды"}]))), slug="one")
    desk.bring(jsonl(line(7)), slug="two")
    desk.bring(table, slug="three", constants={"network": "telegram"})

    (stored,) = desk.posts()
    assert (stored.source, stored.versions, stored.post.text) == ("one", 1, "Нет воды")


def test_an_edit_in_a_later_export_is_a_version(desk, export, chat, message):
    desk.bring(export(chat(message(1, "вада"), message(2))))

    run = desk.bring(export(chat(message(1, "вода", edited_unixtime="1795151100"), message(2))))

    assert (run.edited, run.unchanged, desk.texts()["1"]) == (1, 1, "вода")
    assert desk.posts()[0].versions == 2


def test_posts_older_than_fourteen_days_before_the_newest_are_archive(desk, jsonl, line):
    days = [f"2026-11-{day:02}T00:00:00Z" for day in (1, 5, 6, 19)]

    run = desk.bring(jsonl(*(line(number, published_at=at) for number, at in enumerate(days))))

    assert [each.line.value for each in desk.posts()] == ["archive", "new", "new", "new"]
    assert run.work_from == desk.source().work_from == datetime(2026, 11, 5, tzinfo=UTC)
    assert [each.due_at is None for each in desk.posts()] == [True, False, False, False]


def test_work_from_can_be_told(desk, jsonl, line):
    moment = datetime(2026, 11, 20, 5, 2, tzinfo=UTC)

    run = desk.bring(jsonl(*(line(number) for number in range(1, 4))), work_from=moment)

    assert run.work_from == moment
    assert [each.line.value for each in desk.posts()] == ["archive", "new", "new"]


def test_a_later_file_keeps_the_moment_of_its_source(desk, jsonl, line):
    first = desk.bring(jsonl(line(1, published_at="2026-10-01T00:00:00Z")))

    later = desk.bring(jsonl(line(2, published_at="2026-10-02T00:00:00Z"), line(3), name="later.jsonl"))

    assert later.work_from == first.work_from
    assert {each.line.value for each in desk.posts()} == {"new"}


def test_until_its_end_an_import_is_archive(desk, jsonl, line):
    class StopHere(StoreError):
        pass

    def stop(run):
        raise StopHere("enough")

    path = jsonl(*(line(number) for number in range(1, 2000)))
    with pytest.raises(StopHere):
        desk.bring(path, progress=stop)
    assert desk.posts()
    assert {each.line.value for each in desk.posts()} == {"archive"}
    assert desk.journal() == []

    run = desk.bring(path)

    assert (run.new, run.state, len(desk.posts())) == (1999, ImportState.DONE, 1999)
    assert {each.line.value for each in desk.posts()} == {"new"}
    assert [each.entry.fields["new"] for each in desk.journal()] == [1999]


def test_a_file_that_changed_begins_anew(desk, jsonl, line):
    def stop(run):
        raise StoreError("enough")

    with pytest.raises(StoreError):
        desk.bring(jsonl(*(line(number) for number in range(1, 2000))), progress=stop)

    run = desk.bring(jsonl(*(line(number) for number in range(1, 1000))))

    assert run.received == 999
    assert run.new + run.unchanged == 999


def test_fifty_refusals_in_a_row_stop_and_what_was_good_before_them_stays(desk, jsonl, line):
    good = [line(number) for number in range(1, 101)]
    path = jsonl(*good, *[b"{spoilt}"] * 60, line(999))

    run = desk.bring(path)

    assert run.state is ImportState.STOPPED
    assert run.error is not None
    assert run.error.count("bad-json") == 3
    assert (run.received, run.new, run.dead_letters) == (100, 100, 50)
    assert len(desk.posts()) == 100
    assert [each.line for each in desk.letters()] == list(range(101, 151))
    assert {(each.file, each.reason, each.raw) for each in desk.letters()} == {(path.name, "bad-json", b"{spoilt}")}


def test_a_stopped_import_stops_again_until_it_is_told_to_keep_going(desk, jsonl, line):
    path = jsonl(*(line(number) for number in range(1, 101)), *[b"{spoilt}"] * 60, line(999))
    first, again = desk.bring(path), desk.bring(path)

    assert (again.state, again.error, len(desk.letters())) == (ImportState.STOPPED, first.error, 50)

    run = desk.bring(path, keep_going=True)

    assert (run.state, run.received, run.new, run.dead_letters) == (ImportState.DONE, 101, 101, 60)
    assert (len(desk.posts()), len(desk.letters())) == (101, 60)
    assert {each.line.value for each in desk.posts()} == {"new"}


def test_what_was_refused_before_a_break_counts_after_it(sqlite_desk, jsonl, line):
    def stop(run):
        raise StoreError("enough")

    path = jsonl(*(line(number) for number in range(1, 241)), *[b"{spoilt}"] * 60, line(999))
    with pytest.raises(StoreError):
        sqlite_desk.bring(path, progress=stop)
    assert len(sqlite_desk.letters()) == 10

    run = sqlite_desk.bring(path)

    assert (run.state, run.new, run.dead_letters) == (ImportState.STOPPED, 240, 13)
    assert len(sqlite_desk.letters()) == 13


def test_more_than_five_of_a_hundred_stop_and_keep_going_goes_on_from_there(desk, jsonl, line):
    mixed = [line(number) if number % 15 else b"{spoilt}" for number in range(1, 1500)]
    path = jsonl(*mixed)

    stopped = desk.bring(path)
    run = desk.bring(path, keep_going=True)

    assert (stopped.new, stopped.dead_letters) == (187, 13)
    assert (stopped.state, run.state) == (ImportState.STOPPED, ImportState.DONE)
    assert (run.new, run.dead_letters) == (1400, 99)
    assert len(desk.letters()) == 99


def test_a_short_file_may_be_spoilt_altogether(desk, jsonl):
    run = desk.bring(jsonl(*[b"{spoilt}"] * 49))

    assert (run.state, run.new, run.dead_letters) == (ImportState.DONE, 0, 49)


def test_a_stopped_import_told_twice_stands_in_the_journal_once(desk, jsonl, line):
    path = jsonl(*(line(number) for number in range(1, 301)), *[b"{spoilt}"] * 60)

    desk.bring(path)
    desk.bring(path)

    assert len(desk.journal()) == 1


def test_the_journal_says_nothing_of_people(desk, jsonl, line):
    desk.bring(jsonl(line(1, "секрет", author_name="Айгуль", author_id="5000000001"), name="Чат с Айгуль.jsonl"))

    told = json.dumps([each.entry.fields for each in desk.journal()], ensure_ascii=False)

    assert not [word for word in ("секрет", "Айгуль", "5000000001") if word in told]


def test_what_came_before_a_fault_stays_and_the_run_says_why_it_broke_off(desk, export, chat, message):
    path = export(chat(*(message(number) for number in range(1, 100))))
    path.write_bytes(path.read_bytes()[:-500])

    with pytest.raises(CollectError):
        desk.bring(path)

    with desk.store.reading() as records:
        (run,) = records.imports()
    assert run.state is ImportState.FAILED
    assert "cut off" in (run.error or "")
    assert len(desk.posts()) >= 95


@pytest.mark.parametrize("content", ["a;b\n1;2\n", "жоқ нәрсе\n", '{"messages": [], "type": "personal_chat"}'])
def test_a_file_that_is_none_of_the_forms_leaves_no_source_behind(desk, tmp_path, content):
    path = tmp_path / "unknown.txt"
    path.write_text(content, "utf-8")

    with pytest.raises(CollectError):
        desk.bring(path)

    with pytest.raises(NotFound):
        desk.source()
    with desk.store.reading() as records:
        assert not records.imports()


def test_an_import_knows_how_far_it_is(desk, jsonl, line):
    told: list[ImportRun] = []
    path = jsonl(*(line(number) for number in range(1, 3000)))

    desk.bring(path, progress=told.append)

    assert [each.received for each in told] == sorted(each.received for each in told)
    assert {each.size for each in told} == {path.stat().st_size}
    assert told[-1].read == path.stat().st_size


def test_batches_grow_gently_and_shrink_at_once():
    assert next_size(250, 250, 0.001) == 500
    assert next_size(1000, 1000, LOCK_SECONDS * 4) == 250
    assert next_size(250, 250, 100.0) == FEWEST
    assert next_size(MOST, MOST, 0.0001) == MOST
    assert next_size(250, 0, 0.1) == 250


@pytest.mark.parametrize(
    ("spoilt", "of", "is_too_much"), [(10, 199, False), (10, 200, False), (11, 200, True), (49, 100, False)]
)
def test_the_limits_count_from_two_hundred_records(spoilt, of, is_too_much):
    limits, letter = Limits(), Refused("x", 1, "bad-json", "x", b"")
    for number in range(of):
        limits.note([letter] if number % 2 and number // 2 < spoilt else [])

    assert limits.are_passed is is_too_much


def test_memory_does_not_grow_with_the_file(sqlite_desk, tmp_path, export, chat, message):
    peaks = []
    for megabytes in (5, 80):
        text = "Нет воды третий день, " * 200
        wrote = [message(number, text, date_unixtime="1795151100") for number in range(1, megabytes * 120)]
        path = export(chat(*wrote), f"export{megabytes}")
        assert path.stat().st_size > megabytes * 900_000
        script = Path(__file__).with_name("forking_imports.py")
        child = subprocess.run(
            [sys.executable, str(script)],
            input=f"{sqlite_desk.url}\n{path}\ngo\nmemory\n",
            capture_output=True,
            text=True,
            check=True,
            cwd=script.parents[2],
        )
        assert "ended 0" in child.stdout
        peaks.append(int(child.stdout.split()[-1]))

    small, large = peaks
    assert large < 250 * 1024
    assert large < small + 60 * 1024


def test_the_news_of_two_dozen_channels_come_in(sqlite_desk):
    if not NEWS.exists():
        pytest.skip("the shared data is not here")

    run = sqlite_desk.bring(NEWS, columns=COLUMNS, constants={"network": "telegram"})

    assert (run.new, run.dead_letters, run.state) == (22_099, 0, ImportState.DONE)
    assert run.newest_at is not None
    assert run.work_from == run.newest_at - timedelta(days=14)


def test_an_import_that_broke_off_ends_as_if_it_had_not(sqlite_desk, export, chat, message, jsonl):
    """What one record tells about later ones (topics, numbers within a minute, equal rows) is known after a break."""
    topic = message(1, "", type="service", action="topic_created", title="Вода")
    forum = [topic, *(message(number, reply_to_message_id=max(1, number - 3)) for number in range(2, 900))]
    talk = [f"20.11.2026, 14:{number // 20:02} - А: {number}".encode() for number in range(900)]
    rows = [b"date;text", *(b"20.11.2026 10:%02d;x" % (number // 40) for number in range(900))]
    files = [export(chat(*forum)), jsonl(*talk, name="WhatsApp Chat with A.txt"), jsonl(*rows, name="t.csv")]

    def stop(run):
        raise StoreError("enough")

    for path in files:
        sqlite_desk.empty()
        sqlite_desk.bring(path)
        whole = [(each.post.key, each.post.text, each.post.thread) for each in sqlite_desk.posts()]
        sqlite_desk.empty()
        with pytest.raises(StoreError):
            sqlite_desk.bring(path, progress=stop)
        assert 0 < len(sqlite_desk.posts()) < len(whole)

        sqlite_desk.bring(path)

        assert [(each.post.key, each.post.text, each.post.thread) for each in sqlite_desk.posts()] == whole
