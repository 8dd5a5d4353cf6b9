"""The doors of dead letters: see, retry, drop; each cut to where the letter's source stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from desk.chores import DeadLetter, LetterState
from desk.errors import N_, NotFound, RuleError
from desk.journal import Entry
from desk.longwork import LEASE, Broken, ask, territory_of
from desk.ports import Clock, Records, Store
from desk.roles import ALLOWED, Action, Actor, Subject
from desk.works import LongWork, WorkKind, WorkState

SEE = Action.SEE_DEAD_LETTERS
LETTERS = "letters"
MOST = 1000
"""Letters that are named one by one; more are named by their source."""
PAGE = 200


@dataclass(frozen=True)
class Letterwork:
    """What people do with refused records. Every door may raise NotAllowed, NotFound, RuleError and StoreError."""

    store: Store
    now: Clock
    whole: Callable[[], str]

    def page(
        self, actor: Actor, *, state: LetterState | None, source: str | None = None, after: int = 0, limit: int = 50
    ) -> tuple[list[DeadLetter], int | None]:
        """Letters this person may see, oldest first, and after which number the next page begins."""
        actor.must(SEE)
        found: list[DeadLetter] = []
        with self.store.reading() as records:
            where = _Where(records, actor)
            while len(found) <= limit:
                read = records.dead_letters(state=state, source=source, after=after, limit=PAGE)
                found += [each for each in read if where.may(each.source)]
                if len(read) < PAGE:
                    break
                after = read[-1].id or after
        more = found[limit - 1].id if len(found) > limit else None
        return found[:limit], more

    def chosen(self, actor: Actor, numbers: Sequence[int] | None, source: str | None) -> list[DeadLetter]:
        """The open letters with these numbers, or all of a source."""
        if not numbers and source is None:
            raise RuleError(N_("say which: their ids, or --source"))
        wanted, found, after = set(numbers or ()), list[DeadLetter](), 0
        with self.store.reading() as records:
            where = _Where(records, actor)
            while letters := records.dead_letters(source=source, after=after, limit=PAGE):
                after = letters[-1].id or after
                found += [each for each in letters if (not wanted or each.id in wanted) and where.may(each.source)]
        missing = wanted - {each.id for each in found}
        if missing:
            raise NotFound(N_("there is no open dead letter {id}"), id=min(missing))
        return found

    def drop(self, actor: Actor, numbers: Sequence[int]) -> int:
        """Set letters aside for good: they are not worth another try."""
        letters = self.chosen(actor, numbers, None)
        with self.store.writing() as records:
            for letter in letters:
                records.settle_letter(letter.id or 0, LetterState.DROPPED)
            fields = {"letters": [letter.id for letter in letters]}
            role = _role(actor, self.whole())
            records.write([Entry(self.now(), actor.login, "letters-drop", "letters", "some", fields, role)])
        return len(letters)

    def retry(
        self, actor: Actor, numbers: Sequence[int] | None, source: str | None = None, *, held_by: str | None = None
    ) -> LongWork:
        """Ask for letters to be tried again, as they would come in today."""
        letters = self.chosen(actor, numbers, source)
        ids = [letter.id for letter in letters][:MOST]
        slugs = {letter.source for letter in letters}
        subject = source or (slugs.pop() if len(slugs) == 1 else "")
        with self.store.writing() as records:
            territory = territory_of(records, subject) or self.whole()
            return ask(
                records, self.now, actor, WorkKind.RETRY, subject, territory,
                total=len(ids), held_by=held_by, **{LETTERS: ids},
            )  # fmt: skip

    def do(
        self,
        work: LongWork,
        retried: Callable[[DeadLetter], bool],
        stop: Callable[[], bool],
        tell: Callable[[int], None] = lambda done: None,
    ) -> LongWork:
        """Carry out what `retry` asked for; `retried` lets one record in and says whether it came in."""
        counts = {"taken": 0, "refused": 0, **work.result}
        try:
            for number in list(work.options[LETTERS])[work.done :]:
                if stop():
                    with self.store.writing() as records:
                        records.put_off_work(work, None)
                    return work
                counts["taken" if self._try(number, retried) else "refused"] += 1
                with self.store.writing() as records:
                    if not records.advance_work(work, self.now(), self.now() + LEASE, more=1, result=counts):
                        raise Broken
                work = replace(work, done=work.done + 1, result=dict(counts))
                tell(work.done)
        except Broken:
            return replace(work, state=WorkState.CANCELLED)
        with self.store.writing() as records:
            if records.end_work(work, self.now(), WorkState.DONE):
                records.write([_retry_entry(self.now, work, {"tried": work.done, **counts})])
        return replace(work, state=WorkState.DONE)

    def _try(self, number: int, retried: Callable[[DeadLetter], bool]) -> bool:
        with self.store.reading() as records:
            letter = next(iter(records.dead_letters(state=None, after=number - 1, limit=1)), None)
        if letter is None or letter.id != number or letter.state is not LetterState.OPEN:
            return letter is not None and letter.state is LetterState.RETRIED  # it came in just before we were killed
        if retried(letter):
            return True
        with self.store.writing() as records:
            records.settle_letter(number, LetterState.OPEN)
        return False


class _Where:
    """Which sources' letters a person may see, each source looked up once."""

    def __init__(self, records: Records, actor: Actor) -> None:
        self._records, self._actor = records, actor
        self._known: dict[str, bool] = {}

    def may(self, slug: str) -> bool:
        if slug not in self._known:
            territory = territory_of(self._records, slug)
            # The index's own poison has no source: only who may see everything sees it.
            subject = Subject(restricted=True) if territory is None else Subject(territory)
            self._known[slug] = self._actor.may(SEE, subject)
        return self._known[slug]


def _retry_entry(now: Clock, work: LongWork, counts: Mapping[str, Any]) -> Entry:
    key = work.subject or "all"
    return Entry(now(), work.asked_by, "letters-retry", "letters", key, counts, work.role)


def _role(actor: Actor, territory: str) -> str | None:
    grant = actor.grant_for(ALLOWED[SEE], Subject(territory))
    return grant.role.value if grant else None
