"""The desk's sockets: what it needs from the store, the search engine and the reader of texts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from desk.catalogues import CatalogueRow
from desk.chores import DeadLetter, ImportRun, Job, LetterState, Notice
from desk.deliveries import OutboxItem as OutboxItem
from desk.deliveries import OutboxRecords
from desk.drafts import DraftRecords
from desk.incidents import Case, Incident
from desk.journal import Entry, Head, JournalLine
from desk.posts import Line, PlaceEvent, Post, PostKey, PostVersion, Refused, SetAsideReason, StoredPost, Tombstone
from desk.queries import Document, Hit, IncidentFilter, ItemFault, JournalFilter, Page, PostFilter, Query
from desk.reading_records import Due, ReadingRecords
from desk.readings import Reading
from desk.roles import Scope
from desk.sources import OfficialVoice, Place, Source
from desk.users import Session, User
from desk.works import WorkRecords

Clock = Callable[[], datetime]
"""Gives the present moment, aware."""


@dataclass(frozen=True)
class Placed:
    """A post with what the inbox decided about it when it is new; a known post keeps what it has.

    A known post with another text takes the reading of that text, and what of the rest follows from it: a topic that
    nobody corrected, the term while it waits in the queue, and its place there where a machine had set it aside and
    gives no `reason` any more. `due_at` is its term if it waits or will wait there.
    """

    post: Post
    line: Line
    reason: SetAsideReason | None = None
    territory: str = ""
    topic: str | None = None
    restricted: bool = False
    due_at: datetime | None = None
    note: str | None = None
    reading: Reading | None = None


@dataclass(frozen=True)
class Batch:
    """What goes into the store in one transaction, with the collector's cursor (name → value) of its source."""

    source: Source
    posts: Sequence[Placed] = ()
    tombstones: Sequence[Tombstone] = ()
    events: Sequence[PlaceEvent] = ()
    refused: Sequence[Refused] = ()
    cursors: Mapping[str, str] = field(default_factory=dict)
    received_at: datetime | None = None


@dataclass(frozen=True)
class Received:
    """What became of a batch: new + edited + unchanged = its posts; `deleted` counts tombstones that were news."""

    received: int = 0
    new: int = 0
    edited: int = 0
    unchanged: int = 0
    deleted: int = 0
    dead_letters: int = 0

    def __add__(self, other: Received) -> Received:
        return Received(
            self.received + other.received,
            self.new + other.new,
            self.edited + other.edited,
            self.unchanged + other.unchanged,
            self.deleted + other.deleted,
            self.dead_letters + other.dead_letters,
        )


class PostRecords(Protocol):
    """Posts, places, sources. Any method may raise StoreError."""

    def receive(self, batch: Batch) -> Received:
        """Keep a batch. Receiving again changes nothing; edits make versions, late older edits never win, a tombstone
        counts whenever it arrives. Outbox rows and cursors are written beside."""

    def place(self, network: str, name: str, title: str | None = None) -> Place:
        """The place known by this canonical id or alias, however written; made when nobody knows it."""

    def places(self) -> list[Place]: ...

    def learn_alias(self, place: Place, alias: str) -> Place:
        """Another name of a place. Raises RuleError when the name belongs to another place (join them then)."""

    def join_places(self, keep: Place, gone: Place) -> int:
        """Move everything of `gone` to `keep`; posts with the same native id become one. Returns posts moved."""

    def source(self, slug: str) -> Source:
        """Raises NotFound."""

    def sources(self) -> list[Source]: ...

    def keep_source(self, source: Source) -> Source:
        """Add or change by slug; returns it with its id."""

    def purge_source(self, slug: str, limit: int) -> int:
        """Erase up to `limit` posts of a source that belong to no incident, with versions, tombstones and letters;
        returns how many; 0 when none is left (the source itself goes then)."""

    def erase_trial(self, sources: Sequence[str], logins: Sequence[str]) -> tuple[int, int]:
        """Erase these sources with all their posts, the incidents about them alone or opened by these users, and these
        users; returns how many posts and incidents went. Posts of other sources in them are new again."""

    def cursor(self, source: Source, name: str) -> str | None: ...

    def decide_lines(
        self,
        source: Source,
        work_from: datetime,
        due: Due,
        limit: int,
    ) -> int:
        """Move up to `limit` archived posts of the source published from `work_from` on to NEW, with their resident's
        term, if they have one. Official ones are set aside, and what a machine may set aside. Returns how many moved;
        0 = finished."""

    def preview_lines(self, source: Source, work_from: datetime) -> tuple[int, int]:
        """How many posts would move archive → new, and new → archive, if work-from were this."""

    def post(self, key: PostKey) -> StoredPost:
        """Raises NotFound. `key.place` may be an alias."""

    def posts_by_id(self, ids: Sequence[int]) -> list[StoredPost]:
        """In the order asked; unknown ids are left out."""

    def posts(self, filter: PostFilter, scope: Scope, *, limit: int = 50, after: str | None = None) -> Page[StoredPost]:
        """Newest first."""

    def thread(self, post: StoredPost, limit: int = 50) -> list[StoredPost]:
        """The posts of its thread around it, oldest first."""

    def versions(self, post_id: int) -> list[PostVersion]:
        """All texts the post has had, oldest first; the last one is the current."""

    def set_line(
        self, post_ids: Sequence[int], line: Line, reason: SetAsideReason | None = None, note: str | None = None
    ) -> None:
        """Move posts between lines (not into TAKEN: `keep_case` does that)."""

    def tag_posts(self, post_ids: Sequence[int], add: Sequence[str], remove: Sequence[str]) -> None: ...

    def staff_tags(self, posts: Scope | None = None, incidents: Scope | None = None) -> list[tuple[str, int]]:
        """Tags in use with how many posts and incidents carry them, the most used first; of all of them, or only of
        those inside the scopes that are given."""

    def every_post(self, source: str | None = None, after: int = 0, limit: int = 1000) -> list[StoredPost]:
        """For exports and rebuilds: posts with id > after, oldest first."""

    def tombstones_without_post(self) -> Iterator[Tombstone]:
        """Deletions of posts that never came."""

    def place_events(self, place: Place) -> list[PlaceEvent]: ...

    def official_voices(self) -> list[OfficialVoice]: ...

    def keep_official_voice(self, voice: OfficialVoice) -> None: ...

    def posts_ledger(self, scope: Scope, filter: PostFilter) -> Mapping[tuple[str, str], int]:
        """Counts by (line slug, set-aside reason slug or one of '', late, in-term, no-term) — see `desk.ledger`."""


class CaseRecords(Protocol):
    """Incidents. Any method may raise StoreError."""

    def case(self, number: str) -> Case:
        """The incident with everything that belongs to it. Raises NotFound."""

    def new_case(self, case: Case, year: int, entries: Sequence[Entry]) -> Case:
        """Number and keep a new incident (its `id` and `number` are given here); its posts become TAKEN."""

    def keep_case(self, before: Case, after: Case, entries: Sequence[Entry]) -> Case:
        """Write the difference with one version check: raises Stale (who, when) and writes nothing when somebody was
        faster. Posts that joined become TAKEN (Stale if another incident holds one), those that left become NEW.
        A snapshot of `before` is kept for undo. Returns the case with its new version."""

    def snapshot(self, number: str, version: int) -> tuple[Case, str, datetime] | None:
        """The case before the change that made `version`, who made it and when; None once it is too old."""

    def incidents(
        self, filter: IncidentFilter, scope: Scope, *, limit: int = 50, after: str | None = None
    ) -> Page[Incident]:
        """Newest first; `overdue`, `due_before`, `by_term` lists by the nearest term first, those without one last."""

    def incident_counts(self, filters: Mapping[str, IncidentFilter], scope: Scope) -> Mapping[str, tuple[int, bool]]:
        """How many incidents stand in each of these lists, and whether there are more than were counted. Those that
        name their states, and no finished one, are counted together in one look at the open incidents."""

    def incident_of(self, post_id: int) -> str | None: ...

    def tag_incident(self, number: str, add: Sequence[str], remove: Sequence[str]) -> None: ...

    def incidents_ledger(self, scope: Scope, filter: IncidentFilter) -> Mapping[tuple[str, str], int]:
        """Counts by (state slug, outcome slug or ''), and (state slug, 'overdue') as a thereof."""

    def cases_to_refresh(self, after: int, limit: int) -> list[str]:
        """Numbers of open incidents with id > after, for recomputing terms."""

    def waiting_over(self, now: datetime, limit: int) -> list[str]:
        """Numbers of incidents in WAITING whose days are over."""

    def reached_everywhere(self, limit: int) -> list[str]:
        """Numbers of incidents in ANSWERED, under nobody's own control, whose places are all seen or told."""


class BookRecords(Protocol):
    """The journal and the other books. Any method may raise StoreError."""

    def write(self, entries: Sequence[Entry]) -> None:
        """Append to the chain, in this transaction."""

    def journal(
        self,
        *,
        kind: str | None = None,
        key: str | None = None,
        actor: str | None = None,
        after: int = 0,
        limit: int = 1000,
    ) -> list[JournalLine]:
        """Lines with seq > after, in order."""

    def journal_page(
        self, filter: JournalFilter, scope: Scope | None = None, *, limit: int = 50, after: str | None = None
    ) -> Page[JournalLine]:
        """Newest first. With a scope only lines about incidents inside it. Raises RuleError for a bad cursor."""

    def journal_head(self) -> Head: ...

    def look(self, entry: Entry, day: str) -> bool:
        """Journal a look at a person once per actor, key and day; False when it is there already."""

    def dead_letters(
        self,
        *,
        state: LetterState | None = LetterState.OPEN,
        source: str | None = None,
        after: int = 0,
        limit: int = 100,
    ) -> list[DeadLetter]: ...

    def count_dead_letters(self, source: str | None = None) -> int: ...

    def settle_letter(self, letter_id: int, state: LetterState) -> None: ...

    def catalogue_rows(self) -> list[CatalogueRow]:
        """The newest row of every entry edited on the desk."""

    def keep_catalogue_rows(self, rows: Sequence[CatalogueRow]) -> None: ...

    def users(self) -> list[User]: ...

    def last_seen(self, users: Sequence[User]) -> Mapping[str, datetime]:
        """When each of them did something last, by login: by their sessions, else by the journal."""

    def user(self, login: str) -> User:
        """Raises NotFound."""

    def user_by_id(self, user_id: int) -> User:
        """Raises NotFound."""

    def keep_user(self, user: User) -> User: ...

    def keep_session(self, session: Session) -> None: ...

    def session(self, token: str) -> Session | None: ...

    def end_sessions(self, user_id: int, at: datetime) -> int: ...

    def note_sign_in(self, key: str, at: datetime, success: bool) -> None:
        """For the rate limit: `key` is a keyed hash of login or address."""

    def failed_sign_ins(self, key: str, since: datetime) -> int: ...

    def forget_old(self, *, seen_since: datetime, started_since: datetime) -> int:
        """Forget attempts to sign in, snapshots, drafts past their time, and sessions that ended, were not seen since
        `seen_since` or started before `started_since`; returns how many sessions went."""

    def keep_import(self, run: ImportRun) -> ImportRun: ...

    def import_run(self, run_id: int) -> ImportRun: ...

    def imports(self, limit: int = 50) -> list[ImportRun]: ...

    def jobs(self) -> list[Job]: ...

    def ensure_job(self, job: Job) -> None:
        """Add it when it is not there; change only its schedule when it is."""

    def hasten_job(self, name: str, at: datetime) -> bool:
        """Let the job run at `at` where it would run later; False when the table does not know it."""

    def claim_job(self, name: str, worker: str, now: datetime, until: datetime) -> Job | None:
        """Take the lease if the job is due and nobody holds a living lease; atomic."""

    def renew_lease(self, name: str, worker: str, until: datetime) -> bool: ...

    def finish_job(self, name: str, worker: str, now: datetime, next_run_at: datetime, error: str | None) -> None: ...

    def put_notice(self, notice: Notice) -> None: ...

    def claim_notices(self, channel: str, now: datetime, until: datetime, limit: int) -> list[Notice]: ...

    def settle_notice(self, notice_id: int, error: str | None, not_before: datetime | None) -> None: ...

    def installation(self) -> dict[str, Any]:
        """What belongs to this installation: territory, language, the alias key, a one-time link's hash, …"""

    def keep_installation(self, values: Mapping[str, Any]) -> None: ...

    def take_installation(self, name: str) -> Any:
        """The value, which is gone afterwards; None when it is not there. Of several who take it one gets it."""


class Records(
    PostRecords, ReadingRecords, CaseRecords, BookRecords, OutboxRecords, WorkRecords, DraftRecords, Protocol
):
    """One transaction over the truth."""


class Store(Protocol):
    """The truth. Both managers may raise StoreError (away, locked, full, wrong key: said in words)."""

    def reading(self) -> AbstractContextManager[Records]:
        """A consistent look; never waits for writers; writes are refused."""

    def writing(self) -> AbstractContextManager[Records]:
        """One transaction: committed when the block ends well, else rolled back wholly."""


class SearchIndex(Protocol):
    """A copy of posts and incidents, arranged for searching; may be lost and rebuilt at any time.

    Any method may raise SearchError.
    """

    def put(self, documents: Sequence[Document]) -> list[ItemFault]:
        """Add or replace; an older version never replaces a newer one. Searchable when this returns."""

    def remove(self, kind: str, ids: Sequence[int]) -> None: ...

    def search(self, query: Query, scope: Scope, *, limit: int = 50, after: str | None = None) -> Page[Hit]:
        """Posts, newest first, only what the scope allows. Raises BadQuery."""

    def alike(self, text: str, posts: PostFilter, scope: Scope, *, limit: int = 50) -> list[Hit]:
        """Posts that may be copies of this text (`language.twins`), the likeliest first, then the newest; only what
        the filter and the scope allow. A text of few words has none. A comparison must decide."""

    def find_incidents(self, text: str, scope: Scope, *, limit: int = 50) -> Page[Hit]: ...

    def versions(self, kind: str, after: int, limit: int) -> list[tuple[int, int]]:
        """(id, version) with id > after, in order: for verifying against the store."""

    def begin_generation(self) -> SearchIndex:
        """An empty generation to fill beside the one that answers."""

    def swap_to(self, generation: SearchIndex) -> None:
        """Let the filled generation answer, atomically; the old one is dropped."""

    def status(self) -> Mapping[str, Any]:
        """Engine, version, generation, analyser version, documents, size in bytes, health in words."""

    def tidy(self, stop: Callable[[], bool] = lambda: False) -> None:
        """Let go of what was removed and join what many batches left in pieces; searches and writes go on meanwhile.

        `stop` is asked between two steps; what was broken off goes on with the next call.
        """

    def close(self) -> None: ...
