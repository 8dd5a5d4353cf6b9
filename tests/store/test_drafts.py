"""Drafts: kept for their writer alone, merged field by field, bounded, and not brought back once sent."""

from __future__ import annotations

from datetime import timedelta

import pytest

from desk.drafts import DRAFTS_LIMIT, FIELD_LIMIT, KEPT_FOR, Draft
from desk.errors import RuleError
from desk.users import User

NAME = "incident/2026-000123/submit"


@pytest.fixture
def people(desk):
    with desk.store.writing() as records:
        return [records.keep_user(User(login, login, "ru", desk.time())).id for login in ("aigul", "bolat")]


def keep(desk, user, name=NAME, round=None, **fields):
    with desk.store.writing() as records:
        return records.keep_draft(user, name, fields, desk.time(), round)


def drafts(desk, user, beginning=""):
    with desk.store.reading() as records:
        return records.drafts_of(user, beginning)


def test_a_draft_is_read_as_it_was_written_field_by_field(desk, people):
    keep(desk, people[0], text="Су ертең\nберіледі 💧")
    desk.time.pass_(seconds=5)

    whole = keep(desk, people[0], note="для отдела")

    assert whole == Draft(NAME, {"text": "Су ертең\nберіледі 💧", "note": "для отдела"}, desk.time(), 0)
    with desk.store.reading() as records:
        assert records.draft(people[0], NAME) == whole
        assert records.draft(people[0], "queue/take") == Draft("queue/take")


def test_nobody_reads_the_draft_of_another(desk, people):
    keep(desk, people[0], text="mine")
    keep(desk, people[1], text="theirs")

    assert [draft.fields["text"] for draft in drafts(desk, people[1])] == ["theirs"]
    with desk.store.writing() as records:
        records.drop_draft(people[1], NAME, desk.time())
    assert [draft.fields["text"] for draft in drafts(desk, people[0])] == ["mine"]
    assert drafts(desk, people[1]) == []


def test_an_emptied_field_goes_and_an_empty_draft_is_none(desk, people):
    keep(desk, people[0], text="a", note="b")

    assert keep(desk, people[0], text="").fields == {"note": "b"}
    keep(desk, people[0], note="")
    assert drafts(desk, people[0]) == []


def test_what_a_slow_browser_still_sends_does_not_bring_a_sent_draft_back(desk, people):
    began = keep(desk, people[0], text="half an ans").round
    with desk.store.writing() as records:
        records.drop_draft(people[0], NAME, desk.time())

    assert keep(desk, people[0], text="half an answer", round=began) is None
    assert drafts(desk, people[0]) == []
    assert keep(desk, people[0], text="the next one", round=began + 1).fields == {"text": "the next one"}


def test_drafts_are_found_by_the_beginning_of_their_names_newest_first(desk, people):
    for name in ("queue/take", "incident/2026-000123/submit", "incident/2026-000123/return", "incident/2026-000124/x"):
        keep(desk, people[0], name, text=name)
        desk.time.pass_(seconds=1)

    found = [draft.name for draft in drafts(desk, people[0], "incident/2026-000123/")]
    assert found == ["incident/2026-000123/return", "incident/2026-000123/submit"]
    assert drafts(desk, people[0], "incident/2026-0001%") == []


@pytest.mark.parametrize("name", ["", "a b", "../x", "a/", "a/b/c/d/e/f", "a" * 41, "a_b", "a\n"])
def test_a_name_that_is_none_is_refused(desk, people, name):
    with pytest.raises(RuleError):
        keep(desk, people[0], name, text="x")


def test_too_long_a_text_is_refused_and_what_was_kept_stays(desk, people):
    keep(desk, people[0], text="kept")

    with pytest.raises(RuleError):
        keep(desk, people[0], text="x" * (FIELD_LIMIT + 1))
    for number in range(5):
        keep(desk, people[0], **{f"text{number}": "x" * (FIELD_LIMIT - 1)})
    with pytest.raises(RuleError):
        keep(desk, people[0], text9="x" * 100)

    assert drafts(desk, people[0])[0].fields["text"] == "kept"


def test_of_too_many_drafts_the_oldest_go(desk, people):
    keep(desk, people[1], text="another person's")
    for number in range(DRAFTS_LIMIT + 2):
        desk.time.pass_(seconds=1)
        keep(desk, people[0], f"queue/{number}", text="x")

    kept = {draft.name for draft in drafts(desk, people[0])}
    assert len(kept) == DRAFTS_LIMIT
    assert not kept & {"queue/0", "queue/1"}
    assert len(drafts(desk, people[1])) == 1


def test_a_draft_that_nobody_touches_is_forgotten_at_night(desk, people):
    keep(desk, people[0], text="old")
    desk.time.pass_(days=1)
    keep(desk, people[0], "queue/take", text="younger")
    desk.time.pass_(seconds=(KEPT_FOR - timedelta(hours=12)).total_seconds())

    with desk.store.writing() as records:
        records.forget_old(seen_since=desk.time(), started_since=desk.time())

    assert [draft.name for draft in drafts(desk, people[0])] == ["queue/take"]
