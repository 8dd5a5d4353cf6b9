"""What a text is understood as: its words are read once, and every part of a reading looks at the same words."""

from __future__ import annotations

import hashlib
from typing import Protocol

from desk.queries import Words
from desk.readings import NOWHERE, PersonalFound, PlaceFound, Reading, Surroundings, TopicFound
from desk.urgencies import UrgencyRules
from language.cues import Cues
from language.kind_weights import WEIGHTS
from language.kinds import manner_of
from language.manner_words import MANNERS, SHAPES
from language.tongues import heard
from language.urgencies import NOT_NOW, table_of, urgency_of
from language.words import analyser_version, words

READ_POINTS = 6_000
"""Code points that are read for language, kind, topics and places: longer than any message of a messenger, and what
bounds the time of the worst text. Personal data are looked for in the whole of it."""


class TopicsPart(Protocol):
    """Finds what a text is about. Never raises; linear in the text."""

    @property
    def version(self) -> str:
        """Names everything that its findings depend on."""

    @property
    def by(self) -> str:
        """Who finds: `rules`, or the version of a model."""

    def read(self, text: str, found: Words, around: Surroundings) -> tuple[TopicFound, ...]:
        """The likeliest first."""

    def is_sure(self, topics: tuple[TopicFound, ...]) -> bool:
        """May the first of these stand as a tag by itself?"""


class PlacesPart(Protocol):
    """Finds the places that a text names. Never raises; linear in the text."""

    @property
    def version(self) -> str:
        """Names everything that its findings depend on."""

    def read(self, text: str, found: Words, around: Surroundings) -> tuple[PlaceFound, ...]:
        """The surest first."""


class PersonalPart(Protocol):
    """Finds who or how to reach a person. Never raises; linear in the text."""

    @property
    def version(self) -> str:
        """Names everything that its findings depend on."""

    def read(self, text: str) -> tuple[PersonalFound, ...]:
        """In the order of the text."""


class TextReader:
    """A :class:`~desk.readings.Reader` made of parts; what has no part stays unknown. Safe for many threads."""

    def __init__(
        self,
        *,
        urgencies: UrgencyRules | None = None,
        topics: TopicsPart | None = None,
        places: PlacesPart | None = None,
        personal: PersonalPart | None = None,
    ) -> None:
        self._topics = topics
        self._places = places
        self._personal = personal
        self._urgencies = urgencies or UrgencyRules()
        dangers = table_of(self._urgencies)
        self._cues = Cues(MANNERS, NOT_NOW, dangers, shapes=SHAPES)
        parts = [
            _MANNERS,
            repr(list(self._urgencies.values())),
            *(part.version if part is not None else "" for part in (topics, places, personal)),
        ]
        self._version = f"{analyser_version()}.{digest_of(parts)}"

    @property
    def version(self) -> str:
        """The analyser's version and a digest of the rules, catalogues and model of all parts."""
        return self._version

    def matter(self, text: str, found: Words, around: Surroundings = NOWHERE) -> Reading:
        """Topics and places alone, by `found`, the words of `text`: to compare readers for a fraction of the time."""
        return Reading(
            topics=self._topics.read(text, found, around) if self._topics else (),
            places=self._places.read(text, found, around) if self._places else (),
            version=self._version,
        )

    def read(self, text: str, around: Surroundings = NOWHERE) -> Reading:
        """The reading of `text`. Never raises."""
        head = text if len(text) <= READ_POINTS else text[:READ_POINTS]
        found = words(head)
        verdict = heard(found)
        signs = self._cues.signs(head, found, verdict.tongue)
        topics = self._topics.read(head, found, around) if self._topics else ()
        places = self._places.read(head, found, around) if self._places else ()
        manner = manner_of(head, found, signs, topics, places, around)
        alarm = urgency_of(head, found, signs, self._urgencies, topics, manner.kind)
        return Reading(
            language=verdict.tongue,
            confidence=verdict.confidence,
            kind=manner.kind,
            kind_confidence=manner.confidence,
            kind_words=manner.words,
            topics=topics,
            topics_by=self._topics.by if self._topics else "rules",
            topic_is_sure=self._topics.is_sure(topics) if self._topics else False,
            places=places,
            tone=manner.tone,
            tone_words=manner.tone_words,
            rude_words=manner.rude_words,
            office_words=manner.office_words,
            urgency=alarm.level,
            urgency_reason=alarm.reason,
            urgency_words=alarm.words,
            personal_data=self._personal.read(text) if self._personal else (),
            version=self._version,
        )


def digest_of(parts: list[str]) -> str:
    """Twelve hexadecimal digits that differ whenever a part does."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:12]


_MANNERS = repr((MANNERS, SHAPES, WEIGHTS, NOT_NOW))
