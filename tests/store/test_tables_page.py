"""`docs/tables.md` lists every table and column there is. `python tests/store/test_tables_page.py` writes it anew."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Column, LargeBinary, Table, UniqueConstraint

from store import book_tables, case_tables, post_tables, reading_tables
from store.schema import Body, Json, Kept, Moment

PAGE = Path(__file__).resolve().parents[2] / "docs" / "tables.md"
CHAPTERS = {
    "What came in": post_tables,
    "What it was understood as": reading_tables,
    "The work": case_tables,
    "The books": book_tables,
}
INTRODUCTION = """# Tables

The truth in SQL: the same tables in SQLite and in PostgreSQL. `store/migrations` makes them (`nazar db upgrade`), the
test `tests/store/test_tables_page.py` keeps this page true.

*moment* is a 64-bit number: microseconds since 1970 UTC. *text* is compared byte by byte. *JSON* is kept as text.
A column in **bold** belongs to the primary key; `?` may be empty; `→` refers to another table.
"""


def test_the_page_lists_every_table_and_column():
    assert PAGE.read_text("utf-8") == page(), "run: python tests/store/test_tables_page.py"


def test_every_table_says_what_it_holds():
    assert [table.name for module in CHAPTERS.values() for table in tables(module) if not table.comment] == []


def page() -> str:
    parts = [INTRODUCTION]
    for title, module in CHAPTERS.items():
        parts.append(f"## {title}\n")
        parts += [described(table) for table in tables(module)]
    return "\n".join(parts)


def tables(module: object) -> list[Table]:
    return [value for value in vars(module).values() if isinstance(value, Table)]


def described(table: Table) -> str:
    lines = [f"### `{table.name}`\n", f"{table.comment}.\n"]
    lines += [f"- {column_words(column)}" for column in table.c]
    unique = [c for c in table.constraints if isinstance(c, UniqueConstraint)]
    lines += [f"- unique: {', '.join(f'`{column.name}`' for column in each.columns)}" for each in unique]
    return "\n".join(lines) + "\n"


def column_words(column: Column[object]) -> str:
    name = f"**`{column.name}`**" if column.primary_key else f"`{column.name}`"
    target = next((f" → `{key.column.table.name}`" for key in column.foreign_keys), "")
    note = f" ({column.comment})" if column.comment else ""
    return f"{name} {kind_of(column)}{'?' if column.nullable else ''}{target}{note}"


def kind_of(column: Column[object]) -> str:
    kinds = {Moment: "moment", Kept: "text", Body: "JSON", Json: "JSON", LargeBinary: "bytes"}
    plain = {"boolean": "yes or no", "date": "date"}
    found = next((word for kind, word in kinds.items() if isinstance(column.type, kind)), None)
    return found or plain.get(column.type.__visit_name__, "number")


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
