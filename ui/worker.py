"""The worker: runs the jobs of the table when they are due, holds their leases, and writes down how they ended."""

from __future__ import annotations

import logging
import os
import secrets
import socket
import subprocess
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic

from config.wiring import Parts
from desk.chores import Job
from desk.errors import NazarError, StoreError
from desk.jobs import JobPlan, due, next_run, next_try, wait
from ui import lifelines
from ui.logs import redacted

LEASE = timedelta(seconds=30)
LOOK_SECONDS = 0.25
GRACE_SECONDS = 12.0
"""How long a job may take to finish its batch when the worker ends; the supervisor waits a little longer."""
STORE_WAIT = (timedelta(seconds=1), timedelta(minutes=1))
log = logging.getLogger(__name__)

Stop = Callable[[], bool]
"""Asked by a job between two batches: should it end now?"""


class Later(Exception):
    """Raised by a job that knows when to be tried again: `words` for the table, `seconds` from now."""

    def __init__(self, words: str, seconds: float) -> None:
        super().__init__(words)
        self.seconds = seconds


@dataclass(frozen=True)
class Work:
    """A job and how it is done: `run` in a thread of the worker, or `command` as a child of its own.

    `is_needed` is asked first, so that nothing is claimed or started when there is nothing to do. `run` returns when
    its work is done or soon after `stop()` is true; it may be broken off anywhere and is then done again.
    """

    plan: JobPlan
    run: Callable[[Parts, Stop], None] | None = None
    command: tuple[str, ...] = ()
    is_needed: Callable[[Parts], bool] = lambda parts: True


@dataclass
class Run:
    """A job under way in this worker."""

    work: Work
    job: Job
    renewed: float
    asked_to_end: threading.Event = field(default_factory=threading.Event)
    thread: threading.Thread | None = None
    child: subprocess.Popen[bytes] | None = None
    error: str | None = None
    pause: timedelta | None = None
    last_words: str = ""


class Worker:
    """One worker process. Several may run side by side: a job belongs to who holds its lease.

    A worker that dies lets its leases run out; then another one, or its own successor, does the jobs again.
    """

    def __init__(self, parts: Parts, works: Sequence[Work], *, lease: timedelta = LEASE) -> None:
        self._parts = parts
        self._works = {work.plan.name: work for work in works}
        self._lease = lease
        self._running: dict[str, Run] = {}
        self._asked: dict[str, float] = {}
        self._lost = 0
        self.name = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(3)}"

    def run(self, stop: threading.Event, *, once: bool = False) -> None:
        """Work until `stop` is set (with `once`: until nothing is due), then let every job finish its batch.

        Raises StoreError only when the store cannot be used at the start; later outages are waited for.
        """
        self._know_jobs()
        started: set[str] = set()
        try:
            while not stop.is_set():
                pause = self._turn(started if once else set())
                if once and not self._running:
                    return
                stop.wait(pause)
        finally:
            self._end()

    def _know_jobs(self) -> None:
        now = self._parts.now()
        with self._parts.store.writing() as records:
            for work in self._works.values():
                records.ensure_job(work.plan.first(now))

    def _turn(self, done_before: set[str]) -> float:
        """Look once at everything; how long to wait until the next look."""
        try:
            for run in list(self._running.values()):
                self._look_after(run)
            self._start_due(done_before)
        except StoreError as error:
            # The store may be away for a while; whoever reads the log must not drown in it.
            self._lost += 1
            pause = wait(self._lost, *STORE_WAIT)
            log.warning("%s; looking again in %d s", redacted(str(error)), pause.total_seconds())
            return pause.total_seconds()
        self._lost = 0
        return LOOK_SECONDS

    def _start_due(self, done_before: set[str]) -> None:
        now = self._parts.now()
        with self._parts.store.reading() as records:
            waiting = due(records.jobs(), now)
        for job in waiting:
            work = self._works.get(job.name)
            if work is None or job.name in self._running or job.name in done_before:
                continue
            done_before.add(job.name)
            if self._asked.get(job.name, 0.0) > monotonic():
                continue
            try:
                is_needed = work.is_needed(self._parts)
            except StoreError:
                raise
            except NazarError as error:
                self._claim(work, now, redacted(str(error)))
                continue
            if is_needed:
                self._claim(work, now)
            else:
                # A job with nothing to do stays due; the question itself must not be asked at every look.
                self._asked[job.name] = monotonic() + work.plan.every

    def _claim(self, work: Work, now: datetime, error: str | None = None) -> None:
        with self._parts.store.writing() as records:
            job = records.claim_job(work.plan.name, self.name, now, now + self._lease)
        if job is None:
            return
        run = Run(work, job, monotonic(), error=error)
        self._running[work.plan.name] = run
        if error is not None:
            self._finish(run)
            return
        if work.command:
            run.child = lifelines.start(work.command, stderr=subprocess.PIPE)
        run.thread = threading.Thread(target=_listen if work.command else self._do, args=(run,), name=work.plan.name)
        run.thread.daemon = True
        run.thread.start()

    def _do(self, run: Run) -> None:
        assert run.work.run is not None
        try:
            run.work.run(self._parts, run.asked_to_end.is_set)
        except NazarError as error:
            run.error = redacted(str(error))
        except Later as later:
            run.error, run.pause = redacted(str(later)), timedelta(seconds=later.seconds)
        except Exception as error:
            # A bug in one job must not stop the others; its traceback is in the log, its name in the table.
            log.exception("the job %s failed", run.work.plan.name)
            run.error = f"a fault of Nazar itself ({type(error).__name__}); the log has the details"

    def _look_after(self, run: Run) -> None:
        assert run.thread is not None
        if run.thread.is_alive() or (run.child is not None and run.child.poll() is None):
            self._renew(run)
            return
        if run.child is not None and run.child.returncode != 0 and not run.asked_to_end.is_set():
            run.error = run.last_words or f"its process ended with {run.child.returncode}"
        self._finish(run)

    def _renew(self, run: Run) -> None:
        if monotonic() - run.renewed < self._lease.total_seconds() / 3:
            return
        with self._parts.store.writing() as records:
            kept = records.renew_lease(run.work.plan.name, self.name, self._parts.now() + self._lease)
        run.renewed = monotonic()
        if not kept:
            log.warning("the job %s was taken over by another worker", run.work.plan.name)
            _ask_to_end(run)

    def _finish(self, run: Run) -> None:
        now, plan = self._parts.now(), run.work.plan
        if run.error is None:
            again = next_run(plan, now, self._parts.settings.zone)
        else:
            log.warning("the job %s failed: %s", plan.name, run.error)
            again = next_try(run.job.failures + 1, now) if run.pause is None else now + run.pause
        with self._parts.store.writing() as records:
            records.finish_job(plan.name, self.name, now, again, run.error)
        del self._running[plan.name]

    def _end(self) -> None:
        for run in self._running.values():
            _ask_to_end(run)
        until = monotonic() + GRACE_SECONDS
        for run in list(self._running.values()):
            if run.thread is not None:
                run.thread.join(max(0.0, until - monotonic()))
            if run.child is not None:
                lifelines.end([run.child], max(0.0, until - monotonic()))
            if run.thread is None or not run.thread.is_alive():
                try:
                    self._finish(run)
                except StoreError as error:
                    log.warning("%s", redacted(str(error)))  # its lease runs out by itself


def _ask_to_end(run: Run) -> None:
    run.asked_to_end.set()
    if run.child is not None:
        lifelines.ask(run.child)


def _listen(run: Run) -> None:
    """Pass on what a child says, and keep its last words: when it fails, they tell why."""
    assert run.child is not None
    assert run.child.stderr is not None
    for line in run.child.stderr:
        words = redacted(line.decode("utf-8", "replace").rstrip())
        if words:
            run.last_words = words.removeprefix("nazar: ")
            log.info("%s: %s", run.work.plan.name, words)
    run.child.wait()
