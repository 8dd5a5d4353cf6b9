"""The journal: one line for every step, chained by hashes, without residents' texts, names or numbers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

GENESIS = "0" * 64
"""The hash before the first line."""
NO_HEAD = "no-head"
"""The kind of fault that a missing head is; its line is the last one that no head outside guarded."""


@dataclass(frozen=True)
class Entry:
    """A line before it stands in the chain.

    `action` is a move or another slug; `kind` and `key` name what was changed (incident 2026-000123, post …, user …).
    `fields` are plain JSON values: changed fields as [before, after], keys, counts and keyed hashes; nothing that a
    resident wrote, no names, no numbers of people. `for_whom` is the head an assistant acts for.
    """

    at: datetime
    actor: str
    action: str
    kind: str
    key: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    role: str | None = None
    for_whom: str | None = None


@dataclass(frozen=True)
class JournalLine:
    """A line of the chain: `seq` counts from 1 without gaps, `hash` covers `previous` and the entry."""

    seq: int
    entry: Entry
    previous: str
    hash: str


@dataclass(frozen=True)
class Head:
    """How long the chain is and its last hash; kept outside the database too.

    `unguarded` lines were there already when a kept head that was missing was begun again, and nobody has accepted
    that yet: a tail cut off before that moment cannot be seen.
    """

    count: int = 0
    hash: str = GENESIS
    unguarded: int = 0


@dataclass(frozen=True)
class Fault:
    """What `verify` found: at which line and which kind (changed, removed, swapped, cut, no-head)."""

    seq: int
    kind: str


def canonical(seq: int, entry: Entry, previous: str) -> bytes:
    """The bytes a line's hash is made of: the same on every machine and in every process."""
    line = {
        "seq": seq,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": entry.actor,
        "role": entry.role,
        "for_whom": entry.for_whom,
        "action": entry.action,
        "kind": entry.kind,
        "key": entry.key,
        "fields": dict(entry.fields),
        "previous": previous,
    }
    return json.dumps(line, sort_keys=True, ensure_ascii=True, separators=(",", ":")).encode()


def chained(entry: Entry, head: Head) -> JournalLine:
    """The next line of the chain after `head`."""
    seq = head.count + 1
    digest = hashlib.sha256(canonical(seq, entry, head.hash)).hexdigest()
    return JournalLine(seq, entry, head.hash, digest)


def verify(lines: Iterable[JournalLine], kept: Head | None) -> list[Fault]:
    """Walk the whole chain and compare it with the head kept outside; None when none is there, which is a fault of
    every chain that has lines.

    The kept head may lag behind (the process may die between the two writes), so the chain may go on after it; it may
    never be ahead. Returns every fault found, in order; empty when the journal is whole.
    """
    faults: list[Fault] = []
    is_kept, kept = kept is not None, kept or Head()
    seq, last, at_kept = 0, GENESIS, GENESIS if kept.count == 0 else None
    for line in lines:
        if line.seq != seq + 1:
            faults.append(Fault(seq + 1, "removed" if line.seq > seq + 1 else "swapped"))
        elif line.previous != last:
            faults.append(Fault(line.seq, "swapped"))
        if hashlib.sha256(canonical(line.seq, line.entry, line.previous)).hexdigest() != line.hash:
            faults.append(Fault(line.seq, "changed"))
        seq, last = line.seq, line.hash
        if seq == kept.count:
            at_kept = last
    if seq < kept.count:
        faults.append(Fault(seq + 1, "cut"))
    elif at_kept != kept.hash:
        faults.append(Fault(kept.count, "changed"))
    unguarded = kept.unguarded if is_kept else seq
    return [*faults, Fault(unguarded, NO_HEAD)] if unguarded else faults
