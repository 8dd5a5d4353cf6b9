"""Decisions beside the moves: details, notes, own control, official appeals, extensions, co-executors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from desk.clocks import OF_THE_DEPARTMENT, terms_of
from desk.decisions.acts import Act, Decision, must_say
from desk.decisions.routing import must_not_reach_complained_of, must_suit
from desk.errors import N_, NotAllowed, NotFound, WrongMove
from desk.incidents import Case, CoExecutor, ExtensionAsked, State
from desk.moves import OPEN_STATES
from desk.roles import Actor, Subject
from desk.rules import responsible
from desk.terms import Urgency

KINDS = ("department", "person", "outside")
"""What a co-executor can be."""


def detailed(case: Case, wanted: Mapping[str, Any], act: Act) -> Decision:
    """Correct what it is about. A complaint never comes to stand with the department it is about."""
    _must_not_be_merged(case)
    changes: dict[str, Any] = {
        # An urgency is a str too, and stripping it would make it a mere word.
        name: value.strip() if isinstance(value, str) and not isinstance(value, Urgency) else value
        for name, value in wanted.items()
    }
    for name in ("place", "complained_of", "topic"):
        if changes.get(name) == "":
            changes[name] = None
    topic = changes.get("topic", case.incident.topic)
    if topic is not None and topic not in act.rules.topics:
        raise NotFound(N_("there is no topic {topic}"), topic=topic)
    about = changes.get("complained_of", case.incident.complained_of)
    if about is not None and about not in act.rules.departments:
        raise NotFound(N_("there is no department {department}"), department=about)
    restricted = act.rules.is_restricted(topic)
    for holder in case.subject.departments:
        must_not_reach_complained_of(holder, about, restricted, act)
    return act.touched(case, "set-details", restricted=restricted, **changes)


def noted(case: Case, text: str, act: Act) -> Decision:
    """Add a note, with who and when."""
    said = must_say(text, "text")
    local = act.now.astimezone(act.rules.calendar.zone)
    note = f"{local:%Y-%m-%d %H:%M} {act.actor.name}: {said}"
    return act.touched(case, "note", notes="\n\n".join(part for part in (case.incident.notes, note) if part))


def controlled(case: Case, on: bool, act: Act) -> Decision:
    """Put it under the head's own control, or lift that: the same head, or somebody who acts for them."""
    head = act.right.for_whom or act.actor.login
    holder = case.incident.own_control
    if holder is not None and holder != head and not act.actor.is_console:
        raise NotAllowed(N_("{head} keeps this under the own control"), head=holder)
    if on == (holder is not None):
        raise WrongMove(N_("the own control is so already"))
    if on:
        _must_not_be_merged(case)
    return act.touched(case, "own-control", own_control=head if on else None)


def appeal_registered(case: Case, appeal: str, at: datetime, act: Act) -> Decision:
    """Register an official appeal, or correct the one that is there: its number, and when it was registered (aware)."""
    if case.incident.state not in OPEN_STATES:
        raise WrongMove(N_("{number} is not in work"), number=case.incident.number)
    number = must_say(appeal, "number of the appeal")
    if at > act.now:
        raise WrongMove(N_("an appeal cannot have been registered later than now"))
    if (case.incident.appeal, case.incident.appealed_at) == (number, at):
        raise WrongMove(N_("this appeal is registered already"))
    return act.touched(case, "register-appeal", appeal=number, appealed_at=at)


def extension_asked(case: Case, until: datetime, reason: str, act: Act) -> Decision:
    """Ask for more time: only while a department's term runs, and only for longer than it has."""
    said = must_say(reason, "reason")
    running = [view for view in terms_of(case, act.rules, act.now) if view.is_open and view.kind in OF_THE_DEPARTMENT]
    if not running or case.incident.state not in OPEN_STATES - {State.SUBMITTED, State.ACCEPTED}:
        raise WrongMove(N_("no department's term runs that could be extended"))
    due_at = max(running, key=lambda view: view.started_at).due_at
    if until <= act.now or (due_at is not None and until <= due_at):
        raise WrongMove(N_("an extension must end later than the term does"))
    if any(each.granted is None for each in case.extensions):
        raise WrongMove(N_("an extension is asked for already"))
    ordinal = len(case.extensions) + 1
    asked = ExtensionAsked(ordinal, until, said, act.actor.login, act.now)
    more = {"extension": ordinal, "until": until.isoformat(), "reason": act.digest(said)}
    return act.touched(case, "ask-extension", parts={"extensions": (*case.extensions, asked)}, more=more)


def extension_decided(case: Case, ordinal: int, granted: bool, act: Act) -> Decision:
    """Grant it or refuse it, once."""
    asked = next((each for each in case.extensions if each.ordinal == ordinal), None)
    if asked is None:
        raise NotFound(N_("{number} has no extension {ordinal}"), number=case.incident.number, ordinal=ordinal)
    if asked.granted is not None:
        raise WrongMove(N_("the extension was decided already"))
    if act.rules.four_eyes and asked.by == act.actor.login:
        raise NotAllowed(N_("{name} asked for this: another person must decide it"), name=act.actor.name)
    decided = replace(asked, granted=granted, decided_by=act.actor.login, decided_at=act.now)
    extensions = tuple(decided if each.ordinal == ordinal else each for each in case.extensions)
    more = {"extension": ordinal, "granted": granted}
    return act.touched(case, "decide-extension", parts={"extensions": extensions}, more=more)


def co_executor_added(case: Case, who: str, kind: str, task: str, due_at: datetime | None, act: Act) -> Decision:
    """Let somebody answer a part; never the department complained of."""
    if case.incident.state not in OPEN_STATES:
        raise WrongMove(N_("{number} is not in work"), number=case.incident.number)
    if kind not in KINDS:
        raise WrongMove(N_("a co-executor is a department, a person or outside, not “{kind}”"), kind=kind)
    named = must_say(who, "who")
    if kind == "department":
        must_suit(case, named, act)
    if any(each.who == named and each.kind == kind for each in case.co_executors):
        raise WrongMove(N_("{who} has a part already"), who=named)
    ordinal = len(case.co_executors) + 1
    helper = CoExecutor(ordinal, named, kind, must_say(task, "task"), due_at)
    more = {"co_executor": ordinal, "kind": kind, "who": named if kind != "outside" else act.digest(named)}
    return act.touched(case, "co-execute", parts={"co_executors": (*case.co_executors, helper)}, more=more)


def part_answered(case: Case, ordinal: int, text: str, act: Act) -> Decision:
    """Keep the answer to one part, for the responsible department to gather; a later one replaces it."""
    if case.incident.state not in OPEN_STATES:
        raise WrongMove(N_("{number} is not in work"), number=case.incident.number)
    said = must_say(text, "text")
    helper = replace(_part(case, ordinal), answer=said, answered_at=act.now, answered_by=act.actor.login)
    helpers = tuple(helper if each.ordinal == ordinal else each for each in case.co_executors)
    more = {"co_executor": ordinal, "length": len(said), "digest": act.digest(said)}
    return act.touched(case, "answer-part", parts={"co_executors": helpers}, more=more)


def subject_of_part(case: Case, ordinal: int, actor: Actor) -> Subject:
    """What the right to answer a part is asked for: the co-executor's own reach, or the responsible one's."""
    helper, whole = _part(case, ordinal), responsible(case)
    mine = {helper.who} if helper.kind == "department" else set()
    assignee = actor.login if helper.kind == "person" and helper.who == actor.login else whole.assignee
    return replace(whole, departments=whole.departments | mine, assignee=assignee)


def _part(case: Case, ordinal: int) -> CoExecutor:
    for helper in case.co_executors:
        if helper.ordinal == ordinal:
            return helper
    raise NotFound(N_("{number} has no part {ordinal}"), number=case.incident.number, ordinal=ordinal)


def _must_not_be_merged(case: Case) -> None:
    if case.incident.state is State.MERGED:
        raise WrongMove(
            N_("{number} was merged into {into}"), number=case.incident.number, into=case.incident.merged_into
        )
