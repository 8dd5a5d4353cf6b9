"""Who reads a post with its personal data, and who reads it with them covered."""

from __future__ import annotations

from desk.casework.doors import subject_of
from desk.moves import OPEN_STATES
from desk.people import Mask
from desk.posts import StoredPost
from desk.roles import Action, Actor


def may_read_whole(actor: Actor, stored: StoredPost) -> bool:
    """May the actor see it whole in any list? Who sorts posts may, until their matter is closed; what the akimat itself
    published has no secrets; the operator holds the database.

    On the page of an incident those who may know its authors read its posts whole: that look is in the journal.
    """
    if actor.is_console or stored.post.official:
        return True
    is_at_work = stored.incident_state is None or stored.incident_state in OPEN_STATES
    return is_at_work and actor.may(Action.SEE_PERSONAL, subject_of(stored))


def told(mask: Mask, actor: Actor, stored: StoredPost, *, is_disclosed: bool = False) -> str:
    """The text as this person may see it. `is_disclosed`: the look at its author stands in the journal."""
    return stored.post.text if is_disclosed or may_read_whole(actor, stored) else mask.cover(stored.post.text)
