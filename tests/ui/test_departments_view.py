"""Departments and calendar: what the catalogues hold, changed by mouse, checked whole, followed by the terms."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from desk.chores import Job
from desk.departments import DepartmentKind
from desk.errors import NotAllowed
from desk.roles import Role
from tests.ui.conftest import NOW
from tests.ui.screens import drawn, go, press, words
from ui import amendments

DISTRICT = "113200000"
VILLAGE = "113220000"
PAYLOAD = "![x](http://127.0.0.1:9/p.png) <img src=x onerror=alert(1)> :red[red]"


@pytest.fixture
def chief(parts, person):
    with parts.store.writing() as records:
        records.ensure_job(Job(amendments.REFRESH, 3600, NOW + timedelta(hours=1)))
    return person(Role.ADMINISTRATOR, login="chief")


@pytest.fixture
def open_at(chief, sit):
    def opened(**query):
        return go(sit(chief).run(), "departments", **query)

    return opened


def items(screen):
    return {item["number"]: item for data in drawn(screen) if data["kind"] == "incidents" for item in data["items"]}


def journal(parts):
    with parts.store.reading() as records:
        return [(line.entry.action, line.entry.key) for line in records.journal(kind="catalogue")]


def refresh(parts):
    with parts.store.reading() as records:
        return next(job.next_run_at for job in records.jobs() if job.name == amendments.REFRESH)


def departments(parts):
    parts.forget_catalogues()
    return parts.catalogues().departments


def test_the_tree_shows_what_stands_below_what(parts, open_at):
    screen = open_at()

    assert "roads" in items(screen)
    assert items(screen)["akimat"]["label"] == ""
    assert items(screen)["roads"]["label"] == "\u2003"
    assert "departments" in screen.text[0].value


def test_a_department_is_added_with_names_and_contacts(parts, open_at):
    screen = open_at(new="1")
    screen.text_input(key="department-new-kk").input("Су арнасы")
    screen.text_input(key="department-new-ru").input("Водоканал")
    screen.text_input(key="department-new-phone").input("+7 700 000 00 00")
    screen.selectbox(key="department-new-kind").set_value(DepartmentKind.OUTSIDE_EXECUTOR)
    screen.selectbox(key="department-new-parent").set_value("housing")

    press(screen, "department-new-save")

    added = departments(parts)["vodokanal"]
    assert (added.name("kk"), added.name("en"), added.parent) == ("Су арнасы", "Водоканал", "housing")
    assert added.contacts == {"phone": "+7 700 000 00 00"}
    assert journal(parts) == [("catalogue-change", "departments/vodokanal")]
    assert screen.text_input(key="department-vodokanal-ru").value == "Водоканал"


def test_a_missing_name_is_told_in_words_and_the_form_stays(parts, open_at):
    screen = open_at(new="1")
    screen.text_input(key="department-new-ru").input("Водоканал")

    press(screen, "department-new-save")

    assert "Name in Kazakh: one line of text is wanted here" in words(screen)
    assert screen.text_input(key="department-new-ru").value == "Водоканал"
    assert "vodokanal" not in departments(parts)


def test_only_what_was_changed_is_kept(parts, chief, open_at):
    screen = open_at(department="roads")
    screen.text_input(key="department-roads-ru").input("Отдел дорог")
    other = {"contacts": {"phone": "109"}}
    amendments.change(parts, parts.make_actor(chief), "departments", [("roads", other)])

    press(screen, "department-roads-save")

    assert departments(parts)["roads"].name("ru") == "Отдел дорог"
    assert departments(parts)["roads"].contacts == {"phone": "109"}


def test_a_department_is_retired_and_gets_no_more_work(parts, open_at):
    busy = open_at(department="roads")
    press(busy, "department-roads-retire")
    assert "topics still go to it" in words(busy)
    assert not departments(parts)["roads"].retired
    free = next(
        id
        for id in departments(parts)
        if all(topic.department != id for topic in parts.catalogues().topics.values()) and id != "akimat"
    )
    screen = open_at(department=free)

    press(screen, f"department-{free}-retire")

    assert departments(parts)[free].retired
    assert free not in items(open_at())
    assert free in items(open_at(retired="1"))
    press(open_at(department=free), f"department-{free}-back")
    assert not departments(parts)[free].retired


def test_an_office_made_from_the_register_can_be_changed(parts, open_at):
    office = next(id for id in departments(parts) if id.startswith("akim-"))
    screen = open_at(department=office)
    screen.text_input(key=f"department-{office}-phone").input("8 716 00")

    press(screen, f"department-{office}-save")

    assert departments(parts)[office].contacts == {"phone": "8 716 00"}


def test_nothing_hangs_below_itself(parts, open_at):
    screen = open_at(department="akimat")

    assert "roads" not in screen.selectbox(key="department-akimat-parent").options


def test_a_topic_goes_to_another_department(parts, open_at):
    screen = open_at(part="topics", topic="lighting")
    screen.selectbox(key="topic-lighting-owner").set_value("roads")

    press(screen, "topic-lighting-save")

    departments(parts)
    assert parts.catalogues().topics.department_of("lighting") == "roads"
    assert refresh(parts) <= datetime.now(UTC) + timedelta(minutes=10)


def test_hours_are_changed_and_the_terms_follow(parts, open_at):
    screen = open_at(part="calendar")
    assert screen.text_input(key="hours-monday").value == "09:00-13:00, 14:30-18:30"
    screen.text_input(key="hours-saturday").input("10:00-13:00")
    screen.text_input(key="hours-friday").input("")

    press(screen, "hours-save")

    departments(parts)
    hours = parts.catalogues().calendar.hours
    assert [f"{start:%H:%M}-{end:%H:%M}" for start, end in hours[5]] == ["10:00-13:00"]
    assert 4 not in hours
    assert "follow within a minute" in screen.success[0].value
    assert "being computed anew" in words(screen)
    assert sorted(journal(parts)) == [
        ("catalogue-change", "calendar/friday"),
        ("catalogue-change", "calendar/saturday"),
    ]


def test_hours_that_are_none_are_told_by_their_day_and_stay_typed(parts, open_at):
    screen = open_at(part="calendar")
    screen.text_input(key="hours-tuesday").input("9 to 5")

    press(screen, "hours-save")

    assert 'Tuesday: "9 to 5" are not hours' in words(screen)
    assert screen.text_input(key="hours-tuesday").value == "9 to 5"
    assert journal(parts) == []


def test_a_moved_day_is_added_and_taken_away(parts, open_at):
    screen = open_at(part="calendar", year="2027")
    screen.text_input(key="day-new-date").input("2027-05-15")
    screen.selectbox(key="day-new-working").set_value("1")
    screen.text_input(key="day-new-ru").input("Рабочий день " + PAYLOAD)

    press(screen, "day-new-save")

    departments(parts)
    assert parts.catalogues().holidays[date(2027, 5, 15)].is_working
    assert PAYLOAD.split()[0] in items(screen)["2027-05-15"]["title"]
    assert not any("![x]" in str(each.value) for each in screen.markdown)
    taken = open_at(part="calendar", year="2027", day="2027-05-15")
    press(taken, "day-2027-05-15-gone")
    departments(parts)
    assert date(2027, 5, 15) not in parts.catalogues().holidays


@pytest.mark.parametrize("typed", ["15.05.2027", "2027-13-01", "", "0001-01-01"])
def test_a_wrong_date_is_told_and_stays_typed(parts, open_at, typed):
    screen = open_at(part="calendar", year="2027")
    screen.text_input(key="day-new-date").input(typed)
    screen.text_input(key="day-new-ru").input("Праздник")

    press(screen, "day-new-save")

    assert "is no date such as" in words(screen)
    assert screen.text_input(key="day-new-ru").value == "Праздник"


def test_the_preview_tells_when_a_complaint_is_due(open_at):
    assert "A complaint written now is due" in words(open_at(part="calendar"))


def test_a_village_sees_its_own_office_and_changes_nothing_else(parts, person, sit):
    chief = person(Role.ADMINISTRATOR, login="village", territory=VILLAGE)
    own = {id for id, each in departments(parts).items() if each.territory and each.territory.startswith("113220")}
    screen = go(sit(chief).run(), "departments")

    assert set(items(screen)) == own
    assert "there is no department roads" in words(go(sit(chief).run(), "departments", department="roads"))
    calendar = go(sit(chief).run(), "departments", part="calendar")
    assert [each.key for each in calendar.text_input if str(each.key).startswith(("hours", "day"))] == []
    assert items(go(sit(chief).run(), "departments", part="topics")) == {}
    actor = parts.make_actor(chief)
    wished: dict[str, amendments.Values] = {
        "calendar": [("monday", None)],
        "topics": [("roads", {"department": "housing"})],
        "departments": [("roads", {"retired": True})],
    }
    for name, values in wished.items():
        with pytest.raises(NotAllowed):
            amendments.change(parts, actor, name, values)
    with pytest.raises(NotAllowed):
        amendments.change(parts, actor, "departments", [(next(iter(own)), {"territory": DISTRICT})])


def test_hostile_names_of_departments_stay_text(parts, chief, open_at):
    names = {"kk": PAYLOAD, "ru": PAYLOAD}
    fields = {"names": names, "kind": "institution", "contacts": {"phone": PAYLOAD}}
    amendments.change(parts, parts.make_actor(chief), "departments", [("bad", fields)])

    for query in ({"text": "![x]"}, {"department": "bad"}, {"part": "topics", "topic": "roads"}):
        screen = open_at(**query)
        assert not screen.exception
        assert not any("![x]" in str(each.value) for each in [*screen.markdown, *screen.title, *screen.subheader])
