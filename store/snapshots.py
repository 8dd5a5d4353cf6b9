"""A whole case as one JSON value and back: the short memory for undoing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from desk.incidents import Case


def body_of(case: Case) -> Any:
    """The case as plain JSON values."""
    return _plain(case)


def case_of(body: Mapping[str, Any]) -> Case:
    """The case that `body_of` wrote."""
    case: Case = _built(Case, body)
    return case


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(value)
    return [_plain(each) for each in value] if isinstance(value, tuple) else value


def _built(kind: Any, value: Any) -> Any:
    """The value as the annotated type says. Unions are only ever `X | None` in the desk."""
    if value is None:
        return None
    if isinstance(kind, UnionType):
        (kind,) = (each for each in get_args(kind) if each is not NoneType)
    if get_origin(kind) is tuple:
        return tuple(_built(get_args(kind)[0], each) for each in value)
    if get_origin(kind) is frozenset:
        return frozenset(value)
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return kind(**{name: _built(hints[name], each) for name, each in value.items()})  # type: ignore[operator]
    if kind in {datetime, date}:
        return kind.fromisoformat(value)
    return kind(value) if isinstance(kind, type) and issubclass(kind, Enum) else value
