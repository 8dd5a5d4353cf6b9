"""Passwords: kept as argon2id, checked in the same time whether the login exists or not."""

from __future__ import annotations

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from desk.errors import N_, RuleError

SHORTEST = 10
LONGEST = 1024
_hasher = PasswordHasher()


def hash_password(password: str) -> str:
    """What is kept of a password. Raises RuleError for one shorter than 10 or longer than 1,024 characters."""
    if len(password) < SHORTEST:
        raise RuleError(N_("a password has at least {count} characters"), count=SHORTEST)
    if len(password) > LONGEST:
        raise RuleError(N_("a password has at most {count} characters"), count=LONGEST)
    return _hasher.hash(password)


def is_right(password: str, kept: str | None) -> bool:
    """Is it the password? For nobody's password (None) as much work is done, and the answer is no."""
    try:
        right = _hasher.verify(kept or nobodys_hash(), password[:LONGEST])
    except (VerificationError, InvalidHashError):
        return False
    return right and kept is not None


@cache
def nobodys_hash() -> str:
    """The hash that stands in for an unknown login's. Asked for once before the first visitor, for it takes time."""
    return _hasher.hash(secrets.token_hex(16))
