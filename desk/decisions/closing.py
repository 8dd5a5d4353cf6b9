"""Decisions about ends: closing, closing without an answer, reopening."""

from __future__ import annotations

from dataclasses import replace

from desk.decisions.acts import Act, Decision, must_say
from desk.errors import N_, NotAllowed, WrongMove
from desk.incidents import AnswerPlace, Case, Outcome, PlaceState, ReopenReason, State
from desk.moves import Move
from desk.rules import BY_THE_DESK, Rules

REACHED = frozenset({PlaceState.SEEN, PlaceState.TOLD})
"""The people of this place have their answer: it was seen there, or told."""
UNREACHED = frozenset({PlaceState.TO_PUBLISH, PlaceState.NOT_FOUND})
"""The people of this place do not have their answer, whatever was ticked."""
WITHOUT_ANSWER = frozenset({Outcome.DUPLICATE, Outcome.NO_ANSWER_NEEDED})


def closed(case: Case, act: Act) -> Decision:
    """Close an answered incident; a person who closes it has seen the answers that stand published."""
    must_be_free_of_control(case)
    must_be_another_person(case, act)
    by_desk = act.right == BY_THE_DESK
    waiting = [place for place in case.places if place.state in UNREACHED or (by_desk and place.state not in REACHED)]
    if waiting:
        raise WrongMove(N_("the answer has not reached every place yet ({count} left)"), count=len(waiting))
    places = tuple(_seen(place, act) for place in case.places)
    return act.moved(case, Move.CLOSE, State.CLOSED, parts={"places": places}, closed_at=act.now)


def is_done(case: Case) -> bool:
    """May the desk itself close it: answered, seen or told everywhere, under nobody's own control?"""
    incident = case.incident
    return (
        incident.state is State.ANSWERED
        and incident.own_control is None
        and all(place.state in REACHED for place in case.places)
    )


def closed_without_answer(
    case: Case, outcome: Outcome, duplicate_of: str | None, reason: str | None, act: Act
) -> Decision:
    """Close an open one that needs no answer of its own."""
    if outcome not in WITHOUT_ANSWER:
        raise WrongMove(N_("“{outcome}” needs an answer"), outcome=outcome.value)
    if outcome is Outcome.DUPLICATE:
        must_say(duplicate_of, "duplicate_of")
        if duplicate_of == case.incident.number:
            raise WrongMove(N_("an incident cannot be a duplicate of itself"))
    must_be_free_of_control(case)
    must_be_another_person(case, act)
    return act.moved(
        case,
        Move.CLOSE_WITHOUT_ANSWER,
        State.CLOSED,
        outcome=outcome,
        duplicate_of=duplicate_of if outcome is Outcome.DUPLICATE else None,
        outcome_note=reason,
        promised_on=None,
        whose=None,
        waiting_until=None,
        closed_at=act.now,
    )


def reopened(case: Case, reason: ReopenReason, act: Act) -> Decision:
    """Take it up again. Every place will need the new answer; what was told there stays readable until then."""
    places = tuple(replace(place, state=PlaceState.TO_PUBLISH) for place in case.places)
    return act.moved(
        case,
        Move.REOPEN,
        State.ASSIGNED if case.incident.department else State.OPEN,
        parts={"places": places, "answers": tuple(replace(each, withdrawn=True) for each in case.answers)},
        more={"reason": reason.value},
        reopenings=case.incident.reopenings + 1,
        closed_at=None,
        interim_on=None,
        waiting_until=None,
        **NO_OUTCOME,
    )


NO_OUTCOME = {"outcome": None, "outcome_note": None, "promised_on": None, "whose": None, "duplicate_of": None}
"""What an incident has before anybody ended it."""


def must_be_free_of_control(case: Case) -> None:
    """Raise WrongMove while a head keeps the incident under the own control."""
    if case.incident.own_control is not None:
        raise WrongMove(
            N_("{number} stands under the own control of {head}, who must lift it first"),
            number=case.incident.number,
            head=case.incident.own_control,
        )


def must_be_another_person(case: Case, act: Act) -> None:
    """With four eyes: raise NotAllowed for whoever works or answered on it."""
    if not may_judge(case, act.actor.login, act.rules):
        raise NotAllowed(N_("{name} answered this: another person must look at it"), name=act.actor.name)


def may_judge(case: Case, login: str, rules: Rules) -> bool:
    """May this person accept or close it? With four eyes not who works or answered on it."""
    own = {case.incident.assignee, *(answer.by for answer in case.answers if not answer.withdrawn)}
    return not (rules.four_eyes and login in own)


def _seen(place: AnswerPlace, act: Act) -> AnswerPlace:
    if place.state is not PlaceState.PUBLISHED:
        return place
    return replace(place, state=PlaceState.SEEN, by=act.actor.login, at=act.now)
