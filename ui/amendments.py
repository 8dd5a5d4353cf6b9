"""What editors change in the catalogues, from a file or from a page: checked whole, versioned, journalled."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from config.nodes import node_from
from config.shapes import shape_of
from desk.catalogues import CatalogueRow
from desk.errors import ConfigError, RuleError
from desk.journal import Entry
from desk.roles import ALLOWED, Action, Actor, Subject

if TYPE_CHECKING:
    from config.catalogues import Catalogues
    from config.wiring import Parts

Value = Mapping[str, Any] | None
Values = Sequence[tuple[str, Value]]
"""Fields by the id of their entry; None takes the entry away."""
TIMED = frozenset({"calendar", "terms", "topics"})
"""Catalogues that terms are computed from."""
REFRESH = "refresh-terms"
"""The job that computes the terms of open incidents again."""
LOCAL: Mapping[str, Callable[[Catalogues], Mapping[str, Any]]] = {
    "departments": lambda known: known.departments,
    "places": lambda known: known.places,
}
"""Catalogues whose entries may name a territory, and belong to who manages that one."""


def change(parts: Parts, actor: Actor, name: str, values: Values, told: Mapping[str, str] | None = None) -> int:
    """Change entries of one catalogue; returns how many differ. One transaction, one line an entry.

    `told` are the fields in words (`hours`, `names.kk`, or an entry's id), for errors. Raises RuleError, NotAllowed
    where an entry lies outside of the actor's territory, Stale, StoreError.
    """
    rows, _ = drafted(parts, actor, name, values, told)
    if rows:
        keep(parts, actor, rows, "catalogue-change")
    return len(rows)


def drafted(
    parts: Parts, actor: Actor, name: str, values: Values, told: Mapping[str, str] | None = None
) -> tuple[list[CatalogueRow], Catalogues]:
    """What `change` would write and the catalogues as they would be then; nothing is kept. Raises as `change` does."""
    for key, value in values:
        must_be_changed(parts, actor, name, key, value)
        with as_rule():
            _must_be_written(name, key, value, told or {})
    with as_rule():
        rows = rows_of(parts, actor, name, values)
        return rows, must_hold_together(parts, rows)


def must_be_changed(parts: Parts, actor: Actor, name: str, key: str, value: Value) -> None:
    """Raise NotAllowed unless the entry, as it is and as it would be, lies inside the actor's territory. What names no
    territory belongs to the whole installation."""
    here = parts.territory()
    if name not in LOCAL:
        actor.must(Action.MANAGE_CATALOGUES, Subject(here))
        return
    known = LOCAL[name](parts.catalogues()).get(key)
    before = known.territory if known is not None else (value or {}).get("territory")
    after = (value or {}).get("territory", before)
    for territory in (before, after):
        actor.must(Action.MANAGE_CATALOGUES, Subject(territory or here))


def rows_of(parts: Parts, actor: Actor, name: str, values: Values) -> list[CatalogueRow]:
    """The new versions of those entries that differ."""
    from config.catalogues import changes

    with parts.store.reading() as records:
        versions = {(row.catalogue, row.key): row.version for row in records.catalogue_rows()}
    plain = [(key, None if value is None else dict(value)) for key, value in values]
    return [
        CatalogueRow(name, key, versions.get((name, key), 0) + 1, value, actor.login, parts.now())
        for key, value in changes(name, plain, parts.catalogues())
    ]


def must_hold_together(parts: Parts, rows: Sequence[CatalogueRow]) -> Catalogues:
    """The catalogues with these rows upon them. Raises ConfigError where they cannot be read so."""
    from config.catalogues import read_catalogues

    settings = parts.settings
    with parts.store.reading() as records:
        before = records.catalogue_rows()
    return read_catalogues(settings.config_dir, [*before, *rows], zone=settings.zone, territory=parts.territory())


def keep(parts: Parts, actor: Actor, rows: Sequence[CatalogueRow], action: str) -> None:
    """Keep the rows and write them in the journal, one line an entry; the terms of open incidents follow."""
    grant = actor.grant_for(ALLOWED[Action.MANAGE_CATALOGUES], Subject(parts.territory()))
    role = grant.role.value if grant is not None and not actor.is_console else None
    entries = [
        Entry(row.at, actor.login, action, "catalogue", f"{row.catalogue}/{row.key}", _fields(row), role)
        for row in rows
    ]
    with parts.store.writing() as records:
        records.keep_catalogue_rows(rows)
        if any(row.catalogue in TIMED for row in rows):
            records.hasten_job(REFRESH, parts.now())
        records.write(entries)
    parts.forget_catalogues()


@contextmanager
def as_rule() -> Iterator[None]:
    """What an editor typed is told to them as it is: no fault of the installation."""
    try:
        yield
    except ConfigError as error:
        raise RuleError(error.message, **error.details) from error


def _must_be_written(name: str, key: str, value: Value, told: Mapping[str, str]) -> None:
    shape = shape_of(name)
    for field, each in (value or {}).items():
        for below, part in each.items() if isinstance(each, Mapping) else ():
            needed = {"kk": "–", "ru": "–"} if isinstance(part, str) else {}
            shape.fields[field](node_from({**needed, below: part}, told.get(f"{field}.{below}", below)))
        if each is not None and field in shape.fields:
            shape.fields[field](node_from(each, told.get(field) or told.get(key) or field))


def _fields(row: CatalogueRow) -> Mapping[str, Any]:
    return {"version": row.version, "fields": sorted(row.value) if row.value is not None else None}
