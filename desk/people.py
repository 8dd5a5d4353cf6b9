"""Residents' names are masked: the alias that stands for an author in lists, search and exports."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True)
class Mask:
    """Makes stable aliases with the installation's own key; without the key nobody can lead one back to a person."""

    key: bytes

    def alias(self, network: str, author: str | None) -> str | None:
        """A short name such as `a-3f9c2b71d0`: the same author of the same network always gets the same one."""
        return None if author is None else f"a-{self.digest(f'{network}/{author}')[:10]}"

    def digest(self, value: str) -> str:
        """A keyed hash for the journal: tells that two values were the same, not what they were."""
        return hashlib.blake2b(value.encode("utf-8", "replace"), key=self.key[:64], digest_size=16).hexdigest()
