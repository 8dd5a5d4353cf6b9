"""A town's desk as it stands after a year: posts of real lengths, incidents in work, a queue, and twenty clerks."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from config.settings import Settings
from config.wiring import Parts, open_parts
from desk.casework import Casework
from desk.ports import Batch, Placed, Records
from desk.posts import Line, Post, PostKey
from desk.queries import PostFilter
from desk.readings import Reader
from desk.roles import Action, Role
from desk.sources import Source
from desk.terms import Urgency
from desk.users import GrantRow, User
from ui.passwords import hash_password

DISTRICT = "113200000"
PASSWORD = "ozen-boiynda-2026"
BATCH = 1_000
NETWORKS = ("telegram", "instagram", "vk")
TAGS = ("повторно", "школа", "қысқы дайындық", "депутат", "фото бар", "звонили")
KAZAKH = """
біздің аулада су жоқ екінші күн кешке дейін жарық сөніп қалды мектеп жанындағы жол шұңқыр автобус келмейді
аялдамада күтіп тұрмыз қоқыс жәшігі толып кетті өтініш шара қолданыңыздар рахмет көше шамдары жанбайды балалар
қараңғыда жүр жылу әлсіз пәтерде суық әкімдік қашан жауап береді төлемді уақытында төлейміз көмектесіңіздерші
"""
RUSSIAN = """
во дворе второй день нет воды никто не предупредил вечером снова отключили свет дорога возле школы вся в ямах
автобус не приходит по расписанию стоим на остановке контейнеры переполнены собаки растаскивают мусор просим
принять меры спасибо фонари на улице не горят дети идут в темноте батареи еле тёплые в квартире холодно когда
ответит акимат
"""


@dataclass(frozen=True)
class Town:
    """How much there is in the store. `clerks` have the logins clerk-1, clerk-2, … and PASSWORD."""

    posts: int = 100_000
    new: int = 2_000
    incidents: int = 3_000
    clerks: int = 20
    sources: int = 12

    def logins(self) -> list[str]:
        """Who may sign in."""
        return [f"clerk-{number}" for number in range(1, self.clerks + 1)]


class Together:
    """A store whose transactions are all one: thousands of deeds are not thousands of waits for the disk."""

    def __init__(self, records: Records) -> None:
        self._records = records

    @contextmanager
    def writing(self) -> Iterator[Records]:
        """The one transaction, still open."""
        yield self._records

    reading = writing


def build(settings: Settings, town: Town) -> None:
    """Fill the installation, whose database is there and empty, and bring its index level."""
    dice = random.Random(7)
    with open_parts(settings) as parts:
        with parts.store.writing() as records:
            records.keep_installation({"territory": DISTRICT})
        _let_clerks_in(parts, town)
        topics = [each.id for each in parts.catalogues().topics.values() if not (each.retired or each.restricted)]
        _let_residents_write(parts, town, topics, dice)
        _open_incidents(parts, town, topics, dice)
        parts.relay.drain()


def _let_clerks_in(parts: Parts, town: Town) -> None:
    password = hash_password(PASSWORD)
    with parts.store.writing() as records:
        for at, login in enumerate(town.logins()):
            rows = (GrantRow(Role.PRESS_OFFICE if at % 4 else Role.COORDINATOR, DISTRICT),)
            language = ("kk", "ru")[at % 2]
            records.keep_user(User(login, f"Қызметкер {at + 1}", language, parts.now(), rows, password=password))


def _let_residents_write(parts: Parts, town: Town, topics: Sequence[str], dice: random.Random) -> None:
    now = parts.now()
    sources = []
    for at in range(town.sources):
        title = f"Тұрғындар чаты {at + 1}" if at % 2 else f"Чат жителей {at + 1}"
        sources.append(Source(f"chat-{at + 1}", "import", title, now, territory=DISTRICT))
    with parts.store.writing() as records:
        sources = [records.keep_source(each) for each in sources]
    posts = list(_posts(town, topics, now, dice, parts.reader))
    for start in range(0, len(posts), BATCH):
        source = sources[start // BATCH % len(sources)]
        with parts.store.writing() as records:
            records.receive(Batch(source, posts[start : start + BATCH], received_at=now))


def _posts(town: Town, topics: Sequence[str], now: datetime, dice: random.Random, reader: Reader) -> Iterator[Placed]:
    """Oldest first; the newest ones are the queue, which was read, and a part of which is late."""
    minutes = 365 * 24 * 60 / town.posts
    for left in range(town.posts, 0, -1):
        at = now - timedelta(minutes=left * minutes + dice.random())
        network, person = NETWORKS[left % len(NETWORKS)], dice.randint(1, max(town.posts // 5, 2))
        key = PostKey(network, f"-100{1000 + left % 40}", str(town.posts - left))
        post = Post(
            key,
            text(dice),
            at,
            now,
            author_id=f"user{person}",
            author_name=f"Айгүл {person}",
            url=f"https://example.org/{network}/{left}",
            thread=str(left // 30),
            place_title=f"Өзен тұрғындары {left % 40 + 1}",
        )
        line = Line.NEW if left <= town.new else Line.ARCHIVE
        due = now + timedelta(hours=dice.uniform(-20, 30)) if line is Line.NEW else None
        reading = reader.read(post.text) if line is Line.NEW else None
        topic = dice.choice((None, *topics))
        yield Placed(post, line, territory=DISTRICT, topic=topic, due_at=due, reading=reading)


def text(dice: random.Random) -> str:
    """A comment: half are below a hundred characters, some have a thousand and more."""
    words = dice.choice((KAZAKH, RUSSIAN)).split()
    count = min(400, max(3, round(dice.lognormvariate(2.6, 0.9))))
    return " ".join(dice.choices(words, k=count)).capitalize()


def _open_incidents(parts: Parts, town: Town, topics: Sequence[str], dice: random.Random) -> None:
    """Incidents of one to three archived posts, a third of them assigned; some posts of the queue have tags."""
    actor, departments = parts.actor(town.logins()[0]), list(parts.catalogues().departments)
    ids, mask = _oldest(parts, 3 * town.incidents), parts.mask
    for start in range(0, len(ids) // 3, 250):
        with parts.store.writing() as records:
            casework = Casework(Together(records), parts.now, parts.rules, mask)
            for number in range(start, min(start + 250, len(ids) // 3)):
                taken = ids[number * 3 : number * 3 + dice.randint(1, 3)]
                title, topic, urgency = text(dice)[:80], dice.choice(topics), dice.choice(list(Urgency))
                incident = casework.take(actor, taken, title=title, topic=topic, urgency=urgency)
                if number % 3 == 0:
                    casework.assign(actor, incident.number, dice.choice(departments))
    with parts.store.reading() as records:
        queue = PostFilter(lines=frozenset({Line.NEW}))
        newest = [each.id for each in records.posts(queue, actor.scope(Action.SEE_POSTS), limit=BATCH).items]
    for tag in TAGS:
        parts.casework.tag_posts(actor, dice.sample(newest, min(len(newest), 50)), add=[tag])


def _oldest(parts: Parts, count: int) -> list[int]:
    ids: list[int] = []
    with parts.store.reading() as records:
        while len(ids) < count and (part := records.every_post(after=ids[-1] if ids else 0, limit=BATCH)):
            ids += [each.id for each in part]
    return ids[:count]
