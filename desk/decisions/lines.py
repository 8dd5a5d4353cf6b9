"""Decisions about posts that need no incident, and about staff tags."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from desk.decisions.acts import Act, must_say
from desk.errors import N_, WrongMove
from desk.incidents import Case
from desk.journal import Entry
from desk.posts import Line, SetAsideReason, StoredPost

TAG_LENGTH = 60


def set_aside(
    posts: Sequence[StoredPost], reason: SetAsideReason, note: str | None, act: Act
) -> tuple[list[int], list[Entry]]:
    """Which posts move, and a line of the journal for each."""
    if reason is SetAsideReason.OTHER:
        must_say(note, "note")
    return _moving(posts, Line.SET_ASIDE, "set-aside", reason, act)


def brought_back(posts: Sequence[StoredPost], act: Act) -> tuple[list[int], list[Entry]]:
    """Which posts move back into the queue, and a line of the journal for each."""
    return _moving(posts, Line.NEW, "bring-back", None, act)


def tagged_posts(
    posts: Sequence[StoredPost], add: Iterable[str], remove: Iterable[str], act: Act
) -> tuple[list[str], list[str], list[Entry]]:
    """The tags as they are kept, and a line of the journal for each post."""
    added, removed, fields = _tags(add, remove, act)
    return added, removed, [act.entry("tag", "post", str(post.post.key), fields) for post in posts]


def tagged_incident(
    case: Case, add: Iterable[str], remove: Iterable[str], act: Act
) -> tuple[list[str], list[str], list[Entry]]:
    """The tags as they are kept, and the line of the journal."""
    added, removed, fields = _tags(add, remove, act)
    return added, removed, [act.entry("tag", "incident", case.incident.number, fields)]


def _moving(
    posts: Sequence[StoredPost], to: Line, action: str, reason: SetAsideReason | None, act: Act
) -> tuple[list[int], list[Entry]]:
    moving, entries = [], []
    for post in posts:
        if post.line is Line.TAKEN:
            raise WrongMove(
                N_("{key} belongs to {number} already"), key=str(post.post.key), number=post.incident or "?"
            )
        if post.line is to and post.set_aside is reason:
            continue
        fields = {"line": [post.line.value, to.value]}
        if reason is not post.set_aside:
            fields["reason"] = [each.value if each else "" for each in (post.set_aside, reason)]
        moving.append(post.id)
        entries.append(act.entry(action, "post", str(post.post.key), fields))
    return moving, entries


def _tags(add: Iterable[str], remove: Iterable[str], act: Act) -> tuple[list[str], list[str], dict[str, list[str]]]:
    added, removed = [_tag(each) for each in add], [_tag(each) for each in remove]
    # Free words: somebody may have written a name, so the journal keeps what they were as keyed hashes.
    return added, removed, {"added": [act.digest(t) for t in added], "removed": [act.digest(t) for t in removed]}


def _tag(words: str) -> str:
    tag = " ".join(must_say(words, "tag").split())
    if len(tag) > TAG_LENGTH:
        raise WrongMove(N_("a tag has at most {length} characters"), length=TAG_LENGTH)
    return tag
