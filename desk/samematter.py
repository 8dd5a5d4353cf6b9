"""Is it the same matter? Scores of pairs of posts: copies of a text, and what likely tells of one incident. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from desk.posts import StoredPost
from desk.queries import Words
from desk.readings import PlaceKind, Reading, corrected

SAME_TEXT = 0.78
"""From this alikeness on two texts are copies of each other (docs/benchmarks.md)."""
LIKELY = 0.5
"""From this score on two posts are proposed as one matter."""
DAYS = timedelta(days=14)
"""So far apart two posts may tell of one incident. Their score falls by half on the way there."""
SHORTEST_WORD = 4
"""Letters of a word that says anything when it stands in both."""
MOST_WORDS = 6
_BROAD = frozenset({PlaceKind.TERRITORY})


class Why(StrEnum):
    """Why two posts may be one matter, the strongest first."""

    COPY = "copy"
    PLACE_AND_TOPIC = "place-and-topic"
    PLACE_AND_WORDS = "place-and-words"
    TALK_AND_TOPIC = "talk-and-topic"


@dataclass(frozen=True)
class Likeness:
    """How likely two posts are one matter, from 0 to 1, why, and the words that speak for it."""

    score: float
    why: Why
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Side:
    """What a post is compared by. `said` maps what a word means (its stem or lemma) to how it was written."""

    at: datetime
    topic: str | None
    group: str | None
    places: Mapping[str, str]
    talk: tuple[str, str, str | None]
    said: Mapping[str, str] = field(default_factory=dict)


def side_of(stored: StoredPost, found: Words, groups: Mapping[str, str | None]) -> Side:
    """The post as it was read and corrected. `found` are the words of its text; `groups` gives each topic's parent."""
    reading = corrected(stored.reading, stored.corrections, groups) if stored.reading else Reading()
    topic = stored.topic or reading.topic
    places = {each.name.casefold(): each.name for each in reading.places if each.kind not in _BROAD}
    key = stored.post.key
    return Side(
        at=stored.post.published_at,
        topic=topic,
        group=(groups.get(topic) or topic) if topic else None,
        places={name: shown for name, shown in places.items() if not name.isdigit()},
        talk=(key.network, key.place, stored.post.thread),
        said=_said(stored.post.text, found),
    )


def copy(alikeness: float, one: Side, other: Side) -> Likeness | None:
    """What the alikeness of two texts says; None where they are no copies, or have the same words for two places."""
    return Likeness(alikeness, Why.COPY) if alikeness >= SAME_TEXT and not _differ(one, other) else None


def likely_same(one: Side, other: Side) -> Likeness | None:
    """Whether two posts likely tell of one incident: the same place and topic, near in time, with words in common.

    None below LIKELY. Symmetric.
    """
    apart = abs(one.at - other.at)
    if apart > DAYS:
        return None
    shared = sorted(one.said.keys() & other.said.keys())
    places = sorted(one.places.keys() & other.places.keys())
    words = min(len(shared), MOST_WORDS) / MOST_WORDS
    about = 1.0 if one.topic and one.topic == other.topic else 0.6 if one.group and one.group == other.group else 0.0
    told = tuple([one.places[each] for each in places][:2] + [one.said[each] for each in shared][:MOST_WORDS])
    fresh = 1 - 0.5 * (apart / DAYS)
    for why, score in (
        (Why.PLACE_AND_TOPIC, 0.55 + 0.25 * about + 0.2 * words if places and about else 0.0),
        (Why.PLACE_AND_WORDS, 0.4 + 0.4 * words if places and not (one.topic and other.topic) else 0.0),
        (Why.TALK_AND_TOPIC, 0.3 * about + 0.5 * words if one.talk == other.talk and not _differ(one, other) else 0.0),
    ):
        weighed = round(score * (0.6 + 0.4 * fresh), 4)
        if weighed >= LIKELY:
            return Likeness(weighed, why, told)
    return None


def best(found: Iterable[Likeness | None]) -> Likeness | None:
    """The likeliest; of equals the stronger reason."""
    order: Sequence[Why] = tuple(Why)
    there = [each for each in found if each is not None]
    return max(there, key=lambda each: (each.score, -order.index(each.why)), default=None)


def _differ(one: Side, other: Side) -> bool:
    """Do the two name different places? A street without water is not the next one."""
    return bool(one.places) and bool(other.places) and not one.places.keys() & other.places.keys()


def _said(text: str, found: Words) -> dict[str, str]:
    said: dict[str, str] = {}
    for at, exact in enumerate(found.exact):
        meant = found.ru[at] or found.kk[at]
        if len(exact) >= SHORTEST_WORD and meant and not exact.isdigit():
            said.setdefault(meant, text[found.starts[at] : found.ends[at]])
    return said
