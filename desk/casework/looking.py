"""Doors of looking: cases and posts for those who may see them, and authors, each look in the journal."""

from __future__ import annotations

from dataclasses import dataclass

from desk.casework.doors import Doors, PostRef, right_of, subject_of
from desk.decisions import looks
from desk.incidents import Case
from desk.posts import PostKey, StoredPost
from desk.roles import Action, Actor


@dataclass(frozen=True)
class Author:
    """Who wrote a post, as its network names them."""

    post_id: int
    key: PostKey
    author_id: str | None
    author_name: str | None


class Looking(Doors):
    """Reading one thing at a time; lists are read from the records with `actor.scope(...)`."""

    def case(self, actor: Actor, number: str) -> Case:
        """The incident with everything that belongs to it. NotFound also when the actor may not know of it."""
        with self.store.reading() as records:
            return self._case(records, actor, number)

    def post(self, actor: Actor, post: PostRef) -> StoredPost:
        """A post. NotFound also when the actor may not know of it; co-workers of its incident may."""
        with self.store.reading() as records:
            found = records.posts_by_id([post]) if isinstance(post, int) else [records.post(post)]
            if not found:
                raise looks.unknown_post(post)
            if not actor.may(Action.SEE_POSTS, subject_of(found[0])):
                if found[0].incident is None:
                    raise looks.unknown_post(post)
                self._case(records, actor, found[0].incident)
            return found[0]

    def look(self, actor: Actor, what: str | PostRef, reason: str | None = None) -> tuple[Author, ...]:
        """The authors of an incident's posts (its number), or of one post.

        Those who work on an open incident need no reason; everything else does (WrongMove without). The journal gets
        one line per person, incident (or post) and day.
        """
        with self.store.writing() as records:
            if isinstance(what, str):
                case = self._case(records, actor, what)
                right = right_of(actor, Action.SEE_AUTHOR, case.subject)
                must_say = looks.needs_reason(actor, case)
                posts = records.posts_by_id([member.post_id for member in case.present])
                kind, key = "incident", what
            else:
                posts = self._posts(records, actor, [what], Action.SEE_AUTHOR)
                right = right_of(actor, Action.SEE_AUTHOR, subject_of(posts[0]))
                number = posts[0].incident
                must_say = number is None or looks.needs_reason(actor, records.case(number))
                kind, key = ("post", str(posts[0].post.key)) if number is None else ("incident", number)
            act = self._act(actor, right)
            entry = looks.looked(kind, key, reason, must_say, act)
            records.look(entry, entry.at.astimezone(act.rules.calendar.zone).date().isoformat())
            return tuple(Author(each.id, each.post.key, each.post.author_id, each.post.author_name) for each in posts)
