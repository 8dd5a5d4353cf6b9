"""Decisions about answers: interim, submitted, returned, accepted; and what each outcome requires."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from desk.clocks import interim_limit
from desk.decisions.acts import Act, Decision, must_say
from desk.decisions.asking import next_ordinal
from desk.decisions.closing import must_be_another_person
from desk.errors import N_, WrongMove
from desk.incidents import Answer, AnswerKind, Case, Outcome, ReturnReason, State
from desk.moves import Move
from desk.roles import Role

REQUIRED = {
    Outcome.SOLVED: None,
    Outcome.EXPLAINED: None,
    Outcome.PLANNED: "promised_on",
    Outcome.REFUSED: "reason",
    Outcome.NOT_OURS: "whose",
}
"""The outcomes of an answer, and the field that each requires. The others close without an answer."""


@dataclass(frozen=True)
class Draft:
    """An answer as somebody writes it."""

    text: str
    language: str
    outcome: Outcome | None = None
    promised_on: date | None = None
    whose: str | None = None
    reason: str | None = None
    kind: AnswerKind = AnswerKind.FINAL


def interim(case: Case, draft: Draft, act: Act) -> Decision:
    """Answer for now; the day that is named must be kept, so it must lie ahead and inside the interim term."""
    must_say(draft.text, "text")
    _must_lie_ahead(draft.promised_on, act)
    limit = interim_limit(case, act.rules, act.now)
    if limit is not None and draft.promised_on is not None and draft.promised_on > limit.date():
        raise WrongMove(N_("the final answer must come by {day:%d.%m.%Y}"), day=limit.date())
    answer = answer_of(case, draft, act)
    if act.right.role is Role.PRESS_OFFICE:
        answer = replace(answer, published_text=answer.text, published_language=answer.language)
    return act.moved(
        case,
        Move.INTERIM,
        State.INTERIM,
        parts={"answers": (*case.answers, answer)},
        more=told_of(answer, act),
        interim_on=draft.promised_on,
        waiting_until=None,
    )


def submitted(case: Case, draft: Draft, act: Act) -> Decision:
    """Submit the answer for control."""
    must_say(draft.text, "text")
    must_be_complete(draft, act)
    answer = answer_of(case, draft, act)
    return act.moved(
        case, Move.SUBMIT, State.SUBMITTED, parts={"answers": (*case.answers, answer)}, more=told_of(answer, act)
    )


def returned(case: Case, reason: ReturnReason, note: str | None, act: Act) -> Decision:
    """Send it back for rework, with a reason that can be counted."""
    if reason is ReturnReason.OTHER:
        must_say(note, "note")
    answer = replace(standing_answer(case), returned=reason, returned_note=note)
    return act.moved(
        case,
        Move.RETURN,
        State.RETURNED,
        parts={"answers": with_answer(case, answer)},
        more={"answer": answer.ordinal, "reason": reason.value},
        returns=case.incident.returns + 1,
    )


def accepted(case: Case, act: Act) -> Decision:
    """Accept it: its outcome becomes the incident's."""
    must_be_another_person(case, act)
    answer = replace(standing_answer(case), accepted_by=act.actor.login, accepted_at=act.now)
    return act.moved(
        case,
        Move.ACCEPT,
        State.ACCEPTED,
        parts={"answers": with_answer(case, answer)},
        more={"answer": answer.ordinal},
        **outcome_of(answer),
    )


def standing_answer(case: Case) -> Answer:
    """The final answer that stands: the last one neither returned nor withdrawn. Raises WrongMove without one."""
    for answer in reversed(case.answers):
        if answer.kind is AnswerKind.FINAL and answer.returned is None and not answer.withdrawn:
            return answer
    raise WrongMove(N_("{number} has no answer that stands"), number=case.incident.number)


def outcome_of(answer: Answer) -> dict[str, Any]:
    """The fields of an incident that an answer decides."""
    return {
        "outcome": answer.outcome,
        "outcome_note": answer.reason,
        "promised_on": answer.promised_on,
        "whose": answer.whose,
    }


def answer_of(case: Case, draft: Draft, act: Act) -> Answer:
    """The draft as a text of the incident."""
    return Answer(
        ordinal=next_ordinal(case),
        kind=draft.kind,
        text=draft.text.strip(),
        language=draft.language,
        by=act.actor.login,
        at=act.now,
        outcome=draft.outcome,
        promised_on=draft.promised_on,
        whose=draft.whose,
        reason=draft.reason,
    )


def with_answer(case: Case, answer: Answer) -> tuple[Answer, ...]:
    """The texts of the incident, this one in the place of the one with its number."""
    return tuple(answer if each.ordinal == answer.ordinal else each for each in case.answers)


def told_of(answer: Answer, act: Act) -> dict[str, Any]:
    """What the journal says of a text: its number, length, keyed hash and outcome, never the text."""
    fields: dict[str, Any] = {"answer": answer.ordinal, "length": len(answer.text), "digest": act.digest(answer.text)}
    if answer.outcome is not None:
        fields["answer_outcome"] = answer.outcome.value
    return fields


def must_be_complete(draft: Draft, act: Act) -> None:
    """Raise WrongMove unless the outcome is one of an answer and has what it requires."""
    if draft.outcome is None:
        raise WrongMove(N_("something is missing: {what}"), what="outcome")
    if draft.outcome not in REQUIRED:
        raise WrongMove(N_("“{outcome}” closes without an answer"), outcome=draft.outcome.value)
    required = REQUIRED[draft.outcome]
    if required == "promised_on":
        _must_lie_ahead(draft.promised_on, act)
    elif required is not None:
        must_say(getattr(draft, required), required)


def _must_lie_ahead(day: date | None, act: Act) -> None:
    if day is None:
        raise WrongMove(N_("something is missing: {what}"), what="promised_on")
    if day < act.now.astimezone(act.rules.calendar.zone).date():
        raise WrongMove(N_("{day:%d.%m.%Y} is over already"), day=day)
