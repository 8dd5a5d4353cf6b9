"""From the rights that are kept for a user to the rights an actor has: whole subtrees, and nothing wider than meant."""

from __future__ import annotations

from desk.departments import Departments
from desk.roles import DEPARTMENT_ROLES, Actor, Grant, Role
from desk.topics import Topics
from desk.users import GrantRow, User

NOWHERE: frozenset[str] = frozenset()
"""Reaches no department: what a role of departments has when nobody said which."""


def actor_of(user: User, departments: Departments, topics: Topics) -> Actor:
    """The user as somebody who does something. A disabled user has no rights at all."""
    rows = () if user.disabled else user.grants
    return Actor(
        login=user.login,
        name=user.name,
        grants=tuple(grant_of(row, user.login, departments, topics) for row in rows),
        user_id=user.id,
        language=user.language,
    )


def grant_of(row: GrantRow, login: str, departments: Departments, topics: Topics) -> Grant:
    """One kept right with its subtrees. An unknown department or topic gives nothing, never everything."""
    return Grant(
        role=row.role,
        territory=row.territory,
        departments=_reach(row, login, departments),
        topics=None if row.topic is None else topics.within(row.topic),
        acts_for=row.acts_for,
    )


def _reach(row: GrantRow, login: str, departments: Departments) -> frozenset[str] | None:
    if row.department is not None:
        return departments.within(row.department)
    if row.role is Role.DEPUTY_AKIM:
        return departments.overseen_by(login)
    return NOWHERE if row.role in DEPARTMENT_ROLES else None
