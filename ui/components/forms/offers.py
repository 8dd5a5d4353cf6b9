"""Which steps are offered: the table of moves, the rights, and what the state of the case leaves to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from desk.decisions.closing import may_judge
from desk.decisions.gathering import BY_HAND
from desk.decisions.looks import needs_reason
from desk.incidents import Case, State
from desk.moves import MOVES, OPEN_STATES, Move
from desk.roles import Action
from desk.rules import possible_moves, responsible
from ui.components.forms import answering, caring, gathering, routing
from ui.components.forms.form import Step
from ui.session import Seat

Sense = Callable[[Seat, Case], bool]
"""Does the step make sense now, in this person's rights?"""

STEPS: Mapping[str, Step] = {**routing.STEPS, **answering.STEPS, **gathering.STEPS, **caring.STEPS}

OF_MOVES: Mapping[Move, str] = {
    Move.ASSIGN: "assign",
    Move.REASSIGN: "reassign",
    Move.TAKE_UP: "take-up",
    Move.NOT_OURS: "not-ours",
    Move.ASK: "ask",
    Move.INTERIM: "interim",
    Move.SUBMIT: "submit",
    Move.RETURN: "return",
    Move.ACCEPT: "accept",
    Move.PUBLISH: "publish",
    Move.CLOSE: "close",
    Move.ANSWER_AT_ONCE: "answer-at-once",
    Move.CLOSE_WITHOUT_ANSWER: "no-answer",
    Move.MERGE: "merge",
    Move.SPLIT: "split",
    Move.REOPEN: "reopen",
}
"""The step that makes each move. The others: TAKE in the queue, ENTER above the lists, UNDO beside what was said,
RESUME by the desk itself."""

LIKELY: Mapping[State, tuple[str, ...]] = {
    State.OPEN: ("assign", "answer-at-once", "no-answer", "merge"),
    State.ASSIGNED: ("decide-time", "take-up", "part", "submit", "not-ours", "reassign"),
    State.IN_WORK: ("decide-time", "submit", "part", "interim", "ask", "not-ours"),
    State.WAITING: ("put-out", "decide-time", "interim"),
    State.INTERIM: ("put-out", "decide-time", "submit", "part"),
    State.SUBMITTED: ("accept", "return"),
    State.RETURNED: ("decide-time", "submit", "part", "take-up", "not-ours"),
    State.ACCEPTED: ("publish",),
    State.ANSWERED: ("tell", "close", "reopen"),
    State.CLOSED: ("tell", "reopen"),
}
"""The steps that come next in a state, the likeliest first; all others are folded away."""

OPENING = frozenset({
    "assign", "take-up", "submit", "part", "decide-time", "put-out", "accept", "publish", "tell", "close",
})  # fmt: skip
"""The steps whose form stands open when it is their turn; for the others somebody has to ask."""


def _has_one_to_stay(_seat: Seat, case: Case) -> bool:
    by_hand = any(place.where == BY_HAND for place in case.places)
    return len(case.present) > (0 if by_hand else 1)


def _is_free(_seat: Seat, case: Case) -> bool:
    return case.incident.own_control is None


def _may_judge(seat: Seat, case: Case) -> bool:
    return may_judge(case, seat.actor.login, seat.parts.casework.rules())


def _may_close(seat: Seat, case: Case) -> bool:
    return _is_free(seat, case) and _may_judge(seat, case) and not answering.to_reach(case)


def _may_end(seat: Seat, case: Case) -> bool:
    return _is_free(seat, case) and _may_judge(seat, case)


def _can_merge(seat: Seat, case: Case) -> bool:
    has_appeal = case.incident.appeal is not None and case.incident.state in OPEN_STATES
    return _is_free(seat, case) and not has_appeal


SENSE: Mapping[str, Sense] = {
    "accept": _may_judge,
    "close": _may_close,
    "no-answer": _may_end,
    "merge": _can_merge,
    "split": _has_one_to_stay,
}
"""What a move needs beside the table and the rights; the doors ask it too."""


def _may(action: Action) -> Sense:
    return lambda seat, case: seat.actor.may(action, case.subject)


def _is_open(case: Case) -> bool:
    return case.incident.state in OPEN_STATES


def _may_put_out(seat: Seat, case: Case) -> bool:
    return bool(answering.to_put_out(case)) and seat.actor.may(Action.PUT_OUT, case.subject)


def _may_tell(seat: Seat, case: Case) -> bool:
    is_later = case.incident.state in (State.ANSWERED, State.CLOSED)
    may = seat.actor.grant_for(MOVES[Move.PUBLISH].roles, responsible(case)) is not None
    return is_later and may and bool(answering.to_reach(case)) and answering.standing(case) is not None


def _may_sort(seat: Seat, case: Case) -> bool:
    return case.incident.state is not State.MERGED and seat.actor.may(Action.SORT, responsible(case))


def _may_control(seat: Seat, case: Case) -> bool:
    holder = case.incident.own_control
    grants = [each for each in seat.actor.grants if each.role.value in ("head", "assistant")]
    heads = {each.acts_for or seat.actor.login for each in grants}
    is_theirs = holder in heads if holder else case.incident.state is not State.MERGED
    return is_theirs and seat.actor.may(Action.OWN_CONTROL, case.subject)


def _may_decide(seat: Seat, case: Case) -> bool:
    asked = next((each for each in case.extensions if each.granted is None), None)
    rules = seat.parts.casework.rules()
    own = asked is not None and rules.four_eyes and asked.by == seat.actor.login
    return asked is not None and not own and seat.actor.may(Action.GRANT_EXTENSION, case.subject)


def _may_ask_time(seat: Seat, case: Case) -> bool:
    works = _is_open(case) and case.incident.state not in (State.OPEN, State.SUBMITTED, State.ACCEPTED, State.WAITING)
    return (
        works
        and all(each.granted is not None for each in case.extensions)
        and seat.actor.may(Action.ASK_EXTENSION, case.subject)
    )


BESIDE: Mapping[str, Sense] = {
    "put-out": _may_put_out,
    "tell": _may_tell,
    "decide-time": _may_decide,
    "part": lambda seat, case: _is_open(case) and bool(caring.parts_to_answer(seat, case)),
    "details": lambda seat, case: case.incident.state is not State.MERGED and _may(Action.SORT)(seat, case),
    "more-time": _may_ask_time,
    "helper": lambda seat, case: _is_open(case) and _may(Action.CO_EXECUTE)(seat, case),
    "control": _may_control,
    "appeal": lambda seat, case: _is_open(case) and _may(Action.REGISTER_APPEAL)(seat, case),
    "join": _may_sort,
    "leave": lambda seat, case: _may_sort(seat, case) and bool(case.present),
    "look": lambda seat, case: (
        bool(case.present) and _may(Action.SEE_AUTHOR)(seat, case) and needs_reason(seat.actor, case)
    ),
}
"""The changes that are no moves, each with when it is offered."""

FOLDED = (
    "reassign", "interim", "ask", "submit", "take-up", "not-ours", "answer-at-once", "details", "more-time", "helper",
    "part", "join", "leave", "split", "merge", "control", "appeal", "look", "no-answer", "reopen",
)  # fmt: skip
"""The order of what is folded away."""


def offered(seat: Seat, case: Case) -> tuple[list[Step], list[Step]]:
    """What this person may do now: what comes next, the likeliest first; and the rest, for behind “More”."""
    possible = {OF_MOVES[move] for move in possible_moves(seat.actor, case) if move in OF_MOVES}
    names = {name for name in possible if SENSE.get(name, _always)(seat, case)}
    names |= {name for name, makes_sense in BESIDE.items() if makes_sense(seat, case)}
    likely = [name for name in LIKELY.get(case.incident.state, ()) if name in names]
    rest = [name for name in FOLDED if name in names and name not in likely]
    rest += sorted(names - set(likely) - set(rest))
    return [STEPS[name] for name in likely], [STEPS[name] for name in rest]


def _always(_seat: Seat, _case: Case) -> bool:
    return True
