"""What residents write about: groups and, later, topics below them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from desk.catalogues import above, below, tree_faults
from desk.errors import N_, ConfigError
from desk.terms import TermRule

Phrases = Mapping[str, tuple[str, ...]]
"""Words, short phrases or sentences by their language, `kk` or `ru`."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A subject with its owner and terms. `id` is a slug kept for good; a gone topic is `retired`, never reused.

    `names` has `kk`, `ru`, `en`. `department` is who answers for it when nobody decides otherwise. `terms` are the
    rules that differ from the general ones. A `restricted` topic is seen only by named roles and is never routed to
    the department complained of.

    `words` are what residents say when they mean it: words in any form, beginnings (`құбыр*`), or several words that
    stand near each other (`нет воды`). Near one of `without` they say nothing. `phrases` are examples of what residents
    write about it.
    """

    id: str
    names: Mapping[str, str] = field(hash=False)
    parent: str | None = None
    department: str | None = None
    terms: tuple[TermRule, ...] = ()
    restricted: bool = False
    retired: bool = False
    words: Phrases = field(default_factory=dict, hash=False)
    without: Phrases = field(default_factory=dict, hash=False)
    phrases: Phrases = field(default_factory=dict, hash=False)

    def name(self, language: str) -> str:
        """Its name in `kk`, `ru` or `en`; Russian where that one is missing."""
        return self.names.get(language) or self.names["ru"]


class Topics(Mapping[str, Topic]):
    """The topics by id, in the order given. Raises :exc:`~desk.errors.ConfigError` when it does not hang together."""

    def __init__(self, topics: Iterable[Topic]) -> None:
        self._by_id = {each.id: each for each in topics}
        self._parents = {each.id: each.parent for each in self._by_id.values()}
        for fault in tree_faults(self._parents):
            raise ConfigError(N_("the topic {id} cannot stand below {parent}"), id=fault.key, parent=fault.parent)

    def __getitem__(self, id: str) -> Topic:
        return self._by_id[id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_id)

    def __len__(self) -> int:
        return len(self._by_id)

    @property
    def parents(self) -> Mapping[str, str | None]:
        """The group of each topic, None for the groups themselves."""
        return self._parents

    @property
    def restricted(self) -> frozenset[str]:
        """The ids of the topics that only named roles may see: those marked, with everything below them."""
        return frozenset().union(*(self.within(each.id) for each in self._by_id.values() if each.restricted))

    def within(self, id: str) -> frozenset[str]:
        """The topic and everything below it; empty for an unknown one."""
        return below(id, self._parents)

    def group_of(self, id: str) -> str:
        """The group that a topic belongs to, the topmost above it; of a group, or an unknown one, its own id."""
        return (id, *above(id, self._parents))[-1]

    def children_of(self, id: str | None) -> tuple[Topic, ...]:
        """The topics directly below `id`, in the order given; below None stand the groups."""
        return tuple(each for each in self._by_id.values() if each.parent == id)

    def department_of(self, id: str | None) -> str | None:
        """Who answers for the topic: its own department, else its group's. None for none or an unknown topic."""
        if id is None or id not in self._by_id:
            return None
        chain = (id, *above(id, self._parents))
        return next((owner for each in chain if (owner := self._by_id[each].department)), None)
