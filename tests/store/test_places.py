"""A place has one canonical id and any number of other names; joining two places doubles no post."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from desk.errors import NotFound, RuleError
from desk.incidents import AnswerPlace
from desk.posts import PostKey
from desk.queries import PostFilter
from desk.roles import Scope

WAYS = (
    "@zhinaq",
    "zhinaq",
    "@Zhinaq",
    "https://t.me/zhinaq",
    "http://t.me/zhinaq/",
    "t.me/zhinaq",
    "https://t.me/s/zhinaq",
)


def place(desk, name, network="telegram"):
    with desk.store.writing() as records:
        return records.place(network, name)


def learn(desk, known, alias):
    with desk.store.writing() as records:
        return records.learn_alias(known, alias)


def join(desk, keep, gone):
    with desk.store.writing() as records:
        return records.join_places(keep, gone)


def texts(desk, number, place="-1001"):
    with desk.store.reading() as records:
        return [version.text for version in records.versions(desk.post(number, place).id)]


def test_a_place_is_known_by_all_its_names(desk, a_post):
    first = place(desk, "-1001")
    learn(desk, first, "@dvor")
    desk.receive(a_post(1, place="@dvor"))
    desk.receive(a_post(1, place="-1001"))

    with desk.store.reading() as records:
        assert records.places() == [replace(first, aliases=frozenset({"@dvor"}))]
        assert records.posts(PostFilter(), Scope.everything()).total == 1
        assert str(records.post(PostKey("telegram", "@dvor", "1")).post.key) == "telegram/-1001/1"


@pytest.mark.parametrize("first", WAYS)
def test_however_a_name_is_written_it_is_one_place(desk, a_post, first):
    desk.receive(a_post(0, place=first))
    desk.receive(*(a_post(n, place=way) for n, way in enumerate(WAYS)))
    desk.receive(*(a_post(n, place=way) for n, way in enumerate(reversed(WAYS), start=100)), a_post(1, place="-1001"))

    with desk.store.reading() as records:
        assert [each.aliases for each in records.places()] == [frozenset(), frozenset()]
        for way in WAYS:
            assert records.posts(PostFilter(place=("telegram", way)), Scope.everything()).total == 2 * len(WAYS)
            assert records.post(PostKey("telegram", way, "1")).id == desk.post(1, first).id
    assert place(desk, "T.me/ZHINAQ").canonical == ("@zhinaq" if "/" in first else first)


def test_a_learned_link_is_every_writing_of_its_name(desk, a_post):
    known = learn(desk, place(desk, "-1001234567890"), "https://t.me/Zhinaq")
    assert known.aliases == frozenset({"@zhinaq"})
    assert {place(desk, way).id for way in (*WAYS, "https://t.me/c/1234567890", "t.me/c/1234567890/5")} == {known.id}
    assert learn(desk, known, "zhinaq") == known
    with pytest.raises(RuleError, match="join"):
        learn(desk, place(desk, "-1002"), "t.me/zhinaq")


def test_a_title_is_no_name(desk, a_post):
    desk.receive(a_post(1, place_title="Двор"), a_post(1, place="-1002", place_title="Двор"))
    assert place(desk, "Двор").title is None


def test_a_name_learned_before_it_had_a_plain_form_is_still_found(desk, a_post):
    known = place(desk, "@zhinaq")
    with desk.store.writing() as records:
        records.connection.exec_driver_sql("UPDATE place_names SET name = 'Zhinaq'")
    desk.receive(a_post(1, place="Zhinaq"))
    with desk.store.reading() as records:
        assert [each.id for each in records.places()] == [known.id]
    assert place(desk, "t.me/zhinaq").id == known.id


def test_a_name_of_another_place_is_not_taken_from_it(desk):
    first, other = place(desk, "-1001"), place(desk, "@dvor")

    with pytest.raises(RuleError, match="join"):
        learn(desk, first, "@dvor")
    assert learn(desk, first, "-1001") == first
    assert place(desk, "@dvor", "instagram").id not in {first.id, other.id}


def test_a_place_known_by_its_name_becomes_known_by_its_number(desk, a_post):
    named = place(desk, "@dvor")
    desk.receive(a_post(1, place="@dvor"))
    before = desk.post(1, "@dvor")
    numbered = learn(desk, named, "-1001")

    assert (numbered.canonical, numbered.aliases) == ("-1001", frozenset({"@dvor"}))
    assert desk.post(1, "@dvor").post.key == PostKey("telegram", "-1001", "1")
    assert desk.post(1).row_version == before.row_version + 1


def test_joining_two_places_doubles_no_post(desk, a_post, a_tombstone):
    first, edited = desk.time() - timedelta(hours=1), desk.time()
    desk.receive(
        a_post(1, "web", place="@dvor"),
        a_post(2, "тек сайтта", place="@dvor", place_title="Двор"),
        a_post(1, "web!", place="@dvor", edited_at=edited),
        a_tombstone(3, place="@dvor"),
        a_tombstone(1, place="@dvor", at=edited),
    )
    desk.receive(a_post(1, "first", published_at=first), a_post(3, "өшірілген"), a_post(4))
    assert join(desk, place(desk, "-1001"), place(desk, "@dvor")) == 1

    with desk.store.reading() as records:
        (left,) = records.places()
        assert records.posts(PostFilter(), Scope.everything()).total == 4
    assert (left.canonical, left.aliases, left.title) == ("-1001", frozenset({"@dvor"}), "Двор")
    assert texts(desk, 1) == ["first", "web!"]
    assert (desk.post(1).post.text, desk.post(1).post.edited_at, desk.post(1).deleted_at) == ("web!", edited, edited)
    assert desk.post(2, "@dvor").post.key.place == "-1001"
    assert desk.post(3).deleted_at is not None
    assert desk.receive(a_post(1, "web!", place="@dvor", edited_at=edited)).unchanged == 1
    assert join(desk, left, left) == 0


def test_an_incident_keeps_its_post_when_places_are_joined(desk, a_post):
    desk.receive(a_post(1, "named", place="@dvor"), a_post(1, "numbered"))
    case = desk.open_case(desk.post(1, "@dvor"))
    answered = replace(case, places=(AnswerPlace("telegram", "@dvor", None),))
    with desk.store.writing() as records:
        records.keep_case(case, answered, [])
    join(desk, place(desk, "-1001"), place(desk, "@dvor"))

    found = desk.case("2026-000001")
    assert [member.key for member in found.present] == [PostKey("telegram", "-1001", "1")]
    assert found.places[0].place == "-1001"
    assert desk.post(1).incident == "2026-000001"


def test_two_incidents_do_not_both_keep_the_one_post(desk, a_post):
    desk.receive(a_post(1, place="@dvor"), a_post(1))
    desk.open_case(desk.post(1, "@dvor"), posts=1)
    desk.open_case(desk.post(1), posts=1)
    join(desk, place(desk, "-1001"), place(desk, "@dvor"))

    assert desk.post(1).incident == "2026-000002"
    assert desk.case("2026-000001").present == ()
    assert (desk.case("2026-000001").incident.posts, desk.case("2026-000001").incident.version) == (0, 2)


def test_an_unknown_post_or_place_is_not_found(desk):
    place(desk, "-1001")
    with desk.store.reading() as records:
        with pytest.raises(NotFound):
            records.post(PostKey("telegram", "-1001", "1"))
        with pytest.raises(NotFound):
            records.post(PostKey("telegram", "-9", "1"))
        with pytest.raises(NotFound):
            records.source("nobody")
