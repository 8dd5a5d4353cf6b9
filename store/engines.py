"""Connections to the two databases, set up so that both behave alike."""

from __future__ import annotations

import sqlite3
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from desk.errors import N_, StoreError

CONNECT_SECONDS = 5
POOL_SIZE = 5
POOL_OVERFLOW = 15
"""Four desk processes and a worker stay below the hundred connections that PostgreSQL allows by itself."""


def address(url: str) -> URL:
    """The address for SQLAlchemy: `sqlite:///FILE`, `postgresql://…` or `postgres://…`. Raises StoreError."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise StoreError(N_("NAZAR_DATABASE_URL is no address of a database")) from None
    backend = parsed.get_backend_name() if parsed.drivername != "postgres" else "postgresql"
    if backend == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    if backend == "sqlite" and parsed.database and parsed.database != ":memory:":
        return parsed.set(drivername="sqlite+pysqlite")
    raise StoreError(
        N_("NAZAR_DATABASE_URL must begin with sqlite:/// and a file, or with postgresql:// (it begins with {scheme})"),
        scheme=parsed.drivername,
    )


def writer(url: URL, busy_seconds: float) -> Engine:
    """An engine whose transactions may write. `busy_seconds`: how long to wait for another's lock."""
    if url.get_backend_name() == "sqlite":
        return _sqlite(url, busy_seconds, begin="BEGIN IMMEDIATE", query_only=False)
    return _postgres(url, busy_seconds)


def reader(url: URL, writing: Engine, busy_seconds: float) -> Engine:
    """An engine whose transactions are one consistent look and cannot write."""
    if url.get_backend_name() == "sqlite":
        return _sqlite(url, busy_seconds, begin="BEGIN", query_only=True)
    return writing.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def _sqlite(url: URL, busy_seconds: float, *, begin: str, query_only: bool) -> Engine:
    # The file must be there: SQLite would make an empty one in silence and then miss every table.
    file = URL.create(
        "sqlite+pysqlite", database=f"file:{_quoted(url.database or '')}", query={"mode": "rw", "uri": "true"}
    )
    engine = create_engine(
        file,
        hide_parameters=True,
        pool_size=POOL_SIZE,
        max_overflow=POOL_OVERFLOW,
        connect_args={"timeout": busy_seconds},
    )

    @event.listens_for(engine, "connect")
    def set_up(connection: sqlite3.Connection, _record: Any) -> None:
        # The driver's own idea of transactions commits behind our back; we say BEGIN ourselves.
        connection.isolation_level = None
        if not query_only:
            connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA cache_size = -32000")
        connection.execute("PRAGMA temp_store = MEMORY")
        if query_only:
            connection.execute("PRAGMA query_only = ON")

    @event.listens_for(engine, "begin")
    def begin_work(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _quoted(path: str) -> str:
    return path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")


def _postgres(url: URL, busy_seconds: float) -> Engine:
    engine = create_engine(
        url,
        hide_parameters=True,
        pool_pre_ping=True,
        pool_size=POOL_SIZE,
        max_overflow=POOL_OVERFLOW,
        connect_args={"connect_timeout": CONNECT_SECONDS},
    )

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _record: Any) -> None:
        connection.autocommit = True
        connection.execute(f"SET lock_timeout = {int(busy_seconds * 1000)}")
        connection.execute("SET TIME ZONE 'UTC'")
        connection.autocommit = False

    return engine
