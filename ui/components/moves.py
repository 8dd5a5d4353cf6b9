"""What may be done with an incident next: a form for each move of the plain road that this person may make."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from desk.errors import N_
from desk.incidents import Case, ReopenReason, ReturnReason, State
from desk.moves import Move
from desk.rules import possible_moves
from ui.components import answers, choices, deeds
from ui.components.deeds import Deed, value
from ui.session import Seat

Form = Callable[[Seat, Case], None]


def panel(seat: Seat, case: Case) -> None:
    """The moves that table and rights leave to this person; the first one is open."""
    texts = seat.texts
    possible = set(possible_moves(seat.actor, case))
    offered = [move for move in FORMS if move in possible]
    if not offered:
        return
    st.subheader(texts.gettext("What to do"), anchor=False)
    move = offered[0]
    if len(offered) > 1:
        move = st.selectbox(
            texts.gettext("Next step"),
            offered,
            format_func=lambda each: texts.gettext(STEPS[each]),
            # Another state offers other steps: a choice made for the last one must not linger.
            key=f"move-{case.incident.state.value}",
        )
    with st.container(border=True, key=f"form-{move.value}"):
        FORMS[move](seat, case)


def seen_key(number: str) -> str:
    """Where the version is kept that stood on the screen."""
    return f"_seen-{number}"


def _button(seat: Seat, case: Case, move: Move, do: Callable[[Seat, str, int | None], object], said: str) -> None:
    number = case.incident.number

    def deed(now: Seat) -> object:
        return do(now, number, st.session_state.get(seen_key(number)))

    typed = [f"{move.value}-text", f"{move.value}-note"]
    made: Deed = deed
    deeds.button(seat, STEPS[move], f"do-{move.value}", made, said, typed=typed, clear=[f"{move.value}-"])


def _assign(seat: Seat, case: Case) -> None:
    incident = case.incident
    move = Move.ASSIGN if incident.state is State.OPEN else Move.REASSIGN
    topics = seat.parts.catalogues().topics
    suggested = incident.department or topics.department_of(incident.topic)
    department = choices.department(seat, f"{move.value}-department", suggested)
    choices.person(seat, f"{move.value}-person", department, incident.territory)
    _button(
        seat,
        case,
        move,
        lambda now, number, version: now.parts.casework.assign(
            now.actor,
            number,
            value(f"{move.value}-department"),
            value(f"{move.value}-person") or None,
            version=version,
        ),
        N_("Assigned."),
    )


def _take_up(seat: Seat, case: Case) -> None:
    _button(
        seat,
        case,
        Move.TAKE_UP,
        lambda now, number, version: now.parts.casework.take_up(now.actor, number, version=version),
        N_("Taken up."),
    )


def _submit(seat: Seat, case: Case) -> None:
    answers.ask_answer(seat, Move.SUBMIT.value)
    _button(
        seat,
        case,
        Move.SUBMIT,
        lambda now, number, version: now.parts.casework.submit(
            now.actor, number, version=version, **answers.read_answer(Move.SUBMIT.value)
        ),
        N_("The answer is submitted."),
    )


def _return(seat: Seat, case: Case) -> None:
    prefix = Move.RETURN.value
    choices.slug(seat, N_("Why it goes back"), list(ReturnReason), f"{prefix}-reason")
    st.text_area(seat.texts.gettext("Note for the department"), key=f"{prefix}-note", max_chars=2000)
    _button(
        seat,
        case,
        Move.RETURN,
        lambda now, number, version: now.parts.casework.return_answer(
            now.actor, number, st.session_state[f"{prefix}-reason"], value(f"{prefix}-note") or None, version=version
        ),
        N_("The answer went back."),
    )


def _accept(seat: Seat, case: Case) -> None:
    _button(
        seat,
        case,
        Move.ACCEPT,
        lambda now, number, version: now.parts.casework.accept(now.actor, number, version=version),
        N_("The answer is accepted."),
    )


def _publish(seat: Seat, case: Case) -> None:
    answers.ask_way(seat, Move.PUBLISH.value)
    _button(
        seat,
        case,
        Move.PUBLISH,
        lambda now, number, version: now.parts.casework.publish(
            now.actor, number, version=version, **answers.read_way(Move.PUBLISH.value)
        ),
        N_("Noted as published."),
    )


def _close(seat: Seat, case: Case) -> None:
    _button(
        seat,
        case,
        Move.CLOSE,
        lambda now, number, version: now.parts.casework.close(now.actor, number, version=version),
        N_("Closed."),
    )


def _reopen(seat: Seat, case: Case) -> None:
    choices.slug(seat, N_("Why it is opened again"), list(ReopenReason), "reopen-reason")
    _button(
        seat,
        case,
        Move.REOPEN,
        lambda now, number, version: now.parts.casework.reopen(
            now.actor, number, st.session_state["reopen-reason"], version=version
        ),
        N_("Opened again."),
    )


STEPS: Mapping[Move, str] = {
    Move.TAKE_UP: N_("Take up"),
    Move.SUBMIT: N_("Submit the answer"),
    Move.ACCEPT: N_("Accept the answer"),
    Move.RETURN: N_("Send back"),
    Move.PUBLISH: N_("Note as published"),
    Move.CLOSE: N_("Close"),
    Move.ASSIGN: N_("Assign"),
    Move.REASSIGN: N_("Reassign"),
    Move.REOPEN: N_("Open again"),
}
"""The moves of the plain road, each as its button says it; commands know the others."""
FORMS: Mapping[Move, Form] = {
    Move.TAKE_UP: _take_up,
    Move.SUBMIT: _submit,
    Move.ACCEPT: _accept,
    Move.RETURN: _return,
    Move.PUBLISH: _publish,
    Move.CLOSE: _close,
    Move.ASSIGN: _assign,
    Move.REASSIGN: _assign,
    Move.REOPEN: _reopen,
}
