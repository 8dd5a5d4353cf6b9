"""One-time links with which somebody sets their own password: the hash is kept, a day long, and used once."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from config.wiring import Parts
from desk.errors import N_, NotAllowed, NotFound
from desk.journal import Entry
from desk.ports import Records
from desk.roles import Actor, Role
from desk.users import User
from ui import passwords, staff

KEPT_AS = "password-link/"
"""What the names of such links begin with among the installation's values; the number of the user follows."""
PATH = "/new-password"
LIVES = timedelta(hours=24)


def link(parts: Parts, actor: Actor, login: str) -> str:
    """The path and query of a fresh link for somebody; the one before is dead. Raises RuleError, StoreError."""
    token, now = secrets.token_urlsafe(32), parts.now()
    with parts.store.writing() as records:
        user = staff.managed(records, actor, login)
        for name in _past(records.installation(), now):
            records.take_installation(name)
        records.keep_installation({_name(user): {"hash": _hash(token), "until": (now + LIVES).isoformat()}})
        role = next((grant.role.value for grant in actor.grants if grant.role is Role.ADMINISTRATOR), None)
        records.write([Entry(now, actor.login, "user-link", "user", login, {}, role)])
    return f"{PATH}?{urlencode({'token': token})}"


def whose(parts: Parts, token: str) -> User | None:
    """Whom the link lets in, while it works. Raises StoreError."""
    with parts.store.reading() as records:
        return _whose(records, token, parts.now())


def use(parts: Parts, token: str, password: str) -> User:
    """Set the password and end the link. Raises NotAllowed when it does not work (any more), RuleError for a password
    that is too short, StoreError."""
    secret, now = passwords.hash_password(password), parts.now()
    with parts.store.writing() as records:
        user = _whose(records, token, now)
        # Taken, not only looked at: of two who come at once one gets it.
        if user is None or not _fits(records.take_installation(_name(user)), token, now):
            raise NotAllowed(N_("this link has been used or is out of date: ask the administrator for a new one"))
        actor = Actor(user.login, user.name, parts.make_actor(user).grants, user.id)
        return staff.change(parts, records, actor, replace(user, password=secret), "user-password")


def _whose(records: Records, token: str, now: datetime) -> User | None:
    for name, kept in records.installation().items():
        if name.startswith(KEPT_AS) and _fits(kept, token, now):
            try:
                user = records.user_by_id(int(name.removeprefix(KEPT_AS)))
            except NotFound:
                return None
            return None if user.disabled else user
    return None


def _fits(kept: Any, token: str, now: datetime) -> bool:
    return (
        isinstance(kept, dict)
        and hmac.compare_digest(str(kept.get("hash")), _hash(token))
        and datetime.fromisoformat(str(kept["until"])) > now
    )


def _past(values: dict[str, Any], now: datetime) -> list[str]:
    links = {name: kept for name, kept in values.items() if name.startswith(KEPT_AS)}
    return [
        name
        for name, kept in links.items()
        if not isinstance(kept, dict) or datetime.fromisoformat(str(kept.get("until"))) <= now
    ]


def _name(user: User) -> str:
    return f"{KEPT_AS}{user.id}"


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
