"""Who comes in: passwords, sessions, their ends, and the limits on trying."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from config.wiring import open_parts
from desk.errors import NotAllowed, RuleError
from desk.roles import Role
from ui import entrance as entrances
from ui.entrance import Entrance, TooManyTries, token_of
from ui.passwords import hash_password, is_right

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
PASSWORD = "ozen-boiynda-2026"

ADDRESS = "192.0.2.7"


class Clock:
    def __init__(self):
        self.now = NOW

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def door(parts, clock):
    with open_parts(parts.settings, now=clock) as mine:
        yield Entrance(mine)


@pytest.fixture
def aigul(person):
    return person(Role.PRESS_OFFICE, login="aigul", password=hash_password(PASSWORD))


def change(door, user, **more):
    with door.parts.store.writing() as records:
        return records.keep_user(replace(records.user(user.login), **more))


def test_the_right_password_opens(door, aigul):
    visitor = door.visitor(door.sign_in("aigul", PASSWORD, ADDRESS))

    assert visitor is not None
    assert visitor.user.login == "aigul"


@pytest.mark.parametrize(("login", "password"), [("aigul", "wrong"), ("nobody", PASSWORD), ("", ""), ("aigul", "")])
def test_every_wrong_try_gets_the_same_answer(door, aigul, login, password):
    with pytest.raises(NotAllowed) as refused:
        door.sign_in(login, password, ADDRESS)

    assert str(refused.value) == "wrong login or password"


def test_an_unknown_login_costs_as_much_work_as_a_known_one(door, aigul, monkeypatch):
    checked = []

    def counted(*args):
        checked.append(args)
        return is_right(*args)

    monkeypatch.setattr("ui.passwords.is_right", counted)

    for login in ("aigul", "nobody"):
        with pytest.raises(NotAllowed):
            door.sign_in(login, "wrong", ADDRESS)

    assert len(checked) == 2
    assert not is_right("wrong", None)


def test_the_cookie_is_nowhere_kept(door, aigul, settings):
    cookie = door.sign_in("aigul", PASSWORD, ADDRESS)

    for file in settings.data_dir.glob("nazar.db*"):
        assert cookie.encode() not in file.read_bytes()
        assert PASSWORD.encode() not in file.read_bytes()


def test_a_new_sign_in_ends_the_session_of_the_old_cookie(door, aigul):
    old = door.sign_in("aigul", PASSWORD, ADDRESS)
    new = door.sign_in("aigul", PASSWORD, ADDRESS, old)

    assert old != new
    assert door.visitor(old) is None
    assert door.visitor(new) is not None


def test_a_cookie_somebody_made_up_opens_nothing(door, aigul):
    door.sign_in("aigul", PASSWORD, ADDRESS)

    for cookie in ("", "x", token_of("x"), "0" * 64):
        assert door.visitor(cookie) is None


def test_after_signing_out_the_cookie_opens_nothing(door, aigul):
    cookie = door.sign_in("aigul", PASSWORD, ADDRESS)
    door.sign_out(door.visitor(cookie))

    assert door.visitor(cookie) is None


@pytest.mark.parametrize("change_made", [{"disabled": True}, {"epoch": 2}])
def test_a_changed_right_ends_every_session_at_once(door, aigul, change_made):
    cookie = door.sign_in("aigul", PASSWORD, ADDRESS)
    change(door, aigul, **change_made)

    assert door.visitor(cookie) is None


def test_an_idle_session_ends(door, aigul, clock):
    cookie = door.sign_in("aigul", PASSWORD, ADDRESS)
    idle = timedelta(minutes=door.parts.settings.session_idle_minutes)

    clock.now += idle - timedelta(minutes=1)
    visitor = door.visitor(cookie)
    door.note_seen(visitor)
    clock.now += idle - timedelta(minutes=1)

    assert door.visitor(cookie) is not None
    clock.now += timedelta(minutes=2)
    assert door.visitor(cookie) is None


def test_no_session_outlives_its_longest_day(door, aigul, clock):
    cookie = door.sign_in("aigul", PASSWORD, ADDRESS)
    end = clock.now + timedelta(minutes=door.parts.settings.session_absolute_minutes)

    while clock.now < end:
        visitor = door.visitor(cookie)
        assert visitor is not None
        door.note_seen(visitor)
        clock.now += timedelta(minutes=30)

    assert door.visitor(cookie) is None


def test_a_session_that_was_ended_is_not_revived_by_being_seen(door, aigul, clock):
    cookie = door.sign_in("aigul", PASSWORD, ADDRESS)
    visitor = door.visitor(cookie)
    door.sign_out(visitor)
    clock.now += timedelta(minutes=5)
    door.note_seen(visitor)

    assert door.visitor(cookie) is None


def test_a_sprayed_password_is_stopped_by_address_and_a_guessed_one_by_login(door, aigul, clock):
    for at in range(entrances.TRIES_PER_LOGIN):
        with pytest.raises(NotAllowed):
            door.sign_in("aigul", "wrong", f"192.0.2.{at}")

    with pytest.raises(TooManyTries):
        door.sign_in("aigul", PASSWORD, "192.0.2.99")
    clock.now += entrances.TRIES_WINDOW + timedelta(seconds=1)
    assert door.sign_in("aigul", PASSWORD, "192.0.2.99")


def test_many_logins_from_one_address_are_stopped(door, aigul, monkeypatch):
    monkeypatch.setattr(entrances, "TRIES_PER_ADDRESS", 5)
    for at in range(5):
        with pytest.raises(NotAllowed):
            door.sign_in(f"guess{at}", "wrong", ADDRESS)

    with pytest.raises(TooManyTries):
        door.sign_in("aigul", PASSWORD, ADDRESS)


def test_the_limit_is_kept_in_the_store_and_holds_for_every_process(door, aigul, parts, clock, monkeypatch):
    monkeypatch.setattr(entrances, "TRIES_PER_LOGIN", 1)
    with pytest.raises(NotAllowed):
        door.sign_in("aigul", "wrong", ADDRESS)

    with open_parts(parts.settings, now=clock) as other, pytest.raises(TooManyTries):
        Entrance(other).sign_in("AIGUL ", PASSWORD, ADDRESS)


def test_coming_and_going_stand_in_the_journal(door, aigul):
    door.sign_out(door.visitor(door.sign_in("aigul", PASSWORD, ADDRESS)))

    with door.parts.store.reading() as records:
        lines = [line.entry for line in records.journal(kind="user", key="aigul")]
    assert [(line.actor, line.action) for line in lines] == [("aigul", "sign-in"), ("aigul", "sign-out")]


@pytest.mark.parametrize("password", ["", "short", "x" * 2000])
def test_a_password_has_its_length(password):
    with pytest.raises(RuleError):
        hash_password(password)


def test_a_form_belongs_to_one_browser(door):
    token = door.form_token("one browser")

    assert door.is_ours(token, "one browser")
    assert not door.is_ours(token, "another")
    assert not door.is_ours(token, None)
    assert not door.is_ours("", "one browser")
    assert not door.is_ours(None, "")
