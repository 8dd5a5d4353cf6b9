"""What would change, before it is kept: the button and what the look at last month's posts found."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from desk.errors import N_
from desk.previews import Otherwise, Preview
from ui import previews
from ui.components import deeds, pages
from ui.components.residents import one_line
from ui.session import Seat

SNIPPET = 240
Draft = Callable[[Seat], "Drafted"]
"""Makes of what is typed what would be written. Raises RuleError where it cannot be."""


@dataclass(frozen=True)
class Drafted:
    """An entry as it would be kept: its id, the fields that differ (None takes it away), what readings call it."""

    catalogue: str
    id: str
    value: Mapping[str, Any] | None
    names: frozenset[str]


@dataclass(frozen=True)
class Looked:
    """A preview with what it was made of, and the names of topics as they would be."""

    of: str
    preview: Preview
    names: Mapping[str, str] = field(default_factory=dict)


def button(seat: Seat, key: str, draft: Draft) -> None:
    """The button that looks; nothing is kept by it."""
    deeds.button(
        seat,
        N_("See what would change"),
        f"{key}-look",
        lambda then: _look(then, key, draft),
        N_("Nothing is kept yet: what would change stands below the form."),
        primary=False,
    )


def show(seat: Seat, key: str, now: Mapping[str, Any]) -> None:
    """What the last look found; `now` is what is typed at this moment, so that an old look says that it is old."""
    looked = st.session_state.get(f"{key}-looked")
    if not isinstance(looked, Looked):
        return
    with st.container(border=True, key=f"{key}-preview"):
        pages.section(seat, N_("What would change"))
        if looked.of != _print(now):
            st.text(seat.texts.gettext("Something was typed since: look again."))
        st.text("\n".join(_numbers(seat, looked.preview)))
        if looked.preview.examples:
            _examples(seat, looked)
        elif looked.preview.otherwise and previews.sight_of(seat.actor) is None:
            st.text(seat.texts.gettext("Examples are shown to those who may see what residents wrote."))


def note(key: str, typed: Mapping[str, Any]) -> None:
    """Remember what was typed when the look was made; called by the draft."""
    st.session_state[f"{key}-drafted"] = _print(typed)


def _look(seat: Seat, key: str, draft: Draft) -> None:
    st.session_state.pop(f"{key}-looked", None)
    each = draft(seat)
    values = [(each.id, each.value)]
    found, names = previews.of_change(seat.parts, seat.actor, each.catalogue, values, each.names)
    st.session_state[f"{key}-looked"] = Looked(st.session_state.get(f"{key}-drafted", ""), found, names)


def _numbers(seat: Seat, found: Preview) -> list[str]:
    texts = seat.texts
    matched = texts.ngettext(
        "Would now match {count} post of last month", "Would now match {count} posts of last month", found.matched
    )
    return [
        texts.listed([matched, texts.fill("today: {count}", count=found.matched_before)]),
        texts.ngettext(
            "{count} post would be read otherwise.", "{count} posts would be read otherwise.", found.otherwise
        ),
        texts.fill(
            "Posts of the last {days} days read for this, the newest first: {read} (at most {most} in {seconds} s).",
            read=found.read,
            days=previews.BACK.days,
            most=previews.MOST,
            seconds=int(previews.SECONDS),
        ),
        *([] if found.is_whole else [texts.gettext("There are more posts than were read.")]),
    ]


def _examples(seat: Seat, looked: Looked) -> None:
    with st.container(key=f"examples_{looked.of[:6]}"):
        for each in looked.preview.examples:
            with st.container(border=True):
                st.text(_snippet(each))
                st.text(f"{_told(seat, looked, each.before)} → {_told(seat, looked, each.after)}")


def _snippet(each: Otherwise) -> str:
    from language.personal import covered

    return one_line(covered(each.post.post.text), SNIPPET) or "–"


def _told(seat: Seat, looked: Looked, found: tuple[str, ...]) -> str:
    return ", ".join(one_line(looked.names.get(each, each), 80) for each in found) or seat.texts.gettext("nothing")


def _print(typed: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(typed, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
