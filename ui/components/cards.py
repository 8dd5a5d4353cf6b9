"""A post as the card that every list shows: plain words and badges, for the component to draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from desk import disclosing
from desk.links import is_link
from desk.posts import Line, StoredPost
from ui.components import badges as signs
from ui.components import links, tags
from ui.components.badges import Badge, Tone, badge
from ui.components.residents import LIST_LIMIT, PAGE_LIMIT, one_line, readable
from ui.session import Seat

SHORT = 420
"""Characters from which a card is folded."""
SHORT_LINES = 8
Span = tuple[int, int]


@dataclass(frozen=True)
class Look:
    """How one card is shown. `author` is a name that was disclosed; without it the author is masked. `has_tags` shows
    what was read. `is_disclosed` shows the text with its personal data."""

    can_be_picked: bool = False
    whole: bool = False
    author: str = ""
    marks: Sequence[Span] = ()
    has_thread: bool = False
    has_tags: bool = True
    is_disclosed: bool = False


def card(seat: Seat, stored: StoredPost, look: Look) -> dict[str, Any]:
    """What stands on the card of a post."""
    texts, post = seat.texts, stored.post
    told = disclosing.told(seat.parts.mask, seat.actor, stored, is_disclosed=look.is_disclosed)
    words = readable(told, PAGE_LIMIT if look.whole else LIST_LIMIT)
    read = tags.tags(seat, stored, told) if look.has_tags else []
    may_correct = tags.may_correct(seat, stored)
    more: dict[str, Any] = {"read": [tag.as_data() for tag in read], "fix": may_correct} if read else {}
    if stored.line is Line.SET_ASIDE and may_correct and not look.whole:
        more["back"] = True
    return {
        "id": str(stored.id),
        "where": one_line(stored.place_name or post.place_title or post.key.place),
        "who": one_line(look.author) or seat.parts.mask.alias(post.key.network, post.author_id) or "",
        "when": texts.moment(post.published_at, seat.now),
        "at": post.published_at.isoformat(),
        "exact": texts.fill("{when}", when=post.published_at),
        "text": words,
        "long": not look.whole and (len(words) > SHORT or words.count("\n") > SHORT_LINES),
        "marks": list(look.marks),
        "badges": signs.as_data(_badges(seat, stored)),
        "notes": _notes(seat, stored),
        "tags": [one_line(tag, 40) for tag in stored.tags],
        "pick": look.can_be_picked,
        "incident": None if look.whole else _incident(seat, stored.incident),
        "thread": look.has_thread,
        "link": post.url if is_link(post.url or "") else "",
        **more,
    }


def _badges(seat: Seat, stored: StoredPost) -> list[Badge]:
    texts = seat.texts
    shown = signs.term(seat, stored.due_at) if stored.line is Line.NEW else [signs.line(seat, stored.line)]
    quiet = {
        texts.gettext("by the machine") if stored.is_aside_by_machine else "": Tone.QUIET,
        texts.name(stored.set_aside) if stored.set_aside else "": Tone.QUIET,
        texts.gettext("official") if stored.post.official else "": Tone.GOOD,
        texts.gettext("removed by its author") if stored.deleted_at else "": Tone.LATE,
        texts.gettext("edited") if stored.versions > 1 else "": Tone.QUIET,
    }
    return [*shown, *(badge(text, tone) for text, tone in quiet.items() if text)]


def _notes(seat: Seat, stored: StoredPost) -> list[str]:
    files = len(stored.post.media)
    notes = [
        tags.topic_name(seat, stored.topic or "") if stored.reading is None else "",
        seat.texts.ngettext("{count} file", "{count} files", files) if files else "",
    ]
    return [note for note in notes if note]


def _incident(seat: Seat, number: str | None) -> dict[str, str] | None:
    if number is None or not links.is_number(number) or "incidents" not in st.session_state["_pages"]:
        return None
    return {
        "number": number,
        "label": seat.texts.fill("Incident {number}", number=number),
        "href": f"incidents?number={number}",
    }
