"""Staff: who signs in, with which grants; and the sessions they hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from desk.roles import Role
from desk.territories import COUNTRY


@dataclass(frozen=True)
class GrantRow:
    """A grant as it is kept: one role, one territory, perhaps one department and one topic (their subtrees count)."""

    role: Role
    territory: str = COUNTRY
    department: str | None = None
    topic: str | None = None
    acts_for: str | None = None


@dataclass(frozen=True)
class User:
    """A member of staff. `password` is an argon2 hash; `epoch` grows when sessions must end."""

    login: str
    name: str
    language: str
    added_at: datetime
    grants: tuple[GrantRow, ...] = ()
    id: int | None = None
    password: str | None = None
    disabled: bool = False
    epoch: int = 1
    theme: str | None = None


@dataclass(frozen=True)
class Session:
    """A signed-in browser. `token` is the SHA-256 of the cookie; the cookie itself is nowhere kept."""

    token: str
    user_id: int
    started_at: datetime
    seen_at: datetime
    epoch: int
    revoked_at: datetime | None = None
