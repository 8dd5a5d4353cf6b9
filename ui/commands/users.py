"""`nazar user add | list | grant | disable | enable | password`: who signs in, and with which rights."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from desk.errors import N_, RuleError
from desk.roles import DEPARTMENT_ROLES, Action, Role
from desk.users import GrantRow
from ui import staff
from ui.commands import face
from ui.commands.face import As, Json

if TYPE_CHECKING:
    from config.wiring import Parts

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
    secret = _password(password_stdin, needed=False)
    with face.installation() as parts:
        actor = parts.actor(as_login)
        grants = grants_of(parts, role, territory, department or [], topic, acts_for)
        staff.add(parts, actor, login, name or login, language or parts.settings.language, grants, secret)
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
            "grants": [staff.grant_json(grant) if as_json else _shown(grant) for grant in each.grants],
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
        grants = grants_of(parts, role, territory, department or [], topic, acts_for)
        kept = staff.grant(parts, actor, login, grants, more=more)
    face.say(f"{login}: {', '.join(_shown(each) for each in kept.grants)}")


@user.command()
def disable(login: Login, as_login: As = None) -> None:
    """Lock somebody out at once: their sessions end, their name stays in the journal."""
    with face.installation() as parts:
        staff.let_in(parts, parts.actor(as_login), login, disabled=True)
    face.say(f"{login} is disabled")


@user.command()
def enable(login: Login, as_login: As = None) -> None:
    """Let somebody in again who was disabled."""
    with face.installation() as parts:
        staff.let_in(parts, parts.actor(as_login), login, disabled=False)
    face.say(f"{login} is enabled")


@user.command()
def password(login: Login, password_stdin: FromStdin = False, as_login: As = None) -> None:
    """Set a new password; open sessions end."""
    secret = _password(password_stdin, needed=True) or ""
    with face.installation() as parts:
        staff.set_password(parts, parts.actor(as_login), login, secret)
    face.say(f"{login} has a new password")


def grants_of(
    parts: Parts,
    roles: Sequence[Role],
    territory: str | None,
    departments: Sequence[str],
    topic: str | None,
    acts_for: str | None,
) -> tuple[GrantRow, ...]:
    """The rights that were asked for; whether they may be given, `staff` says."""
    for role in roles:
        if role in DEPARTMENT_ROLES and not departments:
            raise RuleError(N_("the role {role} needs a department (--department)"), role=role.value)
    return staff.rows_of(roles, territory or parts.territory(), departments, [topic] if topic else [], acts_for)


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
