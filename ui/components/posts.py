"""Lists of posts with what can be done with them: the queue, the search, and what was set aside look and work alike."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from desk.posts import Line, StoredPost
from desk.queries import Page
from desk.roles import Action
from ui.components import addresses, conversations, lists, samematters, sorting
from ui.components.finding import Found, subject_of
from ui.session import Seat


def work_through(seat: Seat, found: Found, key: str, kinds: Sequence[sorting.Kind]) -> None:
    """The cards at the left, what becomes of those that are picked at the right."""
    may_sort = bool(found.page.items) and seat.may(Action.SORT)
    left, right = st.columns([5, 3], gap="medium") if may_sort else (st.container(), None)
    with left:
        picked = lists.posts(
            seat,
            found.page.items,
            key=key,
            can_be_picked=lambda stored: can_be_picked(seat, stored),
            marks=found.marks,
            on_thread=conversations.ask_for,
        )
        addresses.pager(seat, found.page.after, key)
    conversations.show(seat)
    if right is not None:
        with right, st.container(border=True, key="sort-panel" if picked else "sort-hint"):
            chosen = [each for each in found.page.items if each.id in set(picked)]
            sorting.panel(seat, chosen, key, kinds)
            if len(chosen) == 1:
                samematters.of_post(seat, chosen[0])


def can_be_picked(seat: Seat, stored: StoredPost) -> bool:
    """Archived posts and those set aside may be taken by hand; one that is in an incident may not."""
    return stored.line is not Line.TAKEN and seat.actor.may(Action.SORT, subject_of(stored))


def facts(seat: Seat, page: Page[StoredPost], counted: str) -> list[str]:
    """The line under a title: how many there are (`counted`, already in words), and how fresh the list is."""
    fresh = seat.texts.fill("newest came in {when}", when=seat.texts.moment(page.as_of, seat.now)) if page.as_of else ""
    return [seat.texts.fill("more than {count}", count=page.total) if page.relation == "gte" else counted, fresh]
