"""What the desk itself changed in a catalogue, and how the entries of a tree hang together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class CatalogueRow:
    """One change of one entry, made on the desk: it overlays the files of the installation.

    `catalogue` is the file's name without its ending (`topics`), `key` the entry's id, `value` all the fields that the
    desk sets (None takes the entry away). Of several rows of one entry only the greatest `version` counts. `at` knows
    its zone.
    """

    catalogue: str
    key: str
    version: int
    value: Mapping[str, Any] | None = field(hash=False)
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class TreeFault:
    """The entry of a tree that does not hang: its parent is missing, or it is its own ancestor."""

    key: str
    parent: str
    is_loop: bool


def tree_faults(parents: Mapping[str, str | None]) -> Iterator[TreeFault]:
    """Every entry whose parent does not exist or that stands below itself, in the order given."""
    for key, parent in parents.items():
        if parent is None:
            continue
        if parent not in parents:
            yield TreeFault(key, parent, is_loop=False)
        elif key in above(key, parents):
            yield TreeFault(key, parent, is_loop=True)


def above(key: str, parents: Mapping[str, str | None]) -> tuple[str, ...]:
    """The ancestors of `key`, nearest first. Ends where a loop closes, so a faulty tree can be walked too."""
    seen: dict[str, None] = {}
    parent = parents.get(key)
    while parent is not None and parent not in seen:
        seen[parent] = None
        parent = parents.get(parent)
    return tuple(seen)


def below(key: str, parents: Mapping[str, str | None]) -> frozenset[str]:
    """`key` and everything that hangs below it. Empty for a key that is not in the tree."""
    return frozenset(each for each in parents if each == key or key in above(each, parents))
