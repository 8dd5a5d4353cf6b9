"""The worker: leases, back-off, and nothing lost when it is killed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from config.founding import upgrade_database
from config.settings import Settings, read_settings
from config.wiring import Parts, open_parts
from desk.chores import ImportRun, ImportState, Notice, NoticeState
from desk.errors import N_, SearchError, StoreError
from desk.jobs import JobPlan
from desk.posts import Post, PostKey
from desk.queries import PostFilter
from desk.roles import Scope
from desk.sources import Source
from tests.ui import waiting
from ui import jobs
from ui.lifelines import NAZAR
from ui.worker import Later, Stop, Work, Worker

SOON = 60.0
"""Seconds after which something that must happen has not happened: a bound, not a measurement."""
eventually = partial(waiting.eventually, seconds=SOON)
NOW = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """An empty installation on either database."""
    more = {"database_url": request.getfixturevalue("postgres_url")} if request.param == "postgresql" else {}
    made = read_settings(data_dir=tmp_path / "data", _env_file=None, **more)
    upgrade_database(made)
    return made


@pytest.fixture
def parts(settings: Settings) -> Iterator[Parts]:
    with open_parts(settings) as opened:
        yield opened


@pytest.fixture
def working(parts: Parts) -> Iterator[Callable[..., threading.Event]]:
    """Runs workers beside the test and ends them after it."""
    running: list[tuple[threading.Thread, threading.Event]] = []

    def work(*works: Work, lease: float = 30) -> threading.Event:
        stop = threading.Event()
        worker = Worker(parts, works, lease=timedelta(seconds=lease))
        thread = threading.Thread(target=worker.run, args=(stop,))
        thread.start()
        running.append((thread, stop))
        return stop

    yield work
    for thread, stop in running:
        stop.set()
        thread.join(SOON)
        assert not thread.is_alive()


def job(parts: Parts, name: str):
    with parts.store.reading() as records:
        return next((each for each in records.jobs() if each.name == name), None)


def once(parts: Parts, *works: Work) -> None:
    Worker(parts, works).run(threading.Event(), once=True)


def receive(parts: Parts, *texts: str) -> None:
    source = Source("chat", "import", "Chat", NOW)
    arrivals = [
        Post(PostKey("telegram", "-100", str(at)), text, NOW - timedelta(minutes=at), NOW)
        for at, text in enumerate(texts, 1)
    ]
    parts.inbox.receive(source, arrivals)


def test_a_job_that_ended_well_says_when_and_runs_again_later(parts: Parts) -> None:
    ran: list[str] = []

    once(parts, Work(JobPlan("greet", 60), lambda parts, stop: ran.append("x")))
    once(parts, Work(JobPlan("greet", 60), lambda parts, stop: ran.append("x")))

    done = job(parts, "greet")
    assert ran == ["x"]
    assert done.succeeded_at is not None
    assert done.lease_by is None
    assert done.next_run_at > parts.now() + timedelta(seconds=30)


def failing(error: Exception) -> Callable[[Parts, Stop], None]:
    def run(parts: Parts, stop: Stop) -> None:
        raise error

    return run


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (SearchError(N_("the engine at https://u:{secret}@e is away"), secret="hunter2"), "the engine at"),
        (ValueError("a bug with password=hunter2hunter2"), "ValueError"),
    ],
)
def test_a_job_that_fails_says_why_without_secrets_and_is_tried_again(
    parts: Parts, error: Exception, words: str
) -> None:
    once(parts, Work(JobPlan("fragile", 60), failing(error)), Work(JobPlan("sound", 60), lambda parts, stop: None))

    failed = job(parts, "fragile")
    assert words in failed.error
    assert "hunter2" not in failed.error
    assert failed.failures == 1
    assert timedelta(0) < failed.next_run_at - failed.failed_at <= timedelta(seconds=2)
    assert job(parts, "sound").succeeded_at is not None


def test_a_job_may_say_itself_when_to_be_tried_again(parts: Parts) -> None:
    once(parts, Work(JobPlan("patient", 1), failing(Later("the platform asks to wait", 900))))

    put_off = job(parts, "patient")
    assert put_off.next_run_at - put_off.failed_at == timedelta(seconds=900)


def test_a_success_forgets_the_failures(parts: Parts) -> None:
    once(parts, Work(JobPlan("moody", 0), failing(Later("not now", 0))))
    once(parts, Work(JobPlan("moody", 0), lambda parts, stop: None))

    assert (job(parts, "moody").failures, job(parts, "moody").error) == (0, None)


def test_a_question_that_fails_is_a_failed_job_and_not_the_end(parts: Parts) -> None:
    def ask(parts: Parts) -> bool:
        raise SearchError(N_("the engine is away"))

    once(parts, Work(JobPlan("curious", 60), lambda parts, stop: None, is_needed=ask))

    assert job(parts, "curious").error == "the engine is away"


def test_two_workers_never_do_one_job_at_once(parts: Parts, working: Callable[..., threading.Event]) -> None:
    inside, most, runs, guard = [0], [0], [0], threading.Lock()

    def run(parts: Parts, stop: Stop) -> None:
        with guard:
            inside[0] += 1
            most[0] = max(most[0], inside[0])
        time.sleep(0.05)
        with guard:
            inside[0] -= 1
            runs[0] += 1

    for _ in range(3):
        working(Work(JobPlan("alone", 0), run))

    assert eventually(lambda: runs[0] >= 5)
    assert most[0] == 1


def test_a_long_job_keeps_its_lease(parts: Parts, working: Callable[..., threading.Event]) -> None:
    ended = threading.Event()
    working(Work(JobPlan("long", 60), lambda parts, stop: (ended.wait(SOON), None)[1]), lease=0.6)
    assert eventually(lambda: (found := job(parts, "long")) is not None and found.lease_by is not None)
    holder = job(parts, "long").lease_by
    first = job(parts, "long").lease_until

    assert eventually(lambda: job(parts, "long").lease_until > first)
    assert job(parts, "long").lease_by == holder
    ended.set()
    assert eventually(lambda: job(parts, "long").succeeded_at is not None)


def test_ending_lets_a_job_finish_its_batch(parts: Parts, working: Callable[..., threading.Event]) -> None:
    batches: list[str] = []

    def run(parts: Parts, stop: Stop) -> None:
        while not stop():
            batches.append("begun")
            time.sleep(0.05)
            batches.append("ended")

    stop = working(Work(JobPlan("batches", 60), run))
    assert eventually(lambda: bool(batches))
    stop.set()

    assert eventually(lambda: job(parts, "batches").succeeded_at is not None)
    assert batches[-1] == "ended"


def test_a_store_that_is_away_is_waited_for(parts: Parts, working: Callable[..., threading.Event], monkeypatch) -> None:
    ran = threading.Event()
    away = [3]

    def is_needed(parts: Parts) -> bool:
        if away[0]:
            away[0] -= 1
            raise StoreError(N_("the database is away"))
        return True

    monkeypatch.setattr("ui.worker.STORE_WAIT", (timedelta(seconds=0.01), timedelta(seconds=0.02)))
    working(Work(JobPlan("steady", 60), lambda parts, stop: ran.set(), is_needed=is_needed))

    assert ran.wait(SOON)


def test_the_relay_brings_the_index_level(parts: Parts) -> None:
    receive(parts, "Су жоқ", "Жол жоқ")

    once(parts, *[work for work in jobs.WORKS if work.plan.name == "relay"])

    with parts.store.reading() as records:
        assert records.outbox_size() == 0
    assert parts.index.status()["documents"] == 2


def test_an_engine_that_is_away_is_waited_for_and_the_desk_goes_on(
    parts: Parts, settings: Settings, free_port: Callable[[], int]
) -> None:
    relay = next(work for work in jobs.WORKS if work.plan.name == "relay")
    away = settings.model_copy(update={"elasticsearch_url": f"http://127.0.0.1:{free_port()}"})
    clock = [parts.now()]
    with open_parts(away, lambda: clock[0]) as without:
        receive(without, "Су жоқ")
        waits = []
        for _ in range(14):
            once(without, relay)
            failed = job(without, "relay")
            waits.append((failed.next_run_at - clock[0]).total_seconds())
            clock[0] = failed.next_run_at
        receive(without, "Жол жоқ", "Жарық жоқ")
        assert "Elasticsearch" in failed.error
    assert waits[:5] == [1, 2, 4, 8, 16]
    assert waits[-1] == 3600

    with open_parts(settings, lambda: clock[0] + timedelta(hours=1)) as again:
        once(again, relay)
        assert job(again, "relay").error is None
        assert again.index.status()["posts"] == 2


def test_a_lost_index_is_built_anew_by_itself(parts: Parts, settings: Settings) -> None:
    receive(parts, "Су жоқ")
    once(parts, *[work for work in jobs.WORKS if work.plan.name == "relay"])
    assert not jobs.needs_rebuild(parts)
    parts.close()
    shutil.rmtree(settings.index_dir)

    assert jobs.needs_rebuild(parts)


def test_notices_are_sent_once_and_unknown_channels_wait(parts: Parts) -> None:
    with parts.store.writing() as records:
        for channel in ("desk", "pigeon"):
            records.put_notice(Notice(channel, "aigul", "Жаңа өтінім", NOW - timedelta(minutes=1)))

    once(parts, *[work for work in jobs.WORKS if work.plan.name == "notices"])

    with parts.store.writing() as records:
        later = parts.now() + timedelta(days=1)
        assert records.claim_notices("desk", later, later, 9) == []
        (waiting,) = records.claim_notices("pigeon", later, later + timedelta(minutes=1), 9)
    assert waiting.state is NoticeState.WAITING


def test_a_broken_journal_is_the_jobs_error(parts: Parts) -> None:
    head = parts.settings.data_dir / "journal-head.json"
    head.write_text('{"count": 3, "hash": "' + "0" * 64 + '"}', "ascii")

    once(parts, *[work for work in jobs.WORKS if work.plan.name == "check-journal"])

    assert "nazar journal verify" in job(parts, "check-journal").error


def test_uploads_that_nobody_started_are_thrown_away_and_waiting_ones_stay(parts: Parts) -> None:
    kept, forgotten = (parts.settings.uploads_dir / name for name in ("a" * 32, "b" * 32))
    for folder in (kept, forgotten):
        folder.mkdir(parents=True)
        (folder / "file.csv").write_text("x")
        os.utime(folder, (0, 0))
    with parts.store.writing() as records:
        records.keep_import(ImportRun(str(kept / "file.csv"), "file.csv", "x", "aigul", NOW))

    once(parts, *[work for work in jobs.WORKS if work.plan.name == "clean"])

    assert kept.exists()
    assert not forgotten.exists()


def test_every_job_has_a_name_of_its_own_and_one_way_to_be_done() -> None:
    names = [work.plan.name for work in jobs.WORKS]

    assert len(names) == len(set(names))
    assert all((work.run is None) == bool(work.command) for work in jobs.WORKS)
    assert all(work.plan.own_process == bool(work.command) for work in jobs.WORKS)


# ── killed ────────────────────────────────────────────────────────────────────────────────────────────────────────


def start_worker(settings: Settings, *arguments: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "NAZAR_DATA_DIR": str(settings.data_dir)}
    if settings.database_url is not None:
        environment["NAZAR_DATABASE_URL"] = settings.database_url.get_secret_value()
    log = (settings.data_dir / "worker.log").open("ab")
    return subprocess.Popen([*NAZAR, "worker", *arguments], env=environment, stdout=log, stderr=log)


def upload(parts: Parts, count: int) -> None:
    folder = parts.settings.uploads_dir / ("c" * 32)
    folder.mkdir(parents=True)
    file = folder / "log.csv"
    rows = [f"{at};zhinaq;{(NOW - timedelta(seconds=at)).isoformat()};Су жоқ нөмір {at}" for at in range(count)]
    file.write_text("message_id;channel;date;text\n" + "\n".join(rows) + "\n", "utf-8")
    columns = {"id": "message_id", "place": "channel", "published_at": "date", "text": "text"}
    options = {"columns": columns, "constants": {"network": "telegram"}}
    with parts.store.writing() as records:
        records.keep_source(Source("log", "import", "Log", NOW))
        records.keep_import(ImportRun(str(file), "log.csv", "log", "aigul", NOW, options, size=file.stat().st_size))


def progress(parts: Parts) -> tuple[ImportState, int]:
    with parts.store.reading() as records:
        (run,) = records.imports()
    return run.state, run.received


def undelivered(parts: Parts) -> int:
    """Posts of the outbox, neither confirmed nor given up."""
    with parts.store.reading() as records:
        return records.outbox_size()


def test_a_killed_worker_loses_nothing_and_the_next_one_takes_over(parts: Parts, settings: Settings) -> None:
    count = 20_000
    upload(parts, count)
    first = start_worker(settings, "--lease", "2")
    try:
        assert eventually(lambda: progress(parts)[1] > 0), (settings.data_dir / "worker.log").read_text()
    finally:
        first.kill()
        first.wait()
    state, done = progress(parts)
    second = start_worker(settings, "--lease", "2")
    try:
        assert state is ImportState.RUNNING or done == count
        finished = eventually(lambda: progress(parts)[0] is ImportState.DONE)
        assert finished, (settings.data_dir / "worker.log").read_text()
        # Not the index's count alone: what the killed worker put and had no time to confirm is counted already,
        # and stays in the outbox until its lease is over.
        assert eventually(lambda: undelivered(parts) == 0)
        assert parts.index.status()["posts"] == count
    finally:
        second.send_signal(signal.SIGTERM)
        code = second.wait(SOON)
    assert code == 0
    assert progress(parts)[1] == count
    with parts.store.reading() as records:
        ledger = records.posts_ledger(Scope.everything(), PostFilter(source="log"))
        assert sum(number for (line, _), number in ledger.items() if line) == count, ledger
        assert records.outbox_size() == 0
        assert all(each.lease_by is None for each in records.jobs())


def test_a_worker_that_is_ended_during_an_import_leaves_it_to_the_next_one(parts: Parts, settings: Settings) -> None:
    count = 20_000
    upload(parts, count)
    first = start_worker(settings)
    assert eventually(lambda: progress(parts)[1] > 0), (settings.data_dir / "worker.log").read_text()
    first.send_signal(signal.SIGTERM)
    assert first.wait(SOON) == 0
    state, done = progress(parts)
    assert state in {ImportState.RUNNING, ImportState.DONE}
    assert all(each.lease_by is None for each in jobs_of(parts))

    second = start_worker(settings)
    try:
        assert eventually(lambda: progress(parts) == (ImportState.DONE, count)), done
    finally:
        second.send_signal(signal.SIGTERM)
        second.wait(SOON)


def jobs_of(parts: Parts):
    with parts.store.reading() as records:
        return records.jobs()


def test_a_worker_needs_no_terminal_and_no_path(settings: Settings) -> None:
    done = subprocess.run(
        [sys.executable, "-P", "-m", "ui", "worker", "--once"],
        env={"NAZAR_DATA_DIR": str(settings.data_dir), **({} if settings.database_url is None else
             {"NAZAR_DATABASE_URL": settings.database_url.get_secret_value()})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=120,
        check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
