"""Personal data on the screen: who sorts reads them, others read them covered, a look at them stands in the journal."""

from __future__ import annotations

import pytest

from desk.posts import Line
from desk.queries import PostFilter
from desk.roles import Role, Scope
from tests.ui.screens import cards, go

TEXT = "Нет воды на Абая 12, кв. 45, звоните 8 701 123 45 67, Айгүл Серікқызы"
SECRETS = ("кв. 45", "8 701", "Серікқызы")


@pytest.fixture
def post(parts, write):
    write(TEXT)
    parts.relay.drain()
    with parts.store.reading() as records:
        (stored,) = records.posts(PostFilter(), Scope.everything()).items
    return stored


def told(screen) -> str:
    (card,) = cards(screen)
    return str(card["text"])


@pytest.mark.parametrize(("role", "reads"), [(Role.PRESS_OFFICE, True), (Role.CONTROLLER, False), (Role.HEAD, False)])
def test_search_shows_personal_data_to_who_sorts_alone(parts, person, sit, post, role, reads):
    screen = go(sit(person(role)).run(), "search", text="воды")
    shown = told(screen)
    assert [secret in shown for secret in SECRETS] == [reads] * len(SECRETS)
    assert "Нет воды на Абая 12" in shown
    assert len(shown) == len(TEXT)


def test_a_covered_word_is_not_highlighted(parts, person, sit, post):
    screen = go(sit(person(Role.CONTROLLER)).run(), "search", text="Серікқызы")
    (card,) = cards(screen)
    assert card["marks"] == []


def test_an_executor_reads_the_open_incident_whole_and_the_journal_knows(parts, person, sit, post):
    clerk = parts.make_actor(person(Role.PRESS_OFFICE, Role.COORDINATOR, login="aigul"))
    incident = parts.casework.take(clerk, [post.id])
    parts.casework.assign(clerk, incident.number, "roads")
    executor = person(Role.EXECUTOR, department="roads", login="bolat")
    screen = go(sit(executor).run(), "incidents", number=incident.number)
    assert told(screen) == TEXT
    with parts.store.reading() as records:
        looks = [line for line in records.journal(actor="bolat") if line.entry.action == "look"]
        assert records.posts_by_id([post.id])[0].line is Line.TAKEN
    assert [line.entry.key for line in looks] == [incident.number]
