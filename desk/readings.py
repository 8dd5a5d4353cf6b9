"""What a text was understood as, why, and what a person corrected in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from desk.errors import N_, RuleError
from desk.terms import Urgency as Urgency


class Tongue(StrEnum):
    """What a text is written in; Kazakh in Latin letters is Kazakh."""

    KAZAKH = "kk"
    RUSSIAN = "ru"
    MIXED = "mixed"
    OTHER = "other"


class Kind(StrEnum):
    """What somebody does by writing."""

    COMPLAINT = "complaint"
    QUESTION = "question"
    PROPOSAL = "proposal"
    THANKS = "thanks"
    NEWS = "news"
    MEDIA_CRITICISM = "media-criticism"
    RUMOUR = "rumour"
    ANSWER_COMPLAINT = "answer-complaint"
    SPAM = "spam"
    CHATTER = "chatter"
    AGREEMENT = "agreement"


class Tone(StrEnum):
    """How a text stands towards its matter: a property of the text, never summed by author."""

    NEGATIVE = "negative"
    NEUTRAL = "neutral"
    POSITIVE = "positive"


class PlaceKind(StrEnum):
    """What sort of place a text names."""

    TERRITORY = "territory"
    STREET = "street"
    MICRODISTRICT = "microdistrict"
    HOUSE = "house"
    VILLAGE = "village"
    LANDMARK = "landmark"


class PersonalKind(StrEnum):
    """What sort of personal data a piece of a text is."""

    PHONE = "phone"
    IIN = "iin"
    CARD = "card"
    EMAIL = "email"
    PLATE = "plate"
    DOCUMENT = "document"
    FLAT = "flat"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class TopicFound:
    """A topic a text may be about: its score from 0 to 1 and the words, as they stand in the text, that spoke for it.

    `group` is the topic's group; of a group itself its own id.
    """

    id: str
    group: str
    score: float
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlaceFound:
    """A place that a text names: by its official name where a list knows it (with KATO's code where it has one), else
    as it was written. `start` and `end` count code points; both are 0 where the source, not the text, says it."""

    kind: PlaceKind
    name: str
    kato: str | None = None
    words: tuple[str, ...] = ()
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class PersonalFound:
    """A piece of a text that says who or how to reach a person, in code points."""

    kind: PersonalKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What the machine understood of one text, with its evidence: words as they stand in the text.

    `office_words` name the akimat, its people or the powers of the place. `confidence` (0 to 1) is that of the
    language, `kind_confidence` that of the kind.
    `urgency_reason` is the slug of the rule that spoke (`open-manhole`), '' for an ordinary text. `topics` and `places`
    come best first. `topics_by` says who found the topics: `rules`, or a model's version; `topic_is_sure` says that the
    first may stand as a tag by itself, else the first two are offered. `version` names everything that the result
    depends on (analyser, rules, catalogues, model): equal versions read alike.
    """

    language: Tongue = Tongue.OTHER
    confidence: float = 0.0
    kind: Kind = Kind.CHATTER
    kind_confidence: float = 0.0
    kind_words: tuple[str, ...] = ()
    topics: tuple[TopicFound, ...] = ()
    topics_by: str = "rules"
    topic_is_sure: bool = False
    places: tuple[PlaceFound, ...] = ()
    tone: Tone = Tone.NEUTRAL
    tone_words: tuple[str, ...] = ()
    rude_words: tuple[str, ...] = ()
    office_words: tuple[str, ...] = ()
    urgency: Urgency = Urgency.ORDINARY
    urgency_reason: str = ""
    urgency_words: tuple[str, ...] = ()
    personal_data: tuple[PersonalFound, ...] = ()
    version: str = ""

    @property
    def topic(self) -> str | None:
        """The likeliest topic, None where nothing spoke for any."""
        return self.topics[0].id if self.topics else None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known of a text besides its words: weaker evidence than they are.

    `territory`, `topic`, `department` are its source's. `place_title` is the chat's or page's name. `answers_office`
    says that it replies to a post of the akimat.
    """

    territory: str = ""
    topic: str | None = None
    department: str | None = None
    network: str = ""
    place_title: str | None = None
    official: bool = False
    is_reply: bool = False
    answers_office: bool = False


NOWHERE = Surroundings()


class Reader(Protocol):
    """Reads texts. The same text, surroundings and version give the same reading in every process."""

    @property
    def version(self) -> str:
        """What every reading it makes is marked with."""

    def read(self, text: str, around: Surroundings = NOWHERE) -> Reading:
        """Never raises; takes time that is linear in the length of the text."""


class Trait(StrEnum):
    """What of a reading a person may correct."""

    LANGUAGE = "language"
    KIND = "kind"
    TONE = "tone"
    TOPIC = "topic"
    PLACE = "place"
    URGENCY = "urgency"


_VALUES: Mapping[Trait, type[StrEnum]] = {
    Trait.LANGUAGE: Tongue,
    Trait.KIND: Kind,
    Trait.TONE: Tone,
    Trait.URGENCY: Urgency,
}
"""Traits whose values are slugs of ours; a topic is one of the catalogue, a place is free words ('' says: none)."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person said instead of the machine. The newest of a trait holds, and no reading overwrites it.

    `value` is a slug, a topic's id or a place's name; `was` what stood there; equal ones confirm the machine.
    """

    trait: Trait
    value: str
    was: str
    by: str
    at: datetime


def must_be_value(trait: Trait, value: str, topics: Iterable[str]) -> None:
    """Raises RuleError unless `value` may stand for the trait; `topics` are the ids of the catalogue."""
    known = {str(each) for each in _VALUES[trait]} if trait in _VALUES else set(topics)
    if trait is not Trait.PLACE and value not in known and not (trait is Trait.TOPIC and value == ""):
        raise RuleError(N_("“{value}” is no {trait}"), value=value, trait=trait)


def value_of(reading: Reading, trait: Trait) -> str:
    """What the reading says of a trait, as a correction would write it."""
    if trait is Trait.TOPIC:
        return reading.topic or ""
    if trait is Trait.PLACE:
        return reading.places[0].name if reading.places else ""
    return str(getattr(reading, trait))


def corrected(reading: Reading, corrections: Sequence[Correction], groups: Mapping[str, str | None]) -> Reading:
    """The reading as people left it: oldest correction first in `corrections`, the newest of a trait holds.

    `groups` gives each topic's parent. A corrected topic or place stands first with score 1; '' leaves none.
    """
    for trait, value in {each.trait: each.value for each in corrections}.items():
        if trait in _VALUES:
            reading = replace(reading, **{str(trait): _VALUES[trait](value)})  # type: ignore[arg-type]
        elif trait is Trait.TOPIC:
            others = tuple(each for each in reading.topics if each.id != value)
            said = (TopicFound(value, groups.get(value) or value, 1.0),)
            reading = replace(reading, topics=(*said, *others) if value else (), topic_is_sure=True)
        else:
            rest = tuple(each for each in reading.places if each.name != value)
            known = next((each for each in reading.places if each.name == value), PlaceFound(PlaceKind.LANDMARK, value))
            reading = replace(reading, places=(known, *rest) if value else ())
    return reading


@dataclass(frozen=True)
class TopicModelKept:
    """A model of topics as the store keeps it: plain numbers, and the figures it was chosen by."""

    version: str
    made_at: datetime
    body: Mapping[str, Any]
    figures: Mapping[str, Any] = field(default_factory=dict)
