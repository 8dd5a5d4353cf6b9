"""One form on the page of an incident: its keys belong to this incident alone, and failing loses nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import streamlit as st

from desk.errors import N_, RuleError
from desk.incidents import Case
from ui.components import answers, choices, deeds, drafts
from ui.session import Seat

SAID_LIMIT = 2000
Door = Callable[[Seat, str, int | None], object]
"""What the button does: `door(seat, number, version)`, in the rights of the moment of the click."""


def step_key(number: str) -> str:
    """Where the step is kept that somebody chose for this incident."""
    return f"{number}-step"


@dataclass(frozen=True)
class Form:
    """A form of one step of one incident. Labels and examples are marked sentences."""

    seat: Seat
    case: Case
    name: str

    def key(self, field: str) -> str:
        """The key of a widget: stable, and never another incident's."""
        return f"{self.case.incident.number}-{self.name}-{field}"

    @property
    def prefix(self) -> str:
        """What all keys of this form begin with, without the last hyphen."""
        return f"{self.case.incident.number}-{self.name}"

    @property
    def draft(self) -> str:
        """The name under which is kept what somebody types here."""
        return f"incident/{self.case.incident.number}/{self.name}"

    def area(self, label: str, field: str = "text", *, value: str = "", limit: int = SAID_LIMIT) -> None:
        """A text of several lines; `value` stands in it at first."""
        _ = self.seat.texts.gettext
        drafts.text_area(
            self.seat,
            _(label),
            key=self.key(field),
            draft=self.draft,
            value=value,
            max_chars=limit,
            height=130,
            persist_state="page",
        )

    def line(
        self, label: str, field: str, *, value: str = "", limit: int = 200, message: str = "", is_kept: bool = True
    ) -> None:
        """A line; `message` is an example of what to type. What only looks for something is not kept as a draft."""
        _ = self.seat.texts.gettext
        drafts.text_input(
            self.seat,
            _(label),
            key=self.key(field),
            draft=self.draft if is_kept else None,
            value=value,
            max_chars=limit,
            placeholder=_(message) if message else None,
            persist_state="page",
        )

    def day(self, label: str, field: str = "day") -> None:
        """A typed date."""
        choices.day(self.seat, label, self.key(field))

    def language(self, label: str, field: str = "language") -> None:
        """The language of a text."""
        choices.language(self.seat, label, self.key(field))

    def said(self, field: str = "text") -> str:
        """What stands in a text widget at this moment."""
        return deeds.value(self.key(field))

    def chosen(self, field: str) -> Any:
        """What is chosen in another widget at this moment; None where it is not on the page."""
        return st.session_state.get(self.key(field))

    def day_of(self, field: str = "day") -> date:
        """The typed date. Raises RuleError where there is none."""
        day = answers.day(self.said(field))
        if day is None:
            raise RuleError(N_("a date is written like {example}"), example="2026-11-01")
        return day

    def end_of(self, field: str = "day") -> datetime:
        """The last minute of the typed day, in the desk's zone. Raises RuleError where there is none."""
        return datetime.combine(self.day_of(field), time(23, 59), self.seat.texts.zone)

    def button(
        self,
        label: str,
        door: Door,
        said: str,
        *,
        field: str = "go",
        typed: tuple[str, ...] = ("text",),
        more: tuple[str, ...] = (),
        primary: bool = True,
    ) -> None:
        """The button that sends it; `said` is told afterwards, what was `typed` is kept until it succeeds.

        `more` are further keys to empty after success.
        """
        # The version that stands on the screen with this very button: a change by somebody else in between is found.
        number, version = self.case.incident.number, self.case.incident.version

        def deed(now: Seat) -> object:
            return door(now, number, version)

        if typed:
            drafts.line(self.seat, self.draft)
        deeds.button(
            self.seat,
            label,
            f"{number}-do-{self.name}" if field == "go" else f"{number}-do-{self.name}-{field}",
            deed,
            said,
            draft=self.draft if typed else None,
            clear=[f"{self.prefix}-", step_key(number), *more],
            primary=primary,
        )


@dataclass(frozen=True)
class Step:
    """Something that may be done with an incident: its name in keys, its words, its form."""

    name: str
    label: str
    draw: Callable[[Form], None]


Steps = Mapping[str, Step]


def steps(*listed: Step) -> Steps:
    """The steps by their names."""
    return {step.name: step for step in listed}
