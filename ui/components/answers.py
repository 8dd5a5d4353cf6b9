"""What an answer consists of: its words, its outcome with what that needs, and how it reached people."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import streamlit as st

from desk.errors import N_, RuleError
from desk.incidents import Outcome, Way
from ui.components import choices, drafts
from ui.components.deeds import value
from ui.session import Seat

TEXT_LIMIT = 20_000
_LINK = re.compile(r"https?://\S+", re.IGNORECASE)
GIVEN = (Outcome.SOLVED, Outcome.EXPLAINED, Outcome.PLANNED, Outcome.REFUSED, Outcome.NOT_OURS)
"""Outcomes that come with an answer; the others close without one."""
NEEDS_DETAIL = {
    Way.TELEPHONE: N_("When, and to whom"),
    Way.ON_AIR: N_("Time code"),
    Way.OFFICIAL_LETTER: N_("Number of the letter"),
}


def ask_answer(seat: Seat, prefix: str, draft: str, text: str = "") -> None:
    """The form of an answer, kept as `draft` while it is written; `text` stands in it at first."""
    _ = seat.texts.gettext
    drafts.text_area(
        seat,
        _("Answer"),
        key=f"{prefix}-text",
        draft=draft,
        value=text,
        max_chars=TEXT_LIMIT,
        height=160,
        persist_state="page",
    )
    _ask_outcome(seat, prefix, draft)
    choices.language(seat, N_("Language of the answer"), f"{prefix}-language")


def _ask_outcome(seat: Seat, prefix: str, draft: str) -> None:
    _ = seat.texts.gettext
    outcome = choices.slug(seat, N_("Outcome"), GIVEN, f"{prefix}-outcome")
    if outcome is Outcome.PLANNED:
        choices.day(seat, N_("Promised for (date)"), f"{prefix}-promised")
    if outcome is Outcome.NOT_OURS:
        drafts.text_input(seat, _("Whose matter it is"), key=f"{prefix}-whose", draft=draft, max_chars=200)
    if outcome is Outcome.REFUSED:
        drafts.text_input(seat, _("Why it is refused"), key=f"{prefix}-reason", draft=draft, max_chars=500)


def read_answer(prefix: str) -> dict[str, Any]:
    """The answer in the form, as the doors `submit` and `answer_at_once` take it. Raises RuleError for a bad date."""
    return {
        "text": value(f"{prefix}-text"),
        "outcome": st.session_state[f"{prefix}-outcome"],
        "language": value(f"{prefix}-language"),
        "promised_on": day(value(f"{prefix}-promised")),
        "whose": value(f"{prefix}-whose") or None,
        "reason": value(f"{prefix}-reason") or None,
    }


def ask_at_once(seat: Seat, prefix: str, draft: str) -> None:
    """The form of an answer at once: one box takes the words of the answer or the link of the reply that stands.

    `draft` is the name under which it is kept.
    """
    _ = seat.texts.gettext
    drafts.text_area(
        seat,
        _("Answer, or the link of the reply that stands already"),
        key=f"{prefix}-text",
        draft=draft,
        max_chars=TEXT_LIMIT,
        height=120,
    )
    _ask_outcome(seat, prefix, draft)
    with st.expander(_("Told another way, another language"), key=f"{prefix}-other"):
        way = choices.slug(seat, N_("How it was told"), list(Way), f"{prefix}-way")
        label = NEEDS_DETAIL.get(way)
        if label:
            drafts.text_input(seat, _(label), key=f"{prefix}-detail", draft=draft, max_chars=500)
        choices.language(seat, N_("Language of the answer"), f"{prefix}-language")


def read_at_once(prefix: str) -> dict[str, Any]:
    """The form as the door `answer_at_once` takes it. Raises RuleError for a bad date."""
    text, link = text_and_link(value(f"{prefix}-text"))
    way = st.session_state[f"{prefix}-way"]
    return {
        **read_answer(prefix),
        "text": text,
        "way": way,
        "link": link if way is Way.PUBLIC_REPLY else None,
        "detail": value(f"{prefix}-detail") or None,
    }


def text_and_link(typed: str) -> tuple[str, str | None]:
    """The words of an answer, and the link that stands alone on a line of the box (the first one)."""
    lines = typed.splitlines()
    links = [line.strip() for line in lines if _LINK.fullmatch(line.strip())]
    if not links:
        return typed, None
    return "\n".join(line for line in lines if line.strip() != links[0]).strip(), links[0]


def ask_way(seat: Seat, prefix: str, draft: str) -> None:
    """The form of how an answer was told."""
    _ = seat.texts.gettext
    way = choices.slug(seat, N_("How it was told"), list(Way), f"{prefix}-way")
    if way is Way.PUBLIC_REPLY:
        drafts.text_input(seat, _("Link to the reply"), key=f"{prefix}-link", draft=draft, max_chars=1000)
    label = NEEDS_DETAIL.get(way)
    if label:
        drafts.text_input(seat, _(label), key=f"{prefix}-detail", draft=draft, max_chars=500)


def read_way(prefix: str) -> dict[str, Any]:
    """How it was told, as the doors `publish` and `answer_at_once` take it."""
    return {
        "way": st.session_state[f"{prefix}-way"],
        "link": value(f"{prefix}-link") or None,
        "detail": value(f"{prefix}-detail") or None,
    }


def day(typed: str) -> date | None:
    """The day as it was typed, None for nothing. Raises RuleError for what is no date."""
    if not typed:
        return None
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise RuleError(N_("a date is written like {example}"), example="2026-11-01") from None
