"""Rights in words, and the form that gives them."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from desk.errors import N_, RuleError
from desk.roles import DEPARTMENT_ROLES, Action, Role
from desk.users import GrantRow
from ui import staff
from ui.components import territories
from ui.components.residents import one_line
from ui.session import Seat

SAID: Mapping[Role, str] = {
    Role.ADMINISTRATOR: N_(
        "the installation, users, sources, catalogues; not the residents' texts, unless they are also something else"
    ),
    Role.PRESS_OFFICE: N_("watches, sorts, words, publishes, answers at once"),
    Role.COORDINATOR: N_("assigns, accepts, returns, merges"),
    Role.HEAD_OF_DEPARTMENT: N_("all of the department; hands on inside it"),
    Role.EXECUTOR: N_("what is assigned to them or to their department"),
    Role.CONTROLLER: N_("quality: formal answers, red list, rework"),
    Role.DEPUTY_AKIM: N_("the departments overseen"),
    Role.HEAD: N_("(akim) everything of the territory; terms, own control"),
    Role.ASSISTANT: N_("acts for a named head, and the journal says so"),
    Role.ANALYST: N_("counts and published answers, no authors"),
    Role.OBSERVER: N_("counts and published answers, no authors"),
    Role.OUTSIDE_EXECUTOR: N_("by a signed link: their incidents only"),
}
"""What each role is for, in one sentence; docs/roles.md says the same."""


def told(seat: Seat, row: GrantRow) -> str:
    """One right on one line: role, territory, department, topic, for whom."""
    texts = seat.texts
    return texts.listed([texts.name(row.role), *scope(seat, row)])


def scope(seat: Seat, row: GrantRow) -> list[str]:
    """Where a right holds, in words."""
    catalogues, language = seat.parts.catalogues(), seat.texts.language
    department = catalogues.departments.get(row.department or "")
    topic = catalogues.topics.get(row.topic or "")
    for_whom = seat.texts.fill("for {login}", login=one_line(row.acts_for)) if row.acts_for else ""
    return [
        territories.name(seat, row.territory),
        one_line(department.name(language)) if department else one_line(row.department),
        one_line(topic.name(language)) if topic else one_line(row.topic),
        for_whom,
    ]


def explain(seat: Seat) -> None:
    """What every role is for, behind a button."""
    _ = seat.texts.gettext
    with st.popover(_("What the roles mean"), key="roles-explained"):
        for role, message in SAID.items():
            st.text(seat.texts.fill("{role}: {sentence}", role=role, sentence=_(message)))


def form(seat: Seat, key: str) -> None:
    """Which roles, and where; `read` gives what was chosen."""
    _ = seat.texts.gettext
    texts, catalogues = seat.texts, seat.parts.catalogues()
    roles = st.multiselect(_("Roles"), list(Role), format_func=texts.name, key=f"{key}-roles", placeholder=_("choose"))
    for message in [SAID[role] for role in roles]:
        st.text(_(message))
    territories.choose(seat, Action.MANAGE_USERS, f"{key}-territory")
    if staff.BOUND & set(roles):
        st.multiselect(
            _("Departments"),
            [each.id for each in catalogues.departments.values() if not each.retired],
            format_func=lambda id: one_line(catalogues.departments[id].name(texts.language), 120),
            key=f"{key}-departments",
            placeholder=_("choose"),
        )
    if set(roles) - {Role.ADMINISTRATOR}:
        st.multiselect(
            _("Only these topics (none: all of them)"),
            [each.id for each in catalogues.topics.values() if not each.retired],
            format_func=lambda id: one_line(catalogues.topics[id].name(texts.language), 120),
            key=f"{key}-topics",
            placeholder=_("all"),
        )
    if Role.ASSISTANT in roles:
        _heads(seat, f"{key}-for")


def read(key: str) -> tuple[GrantRow, ...]:
    """The rights that stand in the form. Raises RuleError, naming what is missing."""
    roles = [Role(role) for role in _chosen(f"{key}-roles")]
    if not roles:
        raise RuleError(N_("choose at least one role"))
    territory = territories.chosen(f"{key}-territory")
    departments = _chosen(f"{key}-departments") if staff.BOUND & set(roles) else []
    for role in roles:
        if role in DEPARTMENT_ROLES and not departments:
            raise RuleError(N_("the role {role} needs a department"), role=role)
    acts_for = st.session_state.get(f"{key}-for") or None
    if Role.ASSISTANT in roles and not acts_for:
        raise RuleError(N_("say for whom the assistant acts"))
    others = [role for role in roles if role is not Role.ADMINISTRATOR]
    whole = [role for role in roles if role is Role.ADMINISTRATOR]
    return (
        *staff.rows_of(whole, territory, [], [], None),
        *staff.rows_of(others, territory, departments, _chosen(f"{key}-topics"), acts_for),
    )


def _chosen(key: str) -> list[str]:
    return list(st.session_state.get(key) or ())


def _heads(seat: Seat, key: str) -> None:
    allowed = set(territories.inside(seat, Action.MANAGE_USERS))
    with seat.parts.store.reading() as records:
        heads = {
            user.login: one_line(user.name)
            for user in records.users()
            if any(row.role in {Role.HEAD, Role.DEPUTY_AKIM} and row.territory in allowed for row in user.grants)
        }
    _ = seat.texts.gettext
    nobody = _("nobody yet")
    st.selectbox(_("Acts for"), ["", *heads], format_func=lambda login: heads[login] if login else nobody, key=key)
