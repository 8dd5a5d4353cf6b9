"""How a file is read, and what reading gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from crawlers.files.columns import Mapped
from crawlers.files.formats import Format
from desk.posts import Arrival


@dataclass(frozen=True)
class ReadOptions:
    """How to read a file. Everything but `seen_at` and `key` comes from the command line or the form.

    `columns` maps our fields to the file's columns (`id` → `message_id`), `constants` gives fields one value
    (`network` → `telegram`); `zone` is the IANA name for times without an offset; `chats` names the chats of a Telegram
    export to take (ids, marked ids or titles; private chats only so); `place` names the chat of a WhatsApp export or
    the place of a table. `key` keys the hashes that ids are made of where records have none: an installation keeps
    one for good.
    """

    seen_at: datetime
    zone: str = "Asia/Almaty"
    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    chats: frozenset[str] = frozenset()
    place: str | None = None
    key: bytes = field(default=b"", repr=False)

    @classmethod
    def from_stored(cls, stored: Mapping[str, Any], seen_at: datetime, key: bytes = b"") -> ReadOptions:
        """What `stored()` of an import run said."""
        return cls(
            seen_at,
            str(stored.get("zone") or cls.zone),
            dict(stored.get("columns") or {}),
            dict(stored.get("constants") or {}),
            frozenset(stored.get("chats") or ()),
            stored.get("place"),
            key,
        )

    def stored(self) -> dict[str, Any]:
        """As plain JSON values, for `ImportRun.options`. The key and the moment stay out."""
        return {
            "zone": self.zone,
            "columns": dict(self.columns),
            "constants": dict(self.constants),
            "chats": sorted(self.chats),
            "place": self.place,
        }

    @property
    def mapped(self) -> Mapped:
        """The mapping of columns that was told."""
        return Mapped(self.columns, self.constants)


@dataclass(frozen=True, slots=True)
class Read:
    """What one record of a file gave. `position` is the number of records read so far, this one included."""

    position: int
    arrivals: tuple[Arrival, ...]


@dataclass(frozen=True)
class Chat:
    """A chat of an export: its canonical id, title, type; a private one is taken only when it is named."""

    place: str
    title: str
    type: str
    is_private: bool


@dataclass(frozen=True)
class Preview:
    """A look into a file: the chats of an export, or columns, guessed mapping and first rows of a table.

    `missing` are needed fields that no column was found for.
    """

    format: Format
    chats: tuple[Chat, ...] = ()
    columns: tuple[str, ...] = ()
    guessed: Mapping[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
