"""The doors of sources: every change checks the right where the source stands, and is one line of the journal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from desk.errors import N_, NotFound, RuleError
from desk.journal import Entry
from desk.longwork import AT_ONCE, TITLE, Step, ask, carry_out
from desk.ports import Clock, Records, Store
from desk.reading_records import Due
from desk.roles import ALLOWED, Action, Actor, Subject
from desk.sources import OfficialVoice, Source, SourceState
from desk.works import LongWork, WorkKind

MANAGE = Action.MANAGE_SOURCES
WORK_FROM = "work_from"
LONGEST_TITLE = 200
ASKED = "source-work-from"


@dataclass(frozen=True)
class Sourcework:
    """What people do with sources. `whole` is the installation's territory, `is_territory` knows the catalogue,
    `digest` hides an account in the journal. Every door may raise NotAllowed, NotFound, RuleError and StoreError."""

    store: Store
    now: Clock
    whole: Callable[[], str]
    is_territory: Callable[[str], bool]
    digest: Callable[[str], str]
    due: Due

    def managed(self, actor: Actor) -> list[Source]:
        """The sources that this person looks after."""
        with self.store.reading() as records:
            return [each for each in records.sources() if actor.may(MANAGE, Subject(each.territory))]

    def edit(self, actor: Actor, slug: str, *, title: str | None = None, territory: str | None = None) -> Source:
        """Another title or territory. The posts that are here keep the territory they came with."""
        with self.store.writing() as records:
            before = managed(records, actor, slug)
            after = before
            if title is not None:
                after = replace(after, title=_title(title))
            if territory is not None and territory != before.territory:
                if not self.is_territory(territory):
                    raise RuleError(N_("there is no territory {id} in KATO"), id=territory)
                actor.must(MANAGE, Subject(territory))
                after = replace(after, territory=territory)
            if after == before:
                return before
            fields: dict[str, Any] = {"title": True} if after.title != before.title else {}
            if after.territory != before.territory:
                fields["territory"] = [before.territory, after.territory]
            kept = records.keep_source(after)
            records.write([self._entry(actor, "source-edit", kept, **fields)])
        return kept

    def set_state(self, actor: Actor, slug: str, state: SourceState) -> Source:
        """Stop reading a source, or go on."""
        with self.store.writing() as records:
            known = managed(records, actor, slug)
            if known.state is state:
                return known
            kept = records.keep_source(replace(known, state=state))
            records.write([self._entry(actor, f"source-{state.value}", kept)])
        return kept

    def preview(self, actor: Actor, slug: str, since: datetime) -> tuple[int, int]:
        """How many posts would go from the archive into the queue, and how many from the queue into the archive."""
        with self.store.reading() as records:
            return records.preview_lines(managed(records, actor, slug), since)

    def work_from(self, actor: Actor, slug: str, since: datetime, *, held_by: str | None = None) -> LongWork:
        """Work on posts from this moment on; what that moves is long work."""
        with self.store.writing() as records:
            before = managed(records, actor, slug)
            into_queue, into_archive = records.preview_lines(before, since)
            known = records.keep_source(replace(before, work_from=since))
            options = {TITLE: known.title, WORK_FROM: since.isoformat()}
            total = into_queue + into_archive
            work = ask(
                records, self.now, actor, WorkKind.LINES, slug, known.territory, total=total, held_by=held_by, **options
            )
            moved = {WORK_FROM: [_iso(before.work_from), _iso(since)], "new": into_queue, "archive": into_archive}
            records.write([self._entry(actor, ASKED, known, **moved)])
        return work

    def purge(self, actor: Actor, slug: str, *, held_by: str | None = None) -> LongWork:
        """Erase a source for good: its posts (but those of incidents), their versions and dead letters."""
        with self.store.writing() as records:
            known = managed(records, actor, slug)
            records.keep_source(replace(known, state=SourceState.PAUSED))
            work = ask(
                records, self.now, actor, WorkKind.PURGE, slug, known.territory,
                total=records.purgeable(slug), held_by=held_by, **{TITLE: known.title},
            )  # fmt: skip
            records.write([self._entry(actor, "source-purge", known)])
        return work

    def voices(self, actor: Actor) -> list[OfficialVoice]:
        """The accounts that answer for us."""
        actor.must(MANAGE)
        with self.store.reading() as records:
            return records.official_voices()

    def add_voice(self, actor: Actor, voice: OfficialVoice) -> None:
        """Let an account count as official: its posts are never queued, its replies are answers."""
        self._keep_voice(actor, "voice-add", voice)

    def end_voice(self, actor: Actor, voice: OfficialVoice) -> None:
        """From now on the account does not answer for us; what it said until now stays official."""
        self._keep_voice(actor, "voice-end", replace(voice, valid_to=max(self.now(), voice.valid_from)))

    def do(self, work: LongWork, stop: Callable[[], bool], tell: Callable[[int], None] = lambda done: None) -> LongWork:
        """Carry out work that `work_from` or `purge` asked for."""
        steps: dict[WorkKind, Step] = {WorkKind.LINES: self._move, WorkKind.PURGE: _erase}
        return carry_out(self.store, self.now, work, steps[work.kind], stop=stop, tell=tell, entries=self._ended)

    def _move(self, records: Records, work: LongWork) -> int:
        since = datetime.fromisoformat(str(work.options[WORK_FROM]))
        known = records.source(work.subject)
        return records.decide_lines(known, since, self.due, AT_ONCE) or records.archive_lines(
            known.slug, since, AT_ONCE
        )

    def _ended(self, work: LongWork) -> list[Entry]:
        if work.kind is not WorkKind.PURGE:
            return []  # how many would move stands in the line that asked for it
        fields = {"posts": work.done}
        return [Entry(self.now(), work.asked_by, "source-purged", "source", work.subject, fields, work.role)]

    def _keep_voice(self, actor: Actor, action: str, voice: OfficialVoice) -> None:
        subject = Subject(self.whole())
        actor.must(MANAGE, subject)
        if not voice.network.strip() or not voice.account.strip():
            raise RuleError(N_("an official voice needs a network and an account"))
        fields = {"account": self.digest(f"{voice.network}/{voice.account}"), "department": voice.department}
        with self.store.writing() as records:
            records.keep_official_voice(voice)
            role = _role(actor, subject)
            records.write([Entry(self.now(), actor.login, action, "source", voice.network, fields, role)])

    def _entry(self, actor: Actor, action: str, source: Source, **fields: Any) -> Entry:
        role = _role(actor, Subject(source.territory))
        return Entry(self.now(), actor.login, action, "source", source.slug, fields, role)


def managed(records: Records, actor: Actor, slug: str) -> Source:
    """The source, for who looks after it. Raises NotFound, NotAllowed."""
    known = records.source(slug)
    actor.must(MANAGE, Subject(known.territory))
    return known


def _erase(records: Records, work: LongWork) -> int:
    try:
        return records.purge_source(work.subject, AT_ONCE)
    except NotFound:
        return 0  # somebody else has ended it


def _title(written: str) -> str:
    title = " ".join(written.split())[:LONGEST_TITLE]
    if not title:
        raise RuleError(N_("the source needs a name"))
    return title


def _role(actor: Actor, subject: Subject) -> str | None:
    grant = actor.grant_for(ALLOWED[MANAGE], subject)
    return grant.role.value if grant else None


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
