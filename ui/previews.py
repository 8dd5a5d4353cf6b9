"""The door of previews: what a change of a catalogue would make of the posts of the last month."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from desk.posts import StoredPost
from desk.previews import Preview, Tell, places_told, preview, topics_told
from desk.queries import PostFilter
from desk.readings import NOWHERE, Reading, Surroundings
from desk.roles import Action, Actor, Area, Scope
from desk.standings import surroundings
from ui import amendments

if TYPE_CHECKING:
    from config.wiring import Parts

Around = Callable[[StoredPost], Surroundings]
MOST = 2_000
"""Posts that are read, the newest first."""
BACK = timedelta(days=30)
SECONDS = 5.0
"""Somebody waits before the page: longer than this is not read."""
AT_ONCE = 250
TELL: Mapping[str, Tell] = {"topics": topics_told, "places": places_told}


def of_change(
    parts: Parts, actor: Actor, name: str, values: amendments.Values, names: frozenset[str]
) -> tuple[Preview, Mapping[str, str]]:
    """What the posts that this person may see would be read as; nothing is kept. And the names that topics would have,
    in this person's language, by their ids.

    Posts are compared by their topics and places alone. `names` are what readings call the changed entry. Who
    administers the installation without seeing its posts gets the numbers of all posts and no example. Raises as
    `amendments.change` does.
    """
    from language.reading import READ_POINTS
    from language.words import words

    _, drafted = amendments.drafted(parts, actor, name, values)
    now, then, around = parts.reader, parts.reader_by(drafted), _around(parts)
    until = time.monotonic() + SECONDS  # making a reader takes half a second and is not counted

    def both(post: StoredPost) -> tuple[Reading, Reading]:
        text, surroundings = post.post.text[:READ_POINTS], around(post)
        heard = words(text)
        return now.matter(text, heard, surroundings), then.matter(text, heard, surroundings)

    scope = sight_of(actor)
    found = preview(
        _newest(parts, scope or _whole(parts)),
        both,
        TELL[name],
        names,
        drafted.topics.parents,
        enough=lambda: time.monotonic() > until,
    )
    shown = found.examples if scope is not None else ()
    names_of = {id: each.name(actor.language) for id, each in drafted.topics.items()}
    return replace(found, examples=shown, is_whole=found.is_whole and found.read < MOST), names_of


def sight_of(actor: Actor) -> Scope | None:
    """Where this person sees posts; None for who sees none."""
    scope = actor.scope(Action.SEE_POSTS)
    return None if scope.is_empty else scope


def _whole(parts: Parts) -> Scope:
    return Scope((Area(parts.territory(), restricted=True),))


def _newest(parts: Parts, scope: Scope) -> Iterator[StoredPost]:
    asked, after = PostFilter(since=parts.now() - BACK), None
    for _ in range(MOST // AT_ONCE):
        # A transaction a page: nobody's long look may hold up what the database tidies away.
        with parts.store.reading() as records:
            page = records.posts(asked, scope, limit=AT_ONCE, after=after)
        yield from page.items
        after = page.after
        if after is None:
            return


def _around(parts: Parts) -> Around:
    with parts.store.reading() as records:
        sources = {each.slug: each for each in records.sources()}

    def around(post: StoredPost) -> Surroundings:
        source = sources.get(post.source)
        return surroundings(source, post.post) if source is not None else NOWHERE

    return around
