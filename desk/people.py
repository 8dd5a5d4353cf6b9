"""Residents are masked: the alias that stands for an author in lists, search and exports, and texts without what leads
to a person."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Mask:
    """Makes stable aliases with the installation's own key; without the key nobody can lead one back to a person.

    `cover` gives a text with its personal data covered, as long as it was; by default nothing in a text is known to be
    personal.
    """

    key: bytes
    cover: Callable[[str], str] = str

    def alias(self, network: str, author: str | None) -> str | None:
        """A short name such as `a-3f9c2b71d0`: the same author of the same network always gets the same one."""
        return None if author is None else f"a-{self.digest(f'{network}/{author}')[:10]}"

    def digest(self, value: str) -> str:
        """A keyed hash for the journal: tells that two values were the same, not what they were."""
        return hashlib.blake2b(value.encode("utf-8", "replace"), key=self.key[:64], digest_size=16).hexdigest()
