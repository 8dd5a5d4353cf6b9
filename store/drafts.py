"""What staff are typing: one row for each person and name, which nobody else ever reads."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, select, update

from desk.drafts import DRAFTS_LIMIT, Draft, check
from store.book_tables import DRAFTS
from store.parts import Part


class DraftPart(Part):
    """Every statement names the person whose drafts it is about."""

    def draft(self, user_id: int, name: str) -> Draft:
        """What is kept under this name; an empty draft when nothing is."""
        row = self.connection.execute(select(DRAFTS).where(_key(user_id, name))).first()
        return Draft(name) if row is None else _draft(row)

    def drafts_of(self, user_id: int, beginning: str = "") -> list[Draft]:
        """All that hold something and whose names begin so, the newest first."""
        asked = select(DRAFTS).where(DRAFTS.c.user_id == user_id)
        if beginning:
            asked = asked.where(func.substr(DRAFTS.c.name, 1, len(beginning)) == beginning)
        found = map(_draft, self.connection.execute(asked.order_by(DRAFTS.c.changed_at.desc(), DRAFTS.c.name)))
        return [draft for draft in found if draft.fields]

    def keep_draft(
        self, user_id: int, name: str, fields: Mapping[str, str], at: datetime, round: int | None = None
    ) -> Draft | None:
        """Set these fields and return the whole; None when `round` is over. Raises RuleError beyond the limits."""
        check(name, fields)
        known = self._held(user_id, name, at)
        if round is not None and round != known.round:
            return None
        whole = {field: text for field, text in {**known.fields, **fields}.items() if text}
        check(name, whole)
        if whole != known.fields:
            changed = update(DRAFTS).where(_key(user_id, name)).values(fields=whole, changed_at=at)
            self.connection.execute(changed)
        self._forget_oldest(user_id)
        return Draft(name, whole, at, known.round)

    def drop_draft(self, user_id: int, name: str, at: datetime) -> None:
        """Let its texts go for good, and begin a new round."""
        check(name, {})
        self._held(user_id, name, at)
        over = update(DRAFTS).where(_key(user_id, name))
        self.connection.execute(over.values(fields={}, changed_at=at, round=DRAFTS.c.round + 1))

    def _held(self, user_id: int, name: str, at: datetime) -> Draft:
        """The row, made when it is not there, and kept from others until the transaction ends."""
        self.upsert(DRAFTS, [{"user_id": user_id, "name": name, "fields": {}, "changed_at": at, "round": 0}])
        asked = select(DRAFTS).where(_key(user_id, name))
        return _draft(self.connection.execute(asked.with_for_update() if self.on_postgres else asked).one())

    def _forget_oldest(self, user_id: int) -> None:
        mine = DRAFTS.c.user_id == user_id
        if (self.scalar(select(func.count()).select_from(DRAFTS).where(mine)) or 0) <= DRAFTS_LIMIT:
            return
        newest = select(DRAFTS.c.name).where(mine).order_by(DRAFTS.c.changed_at.desc(), DRAFTS.c.name)
        kept = list(self.connection.execute(newest.limit(DRAFTS_LIMIT)).scalars())
        self.connection.execute(delete(DRAFTS).where(mine & DRAFTS.c.name.not_in(kept)))


def _key(user_id: int, name: str) -> Any:
    return (DRAFTS.c.user_id == user_id) & (DRAFTS.c.name == name)


def _draft(row: Row[Any]) -> Draft:
    return Draft(row.name, row.fields, row.changed_at, row.round)
