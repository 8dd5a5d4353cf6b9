"""The colleagues of the example at work: each of their deeds goes through the same door as everybody's."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any

from desk.casework import Casework
from desk.incidents import AnswerKind, Outcome, ReopenReason, ReturnReason, Way
from desk.posts import PostKey
from desk.roles import Actor
from desk.terms import Urgency
from ui.example.books import Deed, Story
from ui.example.moments import Moments

LINK = "https://samaldy.example/replies/{number}"
EXTRA: Mapping[Outcome, str] = {
    Outcome.PLANNED: "promised_on",
    Outcome.NOT_OURS: "whose",
    Outcome.REFUSED: "reason",
}
"""What an outcome asks for beside the text; the last cell of the deed."""


@dataclass
class Clerks:
    """Carries out deeds. `actors` are by the colleague's key; `numbers` are the incidents made so far, by story."""

    casework: Casework
    moments: Moments
    actors: Mapping[str, Actor]
    territory: str
    topics: frozenset[str]
    departments: frozenset[str]
    numbers: dict[str, str] = field(default_factory=dict)

    def do(self, story: Story, deed: Deed, posts: Sequence[PostKey]) -> None:
        """One deed. `posts` are those of the story that nobody has taken yet."""
        actor = self.actors[deed.who]
        if deed.door == "take":
            self.numbers[story.key] = self._take(actor, story, posts)
        elif deed.door == "enter":
            self.numbers[story.key] = self._enter(actor, story, *deed.said)
        elif deed.door == "answer-at-once":
            self.numbers[story.key] = self._answer_at_once(actor, story, posts, *deed.said)
        elif deed.door == "join":
            self.casework.join(actor, self.numbers[story.key], posts)
        else:
            DOORS[deed.door](self, actor, self.numbers[story.key], *deed.said)

    def _take(self, actor: Actor, story: Story, posts: Sequence[PostKey]) -> str:
        urgency = Urgency(story.urgency)
        topic = self._topic(story)
        return self.casework.take(
            actor, posts, title=story.title, topic=topic, urgency=urgency, place=story.place
        ).number

    def _enter(self, actor: Actor, story: Story, text: str) -> str:
        return self.casework.enter(
            actor,
            title=story.title,
            territory=self.territory,
            text=text,
            topic=self._topic(story),
            urgency=Urgency(story.urgency),
            place=story.place,
        ).number

    def _answer_at_once(
        self, actor: Actor, story: Story, posts: Sequence[PostKey], outcome: str, way: str, language: str, text: str,
        extra: str = "",
    ) -> str:  # fmt: skip
        ended, told = Outcome(outcome), Way(way)
        is_found = told is Way.PUBLIC_REPLY and extra == "found"
        return self.casework.answer_at_once(
            actor,
            posts,
            outcome=ended,
            text=text,
            language=language,
            way=told,
            link=LINK.format(number=story.key) if is_found else None,
            detail=extra if told is not Way.PUBLIC_REPLY else None,
            topic=self._topic(story) or "other",
            title=story.title,
            **({} if is_found or ended not in EXTRA else self._extra(ended, extra)),
        ).number

    def _assign(self, actor: Actor, number: str, department: str, key: str = "") -> None:
        # An installation may have departments of its own: then the first one answers for everything.
        to = department if department in self.departments else min(self.departments)
        self.casework.assign(actor, number, to, self.actors[key].login if key else None)

    def _take_up(self, actor: Actor, number: str) -> None:
        self.casework.take_up(actor, number)

    def _not_ours(self, actor: Actor, number: str, proposed: str, reason: str) -> None:
        self.casework.not_ours(actor, number, proposed, reason)

    def _ask(self, actor: Actor, number: str, language: str, text: str) -> None:
        self.casework.ask(actor, number, text, language)

    def _put_out(self, actor: Actor, number: str) -> None:
        case = self.casework.case(actor, number)
        last = next(each for each in reversed(case.answers) if each.kind is not AnswerKind.FINAL)
        self.casework.put_out(actor, number, last.ordinal)

    def _interim(self, actor: Actor, number: str, day: str, language: str, text: str) -> None:
        self.casework.interim(actor, number, text, self.moments.day(day), language)

    def _submit(self, actor: Actor, number: str, outcome: str, language: str, text: str, extra: str = "") -> None:
        ended = Outcome(outcome)
        self.casework.submit(actor, number, text, ended, language=language, **self._extra(ended, extra))

    def _return(self, actor: Actor, number: str, reason: str, note: str = "") -> None:
        self.casework.return_answer(actor, number, ReturnReason(reason), note or None)

    def _accept(self, actor: Actor, number: str) -> None:
        self.casework.accept(actor, number)

    def _publish(self, actor: Actor, number: str, way: str = "public-reply", detail: str = "") -> None:
        link = LINK.format(number=number) if way == Way.PUBLIC_REPLY else None
        self.casework.publish(actor, number, way=Way(way), link=link, detail=detail or None)

    def _see(self, actor: Actor, number: str) -> None:
        for place in self.casework.case(actor, number).places:
            self.casework.mark_seen(actor, number, place.where)

    def _close(self, actor: Actor, number: str) -> None:
        self.casework.close(actor, number)

    def _close_without_answer(self, actor: Actor, number: str, outcome: str, more: str = "") -> None:
        ended = Outcome(outcome)
        of = self.numbers[more] if ended is Outcome.DUPLICATE else None
        self.casework.close_without_answer(actor, number, ended, duplicate_of=of, reason=None if of else more)

    def _reopen(self, actor: Actor, number: str, reason: str) -> None:
        self.casework.reopen(actor, number, ReopenReason(reason))

    def _merge(self, actor: Actor, number: str, into: str) -> None:
        self.casework.merge(actor, number, self.numbers[into])

    def _note(self, actor: Actor, number: str, text: str) -> None:
        self.casework.note(actor, number, text)

    def _tag(self, actor: Actor, number: str, *tags: str) -> None:
        self.casework.tag_incident(actor, number, add=tags)

    def _own_control(self, actor: Actor, number: str) -> None:
        self.casework.own_control(actor, number, True)

    def _appeal(self, actor: Actor, number: str, appeal: str) -> None:
        self.casework.register_appeal(actor, number, appeal, self.casework.now())

    def _ask_extension(self, actor: Actor, number: str, day: str, reason: str) -> None:
        until = datetime.combine(self.moments.day(day), time(23, 59), self.moments.calendar.zone)
        self.casework.ask_extension(actor, number, until, reason)

    def _grant_extension(self, actor: Actor, number: str) -> None:
        last = self.casework.case(actor, number).extensions[-1]
        self.casework.decide_extension(actor, number, last.ordinal, True)

    def _add_helper(self, actor: Actor, number: str, department: str, task: str) -> None:
        self.casework.add_co_executor(actor, number, department, task)

    def _answer_part(self, actor: Actor, number: str, text: str) -> None:
        self.casework.answer_part(actor, number, self.casework.case(actor, number).co_executors[-1].ordinal, text)

    def _extra(self, outcome: Outcome, said: str) -> dict[str, Any]:
        name = EXTRA.get(outcome)
        if name is None:
            return {}
        return {name: self.moments.day(said) if name == "promised_on" else said}

    def _topic(self, story: Story) -> str | None:
        return story.topic if story.topic in self.topics else None


DOORS: Mapping[str, Callable[..., None]] = {
    "assign": Clerks._assign,
    "take-up": Clerks._take_up,
    "not-ours": Clerks._not_ours,
    "ask": Clerks._ask,
    "put-out": Clerks._put_out,
    "interim": Clerks._interim,
    "submit": Clerks._submit,
    "return": Clerks._return,
    "accept": Clerks._accept,
    "publish": Clerks._publish,
    "see": Clerks._see,
    "close": Clerks._close,
    "close-without-answer": Clerks._close_without_answer,
    "reopen": Clerks._reopen,
    "merge": Clerks._merge,
    "note": Clerks._note,
    "tag": Clerks._tag,
    "own-control": Clerks._own_control,
    "appeal": Clerks._appeal,
    "ask-extension": Clerks._ask_extension,
    "grant-extension": Clerks._grant_extension,
    "add-helper": Clerks._add_helper,
    "answer-part": Clerks._answer_part,
}
"""What the files call a deed → how it is done. `take`, `enter`, `join` and `answer-at-once` need the story itself."""
