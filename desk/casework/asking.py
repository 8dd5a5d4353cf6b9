"""Doors of asking the resident: the question, its publication, and going on when they wrote or the days are over."""

from __future__ import annotations

from collections.abc import Sequence

from desk.casework.doors import Doors
from desk.decisions import asking
from desk.incidents import Incident, State
from desk.moves import Move
from desk.ports import Records
from desk.posts import StoredPost
from desk.queries import IncidentFilter, PostFilter
from desk.roles import THE_DESK, Action, Actor, Scope
from desk.rules import BY_THE_DESK, must_lead

MANY = 200
"""How many things are read at once."""


class Asking(Doors):
    """While a question waits for the resident, terms stand still."""

    def ask(
        self, actor: Actor, number: str, text: str, language: str = "ru", *, version: int | None = None
    ) -> Incident:
        """Ask the resident. The terms stand still until they write, at most the catalogue's days.

        The press office's own question counts as published; an executor's is published by `put_out`.
        """
        return self._move(actor, number, Move.ASK, version, lambda case, act: asking.asked(case, text, language, act))

    def put_out(
        self,
        actor: Actor,
        number: str,
        ordinal: int,
        *,
        text: str | None = None,
        language: str | None = None,
        version: int | None = None,
    ) -> Incident:
        """Record that a question or an interim answer was published, as it is or in the press office's words."""
        return self._change(
            actor, number, Action.PUT_OUT, version, lambda case, act: asking.put_out(case, ordinal, text, language, act)
        )

    def resume(self, actor: Actor, number: str, *, version: int | None = None) -> Incident:
        """Go on with an incident that waited: the desk itself does it, nobody else."""
        return self._move(actor, number, Move.RESUME, version, asking.resumed)

    def resident_wrote(self, post: StoredPost) -> list[str]:
        """Resume the incidents that wait for this author in this place. Returns their numbers."""
        author = post.post.author_id or post.post.author_name
        if author is None or post.post.official:
            return []
        with self.store.writing() as records:
            waiting = numbers_in(records, State.WAITING)
            return [number for number in waiting if self._resume_for(records, number, [post])]

    def _resume_if_written(self, records: Records, number: str) -> bool:
        """Resume the incident when one of its authors wrote in one of its places since the question."""
        case = records.case(number)
        since = case.incident.state_at
        places = {member.where for member in case.present}
        posts = [
            post
            for network, place, thread in sorted(places, key=str)
            for post in records.posts(
                PostFilter(place=(network, place), thread=thread, since=since), Scope.everything(), limit=MANY
            ).items
        ]
        return self._resume_for(records, number, posts)

    def _resume_for(self, records: Records, number: str, posts: Sequence[StoredPost]) -> bool:
        case = records.case(number)
        if case.incident.state is not State.WAITING or not asking.is_reply(case, posts):
            return False
        must_lead(Move.RESUME, case.incident.state)
        self._keep(records, case, asking.resumed(case, self._act(THE_DESK, BY_THE_DESK)))
        return True


def numbers_in(records: Records, state: State) -> list[str]:
    """The numbers of all incidents in a state, the newest first."""
    found: list[str] = []
    after: str | None = None
    while True:
        page = records.incidents(IncidentFilter(states=frozenset({state})), Scope.everything(), limit=MANY, after=after)
        found += [incident.number for incident in page.items]
        after = page.after
        if after is None:
            return found
