"""The one door every post comes through, whoever collected it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from desk.ports import Batch, Clock, Placed, Received, Store
from desk.posts import BY_MACHINE, Arrival, Line, PlaceEvent, Post, PostKey, Refused, SetAsideReason, Tombstone
from desk.reading_records import Due
from desk.readings import Reader, Reading, Surroundings, Urgency
from desk.sortings import set_aside_by_machine
from desk.sources import OfficialVoice, Source
from desk.standings import has_term, standing, surroundings

TEXT_LIMIT = 200_000
"""Code points; the longest text of any network we read is far below (Facebook 63,206)."""
NAME_LIMIT = 1_000
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
CLOCK_SKEW = timedelta(days=1)
"""A source's clock may run ahead by this much; such a time is read as the moment we saw the post."""
_UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")


class Refusal(ValueError):
    """Why a record cannot become a post: a slug and words that do not repeat the record."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


def kept(text: str) -> str:
    """The text as every database can keep it: NUL and lone surrogates become U+FFFD."""
    return _UNKEEPABLE.sub("\ufffd", text) if _UNKEEPABLE.search(text) else text


def normalised(post: Post) -> Post:
    """The post as it may come in; the same object where nothing had to change. Raises Refusal."""
    key = post.key
    if not (_SLUG.fullmatch(key.network) and key.place and key.native_id):
        raise Refusal("bad-key", "network, place and id must be given, the network as a slug")
    if max(len(key.place), len(key.native_id), len(post.author_id or ""), len(post.thread or "")) > NAME_LIMIT:
        raise Refusal("too-long", f"an id is longer than {NAME_LIMIT} characters")
    if len(post.text) > TEXT_LIMIT:
        raise Refusal("too-long", f"the text is longer than {TEXT_LIMIT} characters")
    changes: dict[str, object] = {}
    published = _possible("published_at", post.published_at, post.seen_at)
    if published is not post.published_at:
        changes["published_at"] = published
    if post.edited_at is not None:
        edited = _possible("edited_at", post.edited_at, post.seen_at)
        if edited is not post.edited_at:
            changes["edited_at"] = edited
    for name in ("text", "author_id", "author_name", "url", "reply_to", "thread", "place_title"):
        value = getattr(post, name)
        if value and (clean := kept(value)) is not value:
            changes[name] = clean
    if post.author_name and len(post.author_name) > NAME_LIMIT:
        changes["author_name"] = kept(post.author_name)[:NAME_LIMIT]
    if _UNKEEPABLE.search(key.native_id) or _UNKEEPABLE.search(key.place):
        raise Refusal("bad-key", "the id has characters that cannot be kept")
    return replace(post, **changes) if changes else post  # type: ignore[arg-type]


def _possible(name: str, moment: datetime, seen_at: datetime) -> datetime:
    if moment < EARLIEST or moment > seen_at + CLOCK_SKEW:
        raise Refusal("bad-date", f"{name} is {moment.isoformat()}, which cannot be")
    return min(moment, seen_at)


VoicesByAccount = Mapping[tuple[str, str], Sequence[OfficialVoice]]


def by_account(voices: Iterable[OfficialVoice]) -> VoicesByAccount:
    """The official voices, ready to be asked by network and account."""
    found: dict[tuple[str, str], list[OfficialVoice]] = defaultdict(list)
    for voice in voices:
        found[voice.network, voice.account.lstrip("@").casefold()].append(voice)
    return found


def with_voice(post: Post, voices: VoicesByAccount) -> Post:
    """The post, marked official when its author answered for us at the time it was published."""
    names = {name.lstrip("@").casefold() for name in (post.author_id, post.author_name) if name}
    spoken = (voice for name in names for voice in voices.get((post.key.network, name), ()))
    if post.official or not any(voice.speaks_at(post.published_at) for voice in spoken):
        return post
    return replace(post, official=True)


@dataclass(frozen=True, slots=True)
class Unread:
    """A post at the door that has to be read: its place among the arrivals, its text, and what is known besides.

    Plain values: it can be read in another process, by the reader of the same installation.
    """

    at: int
    text: str
    around: Surroundings


Readings = Mapping[int, Reading]
"""Readings of arrivals by their place among them."""


def read(reader: Reader, unread: Iterable[Unread]) -> dict[int, Reading]:
    """Read what has to be read: the one step of receiving that takes long, and touches nothing."""
    return {each.at: reader.read(each.text, each.around) for each in unread}


@dataclass(frozen=True)
class Inbox:
    """Takes what collectors bring, in batches; each batch is one transaction with the collector's cursor.

    `restricted` tells whether a topic is restricted; `due` gives the resident's term; `voices` are read once a batch:
    a post whose author answers for us (by id or @name) is official, in groups too. `reader` reads every new post and
    every edited text before the transaction opens, where there is one; what a machine may set aside is set aside.
    """

    store: Store
    now: Clock
    due: Due
    restricted: Callable[[str | None], bool] = lambda topic: False
    voices: Callable[[], Iterable[OfficialVoice]] = tuple
    reader: Reader | None = None

    def receive(
        self,
        source: Source,
        arrivals: Sequence[Arrival],
        cursors: Mapping[str, str] | None = None,
        *,
        archive: bool = False,
    ) -> Received:
        """Keep the arrivals and the cursors. Everything is worked out before the transaction opens.

        `archive` puts all new posts there for now (imports decide the lines at their end). Receiving twice is
        harmless. Raises StoreError.
        """
        batch = self.batch(source, arrivals, cursors or {}, archive=archive)
        with self.store.writing() as records:
            return records.receive(batch)

    def batch(
        self,
        source: Source,
        arrivals: Sequence[Arrival],
        cursors: Mapping[str, str],
        *,
        archive: bool,
        are_normalised: bool = False,
        readings: Readings | None = None,
    ) -> Batch:
        """The decisions about a batch; the store is asked, not changed.

        `are_normalised` says that every post of it has been through `normalised` already (by who wants a refusal beside
        the raw record). `readings` are those of `unread`, made elsewhere; without them the posts are read here.
        """
        seen = arrivals if are_normalised else [_clean(source, each) for each in arrivals]
        seen = self.voiced(seen)
        if readings is None:
            readings = self._read(source, seen)
        restricted = self.restricted(source.topic)
        placed: list[Placed] = []
        refused: list[Refused] = []
        tombstones: list[Tombstone] = []
        events: list[PlaceEvent] = []
        for at, arrival in enumerate(seen):
            if isinstance(arrival, Post):
                placed.append(self._placed(source, arrival, readings.get(at), restricted=restricted, archive=archive))
            elif isinstance(arrival, Tombstone):
                tombstones.append(arrival)
            elif isinstance(arrival, PlaceEvent):
                events.append(arrival)
            else:
                refused.append(arrival)
        return Batch(source, placed, tombstones, events, refused, cursors, self.now())

    def unread(
        self, source: Source, arrivals: Sequence[Arrival], *, ours: Collection[PostKey] = frozenset()
    ) -> list[Unread]:
        """What of these arrivals has to be read: posts that are new here, and texts that were edited. The posts have
        been through `normalised` and `voiced`; `ours` are the akimat's own posts that are on their way before them.
        Raises StoreError."""
        return self._unread(source, arrivals, ours)

    def voiced(self, arrivals: Sequence[Arrival]) -> Sequence[Arrival]:
        """The arrivals with the posts of those who answer for us marked official. Raises StoreError."""
        voices = by_account(self.voices())
        if not voices:
            return arrivals
        return [with_voice(each, voices) if isinstance(each, Post) else each for each in arrivals]

    def _read(self, source: Source, seen: Sequence[Arrival]) -> Readings:
        return {} if self.reader is None else read(self.reader, self._unread(source, seen))

    def _unread(
        self, source: Source, seen: Sequence[Arrival], earlier: Collection[PostKey] = frozenset()
    ) -> list[Unread]:
        numbers = [at for at, each in enumerate(seen) if isinstance(each, Post)]
        posts = [each for each in seen if isinstance(each, Post)]
        if not posts:
            return []
        with self.store.reading() as records:
            look = records.look_at_door(posts)
        ours = {each.key for each in posts if each.official}.union(earlier)
        return [
            Unread(numbers[n], posts[n].text, surroundings(source, posts[n], answers_office=answers))
            for n in look.unread
            for answers in [n in look.answers_office or _parent(posts[n]) in ours]
        ]

    def _placed(
        self, source: Source, post: Post, reading: Reading | None, *, restricted: bool, archive: bool
    ) -> Placed:
        stands = standing(reading, (), source.topic, is_held=restricted)
        line, reason, note, due_at = Line.NEW, None, None, None
        if archive or (source.work_from is not None and post.published_at < source.work_from):
            line = Line.ARCHIVE
        if post.official:
            line, reason = (line, None) if line is Line.ARCHIVE else (Line.SET_ASIDE, SetAsideReason.OFFICIAL_POST)
        elif line is Line.NEW or post.edited_at is not None:  # the post may be known, and wait in the queue
            if reading is not None:
                reason = set_aside_by_machine(reading, official=False, has_media=bool(post.media))
            if reason is not None:
                line, note = (line, None) if line is Line.ARCHIVE else (Line.SET_ASIDE, BY_MACHINE)
            elif has_term(stands.kind, stands.urgency):
                urgency = Urgency(stands.urgency or Urgency.ORDINARY)
                due_at = self.due(post.published_at, source.territory, stands.topic, urgency)
        return Placed(post, line, reason, source.territory, stands.topic, restricted, due_at, note, reading)


def _clean(source: Source, arrival: Arrival) -> Arrival:
    if not isinstance(arrival, Post):
        return arrival
    try:
        return normalised(arrival)
    except Refusal as refusal:
        return _refused(source, arrival, refusal)


def _parent(post: Post) -> PostKey | None:
    return PostKey(post.key.network, post.key.place, post.reply_to) if post.reply_to else None


def _refused(source: Source, post: Post, refusal: Refusal) -> Refused:
    raw = repr((post.key, post.published_at, post.edited_at, post.author_id, post.text[:100_000])).encode(
        "utf-8", "backslashreplace"
    )
    return Refused(source.slug, 0, refusal.reason, refusal.detail, raw)
