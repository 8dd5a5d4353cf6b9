"""What may be done with an incident next: the likeliest step stands open, the others are one click away."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from desk.decisions.undoing import WITHIN
from desk.errors import N_
from desk.incidents import Case
from desk.moves import MOVES, Move
from ui.components import deeds, faults, pages
from ui.components.forms.form import Form, Step, step_key
from ui.components.forms.offers import OPENING, STEPS, offered
from ui.session import Seat

SHORT = 4
"""As many steps stand side by side without being folded away."""


def panel(seat: Seat, case: Case) -> None:
    """The steps that table, rights and state leave to this person; the first likely one is open."""
    likely, rest = offered(seat, case)
    if not likely and not rest:
        return
    first = next(iter(likely), None)
    chosen = _chosen(case, [*likely, *rest]) or (first if first and first.name in OPENING else None)
    pages.section(seat, N_("Next step"))
    if chosen is not None:
        with st.container(border=True, key="step-form"), faults.box(seat.texts):
            STEPS[chosen.name].draw(Form(seat, case, chosen.name))
    _others(seat, case, [each for each in likely if each != chosen], [each for each in rest if each != chosen])


def undo(seat: Seat, case: Case) -> None:
    """A button to take back what this person did a moment ago; its place is there also without it."""
    with st.container(horizontal=True, vertical_alignment="center", key="undo"):
        if not can_undo(seat, case):
            return
        number, version, last = case.incident.number, case.incident.version, case.steps[-1]
        st.text(seat.texts.fill("Done by you: {move}. It can be undone within a minute.", move=Move(last.move)))
        deeds.button(
            seat,
            N_("Undo"),
            f"{number}-do-undo",
            lambda now: now.parts.casework.undo(now.actor, number, version=version),
            N_("Undone. It stands as it stood before."),
            clear=[step_key(number)],
            primary=False,
        )


def can_undo(seat: Seat, case: Case) -> bool:
    """Was the last change a move of this person, at most a minute ago?"""
    last = case.steps[-1] if case.steps else None
    if last is None or last.by != seat.actor.login or last.from_state is None or last.move == Move.UNDO:
        return False
    if seat.now - last.at > WITHIN or case.incident.state not in MOVES[Move.UNDO].origin:
        return False
    with seat.parts.store.reading() as records:
        kept = records.snapshot(case.incident.number, case.incident.version)
    return kept is not None and kept[2] == last.at


def _chosen(case: Case, known: Sequence[Step]) -> Step | None:
    name = st.session_state.get(step_key(case.incident.number))
    return next((each for each in known if each.name == name), None)


def _others(seat: Seat, case: Case, likely: Sequence[Step], rest: Sequence[Step]) -> None:
    _ = seat.texts.gettext
    if not likely and not rest:
        return
    with st.container(horizontal=True, key="other-steps", gap="xsmall"):
        for step in likely[:SHORT]:
            _choice(seat, case, step)
        folded = [*likely[SHORT:], *rest]
        if len(folded) == 1 or (folded and not likely and len(folded) <= SHORT):
            for step in folded:
                _choice(seat, case, step)
        elif folded:
            with st.popover(_("More"), key=f"{case.incident.number}-more"):
                for step in folded:
                    _choice(seat, case, step, folded=True)


def _choice(seat: Seat, case: Case, step: Step, *, folded: bool = False) -> None:
    label = step.label
    _ = seat.texts.gettext
    st.button(
        _(label),
        key=f"{case.incident.number}-choose-{step.name}",
        type="tertiary" if folded else "secondary",
        on_click=_choose,
        args=(case.incident.number, step.name),
    )


def _choose(number: str, name: str) -> None:
    st.session_state[step_key(number)] = name
