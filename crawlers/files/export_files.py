"""Reading Telegram Desktop's export: a result.json, the folder or the zip it lies in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from crawlers.files import chats, telegram
from crawlers.files.bundles import Bundle, Folder, Gauge, is_zip, open_bundle, opened, opened_in
from crawlers.files.formats import export_in
from crawlers.files.options import Chat, Read, ReadOptions
from crawlers.files.records import Reading
from crawlers.files.telegram import ChatHead
from desk.errors import N_, LayoutChanged
from desk.inbox import Refusal
from desk.posts import Arrival


def read_export(reading: Reading) -> Iterator[Read]:
    """Every message of the chats that are asked for. Raises LayoutChanged, CollectError."""
    options, topics = reading.options, _TopicsOfChats()
    private: list[ChatHead] = []

    def is_wanted(head: ChatHead) -> bool:
        if options.chats:
            return is_named(head, options.chats)
        if head.is_private:
            private.append(head)
        return not head.is_private

    with _export(reading) as stream:
        for found in chats.messages_in(stream, reading.path.name, is_wanted):
            is_done = reading.is_done()
            if not is_done or found.head in topics or b'"topic_created"' in found.value.raw:
                read = reading.read(reading.position, found.value.raw, partial(_arrivals, found, reading, topics))
                if not is_done:
                    yield read
    if reading.position == 0 and private:
        raise LayoutChanged(
            reading.path.name, N_("only private chats are in this export: name the chat to take with --chats")
        )
    if reading.position == 0 and options.chats:
        raise LayoutChanged(reading.path.name, N_("none of the named chats is in this export, or it is empty"))


class _TopicsOfChats(dict[ChatHead, chats.Topics]):
    """The topics of the chats that have any."""

    def of(self, head: ChatHead, message: Mapping[str, Any]) -> str | None:
        if head not in self and message.get("action") == "topic_created":
            self[head] = chats.Topics()
        return self[head].of(message) if head in self else None


def _arrivals(found: chats.Found, reading: Reading, topics: _TopicsOfChats) -> tuple[Arrival, ...]:
    message = chats.message_of(found.value)
    thread = topics.of(found.head, message)
    return telegram.arrivals_from(message, found.head, reading.zone, reading.options.seen_at, thread)


def is_named(head: ChatHead, names: frozenset[str]) -> bool:
    """Is the chat meant by one of these names: its id, its marked id or its title?"""
    known = {str(head.id), head.name or ""}
    for is_old in (False, True):
        try:
            known.add(head.place(is_old=is_old))
        except Refusal:
            break
    return bool(known & names)


@contextmanager
def _export(reading: Reading) -> Iterator[BinaryIO]:
    path = reading.path
    if path.is_file() and not is_zip(path):
        reading.beside(_Media(Folder(path.parent)))
        with opened(path, reading.gauge) as stream:
            yield stream
        return
    bundle = open_bundle(path)
    name = export_in(bundle)
    if name is None:
        raise LayoutChanged(path.name, N_("there is no result.json in it"))
    reading.beside(_Media(bundle, name.rpartition("/")[0]))
    with opened_in(bundle, name, reading.gauge) as stream:
        yield stream


@dataclass(frozen=True)
class _Media:
    """The media of an export: they lie in folders beside it, never next to it, so that an export someone wrote by hand
    cannot name the other files of the folder it was put into."""

    bundle: Bundle
    folder: str = ""

    def names(self) -> Iterator[str]:
        return filter(_is_below, self.bundle.names())

    def size(self, name: str) -> int | None:
        return self.bundle.size(self._full(name)) if _is_below(name) else None

    def open(self, name: str) -> BinaryIO:
        return self.bundle.open(self._full(name))

    def _full(self, name: str) -> str:
        return f"{self.folder}/{name}" if self.folder else name


def _is_below(name: str) -> bool:
    return "/" in name and not any(part.startswith(".") for part in name.split("/"))


def chats_in(path: Path, options: ReadOptions) -> tuple[Chat, ...]:
    """Every chat of the export. Raises LayoutChanged, CollectError."""
    with _export(Reading(path, options, UTC, 0, Gauge())) as stream:
        return tuple(map(_shown, chats.heads_in(stream, path.name)))


def _shown(head: ChatHead) -> Chat:
    try:
        place = head.place(is_old=False)
    except Refusal:
        place = str(head.id)
    return Chat(place, head.name or place, head.type, head.is_private)
