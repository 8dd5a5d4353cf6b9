"""Index against store: build it anew while the desk works, find every difference, mend them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from desk.errors import N_, OldIndex, SearchError
from desk.ports import OutboxItem, SearchIndex, Store
from desk.queries import Document, ItemFault

KINDS = ("post", "incident")
BATCH = 1_000
TRIES = 5
"""How often a document that the engine cannot take just now is offered again in a rebuild."""
KNOWN_INDEX = "index"
"""Under this name the installation remembers the identity of the index that it is level with."""

Progress = Callable[[int], None]
"""Told after each batch: documents looked at so far."""


@dataclass(frozen=True)
class Rebuilt:
    """What a rebuild did: documents in the new generation, and those that the engine refused for good."""

    documents: int
    refused: tuple[ItemFault, ...] = ()


@dataclass(frozen=True)
class Difference:
    """A document that is not the same in both: the version of each side, None where it is not there."""

    kind: str
    id: int
    stored: int | None
    indexed: int | None


@dataclass(frozen=True)
class Differences:
    """What `verify` found: in the store only, of another version, in the index only."""

    missing: tuple[Difference, ...] = ()
    stale: tuple[Difference, ...] = ()
    orphan: tuple[Difference, ...] = ()
    checked: int = 0

    def __len__(self) -> int:
        return len(self.missing) + len(self.stale) + len(self.orphan)


def rebuild(store: Store, index: SearchIndex, progress: Progress = lambda done: None) -> Rebuilt:
    """Fill a new generation from the store and let it answer. Searches go on in the old one until then.

    What the relay delivers meanwhile reaches both generations, so nothing is missed. Ended before its end in any way,
    the old generation goes on answering, and the next rebuild begins anew. Raises SearchError, StoreError.
    """
    generation = index.begin_generation()
    done, refused = 0, list[ItemFault]()
    try:
        for kind in KINDS:
            for documents in _batches(store, kind):
                refused += _fill(generation, documents)
                done += len(documents)
                if len(refused) >= 50 and len(refused) > done * 0.05:
                    raise SearchError(
                        N_("the search engine refuses {refused} of {done} documents for good: {example}"),
                        refused=len(refused),
                        done=done,
                        example=refused[-1].error,
                    )
                progress(done)
        index.swap_to(generation)
        _remember(store, index.status()["identity"])
    finally:
        generation.close()
    return Rebuilt(done - len(refused), tuple(refused))


def verify(store: Store, index: SearchIndex, progress: Progress = lambda done: None) -> Differences:
    """Compare every document's version. What still stands in the outbox shows too: let the relay finish first.

    Reads the whole store once, without holding up anybody. Raises SearchError, StoreError.
    """
    found: list[Difference] = []
    checked = 0
    for kind in KINDS:
        indexed = _indexed(index, kind)
        ahead = next(indexed, None)
        for documents in _batches(store, kind):
            for document in documents:
                while ahead is not None and ahead[0] < document.id:
                    found.append(Difference(kind, ahead[0], None, ahead[1]))
                    ahead = next(indexed, None)
                if ahead is None or ahead[0] > document.id:
                    found.append(Difference(kind, document.id, document.version, None))
                    continue
                if ahead[1] != document.version:
                    found.append(Difference(kind, document.id, document.version, ahead[1]))
                ahead = next(indexed, None)
            checked += len(documents)
            progress(checked)
        if ahead is not None:
            found += [Difference(kind, id, None, version) for id, version in (ahead, *indexed)]
    return Differences(
        missing=tuple(each for each in found if each.indexed is None),
        stale=tuple(each for each in found if each.indexed is not None and each.stored is not None),
        orphan=tuple(each for each in found if each.stored is None),
        checked=checked,
    )


def repair(store: Store, index: SearchIndex, differences: Differences) -> int:
    """Mend what `verify` found, after looking at the store once more. Returns how many were mended.

    Raises SearchError, StoreError.
    """
    found = (*differences.missing, *differences.stale, *differences.orphan)
    mended = 0
    for batch in _pieces(found):
        items = [OutboxItem(each.kind, each.id, each.stored or 0) for each in batch]
        with store.reading() as records:
            documents = {(each.kind, each.id): each for each in records.documents(items)}
        for kind in KINDS:
            # A version that is ahead of the truth (a store put back from a backup) would win against it.
            wrong = [each.id for each in batch if each.kind == kind and _must_go(each, documents)]
            if wrong:
                index.remove(kind, wrong)
        faults = _fill(index, list(documents.values()))
        mended += len(batch) - len(faults)
    return mended


def rebuild_is_due(store: Store, index: SearchIndex) -> bool:
    """Is this not the index that the store was last level with (lost, swapped for another engine), or are words read
    differently now? Remembers an index that is seen for the first time. Raises SearchError, StoreError."""
    try:
        status = index.status()
    except OldIndex:
        return True
    if not status["analyser_is_current"]:
        return True
    with store.reading() as records:
        known = records.installation().get(KNOWN_INDEX)
        is_empty = not any(records.every_document(kind, 0, 1) for kind in KINDS)
        is_first = known is None and (status["documents"] or records.outbox_size())
    if known == status["identity"]:
        return False
    if is_empty or is_first:
        _remember(store, status["identity"])
        return False
    return True


def _remember(store: Store, identity: str) -> None:
    with store.writing() as records:
        records.keep_installation({KNOWN_INDEX: identity})


def _fill(index: SearchIndex, documents: Sequence[Document]) -> list[ItemFault]:
    """Put documents; those that the engine cannot take just now again and again. Gives those refused for good."""
    refused: list[ItemFault] = []
    waiting = list(documents)
    for _ in range(TRIES):
        faults = index.put(waiting)
        refused += [fault for fault in faults if fault.lasting]
        again = {(fault.kind, fault.id) for fault in faults if not fault.lasting}
        waiting = [each for each in waiting if (each.kind, each.id) in again]
        if not waiting:
            return refused
    raise SearchError(N_("the search engine is too busy to take documents: try again later"))


def _must_go(difference: Difference, documents: Mapping[tuple[Any, int], Document]) -> bool:
    document = documents.get((difference.kind, difference.id))
    return document is None or (difference.indexed is not None and difference.indexed > document.version)


def _batches(store: Store, kind: str) -> Iterator[list[Document]]:
    after = 0
    while True:
        with store.reading() as records:
            documents = records.every_document(kind, after, BATCH)
        if not documents:
            return
        yield documents
        after = documents[-1].id


def _indexed(index: SearchIndex, kind: str) -> Iterator[tuple[int, int]]:
    after = 0
    while True:
        found = index.versions(kind, after, BATCH * 5)
        yield from found
        if not found:
            return
        after = found[-1][0]


def _pieces(differences: Iterable[Difference]) -> Iterator[list[Difference]]:
    rest = iter(differences)
    while piece := list(islice(rest, BATCH)):
        yield piece
