"""A machine sets aside what is plainly nobody's matter, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desk.posts import SetAsideReason
from desk.readings import Kind, PlaceFound, PlaceKind, Reading, Tone, TopicFound, Urgency
from desk.sortings import set_aside_by_machine

SPAM = Reading(kind=Kind.SPAM, kind_confidence=0.97)


def aside(reading: Reading, *, official: bool = False, has_media: bool = False) -> SetAsideReason | None:
    return set_aside_by_machine(reading, official=official, has_media=has_media)


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (Kind.SPAM, SetAsideReason.ADVERTISING),
        (Kind.CHATTER, SetAsideReason.CHATTER),
        (Kind.AGREEMENT, SetAsideReason.CHATTER),
        (Kind.NEWS, SetAsideReason.NEWS),
    ],
)
def test_what_is_plainly_no_matter_is_set_aside_with_its_reason(kind, reason):
    assert aside(replace(SPAM, kind=kind)) is reason


@pytest.mark.parametrize("kind", sorted(set(Kind) - {Kind.SPAM, Kind.CHATTER, Kind.AGREEMENT, Kind.NEWS}))
def test_what_somebody_wants_is_left_to_people(kind):
    assert aside(replace(SPAM, kind=kind, kind_confidence=1.0)) is None


@pytest.mark.parametrize(
    "change",
    [
        {"kind_confidence": 0.8},
        {"topics": (TopicFound("water", "utilities", 0.5),)},
        {"places": (PlaceFound(PlaceKind.STREET, "Абай көшесі", start=3, end=8),)},
        {"urgency": Urgency.URGENT},
        {"urgency": Urgency.DANGER},
        {"rude_words": ("дебилы",)},
        {"tone": Tone.NEGATIVE},
        {"kind": Kind.NEWS, "office_words": ("акимат",)},
        {"kind": Kind.NEWS, "tone": Tone.NEGATIVE, "office_words": ("акимат",)},
    ],
)
def test_what_may_be_about_something_is_left_to_people(change):
    assert aside(SPAM) is not None
    assert aside(replace(SPAM, **change)) is None


def test_a_picture_and_our_own_post_are_left_to_people():
    assert aside(SPAM, has_media=True) is None
    assert aside(SPAM, official=True) is None


def test_a_faint_topic_keeps_no_advertisement_in_the_queue():
    assert aside(replace(SPAM, topics=(TopicFound("water", "utilities", 0.2),))) is SetAsideReason.ADVERTISING
