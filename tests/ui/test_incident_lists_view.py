"""The lists of incidents as each role sees them: which opens, what stands in it, how many, and never another's."""

from __future__ import annotations

import pytest

from desk.incidents import Outcome
from desk.posts import Line
from desk.queries import PostFilter
from desk.roles import Role, Scope, operator
from tests.ui.screens import choose, drawn, go, press, rows, strings, words
from ui.components.worklists import LABELS

BY = operator("x")
DISTRICT, ELSEWHERE = "113200000", "750000000"
EVERY_ROLE = (Role.PRESS_OFFICE, Role.COORDINATOR, Role.EXECUTOR, Role.CONTROLLER, Role.HEAD)


@pytest.fixture
def desk(parts, write):
    """An incident in each of the lists: their numbers by name."""
    write(*[f"хабарлама {at}" for at in range(6)])
    with parts.store.reading() as records:
        ids = [each.id for each in records.posts(PostFilter(lines=frozenset({Line.NEW})), Scope.everything()).items]
    do = parts.casework
    names = ("unassigned", "mine", "acceptance", "publish", "closed", "control")
    made = {
        name: do.take(BY, [id], title=f"Өтінім {name}", topic="roads").number
        for name, id in zip(names, ids, strict=True)
    }
    for name in ("mine", "acceptance", "publish"):
        do.assign(BY, made[name], "roads")
    for name in ("acceptance", "publish"):
        do.submit(BY, made[name], "Жөнделді", Outcome.SOLVED)
    do.accept(BY, made["publish"])
    do.close_without_answer(BY, made["closed"])
    return made


def numbers(screen):
    return [row["number"] for row in rows(screen)]


def counts(screen):
    """What stands on the buttons of the lists: name → count as it is written."""
    (group,) = [each for each in screen.button_group if each.key == "filter-list"]
    told = [option.content for option in group.proto.options]
    return {
        name: text.rsplit("· ", 1)[1]
        for name, label in LABELS.items()
        for text in told
        if text.startswith(f"{label} ·")
    }


@pytest.mark.parametrize(
    ("role", "opens"),
    [
        (Role.COORDINATOR, "unassigned"),
        (Role.CONTROLLER, "acceptance"),
        (Role.PRESS_OFFICE, "publish"),
        (Role.HEAD_OF_DEPARTMENT, "department"),
        (Role.EXECUTOR, "department"),
    ],
    ids=lambda each: getattr(each, "value", each),
)
def test_the_list_opens_that_the_role_needs_most(role, opens, desk, person, sit):
    screen = go(sit(person(role, department="roads")).run(), "incidents")

    assert screen.button_group(key="filter-list").value == opens
    if opens in desk:
        assert desk[opens] in numbers(screen)


def test_every_list_holds_as_many_as_its_button_says(desk, person, sit, parts):
    user = person(*EVERY_ROLE, login="aigul", department="roads")
    actor = parts.make_actor(user)
    parts.casework.take_up(actor, desk["mine"])
    parts.casework.own_control(actor, desk["control"], on=True)
    screen = go(sit(user).run(), "incidents")
    told = counts(screen)

    assert set(told) == set(LABELS)
    for name in LABELS:
        go(screen, "incidents", list=name)
        assert not screen.exception
        assert str(len(numbers(screen))) == told[name], name
        if name in desk:
            assert desk[name] in numbers(screen)


def test_lists_are_narrowed_by_filters_that_live_in_the_address(desk, parts, person, sit):
    parts.casework.tag_incident(BY, desk["mine"], ["қыс"])
    user = person(*EVERY_ROLE, login="aigul", department="roads")
    screen = go(sit(user).run(), "incidents", list="all")

    choose(screen, "filter-tag", "қыс")
    assert numbers(screen) == [desk["mine"]]
    assert screen.query_params["tag"] == "қыс"
    press(screen, "filters-clear")
    choose(screen, "filter-department", "roads")
    assert set(numbers(screen)) == {desk[name] for name in ("mine", "acceptance", "publish")}
    screen = go(sit(user).run(), "incidents", list="all", department="housing")
    assert numbers(screen) == []
    assert "No incident fits these filters" in words(screen)


def test_words_find_incidents_in_the_list(desk, parts, person, sit):
    while parts.relay.run_once().delivered:
        pass
    screen = go(sit(person(Role.COORDINATOR)).run(), "incidents", list="all", text="publish")

    assert numbers(screen) == [desk["publish"]]


def test_from_one_incident_to_the_next_and_back_to_the_list_as_it_was(desk, person, sit):
    screen = go(sit(person(Role.COORDINATOR)).run(), "incidents", list="all", topic="roads")
    listed = numbers(screen)
    go(screen, "incidents", number=listed[1])

    press(screen, "trail-next")
    assert listed[2] in [each.value.split()[-1] for each in screen.title]
    press(screen, "trail-before")
    press(screen, "trail-before")
    assert listed[0] in [each.value.split()[-1] for each in screen.title]
    press(screen, "incidents-all")

    assert numbers(screen) == listed
    assert (screen.query_params["list"], screen.query_params["topic"]) == ("all", "roads")


def test_a_region_sees_nothing_of_another(parts, write, person, sit):
    write("theirs", territory=ELSEWHERE, source="theirs")
    with parts.store.reading() as records:
        ids = [each.id for each in records.posts(PostFilter(), Scope.everything()).items]
    number = parts.casework.take(BY, ids, title="Құпия", topic="roads").number
    parts.casework.tag_incident(BY, number, ["олардікі"])
    parts.casework.own_control(parts.make_actor(person(Role.HEAD, login="there", territory=ELSEWHERE)), number, on=True)
    here = person(*EVERY_ROLE, login="here", department="roads")
    screen = go(sit(here).run(), "incidents")

    assert set(counts(screen).values()) == {"0"}
    for name in LABELS:
        go(screen, "incidents", list=name)
        shown = words(screen) + " ".join(strings(drawn(screen)))
        assert number not in shown
        assert "Құпия" not in shown
        assert "олардікі" not in screen.selectbox(key="filter-tag").options
    ours = parts.casework.enter(BY, title="Біздікі", territory=DISTRICT).number
    go(screen, "incidents", number=ours)
    press(screen, f"{ours}-choose-merge")
    assert number not in " ".join(strings([each.options for each in screen.selectbox]))
    screen.text_input(key=f"{ours}-merge-other-words").input(number).run()
    assert "No incident was found." in words(screen)
    go(screen, "incidents", number=number)
    assert "Құпия" not in words(screen)
