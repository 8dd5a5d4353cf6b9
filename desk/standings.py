"""What a reading, and what people corrected in it, make of a post: the values it is listed, filtered and termed by."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from desk.posts import Post
from desk.readings import Correction, Kind, Reading, Surroundings, Trait, Urgency, value_of
from desk.sources import Source

WITH_TERM = frozenset({Kind.COMPLAINT, Kind.QUESTION, Kind.PROPOSAL, Kind.ANSWER_COMPLAINT})
"""Kinds that have the resident's term from publication (DOMAIN.md; a complaint about an answer is a complaint)."""
TERMED = frozenset({Trait.KIND, Trait.URGENCY, Trait.TOPIC})
"""Traits that the resident's term follows: where a person corrected one of them, no machine moves the term."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A post's narrow values as they stand: a person's correction before what the machine read. None where nobody
    read the post yet; `named_place` and `topic` also where there is none."""

    language: str | None = None
    kind: str | None = None
    tone: str | None = None
    urgency: str | None = None
    named_place: str | None = None
    topic: str | None = None


def standing(
    reading: Reading | None, corrections: Sequence[Correction], source_topic: str | None, *, is_held: bool = False
) -> Standing:
    """The values of a post whose source has this topic; corrections come oldest first.

    Of topics a person's word counts most, then a machine's that is sure, then the source's. `is_held` says that the
    source's topic is a restricted one: then no machine takes the post out of it, or those who are named for the topic
    would lose sight of it.
    """
    said = {each.trait: each.value for each in corrections}
    read = {trait: value_of(reading, trait) for trait in Trait} if reading is not None else {}
    known = {trait: said.get(trait, read.get(trait)) or None for trait in Trait}
    topic = said[Trait.TOPIC] or None if Trait.TOPIC in said else _topic(reading, source_topic, is_held=is_held)
    return Standing(
        known[Trait.LANGUAGE], known[Trait.KIND], known[Trait.TONE], known[Trait.URGENCY], known[Trait.PLACE], topic
    )


def _topic(reading: Reading | None, source_topic: str | None, *, is_held: bool) -> str | None:
    if is_held or reading is None or not reading.topic_is_sure:
        return source_topic
    return reading.topic or source_topic


def has_term(kind: str | None, urgency: str | None) -> bool:
    """Has a post in the queue the resident's term? One that nobody read has, and so has whatever is urgent."""
    return kind is None or kind in WITH_TERM or urgency not in (None, Urgency.ORDINARY)


def may_move_term(corrections: Collection[Correction]) -> bool:
    """May a new reading move the resident's term, or has a person's correction a part in it?"""
    return not any(each.trait in TERMED for each in corrections)


def is_restricted_topic(topic: str | None, source_topic: str | None, restricted: Collection[str]) -> bool:
    """Is a post restricted whose topic a person corrected to `topic`? Where they say that it has none, its source
    decides. A machine's topic never decides: nothing vanishes from sight by machine."""
    return (topic or source_topic) in restricted


def surroundings(source: Source, post: Post, *, answers_office: bool = False) -> Surroundings:
    """What is known of a post besides its words."""
    return Surroundings(
        territory=source.territory,
        topic=source.topic,
        department=source.department,
        network=post.key.network,
        place_title=post.place_title,
        official=bool(post.official),
        is_reply=post.reply_to is not None,
        answers_office=answers_office,
    )


@dataclass(frozen=True, slots=True)
class ConfirmedTopic:
    """What a person said of a post's topic ('' says: none of the catalogue's), for learning. `was` is what stood there;
    equal to `topic` where the person only confirmed it."""

    post_id: int
    text: str
    topic: str
    was: str
    at: datetime
    around: Surroundings
