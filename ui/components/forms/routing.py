"""Forms of routing: assigning, taking up, handing back."""

from __future__ import annotations

import streamlit as st

from desk.errors import N_
from desk.roles import DEPARTMENT_ROLES, Role
from ui.components import choices
from ui.components.forms.form import Form, Step, steps
from ui.components.residents import one_line
from ui.session import Seat


def _assign(form: Form) -> None:
    seat, incident = form.seat, form.case.incident
    departments = seat.parts.catalogues().departments
    proposed = incident.whose if incident.whose in departments else None
    suggested = incident.department or proposed or seat.parts.catalogues().topics.department_of(incident.topic)
    if incident.whose and incident.department is None:
        whose = departments[proposed].name(seat.texts.language) if proposed else incident.whose
        st.text(seat.texts.fill("Said to be not theirs; proposed: {whose}", whose=one_line(whose, 200)))
        if incident.outcome_note:
            st.text(one_line(incident.outcome_note, 500))
    department = choices.department(seat, form.key("department"), suggested, _within(form))
    choices.person(seat, form.key("person"), department, incident.territory)
    form.button(
        N_("Assign") if form.name == "assign" else N_("Reassign"),
        lambda now, number, version: now.parts.casework.assign(
            now.actor, number, form.said("department"), form.said("person") or None, version=version
        ),
        N_("Assigned."),
        typed=(),
    )


def _within(form: Form) -> frozenset[str] | None:
    """A head of department hands on inside the own departments; the desk anywhere (None)."""
    reach: set[str] = set()
    for grant in form.seat.actor.grants:
        if grant.role in (Role.PRESS_OFFICE, Role.COORDINATOR):
            return None
        if grant.role in DEPARTMENT_ROLES and grant.departments is not None:
            reach |= grant.departments
    return frozenset(reach)


def _take_up(form: Form) -> None:
    st.text(form.seat.texts.gettext("The work begins; it is yours then, unless somebody has it already."))
    form.button(
        N_("Take up"),
        lambda now, number, version: now.parts.casework.take_up(now.actor, number, version=version),
        N_("Taken up."),
        typed=(),
    )


def _not_ours(form: Form) -> None:
    seat, _ = form.seat, form.seat.texts.gettext
    departments = seat.parts.catalogues().departments
    mine = form.case.incident.department
    nobody = _("none of these")
    st.selectbox(
        _("Whose matter it is"),
        ["", *(each for each in departments if each != mine and not departments[each].retired)],
        format_func=lambda id: one_line(departments[id].name(seat.texts.language), 120) if id else nobody,
        key=form.key("department"),
    )
    if not form.said("department"):
        form.line(N_("Whose, in words"), "whose")
    form.area(N_("Why it is not ours"))
    form.button(
        N_("Hand it back"),
        lambda now, number, version: now.parts.casework.not_ours(
            now.actor, number, form.said("department") or form.said("whose"), form.said(), version=version
        ),
        N_("It went back to be assigned anew."),
    )


def people(seat: Seat) -> dict[str, str]:
    """The names of colleagues who are here, by login."""
    with seat.parts.store.reading() as records:
        return {user.login: user.name for user in records.users() if not user.disabled}


STEPS = steps(
    Step("assign", N_("Assign"), _assign),
    Step("reassign", N_("Reassign"), _assign),
    Step("take-up", N_("Take up"), _take_up),
    Step("not-ours", N_("Not ours"), _not_ours),
)
