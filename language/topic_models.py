"""A model of topics learned from corrections, applied as plain numbers."""

from __future__ import annotations

from collections.abc import Sequence

from desk.queries import Words
from desk.readings import TopicFound


class TopicModel:
    """Weights of words for topics. `sure_from` is the score from which its first topic is right often enough."""

    version = ""
    sure_from = 1.0

    def apply(self, found: Words, topics: Sequence[TopicFound]) -> tuple[TopicFound, ...]:
        """The topics as the model sees them, likeliest first."""
        return tuple(topics)
