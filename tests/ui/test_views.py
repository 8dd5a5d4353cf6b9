"""Every view as its people see it: empty, filled, and not at all where the role does not allow it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from desk.incidents import Outcome
from desk.posts import Line
from desk.queries import PostFilter
from desk.roles import Action, Role, Scope
from ui.navigation import VIEWS

from .conftest import shown

ALL_ROLES = list(Role)
PRESS = (Role.PRESS_OFFICE,)


def new_posts(parts):
    with parts.store.reading() as records:
        return list(records.posts(PostFilter(lines=frozenset({Line.NEW})), Scope.everything()).items)


def words(screen):
    return shown(screen)


def press(screen, key):
    screen.button(key=key).click()
    return screen.run()


@pytest.mark.parametrize("role", ALL_ROLES, ids=lambda role: role.value)
def test_a_role_finds_just_the_pages_it_may_see(role, person, sit, write):
    write("Свет жоқ")
    screen = sit(person(role, department="roads")).run()

    assert not screen.exception
    for view in VIEWS:
        allowed = role in __import__("desk.roles", fromlist=["ALLOWED"]).ALLOWED[view.action]
        if allowed:
            screen.switch_page(view.path).run()
            assert not screen.exception
            assert not screen.error
        else:
            with pytest.raises(ValueError, match="page"):
                screen.switch_page(view.path)
