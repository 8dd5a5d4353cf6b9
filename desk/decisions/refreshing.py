"""Decisions about copies of terms: they follow the catalogues as these are now."""

from __future__ import annotations

from desk.clocks import with_due_copies
from desk.decisions.acts import Act, Decision
from desk.incidents import Case


def refreshed(case: Case, act: Act) -> Decision | None:
    """The case with its copies computed again; None where they are right."""
    after = with_due_copies(case, act.rules, act.now)
    if after == case:
        return None
    fields = {
        name: [old.isoformat() if old else None, new.isoformat() if new else None]
        for name in ("resident_due_at", "department_due_at")
        if (old := getattr(case.incident, name)) != (new := getattr(after.incident, name))
    }
    return after, (act.entry("refresh", "incident", case.incident.number, fields),)
