"""Users: by mouse what `nazar user` does, inside the administrator's own territory."""

from __future__ import annotations

from pathlib import Path

import pytest

from desk.errors import NotAllowed, RuleError
from desk.roles import Role
from desk.users import GrantRow
from tests.ui.screens import drawn, go, press, words
from ui import password_links, staff
from ui.components import rights
from ui.entrance import Entrance
from ui.passwords import hash_password

DISTRICT = "113200000"
VILLAGE = "113220100"
ELSEWHERE = "750000000"
PASSWORD = "ozen-boiynda-2026"
PAYLOAD = "![x](http://127.0.0.1:9/p.png) <img src=x onerror=alert(1)> :red[red]"


@pytest.fixture
def chief(person):
    return person(Role.ADMINISTRATOR, login="chief", name="Chief")


def user(parts, login):
    with parts.store.reading() as records:
        return records.user(login)


def whom(parts, token):
    found = password_links.whose(parts, token)
    return found and found.login


def journal(parts, login):
    with parts.store.reading() as records:
        return [line.entry.action for line in records.journal(kind="user", key=login)]


def logins(screen):
    return [item["number"] for data in drawn(screen) if data["kind"] == "incidents" for item in data["items"]]


def fill(screen, login="berik", name="Берік", roles=(Role.EXECUTOR,), departments=("roads",)):
    screen.text_input(key="user-new-name").input(name)
    screen.text_input(key="user-new-login").input(login)
    screen.multiselect(key="user-new-roles").set_value(list(roles))
    screen.run()
    if departments:
        screen.multiselect(key="user-new-departments").set_value(list(departments))
    return screen.run()


def test_a_person_is_added_with_a_link_and_signs_in_with_it(parts, chief, sit):
    screen = fill(go(sit(chief).run(), "users", new="1"))

    press(screen, "user-new-add")

    assert [each.value for each in screen.title] == ["User"]
    added = user(parts, "berik")
    assert (added.name, added.password) == ("Берік", None)
    assert added.grants == (GrantRow(Role.EXECUTOR, DISTRICT, "roads"),)
    assert journal(parts, "berik") == ["user-add", "user-link"]
    token = screen.code[0].value.split("token=")[1]
    password_links.use(parts, token, PASSWORD)
    assert Entrance(parts).sign_in("berik", PASSWORD, "127.0.0.1")
    with pytest.raises(NotAllowed):
        password_links.use(parts, token, PASSWORD)
    press(screen, "user-link-done")
    assert not screen.code


def test_a_wrong_login_keeps_the_form(parts, chief, sit):
    screen = fill(go(sit(chief).run(), "users", new="1"), login="be:rik")

    press(screen, "user-new-add")

    assert "be:rik" in words(screen)
    assert screen.text_input(key="user-new-name").value == "Берік"
    assert screen.multiselect(key="user-new-roles").value == [Role.EXECUTOR]
    assert screen.multiselect(key="user-new-departments").value == ["roads"]
    screen.text_input(key="user-new-login").input("berik")
    press(screen.run(), "user-new-add")
    assert user(parts, "berik")


@pytest.mark.parametrize("login", ["chief", "berik"])
def test_a_login_that_is_taken_is_said(parts, chief, person, sit, login):
    person(Role.ANALYST, login="berik")
    screen = fill(go(sit(chief).run(), "users", new="1"), login=login)

    press(screen, "user-new-add")

    assert "already" in words(screen)


def test_a_changed_right_ends_the_sessions_at_once(parts, chief, person, sit):
    clerk = person(Role.PRESS_OFFICE, login="aigul")
    theirs = sit(clerk).run()
    assert "Queue" in [each.value for each in theirs.title]
    screen = go(sit(chief).run(), "users", login="aigul")
    key = f"user-{clerk.id}-more"
    screen.multiselect(key=f"{key}-roles").set_value([Role.ANALYST])
    screen.run()

    press(screen, f"{key}-give")

    assert {row.role for row in user(parts, "aigul").grants} == {Role.PRESS_OFFICE, Role.ANALYST}
    assert "You are signed out." in [each.value for each in theirs.run().warning]
    press(screen, "right-0-take")
    assert {row.role for row in user(parts, "aigul").grants} == {Role.ANALYST}


def test_locked_out_means_at_once_and_let_in_again(parts, chief, person, sit):
    clerk = person(Role.PRESS_OFFICE, login="aigul")
    theirs = sit(clerk).run()
    screen = go(sit(chief).run(), "users", login="aigul")

    press(screen, "user-disable")

    assert user(parts, "aigul").disabled
    assert "You are signed out." in [each.value for each in theirs.run().warning]
    press(screen, "user-enable")
    assert not user(parts, "aigul").disabled
    assert journal(parts, "aigul") == ["user-disable", "user-enable"]


def test_sessions_end_without_changing_rights(parts, chief, person, sit):
    clerk = person(Role.PRESS_OFFICE, login="aigul")
    theirs = sit(clerk).run()

    press(go(sit(chief).run(), "users", login="aigul"), "user-end")

    assert user(parts, "aigul").grants == clerk.grants
    assert "You are signed out." in [each.value for each in theirs.run().warning]


def test_nobody_takes_away_their_own_right_to_manage_users(parts, person, sit):
    chief = person(Role.ADMINISTRATOR, Role.ANALYST, login="chief")
    screen = go(sit(chief).run(), "users", login="chief")

    press(screen, "right-0-take")
    assert "your own right" in words(screen)
    press(screen, "user-disable")
    assert "your own right" in words(screen)

    assert user(parts, "chief") == chief


def test_an_administrator_sees_and_changes_only_their_own_territory(parts, person, sit):
    person(Role.EXECUTOR, login="other", name="Other", department="roads", territory=ELSEWHERE)
    person(Role.ANALYST, login="above", name="Above", territory=DISTRICT)
    person(Role.ANALYST, login="mine", name="Mine", territory=VILLAGE)
    chief = person(Role.ADMINISTRATOR, login="chief", territory=VILLAGE)
    actor = parts.make_actor(chief)
    screen = go(sit(chief).run(), "users")

    assert logins(screen) == ["chief", "mine"]
    assert "2 people" in words(screen)
    for login in ("other", "above", "nobody"):
        shown = words(go(sit(chief).run(), "users", login=login))
        assert f"there is no user {login}" in shown
        assert "Above" not in shown
        assert "Other" not in shown
    for login in ("other", "above"):
        with pytest.raises(NotAllowed):
            staff.let_in(parts, actor, login, disabled=True)
        with pytest.raises(NotAllowed):
            password_links.link(parts, actor, login)
    with pytest.raises(NotAllowed):
        staff.grant(parts, actor, "mine", [GrantRow(Role.ANALYST, DISTRICT)], more=True)
    new = go(sit(chief).run(), "users", new="1")
    assert new.selectbox(key="user-new-territory").value == VILLAGE
    assert all("113220" in each or "Almaty" not in each for each in new.selectbox(key="user-new-territory").options)


def test_who_also_works_elsewhere_is_shown_but_not_changed(parts, person, sit):
    chief = person(Role.ADMINISTRATOR, login="chief", territory=VILLAGE)
    both = person(Role.ANALYST, login="both", territory=VILLAGE)
    with parts.store.writing() as records:
        records.keep_user(type(both)(**{**vars(both), "grants": (*both.grants, GrantRow(Role.OBSERVER, DISTRICT))}))
    screen = go(sit(chief).run(), "users", login="both")

    assert "also has rights outside" in words(screen)
    assert "observer · " not in words(screen)
    assert [each.key for each in screen.button if str(each.key).startswith(("user-link", "right-"))] == []


def test_a_link_lives_a_day_dies_with_the_next_and_lets_no_one_in_who_is_locked_out(parts, chief, person):
    person(Role.ANALYST, login="aigul")
    actor = parts.make_actor(chief)

    def token():
        return password_links.link(parts, actor, "aigul").split("token=")[1]

    first, second = token(), token()
    assert whom(parts, first) is None
    assert whom(parts, second) == "aigul"
    with pytest.raises(RuleError, match="at least"):
        password_links.use(parts, second, "short")
    staff.let_in(parts, actor, "aigul", disabled=True)
    assert whom(parts, second) is None
    staff.let_in(parts, actor, "aigul", disabled=False)
    assert whom(parts, second) == "aigul"
    with parts.store.reading() as records:
        kept = str(records.installation())
    assert second not in kept
    with parts.store.writing() as records:
        name = next(name for name in records.installation() if name.startswith(password_links.KEPT_AS))
        value = records.take_installation(name)
        records.keep_installation({name: {**value, "until": "2020-01-01T00:00:00+00:00"}})
    assert whom(parts, second) is None


def test_hostile_names_stay_text(parts, chief, person, sit):
    person(Role.ANALYST, login="x", name=PAYLOAD)

    for query in ({}, {"login": "x"}):
        screen = go(sit(chief).run(), "users", **query)
        assert not screen.exception
        assert "![x]" in words(screen)
        assert not any("![x]" in str(each.value) for each in [*screen.markdown, *screen.title, *screen.header])


def test_the_roles_are_explained_as_their_page_does():
    page = (Path(__file__).parents[2] / "docs/roles.md").read_text("utf-8")

    assert set(rights.SAID) == set(Role)
    for role, sentence in rights.SAID.items():
        assert f"| `{role.value}` | {sentence} |" in page


def test_filters_live_in_the_address(parts, chief, person, sit):
    person(Role.EXECUTOR, login="roads", name="Ерлан", department="roads")
    person(Role.ANALYST, login="anal", name="Айдос")

    assert logins(go(sit(chief).run(), "users", role="executor")) == ["roads"]
    assert logins(go(sit(chief).run(), "users", text="айд")) == ["anal"]
    assert logins(go(sit(chief).run(), "users", departments="1")) == ["roads"], "the department, not the login"
    assert "Ерлан" in words(go(sit(chief).run(), "users", departments="1"))
    assert logins(go(sit(chief).run(), "users", department="roads")) == ["roads"]
    assert logins(go(sit(chief).run(), "users", department="housing")) == []
    assert "Nobody fits" in words(go(sit(chief).run(), "users", text="zzz"))


def test_name_and_language_are_changed_without_signing_out(parts, chief, person, sit):
    clerk = person(Role.ANALYST, login="aigul", password=hash_password(PASSWORD))
    screen = go(sit(chief).run(), "users", login="aigul")
    screen.text_input(key=f"user-{clerk.id}-name").input("Айгүл Серікқызы")

    press(screen, "user-save")

    after = user(parts, "aigul")
    assert (after.name, after.epoch) == ("Айгүл Серікқызы", clerk.epoch)
