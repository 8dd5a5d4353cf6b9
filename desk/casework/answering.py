"""Doors of answering: interim and final answers, their control, their way to every place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from desk.casework.doors import Doors, PostRef, subject_to_open
from desk.decisions import answering, at_once, gathering, publishing
from desk.decisions.answering import Draft
from desk.decisions.gathering import Details
from desk.decisions.publishing import Telling, Where
from desk.incidents import AnswerKind, Incident, Outcome, PlaceState, ReturnReason, State, Way
from desk.moves import Move
from desk.roles import Action, Actor, Subject
from desk.rules import Right, responsible, right_to


class Answering(Doors):
    """From the draft to the answer that stands in every place."""

    def interim(
        self,
        actor: Actor,
        number: str,
        text: str,
        promised_on: date,
        language: str = "ru",
        *,
        version: int | None = None,
    ) -> Incident:
        """Answer for now and name the day of the final answer; a second term runs until then.

        The day lies within the catalogue's interim term, counted from the first interim answer of this round.
        """
        draft = Draft(text, language, kind=AnswerKind.INTERIM, promised_on=promised_on)
        return self._move(actor, number, Move.INTERIM, version, lambda case, act: answering.interim(case, draft, act))

    def submit(
        self,
        actor: Actor,
        number: str,
        text: str,
        outcome: Outcome,
        *,
        language: str = "ru",
        promised_on: date | None = None,
        whose: str | None = None,
        reason: str | None = None,
        version: int | None = None,
    ) -> Incident:
        """Submit the answer. PLANNED needs `promised_on`, NOT_OURS `whose`, REFUSED `reason`."""
        draft = Draft(text, language, outcome=outcome, promised_on=promised_on, whose=whose, reason=reason)
        return self._move(actor, number, Move.SUBMIT, version, lambda case, act: answering.submitted(case, draft, act))

    def return_answer(
        self,
        actor: Actor,
        number: str,
        reason: ReturnReason,
        note: str | None = None,
        *,
        version: int | None = None,
    ) -> Incident:
        """Send the answer back for rework (OTHER needs a note); the rework term begins."""
        return self._move(
            actor, number, Move.RETURN, version, lambda case, act: answering.returned(case, reason, note, act)
        )

    def accept(self, actor: Actor, number: str, *, version: int | None = None) -> Incident:
        """Accept the answer; its outcome becomes the incident's. With four eyes not by who answered."""
        return self._move(actor, number, Move.ACCEPT, version, answering.accepted)

    def publish(
        self,
        actor: Actor,
        number: str,
        *,
        where: Where | None = None,
        way: Way = Way.PUBLIC_REPLY,
        link: str | None = None,
        detail: str | None = None,
        text: str | None = None,
        language: str | None = None,
        version: int | None = None,
    ) -> Incident:
        """Record that the answer was published, or told another way, in one place; `where` None means all that wait.

        ANSWERED when no place waits any more. `detail` is needed for a telephone call (when, to whom), on air (time
        code), an official letter (number). On an answered or closed incident it serves the places that came later.
        """
        telling = Telling(way, link, detail, text, language)
        with self.store.writing() as records:
            case = self._case(records, actor, number, version)
            act = self._act(actor, right_to(actor, Move.PUBLISH, responsible(case)))
            later = case.incident.state in (State.ANSWERED, State.CLOSED)
            decide = publishing.told_later if later else publishing.published
            return self._keep(records, case, decide(case, where, telling, act)).incident

    def mark_seen(
        self,
        actor: Actor,
        number: str,
        where: Where,
        state: PlaceState = PlaceState.SEEN,
        *,
        version: int | None = None,
    ) -> Incident:
        """Record what somebody (or the desk's watcher) saw in a place: SEEN, NOT_FOUND or EDITED_SINCE.

        When everything is seen or told, and the actor may close, an answered incident closes with it.
        """
        return self._change(
            actor, number, Action.WATCH, version, lambda case, act: publishing.seen(case, where, state, act)
        )

    def answer_at_once(
        self,
        actor: Actor,
        subject: str | PostRef | Sequence[PostRef],
        *,
        outcome: Outcome,
        text: str = "",
        language: str = "ru",
        way: Way = Way.PUBLIC_REPLY,
        link: str | None = None,
        detail: str | None = None,
        topic: str | None = None,
        promised_on: date | None = None,
        whose: str | None = None,
        reason: str | None = None,
        title: str = "",
        territory: str | None = None,
        version: int | None = None,
    ) -> Incident:
        """Answer posts, or an incident (its number), in one step: the text, or the link of the reply that was found.

        Closed where the reply was found (`link`) or another way recorded, else answered. Needs outcome and topic.
        """
        draft = Draft(text, language, outcome=outcome, promised_on=promised_on, whose=whose, reason=reason)
        telling = Telling(way, link, detail, text or None, language)
        with self.store.writing() as records:
            if isinstance(subject, str):
                case = self._case(records, actor, subject, version)
                act = self._act(actor, self._right_at_once(actor, responsible(case), topic))
                return self._keep(records, case, at_once.answered(case, draft, telling, topic, act)).incident
            refs = [subject] if isinstance(subject, PostRef) else list(subject)
            found = self._posts(records, actor, refs, Action.SORT)
            details = Details(title=title, topic=topic or found[0].topic, territory=territory or found[0].territory)
            standing = subject_to_open(found[0], details.territory)
            case, entries = gathering.taken(found, details, self._act(actor, right_to(actor, Move.TAKE, standing)))
            kept = records.new_case(case, self.year(), entries)
            act = self._act(actor, self._right_at_once(actor, standing, topic))
            return self._keep(records, kept, at_once.answered(kept, draft, telling, topic, act)).incident

    def _right_at_once(self, actor: Actor, subject: Subject, topic: str | None) -> Right:
        """The right to answer at once, also where the answer itself names the topic: a restricted one needs its own."""
        if topic is not None:
            subject = replace(subject, topic=topic, restricted=self.rules().is_restricted(topic))
        return right_to(actor, Move.ANSWER_AT_ONCE, subject)
