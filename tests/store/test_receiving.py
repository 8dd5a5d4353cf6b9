"""What comes in once is there once, in whatever order it comes."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from desk.ports import Batch, Received
from desk.posts import Line, Media, PlaceEvent, PostKey, Refused
from desk.queries import PostFilter
from desk.roles import Scope

EVERYTHING = Scope.everything()


def test_a_new_post_is_kept_whole(desk, a_post):
    sent = a_post(
        7,
        "Су жоқ\nүшінші күн",
        author_name="Айгүл",
        url="https://t.me/x/7",
        reply_to="6",
        thread="6",
        official=False,
        media=(Media("photo", "a.jpg", 12, note="not included"),),
        place_title="Двор 5",
        extras={"poll": {"options": ["иә", "жоқ"], "votes": 2**70}},
        due_at=desk.time() + timedelta(hours=9),
        topic="water",
    )

    assert desk.receive(sent) == Received(received=1, new=1)

    kept = desk.post(7)
    assert kept.post == sent.post
    assert (kept.line, kept.territory, kept.topic, kept.due_at) == (Line.NEW, "750000000", "water", sent.due_at)
    assert (kept.source, kept.place_name, kept.versions, kept.row_version) == ("chat", "Двор 5", 1, 1)


def test_receiving_again_changes_nothing(desk, a_post, a_tombstone, dump):
    day = [a_post(n, f"өтініш {n}", published_at=desk.time() - timedelta(minutes=n)) for n in range(300)]
    edits = [a_post(n, f"өзгертілді {n}", edited_at=desk.time() - timedelta(seconds=n)) for n in range(0, 300, 7)]
    buried = [a_tombstone(n) for n in range(0, 300, 11)]

    first = desk.receive(*day, *edits, *buried, message="300")
    before = dump(desk)
    again = desk.receive(*day, *edits, *buried, message="300")

    assert first == Received(received=343, new=300, edited=43, deleted=28)
    assert again == Received(received=343, unchanged=343)
    assert dump(desk) == before


NEW, EDIT_1, EDIT_2 = "new", "edit 1", "edit 2"
EVENTS = (NEW, EDIT_1, EDIT_2, "delete", "delete again")


def arrivals(desk: Any, a_post: Any, a_tombstone: Any, texts: tuple[str, str, str]) -> dict[str, Any]:
    published = desk.time() - timedelta(hours=2)
    return {
        NEW: a_post(1, texts[0], published_at=published),
        EDIT_1: a_post(1, texts[1], published_at=published, edited_at=published + timedelta(minutes=1)),
        EDIT_2: a_post(1, texts[2], published_at=published, edited_at=published + timedelta(minutes=2)),
        "delete": a_tombstone(1, published + timedelta(minutes=3)),
        "delete again": a_tombstone(1, published + timedelta(minutes=4)),
    }


@pytest.mark.parametrize("together", [False, True], ids=["one-by-one", "in-one-batch"])
@pytest.mark.parametrize("texts", [("жарық", "жарық жоқ", "жарық жоқ!"), ("a", "b", "a"), ("a", "a", "b")])
def test_all_orders_of_arrival_end_in_the_same_state(desk, a_post, a_tombstone, texts, together, erase):
    told = arrivals(desk, a_post, a_tombstone, texts)
    ends = set()
    for order in itertools.permutations(EVENTS):
        if together:
            desk.receive(*(told[name] for name in order))
        else:
            for name in order:
                desk.receive(told[name])
        post = desk.post(1)
        with desk.store.reading() as records:
            versions = tuple((each.text, each.moment, each.first) for each in records.versions(post.id))
        ends.add((post.id, post.post.text, post.post.edited_at, post.deleted_at, post.line, post.versions, versions))
        erase(desk)

    assert len(ends) == 1
    ((_, text, edited_at, deleted_at, _, _, versions),) = ends
    assert (text, edited_at) == (texts[2], told[EDIT_2].post.edited_at)
    assert deleted_at == told["delete"].deleted_at
    assert [each[0] for each in versions] == [text for text, _ in itertools.groupby(texts)]


def test_an_edit_makes_a_version_and_a_replay_none(desk, a_post):
    desk.receive(a_post(1, "бірінші"))
    edited = a_post(1, "екінші", edited_at=desk.time())

    assert desk.receive(edited).edited == 1
    assert desk.receive(edited) == Received(received=1, unchanged=1)

    post = desk.post(1)
    with desk.store.reading() as records:
        assert [(v.text, v.first) for v in records.versions(post.id)] == [("бірінші", True), ("екінші", False)]
    assert post.versions == 2


def test_the_history_still_shows_the_first_text_after_many_edits(desk, a_post):
    desk.receive(a_post(1, "Әкім ұрлады"))
    for minute in range(40):
        desk.receive(a_post(1, f"Бәрі жақсы {minute}", edited_at=desk.time() + timedelta(minutes=minute)))

    with desk.store.reading() as records:
        versions = records.versions(desk.post(1).id)
    assert (versions[0].text, versions[0].first, len(versions)) == ("Әкім ұрлады", True, 41)


def test_a_difference_without_a_later_edit_is_another_way_of_reading(desk, a_post):
    desk.receive(a_post(1, "Текст"))

    assert desk.receive(a_post(1, "Текст ")) == Received(received=1, unchanged=1)
    assert desk.post(1).post.text == "Текст"


def test_a_later_reading_fills_in_what_was_not_known(desk, a_post):
    desk.receive(a_post(1, author_id=None))
    desk.receive(a_post(1, author_id="17", author_name="Айгүл", thread="9", media=(Media("photo"),)))
    filled = desk.post(1)
    desk.receive(a_post(1, author_id="99", author_name="Басқа", thread="8"))

    assert (filled.post.author_id, filled.post.author_name, filled.post.thread) == ("17", "Айгүл", "9")
    assert filled.post.media == (Media("photo"),)
    assert desk.post(1) == filled


def test_the_same_id_in_two_hundred_chats_is_two_hundred_posts(desk, a_post):
    desk.receive(*(a_post(5, f"чат {n}", place=f"-100{n}") for n in range(200)))

    assert {desk.post(5, f"-100{n}").post.text for n in range(200)} == {f"чат {n}" for n in range(200)}


@pytest.mark.parametrize("number", [2**31, 2**53 + 1, 2**63, 2**70, "a9f3-абв", "NaN"])
def test_ids_of_any_size_are_kept_to_the_last_digit(desk, a_post, number):
    desk.receive(a_post(number, author_id=str(number), thread=str(number), reply_to=str(number)))

    post = desk.post(number).post
    assert (post.key.native_id, post.author_id, post.thread) == (str(number), str(number), str(number))


@pytest.mark.parametrize("id", [2**63, -(2**63) - 1, 2**200])
def test_a_number_that_no_database_can_keep_is_just_not_there(desk, id):
    with desk.store.reading() as records:
        assert records.posts_by_id([id]) == []


def test_a_group_that_becomes_a_supergroup_is_two_places_until_they_are_joined(desk, a_post):
    desk.receive(
        a_post(1, "ескі", place="-77"), a_post(1, "жаңа", place="-10077"), a_post(2, "тек жаңа", place="-10077")
    )
    event = PlaceEvent("telegram", "-77", "3", "migrated", desk.time(), {"to": "-10077"})
    with desk.store.writing() as records:
        records.receive(Batch(desk.source, events=[event, event]))
        old = records.place("telegram", "-77")

    with desk.store.reading() as records:
        assert records.place_events(old) == [event]
    assert (desk.post(1, "-77").post.text, desk.post(1, "-10077").post.text) == ("ескі", "жаңа")


def test_five_thousand_posts_of_one_moment_get_ids_in_order(desk, a_post):
    midnight = datetime(2026, 3, 1, tzinfo=UTC)
    for start in range(0, 5_000, 1_000):
        desk.receive(*(a_post(n, str(n), published_at=midnight) for n in range(start, start + 1_000)))
    desk.receive(a_post("later", published_at=midnight + timedelta(minutes=1)))

    with desk.store.reading() as records:
        page = records.posts(PostFilter(), EVERYTHING, limit=3)
        before = records.posts(PostFilter(until=midnight + timedelta(seconds=1)), EVERYTHING)
    assert [post.post.key.native_id for post in page.items] == ["later", "4999", "4998"]
    assert before.total == 5_000


def test_a_late_arrival_lands_in_its_place_in_time(desk, a_post):
    desk.receive(a_post(3, published_at=desk.time()))
    desk.receive(a_post(1, published_at=desk.time() - timedelta(days=400)))
    desk.receive(a_post(2, published_at=desk.time() - timedelta(days=1)))

    with desk.store.reading() as records:
        page = records.posts(PostFilter(), EVERYTHING)
    assert [post.post.key.native_id for post in page.items] == ["3", "2", "1"]


def test_source_times_from_1970_to_the_future_keep_their_order(desk, a_post):
    times = [datetime(2000, 1, 1, tzinfo=UTC), datetime(2024, 2, 29, 18, 59, 59, 999_999, tzinfo=UTC), desk.time()]
    desk.receive(*(a_post(n, published_at=at) for n, at in enumerate(times)))

    assert [desk.post(n).post.published_at for n in range(3)] == times
    assert desk.post(0).id < desk.post(1).id < desk.post(2).id


def test_what_cannot_be_kept_goes_to_the_dead_letters_once(desk, a_post):
    refused = Refused("chat.json", 12, "bad-json", "not JSON", b"\xff\x00{")
    deep: Any = []
    for _ in range(100_000):
        deep = [deep]
    bad = [a_post(2, extras={"n": float("nan")}), a_post(3, extras={"deep": deep})]
    for _ in range(2):
        with desk.store.writing() as records:
            got = records.receive(Batch(desk.source, [a_post(1), *bad], refused=[refused], received_at=desk.time()))
    while deep:
        deep = deep.pop()

    with desk.store.reading() as records:
        letters = records.dead_letters()
        count = records.count_dead_letters("chat")
    assert got.dead_letters == 3
    assert count == len(letters) == 3
    assert (letters[0].file, letters[0].line, letters[0].reason, letters[0].raw) == (
        "chat.json",
        12,
        "bad-json",
        b"\xff\x00{",
    )


def test_the_cursor_moves_with_the_posts_or_not_at_all(desk, a_post):
    desk.receive(a_post(1), last="1")
    killed = RuntimeError("killed")

    def receive_and_die() -> None:
        with desk.store.writing() as records:
            records.receive(Batch(desk.source, [a_post(2)], cursors={"last": "2"}))
            raise killed

    with pytest.raises(RuntimeError, match="killed"):
        receive_and_die()

    with desk.store.reading() as records:
        assert records.cursor(desk.source, "last") == "1"
        assert records.posts(PostFilter(), EVERYTHING).total == 1


def test_a_deletion_may_come_before_the_post_and_is_told_apart_until_then(desk, a_post, a_tombstone):
    assert desk.receive(a_tombstone(1), a_tombstone(2)).deleted == 2
    assert desk.receive(a_tombstone(1)).deleted == 0
    desk.receive(a_post(1))

    with desk.store.reading() as records:
        left = [each.key.native_id for each in records.tombstones_without_post()]
    assert desk.post(1).deleted_at == desk.time()
    assert left == ["2"]


def test_a_title_is_learned_once_and_the_source_notes_what_it_got(desk, a_post):
    desk.receive(a_post(1))
    desk.receive(a_post(2, place_title="Двор", published_at=desk.time()))

    with desk.store.reading() as records:
        source = records.source("chat")
        place = records.place("telegram", "-1001")
    assert place.title == "Двор"
    assert (source.last_received_at, source.last_published_at) == (desk.time(), desk.time())


def test_rows_of_hostile_names_stay_values(desk, a_post):
    name = "x'); DROP TABLE posts; --"
    desk.receive(a_post(name, place=name, thread=name), cursor=name)

    with desk.store.reading() as records:
        assert records.post(PostKey("telegram", name, name)).post.thread == name
        assert records.connection.execute(sa.text("SELECT count(*) FROM posts")).scalar() == 1


def test_a_known_post_keeps_its_line(desk, a_post):
    desk.receive(a_post(1, line=Line.ARCHIVE))
    desk.receive(replace(a_post(1), line=Line.NEW))

    assert desk.post(1).line is Line.ARCHIVE
