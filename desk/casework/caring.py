"""Doors beside the moves: details, notes, own control, official appeals, extensions, co-executors."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from desk.casework.doors import Doors, right_of
from desk.decisions import caring
from desk.incidents import Incident
from desk.roles import Action, Actor
from desk.terms import Urgency


class Caring(Doors):
    """What is written on an incident without moving it."""

    def set_details(
        self,
        actor: Actor,
        number: str,
        *,
        title: str | None = None,
        topic: str | None = None,
        urgency: Urgency | None = None,
        territory: str | None = None,
        place: str | None = None,
        complained_of: str | None = None,
        version: int | None = None,
    ) -> Incident:
        """Correct what an incident is about; None leaves a field, "" empties title, place or complained_of.

        Terms follow the new topic and urgency. A new territory must lie in the actor's own.
        """
        wanted = {
            name: value
            for name, value in (
                ("title", title),
                ("topic", topic),
                ("urgency", urgency),
                ("territory", territory),
                ("place", place),
                ("complained_of", complained_of),
            )
            if value is not None
        }
        with self.store.writing() as records:
            case = self._case(records, actor, number, version)
            act = self._act(actor, right_of(actor, Action.SORT, case.subject))
            if territory is not None:
                right_of(actor, Action.SORT, replace(case.subject, territory=territory))
            return self._keep(records, case, caring.detailed(case, wanted, act)).incident

    def note(self, actor: Actor, number: str, text: str, *, version: int | None = None) -> Incident:
        """Add a note for colleagues: it is kept with the name and the time, and shown to nobody outside."""
        return self._change(actor, number, Action.NOTE, version, lambda case, act: caring.noted(case, text, act))

    def own_control(self, actor: Actor, number: str, on: bool, *, version: int | None = None) -> Incident:
        """Put an incident under a head's own control, or lift it: only that head (or their assistant) can lift it."""
        return self._change(
            actor, number, Action.OWN_CONTROL, version, lambda case, act: caring.controlled(case, on, act)
        )

    def register_appeal(
        self, actor: Actor, number: str, appeal: str, at: datetime, *, version: int | None = None
    ) -> Incident:
        """Register the official appeal about an open incident; again to correct it. The statutory term runs from `at`.

        `appeal` is its number in the books of appeals, `at` (aware, not ahead) when it was registered there.
        """
        return self._change(
            actor,
            number,
            Action.REGISTER_APPEAL,
            version,
            lambda case, act: caring.appeal_registered(case, appeal, at, act),
        )

    def ask_extension(
        self, actor: Actor, number: str, until: datetime, reason: str, *, version: int | None = None
    ) -> Incident:
        """Ask for a longer department's term; `until` is aware and lies after the present one."""
        return self._change(
            actor,
            number,
            Action.ASK_EXTENSION,
            version,
            lambda case, act: caring.extension_asked(case, until, reason, act),
        )

    def decide_extension(
        self, actor: Actor, number: str, ordinal: int, granted: bool, *, version: int | None = None
    ) -> Incident:
        """Grant or refuse an extension that was asked for; with four eyes not one's own."""
        return self._change(
            actor,
            number,
            Action.GRANT_EXTENSION,
            version,
            lambda case, act: caring.extension_decided(case, ordinal, granted, act),
        )

    def add_co_executor(
        self,
        actor: Actor,
        number: str,
        who: str,
        task: str,
        *,
        kind: str = "department",
        due_at: datetime | None = None,
        version: int | None = None,
    ) -> Incident:
        """Let somebody answer a part: `who` is a department (kind `department`), a login (`person`) or `outside`."""
        return self._change(
            actor,
            number,
            Action.CO_EXECUTE,
            version,
            lambda case, act: caring.co_executor_added(case, who, kind, task, due_at, act),
        )

    def answer_part(
        self, actor: Actor, number: str, ordinal: int, text: str, *, version: int | None = None
    ) -> Incident:
        """Answer one's part. Who may: the co-executor, and those who work for the responsible department."""
        with self.store.writing() as records:
            case = self._case(records, actor, number, version)
            subject = caring.subject_of_part(case, ordinal, actor)
            act = self._act(actor, right_of(actor, Action.CO_EXECUTE, subject))
            return self._keep(records, case, caring.part_answered(case, ordinal, text, act)).incident
