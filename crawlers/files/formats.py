"""Which of the forms that people bring a file has."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path


class Format(StrEnum):
    """The forms that can be imported."""

    TELEGRAM = "telegram-export"
    WHATSAPP = "whatsapp"
    CSV = "csv"
    XLSX = "xlsx"
    JSON_LINES = "jsonl"


def recognise(path: Path) -> Format:
    """The form of a file or folder, by what is in it and not by its name alone. Raises LayoutChanged."""
    raise NotImplementedError
