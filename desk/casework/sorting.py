"""Doors of sorting: posts become incidents, join them, leave them, are set aside and brought back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from desk.casework.doors import Doors, PostRef, right_of, subject_of, subject_to_open
from desk.decisions import correcting, gathering, lines
from desk.decisions.gathering import Details, Joining
from desk.errors import N_, NotFound
from desk.incidents import Case, Incident
from desk.moves import Move
from desk.ports import Records
from desk.posts import Line, SetAsideReason, StoredPost
from desk.readings import Trait
from desk.roles import Action, Actor, Subject
from desk.rules import responsible, right_to
from desk.terms import Urgency


class Sorting(Doors):
    """From the queue to incidents and back."""

    def take(
        self,
        actor: Actor,
        posts: Sequence[PostRef],
        *,
        incident: str | None = None,
        title: str = "",
        topic: str | None = None,
        urgency: Urgency = Urgency.ORDINARY,
        territory: str | None = None,
        place: str | None = None,
        complained_of: str | None = None,
    ) -> Incident:
        """Make one incident of the posts (new, archived or set aside); with `incident` they join that one instead.

        Topic and territory are those of the first post unless given. `complained_of` is the department that a
        complaint on a restricted topic is about.
        """
        if incident is not None:
            return self.join(actor, incident, posts)
        with self.store.writing() as records:
            found = self._posts(records, actor, posts, Action.SORT)
            details = Details(
                title=title,
                topic=topic or found[0].topic,
                urgency=urgency,
                territory=territory or found[0].territory,
                place=place,
                complained_of=complained_of,
            )
            right = right_to(actor, Move.TAKE, subject_to_open(found[0], details.territory))
            case, entries = gathering.taken(found, details, self._act(actor, right))
            return records.new_case(case, self.year(), entries).incident

    def enter(
        self,
        actor: Actor,
        *,
        title: str,
        territory: str,
        text: str = "",
        topic: str | None = None,
        urgency: Urgency = Urgency.ORDINARY,
        place: str | None = None,
        notes: str = "",
        complained_of: str | None = None,
    ) -> Incident:
        """Enter an incident by hand: somebody called or came. `text` is what they said; it stands first in the notes.

        Its answer has one place of its own, `desk.decisions.gathering.BY_HAND`, until posts join it.
        """
        details = Details(title, topic, urgency, territory, place, complained_of)
        right = right_to(actor, Move.ENTER, Subject(territory, topic=topic))
        with self.store.writing() as records:
            case, entries = gathering.entered(details, text, notes, self._act(actor, right))
            return records.new_case(case, self.year(), entries).incident

    def join(
        self,
        actor: Actor,
        number: str,
        posts: Sequence[PostRef],
        *,
        then: Joining | None = None,
        version: int | None = None,
    ) -> Incident:
        """Let posts join an incident. One that was answered offers its answer in their places (`publish` tells it).

        A closed one must be told by `then` what the posts mean: STILL_SO reopens it, TELL_THEM adds their places to
        those where its answer is to be told. WrongMove without it.
        """
        with self.store.writing() as records:
            case = self._case(records, actor, number, version)
            found = self._posts(records, actor, posts, Action.SORT)
            act = self._act(actor, right_of(actor, Action.SORT, responsible(case)))
            return self._keep(records, case, gathering.joined(case, found, then, act)).incident

    def leave(self, actor: Actor, number: str, posts: Sequence[PostRef], *, version: int | None = None) -> Incident:
        """Let posts leave an incident: they are new again. Their history stays with it."""
        with self.store.writing() as records:
            case = self._case(records, actor, number, version)
            act = self._act(actor, right_of(actor, Action.SORT, responsible(case)))
            ids = _ids_of(records, case, posts)
            return self._keep(records, case, gathering.left(case, ids, act)).incident

    def merge(
        self,
        actor: Actor,
        number: str,
        into: str,
        *,
        then: Joining | None = None,
        version: int | None = None,
    ) -> Incident:
        """Merge an incident into another: its posts go over, and it counts through the other from now on.

        `then` as in :meth:`join`, where the other one is closed.
        """
        with self.store.writing() as records:
            gone, kept = self._case(records, actor, number, version), self._case(records, actor, into)
            act = self._act(actor, right_to(actor, Move.MERGE, responsible(gone)))
            right_to(actor, Move.MERGE, responsible(kept))
            merged, joined = gathering.merged(gone, kept, then, act)
            after = self._keep(records, gone, merged)
            self._keep(records, kept, joined)
            return after.incident

    def split(
        self,
        actor: Actor,
        number: str,
        posts: Sequence[PostRef],
        *,
        title: str = "",
        topic: str | None = None,
        urgency: Urgency | None = None,
        territory: str | None = None,
        place: str | None = None,
        version: int | None = None,
    ) -> Incident:
        """Split posts off into an incident of their own, which is returned; the rest stays as it is.

        What is not given is taken over from the old one.
        """
        with self.store.writing() as records:
            case = self._case(records, actor, number, version)
            act = self._act(actor, right_to(actor, Move.SPLIT, responsible(case)))
            old = case.incident
            details = Details(
                title or old.title,
                topic or old.topic,
                urgency or old.urgency,
                territory or old.territory,
                place or old.place,
                old.complained_of,
            )
            right_to(actor, Move.TAKE, replace(responsible(case), territory=details.territory))
            rest, (part, entries) = gathering.split(case, _ids_of(records, case, posts), details, act)
            self._keep(records, case, rest)
            return records.new_case(part, self.year(), entries).incident

    def set_aside(self, actor: Actor, posts: Sequence[PostRef], reason: SetAsideReason, note: str | None = None) -> int:
        """Put posts aside with a reason (OTHER needs a note). Returns how many moved; those aside already count not."""
        with self.store.writing() as records:
            found = self._posts(records, actor, posts, Action.SORT)
            act = self._act(actor, right_of(actor, Action.SORT, subject_of(found[0])))
            moving, entries = lines.set_aside(found, reason, note, act)
            records.set_line(moving, Line.SET_ASIDE, reason, note)
            records.write(entries)
            return len(moving)

    def bring_back(self, actor: Actor, posts: Sequence[PostRef]) -> int:
        """Bring posts back into the queue from where they were set aside or archived. Returns how many moved."""
        with self.store.writing() as records:
            found = self._posts(records, actor, posts, Action.SORT)
            act = self._act(actor, right_of(actor, Action.SORT, subject_of(found[0])))
            moving, entries = lines.brought_back(found, act)
            records.set_line(moving, Line.NEW)
            records.write(entries)
            return len(moving)

    def correct(self, actor: Actor, post: PostRef, trait: Trait, value: str) -> StoredPost:
        """Say what the machine read wrongly, or confirm it (`value` as it stands); the post as it is then.

        `value` is a slug, a topic of the catalogue or the name of a place; '' says that there is none. It holds over
        every reading to come. The topic decides whether the post is restricted; kind, urgency and topic decide its
        resident's term; a post that a machine set aside is in the queue again if it has a term now.
        Raises RuleError for a value that cannot be.
        """
        with self.store.writing() as records:
            found = self._posts(records, actor, [post], Action.SORT)[0]
            act = self._act(actor, right_of(actor, Action.SORT, subject_of(found)))
            decided = correcting.corrected_post(found, records.source(found.source), trait, value, act)
            if decided is None:
                return found
            change, entry = decided
            records.correct(
                found.id,
                change.correction,
                restricted=change.restricted,
                due_at=change.due_at,
                is_back=change.is_back,
            )
            records.write([entry])
            return records.posts_by_id([found.id])[0]

    def tag_posts(
        self, actor: Actor, posts: Sequence[PostRef], add: Sequence[str] = (), remove: Sequence[str] = ()
    ) -> None:
        """Give posts staff tags, or take them away."""
        with self.store.writing() as records:
            found = self._posts(records, actor, posts, Action.TAG)
            act = self._act(actor, right_of(actor, Action.TAG, subject_of(found[0])))
            added, removed, entries = lines.tagged_posts(found, add, remove, act)
            records.tag_posts([post.id for post in found], added, removed)
            records.write(entries)

    def tag_incident(self, actor: Actor, number: str, add: Sequence[str] = (), remove: Sequence[str] = ()) -> Incident:
        """Give an incident staff tags, or take them away."""
        with self.store.writing() as records:
            case = self._case(records, actor, number)
            act = self._act(actor, right_of(actor, Action.TAG, case.subject))
            added, removed, entries = lines.tagged_incident(case, add, remove, act)
            records.tag_incident(number, added, removed)
            records.write(entries)
            return records.case(number).incident


def _ids_of(records: Records, case: Case, posts: Sequence[PostRef]) -> list[int]:
    """The store ids of posts that belong to the incident. Raises NotFound for others."""
    wanted = [ref if isinstance(ref, int) else records.post(ref).id for ref in posts]
    present = {member.post_id for member in case.present}
    if not wanted or not present.issuperset(wanted):
        raise NotFound(N_("{number} has no such post"), number=case.incident.number)
    return list(dict.fromkeys(wanted))
