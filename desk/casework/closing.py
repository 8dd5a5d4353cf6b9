"""Doors of closing, reopening and undoing."""

from __future__ import annotations

from desk.casework.doors import Doors
from desk.decisions import closing, undoing
from desk.errors import N_, WrongMove
from desk.incidents import Incident, Outcome, ReopenReason
from desk.moves import Move
from desk.roles import Actor
from desk.rules import responsible, right_to


class Closing(Doors):
    """How an incident ends, and how it does not."""

    def close(self, actor: Actor, number: str, *, version: int | None = None) -> Incident:
        """Close an answered incident. Places published but not seen yet are seen by whoever closes.

        Not while a place waits for its answer or the answer was not found there, nor under a head's own control;
        with four eyes not by who answered.
        """
        return self._move(actor, number, Move.CLOSE, version, closing.closed)

    def close_without_answer(
        self,
        actor: Actor,
        number: str,
        outcome: Outcome = Outcome.NO_ANSWER_NEEDED,
        *,
        duplicate_of: str | None = None,
        reason: str | None = None,
        version: int | None = None,
    ) -> Incident:
        """Close an open one without answering: DUPLICATE (of which incident is required) or NO_ANSWER_NEEDED."""
        with self.store.writing() as records:
            case = self._case(records, actor, number, version)
            if duplicate_of is not None:
                self._case(records, actor, duplicate_of)
            act = self._act(actor, right_to(actor, Move.CLOSE_WITHOUT_ANSWER, responsible(case)))
            decision = closing.closed_without_answer(case, outcome, duplicate_of, reason, act)
            return self._keep(records, case, decision).incident

    def reopen(
        self,
        actor: Actor,
        number: str,
        reason: ReopenReason = ReopenReason.STILL_SO,
        *,
        version: int | None = None,
    ) -> Incident:
        """Take it up again: to the same department, or open where it had none. A new round of terms begins."""
        return self._move(actor, number, Move.REOPEN, version, lambda case, act: closing.reopened(case, reason, act))

    def undo(self, actor: Actor, number: str, *, version: int | None = None) -> Incident:
        """Take back the last move, within a minute and only by who made it; any but the opening.

        Of a merge the posts come back too. A split is taken back by merging.
        """
        with self.store.writing() as records:
            case = self._case(records, actor, number, version)
            kept = records.snapshot(number, case.incident.version)
            if kept is None:
                raise WrongMove(N_("there is nothing to undo"))
            before, by, at = kept
            act = self._act(actor, undoing.right_to_undo(actor, case, before, by))
            decision = undoing.undone(case, before, at, act)
            if case.incident.merged_into is not None and before.incident.merged_into is None:
                other = records.case(case.incident.merged_into)
                self._keep(records, other, undoing.unmerged(other, before, act))
            return self._keep(records, case, decision).incident
