"""Bringing the example onto the desk: through the inbox and the doors, in one transaction, so never half of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from config.wiring import Parts
from desk.casework import Casework
from desk.errors import N_, NotFound, RuleError
from desk.grants import actor_of
from desk.inbox import Inbox
from desk.journal import Entry
from desk.ports import Records
from desk.posts import Arrival, Media, Post, PostKey, Refused, SetAsideReason, Tombstone
from desk.readings import Reader, Trait
from desk.roles import Action, Actor, Role, Subject
from desk.rules import Rules
from desk.sources import Source
from desk.users import GrantRow, User
from ui.example.books import Book, Colleague, Deed, Line, Origin, Story, read_book
from ui.example.clerks import Clerks
from ui.example.moments import Moments

KEPT_AS = "example"
"""Where the installation keeps that it holds the example: its sources and its colleagues."""
MARK = "example-"
"""What the short names of its sources and the logins of its colleagues begin with."""
WAY = "example"
"""How its sources are read: no collector knows it."""
WORK_FROM = timedelta(days=31)
CALLED: Mapping[str, str] = {"kk": "Мысал", "ru": "Пример", "en": "Example"}
"""How its sources and colleagues are told from real ones."""
KINDS = ("photo", "video", "voice", "document")
ENDINGS: Mapping[str, str] = {"photo": "jpg", "video": "mp4", "voice": "ogg", "document": "pdf"}


@dataclass(frozen=True)
class OneTransaction:
    """A store whose every block is the one transaction that is open already."""

    records: Records

    @contextmanager
    def reading(self) -> Iterator[Records]:
        """The open transaction."""
        yield self.records

    @contextmanager
    def writing(self) -> Iterator[Records]:
        """The open transaction; whoever opened it commits it."""
        yield self.records


@dataclass
class Hands:
    """The clock of the example: the moment of what is being done."""

    at: datetime

    def __call__(self) -> datetime:
        return self.at


def is_there(parts: Parts) -> bool:
    """Does this desk hold the example? Raises StoreError."""
    with parts.store.reading() as records:
        return KEPT_AS in records.installation() and records.installation()[KEPT_AS] is not None


def add(parts: Parts, actor: Actor, language: str = "ru", book: Book | None = None) -> bool:
    """Bring the example onto the desk; False when it is there already.

    All of it or nothing: what breaks half way has done nothing, and is simply done again. Raises NotAllowed, RuleError
    (a name that it needs is taken), StoreError.
    """
    territory = parts.territory()
    actor.must(Action.MANAGE_USERS, Subject(territory))
    parts.mask  # noqa: B018 - may write the key's proof, which must not wait for the transaction below
    rules, reader, now, book = parts.rules(), parts.reader, parts.now(), book or read_book()
    with parts.store.writing() as records:
        if records.installation().get(KEPT_AS) is not None:
            return False
        planting = _Planting(parts, records, rules, reader, now, territory, language, book)
        kept = {"sources": planting.sources, "users": planting.logins}
        records.keep_installation({KEPT_AS: kept})
        planting.plant()
        fields = {"posts": planting.posts, "incidents": len(planting.numbers)}
        records.write([Entry(now, actor.login, "example-add", "example", KEPT_AS, fields)])
    return True


@dataclass
class _Planting:
    parts: Parts
    records: Records
    rules: Rules
    reader: Reader
    now: datetime
    territory: str
    language: str
    book: Book
    posts: int = 0
    numbers: dict[str, str] = field(default_factory=dict)

    @property
    def sources(self) -> list[str]:
        return [MARK + origin.key for origin in self.book.origins]

    @property
    def logins(self) -> list[str]:
        return [MARK + colleague.key for colleague in self.book.colleagues]

    def plant(self) -> None:
        """Users, sources, posts; then everything that was done with them, in the order in which it happened."""
        self._names_must_be_free()
        actors = {each.key: self._colleague(each) for each in self.book.colleagues}
        keys = self._receive()
        clock, moments = Hands(self.now), Moments(self.now, self.rules.calendar)
        casework = Casework(OneTransaction(self.records), clock, lambda: self.rules, self.parts.mask)
        departments, topics = frozenset(self.rules.departments), frozenset(self.rules.topics)
        clerks = Clerks(casework, moments, actors, self.territory, topics, departments, self.numbers)
        dana = actors["dana"]
        agenda = [
            *self._stories(clerks, moments, keys),
            *self._asides(casework, moments, dana, keys),
            *self._corrections(casework, moments, dana, keys),
        ]
        for at, do in sorted(agenda, key=lambda each: each[0]):
            clock.at = at
            do()

    def _names_must_be_free(self) -> None:
        taken = {user.login for user in self.records.users()} | {source.slug for source in self.records.sources()}
        if found := sorted(taken & {*self.sources, *self.logins}):
            raise RuleError(N_("the example needs the name {name}, which is taken"), name=found[0])

    def _colleague(self, colleague: Colleague) -> Actor:
        department = colleague.department
        if department is not None and department not in self.rules.departments:
            department = min(self.rules.departments)
        grant = GrantRow(Role(colleague.role), self.territory, department)
        name = f"{colleague.name} ({CALLED[self.language].lower()})"
        user = User(MARK + colleague.key, name, self.language, self.now, (grant,))
        return actor_of(self.records.keep_user(user), self.rules.departments, self.rules.topics)

    def _receive(self) -> dict[int, PostKey]:
        """Let all posts in; the key of each line, by the line's identity."""
        moments = Moments(self.now, self.rules.calendar)
        lines: dict[str, list[Line]] = defaultdict(list)
        for line in (*(each for origin in self.book.origins for each in origin.lines),
                     *(each for story in self.book.stories for each in story.lines)):  # fmt: skip
            lines[line.source].append(line)
        inbox = Inbox(
            OneTransaction(self.records),
            lambda: self.now,
            self.parts.resident_due,
            self.parts.is_restricted,
            reader=self.reader,
        )
        keys: dict[int, PostKey] = {}
        for origin in self.book.origins:
            source = self._source(origin)
            writing = _Writing(origin, moments)
            inbox.receive(source, [*writing.first(lines[origin.key]), *self._letters(origin)])
            inbox.receive(source, writing.later(lines[origin.key]))
            keys |= writing.keys
        self.posts = len(keys)
        return keys

    def _source(self, origin: Origin) -> Source:
        topic = origin.topic if origin.topic in self.rules.topics else None
        return self.records.keep_source(
            Source(
                MARK + origin.key,
                WAY,
                f"{CALLED[self.language]}: {origin.titles[self.language]}",
                self.now - WORK_FROM,
                self.territory,
                topic,
                work_from=self.now - WORK_FROM,
                last_error=origin.error[self.language] if origin.error else None,
            )
        )

    def _letters(self, origin: Origin) -> list[Refused]:
        return [
            Refused(f"{origin.key}.csv", 40 + at, reason, detail, raw.encode())
            for at, (reason, detail, raw) in enumerate(origin.letters)
        ]

    def _stories(
        self, clerks: Clerks, moments: Moments, keys: Mapping[int, PostKey]
    ) -> Iterator[tuple[datetime, Callable[[], None]]]:
        for story in self.book.stories:
            waiting = sorted(((moments.at(line.at), keys[id(line)]) for line in story.lines), key=lambda each: each[0])
            for deed in story.deeds:
                at = moments.at(deed.at)
                yield at, _Turn(clerks, story, deed, at, waiting)

    def _asides(
        self, casework: Casework, moments: Moments, actor: Actor, keys: Mapping[int, PostKey]
    ) -> Iterator[tuple[datetime, Callable[[], None]]]:
        together: dict[tuple[str, date], list[tuple[datetime, PostKey]]] = defaultdict(list)
        for line in (each for origin in self.book.origins for each in origin.lines):
            at, key = moments.at(line.at), keys[id(line)]
            if tag := line.marks.get("tag"):
                yield moments.after(at, minutes=30), _call(casework.tag_posts, actor, [key], [tag.replace("_", " ")])
            if said := line.marks.get("aside"):
                together[said, at.astimezone(moments.calendar.zone).date()].append((moments.after(at, minutes=40), key))
        for (said, _), found in together.items():
            reason, _, note = said.partition(":")
            posts, words = [key for _, key in found], note.replace("_", " ") or None
            yield max(found)[0], _call(casework.set_aside, actor, posts, SetAsideReason(reason), words)

    def _corrections(
        self, casework: Casework, moments: Moments, actor: Actor, keys: Mapping[int, PostKey]
    ) -> Iterator[tuple[datetime, Callable[[], None]]]:
        """What a colleague said instead of the machine, or after it; topics of another catalogue are passed over."""
        for line in (each for origin in self.book.origins for each in origin.lines):
            for said in filter(None, line.marks.get("said", "").split(",")):
                name, _, value = said.partition(":")
                if name != Trait.TOPIC or value in self.rules.topics:
                    at = moments.after(moments.at(line.at), minutes=20)
                    yield at, _call(casework.correct, actor, keys[id(line)], Trait(name), value)


@dataclass
class _Turn:
    """A deed when its turn has come: with the posts that were written by then and are not taken."""

    clerks: Clerks
    story: Story
    deed: Deed
    at: datetime
    waiting: list[tuple[datetime, PostKey]]

    def __call__(self) -> None:
        here = [key for at, key in self.waiting if at <= self.at]
        self.clerks.do(self.story, self.deed, here)
        if self.deed.door in GATHERING:
            self.waiting[:] = [each for each in self.waiting if each[0] > self.at]


GATHERING = frozenset({"take", "join", "answer-at-once"})
"""Deeds that take posts."""


def _call(do: Callable[..., object], *given: object) -> Callable[[], None]:
    def call() -> None:
        do(*given)

    return call


@dataclass
class _Writing:
    """The lines of one source as posts."""

    origin: Origin
    moments: Moments
    keys: dict[int, PostKey] = field(default_factory=dict)
    named: dict[str, str] = field(default_factory=dict)

    def first(self, lines: list[Line]) -> list[Arrival]:
        """Each line as it was written at first."""
        for number, line in enumerate(lines, 1001):
            self.keys[id(line)] = PostKey(self.origin.network, self.origin.place, str(number))
            if name := line.marks.get("id"):
                self.named[name] = str(number)
        return [self._post(line, line.text if line.was is None else line.was) for line in lines]

    def later(self, lines: list[Line]) -> list[Arrival]:
        """What became of them: edits and deletions."""
        arrivals: list[Arrival] = []
        for line in lines:
            at = self.moments.at(line.at)
            if line.was is not None:
                arrivals.append(self._post(line, line.text, self.moments.after(at, minutes=12)))
            if "deleted" in line.marks:
                deleted_at = self.moments.after(at, minutes=35)
                arrivals.append(Tombstone(self.keys[id(line)], deleted_at, self.moments.after(deleted_at, minutes=2)))
        return arrivals

    def _post(self, line: Line, text: str, edited_at: datetime | None = None) -> Post:
        at, key, origin = self.moments.at(line.at), self.keys[id(line)], self.origin
        kind = next((kind for kind in KINDS if kind in line.marks), None)
        media = (Media(kind, f"{kind}-{key.native_id}.{ENDINGS[kind]}", 184_320),) if kind else ()
        return Post(
            key,
            text,
            at,
            self.moments.after(edited_at or at, minutes=2),
            author_id=f"{origin.network}:{line.author.casefold()}",
            author_name=line.author,
            url=f"https://samaldy.example/{origin.key}/{key.native_id}",
            reply_to=self.named.get(line.marks.get("re", "")),
            thread=self.named.get(line.marks.get("thread", "")),
            edited_at=edited_at,
            official=True if "official" in line.marks else None,
            media=media,
            place_title=origin.place_title,
        )


def kept(records: Records) -> tuple[list[str], list[str]]:
    """The sources and the colleagues of the example. Raises NotFound when this desk does not hold it."""
    found = records.installation().get(KEPT_AS)
    if found is None:
        raise NotFound(N_("there is no example data here"))
    return list(found["sources"]), list(found["users"])
