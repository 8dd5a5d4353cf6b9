"""Drafts: what somebody is typing and has not sent, kept for this person alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from desk.errors import N_, RuleError

KEPT_FOR = timedelta(days=30)
"""How long a draft that nobody touches is kept."""
FIELD_LIMIT = 20_000
"""Characters of one field."""
FIELDS_LIMIT = 40
WHOLE_LIMIT = 100_000
"""Characters of all fields of a draft together."""
DRAFTS_LIMIT = 100
"""Drafts of one person; the oldest go first."""
_NAME = re.compile(r"[A-Za-z0-9-]{1,40}(?:/[A-Za-z0-9-]{1,40}){0,4}")
_FIELD = re.compile(r"[A-Za-z0-9-]{1,60}")


@dataclass(frozen=True)
class Draft:
    """Texts by the name of their field. `name` says what is written: incident/2026-000123/submit, queue/at-once.

    `round` counts how often a draft of this name was sent or thrown away: what a slow browser still sends of an
    earlier round must not bring it back.
    """

    name: str
    fields: Mapping[str, str] = field(default_factory=dict)
    changed_at: datetime | None = None
    round: int = 0


class DraftRecords(Protocol):
    """The drafts of a person; every method asks whose. Any method may raise StoreError."""

    def draft(self, user_id: int, name: str) -> Draft:
        """What is kept under this name; an empty draft when nothing is."""

    def drafts_of(self, user_id: int, beginning: str = "") -> list[Draft]:
        """All that hold something and whose names begin so, the newest first."""

    def keep_draft(
        self, user_id: int, name: str, fields: Mapping[str, str], at: datetime, round: int | None = None
    ) -> Draft | None:
        """Set these fields (an empty text takes its field away) and return the whole; None when `round` is over.

        Raises RuleError for names that are none and for texts beyond the limits.
        """

    def drop_draft(self, user_id: int, name: str, at: datetime) -> None:
        """Let its texts go for good, and begin a new round."""


def check(name: str, fields: Mapping[str, str]) -> None:
    """Raise RuleError unless the whole may be kept."""
    if not _NAME.fullmatch(name) or not all(map(_FIELD.fullmatch, fields)):
        raise RuleError(N_("no draft can have this name"))
    longest = max(map(len, fields.values()), default=0)
    if longest > FIELD_LIMIT or len(fields) > FIELDS_LIMIT or sum(map(len, fields.values())) > WHOLE_LIMIT:
        raise RuleError(N_("the draft is too long to be kept: send it, or shorten it"))
