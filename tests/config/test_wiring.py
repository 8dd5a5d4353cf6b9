"""The wiring: one place that builds the parts, with a key of its own and rights by their subtrees."""

from __future__ import annotations

import stat
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.founding import is_database_current, make_data_dir, upgrade_database
from config.settings import read_settings
from config.wiring import Parts, open_parts
from desk.catalogues import CatalogueRow
from desk.errors import ConfigError, NotAllowed, NotFound, StoreError
from desk.roles import Action, Role, Subject
from desk.territories import COUNTRY
from desk.users import GrantRow, User

NOW = datetime(2026, 3, 18, 9, 0, tzinfo=UTC)


@pytest.fixture
def open_at(tmp_path: Path) -> Iterator[Callable[..., Parts]]:
    """Opens the parts of an installation in the test's folder, its database upgraded."""
    opened: list[Parts] = []

    def open_(**overrides: object) -> Parts:
        settings = read_settings(data_dir=tmp_path / "data", _env_file=None, **overrides)
        upgrade_database(settings)
        opened.append(open_parts(settings, lambda: NOW))
        return opened[-1]

    yield open_
    for parts in opened:
        parts.close()


def keep_user(parts: Parts, *grants: GrantRow, login: str = "aigul", disabled: bool = False) -> None:
    with parts.store.writing() as records:
        records.keep_user(User(login, "Айгүл", "kk", NOW, grants, disabled=disabled))


def test_the_data_folder_is_its_owners_alone(tmp_path: Path) -> None:
    settings = read_settings(data_dir=tmp_path / "deep" / "data", _env_file=None)

    make_data_dir(settings)

    assert stat.S_IMODE(settings.data_dir.stat().st_mode) == 0o700


def test_a_data_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file in its place")

    with pytest.raises(ConfigError, match="NAZAR_DATA_DIR"):
        make_data_dir(read_settings(data_dir=tmp_path / "data", _env_file=None))


def test_an_upgraded_database_is_current(open_at: Callable[..., Parts]) -> None:
    assert is_database_current(open_at().settings)


def test_a_database_that_was_never_upgraded_says_what_to_do(tmp_path: Path) -> None:
    settings = read_settings(data_dir=tmp_path / "data", _env_file=None)
    make_data_dir(settings)

    with open_parts(settings) as parts, pytest.raises(StoreError, match="nazar db upgrade"):
        parts.actor("aigul")


def test_the_secret_key_is_made_once_for_its_owner_only(open_at: Callable[..., Parts], tmp_path: Path) -> None:
    first, second = open_at().mask.alias("telegram", "1"), open_at().mask.alias("telegram", "1")

    assert first == second
    assert stat.S_IMODE((tmp_path / "data" / "secret.key").stat().st_mode) == 0o600


def test_two_that_start_together_make_one_key(open_at: Callable[..., Parts]) -> None:
    everybody = [open_at() for _ in range(6)]
    aliases: list[str | None] = []
    together = [
        threading.Thread(target=lambda each=each: aliases.append(each.mask.alias("telegram", "1")))
        for each in everybody
    ]
    for thread in together:
        thread.start()
    for thread in together:
        thread.join()

    assert len(aliases) == 6
    assert len(set(aliases)) == 1


def test_a_lost_key_is_never_replaced_in_silence(open_at: Callable[..., Parts], tmp_path: Path) -> None:
    assert open_at().mask
    (tmp_path / "data" / "secret.key").unlink()

    with pytest.raises(ConfigError, match="is gone"):
        _ = open_at().mask


@pytest.mark.parametrize(("written", "words"), [("ab" * 32, "not the one"), ("short", "too short")])
def test_a_wrong_key_is_refused(open_at: Callable[..., Parts], tmp_path: Path, written: str, words: str) -> None:
    assert open_at().mask
    (tmp_path / "data" / "secret.key").write_text(written)

    with pytest.raises(ConfigError, match=words):
        _ = open_at().mask


def test_an_operator_may_lay_the_key_elsewhere(open_at: Callable[..., Parts], tmp_path: Path) -> None:
    (tmp_path / "key").write_text("a long secret of any form, such as a secret store gives\n")

    assert open_at(secret_key_file=tmp_path / "key").mask
    assert not (tmp_path / "data" / "secret.key").exists()


def test_the_operator_may_everything_everywhere(open_at: Callable[..., Parts]) -> None:
    actor = open_at().actor()

    assert actor.login.startswith("console:")
    assert all(actor.may(action, Subject("750000000")) for action in Action)


def test_a_users_rights_hold_for_the_whole_subtree_of_their_department(open_at: Callable[..., Parts]) -> None:
    parts = open_at()
    departments = parts.catalogues().departments
    root = departments.children_of(None)[0]
    child = departments.children_of(root.id)[0]
    keep_user(parts, GrantRow(Role.HEAD_OF_DEPARTMENT, department=root.id))

    actor = parts.actor("aigul")

    assert actor.may(Action.SEE_INCIDENTS, Subject(departments=frozenset({child.id})))
    assert not actor.may(Action.SEE_INCIDENTS, Subject(departments=frozenset({"another"})))


def test_an_executor_without_a_department_reaches_none(open_at: Callable[..., Parts]) -> None:
    parts = open_at()
    keep_user(parts, GrantRow(Role.EXECUTOR))

    actor = parts.actor("aigul")

    assert not actor.may(Action.SEE_INCIDENTS, Subject(departments=frozenset({"roads"})))
    assert actor.may(Action.SEE_INCIDENTS, Subject(assignee="aigul"))


def test_an_unknown_department_gives_nothing(open_at: Callable[..., Parts]) -> None:
    parts = open_at()
    keep_user(parts, GrantRow(Role.EXECUTOR, department="dissolved"))

    assert not parts.actor("aigul").may(Action.SEE_INCIDENTS, Subject(departments=frozenset({"dissolved"})))


def test_who_is_disabled_may_not_act(open_at: Callable[..., Parts]) -> None:
    parts = open_at()
    keep_user(parts, GrantRow(Role.COORDINATOR), disabled=True)

    with pytest.raises(NotAllowed):
        parts.actor("aigul")
    with pytest.raises(NotFound):
        parts.actor("nobody")


def test_what_the_desk_edits_is_seen_at_once_by_who_edited_it(open_at: Callable[..., Parts]) -> None:
    parts = open_at()
    topic = next(iter(parts.catalogues().topics.values()))
    value = {"names": {**topic.names, "en": "Another name"}}
    with parts.store.writing() as records:
        records.keep_catalogue_rows([CatalogueRow("topics", topic.id, 1, value, "console:me", NOW)])

    parts.forget_catalogues()

    assert parts.catalogues().topics[topic.id].name("en") == "Another name"


def test_the_territory_is_the_settings_else_the_first_starts_else_the_country(open_at: Callable[..., Parts]) -> None:
    parts = open_at()
    assert parts.territory() == COUNTRY

    with parts.store.writing() as records:
        records.keep_installation({"territory": "750000000"})

    assert parts.territory() == "750000000"
    assert open_at(territory="710000000").territory() == "710000000"


def test_the_residents_term_comes_from_the_catalogue(open_at: Callable[..., Parts]) -> None:
    parts = open_at()

    assert parts.resident_due(NOW, COUNTRY, None) > NOW


def test_closed_parts_open_again_when_they_are_asked(open_at: Callable[..., Parts]) -> None:
    parts = open_at()
    keep_user(parts, GrantRow(Role.COORDINATOR))

    parts.close()

    assert parts.actor("aigul").roles() == {Role.COORDINATOR}


def test_a_user_is_only_what_is_kept_now(open_at: Callable[..., Parts]) -> None:
    parts = open_at()
    keep_user(parts, GrantRow(Role.COORDINATOR))
    with parts.store.writing() as records:
        records.keep_user(replace(records.user("aigul"), grants=(GrantRow(Role.OBSERVER),)))

    assert parts.actor("aigul").roles() == {Role.OBSERVER}
