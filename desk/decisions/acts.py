"""One act: who does it, in which capacity, when, by which rules; and how it changes a case and tells the journal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

from desk.clocks import with_due_copies
from desk.errors import N_, WrongMove
from desk.incidents import Case, Incident, State
from desk.journal import Entry
from desk.moves import MOVES, Move
from desk.roles import Actor
from desk.rules import Right, Rules, must_lead, must_move
from desk.steps import step_of

Decision = tuple[Case, tuple[Entry, ...]]
"""The case as it is afterwards, and the lines for the journal."""

PLAIN = (
    "territory", "topic", "restricted", "urgency", "department", "assignee", "outcome", "promised_on", "duplicate_of",
    "merged_into", "own_control", "complained_of", "posts", "people", "reopenings", "returns", "not_ours",
    "waiting_until", "interim_on", "appealed_at",
)  # fmt: skip
"""Fields of an incident that the journal keeps as they are: codes, counts, days, moments."""
HASHED = ("title", "place", "whose", "outcome_note", "notes", "appeal")
"""Free words and numbers of letters: they may lead to a resident, so the journal keeps only that they changed."""


@dataclass(frozen=True)
class Act:
    """What a decision knows beside the case. `digest` is the installation's keyed hash."""

    actor: Actor
    right: Right
    now: datetime
    rules: Rules
    digest: Callable[[str], str]

    def entry(self, action: str, kind: str, key: str, fields: Mapping[str, Any]) -> Entry:
        """A line for the journal."""
        role = self.right.role.value if self.right.role else None
        return Entry(self.now, self.actor.login, action, kind, key, fields, role, self.right.for_whom)

    def moved(
        self,
        case: Case,
        move: Move,
        to: State,
        *,
        parts: Mapping[str, Any] | None = None,
        more: Mapping[str, Any] | None = None,
        **changes: Any,
    ) -> Decision:
        """Make a move: the one way to another state.

        `changes` are fields of the incident, `parts` other parts of the case, `more` further fields of the line.
        Raises WrongMove when the table has no such move.
        """
        before = case.incident
        must_move(move, before)
        if to not in MOVES[move].to:
            raise WrongMove(N_("the move “{move}” does not lead to “{state}”"), move=move.value, state=to.value)
        after = replace(before, state=to, state_at=self.now, **changes)
        fields = {"state": [before.state.value, to.value], **self.changed(before, after), **(more or {})}
        return self._kept(replace(case, incident=after, **(parts or {})), move.value, fields)

    def touched(
        self,
        case: Case,
        action: str,
        *,
        parts: Mapping[str, Any] | None = None,
        more: Mapping[str, Any] | None = None,
        **changes: Any,
    ) -> Decision:
        """Change something that is no move; arguments as in :meth:`moved`."""
        after = replace(case.incident, **changes)
        fields = {**self.changed(case.incident, after), **(more or {})}
        return self._kept(replace(case, incident=after, **(parts or {})), action, fields)

    def opened(self, case: Case, move: Move, fields: Mapping[str, Any], origin: State | None = None) -> Decision:
        """A new incident; its line names what it began with."""
        must_lead(move, origin)
        blank = Incident(0, "", "", State.OPEN, self.now, self.actor.login)
        states = [origin.value if origin else None, State.OPEN.value]
        return self._kept(case, move.value, {"state": states, **self.changed(blank, case.incident), **fields})

    def changed(self, before: Incident, after: Incident) -> dict[str, Any]:
        """The fields that differ, each as [before, after]; free words as keyed hashes."""
        fields: dict[str, Any] = {}
        for name in (*PLAIN, *HASHED):
            old, new = getattr(before, name), getattr(after, name)
            if old != new:
                shown = plain if name in PLAIN else self.hashed
                fields[name] = [shown(old), shown(new)]
        return fields

    def hashed(self, words: str | None) -> str | None:
        """A keyed hash of free words; None for none."""
        return self.digest(words) if words else None

    def _kept(self, case: Case, action: str, fields: Mapping[str, Any]) -> Decision:
        entry = self.entry(action, "incident", case.incident.number, fields)
        step = step_of(entry)
        if step is not None:
            case = replace(case, steps=(*case.steps, step))
        return with_due_copies(case, self.rules, self.now), (entry,)


def plain(value: object) -> Any:
    """A field's value as the journal's JSON holds it."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return value


def must_say(words: str | None, what: str) -> str:
    """The words without blanks around them. Raises WrongMove, naming what is missing, when there are none."""
    said = (words or "").strip()
    if not said:
        raise WrongMove(N_("something is missing: {what}"), what=what)
    return said
