"""Drafts between page, browser and store: how a field is marked for the script, and what people read about it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from config.wiring import Parts
from desk.drafts import Draft
from desk.errors import N_, RuleError
from ui.entrance import Visitor
from ui.texts import Texts

_MARK = re.compile(r"draft_(\d{1,9})_([A-Za-z0-9-]+(?:_[A-Za-z0-9-]+)*)_([A-Za-z0-9-]+)", re.ASCII)


def mark(draft: Draft, field: str) -> str:
    """The key of the box around a field: Streamlit makes a class of it, which the script finds and sends back."""
    return f"draft_{draft.round}_{draft.name.replace('/', '_')}_{field}"


def line_key(draft: Draft) -> str:
    """The key of the box with the sentence about a draft, which the script keeps true while somebody types."""
    return f"drafted_{draft.round}_{draft.name.replace('/', '_')}"


def read_mark(mark: str) -> tuple[int, str, str]:
    """Round, name of the draft, field. Raises RuleError for what is no mark."""
    found = _MARK.fullmatch(mark)
    if found is None:
        raise RuleError(N_("no draft can have this name"))
    return int(found[1]), found[2].replace("_", "/"), found[3]


def said(texts: Texts, draft: Draft, now: datetime) -> str:
    """Since when the draft is kept; nothing when there is none."""
    if not draft.fields or draft.changed_at is None:
        return ""
    if draft.changed_at.astimezone(texts.zone).date() == now.astimezone(texts.zone).date():
        return texts.fill("draft kept at {time}", time=texts.time(draft.changed_at))
    return texts.fill("draft kept: {when}", when=texts.moment(draft.changed_at, now))


def keep(
    parts: Parts, visitor: Visitor, name: str, fields: Mapping[str, str], round: int | None = None
) -> Draft | None:
    """Keep these fields of this person; None when the round is over. Raises RuleError, StoreError."""
    with parts.store.writing() as records:
        return records.keep_draft(_id(visitor), name, fields, parts.now(), round)


def drop(parts: Parts, visitor: Visitor, name: str) -> None:
    """Let a draft go. Raises StoreError."""
    with parts.store.writing() as records:
        records.drop_draft(_id(visitor), name, parts.now())


def find(parts: Parts, visitor: Visitor, name: str) -> Draft:
    """The person's draft of this name; an empty one when nothing is kept. Raises StoreError."""
    with parts.store.reading() as records:
        return records.draft(_id(visitor), name)


def find_all(parts: Parts, visitor: Visitor, beginning: str) -> list[Draft]:
    """The person's drafts whose names begin so, the newest first. Raises StoreError."""
    with parts.store.reading() as records:
        return records.drafts_of(_id(visitor), beginning)


def _id(visitor: Visitor) -> int:
    return visitor.session.user_id
