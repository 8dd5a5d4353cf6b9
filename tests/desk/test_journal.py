"""The chain of the journal: what it covers and what it finds."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from desk.journal import Entry, Fault, Head, JournalLine, chained, verify

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def entry(number: int, **changes: object) -> Entry:
    plain = Entry(NOW + timedelta(minutes=number), "aigul", "assign", "incident", f"2026-{number:06}")
    return replace(plain, **changes)  # type: ignore[arg-type]


def chain(length: int) -> list[JournalLine]:
    lines: list[JournalLine] = []
    head = Head()
    for number in range(1, length + 1):
        lines.append(chained(entry(number), head))
        head = Head(lines[-1].seq, lines[-1].hash)
    return lines


def head_of(lines: list[JournalLine]) -> Head:
    return Head(lines[-1].seq, lines[-1].hash)


def test_a_whole_chain_has_no_faults() -> None:
    lines = chain(20)

    assert verify(lines, head_of(lines)) == []
    assert verify([], Head()) == []


def test_the_kept_head_may_lag_behind_but_never_be_ahead() -> None:
    lines = chain(20)

    assert verify(lines, head_of(lines[:15])) == []
    assert verify(lines[:15], head_of(lines)) == [Fault(16, "cut")]


def rewritten(lines: list[JournalLine], at: int) -> list[JournalLine]:
    """What a patient forger does: change one line and mend every hash after it."""
    forged = lines[: at - 1]
    head = head_of(forged)
    for line in lines[at - 1 :]:
        changed = replace(line.entry, actor="nobody") if line.seq == at else line.entry
        forged.append(chained(changed, head))
        head = head_of(forged)
    return forged


@pytest.mark.parametrize(
    ("tampered", "kind"),
    [
        (lambda lines: [*lines[:4], replace(lines[4], entry=entry(99)), *lines[5:]], "changed"),
        (lambda lines: [*lines[:4], *lines[5:]], "removed"),
        (lambda lines: [*lines[:4], lines[5], lines[4], *lines[6:]], "removed"),
        (lambda lines: lines[:-1], "cut"),
        (lambda lines: [], "cut"),
        (lambda lines: rewritten(lines, 5), "changed"),
    ],
    ids=["changed", "removed", "swapped", "cut tail", "emptied", "rewritten to the end"],
)
def test_tampering_is_found(tampered, kind):
    lines = chain(10)

    faults = verify(tampered(lines), head_of(lines))

    assert kind in {fault.kind for fault in faults}


def test_a_line_is_the_same_whatever_zone_its_moment_was_written_in() -> None:
    almaty = NOW.astimezone(timezone(timedelta(hours=5)))

    assert chained(entry(1, at=NOW), Head()).hash == chained(entry(1, at=almaty), Head()).hash
