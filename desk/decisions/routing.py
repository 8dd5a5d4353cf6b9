"""Decisions about whose an incident is: assigning, reassigning, taking up, handing back."""

from __future__ import annotations

from desk.decisions.acts import Act, Decision, must_say
from desk.errors import N_, NotAllowed, NotFound, WrongMove
from desk.incidents import Case, State
from desk.moves import Move
from desk.roles import Role
from desk.rules import must_move


def assigned(case: Case, department: str, assignee: str | None, act: Act) -> Decision:
    """Give it to a department, perhaps to a person; the interim term and a question's answer stay with it."""
    incident = case.incident
    move = Move.ASSIGN if incident.state is State.OPEN else Move.REASSIGN
    must_suit(case, department, act)
    _must_stay_inside(department, act)
    must_move(move, incident)
    if move is Move.REASSIGN and (department, assignee) == (incident.department, incident.assignee):
        raise WrongMove(N_("nothing would change: it is theirs already"))
    if move is Move.ASSIGN:
        return act.moved(
            case,
            move,
            State.ASSIGNED,
            department=department,
            assignee=assignee,
            whose=None,
            outcome_note=None,
        )
    return act.moved(case, move, State.ASSIGNED, department=department, assignee=assignee, waiting_until=None)


def taken_up(case: Case, act: Act) -> Decision:
    """Begin the work; whoever does it becomes its assignee where it has none."""
    assignee = case.incident.assignee or act.actor.login
    return act.moved(case, Move.TAKE_UP, State.IN_WORK, assignee=assignee)


def not_ours(case: Case, proposed: str, reason: str, act: Act) -> Decision:
    """Hand it back: nobody's again, with the owner that is proposed and the reason, until it is assigned."""
    return act.moved(
        case,
        Move.NOT_OURS,
        State.OPEN,
        department=None,
        assignee=None,
        not_ours=case.incident.not_ours + 1,
        whose=must_say(proposed, "proposed"),
        outcome_note=must_say(reason, "reason"),
        waiting_until=None,
    )


def must_suit(case: Case, department: str, act: Act) -> None:
    """Raise NotFound for an unknown department, WrongMove where the complaint would reach whom it is about."""
    if department not in act.rules.departments:
        raise NotFound(N_("there is no department {department}"), department=department)
    if act.rules.departments[department].retired and department != case.incident.department:
        raise WrongMove(N_("the department {department} is retired: it gets no more work"), department=department)
    must_not_reach_complained_of(department, case.incident.complained_of, case.incident.restricted, act)


def must_not_reach_complained_of(department: str | None, complained_of: str | None, restricted: bool, act: Act) -> None:
    """Raise WrongMove where a complaint on a restricted topic would reach whom it is about."""
    if restricted and act.rules.is_complained_of(department, complained_of):
        raise WrongMove(
            N_("this complaint is about {department}: it cannot be given to them"), department=complained_of
        )


def _must_stay_inside(department: str, act: Act) -> None:
    grant = act.right.grant
    if grant is None or grant.role is not Role.HEAD_OF_DEPARTMENT or grant.departments is None:
        return
    if department not in grant.departments:
        raise NotAllowed(
            N_("{name} hands on inside the own department only"), name=act.actor.name, department=department
        )
