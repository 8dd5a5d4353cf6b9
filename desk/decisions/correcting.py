"""Decisions about what a person says instead of the machine that read a post."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from desk.decisions.acts import Act
from desk.errors import N_, ConfigError, RuleError
from desk.journal import Entry
from desk.posts import StoredPost
from desk.readings import Correction, Reading, Trait, Urgency, corrected, must_be_value, value_of
from desk.sources import Source
from desk.standings import Standing, has_term, is_restricted_topic, may_move_term, standing
from desk.terms import TermKind, due_at

LONGEST_PLACE = 200


@dataclass(frozen=True)
class Change:
    """What a correction makes of its post; `due_at` counts while it waits in the queue, `is_back` brings it there.

    `restricted` None leaves that as it is.
    """

    correction: Correction
    restricted: bool | None
    due_at: datetime | None
    is_back: bool


def corrected_post(post: StoredPost, source: Source, trait: Trait, value: str, act: Act) -> tuple[Change, Entry] | None:
    """What changes, and the line of the journal; None where the newest word of a person is the same already.

    Raises RuleError for a value that cannot be.
    """
    topics = act.rules.topics
    value = " ".join(value.split())
    must_be_value(trait, value, (each.id for each in topics.values() if not each.retired))
    if len(value) > LONGEST_PLACE:
        raise RuleError(N_("the name of a place has at most {length} characters"), length=LONGEST_PLACE)
    said = [each.value for each in post.corrections if each.trait is trait]
    if said and said[-1] == value:
        return None
    was = value_of(corrected(post.reading or Reading(), post.corrections, topics.parents), trait)
    correction = Correction(trait, value, was if post.reading or said else "", act.actor.login, act.now)
    all_said = (*post.corrections, correction)
    restricted = is_restricted_topic(value, source.topic, topics.restricted) if trait is Trait.TOPIC else None
    stands = standing(post.reading, all_said, source.topic, is_held=post.restricted)
    is_back = post.is_aside_by_machine and has_term(stands.kind, stands.urgency) and value != was
    moves = is_back or not may_move_term([correction])
    change = Change(correction, restricted, _due_at(post, stands, act) if moves else post.due_at, is_back)
    # A place is free words that may lead to a resident: the journal keeps only that it changed.
    told = [act.digest(each) if each else "" for each in (was, value)] if trait is Trait.PLACE else [was, value]
    fields: dict[str, object] = {"trait": trait.value, "value": told}
    if is_back:
        fields["line"] = [post.line.value, "new"]
    return change, act.entry("correct", "post", str(post.post.key), fields)


def _due_at(post: StoredPost, stands: Standing, act: Act) -> datetime | None:
    if not has_term(stands.kind, stands.urgency):
        return None
    urgency = Urgency(stands.urgency or Urgency.ORDINARY)
    rule = act.rules.terms.rule(TermKind.RESIDENT, urgency, stands.topic)
    if rule is None:
        raise ConfigError(N_("the catalogue of terms gives no resident's term"))
    return due_at(rule, post.post.published_at, act.rules.calendar)
