"""Choices of our vocabularies: slugs by their names, topics, departments, people. Labels are marked sentences."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import TypeVar

import streamlit as st

from desk.catalogues import above
from desk.territories import is_within
from ui.components.residents import one_line
from ui.session import Seat
from ui.texts import LANGUAGES

T = TypeVar("T", bound=StrEnum)


def slug(seat: Seat, label: str, options: Sequence[T], key: str, chosen: T | None = None) -> T:
    """One of the slugs, by its name in this language; `chosen` at first."""
    _ = seat.texts.gettext
    at = options.index(chosen) if chosen in options else 0
    return st.selectbox(_(label), options, index=at, format_func=seat.texts.name, key=key)


def topic(seat: Seat, key: str, chosen: str | None = None) -> None:
    """A topic of the catalogue, or none."""
    ids = topic_ids(seat)
    st.selectbox(
        seat.texts.gettext("Topic"),
        ["", *ids],
        index=ids.index(chosen) + 1 if chosen in ids else 0,
        format_func=lambda id: topic_path(seat, id) if id else "–",
        key=key,
    )


def topic_ids(seat: Seat) -> list[str]:
    """The topics to choose from: each group with what stands below it."""
    topics = seat.parts.catalogues().topics
    groups = [each for each in topics.children_of(None) if not each.retired]
    return [each.id for group in groups for each in (group, *topics.children_of(group.id)) if not each.retired]


def topic_path(seat: Seat, id: str) -> str:
    """The topic with its group behind it, on one line; the id itself where the catalogue does not know it."""
    topics = seat.parts.catalogues().topics
    path = [id, *above(id, topics.parents)] if id in topics else []
    return " · ".join(one_line(topics[each].name(seat.texts.language), 80) for each in path) or one_line(id)


def department(seat: Seat, key: str, chosen: str | None, within: frozenset[str] | None = None) -> str:
    """A department of the tree (or `within` these), at first the one that answers for the topic."""
    departments = seat.parts.catalogues().departments
    ids = [
        each.id
        for each in departments.values()
        if (not each.retired or each.id == chosen) and (within is None or each.id in within)
    ]
    return str(
        st.selectbox(
            seat.texts.gettext("Department"),
            ids,
            index=ids.index(chosen) if chosen in ids else 0,
            format_func=lambda id: one_line(departments[id].name(seat.texts.language), 120),
            key=key,
        )
    )


def person(seat: Seat, key: str, department: str, territory: str) -> None:
    """Somebody who works for the department, or nobody yet."""
    within = seat.parts.catalogues().departments.within
    with seat.parts.store.reading() as records:
        people = {
            user.login: user.name
            for user in records.users()
            if not user.disabled
            and any(
                grant.department and department in within(grant.department) and is_within(territory, grant.territory)
                for grant in user.grants
            )
        }
    nobody = seat.texts.gettext("nobody yet")
    st.selectbox(
        seat.texts.gettext("Person"),
        ["", *people],
        format_func=lambda login: one_line(people[login]) if login else nobody,
        key=key,
    )


def language(seat: Seat, label: str, key: str) -> None:
    """One of the languages of the interface, each named in itself."""
    _ = seat.texts.gettext
    st.selectbox(
        _(label),
        list(LANGUAGES),
        index=list(LANGUAGES).index(seat.texts.language),
        format_func=lambda code: LANGUAGES[code],
        key=key,
    )


def day(seat: Seat, label: str, key: str) -> None:
    """A line for a date. Streamlit's own date picker cannot speak Kazakh."""
    _ = seat.texts.gettext
    st.text_input(_(label), key=key, placeholder=_("For example {when}").format(when="2026-12-01"), max_chars=10)
