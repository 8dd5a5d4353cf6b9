"""Programs that tests start and kill: a writer, a reader, a relay that dies at the worst moment."""

import os
import signal
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from desk.ports import SearchIndex
from desk.queries import Document, ItemFault, Query
from desk.relay import Relay
from index import open_index
from store import open_store
from tests.index.documents import EVERYTHING, Engine, post


def write(folder: str, life: str) -> None:
    """Put batches until killed; a line on stdout for each that is in."""
    index = open_index(Path(folder))
    number = int(life) * 100_000
    while True:
        index.put([post(number + n, f"слово {number + n}") for n in range(1, 51)])
        number += 50
        print(number, flush=True)  # noqa: T201  # how the test hears of it


def read(folder: str) -> None:
    """Tell how many posts are found each time a line comes in."""
    index = open_index(Path(folder))
    for _ in sys.stdin:
        print(index.search(Query("слово"), EVERYTHING).total, flush=True)  # noqa: T201


def die(url: str, folder: str, *elastic: str) -> None:
    """Run the relay once and be killed after the engine has taken the batch and before the outbox is settled."""
    options: dict[str, Any] = dict(zip(("url", "prefix", "api_key", "ca_file"), elastic, strict=False))
    if elastic:
        options["ca_file"] = Path(options["ca_file"])
    index = open_index(Path(folder), **options)

    def put(documents: Sequence[Document], engine: SearchIndex) -> list[ItemFault]:
        engine.put(documents)
        os.kill(os.getpid(), signal.SIGKILL)
        return []

    store = open_store(url, now=now)
    interfering: Any = Engine(index, put)
    Relay(store, interfering, now).run_once()


def now() -> datetime:
    return datetime.now(UTC)


PROGRAMS: dict[str, Callable[..., None]] = {"write": write, "read": read, "die": die}

if __name__ == "__main__":
    PROGRAMS[sys.argv[1]](*sys.argv[2:])
