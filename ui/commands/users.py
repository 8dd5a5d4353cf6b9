"""`nazar user add | list | grant | disable | enable | password`: who signs in, and with which rights."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from desk.errors import N_, NotFound, RuleError
from desk.journal import Entry
from desk.roles import DEPARTMENT_ROLES, Action, Actor, Role, Subject
from desk.territories import COUNTRY, is_code
from desk.users import GrantRow, User
from ui.commands import face
from ui.commands.face import As, Json

if TYPE_CHECKING:
    from config.wiring import Parts
    from desk.ports import Records

user = face.group("Staff: who signs in, and with which rights.")
Login = Annotated[str, typer.Argument(metavar="LOGIN", help="The name they sign in with.")]
Roles = Annotated[list[Role], typer.Option("--role", help="What they are here for (repeatable).")]
Territory = Annotated[
    str | None, typer.Option("--territory", metavar="KATO", help="Where; without it all of this installation's.")
]
Departments = Annotated[
    list[str] | None,
    typer.Option(
        "--department", metavar="ID", help="Whose work: executors, heads of department, deputies (repeatable)."
    ),
]
Topic = Annotated[str | None, typer.Option("--topic", metavar="ID", help="Only this topic; opens a restricted one.")]
ActsFor = Annotated[str | None, typer.Option("--acts-for", metavar="LOGIN", help="For an assistant: whose.")]
FromStdin = Annotated[bool, typer.Option("--password-stdin", help="Read the password from the standard input.")]
BOUND = DEPARTMENT_ROLES | {Role.DEPUTY_AKIM}
"""Roles that a department binds."""


@user.command()
def add(
    login: Login,
    role: Roles,
    territory: Territory = None,
    department: Departments = None,
    topic: Topic = None,
    acts_for: ActsFor = None,
    name: Annotated[str | None, typer.Option("--name", help="What colleagues see.")] = None,
    language: Annotated[str | None, typer.Option("--language", metavar="kk|ru|en", help="Of their screen.")] = None,
    password_stdin: FromStdin = False,
    as_login: As = None,
) -> None:
    """Add a member of staff. Without a password they cannot sign in yet."""
    from ui.texts import LANGUAGES

    secret = _password(password_stdin, needed=False)
    with face.installation() as parts:
        actor = parts.actor(as_login)
        if language is not None and language not in LANGUAGES:
            raise RuleError(N_("“{word}” is none of: {known}"), word=language, known=", ".join(LANGUAGES))
        grants = grants_of(parts, actor, role, territory, department or [], topic, acts_for)
        if not login or login != login.strip() or ":" in login:
            raise RuleError(N_("“{login}” cannot be a login: no spaces around it, no colon"), login=login)
        now = parts.now()
        fresh = User(login, name or login, language or parts.settings.language, now, grants, password=secret)
        with parts.store.writing() as records:
            if is_known(records, login):
                raise RuleError(N_("there is a user {login} already"), login=login)
            records.keep_user(fresh)
            records.write([_entry(parts, actor, "user-add", login, grants)])
    face.say(f"{login} is added" + ("" if secret else "; set a password: nazar user password " + login))


@user.command("list")
def list_(as_json: Json = False, as_login: As = None) -> None:
    """List the staff with their rights."""
    with face.installation() as parts:
        parts.actor(as_login).must(Action.MANAGE_USERS, face.whole(parts))
        with parts.store.reading() as records:
            users = records.users()
    rows = [
        {
            "login": each.login,
            "name": each.name,
            "language": each.language,
            "disabled": each.disabled,
            "can_sign_in": each.password is not None and not each.disabled,
            "added_at": each.added_at,
            "grants": [grant_json(grant) if as_json else _shown(grant) for grant in each.grants],
        }
        for each in users
    ]
    columns = ("login", "name", "language", "disabled", "can_sign_in", "grants")
    face.table(rows, columns, as_json=as_json, empty="nobody yet: nazar user add, or the link that “nazar up” prints")


@user.command()
def grant(
    login: Login,
    role: Roles,
    territory: Territory = None,
    department: Departments = None,
    topic: Topic = None,
    acts_for: ActsFor = None,
    more: Annotated[
        bool, typer.Option("--more", help="Add to the rights they have; without it, replace them.")
    ] = False,
    as_login: As = None,
) -> None:
    """Set what somebody may do; their open sessions end."""
    with face.installation() as parts:
        actor = parts.actor(as_login)
        grants = grants_of(parts, actor, role, territory, department or [], topic, acts_for)
        with parts.store.writing() as records:
            known = _managed(records, actor, login)
            kept = tuple(dict.fromkeys((*known.grants, *grants))) if more else grants
            change(parts, records, actor, replace(known, grants=kept), "user-grant")
    face.say(f"{login}: {', '.join(_shown(each) for each in kept)}")


@user.command()
def disable(login: Login, as_login: As = None) -> None:
    """Lock somebody out at once: their sessions end, their name stays in the journal."""
    _let_in(login, as_login, disabled=True, action="user-disable")
    face.say(f"{login} is disabled")


@user.command()
def enable(login: Login, as_login: As = None) -> None:
    """Let somebody in again who was disabled."""
    _let_in(login, as_login, disabled=False, action="user-enable")
    face.say(f"{login} is enabled")


@user.command()
def password(login: Login, password_stdin: FromStdin = False, as_login: As = None) -> None:
    """Set a new password; open sessions end."""
    secret = _password(password_stdin, needed=True)
    with face.installation() as parts:
        actor = parts.actor(as_login)
        with parts.store.writing() as records:
            known = _managed(records, actor, login, or_own=True)
            change(parts, records, actor, replace(known, password=secret), "user-password")
    face.say(f"{login} has a new password")


def grants_of(
    parts: Parts,
    actor: Actor,
    roles: Sequence[Role],
    territory: str | None,
    departments: Sequence[str],
    topic: str | None,
    acts_for: str | None,
) -> tuple[GrantRow, ...]:
    """The rights that were asked for, checked against the catalogues and against the actor's own territory."""
    catalogues = parts.catalogues()
    where = territory or parts.territory()
    if not is_code(where) or (where != COUNTRY and where not in catalogues.territories):
        raise RuleError(N_("there is no territory {code} in KATO"), code=where)
    actor.must(Action.MANAGE_USERS, Subject(where))
    for unknown in (each for each in departments if each not in catalogues.departments):
        raise RuleError(N_("there is no department {id}"), id=unknown)
    if topic is not None and topic not in catalogues.topics:
        raise RuleError(N_("there is no topic {id}"), id=topic)
    for role in roles:
        if role in DEPARTMENT_ROLES and not departments:
            raise RuleError(N_("the role {role} needs a department (--department)"), role=role.value)
    # Beside a role that works in a department the others keep the whole territory; alone they are cut to it too.
    cut = BOUND & set(roles) or set(roles)
    return tuple(
        GrantRow(role, where, department, topic, acts_for if role is Role.ASSISTANT else None)
        for role in dict.fromkeys(roles)
        for department in (departments if departments and role in cut else (None,))
    )


def change(parts: Parts, records: Records, actor: Actor, after: User, action: str) -> None:
    """Keep a changed user, end the sessions and write it in the journal."""
    now = parts.now()
    kept = records.keep_user(replace(after, epoch=after.epoch + 1))
    if kept.id is not None:
        records.end_sessions(kept.id, now)
    records.write([_entry(parts, actor, action, after.login, after.grants if action == "user-grant" else ())])


def is_known(records: Records, login: str) -> bool:
    """Is there a user with this login?"""
    try:
        records.user(login)
    except NotFound:
        return False
    return True


def grant_json(row: GrantRow) -> dict[str, Any]:
    """A right by the names of its fields."""
    return {
        "role": row.role.value,
        "territory": row.territory,
        "department": row.department,
        "topic": row.topic,
        "acts_for": row.acts_for,
    }


def _let_in(login: str, as_login: str | None, *, disabled: bool, action: str) -> None:
    with face.installation() as parts:
        actor = parts.actor(as_login)
        with parts.store.writing() as records:
            change(parts, records, actor, replace(_managed(records, actor, login), disabled=disabled), action)


def _managed(records: Records, actor: Actor, login: str, *, or_own: bool = False) -> User:
    known = records.user(login)
    if not (or_own and actor.login == login):
        actor.must(Action.MANAGE_USERS)
        for row in known.grants:
            actor.must(Action.MANAGE_USERS, Subject(row.territory))
    return known


def _entry(parts: Parts, actor: Actor, action: str, login: str, grants: Sequence[GrantRow]) -> Entry:
    fields = {"grants": [grant_json(each) for each in grants]} if grants else {}
    role = next((each.role.value for each in actor.grants if each.role is Role.ADMINISTRATOR), None)
    return Entry(parts.now(), actor.login, action, "user", login, fields, role)


def _password(from_stdin: bool, *, needed: bool) -> str | None:
    from ui.passwords import hash_password

    if from_stdin:
        return hash_password(sys.stdin.readline().rstrip("\r\n"))
    if sys.stdin.isatty():
        return hash_password(typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))
    if needed:
        raise RuleError(N_("give the password on the standard input, with --password-stdin"))
    return None


def _shown(row: GrantRow) -> str:
    rest = [each for each in (row.department, row.topic, row.acts_for and f"for {row.acts_for}") if each]
    return f"{row.role.value}@{row.territory}" + (f" ({', '.join(rest)})" if rest else "")
