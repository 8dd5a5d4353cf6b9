"""The names of our slugs: states, lines, outcomes, roles. Each is a (context, message) for the catalogues."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from desk.chores import ImportState, LetterState, NoticeState
from desk.clocks import TermState
from desk.departments import DepartmentKind
from desk.errors import N_
from desk.incidents import AnswerKind, Outcome, PlaceState, ReopenReason, ReturnReason, State, Way
from desk.moves import Move
from desk.posts import Line, SetAsideReason
from desk.readings import Kind, PersonalKind, PlaceKind, Tone, Tongue, Trait
from desk.roles import Action, Role
from desk.sources import SourceState
from desk.terms import TermKind, Unit, Urgency
from desk.territories import Level
from desk.works import WorkKind, WorkState


def C_(context: str, message: str) -> tuple[str, str]:  # noqa: N802 - gettext's convention for marked messages
    """Mark a message with its context for translation."""
    return context, message


NAMES: Mapping[type[StrEnum], Mapping[StrEnum, tuple[str, str]]] = {
    State: {
        State.OPEN: C_("state", "open"),
        State.ASSIGNED: C_("state", "assigned"),
        State.IN_WORK: C_("state", "in work"),
        State.WAITING: C_("state", "waiting for the resident"),
        State.INTERIM: C_("state", "interim answer given"),
        State.SUBMITTED: C_("state", "answer submitted"),
        State.RETURNED: C_("state", "returned for rework"),
        State.ACCEPTED: C_("state", "answer accepted"),
        State.ANSWERED: C_("state", "answered"),
        State.CLOSED: C_("state", "closed"),
        State.MERGED: C_("state", "merged"),
    },
    Outcome: {
        Outcome.SOLVED: C_("outcome", "solved"),
        Outcome.EXPLAINED: C_("outcome", "explained"),
        Outcome.PLANNED: C_("outcome", "planned"),
        Outcome.REFUSED: C_("outcome", "refused"),
        Outcome.NOT_OURS: C_("outcome", "not ours"),
        Outcome.DUPLICATE: C_("outcome", "duplicate"),
        Outcome.NO_ANSWER_NEEDED: C_("outcome", "no answer needed"),
    },
    Move: {
        Move.TAKE: C_("move", "taken from posts"),
        Move.ENTER: C_("move", "entered by hand"),
        Move.ASSIGN: C_("move", "assigned"),
        Move.REASSIGN: C_("move", "reassigned"),
        Move.TAKE_UP: C_("move", "taken up"),
        Move.NOT_OURS: C_("move", "said to be not ours"),
        Move.ASK: C_("move", "question to the resident"),
        Move.RESUME: C_("move", "work resumed"),
        Move.INTERIM: C_("move", "interim answer"),
        Move.SUBMIT: C_("move", "answer submitted"),
        Move.RETURN: C_("move", "answer returned"),
        Move.ACCEPT: C_("move", "answer accepted"),
        Move.PUBLISH: C_("move", "answer published"),
        Move.CLOSE: C_("move", "closed"),
        Move.ANSWER_AT_ONCE: C_("move", "answered at once"),
        Move.CLOSE_WITHOUT_ANSWER: C_("move", "closed without an answer"),
        Move.MERGE: C_("move", "merged"),
        Move.SPLIT: C_("move", "split"),
        Move.REOPEN: C_("move", "reopened"),
        Move.UNDO: C_("move", "undone"),
    },
    Line: {
        Line.ARCHIVE: C_("line", "archive"),
        Line.NEW: C_("line", "new"),
        Line.TAKEN: C_("line", "in an incident"),
        Line.SET_ASIDE: C_("line", "set aside"),
    },
    SetAsideReason: {
        SetAsideReason.THANKS: C_("reason", "thanks"),
        SetAsideReason.NEWS: C_("reason", "news"),
        SetAsideReason.ADVERTISING: C_("reason", "advertising"),
        SetAsideReason.CHATTER: C_("reason", "chatter"),
        SetAsideReason.REPOST: C_("reason", "repost"),
        SetAsideReason.OFFICIAL_POST: C_("reason", "official post"),
        SetAsideReason.NOT_OUR_TERRITORY: C_("reason", "not our territory"),
        SetAsideReason.ALREADY_ANSWERED: C_("reason", "already answered"),
        SetAsideReason.REMOVED_BY_AUTHOR: C_("reason", "removed by its author"),
        SetAsideReason.PRIVATE_QUARREL: C_("reason", "private quarrel"),
        SetAsideReason.OTHER: C_("reason", "other reason"),
    },
    Role: {
        Role.ADMINISTRATOR: C_("role", "administrator"),
        Role.PRESS_OFFICE: C_("role", "press office"),
        Role.COORDINATOR: C_("role", "coordinator"),
        Role.HEAD_OF_DEPARTMENT: C_("role", "head of department"),
        Role.EXECUTOR: C_("role", "executor"),
        Role.CONTROLLER: C_("role", "controller"),
        Role.DEPUTY_AKIM: C_("role", "deputy akim"),
        Role.HEAD: C_("role", "akim"),
        Role.ASSISTANT: C_("role", "assistant"),
        Role.ANALYST: C_("role", "analyst"),
        Role.OBSERVER: C_("role", "observer"),
        Role.OUTSIDE_EXECUTOR: C_("role", "outside executor"),
    },
    Way: {
        Way.PUBLIC_REPLY: C_("way", "public reply"),
        Way.TELEPHONE: C_("way", "by telephone"),
        Way.IN_PERSON: C_("way", "in person"),
        Way.ON_AIR: C_("way", "on air"),
        Way.PRIVATE_MESSAGE: C_("way", "private message"),
        Way.OFFICIAL_LETTER: C_("way", "official letter"),
        Way.BOT: C_("way", "through the bot"),
    },
    PlaceState: {
        PlaceState.TO_PUBLISH: C_("place", "to publish"),
        PlaceState.PUBLISHED: C_("place", "published"),
        PlaceState.SEEN: C_("place", "seen there"),
        PlaceState.NOT_FOUND: C_("place", "marked, no answer seen"),
        PlaceState.TOLD: C_("place", "told another way"),
        PlaceState.EDITED_SINCE: C_("place", "edited by the resident since"),
    },
    AnswerKind: {
        AnswerKind.INTERIM: C_("answer", "interim answer"),
        AnswerKind.FINAL: C_("answer", "answer"),
        AnswerKind.QUESTION: C_("answer", "question to the resident"),
    },
    ReturnReason: {
        ReturnReason.FORMAL: C_("return", "a formal answer"),
        ReturnReason.BESIDE_THE_POINT: C_("return", "beside the point"),
        ReturnReason.NO_DATE: C_("return", "no date is named"),
        ReturnReason.NO_PROOF: C_("return", "no proof"),
        ReturnReason.LAW_WITHOUT_EXPLANATION: C_("return", "the law without an explanation"),
        ReturnReason.PERSONAL_DATA: C_("return", "personal data in it"),
        ReturnReason.WRONG_LANGUAGE: C_("return", "not in the resident's language"),
        ReturnReason.OTHER: C_("return", "something else"),
    },
    ReopenReason: {
        ReopenReason.STILL_SO: C_("reopen", "it is still so"),
        ReopenReason.CAME_BACK: C_("reopen", "it came back"),
        ReopenReason.REFUTED: C_("reopen", "the answer was refuted"),
    },
    Urgency: {
        Urgency.ORDINARY: C_("urgency", "ordinary"),
        Urgency.URGENT: C_("urgency", "urgent"),
        Urgency.DANGER: C_("urgency", "danger"),
    },
    Tongue: {
        Tongue.KAZAKH: C_("language", "Kazakh"),
        Tongue.RUSSIAN: C_("language", "Russian"),
        Tongue.MIXED: C_("language", "both languages"),
        Tongue.OTHER: C_("language", "another language"),
    },
    Kind: {
        Kind.COMPLAINT: C_("kind", "complaint"),
        Kind.QUESTION: C_("kind", "question"),
        Kind.PROPOSAL: C_("kind", "proposal"),
        Kind.THANKS: C_("kind", "thanks"),
        Kind.NEWS: C_("kind", "news"),
        Kind.MEDIA_CRITICISM: C_("kind", "criticism in media"),
        Kind.RUMOUR: C_("kind", "rumour"),
        Kind.ANSWER_COMPLAINT: C_("kind", "complaint about an answer"),
        Kind.SPAM: C_("kind", "advertising"),
        Kind.CHATTER: C_("kind", "chatter"),
        Kind.AGREEMENT: C_("kind", "agreement"),
    },
    Tone: {
        Tone.NEGATIVE: C_("tone", "negative"),
        Tone.NEUTRAL: C_("tone", "neutral"),
        Tone.POSITIVE: C_("tone", "positive"),
    },
    PlaceKind: {
        PlaceKind.TERRITORY: C_("place kind", "territory"),
        PlaceKind.STREET: C_("place kind", "street"),
        PlaceKind.MICRODISTRICT: C_("place kind", "microdistrict"),
        PlaceKind.HOUSE: C_("place kind", "house"),
        PlaceKind.VILLAGE: C_("place kind", "village"),
        PlaceKind.LANDMARK: C_("place kind", "landmark"),
    },
    PersonalKind: {
        PersonalKind.PHONE: C_("personal data", "telephone"),
        PersonalKind.IIN: C_("personal data", "IIN"),
        PersonalKind.CARD: C_("personal data", "bank card"),
        PersonalKind.EMAIL: C_("personal data", "e-mail"),
        PersonalKind.PLATE: C_("personal data", "car plate"),
        PersonalKind.DOCUMENT: C_("personal data", "document number"),
        PersonalKind.FLAT: C_("personal data", "flat"),
        PersonalKind.NAME: C_("personal data", "name"),
    },
    Trait: {
        Trait.LANGUAGE: C_("trait", "language"),
        Trait.KIND: C_("trait", "kind"),
        Trait.TONE: C_("trait", "tone"),
        Trait.TOPIC: C_("trait", "topic"),
        Trait.PLACE: C_("trait", "place"),
        Trait.URGENCY: C_("trait", "urgency"),
    },
    TermKind: {
        TermKind.SORTING: C_("term", "sorting"),
        TermKind.RESIDENT: C_("term", "answer to the resident"),
        TermKind.DEPARTMENT: C_("term", "the department's answer"),
        TermKind.INTERIM_FINAL: C_("term", "final answer after the interim one"),
        TermKind.REWORK: C_("term", "rework"),
        TermKind.PUBLISHING: C_("term", "publishing"),
        TermKind.WAITING: C_("term", "waiting for the resident"),
        TermKind.STATUTORY: C_("term", "statutory"),
    },
    TermState: {
        TermState.RUNNING: C_("term state", "running"),
        TermState.EXTENDED: C_("term state", "extended"),
        TermState.PAUSED: C_("term state", "paused"),
        TermState.MET: C_("term state", "kept"),
        TermState.MISSED: C_("term state", "overdue"),
    },
    Unit: {
        Unit.WORKING_MINUTES: C_("unit", "working minutes"),
        Unit.PLAIN_MINUTES: C_("unit", "plain minutes"),
        Unit.WORKING_DAYS: C_("unit", "working days"),
    },
    ImportState: {
        ImportState.WAITING: C_("import", "waiting for its turn"),
        ImportState.RUNNING: C_("import", "being read"),
        ImportState.DONE: C_("import", "done"),
        ImportState.STOPPED: C_("import", "stopped: too much was refused"),
        ImportState.FAILED: C_("import", "failed"),
    },
    LetterState: {
        LetterState.OPEN: C_("letter", "open"),
        LetterState.RETRIED: C_("letter", "retried"),
        LetterState.DROPPED: C_("letter", "dropped"),
    },
    NoticeState: {
        NoticeState.WAITING: C_("notice", "waiting"),
        NoticeState.SENT: C_("notice", "sent"),
        NoticeState.FAILED: C_("notice", "failed"),
    },
    SourceState: {
        SourceState.ACTIVE: C_("source", "active"),
        SourceState.PAUSED: C_("source", "paused"),
        SourceState.GONE: C_("source", "gone"),
    },
    WorkKind: {
        WorkKind.REBUILD: C_("work", "building the search anew"),
        WorkKind.PURGE: C_("work", "erasing a source"),
        WorkKind.LINES: C_("work", "moving posts between archive and queue"),
        WorkKind.RETRY: C_("work", "trying refused records again"),
        WorkKind.REREAD: C_("work", "reading all posts again"),
    },
    WorkState: {
        WorkState.WAITING: C_("work state", "waiting for its turn"),
        WorkState.RUNNING: C_("work state", "under way"),
        WorkState.DONE: C_("work state", "done"),
        WorkState.FAILED: C_("work state", "failed"),
        WorkState.CANCELLED: C_("work state", "stopped"),
    },
    DepartmentKind: {
        DepartmentKind.DEPARTMENT: C_("department", "department"),
        DepartmentKind.SUBORDINATE_OFFICE: C_("department", "office of a subordinate akim"),
        DepartmentKind.INSTITUTION: C_("department", "institution"),
        DepartmentKind.STATE_BODY: C_("department", "state body"),
        DepartmentKind.OUTSIDE_EXECUTOR: C_("department", "outside executor"),
    },
    Level: {
        Level.COUNTRY: C_("level", "country"),
        Level.REGION: C_("level", "region"),
        Level.DISTRICT: C_("level", "district"),
        Level.RURAL_DISTRICT: C_("level", "rural district"),
        Level.SETTLEMENT: C_("level", "settlement"),
    },
    Action: {
        Action.SEE_POSTS: C_("action", "see posts"),
        Action.SEE_INCIDENTS: C_("action", "see incidents"),
        Action.SEE_COUNTS: C_("action", "see counts"),
        Action.SORT: C_("action", "sort posts"),
        Action.TAG: C_("action", "tag"),
        Action.NOTE: C_("action", "write notes"),
        Action.PUT_OUT: C_("action", "publish questions and interim answers"),
        Action.WATCH: C_("action", "look after published answers"),
        Action.SEE_AUTHOR: C_("action", "see authors"),
        Action.EXPORT: C_("action", "export"),
        Action.EXPORT_AUTHORS: C_("action", "export with authors"),
        Action.ASK_EXTENSION: C_("action", "ask for a longer term"),
        Action.GRANT_EXTENSION: C_("action", "grant a longer term"),
        Action.OWN_CONTROL: C_("action", "take under own control"),
        Action.REGISTER_APPEAL: C_("action", "register an official appeal"),
        Action.CO_EXECUTE: C_("action", "answer a part"),
        Action.IMPORT: C_("action", "bring in files"),
        Action.MANAGE_SOURCES: C_("action", "manage sources"),
        Action.MANAGE_PLACES: C_("action", "manage places"),
        Action.MANAGE_USERS: C_("action", "manage users"),
        Action.MANAGE_CATALOGUES: C_("action", "change catalogues"),
        Action.SEE_DEAD_LETTERS: C_("action", "see refused records"),
        Action.SEE_JOURNAL: C_("action", "see the journal"),
    },
}

REFUSED: Mapping[str, str] = {
    "bad-date": N_("its date cannot be read, or cannot be"),
    "bad-encoding": N_("it is no text: its bytes are damaged"),
    "bad-extras": N_("what stands beside its text cannot be kept"),
    "bad-json": N_("it is damaged, or written in another form"),
    "bad-key": N_("its number or its place cannot be kept"),
    "bad-row": N_("its row does not fit the head of the table"),
    "bad-type": N_("something in it is of another kind than it must be"),
    "duplicate-key": N_("something stands in it twice"),
    "index-refused": N_("the search does not take it"),
    "missing-field": N_("something that every record needs is missing"),
    "not-an-object": N_("it is no message"),
    "too-deep": N_("it is folded into itself too deeply"),
    "too-long": N_("its text or a name in it is too long"),
}
"""Why a record was refused (the slugs of `desk.posts.Refused`)."""

NEEDED = (
    C_("needed", "text"),
    C_("needed", "text or link"),
    C_("needed", "note"),
    C_("needed", "reason"),
    C_("needed", "title"),
    C_("needed", "topic"),
    C_("needed", "tag"),
    C_("needed", "outcome"),
    C_("needed", "duplicate_of"),
    C_("needed", "who"),
    C_("needed", "task"),
    C_("needed", "proposed"),
    C_("needed", "whose"),
    C_("needed", "promised_on"),
    C_("needed", "when and to whom"),
    C_("needed", "time code"),
    C_("needed", "number of the letter"),
    C_("needed", "number of the appeal"),
)
"""What a door may miss, as its error names it in the field `what`."""
