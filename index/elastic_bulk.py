"""Bulk requests: many documents at once, and what became of each of them."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from elastic_transport import SerializationError
from elasticsearch import Elasticsearch

from index.elastic_faults import RETRIED_LATER, words_of

MOST_BYTES = 8 << 20
"""Of one request; far below the 100 MB that a server takes, so that one request never holds it up for long."""
MOST_WRITES = 1_000

CONFLICT, NOT_FOUND = 409, 404
FORGETTING_SECONDS = 0.5
"""The server's own clock for deletions ticks five times a second."""


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
    """What became of a write. `missing`: its alias is not there. `conflict`: a newer version is or just was there."""

    write: Write
    error: str | None = None
    lasting: bool = False
    missing: bool = False
    conflict: bool = False


def send(client: Elasticsearch, writes: Iterable[Write], *, refresh: bool) -> list[Outcome]:
    """Write everything in pieces of a bearable size; `refresh` makes it searchable when this returns.

    A newer version that is there is a success. One that was removed a moment ago is written again when the server has
    forgotten it. Raises what the client raises when a whole request fails.
    """
    outcomes = _send(client, writes, refresh=refresh)
    conflicts = [outcome.write for outcome in outcomes if outcome.conflict]
    ghosts = _without_document(client, conflicts) if conflicts else set()
    if ghosts:
        time.sleep(FORGETTING_SECONDS)
        client.indices.refresh(index=",".join({write.alias for write in ghosts}))
        again = {outcome.write: outcome for outcome in _send(client, ghosts, refresh=refresh)}
        outcomes = [again.get(outcome.write, outcome) for outcome in outcomes]
    return [
        Outcome(outcome.write) if outcome.conflict and outcome.write not in ghosts else outcome for outcome in outcomes
    ]


def _without_document(client: Elasticsearch, writes: Sequence[Write]) -> set[Write]:
    docs = [{"_index": write.alias, "_id": str(write.id), "_source": False} for write in writes]
    found = client.mget(docs=docs)["docs"]
    return {write for write, each in zip(writes, found, strict=True) if not each.get("found")}


def _send(client: Elasticsearch, writes: Iterable[Write], *, refresh: bool) -> list[Outcome]:
    outcomes: list[Outcome] = []
    pieces = list(_pieces(writes))
    for number, piece in enumerate(pieces, start=1):
        lines = [line for write in piece for line in write.lines]
        answer = client.bulk(
            operations=lines,  # type: ignore[arg-type]  # the client sends bytes as they are
            refresh=refresh and number == len(pieces),
            require_alias=True,  # a missing index must never be made up on the way
            include_source_on_error=False,
        )
        items = answer["items"]
        if len(items) != len(piece):
            raise SerializationError("a bulk request was answered with another number of items")
        outcomes += map(_outcome, piece, items)
    return outcomes


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
    if error is None:
        return Outcome(write)
    if status == CONFLICT:
        return Outcome(write, words_of(error, status), conflict=True)
    if status == NOT_FOUND:
        return Outcome(write, words_of(error, status), missing=True)
    return Outcome(write, words_of(error, status), lasting=status not in RETRIED_LATER)
