"""What the store does for readings: keeps them with their history, with what people corrected, and with what was
learned from that."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from desk.posts import Post, SetAsideReason, StoredPost
from desk.readings import Correction, Reading, TopicModelKept, Urgency
from desk.standings import ConfirmedTopic

Due = Callable[[datetime, str, str | None, Urgency], datetime]
"""The resident's term of a post: due(published_at, territory, topic, urgency)."""


@dataclass(frozen=True, slots=True)
class Reread:
    """A post that was read again: with which text, as what, and why a machine would set it aside, if it would."""

    post_id: int
    text: str
    reading: Reading
    reason: SetAsideReason | None = None


@dataclass(frozen=True, slots=True)
class DoorLook:
    """What the store knows of posts at the door, by their places in the list that was asked for: which have to be read,
    and which of them reply to a post of the akimat."""

    unread: tuple[int, ...] = ()
    answers_office: frozenset[int] = frozenset()


class ReadingRecords(Protocol):
    """Readings, corrections, models. Any method may raise StoreError."""

    def look_at_door(self, posts: Sequence[Post]) -> DoorLook:
        """Which of these posts are new here or bring a later text, so that they must be read."""

    def official_parents(self, posts: Sequence[StoredPost]) -> frozenset[int]:
        """The ids of those of these posts that reply to a post of the akimat."""

    def corrections(self, post_ids: Sequence[int]) -> Mapping[int, tuple[Correction, ...]]:
        """What people corrected in these posts, oldest first; posts without any are left out."""

    def past_readings(self, post_id: int) -> list[tuple[datetime, Reading]]:
        """When and as what the post was read before its present reading, oldest first."""

    def correct(
        self,
        post_id: int,
        correction: Correction,
        *,
        restricted: bool | None,
        due_at: datetime | None,
        is_back: bool = False,
    ) -> None:
        """Keep a correction and let the post stand by it. `restricted` None leaves that as it is, `due_at` counts for
        a post in NEW; `is_back` brings one that
        a machine had set aside back there."""

    def stale_posts(self, version: str, after: int, limit: int) -> list[StoredPost]:
        """Posts with id > after that were read by another version or not at all, in order of id."""

    def has_stale(self, version: str) -> bool:
        """Was any post read by another version or not at all? Cheap."""

    def count_stale(self, version: str) -> int:
        """How many posts were read by another version or not at all."""

    def keep_readings(self, read: Sequence[Reread], due: Due) -> int:
        """Keep new readings of known posts; returns how many posts stand otherwise now.

        A post whose text is another one by now is left alone. What a person corrected stays; a post that a machine
        would not set aside any more is in the queue again; none is set aside.
        """

    def confirmed_topics(self, after: int = 0, limit: int = 1000) -> list[ConfirmedTopic]:
        """The newest word of a person on the topic of each post with id > after, in order of id."""

    def count_confirmed_topics(self, since: datetime | None = None) -> int:
        """How many posts have a person's word on their topic, said after `since`."""

    def keep_topic_model(self, model: TopicModelKept) -> None:
        """Keep a model; one of the same version is there already then."""

    def newest_topic_model(self) -> TopicModelKept | None:
        """The model that was kept last."""
