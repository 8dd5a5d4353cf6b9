"""Long work is claimed by one, counted exactly, stopped where that is harmless; sources know what they hold."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from desk.chores import ImportRun
from desk.errors import NotFound
from desk.ports import Batch
from desk.posts import Line, Refused
from desk.sources import Source
from desk.works import OPEN, LongWork, WorkKind, WorkState
from store.post_tables import POSTS, SOURCES

LEASE = timedelta(seconds=30)


@pytest.fixture
def ask(desk):
    def write(kind=WorkKind.PURGE, subject="chat", **more):
        with desk.store.writing() as records:
            return records.ask_work(LongWork(kind, subject, "aigul", desk.time(), **more))

    return write


@pytest.fixture
def claim(desk):
    def take(by="one", kinds=tuple(WorkKind), **more):
        with desk.store.writing() as records:
            return records.claim_work(kinds, by, desk.time(), desk.time() + LEASE, **more)

    return take


def kept(desk, work):
    with desk.store.reading() as records:
        return records.work(work.id)


def test_what_was_asked_is_read_as_it_was_written(desk, ask):
    asked = ask(options={"work_from": "2026-03-01"}, role="coordinator", total=7, result={"taken": 1})

    assert kept(desk, asked) == asked
    with desk.store.reading() as records:
        assert records.works() == [asked]
        with pytest.raises(NotFound):
            records.work(2**70)


def test_one_of_two_workers_gets_the_oldest(desk, ask, claim):
    first, second = ask(), ask()

    assert [claim("one").id, claim("two").id, claim("three")] == [first.id, second.id, None]
    assert kept(desk, first).state is WorkState.RUNNING


def test_only_the_kinds_and_the_number_asked_for_are_claimed(ask, claim):
    ask(WorkKind.REBUILD)
    purge = ask(WorkKind.PURGE)

    assert claim(kinds=[WorkKind.LINES]) is None
    assert claim(work_id=purge.id).id == purge.id


def test_work_of_a_dead_worker_is_free_when_its_lease_is_over_and_begins_a_new_stretch(desk, ask, claim):
    asked = ask(total=10)
    dead = claim("one")
    with desk.store.writing() as records:
        assert records.advance_work(dead, desk.time(), desk.time() + LEASE, more=4)
    began = desk.time()
    desk.time.pass_(seconds=31)

    taken = claim("two")
    with desk.store.writing() as records:
        assert not records.advance_work(dead, desk.time(), desk.time() + LEASE, more=4)
        assert records.advance_work(taken, desk.time(), desk.time() + LEASE, more=6, result={"x": 1})
        assert not records.end_work(dead, desk.time(), WorkState.FAILED)
        assert records.end_work(taken, desk.time(), WorkState.DONE)

    ended = kept(desk, asked)
    assert (ended.done, ended.state, ended.stretch_done, ended.result) == (10, WorkState.DONE, 4, {"x": 1})
    assert (ended.started_at, ended.stretch_at) == (began, desk.time())
    assert claim("three") is None


def test_work_that_was_put_off_says_why_and_can_be_taken_at_once(desk, ask, claim):
    asked, held = ask(), claim()
    with desk.store.writing() as records:
        records.put_off_work(held, "the engine is away")

    assert (kept(desk, asked).error, kept(desk, asked).is_open) == ("the engine is away", True)
    assert claim("two").id == asked.id


def test_stopped_work_goes_on_with_nobody(desk, ask, claim):
    asked = ask()
    held = claim()
    with desk.store.writing() as records:
        assert not records.cancel_work(asked.id, desk.time(), {WorkState.WAITING})
        assert records.cancel_work(asked.id, desk.time(), OPEN)
        assert not records.advance_work(held, desk.time(), desk.time() + LEASE)
        assert records.works(open_only=True) == []
    assert claim() is None


def test_a_source_knows_what_came_and_what_it_holds(desk, a_post, a_tombstone):
    now = desk.time()
    ages = {"today": 1, "this week": 30, "long ago": 400}
    posts = [a_post(name, published_at=now - timedelta(hours=age)) for name, age in ages.items()]
    desk.receive(*posts, a_post("older", published_at=now - timedelta(hours=2), line=Line.ARCHIVE))
    desk.receive(*posts, a_tombstone("today"))  # the same once more is nothing new
    with desk.store.writing() as records:
        records.receive(Batch(desk.source, refused=[Refused("f", n, "bad-json", "x", b"%d" % n) for n in range(3)]))
        records.keep_source(Source("empty", "web", "Empty", now))

    with desk.store.reading() as records:
        counts = records.arrivals([now - timedelta(hours=24), now - timedelta(days=7)], 1_000)
        bounded = records.arrivals([now - timedelta(days=7)], 2)

    assert (counts["chat"].total, counts["chat"].since, counts["chat"].letters) == (4, (2, 3), 3)
    assert (counts["empty"].total, counts["empty"].since) == (0, (0, 0))
    assert bounded["chat"].since == (2,)


def test_what_is_erased_or_joined_is_counted_off(desk, a_post):
    other = Source("web", "web", "Web", desk.time(), territory="750000000")
    desk.receive(a_post(1), a_post(2), a_post(3))
    desk.receive(a_post(1, place="@dvor"), a_post(9, place="@dvor"), source=other)
    with desk.store.writing() as records:
        records.join_places(records.place("telegram", "-1001"), records.place("telegram", "@dvor"))
        assert held(records) == counted(records)
    desk.open_case(desk.post(2))

    with desk.store.writing() as records:
        assert records.purgeable("chat") == 2
        assert records.purge_source("chat", 10) == 2
        assert held(records) == counted(records) == {"chat": 1, "web": 1}
        assert records.purgeable("chat") == 0


def held(records):
    return {row.slug: row.posts for row in records.connection.execute(sa.select(SOURCES.c.slug, SOURCES.c.posts))}


def counted(records):
    asked = sa.select(SOURCES.c.slug, sa.func.count()).join(POSTS, POSTS.c.source_id == SOURCES.c.id)
    return dict(records.connection.execute(asked.group_by(SOURCES.c.slug)).all())


def test_posts_go_back_to_the_archive_a_batch_at_a_time(desk, a_post):
    now = desk.time()
    desk.receive(*[a_post(n, published_at=now - timedelta(hours=n)) for n in range(1, 6)])
    moment = now - timedelta(hours=2, minutes=30)

    with desk.store.writing() as records:
        assert records.preview_lines(desk.source, moment) == (0, 3)
        assert [records.archive_lines("chat", moment, 2) for _ in range(3)] == [2, 1, 0]
        assert records.preview_lines(desk.source, moment) == (0, 0)
    assert [desk.post(n).line for n in (1, 2, 3)] == [Line.NEW, Line.NEW, Line.ARCHIVE]


def test_the_sign_of_life_of_the_jobs_is_one_row(desk):
    with desk.store.writing() as records:
        assert records.beat() == (None, None, None)
        connection = records.connection
        row = "INSERT INTO jobs (name, every, next_run_at, lease_until, succeeded_at, failed_at, failures, own_process)"
        connection.exec_driver_sql(f"{row} VALUES ('a', 1, 30000000, NULL, 5000000, 7000000, 1, false)")
        connection.exec_driver_sql(f"{row} VALUES ('b', 1, 20000000, 9000000, 6000000, NULL, 0, false)")
        ended, held_until, due = records.beat()

    assert [each.timestamp() for each in (ended, held_until, due)] == [7, 9, 20]


def test_the_stretch_of_an_import_is_kept(desk):
    with desk.store.writing() as records:
        run = records.keep_import(
            ImportRun(
                "f", "f", "chat", "aigul", desk.time(), stretch_at=desk.time(), stretch_read=7, beat_at=desk.time()
            )
        )
        assert records.import_run(run.id) == run
