"""What people say of a text stands above what the machine read."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from desk.errors import RuleError
from desk.readings import (
    Correction,
    Kind,
    PlaceFound,
    PlaceKind,
    Reading,
    TopicFound,
    Trait,
    corrected,
    must_be_value,
    value_of,
)

AT = datetime(2026, 11, 24, tzinfo=UTC)
READ = Reading(
    kind=Kind.COMPLAINT,
    topics=(TopicFound("water", "utilities", 0.8, ("су",)), TopicFound("potholes", "roads", 0.3)),
    places=(PlaceFound(PlaceKind.STREET, "Абай көшесі", words=("Абай", "көшесі")),),
)
GROUPS = {"water": "utilities", "potholes": "roads", "utilities": None, "roads": None}


def said(trait: Trait, value: str) -> Correction:
    return Correction(trait, value, value_of(READ, trait), "aigul", AT)


def test_a_corrected_topic_stands_first_and_the_machines_stay_behind_it() -> None:
    read = corrected(READ, [said(Trait.TOPIC, "potholes")], GROUPS)

    assert [(each.id, each.group, each.score) for each in read.topics] == [
        ("potholes", "roads", 1.0),
        ("water", "utilities", 0.8),
    ]


def test_the_newest_correction_of_a_trait_holds() -> None:
    read = corrected(READ, [said(Trait.KIND, "thanks"), said(Trait.KIND, "question")], GROUPS)

    assert read.kind is Kind.QUESTION


def test_a_person_can_say_that_there_is_no_topic_and_no_place() -> None:
    read = corrected(READ, [said(Trait.TOPIC, ""), said(Trait.PLACE, "")], GROUPS)

    assert read.topic is None
    assert read.places == ()


def test_a_place_that_was_read_keeps_its_evidence_when_a_person_confirms_it() -> None:
    assert corrected(READ, [said(Trait.PLACE, "Абай көшесі")], GROUPS).places == READ.places


@pytest.mark.parametrize(("trait", "value"), [(Trait.KIND, "rant"), (Trait.TOPIC, "dragons"), (Trait.URGENCY, "")])
def test_only_known_values_may_stand_for_a_trait(trait: Trait, value: str) -> None:
    with pytest.raises(RuleError):
        must_be_value(trait, value, GROUPS)
