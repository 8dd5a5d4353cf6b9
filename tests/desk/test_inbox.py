"""What the door lets in, mends, or refuses; and which line a new post stands in."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from desk.inbox import TEXT_LIMIT, Inbox, Refusal, normalised
from desk.ports import Batch, Records
from desk.posts import Arrival, Line, PlaceEvent, Post, PostKey, Refused, SetAsideReason, Tombstone
from desk.sources import OfficialVoice, Source

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class NoStore:
    """The decisions of the door need no store: whoever opens one here has mixed the two up."""

    def reading(self) -> AbstractContextManager[Records]:
        raise AssertionError("the store was opened")

    writing = reading


INBOX = Inbox(NoStore(), lambda: NOW, due=lambda published, territory, topic, urgency: published + timedelta(hours=9))
SOURCE = Source("chat", "import", "Chat", NOW, work_from=NOW - timedelta(days=14), territory="351000000")


def post(**changes: Any) -> Post:
    plain = Post(PostKey("telegram", "-1001", "1"), "Нет воды", NOW - timedelta(hours=1), NOW)
    return replace(plain, **changes)


def batch(*arrivals: Arrival, source: Source = SOURCE, cursors: Mapping[str, str] | None = None) -> Batch:
    return INBOX.batch(source, arrivals, cursors or {}, archive=False)


def test_a_sound_post_comes_in_as_the_very_same_object() -> None:
    sound = post()

    assert normalised(sound) is sound


@pytest.mark.parametrize(
    ("text", "kept"),
    [("су\x00 жоқ", "су\ufffd жоқ"), ("жарық \ud83d жоқ", "жарық \ufffd жоқ"), ("\udfff", "\ufffd"), ("😀", "😀")],
    ids=["nul", "half an emoji", "only a half", "a whole emoji stays"],
)
def test_what_no_database_can_keep_is_replaced_and_the_post_is_not_lost(text: str, kept: str) -> None:
    assert normalised(post(text=text)).text == kept
    assert normalised(post(author_name=text)).author_name == kept


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"text": "я" * (TEXT_LIMIT + 1)}, "too-long"),
        ({"published_at": datetime(1970, 1, 1, tzinfo=UTC)}, "bad-date"),
        ({"published_at": NOW + timedelta(days=2)}, "bad-date"),
        ({"edited_at": datetime(9999, 1, 1, tzinfo=UTC)}, "bad-date"),
        ({"key": PostKey("telegram", "-1001", "")}, "bad-key"),
        ({"key": PostKey("Tele gram", "-1001", "1")}, "bad-key"),
        ({"key": PostKey("telegram", "-1001", "1\x00")}, "bad-key"),
        ({"key": PostKey("telegram", "-1001", "9" * 2000)}, "too-long"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_a_post_is_refused_with_its_reason(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(Refusal) as refusal:
        normalised(post(**changes))

    assert refusal.value.reason == reason


def test_a_clock_that_runs_ahead_a_little_counts_as_the_moment_we_saw_the_post() -> None:
    assert normalised(post(published_at=NOW + timedelta(hours=3))).published_at == NOW


def test_the_same_moment_in_two_zones_is_the_same_moment() -> None:
    almaty = timezone(timedelta(hours=5))

    assert normalised(post(published_at=datetime(2026, 11, 23, 13, 0, tzinfo=almaty))).published_at == datetime(
        2026, 11, 23, 8, 0, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("changes", "line", "reason", "has_term"),
    [
        ({}, Line.NEW, None, True),
        ({"official": True}, Line.SET_ASIDE, SetAsideReason.OFFICIAL_POST, False),
        ({"published_at": NOW - timedelta(days=15)}, Line.ARCHIVE, None, False),
        ({"published_at": NOW - timedelta(days=15), "official": True}, Line.ARCHIVE, None, False),
    ],
    ids=["resident's", "official", "older than work-from", "old and official"],
)
def test_a_new_post_stands_in_one_line(
    changes: dict[str, Any], line: Line, reason: SetAsideReason | None, has_term: bool
) -> None:
    (placed,) = batch(post(**changes)).posts

    assert (placed.line, placed.reason, placed.due_at is not None) == (line, reason, has_term)
    assert placed.territory == "351000000"


def test_an_import_keeps_everything_in_the_archive_until_its_end() -> None:
    (placed,) = INBOX.batch(SOURCE, [post()], {}, archive=True).posts

    assert (placed.line, placed.due_at) == (Line.ARCHIVE, None)


def test_one_poison_record_goes_aside_and_the_rest_passes() -> None:
    poison = post(published_at=datetime(1970, 1, 1, tzinfo=UTC))
    gone = Tombstone(PostKey("telegram", "-1001", "7"), NOW, NOW)
    renamed = PlaceEvent("telegram", "-1001", "8", "renamed", NOW)
    broken = Refused("result.json", 12, "bad-json", "not JSON", b"{")

    mixed = batch(post(), poison, gone, renamed, broken, cursors={"position": "12"})

    assert [placed.post.key.native_id for placed in mixed.posts] == ["1"]
    assert [refused.reason for refused in mixed.refused] == ["bad-date", "bad-json"]
    assert (mixed.tombstones, mixed.events, mixed.cursors) == ([gone], [renamed], {"position": "12"})


@pytest.mark.parametrize(
    ("author", "days_ago", "official"),
    [("user7", 1, True), ("@Akimat_Press", 1, True), ("user7", 400, False), ("user8", 1, False), (None, 1, False)],
    ids=["by id", "by @name, whatever case", "before the voice was ours", "somebody else", "nobody known"],
)
def test_who_answers_for_us_is_official_in_groups_too(author: str | None, days_ago: int, official: bool) -> None:
    since = NOW - timedelta(days=365)
    voices = [OfficialVoice("telegram", account, None, since) for account in ("user7", "@akimat_press")]
    inbox = replace(INBOX, voices=lambda: voices)

    (placed,) = inbox.batch(
        replace(SOURCE, work_from=None),
        [post(author_id=author, published_at=NOW - timedelta(days=days_ago))],
        {},
        archive=False,
    ).posts

    assert bool(placed.post.official) is official
    assert (placed.line is Line.SET_ASIDE) is official
