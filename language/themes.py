"""What the name of a chat or page says of all its posts: a default topic, and who answers for it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from desk.topics import Topics
from language.words import words

_NAMED: Mapping[str, str] = {
    "order": "участковый, участковые, участковый инспектор, правопорядок, полиция, полицейский, общественный порядок, "
    "учаскелік, учаскелік инспектор, құқықтық тәртіп, құқық тәртібі, полиция бөлімі, законопослушный",
    "owners-associations": "ОСИ, КСК, ПКСК, ПТ, ЖСК, ТСЖ, совет дома, собственники имущества, собственники квартир, "
    "МИБ, ПИК, ПИБ, мүлік иелері, пәтер иелері",
    "housing": "жильцы, соседи по дому, жители ЖК, ЖК, тұрғын үй кешені, ТҮК, үй тұрғындары",
    "transport": "автобус, общественный транспорт, қоғамдық көлік, автобус бағыты",
    "education": "родители школы, родительский комитет, школа, лицей, гимназия, детский сад, балабақша, мектеп, "
    "ата-аналар",
    "roads": "ДТП, пробки, дороги города, жол апаты",
    "animals": "приют, потеряшки, бездомные животные, жануарлар",
}
"""A topic → what chats about it are called, the closest first."""


def theme_of(title: str, topics: Topics) -> tuple[str, str | None] | None:
    """The topic that a chat or page of this name is about and the department that answers for it; None for no theme.

    Only topics of the catalogue that are in use and that everybody may see are told. A default for a new source: each
    post's own words say more. The same for Kazakh in its own letters, on Russian keys and in Latin.
    """
    said = _forms(title[:300])
    hidden = topics.restricted
    for topic, phrases in _phrases().items():
        is_known = topic in topics and not topics[topic].retired and topic not in hidden
        if is_known and any(_stand_in(phrase, said) for phrase in phrases):
            return topic, topics.department_of(topic)
    return None


Forms = tuple[frozenset[str], ...]
"""Of each word of a text all that it may be known by."""


def _forms(text: str) -> Forms:
    found = words(text)
    return tuple(frozenset(each) - {""} for each in zip(found.exact, found.ru, found.kk, strict=True))


def _stand_in(phrase: Forms, said: Forms) -> bool:
    size = len(phrase)
    return any(
        all(not mine.isdisjoint(theirs) for mine, theirs in zip(phrase, said[at : at + size], strict=True))
        for at in range(len(said) - size + 1)
    )


@cache
def _phrases() -> Mapping[str, tuple[Forms, ...]]:
    return {topic: tuple(_forms(each) for each in named.split(", ")) for topic, named in _NAMED.items()}
