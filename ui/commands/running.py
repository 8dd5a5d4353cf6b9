"""`nazar up | desk | worker | db upgrade`: what runs, and the database it runs on."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from desk.errors import StoreError
from ui.commands import face

if TYPE_CHECKING:
    from types import FrameType

    from config.settings import Settings

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
database = face.group("The database that keeps the truth.")


def add_to(app: typer.Typer) -> None:
    """Register the commands of this file."""
    app.command()(up)
    app.command()(desk)
    app.command()(worker)
    app.command()(jobs)


def up() -> None:
    """Start everything and stay in the foreground: database, desk and worker. Ctrl-C ends it all."""
    from config.founding import make_data_dir, upgrade_database
    from ui import supervisor
    from ui.logs import open_logs

    settings = face.settings()
    open_logs("up", settings.log_level)
    make_data_dir(settings)
    with asked_to_end() as stop, supervisor.alone(settings.data_dir):
        supervisor.must_be_free(settings.host, settings.port)
        upgrade_database(settings)
        wards = [supervisor.Ward("desk", ("desk",)), supervisor.Ward("worker", ("worker",))]
        supervisor.Supervisor(wards).run(stop, _announcer(settings))


def desk() -> None:
    """Serve the desk alone, until it is ended by a signal."""
    settings = face.settings()
    from crawlers.files.reading import ReadOptions, preview
    from ui.asgi import serve
    from ui.logs import open_logs

    open_logs("desk", settings.log_level)
    serve(settings, lambda path, seen_at: preview(path, ReadOptions(seen_at, settings.timezone)))


def worker(
    once: Annotated[bool, typer.Option("--once", help="Run every job that is due one time, then end.")] = False,
    lease: Annotated[
        float, typer.Option("--lease", min=1, metavar="SECONDS", help="After how long another worker may take over.")
    ] = 30,
) -> None:
    """Do the work behind the desk: bring the index level, import what was uploaded, watch terms, send notices."""
    from ui.jobs import WORKS
    from ui.logs import open_logs
    from ui.worker import Worker

    with asked_to_end() as stop, face.installation() as parts:
        open_logs("worker", parts.settings.log_level)
        Worker(parts, WORKS, lease=timedelta(seconds=lease)).run(stop, once=once)


def jobs(as_json: face.Json = False) -> None:
    """List the worker's jobs: when each ran, when it runs again, who holds it, and what went wrong."""
    with face.installation() as parts, parts.store.reading() as records:
        rows = [
            {
                "name": job.name,
                "every": job.every,
                "own_process": job.own_process,
                "next_run_at": job.next_run_at,
                "held_by": job.lease_by,
                "held_until": job.lease_until,
                "succeeded_at": job.succeeded_at,
                "failed_at": job.failed_at,
                "failures": job.failures,
                "error": job.error,
            }
            for job in records.jobs()
        ]
    columns = ("name", "every", "succeeded_at", "next_run_at", "held_by", "failures", "error")
    face.table(rows, columns, as_json=as_json, empty="no worker has run yet")


@database.command("upgrade")
def upgrade() -> None:
    """Make the database's tables those of this version. Harmless when they are."""
    from config.founding import upgrade_database

    upgrade_database(face.settings())
    face.say("the database has the tables of this version")


@contextmanager
def asked_to_end() -> Iterator[threading.Event]:
    """An event that the first SIGINT, SIGTERM or SIGHUP sets; the second one ends the process as usual."""
    stop = threading.Event()

    def first(number: int, _frame: FrameType | None) -> None:
        stop.set()
        signal.signal(number, signal.SIG_DFL)

    if threading.current_thread() is not threading.main_thread():  # only the main one may listen to signals
        yield stop
        return
    before = {number: signal.signal(number, first) for number in ENDING}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _announcer(settings: Settings) -> Callable[[], None]:
    """Tells the address once the desk answers there, with the one-time link on an empty installation."""
    from ui.supervisor import answers, reachable

    told = threading.Event()

    def announce() -> None:
        if told.is_set() or not answers(settings.host, settings.port):
            return
        address = f"http://{_bracketed(reachable(settings.host))}:{settings.port}"
        try:
            link = _first_link(settings)
        except StoreError as error:  # the next look asks again; the desk itself goes on
            face.say(str(error))
            return
        told.set()
        typer.echo(f"Nazar: {address}/")
        if link is not None:
            typer.echo(f"Nobody can sign in yet. This link works once and makes the first person:\n{address}{link}")

    return announce


def _first_link(settings: Settings) -> str | None:
    from config.wiring import open_parts
    from ui.first_start import link

    with open_parts(settings) as parts:
        return link(parts)


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
