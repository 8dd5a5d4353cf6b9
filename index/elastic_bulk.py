"""Bulk requests: many documents at once, and what became of each of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from elasticsearch import Elasticsearch

from index.elastic_faults import RETRIED_LATER, words_of

MOST_BYTES = 8 << 20
"""Of one request; far below the 100 MB that a server takes, so that one request never holds it up for long."""
MOST_WRITES = 1_000

CONFLICT, NOT_FOUND = 409, 404


@dataclass(frozen=True)
class Write:
    """One document to one alias. `source` is its JSON, None deletes it; `version` the store's row version."""

    alias: str
    id: int
    version: int | None = None
    source: bytes | None = None

    @property
    def lines(self) -> list[bytes]:
        """What stands in the request."""
        target: dict[str, Any] = {"_index": self.alias, "_id": str(self.id)}
        if self.source is None:
            return [orjson.dumps({"delete": target})]
        target |= {"version": self.version, "version_type": "external_gte"}
        return [orjson.dumps({"index": target}), self.source]


@dataclass(frozen=True)
class Outcome:
    """What became of a write. `missing`: its alias is not there; a version conflict is a success."""

    write: Write
    error: str | None = None
    lasting: bool = False
    missing: bool = False


def send(client: Elasticsearch, writes: Iterable[Write], *, refresh: bool) -> Iterator[Outcome]:
    """Write everything in pieces of a bearable size; `refresh` makes it searchable before the last piece returns.

    Raises what the client raises when a whole request fails.
    """
    pieces = list(_pieces(writes))
    for number, piece in enumerate(pieces, start=1):
        lines = [line for write in piece for line in write.lines]
        answer = client.bulk(
            operations=lines,  # type: ignore[arg-type]  # the client sends bytes as they are
            refresh=refresh and number == len(pieces),
            require_alias=True,  # a missing index must never be made up on the way
            include_source_on_error=False,
        )
        yield from map(_outcome, piece, answer["items"])


def _pieces(writes: Iterable[Write]) -> Iterator[Sequence[Write]]:
    piece: list[Write] = []
    size = 0
    for write in writes:
        length = len(write.source or b"")
        if piece and (size + length > MOST_BYTES or len(piece) >= MOST_WRITES):
            yield piece
            piece, size = [], 0
        piece.append(write)
        size += length
    if piece:
        yield piece


def _outcome(write: Write, item: Any) -> Outcome:
    result = next(iter(item.values()))
    status, error = int(result["status"]), result.get("error")
    if error is None or status == CONFLICT:
        return Outcome(write)
    if status == NOT_FOUND:
        return Outcome(write, words_of(error, status), missing=True)
    return Outcome(write, words_of(error, status), lasting=status not in RETRIED_LATER)
