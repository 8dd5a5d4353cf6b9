"""Posts as our documented JSON lines (docs/post-format.md)."""

from __future__ import annotations

from collections.abc import Iterator

from desk.people import Mask
from desk.ports import Store


def lines(store: Store, mask: Mask, *, source: str | None = None, with_authors: bool = False) -> Iterator[bytes]:
    """Every version of every post, oldest first, each a line that ends in a newline; then deletions of unknown posts.

    Authors are masked unless `with_authors` (the caller has asked for the right and journalled it). Raises StoreError.
    """
    raise NotImplementedError
