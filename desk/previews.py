"""What a change of a catalogue would make of posts that are here already, before anybody keeps it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from desk.posts import StoredPost
from desk.readings import Reading, corrected

EXAMPLES = 8
"""Posts that are shown of those that would be read otherwise."""

Tell = Callable[[Reading], tuple[str, ...]]
"""What a reading says of a catalogue's matter: the ids or names of its entries, those that count."""
Both = Callable[[StoredPost], tuple[Reading, Reading]]
"""Reads a post by what holds, and by what would hold."""


@dataclass(frozen=True, slots=True)
class Otherwise:
    """A post that would be read otherwise, and what is told of it before and after."""

    post: StoredPost
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """Of `read` posts `matched` would match the entry, `matched_before` match it now; `otherwise` are told otherwise
    than now, of this entry or another. `is_whole` is false where there were more posts than were read."""

    read: int = 0
    matched: int = 0
    matched_before: int = 0
    otherwise: int = 0
    examples: tuple[Otherwise, ...] = ()
    is_whole: bool = True


def preview(
    posts: Iterable[StoredPost],
    both: Both,
    tell: Tell,
    names: frozenset[str],
    groups: Mapping[str, str | None],
    *,
    enough: Callable[[], bool] = lambda: False,
) -> Preview:
    """Read the posts both ways, in the order given, until they or the time (`enough`) are over.

    `names` are what `tell` calls the entry that is changed; the first examples are those that concern it. `groups` give
    each topic's parent: what a person corrected in a post stays in both of its readings.
    """
    read = matched = before = otherwise = 0
    near: list[Otherwise] = []
    far: list[Otherwise] = []
    for post in posts:
        if enough():
            return Preview(read, matched, before, otherwise, (*near, *far)[:EXAMPLES], is_whole=False)
        now, then = (tell(corrected(each, post.corrections, groups)) for each in both(post))
        read += 1
        matched += not names.isdisjoint(then)
        before += not names.isdisjoint(now)
        if now != then:
            otherwise += 1
            found = near if names.isdisjoint(now) != names.isdisjoint(then) else far
            if len(found) < EXAMPLES:
                found.append(Otherwise(post, now, then))
    return Preview(read, matched, before, otherwise, (*near, *far)[:EXAMPLES])


def topics_told(reading: Reading) -> tuple[str, ...]:
    """The likeliest topic."""
    return (reading.topic,) if reading.topic else ()


def places_told(reading: Reading) -> tuple[str, ...]:
    """The names of the places that the text itself names, each once, in order of their names."""
    return tuple(sorted({each.name for each in reading.places if each.end > each.start}))
