"""Every command: what it answers, what it refuses, and how it ends."""

from __future__ import annotations

import inspect
import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import typer
import typer.main

from desk.casework import Casework
from tests.ui.commands.conftest import MAPPING, NOW, Console
from ui.cli import app
from ui.commands.refusals import OPTIONS
from ui.jobs import WORKS
from ui.names import NEEDED

HEAVY = {"sqlalchemy", "streamlit", "telethon", "elasticsearch", "alembic", "scrapy", "yaml", "babel"}
SECRET = "ozen-boiynda-2026"
ROOT = Path(__file__).resolve().parents[3]
DOC = ROOT / "docs" / "commands.md"


def every_command(group: Any = None, name: str = "nazar") -> list[tuple[str, Any]]:
    command = typer.main.get_command(app) if group is None else group
    inner = getattr(command, "commands", None)
    if inner is None:
        return [(name, command)]
    return [found for part, each in inner.items() if not each.hidden for found in every_command(each, f"{name} {part}")]


COMMANDS = every_command()
NAMES = [name for name, _ in COMMANDS]


def add_user(nazar: Console, login: str, *arguments: str) -> None:
    nazar("user", "add", login, *arguments, "--password-stdin", input=f"{SECRET}\n")


# ── help, documentation, start ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("name", "command"), COMMANDS, ids=NAMES)
def test_every_command_and_option_says_in_words_what_it_does(name: str, command: Any) -> None:
    assert command.help
    assert command.help.strip().endswith((".", ")")), name
    silent = [each.name for each in command.params if each.name != "help" and not getattr(each, "help", None)]
    assert silent == []


def test_the_documentation_lists_every_command_and_no_other_in_its_own_words() -> None:
    told = [line for line in DOC.read_text("utf-8").splitlines() if line.startswith("| `nazar ")]
    heads = {name: " ".join(command.help.strip().split("\n\n")[0].split()) for name, command in COMMANDS}

    assert sorted(told) == sorted(f"| `{name}` | {head} |" for name, head in heads.items())


def test_the_commands_that_the_desks_rules_need_are_all_there() -> None:
    moves = "list show open assign take not-ours ask interim submit return accept publish close reopen merge split"
    wanted = {f"nazar incident {move}" for move in [*moves.split(), "answer-at-once", "undo"]}

    assert wanted <= set(NAMES)


BY_ITSELF = {"tick", "refresh_terms", "resume", "resident_wrote", "year"}
"""Doors that only the desk itself goes through."""


def test_every_door_of_the_desk_has_a_command() -> None:
    doors = {name for name, _ in inspect.getmembers(Casework, inspect.isfunction) if not name.startswith("_")}
    written = "\n".join(path.read_text("utf-8") for path in (ROOT / "ui" / "commands").glob("*.py"))

    closed = {
        door for door in doors - BY_ITSELF if f"desk.{door}(" not in written and f"casework.{door}(" not in written
    }
    assert closed == set()


@pytest.mark.parametrize("arguments", [["--help"], ["incident", "--help"], ["import", "--help"]])
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    code = (
        "import sys\nfrom ui.cli import app\n"
        f"try:\n    app({arguments!r}, prog_name='nazar')\nexcept SystemExit:\n    pass\n"
        "print(' '.join(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)

    assert "Usage: nazar" in done.stdout
    assert HEAVY & set(done.stderr.split()) == set()


@pytest.mark.parametrize(
    "arguments",
    [
        ("no-such-command",),
        ("search",),
        ("incident", "submit", "2026-000001", "--text", "x", "--outcome", "forgotten"),
        ("incident", "list", "--limit", "0"),
        ("user", "add", "aigul", "--role", "king"),
    ],
)
def test_a_wrong_call_ends_with_2_and_says_how(nazar: Console, arguments: tuple[str, ...]) -> None:
    ended = nazar(*arguments, code=2)

    assert ended.out == ""
    assert "Usage" in ended.err or "--help" in ended.err


# ── before the first start ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "arguments",
    [
        ("incident", "list", "--json"),
        ("source", "list", "--json"),
        ("source", "voices", "--json"),
        ("place", "list", "--json"),
        ("user", "list", "--json"),
        ("dead-letters", "list", "--json"),
        ("journal", "list", "--json"),
        ("post", "list", "--json"),
    ],
)
def test_lists_of_a_new_installation_are_empty(nazar: Console, arguments: tuple[str, ...]) -> None:
    assert nazar(*arguments).json == []


def test_the_workers_jobs_are_listed_once_it_has_run(nazar: Console) -> None:
    assert nazar("jobs", "--json").json == []

    nazar("worker", "--once")

    listed = {each["name"]: each for each in nazar("jobs", "--json").json}
    assert set(listed) == {work.plan.name for work in WORKS}
    assert listed["tick"]["succeeded_at"] is not None
    assert [each["error"] for each in listed.values()] == [None] * len(WORKS)


def test_every_kind_of_command_works_after_the_upgrade_alone(nazar: Console) -> None:
    assert nazar("search", "су", "--json").json["hits"] == []
    assert nazar("journal", "verify", "--json").json == {"lines": 0, "head_kept": False, "whole": True, "faults": []}
    assert nazar("index", "status", "--json").json["waiting"] == 0
    assert nazar("index", "rebuild", "--json").json["documents"] == 0
    assert nazar("catalogue", "list", "--json").json
    assert nazar("export", "posts").out == ""
    assert nazar("db", "upgrade").code == 0


# ── importing and searching ───────────────────────────────────────────────────────────────────────────────────────


def test_an_import_prints_what_became_of_the_posts(nazar: Console, csv_file: Callable[..., Path]) -> None:
    answer = nazar("import", str(csv_file("Су жоқ", "Жол жоқ")), "--json", *MAPPING).json

    assert list(answer) == ["received", "new", "edited", "unchanged", "deleted", "dead_letters", "seconds"]
    assert (answer["received"], answer["new"]) == (2, 2)


def test_repeating_an_import_changes_nothing(nazar: Console, csv_file: Callable[..., Path]) -> None:
    file = csv_file("Су жоқ", "Жол жоқ")
    nazar("import", str(file), *MAPPING)
    before = nazar("journal", "list", "--json").json

    again = nazar("import", str(file), "--json", *MAPPING).json

    assert (again["new"], again["unchanged"]) == (0, 2)
    assert nazar("journal", "list", "--json").json == before


def test_an_import_stops_at_too_many_refusals_and_says_the_reasons(nazar: Console, tmp_path: Path) -> None:
    file = tmp_path / "posts.jsonl"
    file.write_text("\n".join("{broken" for _ in range(60)), "utf-8")

    ended = nazar("import", str(file), "--json", code=1)

    assert ended.json["new"] == 0
    assert "bad-json" in ended.err
    assert nazar("import", str(file), "--keep-going", "--json").json["dead_letters"] == 60


def test_an_import_that_was_broken_off_goes_on_where_it_was(nazar: Console, csv_file: Callable[..., Path]) -> None:
    file = csv_file(*[f"су {n}" for n in range(20_000)])
    process = nazar.start("import", str(file), "--no-index", *MAPPING)
    with nazar.open_parts() as parts:
        until = time.monotonic() + 60
        while time.monotonic() < until and process.poll() is None:
            with parts.store.reading() as records:
                if any(run.received for run in records.imports()):
                    break
            time.sleep(0.01)
    process.send_signal(signal.SIGTERM)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "start it again to go on" in said

    again = nazar("import", str(file), "--json", *MAPPING).json

    assert (again["received"], again["new"], again["unchanged"]) == (20_000, 20_000, 0)


def test_a_file_that_is_not_there_is_named(nazar: Console) -> None:
    assert "nowhere.csv" in nazar.refused("import", "nowhere.csv")


def test_the_source_is_made_from_the_files_name_and_keeps_what_was_told(
    nazar: Console, csv_file: Callable[..., Path]
) -> None:
    nazar("import", str(csv_file("Су жоқ", name="Журнал 109.csv")), "--territory", "113200000", *MAPPING)

    (source,) = nazar("source", "list", "--json").json
    assert (source["slug"], source["territory"]) == ("zhurnal-109", "113200000")


def test_a_look_into_a_file_imports_nothing(nazar: Console, csv_file: Callable[..., Path], export_folder: Path) -> None:
    assert "published_at = date" in nazar("import", "--look", str(csv_file("Су жоқ"))).out
    assert "Жіңақ тұрғындары" in nazar("import", "--look", str(export_folder)).out
    assert nazar("source", "list", "--json").json == []


def test_a_search_answers_in_the_promised_form(nazar: Console, brought: Callable[..., list[str]]) -> None:
    brought("Су жоқ", "Жол жоқ", "Тағы су жоқ")

    answer = nazar("search", "су", "--json").json

    assert list(answer) == ["total", "total_relation", "took_ms", "hits"]
    assert (answer["total"], answer["total_relation"]) == (2, "eq")
    assert list(answer["hits"][0]) == [
        "key", "network", "place", "id", "text", "published_at", "url", "state", "incident",
    ]  # fmt: skip
    assert [hit["id"] for hit in answer["hits"]] == ["3", "1"]
    assert answer["hits"][0]["state"] == "new"
    assert "resident-0" not in json.dumps(answer)


def test_a_cursor_leads_to_the_next_page(nazar: Console, brought: Callable[..., list[str]]) -> None:
    brought(*[f"су {n}" for n in range(5)])

    first = nazar("search", "су", "--limit", "2", "--json").json
    second = nazar("search", "су", "--limit", "2", "--after", first["after"], "--json").json

    assert [hit["id"] for hit in first["hits"] + second["hits"]] == ["5", "4", "3", "2"]


@pytest.mark.parametrize(("listed", "key"), [(("post", "list"), "id"), (("incident", "list"), "number")])
def test_a_program_reads_the_cursor_of_a_list_beside_it(
    nazar: Console, brought: Callable[..., list[str]], listed: tuple[str, ...], key: str
) -> None:
    for post in brought(*[f"су {n}" for n in range(6)])[3:]:
        nazar("incident", "open", post, "--topic", "utilities")

    first = nazar(*listed, "--limit", "2", "--json")
    second = nazar(*listed, "--limit", "2", "--json", "--after", json.loads(first.err)["after"])

    assert len({each[key] for each in first.json + second.json}) == 3
    assert second.err == ""
    assert "more: --after" in nazar(*listed, "--limit", "2").err


def test_without_its_index_the_search_says_so_and_lists_still_come(
    nazar: Console, csv_file: Callable[..., Path], free_port: Callable[[], int]
) -> None:
    away = Console({**nazar.environment, "NAZAR_ELASTICSEARCH_URL": f"http://127.0.0.1:{free_port()}"})

    assert "Elasticsearch" in away.refused("search", "су")
    ended = away("import", str(csv_file("Су жоқ")), "--json", *MAPPING, code=1)
    assert len(away("post", "list", "--json").json) == 1
    assert ended.json["new"] == 1


def test_a_residents_control_characters_do_not_reach_the_terminal(nazar: Console, export_folder: Path) -> None:
    nazar("import", str(export_folder))

    assert "\x1b" not in nazar("search", "script").out
    assert "\x1b" not in nazar("post", "list").out
    assert "\x1b" not in nazar("post", "show", "telegram/-1001234567890/4").out


def test_an_export_masks_authors_unless_a_reason_is_given(nazar: Console, brought: Callable[..., list[str]]) -> None:
    brought("Су жоқ")

    masked = nazar("export", "posts").out
    assert "resident-0" not in masked
    assert "reason" in nazar.refused("export", "posts", "--with-authors")
    assert "resident-0" in nazar("export", "posts", "--with-authors", "--reason", "a court asks").out
    told = [line["fields"] for line in nazar("journal", "list", "--kind", "posts", "--json").json]
    assert [each["with_authors"] for each in told] == [False, True]


# ── posts and incidents ───────────────────────────────────────────────────────────────────────────────────────────


def test_posts_are_put_aside_brought_back_and_tagged(nazar: Console, brought: Callable[..., list[str]]) -> None:
    (key,) = brought("Рахмет!")

    nazar("post", "set-aside", key, "--reason", "thanks")
    nazar("post", "tag", key, "--add", "фестиваль")
    shown = nazar("post", "show", key, "--json").json
    nazar("post", "bring-back", key)

    assert (shown["state"], shown["set_aside"], shown["tags"]) == ("set-aside", "thanks", ["фестиваль"])
    assert nazar("post", "list", "--tag", "фестиваль", "--json").json[0]["state"] == "new"


def test_an_incident_by_hand_is_asked_about_extended_noted_and_undone(nazar: Console) -> None:
    def incident(name: str, *arguments: str) -> Any:
        return nazar("incident", name, *arguments, "--json").json

    number = incident("open", "--title", "Позвонили", "--text", "Нет света", "--topic", "lighting")["number"]
    incident("assign", number, "akimat")
    incident("note", number, "--text", "Перезвонить до обеда")
    incident("ask-extension", number, "--until", (NOW + timedelta(days=30)).isoformat(), "--reason", "ждём опору")
    incident("decide-extension", number, "1", "--grant")
    incident("co-executor", number, "roads", "--task", "Разрыть траншею")
    incident("answer-part", number, "1", "--text", "Разрыли")
    incident("take", number)
    assert incident("undo", number)["state"] == "assigned"
    incident("interim", number, "--text", "Ответим", "--until", (NOW + timedelta(days=1)).date().isoformat())
    shown = incident("show", number)

    assert shown["state"] == "interim"
    assert shown["extensions"][0]["granted"] is True
    assert shown["co_executors"][0]["answer"] == "Разрыли"
    assert "Перезвонить" in shown["notes"]


def test_the_operator_works_on_restricted_topics_too(nazar: Console, brought: Callable[..., list[str]]) -> None:
    (key,) = brought("Әкім жауап бермейді")
    opened = nazar("incident", "open", key, "--topic", "officials", "--complained-of", "roads", "--json").json
    number = opened["number"]
    add_user(nazar, "sorter", "--role", "press-office")

    assert opened["restricted"] is True
    assert number in nazar.refused("incident", "show", number, "--as", "sorter")
    assert "complaint is about" in nazar.refused("incident", "assign", number, "roads")
    for arguments in (["assign", number, "akimat"], ["take", number], ["appeal", number, "ЖТ-1", "--at", "2026-11-02"]):
        nazar("incident", *arguments)
    nazar("incident", "submit", number, "--text", "Тексерілді", "--language", "kk", "--outcome", "explained")
    assert [hit["key"] for hit in nazar("search", "әкім", "--json").json["hits"]] == [key]


def test_an_official_appeal_is_registered_and_shown(nazar: Console) -> None:
    number = nazar("incident", "open", "--title", "Позвонили", "--topic", "lighting", "--json").json["number"]
    since = NOW - timedelta(days=2)

    done = nazar("incident", "appeal", number, "ЗТ-2026-00417", "--at", since.isoformat(), "--json").json

    assert (done["appeal"], done["version"]) == ("ЗТ-2026-00417", 2)
    shown = nazar("incident", "show", number).out
    assert "appeal: ЗТ-2026-00417\n" in shown
    assert "appealed_at: " in shown
    assert "ЗТ-2026-00417" not in nazar("journal", "list", "--json").out
    ahead = (NOW + timedelta(days=1)).isoformat()
    assert "later than now" in nazar.refused("incident", "appeal", number, "ЗТ-2026-00417", "--at", ahead)
    today = nazar("incident", "appeal", number, "ЗТ-2026-00418", "--json").json
    assert datetime.fromisoformat(today["appealed_at"]) >= NOW


def test_incidents_are_merged_split_joined_left_and_reopened(nazar: Console, brought: Callable[..., list[str]]) -> None:
    first, second, third = brought("Су жоқ", "Су жоқ тағы", "Су жоқ үшінші")

    def incident(name: str, *arguments: str) -> Any:
        return nazar("incident", name, *arguments, "--json").json

    one = incident("open", first, "--topic", "utilities")["number"]
    two = incident("open", second, "--topic", "utilities")["number"]
    assert incident("merge", two, one)["state"] == "merged"
    assert incident("join", one, third)["posts"] == 3
    part = incident("split", one, third)
    assert (part["state"], part["posts"]) == ("open", 1)
    assert incident("leave", one, second)["posts"] == 1
    assert incident("close", one, "--outcome", "no-answer-needed", "--reason", "сами починили")["state"] == "closed"
    assert incident("reopen", one, "--reason", "came-back")["state"] == "open"
    at_once = incident(
        "answer-at-once", part["number"], "--outcome", "explained", "--text", "Авария", "--link", "https://t.me/z/9"
    )
    assert at_once["state"] == "closed"


def test_a_post_is_answered_at_once(nazar: Console, brought: Callable[..., list[str]]) -> None:
    (key,) = brought("Когда включат свет?")

    done = nazar(
        "incident", "answer-at-once", key, "--outcome", "explained", "--text", "Завтра", "--topic", "lighting", "--json"
    )

    assert done.json["state"] == "answered"


def test_a_move_that_the_table_has_not_is_refused_in_one_line(nazar: Console) -> None:
    number = nazar("incident", "open", "--title", "Проба", "--topic", "other", "--json").json["number"]

    assert "no move “take-up”" in nazar.refused("incident", "take", number)
    assert number in nazar.refused("incident", "assign", number, "akimat", "--version", "7")


def test_a_refusal_names_the_option_and_the_right_in_words(nazar: Console, brought: Callable[..., list[str]]) -> None:
    key, other = brought("Су жоқ", "Жол жоқ")
    add_user(nazar, "roadman", "--role", "executor", "--department", "roads")
    number = nazar("incident", "open", key, "--topic", "utilities", "--json").json["number"]
    nazar("incident", "assign", number, "akimat")
    nazar("incident", "take", number)

    said = nazar.refused("incident", "submit", number, "--text", "Жоқ", "--outcome", "refused")
    assert said == "nazar: something is missing: --reason"
    assert "--note" in nazar.refused("post", "set-aside", other, "--reason", "other")
    assert "(see posts)" in nazar.refused("post", "list", "--as", "roadman")
    told = nazar("catalogue", "list", "--json").json
    (territories,) = [each["entries"] for each in told if each["catalogue"] == "territories"]
    assert f" {territories} territories" in nazar("doctor").out


@pytest.mark.parametrize("needed", [message for _, message in NEEDED])
def test_whatever_the_desk_calls_missing_is_named_by_its_option(needed: str) -> None:
    assert needed in OPTIONS


def test_a_text_may_come_from_the_standard_input(nazar: Console) -> None:
    number = nazar("incident", "open", "--title", "Проба", "--topic", "other", "--json").json["number"]

    nazar("incident", "note", number, "--text", "-", input="Екі жолды\nескерту\n")

    assert "Екі жолды\nескерту" in nazar("incident", "show", number, "--json").json["notes"]


# ── rights ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_user_sees_and_does_only_what_their_roles_allow(nazar: Console, brought: Callable[..., list[str]]) -> None:
    (key,) = brought("Су жоқ")
    add_user(nazar, "roadman", "--role", "executor", "--department", "roads")
    add_user(nazar, "elsewhere", "--role", "press-office", "--territory", "750000000")
    number = nazar("incident", "open", key, "--topic", "roads", "--json").json["number"]

    assert nazar("incident", "list", "--as", "roadman", "--json").json == []
    assert number in nazar.refused("incident", "show", number, "--as", "roadman")
    nazar("incident", "assign", number, "roads")
    assert nazar("incident", "take", number, "--as", "roadman", "--json").json["assignee"] == "roadman"
    assert nazar("search", "су", "--as", "elsewhere", "--json").json["hits"] == []
    assert "may not" in nazar.refused("search", "су", "--as", "roadman")
    assert "may not" in nazar.refused("user", "list", "--as", "elsewhere")
    assert nazar("export", "posts", "--as", "elsewhere").out == ""
    assert "may not" in nazar.refused("export", "posts", "--as", "roadman")
    assert "may not" in nazar.refused("journal", "list", "--as", "elsewhere")
    steps = nazar("journal", "list", "--actor", "roadman", "--json").json
    assert [(each["action"], each["role"]) for each in steps] == [("take-up", "executor")]


def test_users_are_added_listed_granted_disabled(nazar: Console) -> None:
    add_user(nazar, "aigul", "--role", "coordinator", "--role", "controller", "--name", "Айгүл", "--language", "kk")

    (user,) = nazar("user", "list", "--json").json
    assert {grant["role"] for grant in user["grants"]} == {"coordinator", "controller"}
    assert user["can_sign_in"] is True
    nazar("user", "grant", "aigul", "--role", "observer")
    nazar("user", "password", "aigul", "--password-stdin", input="another-good-one\n")
    nazar("user", "disable", "aigul")
    assert "disabled" in nazar.refused("incident", "list", "--as", "aigul")
    nazar("user", "enable", "aigul")
    assert "password" not in json.dumps(nazar("user", "list", "--json").json)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--role", "executor"], "needs a department"),
        (["--role", "executor", "--department", "atlantis"], "atlantis"),
        (["--role", "controller", "--territory", "12"], "KATO"),
        (["--role", "controller", "--topic", "gossip"], "gossip"),
        (["--role", "controller", "--language", "fr"], "fr"),
    ],
)
def test_rights_that_make_no_sense_are_refused(nazar: Console, arguments: list[str], words: str) -> None:
    assert words in nazar.refused("user", "add", "x", *arguments, "--password-stdin", input=f"{SECRET}\n")
    assert nazar("user", "list", "--json").json == []


def test_a_department_binds_the_roles_that_work_in_it_and_else_every_role(nazar: Console) -> None:
    add_user(nazar, "both", "--role", "executor", "--role", "observer", "--department", "roads")
    add_user(nazar, "one", "--role", "controller", "--department", "roads")

    rights = {
        each["login"]: {grant["role"]: grant["department"] for grant in each["grants"]}
        for each in nazar("user", "list", "--json").json
    }

    assert rights == {"both": {"executor": "roads", "observer": None}, "one": {"controller": "roads"}}


def test_an_administrator_gives_rights_only_inside_their_own_territory(nazar: Console) -> None:
    add_user(nazar, "local", "--role", "administrator", "--territory", "113200000")

    assert "may not" in nazar.refused("user", "add", "friend", "--role", "head", "--as", "local")
    nazar("user", "add", "friend", "--role", "observer", "--territory", "113220000", "--as", "local")


def test_a_short_password_is_refused_and_a_login_is_given_once(nazar: Console) -> None:
    assert "10" in nazar.refused("user", "add", "x", "--role", "observer", "--password-stdin", input="short\n")
    add_user(nazar, "x", "--role", "observer")
    assert "already" in nazar.refused("user", "add", "x", "--role", "observer", "--password-stdin", input=f"{SECRET}\n")


# ── sources, places, catalogues, letters ──────────────────────────────────────────────────────────────────────────


def test_a_new_source_gets_the_theme_that_its_name_tells_unless_somebody_says_otherwise(nazar: Console) -> None:
    assert "topic order, department police" in nazar("source", "add", "one", "--title", "Участковый на связи").err
    assert "theme" not in nazar("source", "add", "two", "--title", "Участковый", "--topic", "roads").err
    assert "theme" not in nazar("source", "add", "three", "--title", "Наш город").err


def test_sources_are_added_paused_and_moved(nazar: Console, brought: Callable[..., list[str]]) -> None:
    brought("Су жоқ", "Жол жоқ")
    nazar("source", "add", "live", "--way", "telegram", "--title", "Чат")
    nazar("source", "pause", "live")
    states = {each["slug"]: each["state"] for each in nazar("source", "list", "--json").json}
    later = (NOW + timedelta(days=1)).isoformat()

    preview = nazar("source", "work-from", "log-109", later, "--json").json
    done = nazar("source", "work-from", "log-109", later, "--yes", "--json").json
    back = nazar("source", "work-from", "log-109", (NOW - timedelta(days=9)).isoformat(), "--yes", "--json").json

    assert states == {"live": "paused", "log-109": "active"}
    assert (preview["to_new"], preview["to_archive"], preview["done"]) == (0, 2, False)
    assert (done["to_archive"], back["to_new"]) == (2, 2)
    assert len(nazar("post", "list", "--json").json) == 2


def test_a_purged_source_is_gone_but_for_the_posts_of_incidents(
    nazar: Console, brought: Callable[..., list[str]]
) -> None:
    taken, _ = brought("Су жоқ", "Жол жоқ")
    nazar("incident", "open", taken, "--topic", "utilities")

    ended = nazar("source", "purge", "log-109", "--yes")

    assert "1 posts" in ended.err
    assert nazar("search", "жол", "--json").json["hits"] == []
    assert [hit["key"] for hit in nazar("search", "су", "--json").json["hits"]] == [taken]


def test_an_official_voice_is_never_queued(nazar: Console, csv_file: Callable[..., Path]) -> None:
    nazar("source", "add-voice", "telegram", "resident-0", "--department", "akimat")
    nazar("import", str(csv_file("Ресми жауап", "Су жоқ")), *MAPPING)

    assert [post["text"] for post in nazar("post", "list", "--json").json] == ["Су жоқ"]
    assert nazar("source", "voices", "--json").json[0]["account"] == "resident-0"


def test_two_names_of_one_place_are_joined(nazar: Console, tmp_path: Path) -> None:
    rows = [
        {"network": "telegram", "place": place, "id": id, "published_at": NOW.isoformat(), "text": "Су жоқ"}
        for place, id in (("-1001234567890", "1"), ("@zhinaq", "1"), ("https://t.me/Zhinaq", "2"), ("zhinaq", "2"))
    ]
    (tmp_path / "p.jsonl").write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    nazar("import", str(tmp_path / "p.jsonl"))
    assert len(nazar("place", "list", "--json").json) == 2

    nazar("place", "join", "telegram", "t.me/c/1234567890", "t.me/zhinaq")
    nazar("place", "alias", "telegram", "-1001234567890", "@zhinaq_dvor")

    (place,) = nazar("place", "list", "--json").json
    assert (place["place"], place["aliases"]) == ("-1001234567890", ["@zhinaq", "@zhinaq_dvor"])
    assert len(nazar("post", "list", "--json").json) == 2
    assert nazar("post", "show", "telegram/https%3A%2F%2Ft.me%2Fs%2Fzhinaq/2", "--json").json["text"] == "Су жоқ"
    assert "no place" in nazar.refused("place", "join", "telegram", "zhinaq", "typo")


def test_a_catalogue_goes_out_is_changed_and_comes_in_as_versions(nazar: Console, tmp_path: Path) -> None:
    nazar("catalogue", "export", "--to", str(tmp_path / "out"))
    file = tmp_path / "out" / "topics.yml"
    assert nazar("catalogue", "import", str(file), "--json").json == []

    file.write_text(file.read_text("utf-8").replace("Дороги", "Дороги и мосты", 1), "utf-8")
    assert "topics" in nazar("catalogue", "import", str(file), "--dry-run").out
    (changed,) = nazar("catalogue", "import", str(file), "--json").json

    assert changed["version"] == 1
    assert "Дороги и мосты" in nazar("catalogue", "export", "topics").out
    listed = {each["catalogue"]: each for each in nazar("catalogue", "list", "--json").json}
    assert listed["topics"]["changed_by"].startswith("console:")


def test_a_bad_catalogue_is_refused_with_file_and_line(nazar: Console, tmp_path: Path) -> None:
    file = tmp_path / "topics.yml"
    file.write_text("utilities:\n  department: atlantis\n", "utf-8")

    assert "atlantis" in nazar.refused("catalogue", "import", str(file))
    (tmp_path / "data" / "config").mkdir()
    (tmp_path / "data" / "config" / "topics.yml").write_text("utilities: [", "utf-8")
    assert "topics.yml" in nazar.refused("incident", "open", "--title", "x", "--topic", "other")


def test_dead_letters_are_listed_retried_and_dropped(nazar: Console, tmp_path: Path) -> None:
    good = {"network": "telegram", "place": "zhinaq", "id": "1", "published_at": NOW.isoformat(), "text": "Су жоқ"}
    file = tmp_path / "posts.jsonl"
    file.write_text("\n".join([json.dumps(good), "{broken", json.dumps({**good, "id": "2", "published_at": "x"})]))
    nazar("import", str(file))

    letters = nazar("dead-letters", "list", "--json").json
    assert [each["line"] for each in letters] == [2, 3]
    assert "{broken" not in nazar("dead-letters", "list").out
    assert nazar("dead-letters", "retry", "--source", "posts", "--json").json == {"tried": 2, "taken": 0, "refused": 2}
    nazar("dead-letters", "drop", str(letters[0]["id"]))
    assert len(nazar("dead-letters", "list", "--json").json) == 1


def test_a_letter_is_taken_once_what_refused_it_is_gone(nazar: Console, csv_file: Callable[..., Path]) -> None:
    from dataclasses import replace

    file = csv_file("Су жоқ")
    file.write_text(file.read_text("utf-8") + "2;zhinaq;вчера вечером;Нет света;resident-1\n", "utf-8")
    nazar("import", str(file), *MAPPING)
    with nazar.open_parts() as parts, parts.store.writing() as records:
        (letter,) = records.dead_letters()
        fixed = letter.raw.replace("вчера вечером".encode(), NOW.isoformat().encode())
        records.settle_letter(letter.id or 0, letter.state)
    with nazar.open_parts() as parts:
        from ui.commands.retrying import retried

        assert retried(parts, replace(letter, raw=fixed))

    assert nazar("dead-letters", "list", "--json").json == []
    assert len(nazar("post", "list", "--json").json) == 2
