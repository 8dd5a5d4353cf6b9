"""An incident: one problem, one to many posts, one responsible department; and everything that belongs to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from desk.posts import PostKey
from desk.roles import Subject
from desk.terms import Urgency


class State(StrEnum):
    """Where an incident stands; what leads from one to the other is `desk.moves.MOVES`."""

    OPEN = "open"
    ASSIGNED = "assigned"
    IN_WORK = "in-work"
    WAITING = "waiting"
    INTERIM = "interim"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    ANSWERED = "answered"
    CLOSED = "closed"
    MERGED = "merged"


class Outcome(StrEnum):
    """How an incident ended. PLANNED needs a date, NOT_OURS whose, REFUSED a reason, DUPLICATE of which."""

    SOLVED = "solved"
    EXPLAINED = "explained"
    PLANNED = "planned"
    REFUSED = "refused"
    NOT_OURS = "not-ours"
    DUPLICATE = "duplicate"
    NO_ANSWER_NEEDED = "no-answer-needed"


class Way(StrEnum):
    """How an answer reached the people of one place."""

    PUBLIC_REPLY = "public-reply"
    TELEPHONE = "telephone"
    IN_PERSON = "in-person"
    ON_AIR = "on-air"
    PRIVATE_MESSAGE = "private-message"
    OFFICIAL_LETTER = "official-letter"
    BOT = "bot"


class PlaceState(StrEnum):
    """Where the answer of one place stands."""

    TO_PUBLISH = "to-publish"
    PUBLISHED = "published"
    SEEN = "seen"
    NOT_FOUND = "not-found"
    TOLD = "told"
    EDITED_SINCE = "edited-since"


class AnswerKind(StrEnum):
    """What kind of text goes out: an answer for now, the answer, or a question to the resident."""

    INTERIM = "interim"
    FINAL = "final"
    QUESTION = "question"


class ReturnReason(StrEnum):
    """Why an answer goes back for rework (notes/product.md §1.2 has where such lists come from)."""

    FORMAL = "formal"
    BESIDE_THE_POINT = "beside-the-point"
    NO_DATE = "no-date"
    NO_PROOF = "no-proof"
    LAW_WITHOUT_EXPLANATION = "law-without-explanation"
    PERSONAL_DATA = "personal-data"
    WRONG_LANGUAGE = "wrong-language"
    OTHER = "other"


class ReopenReason(StrEnum):
    """Why an answered matter is taken up again."""

    STILL_SO = "still-so"
    CAME_BACK = "came-back"
    REFUTED = "refuted"


@dataclass(frozen=True)
class Incident:
    """The row of an incident. `number` is its name for people (2026-000123), `id` the store's.

    `version` is raised by every change and checked before the next. Counters: people (distinct authors), reopenings,
    returns, "not ours". `own_control` is the login of the head under whose control it stands. `complained_of` is the
    department that a restricted complaint is about; it is never routed there. `appeal` is the number of the official
    appeal about the matter, `appealed_at` when that was registered. `resident_due_at` and `department_due_at` are
    copies for lists of what `desk.clocks` computes from the journal.
    """

    id: int
    number: str
    territory: str
    state: State
    opened_at: datetime
    opened_by: str
    version: int = 1
    title: str = ""
    place: str | None = None
    topic: str | None = None
    restricted: bool = False
    urgency: Urgency = Urgency.ORDINARY
    department: str | None = None
    assignee: str | None = None
    state_at: datetime | None = None
    outcome: Outcome | None = None
    outcome_note: str | None = None
    promised_on: date | None = None
    whose: str | None = None
    duplicate_of: str | None = None
    merged_into: str | None = None
    own_control: str | None = None
    complained_of: str | None = None
    notes: str = ""
    posts: int = 0
    people: int = 0
    reopenings: int = 0
    returns: int = 0
    not_ours: int = 0
    waiting_until: datetime | None = None
    interim_on: date | None = None
    resident_due_at: datetime | None = None
    department_due_at: datetime | None = None
    closed_at: datetime | None = None
    appeal: str | None = None
    appealed_at: datetime | None = None
    tags: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Member:
    """A post of an incident, with what the rules need of it; `left_at` keeps the history of those that left.

    `counts_from` is from when the resident's term counts where that is not the publication: the archive is never
    termed, so a post taken from there counts from the taking.
    """

    post_id: int
    key: PostKey
    thread: str | None
    published_at: datetime
    joined_at: datetime
    joined_by: str
    author: str | None = None
    left_at: datetime | None = None
    counts_from: datetime | None = None

    @property
    def began_at(self) -> datetime:
        """From when the resident has been waiting, as far as terms count it."""
        return self.counts_from or self.published_at

    @property
    def where(self) -> tuple[str, str, str | None]:
        """The place of an answer: network, place and thread."""
        return (self.key.network, self.key.place, self.thread)


@dataclass(frozen=True)
class CoExecutor:
    """Somebody who answers a part; the responsible department gathers the parts."""

    ordinal: int
    who: str
    kind: str
    task: str
    due_at: datetime | None = None
    answer: str | None = None
    answered_at: datetime | None = None
    answered_by: str | None = None


@dataclass(frozen=True)
class Answer:
    """What a department wrote. `published_text` is what the press office made of it; each has its language."""

    ordinal: int
    kind: AnswerKind
    text: str
    language: str
    by: str
    at: datetime
    outcome: Outcome | None = None
    promised_on: date | None = None
    whose: str | None = None
    reason: str | None = None
    returned: ReturnReason | None = None
    returned_note: str | None = None
    accepted_by: str | None = None
    accepted_at: datetime | None = None
    withdrawn: bool = False
    published_text: str | None = None
    published_language: str | None = None


@dataclass(frozen=True)
class AnswerPlace:
    """The line of one place: did the answer reach the people who asked there?"""

    network: str
    place: str
    thread: str | None
    state: PlaceState = PlaceState.TO_PUBLISH
    way: Way | None = None
    link: str | None = None
    detail: str | None = None
    by: str | None = None
    at: datetime | None = None

    @property
    def where(self) -> tuple[str, str, str | None]:
        return (self.network, self.place, self.thread)


@dataclass(frozen=True)
class ExtensionAsked:
    """A longer department's term, asked with reason and date, granted or refused."""

    ordinal: int
    until: datetime
    reason: str
    by: str
    at: datetime
    granted: bool | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None


@dataclass(frozen=True)
class Step:
    """One journal line of an incident, as far as rules and clocks need it."""

    at: datetime
    move: str
    from_state: State | None
    to_state: State
    by: str
    role: str | None = None
    department: str | None = None
    interim_on: date | None = None


@dataclass(frozen=True)
class Case:
    """An incident with all that belongs to it: what a decision reads and what it gives back changed."""

    incident: Incident
    members: tuple[Member, ...] = ()
    answers: tuple[Answer, ...] = ()
    places: tuple[AnswerPlace, ...] = ()
    co_executors: tuple[CoExecutor, ...] = ()
    extensions: tuple[ExtensionAsked, ...] = ()
    steps: tuple[Step, ...] = field(default_factory=tuple)

    @property
    def present(self) -> tuple[Member, ...]:
        """The posts that belong to it now."""
        return tuple(member for member in self.members if member.left_at is None)

    @property
    def subject(self) -> Subject:
        """What rights are asked for."""
        incident = self.incident
        departments = {incident.department} if incident.department else set()
        departments |= {helper.who for helper in self.co_executors if helper.kind == "department"}
        return Subject(
            territory=incident.territory,
            departments=frozenset(departments),
            topic=incident.topic,
            restricted=incident.restricted,
            assignee=incident.assignee,
        )
