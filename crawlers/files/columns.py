"""Which column of a table is which field of a post: guessed from the header in three languages, or told."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from crawlers.files.dates import has_time, joined
from crawlers.files.flat import FIELDS
from desk.errors import N_, ConfigError

_NAMES: Mapping[str, str] = {
    "network": "network|platform|сеть|соцсеть|платформа|желі|әлеуметтік желі",
    "place": "place|place_id|channel|channel_id|chat|chat_id|group|канал|чат|группа|сообщество|арна|топ|қауымдастық",
    "id": "id|message_id|post_id|msg_id|number|no|№|номер|номер обращения|номер заявки|рег номер|регистрационный номер"
    "|нөмір|нөмірі|өтініш нөмірі|өтінім нөмірі|тіркеу нөмірі|№ п п|ид",
    "published_at": "published_at|date|datetime|timestamp|created|created_at|time|date_unixtime|posted_at|дата"
    "|дата и время|дата обращения|дата поступления|дата регистрации|дата создания|дата публикации|дата звонка"
    "|дата приема|дата заявки|время|создано"
    "|опубликовано|күні|күн|уақыты|күні мен уақыты|өтініш күні|түскен күні|тіркелген күні"
    "|жарияланған күні|датасы",
    "text": "text|message|body|content|comment|description|текст|сообщение|текст обращения|обращение|суть"
    "|суть обращения|содержание|описание|жалоба|комментарий|мәтін"
    "|мәтіні|хабарлама|өтініш|өтініш мәтіні|мазмұны|сипаттама"
    "|шағым|түсініктеме",
    "author_id": "author_id|sender_id|user_id|from_id|id автора|автор id|автор ид",
    "author_name": "author_name|author|sender|user|username|from|name|автор|заявитель|фио|ф и о|имя|фио заявителя"
    "|отправитель|авторы|өтініш беруші|аты жөні|аты|жіберуші|тегі аты",
    "url": "url|link|permalink|ссылка|адрес ссылки|сілтеме",
    "reply_to": "reply_to|reply_to_id|reply_to_message_id|parent_id|ответ на|жауап",
    "thread": "thread|thread_id|topic_id|ветка|тред|тармақ",
    "edited_at": "edited_at|edited|updated_at|изменено|дата изменения|өзгертілген күні",
    "deleted_at": "deleted_at|deleted|удалено|дата удаления|жойылған күні",
    "official": "official|is_official|официальный|официально|ресми",
    "media": "media|files|attachments|вложения|файлы|медиа|тіркемелер|файлдар",
    "place_title": "place_title|channel_title|chat_title|chat_name|название канала|название чата"
    "|название группы|арна атауы",
}  # fmt: skip
_FIELD_OF = {name: field for field, names in _NAMES.items() for name in names.split("|")}
_SET = "set:"
PLUS = "+"
"""Between the columns that one field is joined from: a day and its time."""
_DAY = frozenset({"дата", "күні", "күн", "датасы", "date"})
_COMING = (
    "обращения", "поступления", "звонка", "регистрации", "приема", "заявки", "создания", "публикации",
    "өтініш", "түскен", "тіркелген", "қоңырау", "жарияланған", "call", "received", "created",
)  # fmt: skip
"""Whose time the time beside a bare day is: how a record came in, not when it was dealt with."""
_TIME = frozenset({"время", "уақыты", "уақыт", "time"})


@dataclass(frozen=True)
class Mapped:
    """`columns` maps our fields to the table's columns, `constants` gives fields one value for all records."""

    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.columns or self.constants)

    def remembered(self) -> dict[str, str]:
        """As `Source.mapping` keeps it."""
        return {**self.columns, **{_SET + name: value for name, value in self.constants.items()}}

    @classmethod
    def from_remembered(cls, mapping: Mapping[str, str]) -> Mapped:
        """What `remembered()` gave."""
        told = {name.removeprefix(_SET): value for name, value in mapping.items() if name.startswith(_SET)}
        return cls({name: value for name, value in mapping.items() if not name.startswith(_SET)}, told)

    def over(self, other: Mapped) -> Mapped:
        """This mapping, with what only the other one says."""
        return Mapped({**other.columns, **self.columns}, {**other.constants, **self.constants})

    def fitting(self, header: Iterable[str]) -> Mapped:
        """This mapping without columns that are not there; nothing of it when all of them are missing."""
        there = set(header)
        columns = {name: column for name, column in self.columns.items() if there.issuperset(parts_of(column, there))}
        return Mapped(columns, self.constants) if columns or not self.columns else Mapped()

    def checked(self) -> Mapped:
        """Itself. Raises ConfigError for a field that no post has."""
        for name in (*self.columns, *self.constants):
            if name not in FIELDS:
                known = ", ".join(FIELDS)
                raise ConfigError(N_("“{name}” is not a field of a post; there are: {known}"), name=name, known=known)
        return self

    def completed(self, header: Iterable[str]) -> Mapped:
        """With guesses for the fields that nothing was said about, from columns that nothing else takes.

        A field that was given an empty column stays empty.
        """
        header = tuple(header)
        taken = {part for column in self.columns.values() for part in parts_of(column, header)}
        columns = dict(self.columns)
        for name, column in guessed([each for each in header if each not in taken]).items():
            if name not in columns and name not in self.constants:
                columns[name] = column
        return Mapped({name: column for name, column in columns.items() if column}, self.constants)

    def applied(self, record: Mapping[str, Any]) -> dict[str, Any]:
        """The record with our names: other columns keep theirs, unless one of our names would be taken by chance."""
        named = {column: name for name, column in self.columns.items()}
        mine: dict[str, Any] = {}
        for column, value in record.items():
            name = named.get(column)
            mine[name or (f"column {column}" if column in FIELDS else column)] = value
        for name, column in self.columns.items():
            if name in mine:
                continue
            if column in record:
                mine[name] = record[column]  # two fields from one column
            elif PLUS in column:
                _join(name, column, record, mine)
        mine.update(self.constants)
        return mine


def guessed(header: Sequence[str]) -> dict[str, str]:
    """Field → column for every column whose name we know; the first column of a name counts.

    A column of the day and one of its time give `published_at` together: `Дата+Время`.
    """
    found: dict[str, str] = {}
    if (pair := _day_and_time(header)) is not None:
        found["published_at"] = PLUS.join(pair)
    for column in header:
        plain = folded(column)
        name = _FIELD_OF.get(column.strip().casefold()) or _FIELD_OF.get(plain) or ("id" if plain[:1] == "№" else None)
        if name is not None and name not in found:
            found[name] = column
    return found


def parts_of(column: str, header: Collection[str]) -> tuple[str, ...]:
    """The columns that a field is made from: one, or those that a plus joins (unless a column's own name has it)."""
    if column in header or PLUS not in column:
        return (column,)
    return tuple(part.strip() for part in column.split(PLUS))


def _day_and_time(header: Sequence[str]) -> tuple[str, str] | None:
    """The column of the day, and the one of its time: `Дата обращения` goes with `Время обращения` or `Время`."""
    day, times = None, dict[str, str]()
    for column in header:
        words = folded(column).replace("_", " ").split()
        if _TIME.intersection(words) and not _DAY.intersection(words):
            times.setdefault(_about(column), column)
        elif day is None and _FIELD_OF.get(folded(column)) == "published_at":
            day = column
    if day is None or not _DAY.intersection(folded(day).split()) or _TIME.intersection(folded(day).split()):
        return None
    about = _about(day)
    likely = (about, "") if about else ("", *_COMING)
    time = next((times[each] for each in likely if each in times), None)
    return None if time is None else (day, time)


def _about(column: str) -> str:
    """What a day or a time is of: `Дата обращения` and `Время обращения` are of the same."""
    return " ".join(word for word in folded(column).replace("_", " ").split() if word not in _DAY | _TIME)


def _join(name: str, column: str, record: Mapping[str, Any], mine: dict[str, Any]) -> None:
    """Put the joined columns' values under the field; a time that the day did not need stays beside."""
    day, *times = (str(record.get(part, "")) for part in parts_of(column, record))
    said = day
    for time in times:
        said = joined(said, time)
    if said:
        mine[name] = said
    for number, part in enumerate(parts_of(column, record)):
        if number == 0 or not has_time(day):
            mine.pop(f"column {part}" if part in FIELDS else part, None)


def folded(column: str) -> str:
    """A column's name without case, signs and doubled spaces."""
    return re.sub(r"[^\w№]+", " ", column.casefold().replace("ё", "е")).strip()


def header_row(rows: Sequence[Sequence[str]]) -> int:
    """Which of the first rows is the header: the one with most names that we know, the first one when none has any."""
    scores = [len(guessed(row)) for row in rows]
    return scores.index(max(scores)) if scores else 0


def told(text: str) -> dict[str, str]:
    """`id=message_id,place=channel` as a mapping. Raises ConfigError."""
    pairs: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, sign, value = part.partition("=")
        if not sign or name.strip() not in FIELDS:
            raise ConfigError(
                N_("“{part}” is not field=column; fields are {known}"), part=part, known=", ".join(FIELDS)
            )
        pairs[name.strip()] = value.strip()
    return pairs
