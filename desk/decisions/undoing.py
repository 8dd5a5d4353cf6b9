"""Decisions about taking back the last move: within a minute, by who made it, to the state before."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from desk.decisions.acts import Act, Decision
from desk.decisions.gathering import BY_HAND, without_posts
from desk.errors import N_, NotAllowed, WrongMove
from desk.incidents import Case
from desk.moves import MOVES, Move
from desk.roles import Actor
from desk.rules import Right, responsible

WITHIN = timedelta(minutes=1)


def right_to_undo(actor: Actor, case: Case, before: Case, by: str) -> Right:
    """Whoever made the last move may take it back, in the role in which it was made. Raises NotAllowed.

    The move may have taken the incident out of the own reach (not ours), so the right is asked for where it was.
    """
    if actor.login != by:
        raise NotAllowed(N_("only {by} can undo this"), by=by)
    for subject in (responsible(before), responsible(case)):
        grant = actor.grant_for(MOVES[Move.UNDO].roles, subject)
        if grant is not None:
            return Right(grant.role, grant.acts_for, grant)
    raise NotAllowed(N_("{name} may not do this here ({action})"), name=actor.name, action=Move.UNDO.value)


def undone(case: Case, before: Case, at: datetime, act: Act) -> Decision:
    """The incident as it was before its last change, which must have been a move of at most a minute ago."""
    incident, old = case.incident, before.incident
    last = case.steps[-1] if case.steps else None
    if last is None or last.at != at or last.move == Move.UNDO:
        raise WrongMove(N_("the last change cannot be undone"))
    if act.now - at > WITHIN:
        raise WrongMove(N_("it can be undone within a minute only"))
    fields = {
        name: getattr(old, name)
        for name in old.__dataclass_fields__
        if name not in {"id", "number", "version", "state", "state_at", "tags"}
    }
    parts = {
        "members": before.members,
        "answers": before.answers,
        "places": before.places,
        "co_executors": before.co_executors,
        "extensions": before.extensions,
    }
    after, entries = act.moved(case, Move.UNDO, old.state, parts=parts, more={"undone": last.move}, **fields)
    # Terms and lists look at since when it stands so: the undone move is to leave no trace there.
    after = replace(after, incident=replace(after.incident, state_at=old.state_at))
    if incident.state == old.state and after.incident == incident:
        raise WrongMove(N_("the last change cannot be undone"))
    return after, entries


def unmerged(other: Case, back: Case, act: Act) -> Decision:
    """What becomes of the incident that had been merged into: the posts go back where they came from."""
    returning = {member.post_id for member in back.present}
    if not returning.issubset({member.post_id for member in other.present}):
        raise WrongMove(N_("its posts have moved on: it cannot be undone"))
    after, gone = without_posts(other, returning, act.now)
    places = after.places
    if any(place.where == BY_HAND for place in back.places) and other.members:
        places = tuple(place for place in places if place.where != BY_HAND)
    counts = {"posts": after.incident.posts, "people": after.incident.people}
    more = {"left": [str(member.key) for member in gone], "unmerged": back.incident.number}
    return act.touched(other, "leave", parts={"members": after.members, "places": places}, more=more, **counts)
