"""Which of the forms that people bring a file has."""

from __future__ import annotations

import re
import zipfile
from enum import StrEnum
from pathlib import Path, PurePosixPath

from crawlers.files.bundles import Bundle, Gauge, Zip, is_zip, open_bundle, opened
from crawlers.files.tables import encoding_of
from crawlers.files.whatsapp import is_head
from desk.errors import N_, CollectError, LayoutChanged

EXPORT = "result.json"
_SAMPLE = 64 * 1024
_EXPORT_KEYS = re.compile(rb'"(?:messages|list)"\s*:\s*\[')


class Format(StrEnum):
    """The forms that can be imported."""

    TELEGRAM = "telegram-export"
    WHATSAPP = "whatsapp"
    CSV = "csv"
    XLSX = "xlsx"
    JSON_LINES = "jsonl"


def recognise(path: Path) -> Format:
    """The form of a file or folder, by what is in it and not by its name alone. Raises LayoutChanged, CollectError."""
    if not path.exists():
        raise CollectError(path.name, N_("there is no such file"))
    if path.is_dir():
        return _of_bundle(open_bundle(path), path)
    if is_zip(path):
        return Format.XLSX if _is_sheet(path) else _of_bundle(Zip.of(path), path)
    return _of_text(path)


def export_in(bundle: Bundle) -> str | None:
    """The name of Telegram Desktop's result.json in a bundle: the one nearest to its root. None when there is none."""
    found = [each for each in bundle.names() if PurePosixPath(each).name == EXPORT]
    return min(found, key=lambda each: (each.count("/"), each), default=None)


def chat_in(bundle: Bundle) -> str | None:
    """The name of the text of a WhatsApp chat in a bundle, None when there is none."""
    texts = [each for each in bundle.names() if each.casefold().endswith(".txt") and "/" not in each]
    return next((each for each in texts if each == "_chat.txt"), texts[0] if len(texts) == 1 else None)


def _of_bundle(bundle: Bundle, path: Path) -> Format:
    if export_in(bundle) is not None:
        return Format.TELEGRAM
    if chat_in(bundle) is not None:
        return Format.WHATSAPP
    raise _unknown(path)


def _of_text(path: Path) -> Format:
    with opened(path, Gauge()) as stream:
        sample = stream.read(_SAMPLE)
    start = sample.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start:
        raise LayoutChanged(path.name, N_("the file is empty"))
    if start.startswith((b"%PDF", b"\xd0\xcf\x11\xe0", b"MZ", b"\x7fELF", b"<")):
        raise _unknown(path)
    if start.startswith(b"{"):
        return Format.TELEGRAM if _is_export(start) else Format.JSON_LINES
    lines = sample.decode(encoding_of(sample), "ignore").splitlines()
    if any(is_head(line) for line in lines[:20]):
        return Format.WHATSAPP
    if path.suffixes[-1:] == [".json"] or path.suffix in {".jsonl", ".ndjson"}:
        return Format.JSON_LINES
    return Format.CSV


def _is_export(start: bytes) -> bool:
    """One object over many lines, or one with chats or messages in it; a line of JSON ends where its object ends."""
    first, _, rest = start.partition(b"\n")
    if first.strip() == b"{":
        return True
    return bool(_EXPORT_KEYS.search(first)) and not rest.lstrip().startswith(b"{")


def _is_sheet(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as fault:
        raise CollectError(path.name, N_("the archive cannot be read")) from fault


def _unknown(path: Path) -> LayoutChanged:
    return LayoutChanged(
        path.name,
        N_(
            "this is none of the forms that can be imported: Telegram Desktop's export, WhatsApp's chat, CSV, XLSX,"
            " JSON lines"
        ),
    )
