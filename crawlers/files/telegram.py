"""A message of Telegram Desktop's export as what the inbox takes. Pure: one message in, posts and events out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any

from crawlers.files.dates import moment
from crawlers.files.flat import cleaned
from crawlers.files.media import Brought
from desk.inbox import CLOCK_SKEW, EARLIEST, Refusal, kept, normalised
from desk.posts import Arrival, Media, PlaceEvent, Post, PostKey

NETWORK = "telegram"
PRIVATE = frozenset({"personal_chat", "bot_chat", "saved_messages", "replies", "verify_codes"})
_BASIC = frozenset({"private_group"})
_CHANNELS = frozenset({"private_supergroup", "public_supergroup", "private_channel", "public_channel"})
_OLD_CHAT, _OLD_CHANNEL = 1 << 32, 2 << 32
"""Exports before 2021 put the kind of a peer into the bits above the 32nd of its number."""
_MARK = 10**12
_PEER = re.compile(r"(user|chat|channel)(-?\d{1,19})")
_MEDIA_KINDS = {
    "video_message": "round", "voice_message": "voice", "video_file": "video", "animation": "video",
    "audio_file": "audio", "sticker": "sticker",
}  # fmt: skip
_LEFT_OUT = {"not included": "not-included", "exceeds maximum": "too-large", "unavailable": "unavailable"}
_EVENT_DETAILS = (
    "title", "new_title", "actor_id", "message_id", "inviter", "duration_seconds", "period", "boosts",
)  # fmt: skip
_KEPT_BESIDE = (
    "poll", "location_information", "live_location_period_seconds", "place_name", "address", "contact_information",
    "via_bot", "author", "reactions", "game_title", "todo_list", "sticker_emoji", "self_destruct_period_seconds",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ChatHead:
    """What an export says about a chat before its messages."""

    id: int
    type: str
    name: str | None = None

    @property
    def is_private(self) -> bool:
        """A talk between two people (or with oneself, or a bot)?"""
        return self.type in PRIVATE

    def place(self, *, is_old: bool) -> str:
        """The canonical, marked id. `is_old` says that the export's messages carry no `date_unixtime` (before 2022).

        Raises Refusal for a type that is not known: its marked id would be a guess.
        """
        if self.id < 0:
            return str(self.id)
        if self.type in PRIVATE:
            return str(self.id)
        if self.type in _BASIC:
            return str(-(self.id - _OLD_CHAT if is_old and _OLD_CHAT <= self.id < _OLD_CHANNEL else self.id))
        if self.type in _CHANNELS:
            return str(_marked_channel(self.id - _OLD_CHANNEL if is_old and self.id >= _OLD_CHANNEL else self.id))
        raise Refusal("bad-key", f"chats of the type {self.type[:40]!r} are not known")


def author_of(value: object) -> str | None:
    """The marked id of a sender: `user5` and 5 are 5, `channel5` is -1000000000005, `chat5` is -5."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int):
        if value < _OLD_CHAT:
            return str(value)
        return str(-(value - _OLD_CHAT)) if value < _OLD_CHANNEL else str(_marked_channel(value - _OLD_CHANNEL))
    match = _PEER.fullmatch(str(value))
    if match is None:
        return str(value)[:64] or None
    kind, number = match[1], int(match[2])
    return str({"user": number, "chat": -number, "channel": _marked_channel(number)}[kind])


def arrivals_from(
    message: Mapping[str, Any], head: ChatHead, zone: tzinfo, seen_at: datetime, thread: str | None = None
) -> tuple[Arrival, ...]:
    """The post that the message is, or the event of its place. `thread` is the topic it stands in. Raises Refusal."""
    is_old = "date_unixtime" not in message
    place, native_id = head.place(is_old=is_old), _native_id(message)
    at = _moment(message, "date", zone)
    if at is None:
        raise Refusal("missing-field", "date is missing")
    if message.get("type") != "message":
        return (_event(message, place, native_id, at, seen_at),)
    text, extras = text_and_links(message)
    extras.update(_beside(message))
    reply = message.get("reply_to_message_id")
    elsewhere = author_of(message.get("reply_to_peer_id"))
    if elsewhere is not None and elsewhere != place:
        extras["reply_to"] = {"place": elsewhere, "id": str(reply)}
        reply = None
    post = Post(
        key=PostKey(NETWORK, place, native_id),
        text=text,
        published_at=at,
        seen_at=seen_at,
        author_id=author_of(message.get("from_id")),
        author_name=_name(message.get("from")),
        url=url_of(place, native_id, thread),
        reply_to=None if reply is None else str(reply),
        thread=thread,
        edited_at=_moment(message, "edited", zone),
        media=_media(message),
        place_title=_name(head.name),
        extras=extras,
    )
    return (normalised(post),)


def text_and_links(message: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """The plain concatenation of the text's pieces, and the hidden targets of links with their code-point offsets."""
    pieces = message.get("text") or message.get("text_entities") or ""
    if isinstance(pieces, str):
        return pieces, {}
    if not isinstance(pieces, list):
        raise Refusal("bad-type", "text must be a string or a list of pieces")
    text, links, people = "", [], []
    for piece in pieces:
        said = _piece(piece)
        if isinstance(piece, Mapping):
            span = {"offset": len(text), "length": len(said)}
            if isinstance(piece.get("href"), str):
                links.append({**span, "url": kept(piece["href"])})
            if piece.get("type") == "mention_name":
                people.append({**span, "author_id": author_of(piece.get("user_id"))})
        text += said
    extras: dict[str, Any] = {}
    if links:
        extras["links"] = links
    if people:
        extras["mentions"] = people
    return text, extras


def url_of(place: str, native_id: str, thread: str | None) -> str | None:
    """The address of a message for those who are in the chat; groups of the basic kind and talks have none."""
    if not place.startswith("-100") or len(place) < 13 or native_id.startswith("-"):
        return None  # a negative id is of the time before the group became a supergroup
    number = -int(place) - _MARK
    return f"https://t.me/c/{number}/{thread}/{native_id}" if thread else f"https://t.me/c/{number}/{native_id}"


def _marked_channel(number: int) -> int:
    return number if number < 0 else -_MARK - number


def _native_id(message: Mapping[str, Any]) -> str:
    value = message.get("id")
    if isinstance(value, bool) or not isinstance(value, int | str) or not re.fullmatch(r"-?\d{1,20}", str(value)):
        raise Refusal("missing-field" if value is None else "bad-type", "id must be a whole number")
    return str(value)


def _moment(message: Mapping[str, Any], name: str, zone: tzinfo) -> datetime | None:
    stamp = message.get(f"{name}_unixtime")
    if stamp is not None:
        try:
            return datetime.fromtimestamp(int(stamp), UTC)
        except (ValueError, TypeError, OverflowError, OSError) as fault:
            raise Refusal("bad-date", f"{name}_unixtime is not a number of seconds") from fault
    written = message.get(name)
    if not isinstance(written, str) or written.startswith("1970-01-01"):
        return None  # what old exports wrote for "never edited"
    return moment(written, zone, name)


def _event(message: Mapping[str, Any], place: str, native_id: str, at: datetime, seen_at: datetime) -> PlaceEvent:
    if not EARLIEST <= at <= seen_at + CLOCK_SKEW:
        raise Refusal("bad-date", f"date is {at.isoformat()}, which cannot be")
    kind = str(message.get("action") or message.get("type") or "unknown")[:64]
    details: dict[str, Any] = {}
    for name in _EVENT_DETAILS:
        value = message.get(name)
        if isinstance(value, str | int) and not (isinstance(value, int) and abs(value) > 2**63):
            details[name] = kept(value)[:1000] if isinstance(value, str) else value
    members = message.get("members")
    if isinstance(members, Sequence) and not isinstance(members, str):
        details["members"] = len(members)
    return PlaceEvent(NETWORK, place, native_id, kept(kind), at, details)


def _beside(message: Mapping[str, Any]) -> dict[str, Any]:
    extras = {name: message[name] for name in _KEPT_BESIDE if message.get(name) not in (None, "", [])}
    if "forwarded_from" in message or "forwarded_from_id" in message:
        whose = {"author_name": message.get("forwarded_from"), "author_id": author_of(message.get("forwarded_from_id"))}
        extras["forwarded"] = {name: value for name, value in whose.items() if value is not None}
    if message.get("saved_from"):
        extras["saved_from"] = message["saved_from"]
    return cleaned(extras) if extras else extras


def _media(message: Mapping[str, Any]) -> tuple[Media, ...]:
    photo, file = message.get("photo"), message.get("file")
    if isinstance(photo, str) and photo:
        return (_one("photo", photo, None, message.get("photo_file_size")),)
    if isinstance(file, str) and file:
        kind = _MEDIA_KINDS.get(str(message.get("media_type")), "document")
        if kind == "document" and str(message.get("mime_type", "")).startswith("image/"):
            kind = "photo"
        return (_one(kind, file, message.get("file_name"), message.get("file_size")),)
    return ()


def _one(kind: str, path: str, name: object, size: object) -> Media:
    note = next((slug for words, slug in _LEFT_OUT.items() if words in path), None) if path.startswith("(") else None
    shown = name if isinstance(name, str) and name else None if note else path.rpartition("/")[2]
    length = size if isinstance(size, int) and 0 <= size < 2**63 else None
    return Brought(kind, None if shown is None else kept(shown)[:255], length, None, note, None if note else path)


def _piece(piece: object) -> str:
    if isinstance(piece, str):
        return piece
    if isinstance(piece, Mapping) and isinstance(piece.get("text"), str):
        return str(piece["text"])
    raise Refusal("bad-type", "a piece of the text is neither a string nor an object with a text")


def _name(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
