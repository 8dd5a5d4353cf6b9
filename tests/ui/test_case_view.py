"""The page of one incident: the places of its answer by the names people know."""

from __future__ import annotations

from streamlit.util import calc_hash

from desk.incidents import Outcome, Way
from desk.queries import PostFilter
from desk.roles import Role, Scope


def lines(parts, sit, user, number):
    screen = sit(user).run()
    screen.query_params["number"] = number
    screen._page_hash = calc_hash("incidents")
    screen.run()
    assert not screen.exception
    return [each.value for each in screen.main if isinstance(getattr(each, "value", None), str)]


def answered(parts, user):
    """One incident of all posts, answered in each of their places."""
    with parts.store.reading() as records:
        stored = records.posts(PostFilter(), Scope.everything()).items
    ids = [each.id for each in stored]
    return at_once(parts, user, ids)


def at_once(parts, user, subject, **more):
    topic = next(slug for slug in parts.catalogues().topics if slug not in parts.catalogues().topics.restricted)
    actor = parts.make_actor(user)
    return parts.casework.answer_at_once(
        actor, subject, outcome=Outcome.EXPLAINED, text="Жөндеп жатыр", topic=topic, **more
    ).number


def test_a_place_is_shown_by_its_title_and_by_its_id_where_none_is_known(parts, person, sit, write):
    write("Жарық жоқ", "Жарық қашан?", place_title="Өзен тұрғындары")
    write("Света нет", source="quiet", place_title=None)
    user = person(Role.PRESS_OFFICE)

    shown = lines(parts, sit, user, answered(parts, user))

    assert "Telegram · Өзен тұрғындары · public reply" in shown
    assert "Telegram · -100quiet · public reply" in shown
    assert not any("-100chat" in each for each in shown)


def test_a_title_of_a_place_stays_text_on_one_line(parts, person, sit, write):
    write("Жарық жоқ", place_title="**жирный** ![x](http://127.0.0.1:9/p.png)\nвторая строка \u202egnp")
    user = person(Role.PRESS_OFFICE)

    (shown,) = [each for each in lines(parts, sit, user, answered(parts, user)) if each.startswith("Telegram · ")]

    assert "**жирный**" in shown
    assert "\n" not in shown
    assert "\u202e" not in shown


def test_who_called_is_no_place_of_a_network(parts, person, sit):
    user = person(Role.PRESS_OFFICE)
    number = parts.casework.enter(parts.make_actor(user), title="Звонок", territory="113200000").number
    at_once(parts, user, number, way=Way.IN_PERSON)

    assert [each for each in lines(parts, sit, user, number) if each.startswith("entered by hand · ")]
