"""WhatsApp's “Export chat”: lines of text as messages, whatever language and clock the phone had. Pure."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from itertools import pairwise

from crawlers.files.dates import clock, date_of
from crawlers.files.flat import tombstone
from crawlers.files.media import Brought
from desk.inbox import CLOCK_SKEW, EARLIEST, NAME_LIMIT, Refusal, kept, normalised
from desk.people import Mask
from desk.posts import Arrival, PlaceEvent, Post, PostKey

NETWORK = "whatsapp"
MESSAGE_LIMIT = 1024 * 1024
"""Characters of one message, all its lines together."""
REMEMBERED = 10_000
"""Pairs of minute and author whose messages are still numbered."""
_MARKS = "\u200e\u200f\u202a\u202c\ufeff"
_HALF = r"(?i:түс(?:тен|ке)\s(?:кейін|бұрын|дейін)(?:гі|ғы)?)|[AaPp]\.?\s?[Mm]\.?|[А-Яа-яӘәІіҢңҒғҮүҰұҚқӨөҺһ]{2,14}"
"""Which half of the day a clock of twelve hours means; Kazakh says it in two words."""
_HEAD = re.compile(
    rf"[{_MARKS}]*\[?(?P<a>\d{{1,4}})[./-](?P<b>\d{{1,2}})[./-](?P<c>\d{{1,4}})(?:\s?[гж]\.?)?,?\s"
    rf"(?P<time>\d{{1,2}}[:.]\d{{2}}(?:[:.]\d{{2}})?)(?:\s?(?P<half>{_HALF}))?"
    r"(?:\]\s|\s[-–—]\s)(?P<rest>.*)"
)
_ATTACHED = re.compile(
    rf"[{_MARKS}]*(?:<[^<>:]{{3,20}}:\s(?P<ios>[^<>/\\]{{1,200}})>"
    r"|(?P<android>[^\s<>/\\:][^<>/\\:\n]{0,200}\.\w{2,5})\s\([^()\n]{3,40}\))"
)
_OMITTED = re.compile(
    rf"[{_MARKS}]*(?:<[^<>\n]*(?:media|медиа|медиафайл)[^<>\n]*>|(?P<what>[\w ]{{2,30}}?)\s"
    r"(?:omitted|отсутствует|опущен\w*|пропущен\w*|не добавлен\w*|қосылмаған|жоқ))",
    re.IGNORECASE,
)
_DELETED = re.compile(
    rf"[{_MARKS}]*(?:this message was deleted|you deleted this message|(?:данное|это) сообщение (?:было )?удалено"
    r"|вы удалили (?:данное|это) сообщение|бұл хабарлама жойылды|сіз (?:бұл|осы) хабарламаны жойдыңыз)\.?",
    re.IGNORECASE,
)
_EDITED = re.compile(
    rf"[{_MARKS}\s]*<(?:this message was edited|сообщение изменено|хабар(?:лама)? өзгертілді)>\s*$",
    re.IGNORECASE,
)
_NOTICE = re.compile(
    r"end-to-end encrypted|сквозным шифрованием|шифрлау|шифрланған|changed the (?:subject|group)|added|joined using"
    r"|created (?:this )?group|создал\(?а?\)? группу|изменил\(?а?\)? (?:тему|название|описание|картинку)"
    r"|добавил\(?а?\)?|left$|security code|код безопасности",
    re.IGNORECASE,
)
_KINDS = {
    "photo": "photo", "img": "photo", "image": "photo", "изображение": "photo", "фото": "photo", "сурет": "photo",
    "video": "video", "vid": "video", "видео": "video", "gif": "video", "бейне": "video", "audio": "audio",
    "aud": "audio", "аудио": "audio", "аудиофайл": "audio", "ptt": "voice", "voice": "voice",
    "голосовое сообщение": "voice",
    "sticker": "sticker", "stk": "sticker", "стикер": "sticker", "doc": "document", "document": "document",
    "документ": "document",
}  # fmt: skip
_FILE_NAMES = re.compile(
    r"(?:WhatsApp Chat (?:with|-) (?P<en>.+)|Чат WhatsApp (?:с контактом|с|-) (?P<ru>.+)"
    r"|WhatsApp чаты? [-–] (?P<kk1>.+)|(?P<kk2>.+?) (?:қосылған|бар) WhatsApp чаты)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Said:
    """One entry of the chat: `line` where it begins (from 1), the rest of its first line and the lines after it."""

    line: int
    numbers: tuple[int, int, int]
    time: str
    half: str | None
    body: str
    raw: str


@dataclass
class Minutes:
    """Numbers the messages of one author within one minute; late ones may come a while after their minute."""

    counts: OrderedDict[tuple[datetime, str], int] = field(default_factory=OrderedDict)

    def number(self, at: datetime, author: str) -> int:
        """Which message of this author in this minute it is, from 1."""
        number = self.counts.pop((at, author), 0) + 1
        self.counts[at, author] = number
        if len(self.counts) > REMEMBERED:
            self.counts.popitem(last=False)
        return number


@dataclass(frozen=True)
class Phone:
    """Where an export comes from: the chat, the phone's zone and order of day and month; `mask` hides authors in ids.

    It remembers the numbers of messages within a minute, so it serves one reading of one file from its beginning.
    """

    place: str
    zone: tzinfo
    month_first: bool
    mask: Mask
    minutes: Minutes = field(default_factory=Minutes)


def is_head(line: str) -> bool:
    """Does an entry begin with this line?"""
    return _HEAD.match(line) is not None


def entries(lines: Iterable[str]) -> Iterator[Said]:
    """The entries of a chat; a line without a date belongs to the entry before it. Lines come without their ends."""
    head: tuple[int, re.Match[str]] | None = None
    kept_lines: list[str] = []
    size = 0
    for number, line in enumerate(lines, 1):
        match = _HEAD.match(line)
        if match is not None:
            if head is not None:
                yield _said(head[0], head[1], kept_lines)
            head, kept_lines, size = (number, match), [line], 0
        elif head is not None and size <= MESSAGE_LIMIT:
            kept_lines.append(line)
            size += len(line) + 1
    if head is not None:
        yield _said(head[0], head[1], kept_lines)


def is_month_first(sample: Iterable[str]) -> bool:
    """Does this phone write the month before the day? Told by impossible days and by time running backwards;
    where nothing tells, a clock of twelve hours with slashes is American, if its halves are AM and PM."""
    heads = [match for line in sample if (match := _HEAD.match(line))]
    triples = [(int(each["a"]), int(each["b"]), int(each["c"])) for each in heads]
    if any(a > 31 for a, _, _ in triples):
        return False
    if any(a > 12 for a, _, _ in triples) or any(b > 12 for _, b, _ in triples):
        return not any(a > 12 for a, _, _ in triples)
    day_first, month_first = (_steps_back(triples, month_first=each) for each in (False, True))
    if day_first != month_first:
        return month_first < day_first
    return bool(heads) and all("/" in each.group() and (each["half"] or "-")[0] in "AaPp" for each in heads)


def chat_name(file: str) -> str:
    """The name of the chat, from the name that the phone gave the file."""
    stem = re.sub(r"(?:\s?\(\d+\))?\.(?:txt|zip)$", "", file, flags=re.IGNORECASE)
    match = _FILE_NAMES.fullmatch(stem)
    name = next((each for each in match.groups() if each), stem) if match else stem
    return kept(name.strip(_MARKS + " "))[:NAME_LIMIT]


def arrivals_from(said: Said, phone: Phone, seen_at: datetime) -> tuple[Arrival, ...]:
    """The post, the deletion or the event that an entry is. Raises Refusal.

    The id is minute, author (as a keyed hash: it may be a telephone number) and number within that minute, so that it
    is the same in every later export, with seconds or without.
    """
    try:
        day = date_of(*said.numbers, month_first=phone.month_first)
        at = (day + clock(said.time, said.half)).replace(tzinfo=phone.zone)
    except (ValueError, KeyError, OverflowError) as fault:
        raise Refusal("bad-date", "the date before the message cannot be") from fault
    author, text = _author_and_text(said.body)
    if author is None:
        return (_event(phone, text, at, seen_at),)
    key = PostKey(NETWORK, phone.place, _native_id(phone, at, author))
    if _DELETED.fullmatch(text):
        return (tombstone(key, at, seen_at),)
    text, edited = _EDITED.subn("", text)
    text, media = _media(text)
    post = Post(
        key=key,
        text=text,
        published_at=at,
        seen_at=seen_at,
        author_id=author,
        author_name=author,
        # The export says that a message was edited, not when: this is the first moment at which it can have been.
        edited_at=at + timedelta(seconds=1) if edited else None,
        media=media,
        place_title=phone.place,
    )
    return (normalised(post),)


def _author_and_text(body: str) -> tuple[str | None, str]:
    author, sign, text = body.partition(": ")
    if not sign and body.endswith(":") and "\n" not in body:
        author, sign, text = body[:-1], ":", ""
    author = author.strip(_MARKS + " ")
    if not sign or not author or "\n" in author or len(author) > 200 or _NOTICE.search(author):
        return None, body
    # A notice in the name of the chat itself: marked, as no message typed by a person is.
    if text.startswith("\u200e") and _NOTICE.search(text.partition("\n")[0]):
        return None, text
    return kept(author), text


def _native_id(phone: Phone, at: datetime, author: str) -> str:
    start = at.replace(second=0)
    digest = phone.mask.digest(f"{NETWORK}/{author}")[:12]
    return f"{start:%Y%m%dT%H%M}-{digest}-{phone.minutes.number(start, author)}"


def _event(phone: Phone, text: str, at: datetime, seen_at: datetime) -> PlaceEvent:
    if not EARLIEST <= at <= seen_at + CLOCK_SKEW:
        raise Refusal("bad-date", f"the date is {at.isoformat()}, which cannot be")
    native_id = _native_id(phone, at, f"\0{text}")
    return PlaceEvent(NETWORK, phone.place, native_id, "notice", at, {"title": kept(text.strip(_MARKS))[:1000]})


def _media(text: str) -> tuple[str, tuple[Brought, ...]]:
    """The text without the line that names a file, and the file."""
    first, _, caption = text.partition("\n")
    if match := _ATTACHED.fullmatch(first):
        name = (match["ios"] or match["android"]).strip(_MARKS)
        return caption, (Brought(_kind(name), name=kept(name), path=name),)
    if (match := _OMITTED.fullmatch(first)) and (match["what"] is None or first.startswith(tuple(_MARKS))):
        return caption, (Brought(_KINDS.get((match["what"] or "").casefold().strip(), "other"), note="not-included"),)
    return text.lstrip(_MARKS), ()


def _kind(name: str) -> str:
    words = re.split(r"[-_. ]", name.casefold())
    return next((_KINDS[word] for word in words if word in _KINDS), "document")


def _said(line: int, head: re.Match[str], lines: list[str]) -> Said:
    numbers = (int(head["a"]), int(head["b"]), int(head["c"]))
    body = "\n".join([head["rest"], *lines[1:]])
    return Said(line, numbers, head["time"], head["half"], body, "\n".join(lines))


def _steps_back(triples: list[tuple[int, int, int]], *, month_first: bool) -> int:
    days = [date_of(*each, month_first=month_first) for each in triples if 0 not in each]
    return sum(later < earlier for earlier, later in pairwise(days))
