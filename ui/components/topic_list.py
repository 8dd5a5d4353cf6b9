"""The topics as a list of two levels: groups, and what stands below them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import streamlit as st

from desk.errors import N_
from desk.topics import Topic
from ui.components import addresses, badges, lists, pages
from ui.components.badges import Tone
from ui.components.residents import one_line
from ui.session import Seat

MOST = 200
"""Rows of a page: more than a catalogue of this kind should ever hold."""
STEP = "\u2003"
"""How far a topic stands behind its group."""


def facts(seat: Seat) -> list[str]:
    """How many groups and topics there are."""
    topics = [each for each in seat.parts.catalogues().topics.values() if not each.retired]
    groups = sum(each.parent is None for each in topics)
    return [
        seat.texts.ngettext("{count} group", "{count} groups", groups),
        seat.texts.ngettext("{count} topic", "{count} topics", len(topics) - groups),
    ]


def show(seat: Seat) -> None:
    """The filters and the rows."""
    _ = seat.texts.gettext
    with st.container(horizontal=True, vertical_alignment="bottom", key="topics-tools"):
        st.button(_("Add a topic"), key="topic-new", type="primary", on_click=open_new)
        example = N_("for example: water")
        words = addresses.line(seat, N_("Name or word of the topic"), "text", example, 100, 260).casefold()
        groups = [each.id for each in seat.parts.catalogues().topics.children_of(None) if not each.retired]
        group = addresses.choice(seat, N_("Group"), "group", groups, lambda id: _name(seat, id), 260)
        with_retired = addresses.flag(seat, N_("Retired ones too"), "retired")
    found = [
        (depth, each)
        for depth, each in _walk(seat, None, 0)
        if (not group or group in (each.id, each.parent)) and (with_retired or not each.retired) and _has(each, words)
    ]
    if not found:
        pages.nothing(seat, N_("No topic fits these filters."))
        return
    items = [_row(seat, each, 0 if words else depth) for depth, each in found[:MOST]]
    lists.rows(seat, N_("Topics"), items, key="topics", on_open=open_one)
    if len(found) > MOST:
        rest = len(found) - MOST
        st.text(seat.texts.ngettext("{count} more: search by name", "{count} more: search by name", rest))


def open_one(id: str) -> None:
    """Show this topic."""
    _go(topic=id)


def open_new() -> None:
    """Show the form for a new one."""
    _go(new="1")


def open_list() -> None:
    """Show all of them."""
    _go()


def _go(**wished: str) -> None:
    for name in ("topic", "new"):
        st.query_params.pop(name, None)
    for name, value in wished.items():
        st.query_params[name] = value


def _name(seat: Seat, id: str) -> str:
    return one_line(seat.parts.catalogues().topics[id].name(seat.texts.language), 120)


def _has(each: Topic, words: str) -> bool:
    told = [each.id, *each.names.values(), *(word for rules in each.words.values() for word in rules)]
    return not words or any(words in text.casefold() for text in told)


def _walk(seat: Seat, parent: str | None, depth: int) -> Iterator[tuple[int, Topic]]:
    for each in seat.parts.catalogues().topics.children_of(parent):
        yield depth, each
        yield from _walk(seat, each.id, depth + 1)


def _row(seat: Seat, each: Topic, depth: int) -> dict[str, Any]:
    texts, catalogues = seat.texts, seat.parts.catalogues()
    owner = catalogues.departments.get(catalogues.topics.department_of(each.id) or "")
    words = sum(len(rules) for rules in each.words.values())
    signs = [
        *([badges.badge(texts.gettext("restricted"), Tone.SOON)] if each.id in catalogues.topics.restricted else []),
        *([badges.badge(texts.gettext("retired"), Tone.QUIET)] if each.retired else []),
    ]
    return {
        "number": each.id,
        "label": STEP * depth,
        "href": "topics",
        "title": one_line(each.name(texts.language), 120),
        "badges": badges.as_data(signs),
        "notes": [
            one_line(owner.name(texts.language), 120) if owner else texts.gettext("nobody yet"),
            texts.ngettext("{count} word", "{count} words", words),
        ],
        "tags": [],
    }
