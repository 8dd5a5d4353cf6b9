"""Decisions about questions to the resident."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from desk.decisions.acts import Act, Decision, must_say
from desk.errors import N_, NotFound, WrongMove
from desk.incidents import Answer, AnswerKind, Case, State
from desk.moves import Move
from desk.posts import StoredPost
from desk.roles import Role
from desk.spans import waiting_until


def asked(case: Case, text: str, language: str, act: Act) -> Decision:
    """Ask; the terms stand still until the resident writes or the days are over."""
    said = must_say(text, "text")
    by_press = act.right.role is Role.PRESS_OFFICE
    question = Answer(
        ordinal=next_ordinal(case),
        kind=AnswerKind.QUESTION,
        text=said,
        language=language,
        by=act.actor.login,
        at=act.now,
        published_text=said if by_press else None,
        published_language=language if by_press else None,
    )
    return act.moved(
        case,
        Move.ASK,
        State.WAITING,
        parts={"answers": (*case.answers, question)},
        more={"answer": question.ordinal, "length": len(said), "digest": act.digest(said)},
        waiting_until=waiting_until(act.now, case, act.rules),
    )


def resumed(case: Case, act: Act) -> Decision:
    """Go on: somebody wrote, or the days are over."""
    return act.moved(case, Move.RESUME, State.IN_WORK, waiting_until=None)


def is_reply(case: Case, posts: Iterable[StoredPost]) -> bool:
    """Did one of the incident's authors write in one of its places since they were asked?"""
    asked_at = case.incident.state_at
    authors = {
        (member.key.network, member.key.place, member.author) for member in case.present if member.author is not None
    }
    known = {member.post_id for member in case.present}
    return any(
        post.id not in known
        and not post.post.official
        and (asked_at is None or post.post.published_at > asked_at)
        and (post.post.key.network, post.post.key.place, post.post.author_id or post.post.author_name) in authors
        for post in posts
    )


def put_out(case: Case, ordinal: int, text: str | None, language: str | None, act: Act) -> Decision:
    """A question or an interim answer was published: as it is, or in other words."""
    answer = next((each for each in case.answers if each.ordinal == ordinal), None)
    if answer is None:
        raise NotFound(N_("{number} has no text {ordinal}"), number=case.incident.number, ordinal=ordinal)
    if answer.kind is AnswerKind.FINAL:
        raise WrongMove(N_("an answer is published place by place"))
    said = must_say(text or answer.text, "text")
    out = replace(answer, published_text=said, published_language=language or answer.language)
    answers = tuple(out if each.ordinal == ordinal else each for each in case.answers)
    more = {"answer": ordinal, "length": len(said), "digest": act.digest(said)}
    return act.touched(case, "put-out", parts={"answers": answers}, more=more)


def next_ordinal(case: Case) -> int:
    """The number of the next text of the incident; numbers are never given twice."""
    return max((answer.ordinal for answer in case.answers), default=0) + 1
