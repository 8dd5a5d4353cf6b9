"""What may be the same matter is proposed in the queue and at the incident, joins by one click, and never by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from desk.errors import NotFound
from desk.posts import Line, Post, PostKey
from desk.queries import IncidentFilter, PostFilter
from desk.roles import Role, Scope
from tests.ui.conftest import ELSEWHERE, NOW
from tests.ui.screens import go, pick, press, words

EVERYTHING = Scope.everything()
LETTER = (
    "Уважаемый аким! Во дворе дома 5 по улице Абая третий месяц не вывозят мусор, крысы бегают, дети болеют. "
    "Қоқысты қашан шығарасыздар? Примите меры."
)
COPY = "Репост: " + LETTER + "\nС уважением, жители"
"""Typed again by somebody else, in another chat."""


@pytest.fixture
def clerk(person):
    return person(Role.PRESS_OFFICE, Role.COORDINATOR, login="aigul")


def posts(parts):
    with parts.store.reading() as records:
        return sorted(records.posts(PostFilter(), EVERYTHING).items, key=lambda each: len(each.post.text))


def test_a_copy_is_proposed_for_the_incident_of_its_original_and_joins_by_one_click(parts, clerk, sit, write):
    write(LETTER, COPY)
    original, copy = posts(parts)
    incident = parts.casework.take(parts.make_actor(clerk), [original.id])
    parts.relay.drain()
    screen = go(sit(clerk).run(), "queue")
    pick(screen, "queue", copy.id)
    assert "nearly the same text" in words(screen)

    press(screen, f"same-join-{incident.number}")

    with parts.store.reading() as records:
        (now,) = records.incidents(IncidentFilter(), EVERYTHING).items
    assert now.posts == 2


def test_an_incident_proposes_posts_that_wait_and_takes_none_by_itself(parts, clerk, sit, write):
    write(LETTER, COPY)
    original, copy = posts(parts)
    incident = parts.casework.take(parts.make_actor(clerk), [original.id])
    parts.relay.drain()
    screen = go(sit(clerk).run(), "incidents", number=incident.number)
    with parts.store.reading() as records:
        assert records.posts_by_id([copy.id])[0].line is Line.NEW

    press(screen, "same-join")

    with parts.store.reading() as records:
        assert records.posts_by_id([copy.id])[0].incident == incident.number


def test_nobody_sees_a_proposal_outside_their_territory(parts, clerk, person, write):
    write(LETTER)
    write(COPY, territory=ELSEWHERE, source="other")
    parts.relay.drain()
    actor = parts.make_actor(clerk)
    original, copy = posts(parts)
    found = parts.matching.of_post(actor, original.id)
    assert (found.copies, found.likely, found.incidents) == ((), (), ())
    with pytest.raises(NotFound):
        parts.matching.of_post(actor, copy.id)
    everywhere = parts.actor()
    assert [each.post.id for each in parts.matching.of_post(everywhere, original.id).copies] == [copy.id]


def test_without_the_search_engine_the_truth_alone_proposes(parts, clerk, write):
    write(LETTER, COPY)
    original, _ = posts(parts)
    parts.settings.index_dir.mkdir(parents=True, exist_ok=True)
    (parts.settings.index_dir / "CURRENT").write_text("no generation", "ascii")
    assert not parts.matching.of_post(parts.make_actor(clerk), original.id).is_searched


BURST = (
    "Абай көшесінде құбыр жарылды, су ағып жатыр",
    "Абай кошесинде кубыр жарылды, су агып жатыр",
    "Abai koshesinde qubyr jaryldy, su agyp jatyr",
    "На улице Абая прорвало трубу, вода течёт",
)
"""The same burst pipe in Kazakh, on Russian keys, in Latin letters and in Russian."""


@pytest.mark.parametrize("asked", range(len(BURST)))
def test_the_same_burst_pipe_is_one_matter_in_whatever_language_it_is_told(parts, clerk, write, asked):
    write("Келді")  # the chat is known then
    with parts.store.reading() as records:
        source = records.source("chat")
    texts = (*BURST, "На улице Сатпаева прорвало трубу, вода течёт", "Абай көшесінде жарық жоқ")
    came = [
        Post(PostKey("telegram", f"-{at}", str(at)), text, NOW - timedelta(hours=at), NOW)
        for at, text in enumerate(texts)
    ]
    replace(parts.inbox, reader=parts.reader).receive(source, came)
    parts.relay.drain()
    with parts.store.reading() as records:
        by_text = {each.post.text: each.id for each in records.posts(PostFilter(), EVERYTHING).items}
    found = parts.matching.of_post(parts.make_actor(clerk), by_text[BURST[asked]])
    proposed = {each.post.post.text for each in (*found.copies, *found.likely)}
    assert proposed == set(BURST) - {BURST[asked]}
