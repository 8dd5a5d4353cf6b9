"""A model of topics learned from corrections, applied as plain numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from desk.queries import Words
from desk.readings import TopicFound
from desk.topics import Topics


class TopicModel:
    """Weights of words for topics."""

    version = ""
    sure_from = 1.0

    def of(self, topics: Topics) -> Any:
        """x"""
    def apply(self, text: str, found: Words, topics: Sequence[TopicFound]) -> tuple[TopicFound, ...]: ...
