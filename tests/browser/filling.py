"""A small desk with something on every view: posts in every line, incidents in several states, one person for all."""

from __future__ import annotations

from datetime import timedelta

from config.wiring import Parts
from desk.chores import ImportRun, ImportState
from desk.incidents import Outcome
from desk.posts import Post, PostKey, SetAsideReason
from desk.queries import PostFilter
from desk.roles import Scope
from desk.sources import Source
from ui import first_start

TERRITORY = "116600000"
LOGIN, PASSWORD = "aigul", "ozen-boiynda-2026"
STREAMLITS = "Stop. Choose an option. No results"
"""A resident writes what Streamlit writes: it must stay as it was written."""
TEXTS = (
    "Абай көшесінде үшінші күн жарық жоқ, балалар қорқады",
    "Нет воды с самого утра, когда дадут?",
    "Яма на дороге у школы, уже два колеса пробили. Когда отремонтируют? " * 9,
    "Рақмет әкімдікке, жол тамаша болды!",
    "Мусор не вывозят вторую неделю",
    "Автобус 12-й маршрут опять не пришёл",
    "Қоқыс шығарылмайды, иісі шықты",
    "Фонарь у дома 5 не горит",
    STREAMLITS,
    "Подъезд не убирают",
    "Тұрғын үй кезегі туралы сұрақ",
)


def fill(parts: Parts, language: str = "ru") -> list[str]:
    """Fill an empty installation. Returns the numbers of its incidents: assigned, in work, submitted, closed."""
    token = first_start.link(parts)
    assert token
    first_start.begin(
        parts,
        token.partition("token=")[2],
        first_start.FirstPerson(TERRITORY, language, LOGIN, "Айгүл Серікқызы", PASSWORD, first_start.OFFERED),
    )
    now = parts.now()
    with parts.store.writing() as records:
        source = records.keep_source(Source("chat", "import", "Өзен тұрғындары", now, territory=TERRITORY))
        records.keep_import(ImportRun("1", "чат.zip", "chat", LOGIN, now, state=ImportState.DONE))
    posts = [
        Post(
            PostKey("telegram", "-1001", str(at)),
            text,
            now - timedelta(hours=1 + 7 * at),
            now,
            author_id=f"u{at}",
            author_name="Ерлан",
            place_title="Өзен тұрғындары",
        )
        for at, text in enumerate(TEXTS)
    ]
    parts.inbox.receive(source, posts)
    return _work(parts)


def _work(parts: Parts) -> list[str]:
    with parts.store.reading() as records:
        user = records.user(LOGIN)
        found = {each.post.text: each.id for each in records.posts(PostFilter(), Scope.everything()).items}
    actor, ids, work = parts.make_actor(user), [found[text] for text in TEXTS], parts.casework
    department = parts.catalogues().departments.children_of(None)[0].id
    topic = next(slug for slug in parts.catalogues().topics if slug not in parts.catalogues().topics.restricted)
    work.tag_posts(actor, ids[:2], ["қыс"])
    work.set_aside(actor, [ids[3]], SetAsideReason.THANKS)
    numbers = [
        work.take(actor, [id], title=title, topic=topic).number
        for id, title in ((ids[4], "Вывоз мусора"), (ids[5], "Автобус 12"), (ids[6], "Қоқыс шығару"))
    ]
    for number in numbers:
        work.assign(actor, number, department, LOGIN)
    for number in numbers[1:]:
        work.take_up(actor, number)
    work.submit(actor, numbers[2], "Қоқыс шығарылды", Outcome.SOLVED, language="kk")
    work.note(actor, numbers[1], "Перевозчику звонили")
    closed = work.answer_at_once(actor, [ids[7]], outcome=Outcome.EXPLAINED, text="Лампа заменена", topic=topic)
    return [*numbers, closed.number]
