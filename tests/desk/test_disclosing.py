"""Who reads a post with its personal data: who sorts it, while its matter is open; everybody else reads it covered."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from desk.disclosing import may_read_whole, told
from desk.people import Mask
from desk.posts import Line, Post, PostKey, StoredPost
from desk.roles import Actor, Grant, Role, operator
from language.personal import covered

AT = datetime(2026, 3, 1, tzinfo=UTC)
MASK = Mask(b"k" * 32, covered)
WRITTEN = Post(PostKey("telegram", "-1", "1"), "Нет воды, звоните 8 701 123 45 67", AT, AT)
POST = StoredPost(1, WRITTEN, Line.NEW, "chat", "110000000", 1)


def who(role: Role, territory: str = "110000000") -> Actor:
    return Actor("somebody", "Somebody", (Grant(role, territory),))


@pytest.mark.parametrize("role", [Role.PRESS_OFFICE, Role.COORDINATOR])
def test_who_sorts_reads_what_waits_and_what_is_worked_on_whole(role):
    for post in (POST, replace(POST, line=Line.TAKEN, incident="2026-000001", incident_state="in-work")):
        assert told(MASK, who(role), post) == POST.post.text


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.PRESS_OFFICE, Role.COORDINATOR}))
def test_every_other_role_reads_lists_covered(role):
    assert told(MASK, who(role), POST) == "Нет воды, звоните •••••••••••••••"


def test_a_closed_matter_and_another_territory_are_covered_for_everybody():
    closed = replace(POST, line=Line.TAKEN, incident="2026-000001", incident_state="closed")
    assert not may_read_whole(who(Role.PRESS_OFFICE), closed)
    assert not may_read_whole(who(Role.PRESS_OFFICE, "750000000"), POST)


def test_a_journalled_look_shows_the_whole_text_and_so_do_console_and_official_posts():
    assert told(MASK, who(Role.EXECUTOR), POST, is_disclosed=True) == POST.post.text
    assert may_read_whole(operator("root"), POST)
    assert may_read_whole(who(Role.CONTROLLER), replace(POST, post=replace(POST.post, official=True)))
