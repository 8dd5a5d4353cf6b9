"""Badges: a fact in two words with a colour and a sign, so that colour is never all that tells it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum

from desk.incidents import Outcome, State
from desk.posts import Line
from desk.terms import Urgency
from ui.session import Seat

SOON_MINUTES = 120
"""Working minutes from which a term is shown as ending soon: half of an urgent one (DOMAIN.md, Terms)."""


class Tone(StrEnum):
    """How loud a badge is; each has its colours in ui/theme/nazar.css, with AA contrast in light and dark."""

    PLAIN = "plain"
    QUIET = "quiet"
    GOOD = "good"
    SOON = "soon"
    LATE = "late"
    DANGER = "danger"


SIGNS = {Tone.GOOD: "✓", Tone.SOON: "◑", Tone.LATE: "!", Tone.DANGER: "‼"}
"""What stands before the words, for those who do not see the colour."""

STATES = {
    State.OPEN: Tone.SOON,
    State.RETURNED: Tone.SOON,
    State.ANSWERED: Tone.GOOD,
    State.CLOSED: Tone.GOOD,
    State.MERGED: Tone.QUIET,
}
"""States that are not plain: OPEN waits for an owner, RETURNED for rework."""
OUTCOMES = {Outcome.SOLVED: Tone.GOOD, Outcome.EXPLAINED: Tone.GOOD}
URGENCIES = {Urgency.URGENT: Tone.LATE, Urgency.DANGER: Tone.DANGER}


@dataclass(frozen=True)
class Badge:
    """A fact for the eye: its words, how loud, and a sign."""

    text: str
    tone: str = Tone.PLAIN
    sign: str = ""


def badge(text: str, tone: Tone = Tone.PLAIN) -> Badge:
    """A badge with the sign of its tone."""
    return Badge(text, tone.value, SIGNS.get(tone, ""))


def term(seat: Seat, due_at: datetime | None) -> list[Badge]:
    """How much working time is left of a term: one badge, none without a term."""
    if due_at is None:
        return []
    left = seat.parts.catalogues().calendar.minutes_between(seat.now, due_at)
    # A term that ended outside of working time is over all the same, though no working minute has passed since.
    if due_at < seat.now:
        return [badge(seat.texts.left(min(left, -1)), Tone.LATE)]
    return [badge(seat.texts.left(left), Tone.SOON if left <= SOON_MINUTES else Tone.PLAIN)]


def state(seat: Seat, value: State) -> Badge:
    """Where an incident stands."""
    return badge(seat.texts.name(value), STATES.get(value, Tone.PLAIN))


def outcome(seat: Seat, value: Outcome | None) -> list[Badge]:
    """How it ended: one badge, or none."""
    return [badge(seat.texts.name(value), OUTCOMES.get(value, Tone.PLAIN))] if value else []


def urgency(seat: Seat, value: Urgency) -> list[Badge]:
    """Only what is more than ordinary is said."""
    return [badge(seat.texts.name(value), URGENCIES[value])] if value in URGENCIES else []


def line(seat: Seat, value: Line) -> Badge:
    """The line a post stands in."""
    return badge(seat.texts.name(value), Tone.QUIET)


def as_data(badges: Sequence[Badge]) -> list[dict[str, str]]:
    """As the list component takes them."""
    return [asdict(each) for each in badges]
