"""What a machine may set aside by itself: only what is plainly nobody's matter, and never out of sight."""

from __future__ import annotations

from collections.abc import Mapping

from desk.posts import BY_MACHINE as BY_MACHINE
from desk.posts import SetAsideReason
from desk.readings import Kind, Reading, Tone
from desk.terms import Urgency

ASIDE: Mapping[Kind, tuple[SetAsideReason, float]] = {
    Kind.SPAM: (SetAsideReason.ADVERTISING, 0.9),
    Kind.CHATTER: (SetAsideReason.CHATTER, 0.85),
    Kind.AGREEMENT: (SetAsideReason.CHATTER, 0.85),
    Kind.NEWS: (SetAsideReason.NEWS, 0.95),
}
"""Kinds that a machine may set aside, why, and how sure of the kind it must be. Thanks are for people: few, and
worth an answer."""

ABOUT = 0.5
"""The score from which a topic says that something is the matter; faint ones are found in nearly every text."""


def set_aside_by_machine(reading: Reading, *, official: bool, has_media: bool) -> SetAsideReason | None:
    """Why this post may be set aside without a person; None where a person must look.

    A person looks at whatever may be about something: a topic that is not faint, a place, urgency or danger, rough
    words, a picture; at whatever names our office with a bad word or in the news; at all that is less than sure; at our
    own posts.
    """
    reason, sure = ASIDE.get(reading.kind, (None, 1.0))
    if reason is None or official or has_media or reading.kind_confidence < sure:
        return None
    is_about_topic = bool(reading.topics) and reading.topics[0].score >= ABOUT
    is_about_something = is_about_topic or any(each.end for each in reading.places) or bool(reading.rude_words)
    is_urgent = reading.urgency is not Urgency.ORDINARY
    names_office = bool(reading.office_words) and (reading.kind is Kind.NEWS or reading.tone is Tone.NEGATIVE)
    is_bad = reading.tone is Tone.NEGATIVE
    return None if is_about_something or is_urgent or names_office or is_bad else reason
