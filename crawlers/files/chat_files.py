"""Reading WhatsApp's exported chat: a text, or the folder or zip it lies in with its media."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from crawlers.files import whatsapp
from crawlers.files.bundles import is_zip, open_bundle, opened, opened_in
from crawlers.files.formats import chat_in
from crawlers.files.options import Read, ReadOptions
from crawlers.files.records import Reading
from crawlers.files.tables import SAMPLE, encoding_of
from desk.errors import N_, LayoutChanged
from desk.people import Mask

LOOKED_AT = 5_000
"""Lines from which the order of day and month is told."""


def read_chat(reading: Reading) -> Iterator[Read]:
    """Every entry of the chat. Raises LayoutChanged, CollectError."""
    place = place_of_chat(reading.path, reading.options)
    with _chat_text(reading) as stream:
        text = io.TextIOWrapper(stream, _encoding(stream), errors="surrogateescape", newline="\n")
        head = list(islice(text, LOOKED_AT))
        phone = whatsapp.Phone(place, reading.zone, whatsapp.is_month_first(head), Mask(reading.options.key))
        seen_at = reading.options.seen_at
        for said in whatsapp.entries(line.rstrip("\r\n") for line in _again(head, text)):
            is_done = reading.is_done()  # an entry that is done is read all the same: the minutes must be counted
            raw = said.raw.encode("utf-8", "surrogateescape")
            read = reading.read(said.line, raw, partial(whatsapp.arrivals_from, said, phone, seen_at))
            if not is_done:
                yield read
        text.detach()


def _encoding(stream: BinaryIO) -> str:
    sample = stream.peek(SAMPLE) if isinstance(stream, io.BufferedReader) else b""
    return encoding_of(sample[:SAMPLE])


def _again(head: list[str], rest: io.TextIOWrapper) -> Iterator[str]:
    yield from head
    while line := rest.readline(whatsapp.MESSAGE_LIMIT):
        yield line


@contextmanager
def _chat_text(reading: Reading) -> Iterator[BinaryIO]:
    path = reading.path
    if path.is_file() and not is_zip(path):
        # Nothing is taken from beside a bare text: whoever wrote in the chat could name a file of that folder.
        with opened(path, reading.gauge) as stream:
            yield stream
        return
    bundle = open_bundle(path)
    name = chat_in(bundle)
    if name is None:
        raise LayoutChanged(path.name, N_("there is no text of a chat in it"))
    reading.beside(bundle)
    with opened_in(bundle, name, reading.gauge) as stream:
        yield stream


def place_of_chat(path: Path, options: ReadOptions) -> str:
    """The name of the chat: as it was told, else from the name of the file."""
    if options.place:
        return options.place
    name = path.name
    if path.is_dir() or is_zip(path):
        inside = chat_in(open_bundle(path))
        name = name if inside in (None, "_chat.txt") else str(inside)
    return whatsapp.chat_name(name)
