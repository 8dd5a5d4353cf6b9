"""The history of an incident in sentences: what happened, who did it in which role, and when."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

import streamlit as st

from desk.errors import N_
from desk.incidents import Case, Outcome, PlaceState, ReopenReason, ReturnReason
from desk.journal import Entry
from desk.moves import Move
from ui.components import pages, persons
from ui.components.residents import one_line
from ui.session import Seat

SHOWN = 12
"""As many lines stand open; the older ones are folded."""
LINES = 500
SILENT = frozenset({"look", "refresh"})
"""Lines that tell nothing of the matter: looks stand in the journal for those who check it."""

SENTENCES: Mapping[str, str] = {
    Move.TAKE: N_("An incident was made of posts"),
    Move.ENTER: N_("Entered by hand"),
    Move.TAKE_UP: N_("The work began"),
    Move.NOT_OURS: N_("Handed back: said to be not theirs"),
    Move.ASK: N_("A question to the resident; the term stands still"),
    Move.RESUME: N_("The work goes on"),
    Move.SUBMIT: N_("An answer was submitted"),
    Move.ACCEPT: N_("The answer was accepted"),
    Move.PUBLISH: N_("The answer was noted as published"),
    Move.CLOSE: N_("Closed"),
    Move.ANSWER_AT_ONCE: N_("Answered at once"),
    Move.SPLIT: N_("Posts were split off"),
    "tell": N_("The answer was told where posts came later"),
    "put-out": N_("A text was posted where they asked"),
    "note": N_("A note was written"),
    "tag": N_("The tags were changed"),
    "co-execute": N_("Somebody was given a part"),
    "answer-part": N_("A part was answered"),
    "register-appeal": N_("An official appeal was registered"),
}
FIELDS: Mapping[str, str] = {
    "title": N_("title"),
    "topic": N_("topic"),
    "urgency": N_("urgency"),
    "territory": N_("territory"),
    "place": N_("place"),
    "complained_of": N_("whom it is about"),
}
"""Details that can be corrected, as the sentence names them."""


def show(seat: Seat, case: Case) -> None:
    """The newest first; older ones behind a fold."""
    texts = seat.texts
    with seat.parts.store.reading() as records:
        lines = records.journal(kind="incident", key=case.incident.number, limit=LINES)
    entries = [line.entry for line in reversed(lines) if line.entry.action not in SILENT]
    if not entries:
        return
    pages.section(seat, N_("History"))
    with st.container(key="history", gap="xsmall"):
        for entry in entries[:SHOWN]:
            _line(seat, entry)
    if len(entries) > SHOWN:
        older = len(entries) - SHOWN
        with st.expander(texts.ngettext("{count} older step", "{count} older steps", older), key="history-older"):
            for entry in entries[SHOWN:]:
                _line(seat, entry)


def _line(seat: Seat, entry: Entry) -> None:
    texts = seat.texts
    st.text(sentence(seat, entry))
    who = persons.name_in_role(seat, entry.actor, entry.role, entry.for_whom)
    with st.container(key=f"step-{entry.at.timestamp():.6f}-{entry.action}_quiet"):
        st.text(texts.listed([who, texts.moment(entry.at, seat.now)]))


def sentence(seat: Seat, entry: Entry) -> str:
    """What happened, in one sentence: plain text."""
    told = TELLERS.get(entry.action)
    if told is not None:
        return told(seat, entry.fields)
    known = SENTENCES.get(entry.action)
    if known is None:
        return entry.action
    if entry.action == Move.SPLIT and "split_from" in entry.fields:
        return seat.texts.fill("Split off from {number}", number=one_line(str(entry.fields["split_from"]), 40))
    return seat.texts.gettext(known)


def _after(fields: Mapping[str, Any], name: str) -> Any:
    change = fields.get(name)
    return change[1] if isinstance(change, list) and len(change) == 2 else None


def _assigned(seat: Seat, fields: Mapping[str, Any]) -> str:
    texts, department = seat.texts, _after(fields, "department")
    person = _after(fields, "assignee")
    named = texts.listed(
        [_department(seat, department) if department else "", persons.name(seat, person) if person else ""]
    )
    if not named:
        return texts.gettext("Reassigned; no person is named")
    return texts.fill("Assigned: {whom}", whom=named)


def _department(seat: Seat, id: str) -> str:
    found = seat.parts.catalogues().departments.get(id)
    return one_line(found.name(seat.texts.language), 120) if found else one_line(id)


def _interim(seat: Seat, fields: Mapping[str, Any]) -> str:
    day = _after(fields, "interim_on")
    if not day:
        return seat.texts.gettext("An interim answer was given")
    return seat.texts.fill(
        "An interim answer was given; the final one is promised by {day}", day=date.fromisoformat(day)
    )


def _returned(seat: Seat, fields: Mapping[str, Any]) -> str:
    reason = fields.get("reason")
    told = seat.texts.name(ReturnReason(reason)) if reason in set(ReturnReason) else ""
    return seat.texts.fill("The answer was sent back: {reason}", reason=told)


def _ended(seat: Seat, fields: Mapping[str, Any]) -> str:
    outcome = _after(fields, "outcome")
    told = seat.texts.name(Outcome(outcome)) if outcome in set(Outcome) else ""
    return seat.texts.fill("Closed without an answer: {outcome}", outcome=told)


def _merged(seat: Seat, fields: Mapping[str, Any]) -> str:
    return seat.texts.fill("Merged into {number}", number=one_line(str(_after(fields, "merged_into")), 40))


def _reopened(seat: Seat, fields: Mapping[str, Any]) -> str:
    reason = fields.get("reason")
    told = seat.texts.name(ReopenReason(reason)) if reason in set(ReopenReason) else ""
    return seat.texts.fill("Opened again: {reason}", reason=told)


def _undone(seat: Seat, fields: Mapping[str, Any]) -> str:
    move = fields.get("undone")
    return seat.texts.fill("Undone: {move}", move=seat.texts.name(Move(move)) if move in set(Move) else "")


def _joined(seat: Seat, fields: Mapping[str, Any]) -> str:
    count, source = len(fields.get("joined") or ()), fields.get("merged_from")
    told = seat.texts.ngettext("{count} post joined", "{count} posts joined", count)
    return seat.texts.fill("{what} from {number}", what=told, number=one_line(str(source), 40)) if source else told


def _left(seat: Seat, fields: Mapping[str, Any]) -> str:
    return seat.texts.ngettext("{count} post left", "{count} posts left", len(fields.get("left") or ()))


def _seen(seat: Seat, fields: Mapping[str, Any]) -> str:
    change = (fields.get("places") or [[None, None, None]])[0]
    state = change[2] if len(change) == 3 else None
    told = seat.texts.name(PlaceState(state)) if state in set(PlaceState) else ""
    return seat.texts.fill("Looked after the published answer: {state}", state=told)


def _detailed(seat: Seat, fields: Mapping[str, Any]) -> str:
    named = [seat.texts.gettext(label) for name, label in FIELDS.items() if name in fields]
    return seat.texts.fill("Corrected: {what}", what=", ".join(named) or "–")


def _controlled(seat: Seat, fields: Mapping[str, Any]) -> str:
    _ = seat.texts.gettext
    return _("Taken under own control") if _after(fields, "own_control") else _("The own control was lifted")


def _more_time(seat: Seat, fields: Mapping[str, Any]) -> str:
    until = fields.get("until")
    when = seat.texts.moment(datetime.fromisoformat(until), seat.now) if isinstance(until, str) else "–"
    return seat.texts.fill("More time was asked for, until {when}", when=when)


def _decided(seat: Seat, fields: Mapping[str, Any]) -> str:
    _ = seat.texts.gettext
    return _("More time was granted") if fields.get("granted") else _("More time was refused")


TELLERS: Mapping[str, Callable[[Seat, Mapping[str, Any]], str]] = {
    Move.ASSIGN: _assigned,
    Move.REASSIGN: _assigned,
    Move.INTERIM: _interim,
    Move.RETURN: _returned,
    Move.CLOSE_WITHOUT_ANSWER: _ended,
    Move.MERGE: _merged,
    Move.REOPEN: _reopened,
    Move.UNDO: _undone,
    "join": _joined,
    "leave": _left,
    "mark-seen": _seen,
    "set-details": _detailed,
    "own-control": _controlled,
    "ask-extension": _more_time,
    "decide-extension": _decided,
}
"""The steps that tell more than that they happened."""
