"""Staff, what they may, and the sessions they hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from desk.roles import Role
from desk.users import GrantRow, Session, User
from store.book_tables import GRANTS, JOURNAL, SESSIONS, SIGN_INS, USERS
from store.parts import Part, fits, missing

REMEMBERED = timedelta(days=2)
"""How long attempts to sign in are kept; no rate limit looks back further."""

_USER = ("login", "name", "language", "added_at", "password", "disabled", "epoch", "theme")


class UserPart(Part):
    """Users by login or number, sessions by the hash of their cookie."""

    def users(self) -> list[User]:
        """All of them, by login."""
        return self._users()

    def user(self, login: str) -> User:
        """Raises NotFound."""
        found = self._users(USERS.c.login == login)
        if not found:
            raise missing("user", login)
        return found[0]

    def user_by_id(self, user_id: int) -> User:
        """Raises NotFound."""
        found = self._users(USERS.c.id == user_id) if fits(user_id) else []
        if not found:
            raise missing("user", user_id)
        return found[0]

    def last_seen(self, users: Sequence[User]) -> Mapping[str, datetime]:
        """When each of them did something last, by login: by their sessions, else by the journal."""
        logins = {user.id: user.login for user in users}
        asked = select(SESSIONS.c.user_id, func.max(SESSIONS.c.seen_at).label("at")).group_by(SESSIONS.c.user_id)
        seen = {logins[row.user_id]: row.at for row in self.connection.execute(asked) if row.user_id in logins}
        for login in [login for login in logins.values() if login not in seen]:
            last = select(JOURNAL.c.at).where(JOURNAL.c.actor == login).order_by(JOURNAL.c.seq.desc()).limit(1)
            if (at := self.scalar(last)) is not None:
                seen[login] = at
        return seen

    def keep_user(self, user: User) -> User:
        """Add or change by login, with all grants; returns the user with its number."""
        row = {name: getattr(user, name) for name in _USER}
        user_id = self.scalar(select(USERS.c.id).where(USERS.c.login == user.login))
        if user_id is None:
            user_id = self.new_id(USERS, row)
        else:
            self.connection.execute(update(USERS).where(USERS.c.id == user_id).values(row))
            self.connection.execute(delete(GRANTS).where(GRANTS.c.user_id == user_id))
        grants = [{"user_id": user_id, "ordinal": n, **asdict(grant)} for n, grant in enumerate(user.grants)]
        if grants:
            self.connection.execute(insert(GRANTS), [{**grant, "role": grant["role"].value} for grant in grants])
        return replace(user, id=int(user_id))

    def keep_session(self, session: Session) -> None:
        """Add a session or note its last sign of life or its end."""
        self.upsert(SESSIONS, [asdict(session)], update=("seen_at", "epoch", "revoked_at"))

    def session(self, token: str) -> Session | None:
        """The session of this cookie's hash."""
        row = self.connection.execute(select(SESSIONS).where(SESSIONS.c.token == token)).first()
        return None if row is None else Session(**row._mapping)

    def end_sessions(self, user_id: int, at: datetime) -> int:
        """End every living session of a person; returns how many."""
        living = (SESSIONS.c.user_id == user_id) & SESSIONS.c.revoked_at.is_(None)
        return self.connection.execute(update(SESSIONS).where(living).values(revoked_at=at)).rowcount

    def note_sign_in(self, key: str, at: datetime, success: bool) -> None:
        """For the rate limit: `key` is a keyed hash of login or address."""
        self.purge_before(SIGN_INS, at - REMEMBERED)
        self.connection.execute(insert(SIGN_INS), {"key": key, "at": at, "success": success})

    def failed_sign_ins(self, key: str, since: datetime) -> int:
        """Failures from `since` on and after the last success."""
        mine = (SIGN_INS.c.key == key) & (SIGN_INS.c.at >= since)
        last = select(func.coalesce(func.max(SIGN_INS.c.id), 0)).where(mine, SIGN_INS.c.success)
        failed = select(func.count()).select_from(SIGN_INS).where(mine, ~SIGN_INS.c.success)
        return int(self.scalar(failed.where(SIGN_INS.c.id > last.scalar_subquery())))

    def _users(self, *conditions: Any) -> list[User]:
        rows = self.connection.execute(select(USERS).where(*conditions).order_by(USERS.c.login)).all()
        asked = select(GRANTS).join(USERS, USERS.c.id == GRANTS.c.user_id).where(*conditions)
        grants: dict[int, list[GrantRow]] = {}
        for row in self.connection.execute(asked.order_by(GRANTS.c.user_id, GRANTS.c.ordinal)):
            grant = GrantRow(Role(row.role), row.territory, row.department, row.topic, row.acts_for)
            grants.setdefault(row.user_id, []).append(grant)
        return [
            User(id=row.id, grants=tuple(grants.get(row.id, ())), **{name: getattr(row, name) for name in _USER})
            for row in rows
        ]
