"""How catalogues lie upon each other: shipped files, the installation's own files, what the desk changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from config.csv_files import MAX_BYTES, read_rows
from config.nodes import Entry, Node, fault, node_from, nodes_in
from config.shapes import SHAPES, shape_of
from desk.catalogues import CatalogueRow
from desk.errors import N_, ConfigError

SHIPPED = Path(__file__).parent

Entries = dict[str, Entry]


@cache
def shipped(name: str) -> Entries:
    """The entries that Nazar comes with, reference tables first. Read once; do not change them."""
    shape = shape_of(name)
    layers = [*reference(name), *shape.entries(read_text(SHIPPED / shape.file), f"config/{shape.file}")]
    return overlaid({}, layers)


@cache
def reference(name: str) -> tuple[Entry, ...]:
    """The entries of the table below the shipped file; none for most catalogues."""
    shape = shape_of(name)
    if shape.reference is None:
        return ()
    rows = read_rows(read_text(SHIPPED / shape.reference), f"config/{shape.reference}")
    for row in rows:
        shape.check(row)
    return tuple(rows)


def own(config_dir: Path | None) -> dict[str, list[Entry]]:
    """The entries of the installation's own files, by catalogue. A folder that is not there holds none.

    Raises :exc:`~desk.errors.ConfigError` for what cannot be read, and for a file that looks like a catalogue but
    would never be read.
    """
    if config_dir is None:
        return {}
    try:
        paths = sorted(config_dir.iterdir())
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise _unreadable(config_dir, error) from error
    by_file = {shape.file: shape for shape in SHAPES.values()}
    layers = {}
    for path in paths:
        if path.name in by_file:
            shape = by_file[path.name]
            layers[shape.name] = shape.entries(read_text(path), str(path))
        elif path.suffix in {".yml", ".yaml", ".csv"}:
            raise ConfigError(
                N_("{path} is not a catalogue; rename or remove it (known are {known})"),
                path=path,
                known=", ".join(sorted(by_file)),
            )
    return layers


def changed(rows: Iterable[CatalogueRow]) -> dict[str, list[Entry]]:
    """The newest row of each entry, by catalogue, as entries that lie upon the files."""
    newest: dict[tuple[str, str], CatalogueRow] = {}
    for row in rows:
        before = newest.get((row.catalogue, row.key))
        if before is None or before.version < row.version:
            newest[row.catalogue, row.key] = row
    layers: dict[str, list[Entry]] = {}
    for row in newest.values():
        source = f"{row.catalogue}, {row.key}, as {row.by} changed it at {row.at:%Y-%m-%d %H:%M}"
        node = node_from({} if row.value is None else row.value, source)
        entry = Entry(row.key, node, None if row.value is None else node.value)
        shape_of(row.catalogue).check(entry)
        layers.setdefault(row.catalogue, []).append(entry)
    return layers


def overlaid(below: Entries, layer: Sequence[Entry], *, forgiving: bool = False) -> Entries:
    """`layer` upon `below`, entry by entry: the fields that an entry sets replace those below it.

    Taking away what is not there raises :exc:`~desk.errors.ConfigError` unless `forgiving`.
    """
    entries = dict(below)
    for entry in layer:
        if entry.fields is None:
            if entries.pop(entry.key, None) is None and not forgiving:
                raise fault(
                    entry.place, N_('{where}: there is no "{key}" to take away; remove this entry'), key=entry.key
                )
            continue
        lower = entries.get(entry.key)
        fields = {**lower.fields, **entry.fields} if lower is not None and lower.fields else entry.fields
        entries[entry.key] = Entry(entry.key, entry.place, fields)
    return entries


def hanging(entries: Entries) -> Entries:
    """`entries` without the shipped ones whose shipped parent was taken away, and without what stands below those."""
    kept = dict(entries)
    while gone := [key for key, node in nodes_in(kept, "parent") if _is_shipped(node) and node.value not in kept]:
        for key in gone:
            del kept[key]
    return kept


def _is_shipped(node: Node) -> bool:
    return node.source.startswith("config/")


def read_text(path: Path) -> str:
    """The file as text. Raises :exc:`~desk.errors.ConfigError` naming the file and the way out."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            raise ConfigError(N_("{path} is larger than {limit} MB"), path=path, limit=MAX_BYTES >> 20)
        return content.decode("utf-8-sig")
    except OSError as error:
        raise _unreadable(path, error) from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        place = Node(None, str(path), line)
        raise fault(place, N_("{where}: this is not UTF-8 text; save the file as UTF-8")) from error


def _unreadable(path: Path, error: OSError) -> ConfigError:
    return ConfigError(
        N_("{path} cannot be read ({problem}); check what it is and who may read it"),
        path=path,
        problem=error.strerror or type(error).__name__,
    )
