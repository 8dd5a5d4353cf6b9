"""Who answers for what: the tree of departments, offices, institutions and outside executors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from desk.catalogues import above, below, tree_faults
from desk.errors import N_, ConfigError
from desk.territories import Level, Territories, Territory


class DepartmentKind(StrEnum):
    """What stands behind the name, and so whether it is ours to command."""

    DEPARTMENT = "department"
    SUBORDINATE_OFFICE = "subordinate-office"
    """The office of an akim below ours, made from KATO."""
    INSTITUTION = "institution"
    """A school, a clinic, a cultural centre."""
    STATE_BODY = "state-body"
    """Of the state but not ours: police, emergencies, a higher akimat."""
    OUTSIDE_EXECUTOR = "outside-executor"
    """A water utility, a carrier, an owners' association; works by signed link."""


OURS = frozenset({DepartmentKind.DEPARTMENT, DepartmentKind.SUBORDINATE_OFFICE, DepartmentKind.INSTITUTION})
"""The kinds that the akimat commands; the others it can only ask."""


@dataclass(frozen=True, slots=True)
class Department:
    """One holder of responsibility. `id` is a slug kept for good.

    `names` has `kk`, `ru`, `en`; `contacts` is what to show (phone, email, telegram, address, …); `territory` is the
    KATO code it works in, None for all of the installation's; `overseen_by` is the login or title of the deputy akim
    above it; `substitutes` are logins that stand in for its head. A `retired` one gets no more work, and keeps its name
    in what it did.
    """

    id: str
    kind: DepartmentKind
    names: Mapping[str, str] = field(hash=False)
    parent: str | None = None
    territory: str | None = None
    contacts: Mapping[str, str] = field(default_factory=dict, hash=False)
    overseen_by: str | None = None
    substitutes: tuple[str, ...] = ()
    retired: bool = False

    @property
    def is_ours(self) -> bool:
        """Can the akimat command it, or only ask?"""
        return self.kind in OURS

    def name(self, language: str) -> str:
        """Its name in `kk`, `ru` or `en`; Russian where that one is missing."""
        return self.names.get(language) or self.names["ru"]


class Departments(Mapping[str, Department]):
    """The tree by id, in the order given. Raises :exc:`~desk.errors.ConfigError` when it does not hang together."""

    def __init__(self, departments: Iterable[Department]) -> None:
        self._by_id = {each.id: each for each in departments}
        self._parents = {each.id: each.parent for each in self._by_id.values()}
        for fault in tree_faults(self._parents):
            raise ConfigError(
                N_("the department {id} cannot stand below {parent}"),
                id=fault.key,
                parent=fault.parent,
            )

    def __getitem__(self, id: str) -> Department:
        return self._by_id[id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_id)

    def __len__(self) -> int:
        return len(self._by_id)

    def within(self, id: str) -> frozenset[str]:
        """The ids of the department and of everything below it; empty for an unknown one."""
        return below(id, self._parents)

    def children_of(self, id: str | None) -> tuple[Department, ...]:
        """The departments directly below `id`, in the order given; below None stand the roots."""
        return tuple(each for each in self._by_id.values() if each.parent == id)

    def path(self, id: str) -> tuple[Department, ...]:
        """From the root down to the department itself. KeyError for an unknown one."""
        return tuple(self._by_id[each] for each in (*reversed(above(id, self._parents)), id))

    def overseen_by(self, overseer: str) -> frozenset[str]:
        """The ids a deputy akim oversees: the departments that name them, with everything below."""
        named = [each.id for each in self._by_id.values() if each.overseen_by == overseer]
        return frozenset().union(*(self.within(id) for id in named))


def subordinate_offices(territories: Territories, code: str, root: str | None = None) -> tuple[Department, ...]:
    """The offices of the akims below the akim of `code`: districts and rural districts, each under the one above it.

    The topmost stand below the department `root`. None are made for the whole country or an unknown code.
    """
    if code not in territories or territories[code].level is Level.COUNTRY:
        return ()
    offices: list[Department] = []
    waiting = [(child, root) for child in territories.children_of(code)]
    while waiting:
        territory, parent = waiting.pop(0)
        if not _has_akim(territory, territories):
            continue
        id = f"akim-{territory.code}"
        # A colon, not a genitive: place names of the register must not be bent by a machine.
        names = {
            "kk": f"Әкім аппараты: {territory.name_kk}",
            "ru": f"Аппарат акима: {territory.name_ru}",
            "en": f"Akim's office: {territory.name_ru}",
        }
        offices.append(Department(id, DepartmentKind.SUBORDINATE_OFFICE, names, parent, territory.code))
        waiting.extend((child, id) for child in territories.children_of(territory.code))
    return tuple(offices)


def _has_akim(territory: Territory, territories: Territories) -> bool:
    if territory.level not in (Level.DISTRICT, Level.RURAL_DISTRICT):
        return False
    above = territories.parent_of(territory.code)
    # KATO lists a city twice: as an administration ("Г.А.", with an akim) and inside it as the built-up town.
    return above is None or not (above.name_ru.endswith("Г.А.") and territory.name_ru.startswith("г."))
