"""Doors of routing: to which department and person an incident goes, and what they say to that."""

from __future__ import annotations

from desk.casework.doors import Doors
from desk.decisions import routing
from desk.errors import N_, WrongMove
from desk.incidents import Incident, State
from desk.moves import Move
from desk.roles import Actor
from desk.rules import responsible, right_to


class Routing(Doors):
    """Assigning, taking up, handing back."""

    def assign(
        self,
        actor: Actor,
        number: str,
        department: str | None,
        assignee: str | None = None,
        *,
        version: int | None = None,
    ) -> Incident:
        """Give an incident to a department, perhaps to a person: ASSIGN from open, else REASSIGN.

        A head of department hands on inside the own subtree only. None keeps the department it has (WrongMove where
        it has none). Never to the department complained of. An interim term stays.
        """
        with self.store.writing() as records:
            case = self._case(records, actor, number, version)
            to = department or case.incident.department
            if to is None:
                raise WrongMove(N_("say to which department it goes"))
            move = Move.ASSIGN if case.incident.state is State.OPEN else Move.REASSIGN
            act = self._act(actor, right_to(actor, move, responsible(case)))
            if assignee is not None and records.user(assignee).disabled:
                raise WrongMove(N_("the user {login} is disabled"), login=assignee)
            return self._keep(records, case, routing.assigned(case, to, assignee, act)).incident

    def take_up(self, actor: Actor, number: str, *, version: int | None = None) -> Incident:
        """Begin the work: who takes it up becomes its assignee where it has none."""
        return self._move(actor, number, Move.TAKE_UP, version, routing.taken_up)

    def not_ours(
        self, actor: Actor, number: str, proposed: str, reason: str, *, version: int | None = None
    ) -> Incident:
        """Hand it back to the coordinator: `proposed` says whose it is (department or words), `reason` why."""
        return self._move(
            actor, number, Move.NOT_OURS, version, lambda case, act: routing.not_ours(case, proposed, reason, act)
        )
