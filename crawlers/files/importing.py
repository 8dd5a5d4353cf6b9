"""Bringing a file in: resumable, idempotent, in batches that hold the store's write lock only shortly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from crawlers.files.media import MediaFolder
from crawlers.files.reading import ReadOptions
from desk.chores import ImportRun
from desk.inbox import Inbox
from desk.people import Mask
from desk.ports import Clock, Store
from desk.sources import Source

Progress = Callable[[ImportRun], None]
"""Told after every batch how far the run is."""


@dataclass(frozen=True)
class ImportParts:
    """What an import works with. `after_batch` is called outside of any transaction (the relay may be woken there)."""

    store: Store
    inbox: Inbox
    mask: Mask
    now: Clock
    media: MediaFolder | None = None
    after_batch: Callable[[], None] = lambda: None


def run_import(
    parts: ImportParts,
    source: Source,
    path: Path,
    options: ReadOptions,
    run: ImportRun,
    *,
    progress: Progress = lambda run: None,
    work_from: datetime | None = None,
    keep_going: bool = False,
) -> ImportRun:
    """Read the file to its end and decide the lines of its posts; the run as it ended (DONE, STOPPED or FAILED).

    An unfinished run of the same file into the same source goes on where its last batch was committed. `source` is
    added when its slug is new. STOPPED says that too many records were refused (`error` gives the first reasons).
    Raises StoreError (the run can be resumed) and CollectError (the file as a whole cannot be read).
    """
    raise NotImplementedError
