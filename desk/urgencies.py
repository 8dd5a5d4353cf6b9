"""Rules of urgency: what must be said, and of what, so that somebody has to act sooner."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from desk.terms import Urgency

Phrases = Mapping[str, tuple[str, ...]]
"""Phrases by their language, `kk` or `ru`, as `language.cues.Table` says."""


@dataclass(frozen=True, slots=True)
class UrgencyRule:
    """Why a text is urgent. `id` is a slug kept for good: it stands in readings as their reason.

    It speaks where one of `say` stands, or one of `of` near one of `near`; a topic of `topics` counts as one of `of`.
    It is silent near one of `unless`, and, unless it is about a `lack`, where "no" stands beside its words.
    """

    id: str
    names: Mapping[str, str] = field(hash=False)
    level: Urgency
    of: Phrases = field(default_factory=dict, hash=False)
    near: Phrases = field(default_factory=dict, hash=False)
    say: Phrases = field(default_factory=dict, hash=False)
    unless: Phrases = field(default_factory=dict, hash=False)
    topics: tuple[str, ...] = ()
    lack: bool = False

    def name(self, language: str) -> str:
        """Its name in `kk`, `ru` or `en`; Russian where that one is missing."""
        return self.names.get(language) or self.names["ru"]


class UrgencyRules(Mapping[str, UrgencyRule]):
    """The rules by id, in the order given."""

    def __init__(self, rules: Iterable[UrgencyRule] = ()) -> None:
        self._by_id = {each.id: each for each in rules}

    def __getitem__(self, id: str) -> UrgencyRule:
        return self._by_id[id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_id)

    def __len__(self) -> int:
        return len(self._by_id)

    def name(self, reason: str, language: str) -> str:
        """What a reason is called; the reason itself where its rule is gone."""
        return self._by_id[reason].name(language) if reason in self._by_id else reason
