"""Which text of a post counts when its edits come in any order: pure decisions, carried out by `store.receiving`."""

from __future__ import annotations

from enum import Enum


class Verdict(Enum):
    """What an arrival is to the post that is known: a later text, an earlier one, or the one it has."""

    LATER = "later"
    EARLIER = "earlier"
    SAME = "same"


def moment_of_text(published_at: int, edited_at: int | None) -> int | None:
    """What tells one text of a post from another: its moment of edit; None for the first text.

    A first text needs no moment: two ways of reading may round its publication differently and still read one text.
    """
    return None if edited_at is None or edited_at <= published_at else edited_at


def judge(current: int | None, incoming: int | None) -> Verdict:
    """Compare the moments of two texts. Equal moments are one text, whatever differs: without a later edit, a
    difference comes from another way of reading and makes no version."""
    if current == incoming:
        return Verdict.SAME
    if incoming is None:
        return Verdict.EARLIER
    return Verdict.LATER if current is None or incoming > current else Verdict.EARLIER
