"""A page of posts for a view: from the truth, or through the search engine where words are asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import streamlit as st

from desk.disclosing import told
from desk.errors import BadQuery, RuleError, SearchError
from desk.posts import StoredPost
from desk.queries import PAGE, Page, PostFilter, Query
from desk.roles import Action, Subject
from language.marks import Span, marks
from ui.components import addresses
from ui.components.residents import LIST_LIMIT, readable
from ui.pace import SEARCHES
from ui.session import Seat


@dataclass(frozen=True)
class Found:
    """A page, whether it was searched for its words, and the spans of those words in each of its texts."""

    page: Page[StoredPost]
    is_searched: bool = False
    marks: Mapping[int, Sequence[Span]] = field(default_factory=dict)


def subject_of(stored: StoredPost) -> Subject:
    """What a right to this post is asked for."""
    departments = frozenset({stored.department}) if stored.department else frozenset()
    return Subject(stored.territory, departments, stored.topic, stored.restricted)


def find(seat: Seat, filter: PostFilter, words: str) -> Found:
    """The page that the address asks for; the first one where it asks for a page that does not exist.

    Says beside the list when words were not understood or the engine is away; the list then goes on without them.
    Raises RuleError (too many searches), StoreError.
    """
    if words:
        SEARCHES.must(seat.actor.login, seat.now)
    after = st.query_params.get("after")
    try:
        return _page(seat, filter, words, after)
    except RuleError:
        if after is None:
            raise
        addresses.turn_to(None)
        return _page(seat, filter, words, None)


def _page(seat: Seat, filter: PostFilter, words: str, after: str | None) -> Found:
    if words:
        try:
            return _searched(seat, filter, words, after)
        except BadQuery as error:
            st.warning(seat.texts.gettext("This search cannot be understood."))
            st.text(seat.texts.translate(error))
        except SearchError:
            st.warning(seat.texts.gettext("The search does not work at the moment. The lists go on without it."))
    with seat.parts.store.reading() as records:
        return Found(records.posts(filter, seat.scope(Action.SEE_POSTS), limit=PAGE, after=after))


def _searched(seat: Seat, filter: PostFilter, words: str, after: str | None) -> Found:
    hits = seat.parts.index.search(Query(words, filter), seat.scope(Action.SEE_POSTS), limit=PAGE, after=after)
    with seat.parts.store.reading() as records:
        found = records.posts_by_id([hit.id for hit in hits.items])
    # The index is a copy and may be older than a right, a topic or a line: the truth decides what is shown.
    shown = [
        each
        for each in found
        if seat.actor.may(Action.SEE_POSTS, subject_of(each)) and (not filter.lines or each.line in filter.lines)
    ]
    total = max(0, hits.total - (len(hits.items) - len(shown)))
    page = Page(shown, total, hits.relation, hits.after, hits.as_of)
    return Found(
        page,
        True,
        {each.id: marks(words, readable(told(seat.parts.mask, seat.actor, each), LIST_LIMIT)) for each in shown},
    )
