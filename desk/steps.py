"""The steps of an incident, read from its journal lines; and those of them that stand when some were undone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from desk.incidents import State, Step
from desk.journal import Entry
from desk.moves import Move


def step_of(entry: Entry) -> Step | None:
    """The step that a journal line of an incident tells of; None for lines that are no move (they have no `state`).

    `department` and `interim_on` are what the step changed them to: None where it left them or took them away.
    """
    states = entry.fields.get("state")
    if states is None:
        return None
    before, after = states
    interim_on = _after(entry, "interim_on")
    return Step(
        at=entry.at,
        move=entry.action,
        from_state=None if before is None else State(before),
        to_state=State(after),
        by=entry.actor,
        role=entry.role,
        department=_after(entry, "department"),
        interim_on=None if interim_on is None else date.fromisoformat(interim_on),
    )


def standing(steps: Iterable[Step]) -> tuple[Step, ...]:
    """The steps without those that were undone and without the undoing."""
    kept: list[Step] = []
    for step in steps:
        if step.move != Move.UNDO:
            kept.append(step)
        elif kept:
            kept.pop()
    return tuple(kept)


def this_round(steps: Iterable[Step]) -> tuple[Step, ...]:
    """What stands since the matter was taken up for the last time: from its beginning or its last reopening on."""
    kept = standing(steps)
    starts = [place for place, step in enumerate(kept) if step.move == Move.REOPEN]
    return kept[starts[-1] :] if starts else kept


def _after(entry: Entry, name: str) -> str | None:
    change = entry.fields.get(name)
    return None if change is None else change[1]
