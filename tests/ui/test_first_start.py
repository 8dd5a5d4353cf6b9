"""The one-time link: works once, makes the first person, and one person can do everything."""

from __future__ import annotations

import pytest

from desk.errors import NotAllowed, RuleError
from desk.moves import MOVES, Move
from desk.roles import Role, Subject
from ui import first_start
from ui.first_start import OFFERED, FirstPerson

DISTRICT = "113200000"


def token_in(link):
    return link.partition("token=")[2]


def somebody(**more):
    given = {
        "territory": DISTRICT,
        "language": "kk",
        "login": "aigul",
        "name": "Айгүл",
        "password": "ozen-boiynda-2026",
        "roles": OFFERED,
    }
    return FirstPerson(**{**given, **more})


def test_the_link_makes_the_first_person_and_is_then_used_up(parts):
    token = token_in(first_start.link(parts))
    first_start.begin(parts, token, somebody())

    assert not first_start.is_good(parts, token)
    assert first_start.link(parts) is None
    with pytest.raises(NotAllowed):
        first_start.begin(parts, token, somebody(login="second"))


def test_a_new_link_ends_the_one_before(parts):
    old, new = token_in(first_start.link(parts)), token_in(first_start.link(parts))

    assert not first_start.is_good(parts, old)
    assert first_start.is_good(parts, new)


@pytest.mark.parametrize("token", ["", "x", "0" * 64])
def test_a_made_up_token_opens_nothing(parts, token):
    first_start.link(parts)

    assert not first_start.is_good(parts, token)
    with pytest.raises(NotAllowed):
        first_start.begin(parts, token, somebody())


def test_the_token_itself_is_nowhere_kept(parts, settings):
    token = token_in(first_start.link(parts))

    assert all(token.encode() not in file.read_bytes() for file in settings.data_dir.glob("nazar.db*"))


@pytest.mark.parametrize(
    "wrong", [{"login": " "}, {"name": ""}, {"roles": ()}, {"territory": "нет такой"}, {"password": "short"}]
)
def test_a_form_that_is_not_filled_in_leaves_the_link_good(parts, wrong):
    token = token_in(first_start.link(parts))

    with pytest.raises(RuleError):
        first_start.begin(parts, token, somebody(**wrong))

    assert first_start.is_good(parts, token)


def test_one_person_in_a_village_can_make_every_move_of_the_road(parts):
    user = first_start.begin(parts, token_in(first_start.link(parts)), somebody())
    actor = parts.make_actor(user)
    road = [Move.TAKE, Move.ASSIGN, Move.TAKE_UP, Move.SUBMIT, Move.RETURN, Move.ACCEPT, Move.PUBLISH, Move.CLOSE]

    for department in parts.catalogues().departments:
        subject = Subject(DISTRICT, frozenset({department}))
        assert all(actor.grant_for(MOVES[move].roles, subject) for move in road)


def test_the_first_person_belongs_to_their_territory(parts):
    user = first_start.begin(parts, token_in(first_start.link(parts)), somebody(roles=(Role.PRESS_OFFICE,)))

    assert {grant.territory for grant in user.grants} == {DISTRICT}
    assert parts.territory() == DISTRICT


def test_a_name_finds_its_territory(parts):
    found = first_start.territories_called(parts, "Целиноград")

    assert DISTRICT in {each.code for each in found} or found
