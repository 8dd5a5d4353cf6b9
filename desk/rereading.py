"""Reading all posts again when something they are read by has changed: asked for, resumable, beside the desk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from desk.errors import NazarError, StoreError
from desk.journal import Entry
from desk.longwork import AT_ONCE, LEASE, Broken, ask, entry
from desk.ports import Clock, Records, Store
from desk.posts import StoredPost
from desk.reading_records import Due, Reread
from desk.readings import Reader
from desk.roles import Action, Actor, Subject
from desk.sortings import set_aside_by_machine
from desk.sources import Source
from desk.standings import surroundings
from desk.works import LongWork, WorkKind, WorkState

REREAD = Action.MANAGE_CATALOGUES
AFTER, VERSION, CHANGED = "after", "version", "changed"
"""What the work remembers from batch to batch: the last post read, by which version, how many stand otherwise since."""


@dataclass(frozen=True)
class Rereading:
    """The door of reading again. `reader` gives the reader by the catalogues as they hold now; `whole` is the
    installation's territory. Every method may raise StoreError and ConfigError."""

    store: Store
    now: Clock
    whole: Callable[[], str]
    reader: Callable[[], Reader]
    due: Due

    def is_due(self) -> bool:
        """Were posts read by something that has changed since, or not at all? A quick look."""
        with self.store.reading() as records:
            return records.has_stale(self.reader().version)

    def count(self) -> int:
        """How many posts would be read again."""
        with self.store.reading() as records:
            return records.count_stale(self.reader().version)

    def ask(self, actor: Actor, *, held_by: str | None = None) -> LongWork:
        """Ask for it. Raises NotAllowed, RuleError (it is under way already)."""
        subject = Subject(self.whole())
        actor.must(REREAD, subject)
        total = self.count()
        with self.store.writing() as records:
            work = ask(records, self.now, actor, WorkKind.REREAD, "", subject.territory, total=total, held_by=held_by)
            records.write([entry(work, "reread", "readings", "all", posts=total)])
        return work

    def do(
        self,
        work: LongWork,
        stop: Callable[[], bool] = lambda: False,
        tell: Callable[[int], None] = lambda done: None,
    ) -> LongWork:
        """Read what is stale, batch by batch; the work as it ended or was left.

        Texts are read outside of any transaction, and a batch is kept together with how far the work is: broken off
        anywhere it goes on there and loses nothing. Where a catalogue changes on the way it begins again with the new
        one. Errors as in `desk.longwork.carry_out`.
        """
        try:
            while not stop():
                reader = self.reader()
                read, last = self._next(work, reader)
                with self.store.writing() as records:
                    work = self._keep(records, work, reader, read, last)
                    if not read:
                        records.write([self._ended(work)])
                        records.end_work(work, self.now(), WorkState.DONE)
                if not read:
                    return replace(work, state=WorkState.DONE)
                tell(work.done)
        except Broken:
            return replace(work, state=WorkState.CANCELLED)
        except StoreError:
            raise
        except NazarError as error:
            with self.store.writing() as records:
                records.end_work(work, self.now(), WorkState.FAILED, str(error))
            return replace(work, state=WorkState.FAILED, error=str(error))
        with self.store.writing() as records:
            records.put_off_work(work, None)
        return work

    def _next(self, work: LongWork, reader: Reader) -> tuple[list[Reread], int]:
        """The next batch, read; and its last post. Empty when nothing is stale any more."""
        after = int(work.result.get(AFTER, 0)) if work.result.get(VERSION) == reader.version else 0
        with self.store.reading() as records:
            page = records.stale_posts(reader.version, after, AT_ONCE)
            if not page and after:  # older posts may have come in behind us
                page = records.stale_posts(reader.version, 0, AT_ONCE)
            answering = records.official_parents(page)
            sources = {each.slug: each for each in records.sources()} if page else {}
        read = [reread(reader, each, sources[each.source], answers_office=each.id in answering) for each in page]
        return read, page[-1].id if page else 0

    def _keep(self, records: Records, work: LongWork, reader: Reader, read: list[Reread], last: int) -> LongWork:
        changed = records.keep_readings(read, self.due)
        result: Mapping[str, Any] = {
            AFTER: last,
            VERSION: reader.version,
            CHANGED: int(work.result.get(CHANGED, 0)) + changed,
        }
        now = self.now()
        if not records.advance_work(work, now, now + LEASE, more=len(read), result=result):
            raise Broken
        return replace(work, done=work.done + len(read), result=result)

    def _ended(self, work: LongWork) -> Entry:
        fields = {"posts": work.done, CHANGED: work.result[CHANGED], VERSION: work.result[VERSION]}
        return Entry(self.now(), work.asked_by, "reread-done", "readings", "all", fields, work.role)


def reread(reader: Reader, stored: StoredPost, source: Source, *, answers_office: bool = False) -> Reread:
    """A known post read again, with what is known around it, as at the door."""
    around = replace(surroundings(source, stored.post, answers_office=answers_office), territory=stored.territory)
    reading = reader.read(stored.post.text, around)
    aside = set_aside_by_machine(reading, official=bool(stored.post.official), has_media=bool(stored.post.media))
    return Reread(stored.id, stored.post.text, reading, aside)
