"""Who comes in: signing in and out, the sessions of browsers, and the limits on trying."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import BoundedSemaphore

from config.wiring import Parts
from desk.errors import N_, NotAllowed, NotFound, RuleError
from desk.journal import Entry
from desk.ports import Records
from desk.users import Session, User
from ui import passwords

NOTED_EVERY = timedelta(minutes=1)
"""How exactly `seen_at` is kept; a write at every click would be too many."""
TRIES_WINDOW = timedelta(minutes=15)
TRIES_PER_LOGIN = 10
TRIES_PER_ADDRESS = 50
_hashing = BoundedSemaphore(2)  # argon2 takes 64 MiB at a time; a flood of sign-ins must not take the machine


class TooManyTries(RuleError):
    """Nobody may try now, not even with the right password."""


@dataclass(frozen=True)
class Visitor:
    """A signed-in browser and who sits before it. `session.token` is the name of the session inside the desk."""

    session: Session
    user: User


@dataclass(frozen=True)
class Entrance:
    """The door of the desk. Every method may raise StoreError."""

    parts: Parts

    def sign_in(self, login: str, password: str, address: str, old_cookie: str | None = None) -> str:
        """A new session's cookie; the browser's old session ends. Raises NotAllowed (one answer for every cause: wrong
        login, wrong password, disabled) and TooManyTries."""
        now, login = self.parts.now(), login.strip()
        keys = {self._key("login", login.casefold()): TRIES_PER_LOGIN, self._key("address", address): TRIES_PER_ADDRESS}
        with self.parts.store.reading() as records:
            for key, limit in keys.items():
                if records.failed_sign_ins(key, now - TRIES_WINDOW) >= limit:
                    raise TooManyTries(N_("too many attempts: try again in {time}"), time=TRIES_WINDOW)
            user = _user(records, login)
        with _hashing:
            right = passwords.is_right(password, None if user is None or user.disabled else user.password)
        if user is None or user.id is None or not right:
            with self.parts.store.writing() as records:
                for key in keys:
                    records.note_sign_in(key, now, False)
            raise NotAllowed(N_("wrong login or password"))
        return self._open(user, user.id, now, next(iter(keys)), old_cookie)

    def visitor(self, cookie: str | None) -> Visitor | None:
        """Who holds this cookie, if the session still lives."""
        return self.visitor_of(token_of(cookie)) if cookie else None

    def visitor_of(self, token: str) -> Visitor | None:
        """Who holds the session of this name, if it still lives: not ended, not idle too long, the rights unchanged."""
        with self.parts.store.reading() as records:
            session = records.session(token)
            if session is None or not self._lives(session):
                return None
            try:
                user = records.user_by_id(session.user_id)
            except NotFound:
                return None
        return None if user.disabled or user.epoch != session.epoch else Visitor(session, user)

    def note_seen(self, visitor: Visitor) -> None:
        """Put off the idle limit: the person has done something."""
        now = self.parts.now()
        if now - visitor.session.seen_at >= NOTED_EVERY:
            with self.parts.store.writing() as records:
                # Between the look and this write somebody may have ended the session; it must stay ended.
                kept = records.session(visitor.session.token)
                if kept is not None and kept.revoked_at is None:
                    records.keep_session(replace(kept, seen_at=now))

    def sign_out(self, visitor: Visitor) -> None:
        """End this session."""
        now = self.parts.now()
        with self.parts.store.writing() as records:
            records.keep_session(replace(visitor.session, revoked_at=now))
            records.write([_entry(now, visitor.user, "sign-out")])

    def choose_language(self, visitor: Visitor, language: str) -> None:
        """The person's own language from now on; sessions go on."""
        with self.parts.store.writing() as records:
            user = records.user_by_id(visitor.session.user_id)
            records.keep_user(replace(user, language=language))

    def form_token(self, secret: str) -> str:
        """What a form must send back to prove that it is ours: `secret` is the session's name or the form's cookie."""
        return self.parts.mask.digest(f"form/{secret}")

    def is_ours(self, form_token: str | None, secret: str | None) -> bool:
        """Was the form made by us for this very browser?"""
        return bool(secret and form_token) and hmac.compare_digest(
            self.form_token(secret or "").encode(), (form_token or "").encode("utf-8", "replace")
        )

    def _lives(self, session: Session) -> bool:
        now, settings = self.parts.now(), self.parts.settings
        idle = timedelta(minutes=settings.session_idle_minutes)
        longest = timedelta(minutes=settings.session_absolute_minutes)
        return session.revoked_at is None and now - session.seen_at < idle and now - session.started_at < longest

    def _open(self, user: User, user_id: int, now: datetime, login_key: str, old_cookie: str | None) -> str:
        cookie = secrets.token_urlsafe(32)
        with self.parts.store.writing() as records:
            if old_cookie and (old := records.session(token_of(old_cookie))):
                records.keep_session(replace(old, revoked_at=now))
            records.note_sign_in(login_key, now, True)
            records.keep_session(Session(token_of(cookie), user_id, now, now, user.epoch))
            records.write([_entry(now, user, "sign-in")])
        return cookie

    def _key(self, kind: str, value: str) -> str:
        return self.parts.mask.digest(f"sign-in/{kind}/{value}")


def token_of(cookie: str) -> str:
    """The name of a session inside the desk: the cookie itself is nowhere kept."""
    return hashlib.sha256(cookie.encode("utf-8", "replace")).hexdigest()


def _user(records: Records, login: str) -> User | None:
    try:
        return records.user(login)
    except NotFound:
        return None


def _entry(now: datetime, user: User, action: str) -> Entry:
    return Entry(at=now, actor=user.login, action=action, kind="user", key=user.login)
