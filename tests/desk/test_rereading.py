"""All posts read again: what changed is seen, what people said stays, and it goes on wherever it was broken off."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desk import rereading
from desk.errors import NotAllowed, RuleError
from desk.posts import Line
from desk.readings import Kind, Trait
from desk.rereading import Rereading
from desk.roles import Role
from desk.works import WorkKind, WorkState
from tests.desk.building import WordReader


class Readers:
    """Whichever reader holds now."""

    def __init__(self, version):
        self.now = WordReader(version)

    def __call__(self):
        return self.now


@pytest.fixture
def readers():
    return Readers("2")


@pytest.fixture
def door(read_desk, readers):
    return Rereading(read_desk.store, read_desk.wall, lambda: "750000000", readers, read_desk.inbox.due)


def fill(desk, *texts):
    return [desk.post(text=text) for text in texts]


def claim(desk):
    with desk.store.writing() as records:
        return records.claim_work({WorkKind.REREAD}, "me", desk.wall(), desk.wall())


def journal(desk):
    with desk.store.reading() as records:
        return [(line.entry.action, dict(line.entry.fields)) for line in records.journal(kind="readings")]


def test_after_a_change_it_is_due_and_afterwards_no_more(read_desk, door, coordinator):
    fill(read_desk, "complaint water", "thanks")
    assert (door.is_due(), door.count()) == (True, 2)

    door.ask(coordinator)
    done = door.do(claim(read_desk))

    assert (done.state, done.done, done.total) == (WorkState.DONE, 2, 2)
    assert (door.is_due(), door.count()) == (False, 0)
    assert journal(read_desk) == [
        ("reread", {"posts": 2}),
        ("reread-done", {"posts": 2, "changed": 0, "version": "2"}),
    ]


def test_posts_that_came_before_anything_was_read_are_read(read_desk, door, coordinator):
    read_desk.inbox = replace(read_desk.inbox, reader=None)
    [unread] = fill(read_desk, "complaint water urgent")
    assert read_desk.stored(unread).reading is None

    door.ask(coordinator)
    door.do(claim(read_desk))

    post = read_desk.stored(unread)
    assert (post.reading.kind, post.topic, post.line) == (Kind.COMPLAINT, "water", Line.NEW)
    assert post.due_at == read_desk.inbox.due(post.post.published_at, "", None, "urgent")


def test_a_correction_survives_every_reading(read_desk, door, readers, press, coordinator):
    [post] = fill(read_desk, "complaint water")
    read_desk.casework.correct(press, post, Trait.TOPIC, "roads")
    for version in ("3", "4"):
        readers.now = WordReader(version)
        door.ask(coordinator)
        door.do(claim(read_desk))

    kept = read_desk.stored(post)
    assert (kept.topic, kept.reading.topic, kept.reading.version) == ("roads", "water", "4")
    assert len(kept.corrections) == 1


def test_broken_off_it_goes_on_where_it_stopped(read_desk, door, readers, coordinator, monkeypatch):
    monkeypatch.setattr(rereading, "AT_ONCE", 2)
    fill(read_desk, *["complaint water"] * 5)
    door.ask(coordinator)
    batches: list[int] = []

    left = door.do(claim(read_desk), stop=lambda: len(batches) == 1, tell=batches.append)
    assert (left.state, left.done) == (WorkState.RUNNING, 2)
    done = door.do(claim(read_desk))

    assert (done.state, done.done) == (WorkState.DONE, 5)
    assert len(readers.now.read_texts) == 5, "nothing was read twice"


def test_a_catalogue_that_changes_on_the_way_begins_it_again(read_desk, door, readers, coordinator, monkeypatch):
    monkeypatch.setattr(rereading, "AT_ONCE", 2)
    posts = fill(read_desk, *["complaint water"] * 5)
    door.ask(coordinator)

    def change(done):
        if done == 2:
            readers.now = WordReader("3")

    done = door.do(claim(read_desk), tell=change)

    assert (done.state, done.done) == (WorkState.DONE, 7)
    assert {read_desk.stored(post).reading.version for post in posts} == {"3"}


def test_stopped_it_leaves_what_was_read_and_reads_no_more(read_desk, door, coordinator, monkeypatch):
    monkeypatch.setattr(rereading, "AT_ONCE", 2)
    fill(read_desk, *["complaint water"] * 5)
    work = door.ask(coordinator)

    def stop(done):
        with read_desk.store.writing() as records:
            records.cancel_work(work.id, read_desk.wall(), {WorkState.RUNNING})

    done = door.do(claim(read_desk), tell=stop)

    assert done.state is WorkState.CANCELLED
    assert door.count() == 3


def test_only_one_is_under_way(door, read_desk, coordinator):
    fill(read_desk, "complaint")
    door.ask(coordinator)
    with pytest.raises(RuleError):
        door.ask(coordinator)


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.COORDINATOR, Role.ADMINISTRATOR}])
def test_only_who_keeps_the_catalogues_asks_for_it(door, person, role):
    with pytest.raises(NotAllowed):
        door.ask(person(role))
