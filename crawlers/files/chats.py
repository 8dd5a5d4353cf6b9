"""The chats and messages in Telegram Desktop's result.json: one chat or a whole account, of any size."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO

import orjson

from crawlers.files.lines import decoded
from crawlers.files.telegram import ChatHead
from crawlers.files.walking import Value, Walker
from desk.errors import N_, LayoutChanged
from desk.inbox import Refusal

MESSAGE_LIMIT = 8 * 1024 * 1024
"""Bytes of one message."""
_HEAD = frozenset({"name", "type", "id"})
_LISTS = frozenset({"chats", "left_chats"})


@dataclass
class Topics:
    """Which topic of a forum a message stands in. An export names a topic's first message only; what answers it,
    directly or through others, belongs to it. Sixteen bytes a message are kept, and only in chats that have topics."""

    ids: array[int] = field(default_factory=lambda: array("q"))
    roots: array[int] = field(default_factory=lambda: array("q"))

    def of(self, message: Mapping[str, Any]) -> str | None:
        """The topic of this message, given all messages before it in the order of the export."""
        id, reply = message.get("id"), message.get("reply_to_message_id")
        if not isinstance(id, int) or abs(id) >= 2**63:
            return None
        if message.get("action") == "topic_created":
            self._keep(id, id)
            return None
        root = self._root(reply) if self.ids and isinstance(reply, int) else None
        if root is None or "reply_to_peer_id" in message:
            return None
        self._keep(id, root)
        return str(root)

    def _root(self, id: int) -> int | None:
        at = bisect_left(self.ids, id) if abs(id) < 2**63 else len(self.ids)
        return self.roots[at] if at < len(self.ids) and self.ids[at] == id else None

    def _keep(self, id: int, root: int) -> None:
        if not self.ids or id > self.ids[-1]:
            self.ids.append(id)
            self.roots.append(root)


@dataclass(frozen=True, slots=True)
class Found:
    """One message as its bytes stand in the file, and its chat."""

    head: ChatHead
    value: Value


Wanted = Callable[[ChatHead], bool]


def heads_in(stream: BinaryIO, name: str) -> Iterator[ChatHead]:
    """Every chat of the export. Raises LayoutChanged."""
    seen: list[ChatHead] = []

    def note(head: ChatHead) -> bool:
        seen.append(head)
        return False

    for _ in messages_in(stream, name, note):
        pass
    return iter(seen)


def messages_in(stream: BinaryIO, name: str, is_wanted: Wanted) -> Iterator[Found]:
    """Every message of the chats that are wanted, in the order of the file. Raises LayoutChanged."""
    walker = Walker(stream, name)
    if walker.next_byte() != b"{":
        raise LayoutChanged(name, N_("this is not an export of Telegram Desktop"))
    head: dict[str, Any] = {}
    is_export = False
    for key in walker.members():
        if key == "messages":
            is_export = True
            yield from _chat(walker, _head(head, name), is_wanted)
        elif key in _LISTS:
            is_export = True
            for inner in walker.members():
                if inner == "list":
                    for _ in walker.items():
                        yield from _listed(walker, name, is_wanted)
                else:
                    walker.skip()
        elif key in _HEAD:
            head[key] = _plain(walker)
        else:
            walker.skip()
    if not is_export:
        raise LayoutChanged(name, N_("this is not an export of Telegram Desktop"))


def message_of(value: Value) -> Mapping[str, Any]:
    """The message that these bytes are. Raises Refusal."""
    if value.is_too_long:
        raise Refusal("too-long", f"the message is longer than {MESSAGE_LIMIT} bytes")
    try:
        message = orjson.loads(value.raw)
    except ValueError:
        return decoded(value.raw)
    if not isinstance(message, dict):
        raise Refusal("not-an-object", "the message is JSON, but not an object")
    # A number beyond 64 bits is rounded by the quick reader.
    return decoded(value.raw) if isinstance(message.get("id"), float) else message


def _listed(walker: Walker, name: str, is_wanted: Wanted) -> Iterator[Found]:
    head: dict[str, Any] = {}
    for key in walker.members():
        if key == "messages":
            yield from _chat(walker, _head(head, name), is_wanted)
        elif key in _HEAD:
            head[key] = _plain(walker)
        else:
            walker.skip()


def _chat(walker: Walker, head: ChatHead, is_wanted: Wanted) -> Iterator[Found]:
    if not is_wanted(head):
        walker.skip()
        return
    for _ in walker.items():
        yield Found(head, walker.take(MESSAGE_LIMIT))


def _head(said: Mapping[str, Any], name: str) -> ChatHead:
    id, type, title = said.get("id"), said.get("type"), said.get("name")
    if isinstance(id, bool) or not isinstance(id, int) or not isinstance(type, str):
        raise LayoutChanged(name, N_("a chat of the export does not say its id and type before its messages"))
    return ChatHead(id, type, title if isinstance(title, str) else None)


def _plain(walker: Walker) -> Any:
    try:
        return orjson.loads(walker.take(64 * 1024).raw)
    except ValueError:
        return None
