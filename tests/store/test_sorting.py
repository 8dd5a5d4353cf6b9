"""Posts move between the lines, and the ledger of any filter adds up."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from desk.posts import Line, SetAsideReason
from desk.queries import PostFilter
from desk.roles import Scope

EVERYTHING = Scope.everything()


def ids(desk, *numbers):
    return [desk.post(number).id for number in numbers]


def lines(desk, count):
    return [desk.post(number).line.value for number in range(count)]


def due(published_at, territory, topic, urgency):
    return published_at + timedelta(hours=9)


@pytest.fixture
def archive(desk, a_post):
    """Ten days of archived posts, one a day, the fifth an official one."""
    desk.receive(
        *(
            a_post(n, line=Line.ARCHIVE, official=n == 5, published_at=desk.time() - timedelta(days=10 - n))
            for n in range(10)
        )
    )
    return desk


def test_an_import_decides_its_lines_by_portions_at_its_end(archive):
    work_from = archive.time() - timedelta(days=6)
    moved: list[int] = []
    while not moved or moved[-1]:
        with archive.store.writing() as records:
            moved.append(records.decide_lines(archive.source, work_from, due, 4))

    assert moved == [4, 2, 0]
    assert lines(archive, 10) == ["archive"] * 4 + ["new", "set-aside", "new", "new", "new", "new"]
    assert archive.post(4).due_at == archive.post(4).post.published_at + timedelta(hours=9)
    assert (archive.post(5).set_aside, archive.post(5).due_at) == (SetAsideReason.OFFICIAL_POST, None)


def test_a_preview_tells_what_another_moment_would_move(archive):
    now = archive.time()
    with archive.store.writing() as records:
        records.decide_lines(archive.source, now - timedelta(days=4), due, 100)
    with archive.store.reading() as records:
        earlier = records.preview_lines(archive.source, now - timedelta(days=8))
        later = records.preview_lines(archive.source, now - timedelta(days=2))

    assert earlier == (3, 0)
    assert later == (0, 2)


def test_a_post_that_is_set_aside_is_one_step_from_the_queue(desk, a_post):
    desk.receive(a_post(1))
    with desk.store.writing() as records:
        records.set_line(ids(desk, 1), Line.SET_ASIDE, SetAsideReason.OTHER, "спросить юриста")
    aside = desk.post(1)
    with desk.store.writing() as records:
        records.set_line(ids(desk, 1), Line.NEW)

    assert (aside.line, aside.set_aside, aside.set_aside_note) == (
        Line.SET_ASIDE,
        SetAsideReason.OTHER,
        "спросить юриста",
    )
    assert (desk.post(1).line, desk.post(1).set_aside, desk.post(1).set_aside_note) == (Line.NEW, None, None)


def test_a_post_of_an_incident_stays_with_it(desk, a_post):
    desk.receive(a_post(1))
    desk.open_case(desk.post(1))
    with desk.store.writing() as records:
        records.set_line(ids(desk, 1), Line.SET_ASIDE, SetAsideReason.THANKS)
        with pytest.raises(ValueError, match="keep_case"):
            records.set_line(ids(desk, 1), Line.TAKEN)

    assert desk.post(1).line is Line.TAKEN


def test_the_ledger_counts_every_post_once(desk, a_post):
    now = desk.time()
    desk.receive(
        a_post(1, due_at=now + timedelta(hours=1)),
        a_post(2, due_at=now - timedelta(hours=1)),
        a_post(3),
        a_post(4, line=Line.ARCHIVE),
        a_post(5, line=Line.SET_ASIDE, reason=SetAsideReason.OFFICIAL_POST),
        a_post(6),
    )
    desk.open_case(desk.post(6))

    with desk.store.reading() as records:
        ledger = records.posts_ledger(EVERYTHING, PostFilter(now=now))
        late = records.posts(PostFilter(late=True, now=now), EVERYTHING)
        queue = records.posts(PostFilter(lines=frozenset({Line.NEW})), EVERYTHING)
    assert ledger == {
        ("new", "in-term"): 1,
        ("new", "late"): 1,
        ("new", "no-term"): 1,
        ("archive", ""): 1,
        ("set-aside", "official-post"): 1,
        ("taken", ""): 1,
    }
    assert [post.post.key.native_id for post in late.items] == ["2"]
    assert queue.total == 3


def test_posts_are_found_by_every_filter(desk, a_post):
    desk.receive(
        a_post(1, topic="water", thread="5", published_at=desk.time() - timedelta(days=2)),
        a_post(2, place="-2", line=Line.SET_ASIDE, reason=SetAsideReason.NEWS),
        a_post(3, network="instagram", place="akimat"),
    )
    desk.receive(a_post(4), source=replace(desk.source, slug="other"))
    with desk.store.writing() as records:
        records.tag_posts(ids(desk, 1), ["двор", "су"], [])
        records.tag_posts(ids(desk, 1), [], ["су"])
        records.learn_alias(records.place("telegram", "-2"), "@dvor")
    desk.open_case(desk.post(4))

    asked = {
        PostFilter(source="other"): {"4"},
        PostFilter(network="instagram"): {"3"},
        PostFilter(topic="water"): {"1"},
        PostFilter(tag="двор"): {"1"},
        PostFilter(tag="су"): set(),
        PostFilter(reason=SetAsideReason.NEWS): {"2"},
        PostFilter(incident="2026-000001"): {"4"},
        PostFilter(until=desk.time() - timedelta(days=1)): {"1"},
        PostFilter(since=desk.time() - timedelta(days=1)): {"2", "3", "4"},
        PostFilter(place=("telegram", "@dvor")): {"2"},
        PostFilter(place=("telegram", "-1001"), thread="5"): {"1"},
        PostFilter(lines=frozenset({Line.TAKEN, Line.SET_ASIDE})): {"2", "4"},
    }
    with desk.store.reading() as records:
        for filter, numbers in asked.items():
            page = records.posts(filter, EVERYTHING)
            assert {post.post.key.native_id for post in page.items} == numbers, filter
            assert page.total == len(numbers)
        assert records.staff_tags() == [("двор", 1)]


def test_a_thread_is_read_around_a_post(desk, a_post):
    desk.receive(*(a_post(n, thread="t", published_at=desk.time() + timedelta(minutes=n - 60)) for n in range(20)))
    desk.receive(a_post("elsewhere", thread="t", place="-2"), a_post("alone"))

    def around(number, limit):
        with desk.store.reading() as records:
            return [post.post.key.native_id for post in records.thread(desk.post(number), limit)]

    assert around(10, 6) == ["8", "9", "10", "11", "12", "13"]
    assert around(0, 4) == ["0", "1", "2", "3"]
    assert around(19, 4) == ["16", "17", "18", "19"]
    assert around("alone", 4) == ["alone"]


def test_every_post_comes_oldest_first_by_portions(archive):
    found, after = [], 0
    with archive.store.reading() as records:
        while posts := records.every_post("chat", after, 3):
            found += [post.post.key.native_id for post in posts]
            after = posts[-1].id
        nobody = records.every_post("nobody")

    assert found == [str(n) for n in range(10)]
    assert nobody == []


def test_a_purge_leaves_what_incidents_need_and_then_the_source_goes(desk, a_post, a_tombstone):
    desk.receive(*(a_post(n) for n in range(5)), a_post(1, "edited", edited_at=desk.time()), a_tombstone(2), at="5")
    with desk.store.writing() as records:
        records.tag_posts(ids(desk, 3), ["двор"], [])
    case = desk.open_case(desk.post(4))
    portions: list[int] = []
    while not portions or portions[-1]:
        with desk.store.writing() as records:
            portions.append(records.purge_source("chat", 3))

    with desk.store.reading() as records:
        left = records.posts(PostFilter(), EVERYTHING)
        assert [post.incident for post in left.items] == [case.incident.number]
        assert records.staff_tags() == []
        assert list(records.tombstones_without_post()) == []
        assert [source.slug for source in records.sources()] == ["chat"]
    assert portions == [3, 1, 0]
