"""Decisions about looking at who wrote something: when a reason is needed, and what the journal says."""

from __future__ import annotations

from desk.decisions.acts import Act, must_say
from desk.errors import N_, NotFound
from desk.incidents import Case
from desk.journal import Entry
from desk.moves import OPEN_STATES
from desk.posts import PostKey
from desk.roles import Actor, Role

WORKING = frozenset({
    Role.PRESS_OFFICE, Role.COORDINATOR, Role.HEAD_OF_DEPARTMENT, Role.EXECUTOR, Role.CONTROLLER,
})  # fmt: skip
"""Those who work incidents; the others look at them, and say why."""


def needs_reason(actor: Actor, case: Case) -> bool:
    """Must the actor say why? Not who works on it while it is open."""
    return case.incident.state not in OPEN_STATES or actor.grant_for(WORKING, case.subject) is None


def looked(kind: str, key: str, reason: str | None, must_be_said: bool, act: Act) -> Entry:
    """The line of the journal; raises WrongMove when the reason is missing."""
    if must_be_said:
        must_say(reason, "reason")
    return act.entry("look", kind, key, {"reason": reason.strip()} if reason and reason.strip() else {})


def unknown_post(post: PostKey | int) -> NotFound:
    """The same words for what is not there and for what this person may not know of."""
    return NotFound(N_("there is no post {key}"), key=str(post))
