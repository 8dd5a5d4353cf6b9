"""What `nazar doctor` looks at; each finding says how it stands and, where it is not well, what to do."""

from __future__ import annotations

import platform
import shutil
import sqlite3
import stat
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from itertools import pairwise
from pathlib import Path

from config.founding import is_database_current
from config.keys import key_file
from config.settings import unknown_variables
from config.wiring import Parts, database_health
from desk.errors import ConfigError, NazarError, SearchError, StoreError
from desk.journal import Head, JournalLine, chained
from desk.relay import rebuild_is_due
from desk.roles import Role
from ui.logs import redacted

LITTLE_DISK, NO_DISK = 2 * 1024**3, 256 * 1024**2
CLOCK_DRIFT = timedelta(seconds=5)
LATE_OUTBOX = timedelta(minutes=10)
QUIET_WORKER = timedelta(minutes=5)
JOURNAL_TAIL = 200
NO_HEAD_REMEDY = (
    "put journal-head.json back from the backup, or, when you know why it was gone,"
    " run “nazar journal verify --accept-head”"
)
"""Lines of the journal's end that are looked at; `nazar journal verify` walks all of them."""


class Level(StrEnum):
    """How bad it is: with an error Nazar does not work as it should."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True)
class Finding:
    """What was looked at, how it stands in words, and what to do about it."""

    check: str
    level: Level
    says: str
    do: str = ""


def examine(parts: Parts) -> Iterator[Finding]:
    """Look at everything; what cannot be looked at is a finding too."""
    for name, check in CHECKS.items():
        try:
            yield from check(parts)
        except NazarError as error:
            yield Finding(name, Level.ERROR, redacted(str(error)), _way_out(parts, error))


def _way_out(parts: Parts, error: NazarError) -> str:
    if isinstance(error, SearchError):
        if parts.settings.index_kind == "elasticsearch":
            return "start Elasticsearch or correct NAZAR_ELASTICSEARCH_…, then look again with “nazar index status”"
        return "let the data folder be read and written, then run “nazar index rebuild”"
    if isinstance(error, StoreError):
        if parts.settings.store_kind == "postgresql":
            return "start PostgreSQL or correct NAZAR_DATABASE_URL; on a new database run “nazar db upgrade”"
        return "let the data folder be read and written; in a new one run “nazar db upgrade”"
    return "correct what is named there (docs/settings.md, docs/catalogues.md), then run “nazar doctor” again"


def _versions(parts: Parts) -> Iterator[Finding]:
    version = platform.python_version()
    good = sys.version_info >= (3, 11)
    yield Finding("python", Level.OK if good else Level.ERROR, f"Python {version}", "" if good else "use 3.11 or newer")
    for name in unknown_variables():
        yield Finding("settings", Level.WARNING, f"{name} sets nothing", "correct its name (docs/settings.md)")


def _folder(parts: Parts) -> Iterator[Finding]:
    folder = parts.settings.data_dir
    if not folder.is_dir():
        yield Finding("folder", Level.ERROR, f"there is no data folder {folder}", "run “nazar db upgrade”")
        return
    yield _private("folder", folder, "chmod 700")
    key = key_file(folder, parts.settings.secret_key_file)
    if key.exists():
        yield _private("secret key", key, "chmod 600")
    yield Finding(
        "secret key", Level.OK, f"it is the one this installation began with (mask {parts.mask.alias('', '')})"
    )


def _private(check: str, path: Path, remedy: str) -> Finding:
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
    except OSError as fault:
        raise ConfigError("{path} cannot be looked at ({why})", path=path, why=fault.strerror) from fault
    # A secret that a container mounts belongs to somebody else and cannot be written; only writers and strangers count.
    if mode & 0o007:
        return Finding(check, Level.WARNING, f"{path} is open to every user of this machine", f"{remedy} {path}")
    return Finding(check, Level.OK, f"{path} (mode {mode:o})")


def _disk(parts: Parts) -> Iterator[Finding]:
    folder = parts.settings.data_dir
    if not folder.is_dir():
        return
    free = shutil.disk_usage(folder).free
    level = Level.ERROR if free < NO_DISK else Level.WARNING if free < LITTLE_DISK else Level.OK
    remedy = "" if level is Level.OK else "free some space, or move the data folder to a larger disk"
    yield Finding("disk", level, f"{free / 1024**3:.1f} GB free at {folder}", remedy)


def _database(parts: Parts) -> Iterator[Finding]:
    if not is_database_current(parts.settings):
        says = "the database has not the tables of this version"
        yield Finding("database", Level.ERROR, says, "run “nazar db upgrade”")
        return
    health = database_health(parts)
    level = Level.OK if health.is_supported else Level.ERROR
    yield Finding(
        "database", level, f"{health.engine} {health.version}", "" if health.is_supported else "use a newer one"
    )
    if health.clock is None:
        return
    drift = abs(health.clock - parts.now())
    if drift > CLOCK_DRIFT:
        says = f"this machine and the database differ by {drift.total_seconds():.0f} s"
        yield Finding("clock", Level.ERROR, says, "set both clocks by a time server (NTP)")


def _clock(parts: Parts) -> Iterator[Finding]:
    with parts.store.reading() as records:
        head = records.journal_head()
        last = records.journal(after=head.count - 1, limit=1) if head.count else []
    now = parts.now()
    if last and last[0].entry.at > now + CLOCK_DRIFT:
        says = f"the journal's last line is of {last[0].entry.at:%Y-%m-%d %H:%M:%S}, which is still to come"
        yield Finding("clock", Level.ERROR, says, "set the machine's clock by a time server (NTP)")
    else:
        yield Finding("clock", Level.OK, f"{now.astimezone(parts.settings.zone):%Y-%m-%d %H:%M:%S %Z}")


def _journal(parts: Parts) -> Iterator[Finding]:
    kept = parts.store.kept_head()
    with parts.store.reading() as records:
        head = records.journal_head()
        lines = records.journal(after=max(0, head.count - JOURNAL_TAIL), limit=JOURNAL_TAIL)
    remedy = "keep the database and its backups as they are, and run “nazar journal verify”"
    if kept is None:
        level = Level.ERROR if head.count else Level.OK
        says = f"{head.count} lines; their head is not kept outside the database"
        yield Finding("journal", level, says, NO_HEAD_REMEDY if head.count else "")
        return
    if not _is_whole(lines) or head.count < kept.count:
        yield Finding("journal", Level.ERROR, "the chain is broken or its end is cut off", remedy)
    elif kept.unguarded:
        says = f"the head kept outside the database was missing when there were {kept.unguarded} lines"
        yield Finding("journal", Level.ERROR, says, NO_HEAD_REMEDY)
    else:
        yield Finding("journal", Level.OK, f"{head.count} lines, the last {len(lines)} whole")


def _is_whole(lines: list[JournalLine]) -> bool:
    """Each line's hash is of what it says, and each follows the one before."""
    right = all(chained(line.entry, Head(line.seq - 1, line.previous)).hash == line.hash for line in lines)
    pairs = pairwise(lines)
    return right and all(after.previous == before.hash and after.seq == before.seq + 1 for before, after in pairs)


def _catalogues(parts: Parts) -> Iterator[Finding]:
    read = parts.catalogues()
    # As `nazar catalogue list` counts: the country itself is no entry.
    says = ", ".join(f"{len(read.entries(name))} {name}" for name in ("departments", "topics", "territories"))
    yield Finding("catalogues", Level.OK, says)


def _staff(parts: Parts) -> Iterator[Finding]:
    with parts.store.reading() as records:
        users = [each for each in records.users() if not each.disabled and each.password is not None]
    if not users:
        yield Finding("staff", Level.WARNING, "nobody can sign in", "nazar user add, or the link “nazar up” prints")
    elif not any(grant.role is Role.ADMINISTRATOR for each in users for grant in each.grants):
        yield Finding(
            "staff", Level.WARNING, "nobody is administrator", "nazar user grant LOGIN --role administrator --more"
        )
    else:
        yield Finding("staff", Level.OK, f"{len(users)} can sign in")


def _engine(parts: Parts) -> Iterator[Finding]:
    settings = parts.settings
    if settings.index_kind == "fts5" and not _has_fts5():
        yield Finding("index", Level.ERROR, "this Python's SQLite has no FTS5", "use another Python, or Elasticsearch")
        return
    if settings.index_kind == "fts5" and settings.store_kind == "postgresql":
        says = "PostgreSQL with the embedded engine: searching works on this one machine only"
        yield Finding("index", Level.WARNING, says, "set NAZAR_ELASTICSEARCH_URL to have desks on several machines")
    status = parts.index.status()
    version = str(status.get("version", "?"))
    if settings.index_kind == "elasticsearch" and not version.startswith("9."):
        yield Finding("index", Level.ERROR, f"Elasticsearch {version}", "use Elasticsearch 9")
    if rebuild_is_due(parts.store, parts.index):
        says = "the index is not the one the store filled, or reads words as an older version did"
        yield Finding("index", Level.WARNING, says, "the worker builds it anew; or run “nazar index rebuild”")
    said = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in status.items() if value is not None)
    yield Finding("index", Level.OK, said)


def _has_fts5() -> bool:
    try:
        with sqlite3.connect(":memory:") as trial:
            trial.execute("CREATE VIRTUAL TABLE trial USING fts5(words)")
    except sqlite3.OperationalError:
        return False
    return True


def _outbox(parts: Parts) -> Iterator[Finding]:
    with parts.store.reading() as records:
        size, oldest = records.outbox_size(), records.oldest_outbox()
    age = timedelta(0) if oldest is None else parts.now() - oldest
    says = f"{size} changes wait for the index" if size else "the index has everything"
    if age > LATE_OUTBOX:
        waited = f", the oldest for {int(age.total_seconds() // 60)} min"
        yield Finding("outbox", Level.WARNING, says + waited, "see that the worker runs and the engine answers")
    else:
        yield Finding("outbox", Level.OK, says)


def _worker(parts: Parts) -> Iterator[Finding]:
    now = parts.now()
    with parts.store.reading() as records:
        jobs = records.jobs()
    seen = [moment for job in jobs for moment in (job.succeeded_at, job.failed_at) if moment is not None]
    is_alive = any(job.lease_until is not None and job.lease_until > now for job in jobs)
    if not is_alive and (not seen or now - max(seen) > QUIET_WORKER):
        since = f"since {max(seen):%Y-%m-%d %H:%M} UTC" if seen else "yet"
        yield Finding("worker", Level.WARNING, f"no worker has done anything {since}", "nazar up, or nazar worker")
    else:
        yield Finding("worker", Level.OK, f"{len(jobs)} jobs")
    for job in jobs:
        if job.error is not None:
            says = f"the job {job.name} failed {job.failures} times: {redacted(job.error)}"
            yield Finding("worker", Level.WARNING, says, "it is tried again by itself; “nazar jobs” says when")


def _letters(parts: Parts) -> Iterator[Finding]:
    with parts.store.reading() as records:
        count = records.count_dead_letters()
    if count:
        yield Finding("dead letters", Level.WARNING, f"{count} records were refused", "see nazar dead-letters list")
    else:
        yield Finding("dead letters", Level.OK, "none")


CHECKS: Mapping[str, Callable[[Parts], Iterator[Finding]]] = {
    "python": _versions,
    "disk": _disk,
    "database": _database,
    "folder": _folder,
    "clock": _clock,
    "catalogues": _catalogues,
    "staff": _staff,
    "journal": _journal,
    "index": _engine,
    "outbox": _outbox,
    "worker": _worker,
    "dead letters": _letters,
}
"""Everything that is looked at, in the order in which it is told."""
