"""One card for a post, wherever posts are shown."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from desk.posts import Line, StoredPost
from desk.roles import Subject
from ui.components import links
from ui.components.residents import LIST_LIMIT, PAGE_LIMIT, one_line, readable
from ui.session import Seat


def subject_of(stored: StoredPost) -> Subject:
    """What a right to this post is asked for."""
    departments = frozenset({stored.department}) if stored.department else frozenset()
    return Subject(stored.territory, departments, stored.topic, stored.restricted)


def time_left(seat: Seat, due_at: datetime | None) -> str:
    """How much working time is left of a term, in words; empty for none."""
    if due_at is None:
        return ""
    left = seat.parts.catalogues().calendar.minutes_between(seat.now, due_at)
    # A term that ended outside of working time is over all the same, though no working minute has passed since.
    return seat.texts.left(min(left, -1) if due_at < seat.now else left)


def card(seat: Seat, stored: StoredPost, *, can_be_picked: bool = False, whole: bool = False, author: str = "") -> bool:
    """The post: where and when, how long it may still wait, its words. True when it is picked.

    `author` is a name that was disclosed; without it the author is masked.
    """
    texts, post = seat.texts, stored.post
    with st.container(border=True, key=f"post-{stored.id}"):
        st.text(
            texts.listed(
                [
                    one_line(stored.place_name or post.place_title or post.key.place),
                    one_line(author) or seat.parts.mask.alias(post.key.network, post.author_id) or "",
                    texts.moment(post.published_at, seat.now),
                    time_left(seat, stored.due_at) if stored.line is Line.NEW else texts.name(stored.line),
                    texts.name(stored.set_aside) if stored.set_aside else "",
                    texts.gettext("edited") if stored.versions > 1 else "",
                    texts.gettext("removed by its author") if stored.deleted_at else "",
                    *(one_line(tag, 40) for tag in stored.tags),
                ]
            )
        )
        words = readable(post.text, PAGE_LIMIT if whole else LIST_LIMIT)
        st.text(words or texts.gettext("(no text)"))
        if post.media:
            st.text(texts.ngettext("{count} file", "{count} files", len(post.media)))
        if stored.incident and not whole:
            links.incident(seat, stored.incident, key=f"post-{stored.id}-incident")
        return can_be_picked and st.checkbox(texts.gettext("Choose"), key=f"pick-{stored.id}")
