"""The example data: everything the desk knows occurs in it, it adds up, comes once, and goes without a trace."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, func, select

import store
from config.settings import read_settings
from config.verifying import verify_journal
from config.wiring import Parts, open_parts
from desk.chores import LetterState
from desk.errors import NotAllowed, NotFound, RuleError
from desk.incidents import Incident, Outcome, State
from desk.ledger import IncidentLedger, PostLedger, imbalances
from desk.posts import Line, Post, PostKey, SetAsideReason
from desk.queries import IncidentFilter, PostFilter
from desk.readings import Trait
from desk.roles import Actor, Grant, Role, Scope, operator
from desk.sources import Source
from desk.users import User
from store.tables import METADATA
from ui.example import planting, removing
from ui.example.books import Deed, read_book

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
"""Wednesday, 15:00 in Almaty."""
DISTRICT = "113200000"
EVERYTHING = Scope.everything()
HISTORY = {"journal", "numbers", "outbox"}
"""What keeps its rows: the journal is a chain, a number is never given twice, the outbox tells the index what went."""


def open_at(folder: Path, now: datetime = NOW) -> Parts:
    settings = read_settings(data_dir=folder, territory=DISTRICT)
    return open_parts(settings, now=lambda: now)


@pytest.fixture(scope="module")
def planted_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of a desk that holds the example, made once: other tests work on copies."""
    folder = tmp_path_factory.mktemp("example")
    store.upgrade(f"sqlite:///{folder / 'nazar.db'}")
    with open_at(folder) as parts:
        planting.add(parts, operator("console"), "ru")
    return folder


@pytest.fixture(scope="module")
def planted(planted_folder: Path) -> Iterator[Parts]:
    """That desk, for looking only."""
    with open_at(planted_folder) as parts:
        yield parts


@pytest.fixture
def copied(planted_folder: Path, tmp_path: Path) -> Iterator[Parts]:
    """A copy of that desk, for changing."""
    shutil.copytree(planted_folder, tmp_path / "data")
    with open_at(tmp_path / "data") as parts:
        yield parts


def incidents(parts: Parts, **conditions):
    found: list[Incident] = []
    after = None
    with parts.store.reading() as records:
        while True:
            page = records.incidents(IncidentFilter(**conditions), EVERYTHING, limit=100, after=after)
            found += page.items
            after = page.after
            if after is None:
                return found


def posts(parts: Parts, **conditions):
    with parts.store.reading() as records:
        return [each for each in records.every_post(limit=1000) if conditions.items() <= vars_of(each).items()]


def vars_of(post):
    return {"line": post.line, "set_aside": post.set_aside, "source": post.source}


def rows(parts: Parts) -> dict[str, int]:
    """How many rows each table has."""
    engine = create_engine(parts.settings.store_url)
    with engine.connect() as connection:
        counts = {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in METADATA.tables.values()
        }
    engine.dispose()
    return counts


def test_every_post_was_read_and_people_corrected_some(planted):
    with planted.store.reading() as records:
        posts = records.every_post(limit=1000)
    read = [each for each in posts if each.reading is not None]

    assert len(read) == len(posts) > 300
    assert {each.reading.version for each in read if each.reading} == {planted.reader.version}
    corrections = [said for each in read for said in each.corrections]
    assert {each.trait for each in corrections} >= {Trait.KIND, Trait.TOPIC, Trait.URGENCY}
    assert any(each.value == each.was for each in corrections), "somebody confirmed the machine"
    assert sum(bool(each.reading and each.reading.topics) for each in read) > len(read) / 2
    assert 0 < sum(each.is_aside_by_machine for each in read) < 30, "some, and most by people"


def test_it_is_some_hundred_posts_and_no_two_are_alike():
    book = read_book()
    texts = [line.text for line in (*(each for origin in book.origins for each in origin.lines),
                                    *(each for story in book.stories for each in story.lines))]  # fmt: skip

    assert len(texts) >= 300
    assert [text for text, count in Counter(texts).items() if count > 1] == []


@pytest.mark.parametrize("state", State)
def test_every_state_occurs(planted, state):
    assert incidents(planted, states=frozenset({state}))


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_occurs(planted, outcome):
    assert [each for each in incidents(planted) if each.outcome is outcome]


@pytest.mark.parametrize("line", Line)
def test_every_line_occurs(planted, line):
    assert posts(planted, line=line)


@pytest.mark.parametrize("reason", SetAsideReason)
def test_every_reason_to_set_aside_occurs(planted, reason):
    assert posts(planted, set_aside=reason)


def test_there_is_something_in_every_list_of_incidents(planted):
    tonight = datetime(2026, 11, 25, 19, 0, tzinfo=UTC)

    assert incidents(planted, overdue=True, now=NOW)
    assert incidents(planted, due_from=NOW, due_before=tonight, now=NOW)
    assert incidents(planted, unassigned=True)
    assert incidents(planted, to_publish=True)
    assert incidents(planted, controlled=True)
    assert [each for each in incidents(planted) if each.reopenings]
    assert [each for each in incidents(planted) if each.appeal]
    assert [each for each in incidents(planted) if each.notes]
    assert [each for each in incidents(planted) if each.tags]


def test_posts_were_edited_deleted_answered_and_came_with_pictures(planted):
    everything = posts(planted)

    assert [each for each in everything if each.versions > 1]
    assert [each for each in everything if each.deleted_at]
    assert [each for each in everything if each.post.reply_to]
    assert [each for each in everything if each.post.media]
    assert [each for each in everything if each.tags]
    assert len({each.source for each in everything}) >= 6
    with planted.store.reading() as records:
        assert len(records.dead_letters(state=LetterState.OPEN)) == 2


def test_the_newest_post_is_some_minutes_old(planted):
    newest = max(each.post.published_at for each in posts(planted))

    assert timedelta(0) < NOW - newest < timedelta(minutes=10)


def test_sources_and_colleagues_say_that_they_are_an_example(planted):
    with planted.store.reading() as records:
        assert all(each.title.startswith("Пример: ") for each in records.sources())
        assert all(each.name.endswith("(пример)") and each.password is None for each in records.users())


def test_the_ledger_adds_up(planted):
    with planted.store.reading() as records:
        of_posts = PostLedger.of(records.posts_ledger(EVERYTHING, PostFilter()))
        of_incidents = IncidentLedger.of(records.incidents_ledger(EVERYTHING, IncidentFilter()))

    found = list(
        imbalances(
            of_posts,
            of_incidents,
            received=len(posts(planted)),
            held=sum(each.posts for each in incidents(planted)),
        )
    )
    assert found == []


def test_the_journal_verifies_and_runs_forward(planted):
    with planted.store.reading() as records:
        lines = records.journal(kind="incident", limit=5000)

    assert verify_journal(planted).faults == ()
    assert [each.entry.at for each in lines] == sorted(each.entry.at for each in lines)


def test_a_second_time_changes_nothing(copied):
    before = rows(copied)

    assert planting.add(copied, operator("console"), "kk") is False
    assert rows(copied) == before


def test_what_breaks_half_way_has_done_nothing_and_is_done_again(tmp_path):
    store.upgrade(f"sqlite:///{tmp_path / 'nazar.db'}")
    book = read_book()
    last = book.stories[-1]
    broken = replace(last, deeds=(*last.deeds, Deed("1m", "akim", "take-up")))
    with open_at(tmp_path) as parts:
        parts.mask  # noqa: B018 - the key's proof is no part of the example
        before = rows(parts)
        with pytest.raises(NotAllowed):
            planting.add(parts, operator("console"), "ru", replace(book, stories=(*book.stories[:-1], broken)))
        assert rows(parts) == before

        assert planting.add(parts, operator("console"))


def test_a_name_that_is_taken_is_said(tmp_path):
    store.upgrade(f"sqlite:///{tmp_path / 'nazar.db'}")
    with open_at(tmp_path) as parts:
        with parts.store.writing() as records:
            records.keep_user(User("example-zhanna", "Жанна", "ru", NOW))

        with pytest.raises(RuleError, match="example-zhanna"):
            planting.add(parts, operator("console"))


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 11, 29, 18, 30, tzinfo=UTC),
        datetime(2027, 1, 3, 19, 5, tzinfo=UTC),
        datetime(2027, 3, 24, 5, 0, tzinfo=UTC),
    ],
    ids=["at midnight on a Sunday", "just after New Year", "after Nauryz"],
)
def test_it_can_be_brought_at_any_hour(tmp_path, moment):
    store.upgrade(f"sqlite:///{tmp_path / 'nazar.db'}")
    with open_at(tmp_path, moment) as parts:
        assert planting.add(parts, operator("console"), "kk")
        assert {each.state for each in incidents(parts)} == set(State)


def test_removing_it_leaves_nothing_but_history(copied, tmp_path):
    store.upgrade(f"sqlite:///{tmp_path / 'empty.db'}")
    removing.remove(copied, operator("console"))

    left = {name: count for name, count in rows(copied).items() if count and name not in HISTORY}
    assert set(left) <= {"installation", "alembic_version"}
    assert verify_journal(copied).faults == ()
    assert not planting.is_there(copied)
    with pytest.raises(NotFound):
        removing.remove(copied, operator("console"))


def test_after_removing_it_can_come_again(copied):
    removing.remove(copied, operator("console"))

    assert planting.add(copied, operator("console"), "en")
    assert len({each.number for each in incidents(copied)}) == len(incidents(copied))


def real_post(parts: Parts, text: str):
    with parts.store.writing() as records:
        source = records.keep_source(Source("real", "import", "Чат", NOW, DISTRICT))
    key = PostKey("telegram", "-100777", str(abs(hash(text)) % 10**6))
    parts.inbox.receive(source, [Post(key, text, NOW - timedelta(hours=1), NOW, author_id="u1")])
    return key


def test_real_posts_survive_the_removal_also_those_in_its_incidents(copied):
    alone, joined, mixed = (real_post(copied, text) for text in ("бір", "екі", "үш"))
    example = incidents(copied, states=frozenset({State.OPEN}))[0]
    me = operator("console")
    ours = next(each for each in posts(copied) if each.line is Line.NEW and each.source.startswith("example-"))
    copied.casework.join(me, example.number, [joined])
    kept = copied.casework.take(me, [mixed, ours.id], title="Өз өтініміміз")

    removing.remove(copied, me)

    (incident,) = incidents(copied)
    assert (incident.number, incident.posts) == (kept.number, 1)
    lines = {each.post.key: each.line for each in posts(copied)}
    assert lines == {alone: Line.NEW, joined: Line.NEW, mixed: Line.TAKEN}


def test_only_an_administrator_brings_it_and_takes_it_away(copied):
    clerk = Actor("clerk", "Дана", (Grant(Role.PRESS_OFFICE, DISTRICT),))

    for door in (planting.add, removing.remove):
        with pytest.raises(NotAllowed):
            door(copied, clerk)


def test_the_index_follows_when_it_goes(copied):
    copied.relay.drain()
    assert copied.index.status()["documents"] > 0

    removing.remove(copied, operator("console"))
    copied.relay.drain()

    assert copied.index.versions("post", 0, 1000) == []
    assert copied.index.versions("incident", 0, 1000) == []
