"""Bringing a database to the tables of this version (Alembic, run from code)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine

from desk.errors import StoreError
from store import faults
from store.engines import address, writer
from store.faults import in_words, name_of

FOLDER = Path(__file__).parent / "migrations"
WAIT_SECONDS = 60
"""How long an upgrade waits for programs that still write."""
_LOCK = 7_201


def upgrade(url: str, revision: str = "head") -> None:
    """Make the database's tables those of this version; the SQLite file and its folder are made when missing.

    Harmless when it is current. Raises StoreError.
    """
    place = address(url)
    if place.get_backend_name() == "sqlite":
        _make_file(place)
    with _connected(place) as engine, in_words(name_of(place)), engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
        command.upgrade(_config(connection), revision)


def is_current(url: str) -> bool:
    """Has the database the tables of this version? False for one that is missing. Raises StoreError otherwise."""
    return revision_of(url) == _newest()


def revision_of(url: str) -> str | None:
    """The revision the database stands at; None when it is missing or empty. Raises StoreError."""
    place = address(url)
    try:
        with _connected(place) as engine, in_words(name_of(place)), engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()
    except StoreError as error:
        if error.message in {faults.NOT_UPGRADED, faults.NO_DATABASE}:
            return None
        raise


def revisions() -> list[str]:
    """Every revision there is, oldest first."""
    script = ScriptDirectory.from_config(_config())
    return [each.revision for each in reversed(list(script.walk_revisions()))]


def _newest() -> str | None:
    return ScriptDirectory.from_config(_config()).get_current_head()


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    # Alembic reads its options as a template: a per cent sign in the path would be taken for one.
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


@contextmanager
def _connected(url: URL) -> Iterator[Engine]:
    engine = writer(url, WAIT_SECONDS)
    try:
        yield engine
    finally:
        engine.dispose()


def _make_file(url: URL) -> None:
    file = Path(url.database or "")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.exists():
            # Residents' words: nobody else's business on a machine with several users.
            file.touch(mode=0o600)
    except OSError as error:
        raise StoreError(faults.UNOPENABLE, database=name_of(url)) from error
