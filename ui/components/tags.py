"""What was read of a post as quiet tags: few, each correctable, and whether a machine or a person says it."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from desk.errors import N_
from desk.posts import StoredPost
from desk.readings import Correction, Kind, PlaceFound, PlaceKind, Reading, Tone, Tongue, Trait, corrected
from desk.roles import Action
from desk.standings import WITH_TERM
from desk.terms import Urgency
from ui.components import persons
from ui.components.badges import SIGNS, URGENCIES
from ui.components.finding import subject_of
from ui.components.residents import one_line
from ui.session import Seat

MOST = 5
"""Tags of a card; the rest stands behind "Why?"."""
WORDS = 4
"""Words of evidence that a card brings along."""
OTHERS = 3
"""Other topics or places that a card offers."""
FAINT = 0.25
"""A second topic with less than this share of the first one's score is not offered beside it."""
PLACE_LIMIT = 48
KINDS_TOLD = frozenset({PlaceKind.STREET, PlaceKind.MICRODISTRICT, PlaceKind.VILLAGE})
"""Kinds of places whose names alone do not say what they are."""
IMPLIED: Mapping[Kind, Tone] = {
    Kind.COMPLAINT: Tone.NEGATIVE,
    Kind.ANSWER_COMPLAINT: Tone.NEGATIVE,
    Kind.MEDIA_CRITICISM: Tone.NEGATIVE,
    Kind.THANKS: Tone.POSITIVE,
}
"""Tones that the kind says already."""
LABELS: Mapping[Trait, str] = {
    Trait.TOPIC: N_("Topic"),
    Trait.KIND: N_("Kind"),
    Trait.URGENCY: N_("Urgency"),
    Trait.PLACE: N_("Place"),
    Trait.TONE: N_("Tone"),
    Trait.LANGUAGE: N_("Language of the text"),
}
"""What people call the traits, in the order in which they are told."""
KAZAKH_LETTERS = frozenset("әғқңөұүһі")
VALUES: Mapping[Trait, type[StrEnum]] = {
    Trait.KIND: Kind,
    Trait.URGENCY: Urgency,
    Trait.TONE: Tone,
    Trait.LANGUAGE: Tongue,
}
"""Traits whose whole choice stands in the menu of their tag."""


@dataclass(frozen=True)
class Tag:
    """One thing that was read. `said_by` is who said it instead of a machine, '' for nobody; `words` spoke for it.

    `others` are likely alternatives (value and name). An `open` one is offered beside another: nobody is sure.
    """

    trait: Trait
    value: str
    text: str
    tone: str = ""
    sign: str = ""
    said_by: str = ""
    words: tuple[str, ...] = ()
    others: tuple[tuple[str, str], ...] = ()
    open: bool = False

    def as_data(self) -> dict[str, Any]:
        """As the list component takes it; what is empty is left out."""
        data = {
            "trait": self.trait.value,
            "value": self.value,
            "text": self.text,
            "tone": self.tone,
            "sign": self.sign,
            "by": self.said_by,
            "words": list(self.words),
            "others": [list(each) for each in self.others],
            "open": self.open,
        }
        return {name: value for name, value in data.items() if value or name == "value"}


def tags(seat: Seat, stored: StoredPost, shown: str) -> list[Tag]:
    """The tags of a card, the most urgent first; none for a post that nobody has read. `shown` is its text as this
    person sees it."""
    if stored.reading is None:
        return []
    groups = seat.parts.catalogues().topics.parents
    reading = corrected(visible(stored.reading, stored.post.text, shown), stored.corrections, groups)
    said = {each.trait: _by(seat, each) for each in stored.corrections}
    found = [
        *_urgency(seat, reading, said.get(Trait.URGENCY, "")),
        *_topics(seat, reading, said.get(Trait.TOPIC, "")),
        Tag(
            Trait.KIND,
            reading.kind,
            seat.texts.name(reading.kind),
            said_by=said.get(Trait.KIND, ""),
            words=_words(reading.kind_words),
        ),
        *_place(seat, reading, said.get(Trait.PLACE, "")),
        *_tone(seat, reading, said.get(Trait.TONE, "")),
        *_language(seat, reading, stored.post.text, said.get(Trait.LANGUAGE, "")),
    ]
    return found[:MOST]


def place_name(seat: Seat, place: PlaceFound) -> str:
    """The place on one line; what it is where its name alone does not say so."""
    kind = seat.texts.name(place.kind) if place.kind in KINDS_TOLD else ""
    return seat.texts.listed([one_line(place.name, PLACE_LIMIT), kind])


def visible(reading: Reading, text: str, shown: str) -> Reading:
    """The reading without evidence that is covered in what a person sees of the text."""
    if shown == text:
        return reading

    def seen(words: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(each for each in words if each in shown)

    return replace(
        reading,
        topics=tuple(replace(each, words=seen(each.words)) for each in reading.topics),
        places=tuple(each for each in reading.places if seen(each.words) == each.words),
        kind_words=seen(reading.kind_words),
        tone_words=seen(reading.tone_words),
        rude_words=seen(reading.rude_words),
        urgency_words=seen(reading.urgency_words),
    )


def may_correct(seat: Seat, stored: StoredPost) -> bool:
    """May this person say what the post is?"""
    return seat.actor.may(Action.SORT, subject_of(stored))


def choices(seat: Seat) -> dict[str, list[list[str]]]:
    """The values of every trait that has few: slug and name."""
    return {trait.value: [[each.value, seat.texts.name(each)] for each in values] for trait, values in VALUES.items()}


def words(seat: Seat) -> dict[str, Any]:
    """What the tags and their menus say, besides the names of what was read."""
    _ = seat.texts.gettext
    return {
        "read": _("What was read"),
        "machine": _("Read by the machine"),
        "said": _("Said by {who}"),
        "right": _("Right as it is"),
        "why": _("Why?"),
        "choose_topic": _("The topic is: {what}"),
        "another": {"topic": _("Another topic …"), "place": _("Another place …")},
        "none": {"topic": _("no topic"), "place": _("no place")},
        "traits": {trait.value: _(label) for trait, label in LABELS.items()},
    }


def topic_name(seat: Seat, id: str) -> str:
    """The topic's name on one line, '' for one that the catalogue does not know."""
    topic = seat.parts.catalogues().topics.get(id)
    return one_line(topic.name(seat.texts.language), 60) if topic else ""


def _by(seat: Seat, correction: Correction) -> str:
    return seat.texts.listed([persons.name(seat, correction.by), seat.texts.moment(correction.at, seat.now)])


def _words(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(one_line(each, 40) for each in words[:WORDS])


def _urgency(seat: Seat, reading: Reading, said_by: str) -> list[Tag]:
    tone = URGENCIES.get(reading.urgency)
    if tone is None and not said_by:
        return []
    text, words = seat.texts.name(reading.urgency), _words(reading.urgency_words)
    loud, sign = (tone.value, SIGNS[tone]) if tone else ("", "")
    return [Tag(Trait.URGENCY, reading.urgency, text, loud, sign, said_by, words)]


def _topics(seat: Seat, reading: Reading, said_by: str) -> list[Tag]:
    named = [(each, name) for each in reading.topics if (name := topic_name(seat, each.id))]
    if not named:
        is_wanted = said_by or reading.kind in WITH_TERM
        return [Tag(Trait.TOPIC, "", seat.texts.gettext("no topic"), said_by=said_by)] if is_wanted else []
    others = tuple((each.id, name) for each, name in named[1 : 1 + OTHERS])
    first, name = named[0]
    if said_by or reading.topic_is_sure:
        return [Tag(Trait.TOPIC, first.id, name, said_by=said_by, words=_words(first.words), others=others)]
    likely = [each for each in named[:2] if each[0].score >= first.score * FAINT]
    return [
        Tag(Trait.TOPIC, each.id, name, words=_words(each.words), others=others, open=True) for each, name in likely
    ]


def _place(seat: Seat, reading: Reading, said_by: str) -> list[Tag]:
    shown = [each for each in reading.places if each.end or said_by]
    if not shown:
        return [Tag(Trait.PLACE, "", seat.texts.gettext("no place"), said_by=said_by)] if said_by else []
    names = [place_name(seat, each) for each in shown]
    others = tuple((each.name, name) for each, name in zip(shown, names, strict=True))[1 : 1 + OTHERS]
    return [Tag(Trait.PLACE, shown[0].name, names[0], said_by=said_by, words=_words(shown[0].words), others=others)]


def _tone(seat: Seat, reading: Reading, said_by: str) -> list[Tag]:
    is_silent = reading.tone in (Tone.NEUTRAL, IMPLIED.get(reading.kind))
    if is_silent and not said_by and not reading.rude_words:
        return []
    text = seat.texts.name(reading.tone)
    if reading.rude_words:
        text = seat.texts.listed([text if not is_silent or said_by else "", seat.texts.gettext("rude words")])
    words = _words((*reading.rude_words, *reading.tone_words))
    return [Tag(Trait.TONE, reading.tone, text, said_by=said_by, words=words)]


def _language(seat: Seat, reading: Reading, text: str, said_by: str) -> list[Tag]:
    if not said_by and _is_plain(reading.language, text):
        return []
    return [Tag(Trait.LANGUAGE, reading.language, seat.texts.name(reading.language), said_by=said_by)]


def _is_plain(language: Tongue, text: str) -> bool:
    """Would anybody see the language at a glance?"""
    head = text[:400]
    if language is Tongue.OTHER:
        return sum(unicodedata.category(each).startswith("L") for each in head) < 12
    return language is Tongue.RUSSIAN or (language is Tongue.KAZAKH and not KAZAKH_LETTERS.isdisjoint(head.casefold()))
