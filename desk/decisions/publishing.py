"""Decisions about places: where an answer was published or told, and what was seen there."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from desk.decisions.acts import Act, Decision, must_say
from desk.decisions.answering import standing_answer, with_answer
from desk.decisions.closing import closed, is_done
from desk.decisions.gathering import BY_HAND
from desk.errors import N_, NotFound, WrongMove
from desk.incidents import AnswerPlace, Case, PlaceState, State, Way
from desk.links import must_be_link
from desk.moves import MOVES, Move
from desk.roles import THE_DESK
from desk.rules import must_move

Where = tuple[str, str, str | None]
"""A place of an answer: network, place and thread."""

DETAILED = {
    Way.TELEPHONE: "when and to whom",
    Way.ON_AIR: "time code",
    Way.OFFICIAL_LETTER: "number of the letter",
}
"""Ways that nobody can check afterwards without being told more."""
WATCHED = frozenset({PlaceState.SEEN, PlaceState.NOT_FOUND, PlaceState.EDITED_SINCE})


@dataclass(frozen=True)
class Telling:
    """How an answer reached people, and in which words; None for the words that were accepted."""

    way: Way
    link: str | None = None
    detail: str | None = None
    text: str | None = None
    language: str | None = None


def published(case: Case, where: Where | None, telling: Telling, act: Act) -> Decision:
    """The accepted answer reached one place or all that wait; ANSWERED when none waits any more."""
    must_move(Move.PUBLISH, case.incident)
    places, fields = _reached(_with_a_place(case), where, telling, act)
    to = State.ACCEPTED if any(place.state is PlaceState.TO_PUBLISH for place in places) else State.ANSWERED
    answer = standing_answer(case)
    if telling.text or answer.published_text is None:
        words, language = telling.text or answer.text, telling.language or answer.language
        answer = replace(answer, published_text=words, published_language=language)
        fields["digest"] = act.digest(words)
    parts = {"places": places, "answers": with_answer(case, answer)}
    return act.moved(case, Move.PUBLISH, to, parts=parts, more=fields)


def told_later(case: Case, where: Where | None, telling: Telling, act: Act) -> Decision:
    """The standing answer reached a place that came after it was given: no move, the state stays."""
    places, fields = _reached(case, where, telling, act)
    return act.touched(case, "tell", parts={"places": places}, more=fields)


def seen(case: Case, where: Where, state: PlaceState, act: Act) -> Decision:
    """What was seen in a place; an answered incident closes when it was the last one and the actor may close."""
    if state not in WATCHED:
        raise WrongMove(N_("“{state}” is nothing that is seen in a place"), state=state.value)
    place = _place(case, where)
    if place.state is PlaceState.TO_PUBLISH:
        raise WrongMove(N_("nothing was published there yet"))
    now_seen = replace(place, state=state, by=act.actor.login, at=act.now)
    places = tuple(now_seen if each.where == place.where else each for each in case.places)
    change = [list(place.where), place.state.value, state.value]
    after, entries = act.touched(case, "mark-seen", parts={"places": places}, more={"places": [change]})
    if is_done(after) and (act.actor == THE_DESK or act.right.role in MOVES[Move.CLOSE].roles):
        after, closing = closed(after, act)
        entries = (*entries, *closing)
    return after, entries


def told(place: AnswerPlace, telling: Telling, act: Act) -> AnswerPlace:
    """The line of a place after the answer reached it. A reply's link proves nothing until somebody has seen it."""
    state = PlaceState.PUBLISHED if telling.way is Way.PUBLIC_REPLY else PlaceState.TOLD
    return AnswerPlace(
        place.network,
        place.place,
        place.thread,
        state,
        telling.way,
        telling.link,
        telling.detail,
        act.actor.login,
        act.now,
    )


def must_be_told_fully(telling: Telling, places: Collection[AnswerPlace]) -> None:
    """Raise WrongMove when the link is none, the way needs a detail, or it cannot reach who is in no network."""
    if telling.link:
        must_be_link(telling.link)
    if telling.way in DETAILED:
        must_say(telling.detail, DETAILED[telling.way])
    if telling.way is Way.PUBLIC_REPLY and any(place.where == BY_HAND for place in places):
        raise WrongMove(N_("who called or came is not reached by a public reply: say how they were told"))


def _with_a_place(case: Case) -> Case:
    return case if case.places else replace(case, places=(AnswerPlace(*BY_HAND),))


def _reached(
    case: Case, where: Where | None, telling: Telling, act: Act
) -> tuple[tuple[AnswerPlace, ...], dict[str, object]]:
    again = (PlaceState.TO_PUBLISH, PlaceState.NOT_FOUND)
    wanted = [_place(case, where)] if where is not None else [each for each in case.places if each.state in again]
    if not wanted:
        raise WrongMove(N_("no place waits for the answer"))
    must_be_told_fully(telling, wanted)
    targets = {place.where for place in wanted}
    places = tuple(told(place, telling, act) if place.where in targets else place for place in case.places)
    changes = [
        [list(old.where), old.state.value, new.state.value]
        for old, new in zip(case.places, places, strict=True)
        if old != new
    ]
    return places, {"places": changes, "way": telling.way.value}


def _place(case: Case, where: Where) -> AnswerPlace:
    for place in case.places:
        if place.where == tuple(where):
            return place
    raise NotFound(N_("{number} has no such place"), number=case.incident.number)
