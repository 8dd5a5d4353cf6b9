"""Journal: newest first, in words, cut to what a person may know, and checked when somebody asks."""

from __future__ import annotations

from datetime import timedelta

import pytest

from desk.chores import Job
from desk.journal import Entry
from desk.queries import PostFilter
from desk.roles import Role, Scope
from tests.ui.conftest import NOW
from tests.ui.screens import drawn, go, press, words
from ui import staff
from ui.components import chain

DISTRICT = "113200000"
VILLAGE = "113220000"
PAYLOAD = "![x](http://127.0.0.1:9/p.png) <img src=x onerror=alert(1)> :red[red]"


@pytest.fixture
def clerk(person):
    return person(Role.COORDINATOR, Role.PRESS_OFFICE, login="aigul", name="Айгүл")


@pytest.fixture
def assigned(parts, clerk, write):
    """An incident that was taken and assigned."""
    write("Жарық жоқ " + PAYLOAD)
    with parts.store.reading() as records:
        [post] = records.posts(PostFilter(), Scope.everything()).items
    actor = parts.make_actor(clerk)
    incident = parts.casework.take(actor, [post.id])
    return parts.casework.assign(actor, incident.number, "roads")


def rows(screen):
    return [item for data in drawn(screen) if data["kind"] == "incidents" for item in data["items"]]


def test_the_newest_line_stands_first_in_words(clerk, assigned, sit):
    screen = go(sit(clerk).run(), "journal")

    top = rows(screen)[0]
    assert assigned.number in top["title"]
    assert "Assigned: Transport and roads department" in top["title"]
    assert top["notes"][0].startswith("Айгүл (")
    assert top["label"].startswith(("today at", "yesterday at"))
    assert "2 lines" in screen.text[0].value
    assert "Жарық" not in words(screen)


def test_a_line_opens_with_what_was_and_what_is(clerk, assigned, sit):
    screen = go(sit(clerk).run(), "journal", line="2")

    assert "state: open → assigned" in words(screen)
    assert "department: – → Transport and roads department" in words(screen)
    press(screen, "line-close")
    assert "state: open" not in words(screen)


def test_what_residents_wrote_and_free_words_are_not_in_it(parts, clerk, assigned, sit):
    parts.casework.note(parts.make_actor(clerk), assigned.number, "Ерлан 8 701 000 00 00 " + PAYLOAD)

    shown = words(go(sit(clerk).run(), "journal", line="3"))

    assert "A note was written" in shown
    assert "the words are not kept in the journal" in shown
    assert "Ерлан" not in shown


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"kind": "user"}, 1),
        ({"kind": "incident"}, 2),
        ({"who": "chief"}, 1),
        ({"key": "2026-000001x"}, 0),
        ({"key": "aigul"}, 1),
        ({"period": "yesterday"}, 0),
        ({"to": "2020-01-01"}, 0),
    ],
)
def test_filters_live_in_the_address(parts, clerk, assigned, person, sit, query, count):
    chief = person(Role.ADMINISTRATOR, login="chief")
    staff.end_sessions(parts, parts.make_actor(chief), "aigul")
    with parts.store.reading() as records:
        clerk = records.user("aigul")

    screen = go(sit(clerk).run(), "journal", **query)

    assert len(rows(screen)) == count
    if not count:
        assert "No line fits" in words(screen)


def test_an_incident_is_asked_for_by_its_number(clerk, assigned, sit):
    assert len(rows(go(sit(clerk).run(), "journal", key=assigned.number))) == 2


def test_fifty_lines_a_page(parts, clerk, sit):
    with parts.store.writing() as records:
        records.write([Entry(NOW, "aigul", "sign-in", "user", "aigul") for _ in range(60)])
    screen = go(sit(clerk).run(), "journal")
    assert len(rows(screen)) == 50

    press(screen, "journal-older")

    assert [each["number"] for each in rows(screen)] == [str(n) for n in range(10, 0, -1)]


def test_a_village_reads_the_steps_of_its_own_incidents_only(parts, clerk, assigned, person, sit, write):
    write("Жол шұңқыр", territory=VILLAGE, source="village")
    actor = parts.make_actor(clerk)
    with parts.store.reading() as records:
        [post] = records.posts(PostFilter(territory=VILLAGE), Scope.everything()).items
        [other] = [each for each in records.posts(PostFilter(), Scope.everything()).items if each.id != post.id]
    own = parts.casework.take(actor, [post.id])
    village = person(Role.COORDINATOR, login="village", territory=VILLAGE)
    screen = go(sit(village).run(), "journal")

    assert [own.number in each["title"] for each in rows(screen)] == [True]
    assert "1 line" in screen.text[0].value
    assert screen.get("button") == [] or "chain-check" not in [each.key for each in screen.button]
    for query in ({"key": assigned.number}, {"key": "aigul"}, {"kind": "user"}, {"key": str(other.post.key)}):
        shown = go(sit(village).run(), "journal", **query)
        assert all(assigned.number not in each["title"] for each in rows(shown))
        if "key" in query:
            assert rows(shown) == []
    assert len(rows(go(sit(village).run(), "journal", key=own.number))) == 1


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.PRESS_OFFICE, Role.EXECUTOR, Role.ANALYST])
def test_who_may_not_see_it_gets_nothing_by_address_either(role, assigned, person, sit):
    screen = go(sit(person(role, login="x", department="roads")).run(), "journal", line="1")

    assert "Journal" not in [each.value for each in screen.title]
    assert assigned.number not in words(screen) or role is not Role.ADMINISTRATOR


def test_the_chain_is_checked_when_somebody_asks(parts, clerk, sit):
    with parts.store.writing() as records:
        records.ensure_job(Job(chain.CHECK, 86_400, NOW + timedelta(hours=9)))
    screen = go(sit(clerk).run(), "journal")
    assert "has not been checked yet" in words(screen)

    press(screen, "chain-check")

    assert "being checked" in words(screen)
    now = parts.now() + timedelta(seconds=1)
    with parts.store.writing() as records:
        assert records.claim_job(chain.CHECK, "w", now, now + timedelta(minutes=1))
        records.finish_job(chain.CHECK, "w", now, now + timedelta(hours=9), None)
    assert "the journal is whole" in words(go(sit(clerk).run(), "journal"))
    with parts.store.writing() as records:
        records.hasten_job(chain.CHECK, now)
        records.claim_job(chain.CHECK, "w", now, now + timedelta(minutes=1))
        records.finish_job(chain.CHECK, "w", now, now + timedelta(hours=9), f"{chain.BROKEN} in 1 places")
    assert "broken, checked" in words(go(sit(clerk).run(), "journal"))


def test_a_check_without_a_worker_says_so(clerk, sit):
    screen = go(sit(clerk).run(), "journal")

    press(screen, "chain-check")

    assert "the worker has not begun yet" in words(screen)


def test_hostile_keys_and_fields_stay_text(parts, clerk, sit):
    with parts.store.writing() as records:
        fields = {"state": ["?", PAYLOAD], "x": {"y": PAYLOAD}, "grants": [{"role": PAYLOAD}, 5], "reason": PAYLOAD}
        records.write([Entry(NOW, PAYLOAD, action, "user", PAYLOAD, fields) for action in ("set-aside", PAYLOAD)])

    for line in ("1", "2"):
        screen = go(sit(clerk).run(), "journal", line=line)
        assert not screen.exception
        assert "![x]" in words(screen)
        assert not any("![x]" in str(each.value) for each in [*screen.markdown, *screen.title, *screen.subheader])


def test_every_deed_that_is_journalled_has_words(parts, clerk, assigned, sit):
    screen = go(sit(clerk).run(), "journal")

    assert all("-" not in each["title"].split(" · ")[1] for each in rows(screen))
