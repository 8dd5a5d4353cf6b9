"""The decision to answer in one step: no department, no control, because the answer is known or stands already."""

from __future__ import annotations

from dataclasses import replace

from desk.decisions.acts import Act, Decision, must_say
from desk.decisions.answering import Draft, answer_of, must_be_complete, outcome_of, told_of
from desk.decisions.closing import REACHED
from desk.decisions.gathering import BY_HAND
from desk.decisions.publishing import Telling, must_be_told_fully, told
from desk.errors import N_, NotFound
from desk.incidents import AnswerPlace, Case, PlaceState, State, Way
from desk.moves import Move
from desk.rules import must_move


def answered(case: Case, draft: Draft, telling: Telling, topic: str | None, act: Act) -> Decision:
    """Answer in every place at once: closed where the reply was found or another way recorded, else answered.

    Under a head's own control, or with four eyes, it is answered and somebody else closes it.
    """
    must_move(Move.ANSWER_AT_ONCE, case.incident)
    if not telling.link:
        must_say(draft.text, "text or link")
    must_be_complete(draft, act)
    about = must_say(topic or case.incident.topic, "topic")
    if about not in act.rules.topics:
        raise NotFound(N_("there is no topic {topic}"), topic=about)
    places = case.places or (AnswerPlace(*BY_HAND),)
    must_be_told_fully(telling, places)
    reached = tuple(_found(told(place, telling, act), telling) for place in places)
    answer = replace(
        answer_of(case, draft, act),
        accepted_by=act.actor.login,
        accepted_at=act.now,
        published_text=draft.text.strip(),
        published_language=draft.language,
    )
    is_over = (
        all(place.state in REACHED for place in reached)
        and case.incident.own_control is None
        and not act.rules.four_eyes
    )
    changes = [[list(old.where), old.state.value, new.state.value] for old, new in zip(places, reached, strict=True)]
    return act.moved(
        case,
        Move.ANSWER_AT_ONCE,
        State.CLOSED if is_over else State.ANSWERED,
        parts={"places": reached, "answers": (*case.answers, answer)},
        more={**told_of(answer, act), "places": changes, "way": telling.way.value},
        topic=about,
        restricted=act.rules.is_restricted(about),
        closed_at=act.now if is_over else None,
        **outcome_of(answer),
    )


def _found(place: AnswerPlace, telling: Telling) -> AnswerPlace:
    is_found = telling.way is Way.PUBLIC_REPLY and telling.link
    return replace(place, state=PlaceState.SEEN) if is_found else place
