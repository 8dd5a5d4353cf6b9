"""Lines of the journal in words: what happened to what, who did it and when; and one of them with all its fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import streamlit as st

from desk.decisions.acts import HASHED
from desk.errors import N_
from desk.incidents import Outcome, ReopenReason, ReturnReason, State, Way
from desk.journal import Entry, JournalLine
from desk.moves import Move
from desk.posts import Line, SetAsideReason
from desk.roles import Role
from desk.terms import Urgency
from desk.users import GrantRow
from ui.components import histories, links, lists, persons, rights, territories
from ui.components.residents import one_line
from ui.session import Seat

DEEDS: Mapping[str, str] = {
    "look": N_("Looked at who wrote it"),
    "refresh": N_("The terms were computed anew"),
    "tag": N_("The tags were changed"),
    "set-aside": N_("A post was set aside"),
    "bring-back": N_("A post was brought back into the queue"),
    "correct": N_("What the machine read was corrected"),
    "reread": N_("All posts are to be read again"),
    "reread-done": N_("All posts were read again"),
    "user-add": N_("A user was added"),
    "user-grant": N_("Rights were changed"),
    "user-details": N_("Name or language was changed"),
    "user-disable": N_("A user was locked out"),
    "user-enable": N_("A user was let in again"),
    "user-sign-out": N_("All sessions were ended"),
    "user-link": N_("A one-time link was made"),
    "user-password": N_("A password was set"),
    "sign-in": N_("Signed in"),
    "sign-out": N_("Signed out"),
    "first-start": N_("The desk was begun"),
    "catalogue-change": N_("A catalogue was changed"),
    "catalogue-import": N_("A catalogue was brought in from a file"),
    "import": N_("A file was brought in"),
    "source-add": N_("A source was added"),
    "source-edit": N_("A source was changed"),
    "source-active": N_("A source was switched on"),
    "source-paused": N_("A source was paused"),
    "source-gone": N_("A source was switched off"),
    "source-work-from": N_("The work-from moment was changed"),
    "source-purge": N_("A source's posts are to be erased"),
    "source-purged": N_("A source's posts were erased"),
    "voice-add": N_("An account that answers for us was added"),
    "letters-retry": N_("Dead letters were tried again"),
    "letters-drop": N_("Dead letters were dropped"),
    "place-alias": N_("A place got another name"),
    "place-join": N_("Two places were joined"),
    "export": N_("Posts were exported"),
    "example-add": N_("The example was put in"),
    "example-remove": N_("The example was taken out"),
    "accept-head": N_("A missing head of the journal was accepted"),
}
FIELDS: Mapping[str, str] = {
    "state": N_("state"),
    "territory": N_("territory"),
    "topic": N_("topic"),
    "urgency": N_("urgency"),
    "department": N_("department"),
    "assignee": N_("person"),
    "outcome": N_("outcome"),
    "line": N_("line"),
    "trait": N_("what was read"),
    "value": N_("said"),
    "reason": N_("reason"),
    "posts": N_("posts"),
    "people": N_("people"),
    "grants": N_("rights"),
    "fields": N_("fields"),
    "title": N_("title"),
    "place": N_("place"),
    "notes": N_("notes"),
    "waiting_until": N_("waiting until"),
    "interim_on": N_("final answer promised by"),
    "promised_on": N_("promised by"),
    "merged_into": N_("merged into"),
    "own_control": N_("own control"),
    "added": N_("tags put on"),
    "removed": N_("tags taken off"),
    "joined": N_("posts that joined"),
    "left": N_("posts that left"),
    "merged_from": N_("came from"),
    "split_from": N_("split off from"),
    "duplicate_of": N_("duplicate of"),
    "answer": N_("answer"),
    "answer_outcome": N_("outcome of the answer"),
    "outcome_note": N_("words about the outcome"),
    "places": N_("places of the answer"),
    "way": N_("way"),
    "restricted": N_("restricted"),
    "whose": N_("whose"),
    "complained_of": N_("whom it is about"),
    "returns": N_("times returned"),
    "reopenings": N_("times opened again"),
    "not_ours": N_("times said to be not theirs"),
    "appeal": N_("appeal"),
    "appealed_at": N_("appeal registered"),
    "until": N_("until"),
    "granted": N_("granted"),
    "undone": N_("undone"),
    "incidents": N_("incidents"),
    "roles": N_("roles"),
}
SILENT = frozenset({"digest", "length", "account", "extension", "co_executor", "version"})
"""Fields that tell a person nothing: hashes, lengths, numbers of rows."""
VOCABULARIES: Mapping[str, Sequence[type[StrEnum]]] = {
    "state": (State,),
    "urgency": (Urgency,),
    "outcome": (Outcome,),
    "answer_outcome": (Outcome,),
    "line": (Line,),
    "reason": (SetAsideReason, ReturnReason, ReopenReason),
    "roles": (Role,),
    "undone": (Move,),
    "way": (Way,),
}
KEPT_OUT = frozenset(HASHED) | {"added", "removed"}
"""Fields of which the journal keeps only that they changed: words may lead to a resident."""


def show(seat: Seat, lines: Sequence[JournalLine]) -> None:
    """The rows; each opens its details."""
    lists.rows(seat, N_("Journal"), [_row(seat, line) for line in lines], key="journal", on_open=_open)


def opened(seat: Seat, lines: Sequence[JournalLine]) -> JournalLine | None:
    """The line that the address names, where it stands on this page."""
    wished = st.query_params.get("line", "")
    return next((line for line in lines if str(line.seq) == wished), None)


def details(seat: Seat, line: JournalLine) -> None:
    """Everything that a line says."""
    _ = seat.texts.gettext
    texts, entry = seat.texts, line.entry
    st.text(_told(seat, entry))
    st.text(texts.listed([_who(seat, entry), texts.moment(entry.at, seat.now)]))
    st.text(texts.fill("Line {number} of the journal", number=line.seq))
    for name, value in entry.fields.items():
        if name in SILENT:
            continue
        label = _(_label(name)) if name in FIELDS else _("also")
        for each in _values(seat, name, value):
            st.text(texts.fill("{field}: {value}", field=one_line(label), value=each))
    if entry.kind == "incident":
        links.incident(seat, entry.key, key="line-incident")
    st.button(_("Close the details"), key="line-close", type="tertiary", on_click=_close)


def _open(number: str) -> None:
    st.query_params["line"] = number


def _close() -> None:
    st.query_params.pop("line", None)


def _row(seat: Seat, line: JournalLine) -> dict[str, Any]:
    entry = line.entry
    return {
        "number": str(line.seq),
        "label": seat.texts.moment(entry.at, seat.now),
        "href": "journal",
        "title": _told(seat, entry),
        "badges": [],
        "notes": [_who(seat, entry)],
        "tags": [],
    }


def _told(seat: Seat, entry: Entry) -> str:
    known = DEEDS.get(entry.action)
    deed = seat.texts.gettext(known) if known else histories.sentence(seat, entry)
    return seat.texts.listed([_about(seat, entry), one_line(deed, 200), *_more(seat, entry)])


def _about(seat: Seat, entry: Entry) -> str:
    if entry.kind == "user":
        return persons.name(seat, entry.key)
    if entry.kind == "source":
        return one_line(entry.key)
    if entry.kind == "example":
        return ""
    if entry.kind == "catalogue":
        return _entry(seat, entry.key)
    return one_line(entry.key, 120)


def _entry(seat: Seat, key: str) -> str:
    """An entry of a catalogue by its name."""
    catalogue, _stroke, id = key.partition("/")
    catalogues, language = seat.parts.catalogues(), seat.texts.language
    named: Any = {"departments": catalogues.departments, "topics": catalogues.topics}.get(catalogue, {})
    return one_line(named[id].name(language), 120) if id in named else one_line(id or key)


def _more(seat: Seat, entry: Entry) -> list[str]:
    if entry.action == "set-aside":
        return _values(seat, "reason", entry.fields.get("reason", []))
    return []


def _who(seat: Seat, entry: Entry) -> str:
    return persons.name_in_role(seat, entry.actor, entry.role, entry.for_whom)


def _label(name: str) -> str:
    return FIELDS[name]


def _values(seat: Seat, name: str, value: Any) -> list[str]:
    """A field in words: what it was and what it is, or each of its values."""
    texts = seat.texts
    if name in KEPT_OUT:
        return [texts.gettext("changed; the words are not kept in the journal")]
    if name == "grants" and isinstance(value, list):
        return [_right(seat, row) for row in value if isinstance(row, dict)]
    if name == "places" and isinstance(value, list):
        return [texts.number(len(value))]
    is_change = isinstance(value, list) and len(value) == 2 and not any(isinstance(each, list) for each in value)
    if is_change and name not in {"fields", "joined", "left", "roles"}:
        before, after = (_plain(seat, name, each) for each in value)
        return [f"{before} → {after}"]
    if isinstance(value, list):
        return [", ".join(_plain(seat, name, each) for each in value) or "–"]
    return [_plain(seat, name, value)]


def _right(seat: Seat, row: Mapping[str, Any]) -> str:
    role = row.get("role")
    if role not in set(Role):
        return one_line(str(role))
    places = (str(row.get("territory") or ""), row.get("department"), row.get("topic"), row.get("acts_for"))
    return rights.told(seat, GrantRow(Role(role), *places))


def _plain(seat: Seat, name: str, value: Any) -> str:
    texts = seat.texts
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return texts.gettext("yes") if value else texts.gettext("no")
    if isinstance(value, int | float):
        return texts.number(value)
    if not isinstance(value, str):
        return one_line(str(value), 200)
    for vocabulary in VOCABULARIES.get(name, ()):
        if value in set(vocabulary):
            return texts.name(vocabulary(value))
    return _named(seat, name, value) or _moment(seat, value) or one_line(value, 200)


def _named(seat: Seat, name: str, value: str) -> str:
    catalogues, language = seat.parts.catalogues(), seat.texts.language
    if name == "territory":
        return territories.name(seat, value)
    if name in {"assignee", "own_control"}:
        return persons.name(seat, value)
    named: Any = {"department": catalogues.departments, "topic": catalogues.topics}.get(name, {})
    return one_line(named[value].name(language), 120) if value in named else ""


def _moment(seat: Seat, value: str) -> str:
    try:
        if len(value) == len("2026-01-01"):
            return seat.texts.day(date.fromisoformat(value))
        at = datetime.fromisoformat(value)
    except ValueError:
        return ""
    return seat.texts.moment(at, seat.now) if at.tzinfo is not None else ""
