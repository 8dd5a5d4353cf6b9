"""What every table is made of: one metadata, names for every rule, and how moments, texts and values are kept."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Dialect, Integer, MetaData, Text, TypeDecorator
from sqlalchemy.types import TypeEngine

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LARGEST = 2**63 - 1
"""The greatest number a database can keep; ids from outside may be greater."""

_UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")

Id = BigInteger().with_variant(Integer(), "sqlite")
"""A row's number: 64 bits everywhere (SQLite makes only an INTEGER PRIMARY KEY its own row id)."""


def micros(moment: datetime) -> int:
    """The moment in microseconds since 1970 UTC. `moment` is aware."""
    since = moment - EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def moment_of(value: int) -> datetime:
    """The moment, aware in UTC, that `micros` made a number of."""
    return EPOCH + timedelta(microseconds=value)


def keepable(text: str) -> str:
    """The text as both databases keep it: NUL and lone surrogates become U+FFFD (SQLite alone would take a NUL)."""
    return _UNKEEPABLE.sub("\ufffd", text) if _UNKEEPABLE.search(text) else text


def as_json(value: Any) -> str:
    """ASCII-only JSON, so that a stray surrogate or NUL in it harms no database. Raises ValueError, TypeError."""
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"), sort_keys=True, allow_nan=False)


def as_body(value: Any) -> str:
    """JSON that keeps Cyrillic as it is, a third of the size: for values that are clean already. Give it to `keepable`
    where it does not go through a column's type."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


class Moment(TypeDecorator[datetime]):
    """An aware moment, kept as microseconds since 1970 UTC: the same on every database, and fast to compare."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else micros(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return None if value is None else moment_of(value)


class Kept(TypeDecorator[str]):
    """A text of any length, cleaned of what one of the databases could not keep.

    PostgreSQL compares it byte by byte, as SQLite does: keys and codes know no language, and it is faster.
    """

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[str]:
        return Text(collation="C") if dialect.name == "postgresql" else Text()

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else keepable(value)


class Body(TypeDecorator[Any]):
    """A JSON value of ours with residents' words in it, kept as text and as short as it can be."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else keepable(as_body(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)


class Json(TypeDecorator[Any]):
    """A plain JSON value, kept as text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else as_json(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)
