"""Reading a file that somebody brought, whatever its form: arrivals one record after another, and a look beforehand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

from crawlers.files import chat_files, export_files, record_files
from crawlers.files.bundles import Gauge
from crawlers.files.dates import zone_named
from crawlers.files.formats import Format, recognise
from crawlers.files.media import MediaFolder
from crawlers.files.options import Chat, Preview, Read, ReadOptions
from crawlers.files.records import Reading

__all__ = ["Chat", "Preview", "Read", "ReadOptions", "arrivals", "preview"]


def arrivals(
    path: Path,
    format: Format,
    options: ReadOptions,
    start: int = 0,
    *,
    media: MediaFolder | None = None,
    gauge: Gauge | None = None,
) -> Iterator[Read]:
    """Every record of the file after the first `start` ones, in order, with memory that does not grow with the file.

    A record that cannot become a post gives a Refused with its raw bytes. Media files lying beside are copied into
    `media`, if given. Raises LayoutChanged when the file as a whole is not what it should be, CollectError when it
    cannot be read, ConfigError for a zone or a field that does not exist.
    """
    zone = zone_named(options.zone)
    options.mapped.checked()
    return _READERS[format](Reading(path, options, zone, start, gauge or Gauge(), media))


def preview(path: Path, options: ReadOptions) -> Preview:
    """What the file holds, without importing it; the whole of a large export is walked. Raises as `arrivals` does."""
    format = recognise(path)
    if format is Format.TELEGRAM:
        return Preview(format, export_files.chats_in(path, options))
    if format is Format.WHATSAPP:
        place = chat_files.place_of_chat(path, options)
        return Preview(format, (Chat(place, place, format.value, False),))
    if format is Format.JSON_LINES:
        return record_files.preview_of_lines(path, options)
    return record_files.preview_of_table(path, format, options)


_READERS: Mapping[Format, Callable[[Reading], Iterator[Read]]] = {
    Format.TELEGRAM: export_files.read_export,
    Format.WHATSAPP: chat_files.read_chat,
    Format.JSON_LINES: record_files.read_lines,
    Format.CSV: partial(record_files.read_table, format=Format.CSV),
    Format.XLSX: partial(record_files.read_table, format=Format.XLSX),
}
