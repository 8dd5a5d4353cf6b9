"""What all doors share: finding the case or the posts for this actor, and keeping what was decided."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from desk.decisions.acts import Act, Decision
from desk.errors import N_, NotFound, Stale
from desk.incidents import Case, Incident
from desk.moves import Move
from desk.people import Mask
from desk.ports import Clock, Records, Store
from desk.posts import PostKey, StoredPost
from desk.roles import ALLOWED, THE_DESK, Action, Actor, Subject
from desk.rules import BY_THE_DESK, Right, Rules, responsible, right_to

PostRef = PostKey | int
"""A post by its key (any name of its place) or by its store id."""


@dataclass(frozen=True)
class Doors:
    """The parts every door works with. `rules` gives the catalogues as they hold now; `mask` makes keyed hashes."""

    store: Store
    now: Clock
    rules: Callable[[], Rules]
    mask: Mask

    def year(self) -> int:
        """The year that new incidents are numbered in: the desk's own, not the server's."""
        return self.now().astimezone(self.rules().calendar.zone).year

    def _act(self, actor: Actor, right: Right) -> Act:
        return Act(actor, right, self.now(), self.rules(), self.mask.digest)

    def _move(
        self,
        actor: Actor,
        number: str,
        move: Move,
        version: int | None,
        decide: Callable[[Case, Act], Decision],
    ) -> Incident:
        """Make one move of one incident."""
        with self.store.writing() as records:
            case = self._case(records, actor, number, version)
            act = self._act(actor, right_to(actor, move, responsible(case)))
            return self._keep(records, case, decide(case, act)).incident

    def _change(
        self,
        actor: Actor,
        number: str,
        action: Action,
        version: int | None,
        decide: Callable[[Case, Act], Decision],
    ) -> Incident:
        """Change something of an incident that is no move."""
        with self.store.writing() as records:
            case = self._case(records, actor, number, version)
            act = self._act(actor, right_of(actor, action, case.subject))
            return self._keep(records, case, decide(case, act)).incident

    def _keep(self, records: Records, before: Case, decision: Decision) -> Case:
        after, entries = decision
        return records.keep_case(before, after, entries)

    def _case(self, records: Records, actor: Actor, number: str, version: int | None = None) -> Case:
        case = records.case(number)
        if not may_see(actor, case):
            raise unknown_incident(number)
        if version is not None and version != case.incident.version:
            raise self._stale(records, case)
        return case

    def _stale(self, records: Records, case: Case) -> Stale:
        incident = case.incident
        last = records.snapshot(incident.number, incident.version)
        if last is not None:
            by, at = last[1], last[2]
        elif case.steps:
            by, at = case.steps[-1].by, case.steps[-1].at
        else:
            by, at = incident.opened_by, incident.opened_at
        return Stale(
            N_("somebody was faster: {by} changed {number} at {at:%H:%M:%S}"), by=by, at=at, number=incident.number
        )

    def _posts(self, records: Records, actor: Actor, refs: Sequence[PostRef], action: Action) -> list[StoredPost]:
        """The posts asked for, each once, in that order, each checked for the right."""
        ids = [ref for ref in refs if isinstance(ref, int)]
        by_id = {post.id: post for post in records.posts_by_id(ids)} if ids else {}
        found: dict[int, StoredPost] = {}
        for ref in refs:
            post = by_id.get(ref) if isinstance(ref, int) else records.post(ref)
            if post is None or not actor.may(Action.SEE_POSTS, subject_of(post)):
                raise NotFound(N_("there is no post {key}"), key=str(ref))
            actor.must(action, subject_of(post))
            found[post.id] = post
        if not found:
            raise NotFound(N_("no posts were named"))
        return list(found.values())


def subject_of(post: StoredPost) -> Subject:
    """What rights are asked for at a post."""
    departments = frozenset({post.department} if post.department else ())
    return Subject(post.territory, departments, post.topic, post.restricted)


def subject_to_open(post: StoredPost, territory: str) -> Subject:
    """What the right to open an incident of a post is asked for: as the post stands, in the incident's territory.

    Not as the incident will stand: whoever sorts may name a restricted topic and lose sight of it.
    """
    return Subject(territory, topic=post.topic, restricted=post.restricted)


def may_see(actor: Actor, case: Case) -> bool:
    """May the actor know that the incident exists? The desk itself knows all; co-executors know of their part."""
    if actor == THE_DESK or actor.may(Action.SEE_INCIDENTS, case.subject):
        return True
    subject = responsible(case)
    named = (Subject(subject.territory, subject.departments, subject.topic, subject.restricted, helper.who)
             for helper in case.co_executors if helper.who == actor.login)  # fmt: skip
    return any(actor.may(Action.SEE_INCIDENTS, each) for each in named)


def right_of(actor: Actor, action: Action, subject: Subject) -> Right:
    """The capacity in which the actor may do it. Raises NotAllowed."""
    if actor == THE_DESK:
        return BY_THE_DESK
    actor.must(action, subject)
    grant = actor.grant_for(ALLOWED[action], subject)
    return Right(grant.role, grant.acts_for, grant) if grant else Right()


def unknown_incident(number: str) -> NotFound:
    """The same words for what is not there and for what this person may not know of."""
    return NotFound(N_("there is no incident {number}"), number=number)
