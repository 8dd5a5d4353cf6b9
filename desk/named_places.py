"""Streets, microdistricts, landmarks: the places below KATO that an installation knows by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from desk.readings import PlaceKind
from desk.territories import COUNTRY, is_within


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """A place as people call it. `id` is a slug kept for good.

    `names` has `kk` and `ru`: each with or without the street word, in the form that stands on a plate (`ru: Абая`).
    `old` are names it had, `forms` what chats call it. Only beside a word for its kind does an `ambiguous` name count.
    `territory` is the KATO code it lies in; None: anywhere.
    """

    id: str
    kind: PlaceKind
    names: Mapping[str, str] = field(hash=False)
    old: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    ambiguous: bool = False
    territory: str | None = None
    retired: bool = False

    @property
    def spoken(self) -> tuple[str, ...]:
        """Everything it is called, official names first, none twice."""
        return tuple(dict.fromkeys((*(self.names[each] for each in ("kk", "ru") if each in self.names),
                                    *self.old, *self.forms)))  # fmt: skip


class NamedPlaces(Mapping[str, NamedPlace]):
    """The places by id, in the order given."""

    def __init__(self, places: Iterable[NamedPlace]) -> None:
        self._by_id = {each.id: each for each in places}

    def __getitem__(self, id: str) -> NamedPlace:
        return self._by_id[id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_id)

    def __len__(self) -> int:
        return len(self._by_id)

    def of(self, territory: str) -> tuple[NamedPlace, ...]:
        """Those that count in an installation of `territory`: anywhere, in it, or in what it lies in. In the whole
        country everybody's places count."""
        return tuple(each for each in self._by_id.values() if not each.retired and _counts(each.territory, territory))


def _counts(stands: str | None, territory: str) -> bool:
    return stands is None or territory == COUNTRY or is_within(stands, territory) or is_within(territory, stands)
