"""Who may do what, and where: roles, grants, actors, and the scope every list is cut to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from desk.errors import N_, NotAllowed
from desk.territories import COUNTRY, is_within


class Role(StrEnum):
    """What a person is here for; one may hold several, each with its own scope (DOMAIN.md)."""

    ADMINISTRATOR = "administrator"
    PRESS_OFFICE = "press-office"
    COORDINATOR = "coordinator"
    HEAD_OF_DEPARTMENT = "head-of-department"
    EXECUTOR = "executor"
    CONTROLLER = "controller"
    DEPUTY_AKIM = "deputy-akim"
    HEAD = "head"
    ASSISTANT = "assistant"
    ANALYST = "analyst"
    OBSERVER = "observer"
    OUTSIDE_EXECUTOR = "outside-executor"


class Action(StrEnum):
    """What can be done beside the moves of an incident (those name their roles in `desk.moves.MOVES`)."""

    SEE_POSTS = "see-posts"
    SEE_INCIDENTS = "see-incidents"
    SEE_COUNTS = "see-counts"
    SORT = "sort"
    TAG = "tag"
    NOTE = "note"
    PUT_OUT = "put-out"
    WATCH = "watch"
    SEE_AUTHOR = "see-author"
    SEE_PERSONAL = "see-personal"
    EXPORT = "export"
    EXPORT_AUTHORS = "export-authors"
    ASK_EXTENSION = "ask-extension"
    GRANT_EXTENSION = "grant-extension"
    OWN_CONTROL = "own-control"
    REGISTER_APPEAL = "register-appeal"
    CO_EXECUTE = "co-execute"
    IMPORT = "import"
    MANAGE_SOURCES = "manage-sources"
    MANAGE_PLACES = "manage-places"
    MANAGE_USERS = "manage-users"
    MANAGE_CATALOGUES = "manage-catalogues"
    SEE_DEAD_LETTERS = "see-dead-letters"
    SEE_JOURNAL = "see-journal"


_DESK = frozenset({Role.PRESS_OFFICE, Role.COORDINATOR})
_LEADERS = frozenset({Role.HEAD, Role.ASSISTANT, Role.DEPUTY_AKIM})
_EXECUTORS = frozenset({Role.EXECUTOR, Role.HEAD_OF_DEPARTMENT, Role.OUTSIDE_EXECUTOR})
_WORKERS = _DESK | _EXECUTORS | _LEADERS | {Role.CONTROLLER}

ALLOWED: Mapping[Action, frozenset[Role]] = {
    Action.SEE_POSTS: _DESK | _LEADERS | {Role.CONTROLLER},
    Action.SEE_INCIDENTS: _WORKERS,
    Action.SEE_COUNTS: _WORKERS | {Role.ANALYST, Role.OBSERVER},
    Action.SORT: _DESK,
    Action.TAG: _WORKERS - {Role.OUTSIDE_EXECUTOR},
    Action.NOTE: _WORKERS,
    Action.PUT_OUT: frozenset({Role.PRESS_OFFICE}),
    Action.WATCH: _DESK | {Role.CONTROLLER},
    Action.SEE_AUTHOR: _WORKERS - {Role.OUTSIDE_EXECUTOR},
    Action.SEE_PERSONAL: _DESK,
    Action.EXPORT: _DESK | _LEADERS | {Role.CONTROLLER},
    Action.EXPORT_AUTHORS: frozenset({Role.PRESS_OFFICE, Role.HEAD}),
    Action.ASK_EXTENSION: _EXECUTORS,
    Action.GRANT_EXTENSION: _LEADERS | {Role.COORDINATOR},
    Action.OWN_CONTROL: frozenset({Role.HEAD, Role.ASSISTANT}),
    Action.REGISTER_APPEAL: _DESK,
    Action.CO_EXECUTE: _EXECUTORS | {Role.COORDINATOR},
    Action.IMPORT: _DESK,
    Action.MANAGE_SOURCES: _DESK | {Role.ADMINISTRATOR},
    Action.MANAGE_PLACES: frozenset({Role.ADMINISTRATOR}),
    Action.MANAGE_USERS: frozenset({Role.ADMINISTRATOR}),
    Action.MANAGE_CATALOGUES: frozenset({Role.ADMINISTRATOR, Role.COORDINATOR}),
    Action.SEE_DEAD_LETTERS: _DESK,
    Action.SEE_JOURNAL: frozenset({Role.HEAD, Role.CONTROLLER, Role.COORDINATOR}),
}
"""Every action names its roles; a role that is not here may not."""

CONSOLE = "console:"
"""What the login of the operator begins with; no user of the desk can have it."""

RESTRICTED_ROLES = frozenset({Role.COORDINATOR, Role.HEAD, Role.ASSISTANT, Role.CONTROLLER})
"""Those who see restricted topics without a grant that names the topic."""

DEPARTMENT_ROLES = _EXECUTORS
"""Roles that reach only what stands with their departments or with themselves."""


@dataclass(frozen=True)
class Subject:
    """What a right is asked for: where a post or an incident stands."""

    territory: str = COUNTRY
    departments: frozenset[str] = frozenset()
    topic: str | None = None
    restricted: bool = False
    assignee: str | None = None


@dataclass(frozen=True)
class Grant:
    """One role with its scope. `departments` is already the whole subtree; None means not cut by departments.

    `every_topic` opens the restricted topics whatever the role: the console's, whose user holds the database itself.
    """

    role: Role
    territory: str = COUNTRY
    departments: frozenset[str] | None = None
    topics: frozenset[str] | None = None
    acts_for: str | None = None
    every_topic: bool = False

    def covers(self, subject: Subject, login: str) -> bool:
        """Is the subject inside this grant's territory, departments and topics?"""
        if not is_within(subject.territory, self.territory):
            return False
        if self.topics is not None and subject.topic not in self.topics:
            return False
        if subject.restricted and not self.sees_restricted(subject.topic):
            return False
        return self._reaches(subject, login)

    def sees_restricted(self, topic: str | None) -> bool:
        """May this grant see a restricted topic?"""
        return self.every_topic or self.role in RESTRICTED_ROLES or (self.topics is not None and topic in self.topics)

    def _reaches(self, subject: Subject, login: str) -> bool:
        if self.departments is None or self.departments & subject.departments:
            return True
        return self.role in DEPARTMENT_ROLES and subject.assignee == login


@dataclass(frozen=True)
class Area:
    """One part of a scope, in words an engine can filter by; all given conditions hold together.

    `departments` None means any; otherwise one of them must have the incident, or `assignee` must be in charge.
    `restricted` tells whether posts on restricted topics are inside.
    """

    territory: str = COUNTRY
    departments: frozenset[str] | None = None
    topics: frozenset[str] | None = None
    restricted: bool = False
    assignee: str | None = None


@dataclass(frozen=True)
class Scope:
    """What a person may see: the union of its areas; no areas means nothing."""

    areas: tuple[Area, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not self.areas

    @classmethod
    def everything(cls) -> Scope:
        """For the desk itself and its commands."""
        return cls((Area(restricted=True),))


@dataclass(frozen=True)
class Actor:
    """Somebody who does something. `name` is what colleagues see; `login` what the journal keeps.

    `login` is `USER` for staff, `console:SYSTEM-USER` for the operator, `desk` for the desk itself.
    """

    login: str
    name: str
    grants: tuple[Grant, ...] = ()
    user_id: int | None = None
    language: str = "ru"

    @property
    def is_console(self) -> bool:
        """Does this person work at the machine itself, as its operator?"""
        return self.login.startswith(CONSOLE)

    def roles(self) -> frozenset[Role]:
        return frozenset(grant.role for grant in self.grants)

    def grant_for(self, roles: frozenset[Role], subject: Subject) -> Grant | None:
        """The first grant with one of the roles that covers the subject, if any."""
        return next((g for g in self.grants if g.role in roles and g.covers(subject, self.login)), None)

    def may(self, action: Action, subject: Subject | None = None) -> bool:
        """May this person do it to the subject — or, without one, anywhere at all?"""
        if subject is None:
            return bool(self.roles() & ALLOWED[action])
        return self.grant_for(ALLOWED[action], subject) is not None

    def must(self, action: Action, subject: Subject | None = None) -> None:
        """Raise NotAllowed unless `may`."""
        if not self.may(action, subject):
            raise NotAllowed(N_("{name} may not do this here ({action})"), name=self.name, action=action.value)

    def scope(self, action: Action) -> Scope:
        """Where this person may do it, for lists, counts, facets, exports."""
        return Scope(tuple(self._area(grant) for grant in self.grants if grant.role in ALLOWED[action]))

    def _area(self, grant: Grant) -> Area:
        return Area(
            territory=grant.territory,
            departments=grant.departments,
            topics=grant.topics,
            restricted=grant.every_topic or grant.role in RESTRICTED_ROLES or grant.topics is not None,
            assignee=self.login if grant.role in DEPARTMENT_ROLES and grant.departments is not None else None,
        )


def operator(system_user: str, language: str = "ru") -> Actor:
    """Who works at the console: every role over the whole country, journalled as `console:<system user>`."""
    return Actor(
        login=f"{CONSOLE}{system_user}",
        name=system_user,
        grants=tuple(Grant(role, every_topic=True) for role in Role),
        language=language,
    )


THE_DESK = Actor(login="desk", name="desk")
"""The desk itself: moves by rule and by time."""
