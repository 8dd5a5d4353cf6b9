"""Long work: who sees it, who may stop it, and how it is carried out so that kill -9 neither loses nor doubles."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from desk.errors import N_, NazarError, NotAllowed, NotFound, RuleError, StoreError
from desk.journal import Entry
from desk.ports import Clock, Records, Store
from desk.roles import ALLOWED, Action, Actor, Subject
from desk.works import CANCELLABLE, LongWork, WorkKind, WorkState

LEASE = timedelta(seconds=30)
"""After this the work of a process that died is free for the next one."""
AT_ONCE = 500
"""Posts a transaction, so that nobody waits for the database's lock for long."""
RIGHT: Mapping[WorkKind, Action] = {
    WorkKind.REBUILD: Action.MANAGE_SOURCES,
    WorkKind.PURGE: Action.MANAGE_SOURCES,
    WorkKind.LINES: Action.MANAGE_SOURCES,
    WorkKind.RETRY: Action.SEE_DEAD_LETTERS,
    WorkKind.REREAD: Action.MANAGE_CATALOGUES,
}
"""Who may ask for it may see it and stop it."""
TERRITORY, TITLE = "territory", "title"
"""Options of every work: where its source stood and how it was called, also when the source is gone since."""

Step = Callable[[Records, LongWork], int]
"""One batch inside a transaction; how many it did, 0 when all is done."""
Entries = Callable[[LongWork], list[Entry]]
"""What the journal says of work that is done, inside the transaction that ends it."""


class Broken(Exception):
    """The work is not ours any more: what the open transaction did is rolled back."""


@dataclass(frozen=True)
class Longwork:
    """The book of long work as people see it."""

    store: Store
    now: Clock
    whole: Callable[[], str]
    """The territory of this installation."""

    def seen_by(self, actor: Actor, limit: int = 20, *, open_only: bool = False) -> list[LongWork]:
        """What this person may know of, the newest first."""
        with self.store.reading() as records:
            works = records.works(limit, open_only=open_only)
        return [each for each in works if may_see(actor, each)]

    def rebuild(self, actor: Actor) -> LongWork:
        """Ask for a new index. Raises NotAllowed, RuleError (one is being built)."""
        subject = Subject(self.whole())
        actor.must(Action.MANAGE_SOURCES, subject)
        with self.store.writing() as records:
            work = ask(records, self.now, actor, WorkKind.REBUILD, "", subject.territory)
            records.write([entry(work, "index-rebuild", "index", "index")])
        return work

    def cancel(self, actor: Actor, work_id: int) -> None:
        """Stop work where that does no harm. Raises NotFound, NotAllowed, RuleError."""
        with self.store.writing() as records:
            work = records.work(work_id)
            if not may_see(actor, work):
                raise NotAllowed(N_("{name} may not do this here ({action})"), name=actor.name, action=RIGHT[work.kind])
            if not records.cancel_work(work_id, self.now(), CANCELLABLE[work.kind]):
                raise RuleError(N_("it cannot be stopped any more"))
            stopped = replace(work, asked_by=actor.login, asked_at=self.now(), role=_role(actor, work))
            records.write([entry(stopped, "work-cancel", *_about(work), what=work.kind.value, done=work.done)])


def may_see(actor: Actor, work: LongWork) -> bool:
    """Has this person asked for it, or the right to ask for such work there?"""
    return work.asked_by == actor.login or actor.may(RIGHT[work.kind], Subject(str(work.options.get(TERRITORY, ""))))


def ask(
    records: Records,
    now: Clock,
    actor: Actor,
    kind: WorkKind,
    subject: str,
    territory: str,
    *,
    total: int = 0,
    held_by: str | None = None,
    **options: Any,
) -> LongWork:
    """Write work down; `held_by` names who does it at once. Raises RuleError when the same is under way already."""
    if any(each.kind is kind and each.subject == subject for each in records.works(1000, open_only=True)):
        raise RuleError(N_("this is under way already"))
    at = now()
    work = LongWork(kind, subject, actor.login, at, options={TERRITORY: territory, **options}, total=total)
    work = replace(work, role=_role(actor, work))
    if held_by is not None:
        held = replace(work, state=WorkState.RUNNING, lease_by=held_by, lease_until=at + LEASE)
        work = replace(held, started_at=at, stretch_at=at, beat_at=at)
    return records.ask_work(work)


def carry_out(
    store: Store,
    now: Clock,
    work: LongWork,
    step: Step,
    *,
    stop: Callable[[], bool] = lambda: False,
    tell: Callable[[int], None] = lambda done: None,
    entries: Entries = lambda work: [],
) -> LongWork:
    """Do the work batch by batch, each in the transaction that also counts it; the work as it ended or was left.

    Asked to `stop` it is given back and goes on later. Raises StoreError, after which it goes on later too; any other
    error of the desk ends it as failed, in words.
    """
    try:
        while not stop():
            with store.writing() as records:
                done = step(records, work)
                if not records.advance_work(work, now(), now() + LEASE, more=done):
                    raise Broken
                work = replace(work, done=work.done + done)
                if not done:
                    records.write(entries(work))
                    records.end_work(work, now(), WorkState.DONE)
            if not done:
                return replace(work, state=WorkState.DONE)
            tell(work.done)
    except Broken:
        return replace(work, state=WorkState.CANCELLED)
    except StoreError:
        raise
    except NazarError as error:
        with store.writing() as records:
            records.end_work(work, now(), WorkState.FAILED, str(error))
        return replace(work, state=WorkState.FAILED, error=str(error))
    with store.writing() as records:
        records.put_off_work(work, None)
    return work


def entry(work: LongWork, action: str, kind: str, key: str, **fields: Any) -> Entry:
    """A line of the journal about work, in the name of who asked for it."""
    return Entry(work.asked_at, work.asked_by, action, kind, key, fields, work.role)


def territory_of(records: Records, slug: str) -> str | None:
    """Where the source stands; None when there is none."""
    try:
        return records.source(slug).territory
    except NotFound:
        return None


def _role(actor: Actor, work: LongWork) -> str | None:
    grant = actor.grant_for(ALLOWED[RIGHT[work.kind]], Subject(str(work.options.get(TERRITORY, ""))))
    return grant.role.value if grant else None


def _about(work: LongWork) -> tuple[str, str]:
    if work.kind is WorkKind.REREAD:
        return "readings", "all"
    return ("source", work.subject) if work.subject else ("index", "index")
