"""What administrators do with the staff, from the page and from the console: one change, one transaction, one line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from desk.errors import N_, NotFound, RuleError
from desk.journal import Entry
from desk.roles import DEPARTMENT_ROLES, Action, Actor, Role, Subject
from desk.territories import COUNTRY, is_code
from desk.users import GrantRow, User

if TYPE_CHECKING:
    from config.wiring import Parts
    from desk.ports import Records

BOUND = DEPARTMENT_ROLES | {Role.DEPUTY_AKIM}
"""Roles that a department binds."""
LOGIN_LENGTH, NAME_LENGTH = 60, 120


def add(
    parts: Parts,
    actor: Actor,
    login: str,
    name: str,
    language: str,
    grants: Sequence[GrantRow],
    password: str | None = None,
) -> User:
    """Add somebody; `password` is a hash, without one they cannot sign in yet. Raises RuleError, StoreError."""
    must_be_given(parts, actor, grants)
    _must_be_written(login, name, language)
    fresh = User(login, name, language, parts.now(), tuple(grants), password=password)
    with parts.store.writing() as records:
        if is_known(records, login):
            raise RuleError(N_("there is a user {login} already"), login=login)
        kept = records.keep_user(fresh)
        records.write([_entry(parts, actor, "user-add", login, grants)])
    return kept


def grant(parts: Parts, actor: Actor, login: str, grants: Sequence[GrantRow], *, more: bool = False) -> User:
    """Set what somebody may do, or with `more` add to it; their open sessions end. Raises RuleError, StoreError."""
    must_be_given(parts, actor, grants)
    with parts.store.writing() as records:
        known = managed(records, actor, login)
        kept = tuple(dict.fromkeys((*known.grants, *grants))) if more else tuple(grants)
        return change(parts, records, actor, replace(known, grants=kept), "user-grant")


def take_away(parts: Parts, actor: Actor, login: str, row: GrantRow) -> User:
    """Take one right away; open sessions end. The last one stays: lock the person out instead."""
    with parts.store.writing() as records:
        known = managed(records, actor, login)
        left = tuple(each for each in known.grants if each != row)
        if left == known.grants:
            raise RuleError(N_("{login} does not have this right any more"), login=login)
        if not left:
            raise RuleError(N_("this is their last right: lock them out instead"))
        return change(parts, records, actor, replace(known, grants=left), "user-grant")


def rename(parts: Parts, actor: Actor, login: str, name: str, language: str) -> User:
    """Another name or language; sessions go on."""
    _must_be_written(login, name, language)
    with parts.store.writing() as records:
        known = managed(records, actor, login)
        kept = records.keep_user(replace(known, name=name, language=language))
        records.write([_entry(parts, actor, "user-details", login, ())])
    return kept


def let_in(parts: Parts, actor: Actor, login: str, *, disabled: bool) -> User:
    """Lock somebody out at once, or let them in again."""
    action = "user-disable" if disabled else "user-enable"
    with parts.store.writing() as records:
        return change(parts, records, actor, replace(managed(records, actor, login), disabled=disabled), action)


def end_sessions(parts: Parts, actor: Actor, login: str) -> User:
    """Sign somebody out everywhere; they may sign in again."""
    with parts.store.writing() as records:
        return change(parts, records, actor, managed(records, actor, login), "user-sign-out")


def set_password(parts: Parts, actor: Actor, login: str, secret: str) -> User:
    """A new password (a hash); open sessions end. Everybody may set their own."""
    with parts.store.writing() as records:
        known = managed(records, actor, login, or_own=True)
        return change(parts, records, actor, replace(known, password=secret), "user-password")


def must_be_given(parts: Parts, actor: Actor, rows: Sequence[GrantRow]) -> None:
    """Raise RuleError unless the catalogues know what the rights name and the actor may give them there."""
    catalogues = parts.catalogues()
    if not rows:
        raise RuleError(N_("choose at least one role"))
    for row in rows:
        if not is_code(row.territory) or (row.territory != COUNTRY and row.territory not in catalogues.territories):
            raise RuleError(N_("there is no territory {code} in KATO"), code=row.territory)
        actor.must(Action.MANAGE_USERS, Subject(row.territory))
        if row.department is not None and row.department not in catalogues.departments:
            raise RuleError(N_("there is no department {id}"), id=row.department)
        if row.topic is not None and row.topic not in catalogues.topics:
            raise RuleError(N_("there is no topic {id}"), id=row.topic)
        if row.role in DEPARTMENT_ROLES and row.department is None:
            raise RuleError(N_("the role {role} needs a department"), role=row.role.value)


def rows_of(
    roles: Sequence[Role], territory: str, departments: Sequence[str], topics: Sequence[str], acts_for: str | None
) -> tuple[GrantRow, ...]:
    """The rights that some roles with one scope are: one for each department and each topic."""
    # Beside a role that works in a department the others keep the whole territory; alone they are cut to it too.
    cut = BOUND & set(roles) or set(roles)
    return tuple(
        GrantRow(role, territory, department, topic, acts_for if role is Role.ASSISTANT else None)
        for role in dict.fromkeys(roles)
        for department in (departments if departments and role in cut else (None,))
        for topic in (topics or (None,))
    )


def change(parts: Parts, records: Records, actor: Actor, after: User, action: str) -> User:
    """Keep a changed user, end the sessions and write it in the journal.

    Raises RuleError when somebody would take away their own last right to manage users.
    """
    if actor.login == after.login and _can_manage(records.user(after.login)) and not _can_manage(after):
        raise RuleError(N_("this would take away your own right to manage users: somebody else must do it"))
    now = parts.now()
    kept = records.keep_user(replace(after, epoch=after.epoch + 1))
    if kept.id is not None:
        records.end_sessions(kept.id, now)
    records.write([_entry(parts, actor, action, after.login, after.grants if action == "user-grant" else ())])
    return kept


def managed(records: Records, actor: Actor, login: str, *, or_own: bool = False) -> User:
    """Somebody whom the actor may manage: all their rights lie inside the actor's territory. Raises NotFound,
    NotAllowed."""
    known = records.user(login)
    if not (or_own and actor.login == login):
        actor.must(Action.MANAGE_USERS)
        for row in known.grants:
            actor.must(Action.MANAGE_USERS, Subject(row.territory))
    return known


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


def _can_manage(user: User) -> bool:
    whole = (each for each in user.grants if each.department is None and each.topic is None)
    return not user.disabled and any(each.role is Role.ADMINISTRATOR for each in whole)


def _must_be_written(login: str, name: str, language: str) -> None:
    from ui.texts import LANGUAGES

    if language not in LANGUAGES:
        raise RuleError(N_("“{word}” is none of: {known}"), word=language, known=", ".join(LANGUAGES))
    odd = not login.isprintable() or len(login) > LOGIN_LENGTH
    if not login or login != login.strip() or ":" in login or odd:
        raise RuleError(
            N_("“{login}” cannot be a login: no spaces around it, no colon, at most {count} characters"),
            login=login,
            count=LOGIN_LENGTH,
        )
    if not name.strip() or not name.isprintable() or len(name) > NAME_LENGTH:
        raise RuleError(N_("the name must be one line of at most {count} characters"), count=NAME_LENGTH)


def _entry(parts: Parts, actor: Actor, action: str, login: str, grants: Sequence[GrantRow]) -> Entry:
    fields = {"grants": [grant_json(each) for each in grants]} if grants else {}
    role = next((each.role.value for each in actor.grants if each.role is Role.ADMINISTRATOR), None)
    return Entry(parts.now(), actor.login, action, "user", login, fields, role)
