"""What a database's refusal means in plain words, with the way out; never a bound value, never a password."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from desk.errors import N_, StoreError

LOCKED = N_("the database {database} is locked by another program that does not let go: end that program and try again")
FULL = N_("the disk is full, so the database {database} takes nothing more: free some space, then go on where you were")
READ_ONLY = N_("the database {database} cannot be written: check the rights of the file and of its folder")
UNOPENABLE = N_("the database {database} cannot be opened: check that its folder exists and may be read and written")
DAMAGED = N_("the file {database} is damaged or is no database: put back the last backup")
NOT_UPGRADED = N_("the database {database} has not the tables of this version: run “nazar db upgrade”")
WRONG_KEY = N_("the database {database} refuses the user or the password: check NAZAR_DATABASE_URL")
NO_DATABASE = N_("the database {database} does not exist on its server: create it or check NAZAR_DATABASE_URL")
NO_RIGHTS = N_("the database {database} does not allow this to its user: give the user rights to all of Nazar's tables")
AWAY = N_("the database {database} is away: check that its server runs and can be reached, then try again")
BUSY = N_("the database {database} had to break off because two changes met: try again")
CROWDED = N_("the database {database} takes no more connections: end some programs or raise max_connections")
TAKEN = N_("the database {database} already has this: somebody else wrote the same at the same time")
REFUSED = N_("the database {database} refused ({code})")

_SQLITE = {
    "SQLITE_BUSY": LOCKED,
    "SQLITE_LOCKED": LOCKED,
    "SQLITE_FULL": FULL,
    "SQLITE_IOERR": FULL,
    "SQLITE_READONLY": READ_ONLY,
    "SQLITE_PERM": READ_ONLY,
    "SQLITE_CANTOPEN": UNOPENABLE,
    "SQLITE_AUTH": UNOPENABLE,
    "SQLITE_CORRUPT": DAMAGED,
    "SQLITE_NOTADB": DAMAGED,
    "SQLITE_CONSTRAINT": TAKEN,
}
"""The beginning of SQLite's error name → what it means. An i/o error while writing is nearly always a full disk or a
limit on the size of files; the original stays in the chain of causes."""

_POSTGRES = {
    "40": BUSY,
    "42P01": NOT_UPGRADED,
    "42703": NOT_UPGRADED,
    "3D000": NO_DATABASE,
    "28": WRONG_KEY,
    "42501": NO_RIGHTS,
    "25006": READ_ONLY,
    "53100": FULL,
    "53300": CROWDED,
    "53": FULL,
    "55P03": LOCKED,
    "57014": LOCKED,
    "57": AWAY,
    "08": AWAY,
    "23": TAKEN,
    "XX001": DAMAGED,
    "XX002": DAMAGED,
}
"""The beginning of PostgreSQL's SQLSTATE → what it means; the longest beginning that fits counts."""


def name_of(url: URL) -> str:
    """How messages name a database: the file, or user-free `host:port/name`."""
    if url.get_backend_name() == "sqlite":
        return url.database or ":memory:"
    port = f":{url.port}" if url.port else ""
    return f"{url.host or 'localhost'}{port}/{url.database or ''}"


@contextmanager
def in_words(database: str) -> Iterator[None]:
    """Turn whatever a driver raises inside the block into a StoreError that names `database` and the way out."""
    try:
        yield
    except PoolTimeout as error:
        raise StoreError(CROWDED, database=database) from error
    except DBAPIError as error:
        cause = error.orig or error
        raise fault_of(cause, database) from (None if _tells_values(cause) else error)
    except (sqlite3.Error, psycopg.Error) as error:
        raise fault_of(error, database) from (None if _tells_values(error) else error)
    except SQLAlchemyError as error:
        raise StoreError(REFUSED, database=database, code=type(error).__name__) from error


def fault_of(error: BaseException, database: str) -> StoreError:
    """The StoreError for one driver error."""
    if isinstance(error, sqlite3.Error):
        return _sqlite_fault(error, database)
    if isinstance(error, psycopg.Error):
        return _postgres_fault(error, database)
    return StoreError(REFUSED, database=database, code=type(error).__name__)


def _tells_values(error: BaseException) -> bool:
    """Does the error repeat what was being written? PostgreSQL puts the failing row, or the line of a COPY, into its
    details, and a traceback would carry a resident's text into the log."""
    return isinstance(error, psycopg.Error) and bool(error.diag.message_detail or error.diag.context)


def _sqlite_fault(error: sqlite3.Error, database: str) -> StoreError:
    # Only errors that SQLite itself raised have a name; the driver's own (a wrong type) have none.
    code = getattr(error, "sqlite_errorname", type(error).__name__)
    words = str(error)
    if words.startswith(("no such table", "no such column")) or "has no column named" in words:
        return StoreError(NOT_UPGRADED, database=database)
    message = next((message for start, message in _SQLITE.items() if code.startswith(start)), REFUSED)
    if message is UNOPENABLE and _is_missing(Path(database)):
        message = NOT_UPGRADED
    return StoreError(message, database=database, **({"code": code} if message is REFUSED else {}))


def _is_missing(file: Path) -> bool:
    """The upgrade makes the folder too, so one that is not there is no other case."""
    try:
        file.stat()
    except FileNotFoundError:
        return True
    except OSError:
        return False  # a folder that we may not even look into
    return False


def _postgres_fault(error: psycopg.Error, database: str) -> StoreError:
    state = error.sqlstate
    if state is None and isinstance(error, psycopg.OperationalError):
        return StoreError(_connection_words(str(error)), database=database)
    if state is None:
        return StoreError(REFUSED, database=database, code=type(error).__name__)
    starts = (state[:length] for length in (5, 2))
    message = next((_POSTGRES[start] for start in starts if start in _POSTGRES), REFUSED)
    return StoreError(message, database=database, **({"code": state} if message is REFUSED else {}))


def _connection_words(words: str) -> str:
    """libpq gives no SQLSTATE while connecting, only the server's English words (a failed sign-in, a missing name)."""
    if "authentication failed" in words or "no password supplied" in words or "no pg_hba.conf entry" in words:
        return WRONG_KEY
    if "does not exist" in words:
        return WRONG_KEY if "role" in words else NO_DATABASE
    return CROWDED if "too many clients" in words or "too many connections" in words else AWAY
