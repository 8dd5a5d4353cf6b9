"""Nobody sees, counts or pages through what lies outside their scope (S8), whatever they put into a filter (S9)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desk.errors import RuleError
from desk.incidents import CoExecutor, State
from desk.posts import Line
from desk.queries import IncidentFilter, PostFilter
from desk.roles import Action, Actor, Area, Grant, Role, Scope

ALMATY, ASTANA, ALMALY = "750000000", "710000000", "751110000"
INJECTED = [
    "' OR 1=1 --",
    '" OR ""="',
    "1); DROP TABLE posts; --",
    "%",
    "_",
    "\\",
    "a' COLLATE NOCASE OR '1'='1",
    "\x00",
]


@pytest.fixture
def two_regions(desk, a_post):
    """Three posts in Almaty (one of them restricted), two in Astana; an incident in each."""
    desk.receive(
        a_post(1, place="-1", territory=ALMATY),
        a_post(2, place="-1", territory=ALMALY, topic="water"),
        a_post(3, place="-1", territory=ALMATY, topic="corruption", restricted=True),
        a_post(4, place="-2", territory=ASTANA),
        a_post(5, place="-2", territory=ASTANA, topic="water"),
    )
    desk.open_case(desk.post(1, "-1"), territory=ALMALY, department="water", topic="water")
    desk.open_case(desk.post(4, "-2"), territory=ASTANA, department="water", assignee="berik")
    return desk


def seen(desk, scope, **filter):
    """What a list, a count and the ledger say; they must agree."""
    asked = PostFilter(**filter)
    with desk.store.reading() as records:
        page = records.posts(asked, scope)
        ledger = records.posts_ledger(scope, asked)
    assert page.total == len(page.items) == sum(ledger.values())
    return {post.post.key.native_id for post in page.items}


def seen_incidents(desk, scope, **filter):
    asked = IncidentFilter(**filter)
    with desk.store.reading() as records:
        page = records.incidents(asked, scope)
        ledger = records.incidents_ledger(scope, asked)
    assert page.total == len(page.items) == sum(n for (_, what), n in ledger.items() if what != "overdue")
    return {incident.number for incident in page.items}


def test_an_empty_scope_sees_nothing(two_regions):
    assert seen(two_regions, Scope()) == set()
    assert seen_incidents(two_regions, Scope()) == set()


def test_everything_sees_everything(two_regions):
    assert seen(two_regions, Scope.everything()) == {"1", "2", "3", "4", "5"}
    assert seen_incidents(two_regions, Scope.everything()) == {"2026-000001", "2026-000002"}


@pytest.mark.parametrize(
    ("areas", "posts", "incidents"),
    [
        ([Area(ALMATY)], {"1", "2"}, {"2026-000001"}),
        ([Area(ALMATY, restricted=True)], {"1", "2", "3"}, {"2026-000001"}),
        ([Area(ALMALY)], {"1", "2"}, {"2026-000001"}),
        ([Area(ASTANA)], {"4", "5"}, {"2026-000002"}),
        ([Area(ALMALY), Area(ASTANA)], {"1", "2", "4", "5"}, {"2026-000001", "2026-000002"}),
        ([Area(topics=frozenset({"water"}))], {"1", "2", "5"}, {"2026-000001"}),
        ([Area(topics=frozenset())], set(), set()),
        ([Area(departments=frozenset({"water"}))], {"1", "4"}, {"2026-000001", "2026-000002"}),
        ([Area(departments=frozenset({"roads"}))], set(), set()),
        ([Area(departments=frozenset({"roads"}), assignee="berik")], {"4"}, {"2026-000002"}),
        ([Area(ALMATY, departments=frozenset({"water"}))], {"1"}, {"2026-000001"}),
        ([Area(ALMATY, departments=frozenset(), assignee="berik")], set(), set()),
    ],
)
def test_a_scope_cuts_every_list_count_and_ledger(two_regions, areas, posts, incidents):
    scope = Scope(tuple(areas))

    assert seen(two_regions, scope) == posts
    assert seen_incidents(two_regions, scope) == incidents


@pytest.mark.parametrize(
    "filter",
    [
        {"territory": ASTANA},
        {"place": ("telegram", "-2")},
        {"incident": "2026-000002"},
        {"network": "telegram", "territory": ASTANA},
        {"lines": frozenset(Line), "territory": ASTANA},
    ],
)
def test_a_filter_never_widens_the_scope(two_regions, filter):
    assert seen(two_regions, Scope((Area(ALMATY, restricted=True),)), **filter) == set()


def test_a_restricted_incident_hides_its_posts(two_regions):
    case = two_regions.case("2026-000001")
    hidden = replace(case, incident=replace(case.incident, restricted=True, topic="corruption"))
    with two_regions.store.writing() as records:
        records.keep_case(case, hidden, [])

    assert seen(two_regions, Scope((Area(ALMATY),))) == {"2"}
    assert seen_incidents(two_regions, Scope((Area(ALMATY),))) == set()


def test_a_co_executing_department_sees_the_incident_and_its_posts(two_regions):
    case = two_regions.case("2026-000001")
    helped = replace(case, co_executors=(CoExecutor(1, "roads", "department", "x"), CoExecutor(2, "x", "person", "y")))
    with two_regions.store.writing() as records:
        records.keep_case(case, helped, [])

    assert seen_incidents(two_regions, Scope((Area(departments=frozenset({"roads"})),))) == {"2026-000001"}
    assert seen(two_regions, Scope((Area(departments=frozenset({"roads"})),))) == {"1"}
    assert seen_incidents(two_regions, Scope((Area(departments=frozenset({"x"})),))) == set()


def test_lists_agree_with_the_rights_of_every_role(two_regions):
    """What a scope lets through is what `may` allows for each single thing."""
    grants = [
        Grant(role, territory, departments, topics)
        for role in Role
        for territory in ("000000000", ALMATY, ALMALY, ASTANA)
        for departments in (None, frozenset({"water"}), frozenset({"roads"}))
        for topics in (None, frozenset({"corruption"}))
    ]
    with two_regions.store.reading() as records:
        numbers = ("2026-000001", "2026-000002")
        cases = {number: records.case(number).subject for number in numbers}
        for grant in grants:
            actor = Actor("berik", "Берік", (grant,))
            page = records.incidents(IncidentFilter(), actor.scope(Action.SEE_INCIDENTS))
            allowed = {number for number in numbers if actor.may(Action.SEE_INCIDENTS, cases[number])}
            assert {incident.number for incident in page.items} == allowed, grant


@pytest.mark.parametrize("value", INJECTED)
def test_injected_values_are_only_values(two_regions, value):
    scope = Scope((Area(ALMATY),))
    for name in ("source", "network", "territory", "topic", "tag", "incident", "thread"):
        assert seen(two_regions, scope, **{name: value}) == set()
    assert seen(two_regions, scope, place=(value, value)) == set()
    for name in ("department", "assignee", "territory", "topic", "tag"):
        assert seen_incidents(two_regions, scope, **{name: value}) == set()
    for area in (Area(value), Area(topics=frozenset({value})), Area(departments=frozenset({value}), assignee=value)):
        assert seen(two_regions, Scope((area,))) == set()
        assert seen_incidents(two_regions, Scope((area,))) == set()


NO_CURSORS = [
    "e30",
    "W10",
    "WzFd!",
    "WzEsMl0",
    "WyJhIl0",
    "W3RydWVd",
    "Wzk5OTk5OTk5OTk5OTk5OTk5OTk5OV0",
    "W1tb" * 9_000,
]
"""Base64 of {}, [], [1]!, [1,2], ["a"], [true], [99999999999999999999999], and of very many brackets."""


@pytest.mark.parametrize("cursor", ["", *INJECTED, *NO_CURSORS])
def test_an_invented_cursor_is_refused(two_regions, cursor):
    with two_regions.store.reading() as records:
        with pytest.raises(RuleError, match="begin again"):
            records.posts(PostFilter(), Scope.everything(), after=cursor)
        with pytest.raises(RuleError, match="begin again"):
            records.incidents(IncidentFilter(), Scope.everything(), after=cursor)


def test_a_cursor_of_somebody_else_shows_only_the_own_scope(two_regions):
    with two_regions.store.reading() as records:
        page = records.posts(PostFilter(), Scope.everything(), limit=1)
        page = records.posts(PostFilter(), Scope((Area(ASTANA),)), limit=10, after=page.after)

    assert {post.post.key.native_id for post in page.items} <= {"4", "5"}


def test_pages_go_through_everything_once(two_regions):
    found, after = [], None
    with two_regions.store.reading() as records:
        while True:
            page = records.posts(PostFilter(), Scope.everything(), limit=2, after=after)
            found += [post.post.key.native_id for post in page.items]
            after = page.after
            if after is None:
                break

    assert sorted(found) == ["1", "2", "3", "4", "5"]


def test_a_state_that_is_none_of_ours_cannot_be_asked(two_regions):
    with pytest.raises(ValueError, match="nonsense"):
        IncidentFilter(states=frozenset({State("nonsense")}))
