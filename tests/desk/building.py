"""A whole desk for tests: a clock that stands, rules, a real store, and the doors before it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from desk.calendars import WorkCalendar
from desk.casework import Casework
from desk.departments import Department, DepartmentKind, Departments
from desk.inbox import Inbox
from desk.incidents import Case
from desk.journal import Entry
from desk.people import Mask
from desk.posts import Post, PostKey, StoredPost
from desk.readings import NOWHERE, Kind, PlaceFound, PlaceKind, Reading, TopicFound, Urgency
from desk.rules import Rules
from desk.sources import Source
from desk.terms import TermKind, TermRule, Terms, Unit
from desk.topics import Topic, Topics
from desk.users import User
from store import SqlStore, open_store

ALMATY = ZoneInfo("Asia/Almaty")
NOW = datetime(2026, 3, 18, 10, 0, tzinfo=ALMATY)
"""A Wednesday; Monday 23 March is a holiday."""


@dataclass
class Wall:
    """A clock that stands until somebody turns it."""

    moment: datetime = NOW

    def __call__(self) -> datetime:
        return self.moment

    def turn(self, **by: float) -> datetime:
        self.moment += timedelta(**by)
        return self.moment


def make_rules() -> Rules:
    """Terms as the shipped catalogue has them, three topics (one restricted), four departments."""
    hours, danger = Unit.WORKING_MINUTES, Unit.PLAIN_MINUTES
    terms = [
        TermRule(TermKind.SORTING, None, None, 120, hours),
        TermRule(TermKind.RESIDENT, Urgency.ORDINARY, None, 540, hours),
        TermRule(TermKind.RESIDENT, Urgency.URGENT, None, 240, hours),
        TermRule(TermKind.RESIDENT, Urgency.DANGER, None, 60, danger),
        TermRule(TermKind.DEPARTMENT, Urgency.ORDINARY, None, 360, hours),
        TermRule(TermKind.DEPARTMENT, Urgency.URGENT, None, 180, hours),
        TermRule(TermKind.DEPARTMENT, Urgency.DANGER, None, 40, danger),
        TermRule(TermKind.PUBLISHING, None, None, 60, hours),
        TermRule(TermKind.INTERIM_FINAL, None, None, 7, Unit.WORKING_DAYS),
        TermRule(TermKind.REWORK, None, None, 3, Unit.WORKING_DAYS),
        TermRule(TermKind.WAITING, None, None, 5, Unit.WORKING_DAYS),
        TermRule(TermKind.STATUTORY, None, None, 15, Unit.WORKING_DAYS),
    ]
    topics = [
        Topic("roads", {"ru": "Дороги"}, department="roads"),
        Topic("water", {"ru": "Вода"}, department="housing"),
        Topic("corruption", {"ru": "Коррупция"}, restricted=True),
    ]
    departments = [
        Department("akimat", DepartmentKind.DEPARTMENT, {"ru": "Аппарат"}),
        Department("roads", DepartmentKind.DEPARTMENT, {"ru": "Дороги"}, parent="akimat"),
        Department("lights", DepartmentKind.INSTITUTION, {"ru": "Свет"}, parent="roads"),
        Department("housing", DepartmentKind.DEPARTMENT, {"ru": "ЖКХ"}, parent="akimat"),
    ]
    calendar = WorkCalendar(
        ALMATY,
        dict.fromkeys(range(5), ((time(9), time(13)), (time(14, 30), time(18, 30)))),
        holidays=frozenset({date(2026, 3, 23)}),
    )
    return Rules(calendar, Terms(terms), Topics(topics), Departments(departments))


@dataclass
class Desk:
    """A whole desk over a real store: the doors, and the door through which posts come."""

    store: SqlStore
    casework: Casework
    inbox: Inbox
    source: Source
    wall: Wall
    head: Path
    posts: int = 0

    def post(self, *, author="u1", place="-1001", thread="7", text="Яма на Абая", archive=False, ago=1.0) -> int:
        """Let a post come in, published `ago` hours before now; returns its store id."""
        self.posts += 1
        key = PostKey("telegram", place, str(self.posts))
        moment = self.wall() - timedelta(hours=ago)
        post = Post(key, text, moment, self.wall(), author_id=author, author_name=f"Имя {author}", thread=thread)
        self.inbox.receive(self.source, [post], archive=archive)
        with self.store.reading() as records:
            return records.post(key).id

    def stored(self, post_id: int) -> StoredPost:
        with self.store.reading() as records:
            return records.posts_by_id([post_id])[0]

    def case(self, number: str) -> Case:
        with self.store.reading() as records:
            return records.case(number)

    def lines(self, number: str) -> list[Entry]:
        """What the journal says of an incident."""
        with self.store.reading() as records:
            return [line.entry for line in records.journal(kind="incident", key=number)]


def furnish(url: str, head: Path, wall: Wall, rules: Rules) -> Desk:
    """A desk over a migrated database, with a source and three people."""
    store = open_store(url, journal_head=head, now=wall)
    with store.writing() as records:
        source = records.keep_source(Source("chat", "import", "Чат", NOW, territory="750000000", topic="roads"))
        for login in ("berik", "daniyar", "aigul"):
            records.keep_user(User(login, login.title(), "ru", NOW))
    inbox = Inbox(store, wall, lambda published, territory, topic, urgency: published + timedelta(hours=9))
    return Desk(store, Casework(store, wall, lambda: rules, Mask(b"k" * 32)), inbox, source, wall, head)


class WordReader:
    """A small reader: the first word of a text says its kind, the others its topic and urgency."""

    def __init__(self, version="1"):
        self.version = version
        self.read_texts = []

    def read(self, text, around=NOWHERE):
        self.read_texts.append((text, around))
        kind, *rest = text.split()
        return Reading(
            kind=Kind(kind) if kind in set(Kind) else Kind.CHATTER,
            kind_confidence=0.95 if kind == Kind.SPAM else 0.5,
            topics=tuple(TopicFound(id, id, score) for id, score in self.topics(rest)),
            urgency=next((each for each in Urgency if each in rest), Urgency.ORDINARY),
            places=(PlaceFound(PlaceKind.STREET, "Абай"),) if "Абай" in rest else (),
            topic_is_sure="?" not in text,
            version=self.version,
        )

    @staticmethod
    def topics(words):
        return [(each.strip("?"), 0.3 if each.endswith("?") else 0.9) for each in words if each[0] in "rwc"]
