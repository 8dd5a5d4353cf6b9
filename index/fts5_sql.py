"""Tables of a generation, and conditions and terms as SQLite asks for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from index.conditions import AllOf, Between, Condition, OneOf
from index.fields import FIELDS, KINDS, SINGLE, Shape
from index.terms import Term

SCHEMA = "2"
"""Raised with every change of the tables below: an older generation is then built anew."""

_TYPES = {Shape.WORD: "text", Shape.FLAG: "integer not null", Shape.MOMENT: "integer"}
_COLUMNS = ("id", "key", "version", "analyser", "text_hash", "manifold", *SINGLE)
"""Of a narrow row; `manifold` tells whether the row has lines in the table of fields with several values."""

_BULK = (("automerge", 8), ("hashsize", 8 << 20), ("pgsz", 8000))
"""FTS5 keeps a batch in memory and merges rarely: measured half as long again as its defaults for batches of 1,000."""


def tables() -> tuple[str, ...]:
    """The statements that make an empty generation."""
    made = ["create table about (name text primary key, value text not null) without rowid"]
    for kind in KINDS:
        narrow = ", ".join(f"{name} {_TYPES[FIELDS[name]]}" for name in SINGLE)
        made += [
            f"create table {kind}s (id integer primary key, key text not null, version integer not null,"
            f" analyser text not null, text_hash blob not null, manifold integer not null, {narrow})",
            f"create table {kind}_values (id integer, field text, value text, primary key (id, field, value))"
            " without rowid",
            # The words themselves stay in the table: FTS5 can only take out what it is shown again.
            f"create virtual table {kind}_words using fts5(exact, ru, kk, tokenize='ascii', columnsize=0)",
        ]
        if kind == "post":
            # Copies of a text share a band; the row id is no use here, and without it the table is half as big.
            made.append("create table post_bands (band integer, id integer, primary key (band, id)) without rowid")
        made += [f"insert into {kind}_words({kind}_words, rank) values('{name}', {value})" for name, value in _BULK]
    return tuple(made)


def upsert(kind: str) -> str:
    """Adds or replaces a narrow row; an older version changes nothing."""
    marks = ", ".join("?" * len(_COLUMNS))
    changes = ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS[1:])
    return (
        f"insert into {kind}s ({', '.join(_COLUMNS)}) values ({marks})"
        f" on conflict (id) do update set {changes} where excluded.version >= {kind}s.version"
    )


def matching(terms: Sequence[Term]) -> str:
    """An FTS5 expression. Words consist of letters and digits only, so nothing typed can leave its quotes."""
    return " AND ".join(f"({_match(term)})" for term in terms)


def _match(term: Term) -> str:
    if term.beginning:
        return f'exact : "{term.words.exact[0]}" *'
    return " OR ".join(f'{field} : "{" ".join(words)}"' for field, words in term.alternatives)


def question(kind: str, terms: Sequence[Term], condition: Condition) -> tuple[str, str, list[Any]]:
    """Where the documents come from and which, the name of their row id, and the values of the question marks."""
    if not terms:
        text, values = where(kind, condition, "d.id")
        return f"from {kind}s d where {text}", "d.id", values
    text, values = where(kind, condition, "w.rowid")
    # The cross join keeps SQLite from walking the narrow table first; FTS5 gives the row ids in either order by itself.
    source = f"from {kind}_words w cross join {kind}s d on d.id = w.rowid"
    return f"{source} where {kind}_words match ? and ({text})", "w.rowid", [matching(terms), *values]


def twins(bands: Sequence[int], condition: Condition) -> tuple[str, list[Any]]:
    """The posts that share a band, those that share more of them first, and the values of the question marks."""
    text, values = where("post", condition, "d.id")
    marks = ", ".join("?" * len(bands))
    found = f"select id, count(*) as shared from post_bands where band in ({marks}) group by id"
    asked = f"select d.id, d.key from ({found}) b cross join posts d on d.id = b.id where {text}"
    return f"{asked} order by b.shared desc, d.id desc limit ?", [*bands, *values]


def where(kind: str, condition: Condition, row_id: str) -> tuple[str, list[Any]]:
    """The condition over a narrow row `d`, with the values of its question marks."""
    if isinstance(condition, OneOf):
        return _one_of(kind, condition)
    if isinstance(condition, Between):
        name = row_id if condition.field == "id" else f"d.{condition.field}"
        sides = ((">=", condition.low), ("<", condition.high))
        given = [(sign, value) for sign, value in sides if value is not None]
        return " and ".join(f"{name} {sign} ?" for sign, _ in given) or "1", [value for _, value in given]
    parts = [where(kind, part, row_id) for part in condition.parts]
    values = [value for _, given in parts for value in given]
    if isinstance(condition, AllOf):
        return " and ".join(f"({text})" for text, _ in parts) or "1", values
    return " or ".join(f"({text})" for text, _ in parts) or "0", values


def _one_of(kind: str, condition: OneOf) -> tuple[str, list[Any]]:
    marks = ", ".join("?" * len(condition.values))
    if FIELDS[condition.field] is not Shape.WORDS:
        return f"d.{condition.field} in ({marks})", list(condition.values)
    found = f"select 1 from {kind}_values v where v.id = d.id and v.field = ? and v.value in ({marks})"
    return f"exists ({found})", [condition.field, *condition.values]
