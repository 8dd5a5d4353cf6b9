"""What may be the same matter as a post or an incident: proposals for people, found in the truth and in the index.

Nothing is merged here. Nobody sees a proposal outside their roles and territories.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from desk.casework.doors import may_see, subject_of
from desk.casework.looking import Looking
from desk.errors import NotFound, SearchError
from desk.incidents import Case, Incident, State
from desk.ports import Records, SearchIndex
from desk.posts import Line, StoredPost
from desk.queries import PostFilter, WordReader, Words
from desk.roles import Action, Actor, Scope
from desk.samematter import DAYS, Likeness, Side, Why, best, copy, likely_same, side_of

FREE = frozenset({Line.NEW, Line.ARCHIVE, Line.SET_ASIDE})
COPY_DAYS = timedelta(days=90)
"""So far apart copies of a text are proposed: an appeal goes round for weeks."""
LOOKED_AT, PROPOSED = 50, 10
"""Posts of each kind that are compared; proposals that are given."""
MEMBERS = 8
"""Posts of an incident that others are compared with: the newest."""


@dataclass(frozen=True)
class Match:
    """A post that may tell of the same matter."""

    post: StoredPost
    likeness: Likeness


@dataclass(frozen=True)
class Proposals:
    """What may be the same matter as a post: copies and likely posts without an incident, and incidents with the
    likeliest of their posts; the likeliest first. `is_searched` is False where the engine was away: copies lack."""

    copies: tuple[Match, ...] = ()
    likely: tuple[Match, ...] = ()
    incidents: tuple[tuple[Incident, Match], ...] = ()
    is_searched: bool = True


@dataclass(frozen=True)
class Matching:
    """Finds proposals. `alikeness` compares two texts by their words. Any of it may raise NotFound and StoreError."""

    looking: Looking
    index: SearchIndex
    words: WordReader
    alikeness: Callable[[Words, Words], float]

    def of_post(self, actor: Actor, post_id: int) -> Proposals:
        """Proposals for a post that the actor may see."""
        post = self.looking.post(actor, post_id)
        with self.looking.store.reading() as records:
            found, is_searched = self._matches(records, actor, [post], PostFilter(), Action.SEE_POSTS)
            others = [each for each in found if post.incident is None or each.post.incident != post.incident]
            incidents: dict[str, tuple[Incident, Match]] = {}
            for each in others:
                number = each.post.incident
                if number is not None and number not in incidents and (case := _seen(records, actor, number)):
                    incidents[number] = (case.incident, each)
        free = [each for each in others if each.post.incident is None]
        return Proposals(
            tuple(each for each in free if each.likeness.why is Why.COPY)[:PROPOSED],
            tuple(each for each in free if each.likeness.why is not Why.COPY)[:PROPOSED],
            tuple(incidents.values())[:PROPOSED],
            is_searched,
        )

    def of_incident(self, actor: Actor, number: str) -> tuple[Match, ...]:
        """Posts without an incident that likely belong to this one, which the actor may see and those they may sort."""
        case = self.looking.case(actor, number)
        with self.looking.store.reading() as records:
            members = records.posts_by_id([member.post_id for member in case.present[-MEMBERS:]])
            found, _ = self._matches(records, actor, members, PostFilter(lines=FREE), Action.SORT)
        return tuple(each for each in found if each.post.line is not Line.TAKEN)[:PROPOSED]

    def _matches(
        self, records: Records, actor: Actor, posts: Sequence[StoredPost], within: PostFilter, action: Action
    ) -> tuple[list[Match], bool]:
        """What may belong to one of the posts, the likeliest first, then the newest; and whether copies were sought."""
        groups, scope = self.looking.rules().topics.parents, actor.scope(action)
        read = {each.id: self.words(each.post.text) for each in posts}
        sides = {each.id: side_of(each, read[each.id], groups) for each in posts}
        found, is_searched = self._copies(records, posts, within, scope)
        for each in posts:
            found += _near(records, each, sides[each.id], within, scope)
        matches = []
        for other in {each.id: each for each in found}.values():
            if other.id in read or other.post.official or not actor.may(action, subject_of(other)):
                continue
            words = self.words(other.post.text)
            side = side_of(other, words, groups)
            likeness = best(
                kind
                for each in posts
                for kind in (
                    copy(self.alikeness(read[each.id], words), sides[each.id], side),
                    likely_same(sides[each.id], side),
                )
            )
            if likeness is not None:
                matches.append(Match(other, likeness))
        return sorted(matches, key=lambda each: (-each.likeness.score, -each.post.id)), is_searched

    def _copies(
        self, records: Records, posts: Sequence[StoredPost], within: PostFilter, scope: Scope
    ) -> tuple[list[StoredPost], bool]:
        ids: dict[int, None] = {}
        try:
            for each in posts:
                near = _around(within, each, COPY_DAYS)
                ids |= dict.fromkeys(hit.id for hit in self.index.alike(each.post.text, near, scope, limit=LOOKED_AT))
        except SearchError:
            return [], False
        return records.posts_by_id(list(ids)), True


def _near(records: Records, post: StoredPost, side: Side, within: PostFilter, scope: Scope) -> Iterable[StoredPost]:
    """Posts of those days that name the same place, or are about the same and stand in the same territory."""
    around = _around(within, post, DAYS)
    wanted = [replace(around, named_place=name) for name in list(side.places.values())[:3]]
    if side.topic is not None:
        wanted.append(replace(around, topic=side.topic, territory=post.territory or None))
    for filter in wanted:
        yield from records.posts(filter, scope, limit=LOOKED_AT).items


def _around(within: PostFilter, post: StoredPost, days: timedelta) -> PostFilter:
    at = post.post.published_at
    return replace(within, since=at - days, until=at + days)


def _seen(records: Records, actor: Actor, number: str) -> Case | None:
    """The incident, where the actor may know of it and it still stands for itself."""
    try:
        case = records.case(number)
    except NotFound:
        return None
    return case if may_see(actor, case) and case.incident.state is not State.MERGED else None
