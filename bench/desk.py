"""How fast the desk answers people, what it sends them, and what twenty of them at once cost."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

import store
from bench import clerks, doors
from bench.clerks import Watch
from bench.screens import Run, Screen, open_screen
from bench.town import PASSWORD, Town, build
from config.settings import read_settings
from tests.servers import machine

RERUN_MS, RERUN_BYTES, FIRST_PAGE_MS, CLERK_MS, MEMORY_BYTES = 150, 100_000, 1_500, 1_000, 400_000_000
"""The promises: p50 of a rerun of the queue and what it sends, the first page, p95 of twenty clerks, the memory."""
EVERY = 4.0
"""Seconds from one act of a clerk to the next."""
WORK_SECONDS = 60.0
REPEATS = 40
START_SECONDS = 60.0


def run(town: Town | None = None, *, repeats: int = REPEATS, work_seconds: float = WORK_SECONDS) -> dict[str, Any]:
    """Measure the real desk, a process of its own on SQLite; the clerks sit in this one. Times are milliseconds."""
    town = town or Town()
    with tempfile.TemporaryDirectory(prefix="nazar-bench-") as folder:
        data, port = Path(folder) / "data", machine.free_port()
        settings = read_settings(data_dir=data, port=port)
        data.mkdir()
        store.upgrade(settings.store_url)
        begun = time.perf_counter()
        build(settings, town)
        say(f"{town.posts} posts and {town.incidents} incidents in {time.perf_counter() - begun:.0f} s")
        before = os.getloadavg()[0]
        with desk(data, port, Path(folder) / "desk.log") as (address, process):
            figures = asyncio.run(measure(address, process, town, repeats, work_seconds))
    return {
        "town": {"posts": town.posts, "new": town.new, "incidents": town.incidents, "clerks": town.clerks},
        "machine": {
            "cores": os.cpu_count(),
            "load_before": round(before, 2),
            "load_after": round(os.getloadavg()[0], 2),
        },
        **figures,
        "promises": promises(figures),
    }


def promises(figures: dict[str, Any]) -> dict[str, Any]:
    """Each promise with what was reached."""
    alone, many, memory = figures["alone"], figures["clerks"], figures["memory"]
    bars = {
        "rerun_ms_p50": (alone["rerun"]["p50"], RERUN_MS),
        "rerun_bytes": (max(alone["rerun"]["bytes_max"], alone["turn"]["bytes_max"]), RERUN_BYTES),
        "first_page_ms": (figures["first_page"]["warm_max"], FIRST_PAGE_MS),
        "clerks_ms_p95": (many["all"]["p95"], CLERK_MS),
        "clerks_errors": (many["errors"], 0),
        "memory_bytes": (memory["most_bytes"], MEMORY_BYTES),
    }
    return {
        name: {"reached": reached, "asked": asked, "kept": reached <= asked} for name, (reached, asked) in bars.items()
    }


async def measure(
    address: str, process: psutil.Process, town: Town, repeats: int, work_seconds: float
) -> dict[str, Any]:
    """One person first, then all of them."""
    memory = {"empty_bytes": process.memory_info().rss}
    cold_ms, screen = await first_page(address, town.logins()[0])
    memory["one_bytes"] = process.memory_info().rss
    warm = []
    for _ in range(5):
        seconds, other = await first_page(address, town.logins()[0])
        warm.append(seconds)
        await other.close()
    alone = await one_person(screen, process, repeats)
    await screen.close()
    memory["before_clerks_bytes"] = process.memory_info().rss
    many = await all_clerks(address, process, town, work_seconds)
    memory |= many.pop("memory")
    return {
        "first_page": {"cold": cold_ms, "warm_p50": statistics.median(warm), "warm_max": max(warm)},
        "alone": alone,
        "clerks": many,
        "memory": memory,
    }


async def first_page(address: str, login: str) -> tuple[float, Screen]:
    """Milliseconds from the open door to the whole queue: the document, the websocket, the first run."""
    cookie = await asyncio.to_thread(doors.sign_in, address, login, PASSWORD)
    begun = time.perf_counter()
    await asyncio.to_thread(doors.ask, address, "/", cookie)
    screen, _run = await open_screen(address, cookie)
    seconds = time.perf_counter() - begun
    if len(screen.items(clerks.QUEUE)) == 0:
        raise AssertionError("the first page is not the queue")
    return round(seconds * 1000, 1), screen


async def one_person(screen: Screen, process: psutil.Process, repeats: int) -> dict[str, Any]:
    """Each act by itself, one after the other, with nobody else there; `cpu_ms` is what the desk itself worked for one
    act on average, which what else the machine does changes least."""
    watch, dice, worked = Watch(), random.Random(11), dict[str, float]()
    ways: dict[str, Sequence[tuple[str, clerks.Act]]] = {
        "rerun": (("", clerks.queue), *((("rerun"), clerks.look_again),) * repeats),
        "turn": (("", clerks.queue), *((("turn"), clerks.turn),) * min(repeats, 20)),
        "pick": (("", clerks.queue), *((("pick"), clerks.pick),) * repeats),
        "filter": (("", clerks.queue), *((("filter"), clerks.filter_source),) * min(repeats, 20)),
        "search": (("", clerks.queue), *((("search"), clerks.search),) * min(repeats, 8)),
        "incident": (("incidents", clerks.incidents), ("open-incident", clerks.open_incident)) * min(repeats, 10),
        "take": (("queue", clerks.queue), ("pick", clerks.pick), ("take", clerks.take)) * min(repeats, 10),
        "set-aside": (
            ("queue", clerks.queue),
            ("pick", clerks.pick),
            ("choose", clerks.kind_of_work(clerks.ASIDE)),
            ("set-aside", clerks.set_aside),
        ) * min(repeats, 10),
    }  # fmt: skip
    for way, steps in ways.items():
        say(f"one person: {way}")
        for name, act in steps:
            before = cpu_seconds(process)
            done = await act(screen, dice)
            if name:
                watch.note(name, done)
                worked[name] = worked.get(name, 0) + cpu_seconds(process) - before
    return {
        name: told(runs) | {"cpu_ms": round(worked[name] * 1000 / len(runs), 1)} for name, runs in watch.runs.items()
    }


async def all_clerks(address: str, process: psutil.Process, town: Town, work_seconds: float) -> dict[str, Any]:
    """All of them at work for a while."""
    logins = town.logins()
    say(f"{len(logins)} clerks for {work_seconds:.0f} s")
    screens = [(await first_page(address, login))[1] for login in logins]
    opened = process.memory_info().rss
    watch, begun, used = Watch(), time.perf_counter(), cpu_seconds(process)
    working = [
        clerks.work(screen, watch, random.Random(at), every=EVERY, until=begun + work_seconds)
        for at, screen in enumerate(screens)
    ]
    most = await peak(process, asyncio.gather(*working))
    seconds, spent = time.perf_counter() - begun, cpu_seconds(process)
    for screen in screens:
        await screen.close()
    runs = [run for each in watch.runs.values() for run in each]
    return {
        "seconds": round(seconds, 1),
        "acts_per_s": round(len(runs) / seconds, 2),
        "desk_cpu": round((spent - used) / seconds, 2),
        "cpu_ms_per_act": round((spent - used) * 1000 / max(len(runs), 1), 1),
        "errors": len(watch.failures),
        "failures": watch.failures[:5],
        "lost_races": watch.refused,
        "all": told(runs),
        **{name: told(each) for name, each in watch.runs.items()},
        "memory": {"clerks_bytes": opened, "most_bytes": max(opened, most), "pss_bytes": pss(process)},
    }


async def peak(process: psutil.Process, work: asyncio.Future[Any]) -> int:
    """The largest memory while the work goes on."""
    most = 0
    while not work.done():
        most = max(most, process.memory_info().rss)
        await asyncio.wait([work], timeout=0.5)
    await work
    return max(most, process.memory_info().rss)


def cpu_seconds(process: psutil.Process) -> float:
    """How long the process has worked so far."""
    times = process.cpu_times()
    return float(times.user + times.system)


def pss(process: psutil.Process) -> int:
    """The memory that is this process's own share, where the system tells it."""
    return int(getattr(process.memory_full_info(), "pss", 0))


def told(runs: Sequence[Run]) -> dict[str, Any]:
    """What runs of one kind were like: milliseconds, and bytes on the wire."""
    times = sorted(run.seconds * 1000 for run in runs) or [0.0]
    last = len(times) - 1
    return {
        "runs": len(runs),
        **{f"p{each}": round(times[min(last, len(times) * each // 100)], 1) for each in (50, 95, 99)},
        "max": round(times[-1], 1),
        "bytes_p50": round(statistics.median(run.bytes for run in runs)) if runs else 0,
        "bytes_max": max((run.bytes for run in runs), default=0),
        "plain_bytes_p50": round(statistics.median(run.plain_bytes for run in runs)) if runs else 0,
        "messages_p50": round(statistics.median(run.messages for run in runs)) if runs else 0,
    }


@contextmanager
def desk(data: Path, port: int, log: Path) -> Iterator[tuple[str, psutil.Process]]:
    """The desk as its own process, ended at the end."""
    environment = {**os.environ, "NAZAR_DATA_DIR": str(data), "NAZAR_PORT": str(port)}
    address = f"http://127.0.0.1:{port}"
    with log.open("wb") as file:
        child = subprocess.Popen([sys.executable, "-m", "ui", "desk"], env=environment, stdout=file, stderr=file)
    try:
        wait_for(address, child, log)
        yield address, psutil.Process(child.pid)
    finally:
        child.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(20)
        child.kill()
        child.wait()


def wait_for(address: str, child: subprocess.Popen[bytes], log: Path) -> None:
    """Until the desk answers. Raises AssertionError with its log when it does not come up."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and child.poll() is None:
        with contextlib.suppress(OSError):
            if doors.ask(address, "/healthz")[0] == 200:
                return
        time.sleep(0.1)
    raise AssertionError("the desk did not come up: " + log.read_text("utf-8", "replace"))


def say(words: str) -> None:
    """A line of progress."""
    print(words, file=sys.stderr, flush=True)  # noqa: T201
