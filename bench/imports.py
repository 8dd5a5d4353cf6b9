"""How fast a file comes in, the whole way to the last searchable post, and how much memory a large one takes."""

from __future__ import annotations

import gzip
import json
import multiprocessing
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from config.founding import upgrade_database
from config.settings import Settings
from config.wiring import Parts, open_parts
from crawlers.files.formats import recognise
from crawlers.files.importing import ImportParts, run_import
from crawlers.files.reading import ReadOptions, arrivals
from desk.chores import ImportRun
from desk.ports import Records
from desk.sources import Source

NEWS = Path("/work/shared/data/telegram_news.jsonl.gz")
COLUMNS = {"id": "message_id", "place": "channel", "published_at": "date", "text": "text"}
CONSTANTS = {"network": "telegram"}
POSTS_IN_ALL = 22_099
WHOLE_WAY = 5_000
"""Posts a second with the index, on the embedded default: the promise."""
EXPORT_BYTES = 1024**3
ROUNDS = 3
LOCK_SECONDS = 0.1
"""How long a batch may hold the store: the promise."""
MEMORY_BYTES = 250 * 1024**2
WORDS = (
    "вода", "двор", "подъезд", "автобус", "мектеп", "жол", "шұңқыр", "жарық",
    "шам", "қоқыс", "өтініш", "көше", "аула", "су", "жылу",
)  # fmt: skip


def run() -> dict[str, Any]:
    """Measure on the embedded default. Rates are posts a second; the middle one of ROUNDS rounds counts."""
    with tempfile.TemporaryDirectory(prefix="nazar-bench-") as folder:
        file = NEWS if NEWS.exists() else made_news(Path(folder) / "news.jsonl.gz")
        rounds = [measure(Path(folder) / f"round{number}", file) for number in range(ROUNDS)]
        middle = sorted(rounds, key=lambda each: float(each["whole_way"]))[ROUNDS // 2]
        rate = statistics.median(each["replay"] / each["first_pass"] for each in rounds)
        figures = {"file": file.name, **middle, "replay_to_first_pass": {"ratio": round(rate, 2)}}
        return {**figures, "export": measure_export(Path(folder))}


def whole_way(folder: Path, file: Path) -> int:
    """Posts a second of `nazar import` into a fresh installation, as a person runs it: from the first record read to
    the last one searchable; the command times that itself, without the start of its process."""
    environment = {**os.environ, "NAZAR_DATA_DIR": str(folder)}
    nazar = [sys.executable, "-m", "ui"]
    columns = ",".join(f"{name}={column}" for name, column in COLUMNS.items())
    constants = ",".join(f"{name}={value}" for name, value in CONSTANTS.items())
    command = [*nazar, "import", str(file), "--columns", columns, "--set", constants, "--json"]
    subprocess.run([*nazar, "db", "upgrade"], env=environment, check=True, capture_output=True)
    told = json.loads(subprocess.run(command, env=environment, check=True, capture_output=True).stdout)
    say(f"{told['new']} posts in {told['seconds']} s")
    return round(float(told["new"]) / float(told["seconds"]))


def measure(folder: Path, file: Path) -> dict[str, Any]:
    """The whole way by command; then part by part in one process, and the same file again."""
    by_command = whole_way(folder / "command", file)
    settings = Settings(data_dir=folder / "parts")
    upgrade_database(settings)
    with open_parts(settings) as parts:
        parts.catalogues()
        parts.index.status()  # opened beforehand: the start of a process is not counted
        options = ReadOptions(parts.now(), columns=COLUMNS, constants=CONSTANTS, key=parts.mask.key)
        reading = rate_of(lambda: sum(1 for _ in arrivals(file, recognise(file), options)))
        locks: list[float] = []
        begun = time.perf_counter()
        first = bring(parts, file, options, locks)
        stored = time.perf_counter()
        parts.relay.drain()
        found = parts.index.status()["posts"]
        ended = time.perf_counter()
        again = bring(parts, file, options, locks)
        replayed = time.perf_counter()
    assert (found, again.new, again.edited) == (first.new, 0, 0)
    say(f"{first.new} posts in {ended - begun:.2f} s")
    return {
        "posts": first.new,
        "whole_way": by_command,
        "whole_way_to_promise": {"ratio": round(by_command / WHOLE_WAY, 2)},
        "in_one_process": round(first.new / (ended - begun)),
        "reading": round(reading),
        "first_pass": round(first.new / (stored - begun)),
        "indexing": round(first.new / (ended - stored)),
        "replay": round(again.received / (replayed - ended)),
        "replay_new_rows": again.new,
        "longest_lock_ms": round(max(locks) * 1000, 1),
        "longest_lock_to_promise": {"ratio": round(max(locks) / LOCK_SECONDS, 2)},
    }


def bring(parts: Parts, file: Path, options: ReadOptions, locks: list[float], **named: Any) -> ImportRun:
    """One import; notes the seconds of every writing transaction."""
    inbox = replace(parts.inbox, store=Timed(parts.store, locks))
    import_parts = ImportParts(Timed(parts.store, locks), inbox, parts.mask, parts.now)
    asked = ImportRun(str(file), file.name, "bench", "console:bench", parts.now())
    return run_import(import_parts, Source("bench", "import", "bench", parts.now()), file, options, asked, **named)


class Timed:
    """A store that notes how long it is held for writing."""

    def __init__(self, store: Any, seconds: list[float]) -> None:
        self._store, self._seconds = store, seconds
        self.reading = store.reading

    @contextmanager
    def writing(self) -> Iterator[Records]:
        """A transaction of the store, from the lock to the commit."""
        with self._store.writing() as records:
            begun = time.perf_counter()
            yield records
        self._seconds.append(time.perf_counter() - begun)


def measure_export(folder: Path) -> dict[str, Any]:
    """A result.json of 1 GB into a fresh installation: the peak of the memory of a process that does only this."""
    file = made_export(folder / "export")
    told: multiprocessing.Queue[Mapping[str, Any]] = multiprocessing.get_context("spawn").Queue()
    child = multiprocessing.get_context("spawn").Process(target=import_export, args=(folder / "large", file, told))
    child.start()
    figures = dict(told.get())
    child.join()
    return figures | {"memory_to_promise": {"ratio": round(figures["memory_bytes"] / MEMORY_BYTES, 2)}}


def import_export(folder: Path, file: Path, told: multiprocessing.Queue[Mapping[str, Any]]) -> None:
    """What the child does: import, and tell its own peak."""
    settings = Settings(data_dir=folder)
    upgrade_database(settings)
    with open_parts(settings) as parts:
        parts.catalogues()
        begun = time.perf_counter()
        ended = bring(parts, file, ReadOptions(parts.now(), key=parts.mask.key), [], progress=tell)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    rate = round(ended.new / (time.perf_counter() - begun))
    told.put({"bytes": file.stat().st_size, "posts": ended.new, "first_pass": rate, "memory_bytes": memory})


def tell(run: ImportRun) -> None:
    """A line about every hundredth part of a large file."""
    if run.received % 100_000 < 1_000:
        say(f"{run.received} posts, {run.read * 100 // max(run.size, 1)} %")


def made_export(folder: Path) -> Path:
    """An export as Telegram Desktop writes it, of EXPORT_BYTES."""
    folder.mkdir()
    block, number, written = 5_000, 0, 0
    with (folder / "result.json").open("wb") as out:
        out.write(b'{\n "name": "bench",\n "type": "public_supergroup",\n "id": 1234567890,\n "messages": [\n')
        while written < EXPORT_BYTES:
            messages = [made_message(each) for each in range(number, number + block)]
            text = ",\n".join(json.dumps(each, ensure_ascii=False, indent=1) for each in messages).encode()
            written += out.write((b",\n" if number else b"") + text)
            number += block
        out.write(b"\n ]\n}\n")
    say(f"an export of {written / 1024**3:.2f} GB, {number} messages")
    return folder / "result.json"


def made_message(number: int) -> dict[str, Any]:
    """A message of a resident, of some 1.5 kB with all that stands around its text."""
    text = " ".join(WORDS[(number * each) % len(WORDS)] for each in range(1, 60))
    return {
        "id": number + 1,
        "type": "message",
        "date": "2026-03-01T10:00:00",
        "date_unixtime": str(1_700_000_000 + number * 20),
        "from": f"Тұрғын {number % 5000}",
        "from_id": f"user{5_000_000_000 + number % 5000}",
        "text": text,
        "text_entities": [{"type": "plain", "text": text}],
    }


def made_news(path: Path) -> Path:
    """As many posts as the news have, where the news are not there."""
    with gzip.open(path, "wt", encoding="utf-8", compresslevel=1) as out:
        for number in range(POSTS_IN_ALL):
            text = " ".join(WORDS[(number * each) % len(WORDS)] for each in range(1, 80))
            day = f"2024-{number % 12 + 1:02}-{number % 28 + 1:02}T10:{number % 60:02}:00+00:00"
            out.write(json.dumps({"message_id": number, "channel": f"арна {number % 24}", "date": day, "text": text}))
            out.write("\n")
    return path


def rate_of(work: Callable[[], int]) -> float:
    """How many a second."""
    begun = time.perf_counter()
    return work() / (time.perf_counter() - begun)


def say(words: str) -> None:
    """A line of progress."""
    print(words, file=sys.stderr, flush=True)  # noqa: T201
