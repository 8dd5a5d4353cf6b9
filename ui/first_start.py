"""The first start: a link that works once makes the first person of the desk."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from urllib.parse import urlencode

from config.wiring import Parts
from desk.departments import Departments
from desk.errors import N_, NotAllowed, RuleError
from desk.journal import Entry
from desk.ports import Records
from desk.roles import DEPARTMENT_ROLES, Role
from desk.territories import COUNTRY, Level, Territories, Territory, is_code
from desk.users import GrantRow, User
from ui import passwords

KEPT_AS = "first_start"
"""Where the hash of the link's token stands among the installation's values."""
OFFERED = (
    Role.ADMINISTRATOR,
    Role.PRESS_OFFICE,
    Role.COORDINATOR,
    Role.HEAD_OF_DEPARTMENT,
    Role.EXECUTOR,
    Role.CONTROLLER,
    Role.HEAD,
)
"""The roles the first person may take; in a village one person holds them all."""
MATCHES_SHOWN = 20


@dataclass(frozen=True)
class FirstPerson:
    """What the form of the first start asks. `territory` is a code or a name."""

    territory: str
    language: str
    login: str
    name: str
    password: str
    roles: tuple[Role, ...]


def link(parts: Parts) -> str | None:
    """The path and query of a fresh one-time link (`/first-start?token=…`), None once somebody can sign in.

    Each call makes a new one and ends the one before. Raises StoreError.
    """
    token = secrets.token_urlsafe(32)
    with parts.store.writing() as records:
        if records.users():
            return None
        records.keep_installation({KEPT_AS: _hash(token)})
    return f"/first-start?{urlencode({'token': token})}"


def is_good(parts: Parts, token: str) -> bool:
    """Does the link still work? Raises StoreError."""
    with parts.store.reading() as records:
        return _opens(records, token)


def territories_called(parts: Parts, wished: str) -> tuple[Territory, ...]:
    """The territories somebody may mean: the one of this code or of this very name, else those called so, the best
    first."""
    territories, said = parts.catalogues().territories, " ".join(wished.split()).casefold()
    if is_code(wished):
        return (territories[wished],) if wished in territories else ()
    for language in ("kk", "ru"):
        for label, code in offered_names(territories, language).items():
            if label.casefold() == said:
                return (territories[code],)
    found = territories.find(wished, limit=MATCHES_SHOWN)
    exactly = tuple(each for each in found if said in (each.name_kk.casefold(), each.name_ru.casefold()))
    return exactly if len(exactly) == 1 else found


def offered_names(territories: Territories, language: str) -> dict[str, str]:
    """The names of regions, districts and cities as they are offered while somebody types, with their codes."""
    return {
        name_of(territories, code, language): code
        for code, each in territories.items()
        if each.level in (Level.REGION, Level.DISTRICT)
    }


def name_of(territories: Territories, code: str, language: str) -> str:
    """A territory with what it lies in, the nearest first, so that two of one name can be told apart."""
    steps = territories.path(code)[1:] or territories.path(code)
    return " · ".join(step.name(language) for step in reversed(steps))


def begin(parts: Parts, token: str, person: FirstPerson) -> User:
    """Make the first person, and end the link. Raises NotAllowed when the link is used up, RuleError for bad input."""
    if not person.login.strip() or not person.name.strip():
        raise RuleError(N_("a login and a name are needed"))
    if not person.roles:
        raise RuleError(N_("choose at least one role"))
    found = territories_called(parts, person.territory)
    if not found:
        raise RuleError(
            N_("no territory is called “{name}”: try its name as it stands on a map"), name=person.territory
        )
    if len(found) > 1:
        raise RuleError(N_("several territories are called so: choose yours"))
    password, now = passwords.hash_password(person.password), parts.now()
    with parts.store.writing() as records:
        if not _opens(records, token):
            raise NotAllowed(N_("this link has been used or is out of date: take the newest one from the console"))
        records.keep_installation({"territory": found[0].code, "language": person.language})
    parts.forget_catalogues()
    departments = parts.catalogues().departments
    user = User(
        login=person.login.strip(),
        name=person.name.strip(),
        language=person.language,
        added_at=now,
        grants=grants_of(person.roles, found[0].code, departments),
        password=password,
    )
    with parts.store.writing() as records:
        if not _opens(records, token):
            raise NotAllowed(N_("this link has been used or is out of date: take the newest one from the console"))
        records.keep_installation({KEPT_AS: None})
        kept = records.keep_user(user)
        fields = {"roles": [role.value for role in person.roles], "territory": found[0].code}
        records.write(
            [Entry(at=now, actor=kept.login, action="first-start", kind="user", key=kept.login, fields=fields)]
        )
    return kept


def grants_of(roles: tuple[Role, ...], territory: str, departments: Departments) -> tuple[GrantRow, ...]:
    """The rights of the first person: the whole territory, and every department where a role is bound to one."""
    rows: list[GrantRow] = []
    for role in roles:
        if role in DEPARTMENT_ROLES:
            rows.extend(GrantRow(role, territory, department=root.id) for root in departments.children_of(None))
        else:
            rows.append(GrantRow(role, territory or COUNTRY))
    return tuple(rows)


def _opens(records: Records, token: str) -> bool:
    kept = records.installation().get(KEPT_AS)
    return isinstance(kept, str) and hmac.compare_digest(kept, _hash(token)) and not records.users()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
