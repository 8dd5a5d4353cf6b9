"""YAML as editors write it: read with the line of every value and within limits, written back plainly."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from config.nodes import Entry, Node, fault
from desk.errors import N_

MAX_BYTES = 4 * 1024 * 1024
MAX_DEPTH = 12
MAX_VALUES = 200_000

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DUMPER: Any = yaml.SafeDumper

# YAML 1.2's words only: an editor's "no", "on" or "09:00" is text, and a KATO code never becomes a number.
_WORDS: Mapping[str, bool | None] = {"": None, "~": None, "null": None, "true": True, "false": False}


def read_yaml(text: str, source: str) -> Node:
    """The document as nodes.

    Raises :exc:`~desk.errors.ConfigError` with file and line for anything unreadable, keys that stand twice, anchors,
    aliases and tags (no catalogue needs them; a small file could unfold into gigabytes), and sizes beyond the limits.
    """
    top = Node(None, source, 1)
    if len(text.encode()) > MAX_BYTES:
        raise fault(top, N_("{where}: the file is larger than {limit} MB"), limit=MAX_BYTES // 1024 // 1024)
    try:
        return _Reader(text, source).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Node(None, source, mark.line + 1 if mark else 0)
        problem = (error.problem or error.context or "").replace("\n", " ")
        raise fault(place, N_("{where}: this cannot be read as YAML: {problem}"), problem=problem) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, max(0, error.position)) + 1 if isinstance(error.position, int) else 0
        place = Node(None, source, line)
        raise fault(place, N_("{where}: there is a character that YAML forbids")) from error


def read_entries(text: str, source: str) -> list[Entry]:
    """The entries of a catalogue in YAML: a mapping of ids to fields. `remove: true` takes an entry away."""
    document = read_yaml(text, source)
    if document.value is None:
        return []
    if not isinstance(document.value, dict):
        raise fault(document, N_("{where}: the file must be entries, each an id with its fields below it"))
    return [_entry(key, node) for key, node in document.value.items()]


def write_entries(entries: Mapping[str, Mapping[str, Any] | None]) -> str:
    """The entries as YAML that :func:`read_entries` reads back to the same values; None becomes `remove: true`."""
    plain = {key: {"remove": True} if fields is None else dict(fields) for key, fields in entries.items()}
    if not plain:
        return ""
    return str(yaml.dump(plain, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110, indent=2))


def _entry(key: str, node: Node) -> Entry:
    fields = {} if node.value is None else node.value
    if not isinstance(fields, dict):
        raise fault(node, N_('{where}: the fields of "{key}" must stand below it, each on its own line'), key=key)
    remove = fields.get("remove")
    if remove is None:
        return Entry(key, node, fields)
    if remove.value is not True or len(fields) > 1:
        raise fault(remove, N_('{where}: "remove" is either true and alone, or not there'))
    return Entry(key, node, None)


class _Dumper(_DUMPER):  # type: ignore[misc]
    def ignore_aliases(self, data: Any) -> bool:
        return True


class _Reader:
    """Builds nodes from the parser's events, so that limits hold before anything is built."""

    def __init__(self, text: str, source: str) -> None:
        self._events = yaml.parse(text, Loader=_LOADER)
        self._source = source
        self._values = 0

    def document(self) -> Node:
        self._next()  # the stream begins
        event = self._next()
        if isinstance(event, yaml.StreamEndEvent):
            return Node(None, self._source, 1)
        document = self._value(self._next(), depth=1)
        self._next()  # the document ends
        event = self._next()
        if not isinstance(event, yaml.StreamEndEvent):
            raise fault(self._place(event), N_("{where}: a second document begins here; a catalogue is one"))
        return document

    def _next(self) -> yaml.Event:
        return next(self._events)

    def _place(self, event: yaml.Event) -> Node:
        return Node(None, self._source, event.start_mark.line + 1 if event.start_mark else 0)

    def _value(self, event: yaml.Event, depth: int, line: int | None = None) -> Node:
        place = self._place(event) if line is None else Node(None, self._source, line)
        self._values += 1
        if depth > MAX_DEPTH or self._values > MAX_VALUES:
            raise fault(place, N_("{where}: too deep or too long for a catalogue"))
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) or getattr(event, "tag", None):
            raise fault(place, N_("{where}: anchors (&), aliases (*) and tags (!) are not allowed; write it out"))
        if isinstance(event, yaml.MappingStartEvent):
            return place._replace(value=self._mapping(depth))
        if isinstance(event, yaml.SequenceStartEvent):
            return place._replace(value=self._list(depth))
        assert isinstance(event, yaml.ScalarEvent)
        text = event.value
        return place._replace(value=text if event.style else _WORDS.get(text, text))

    def _mapping(self, depth: int) -> dict[str, Node]:
        mapping: dict[str, Node] = {}
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            key = self._value(event, depth + 1)
            name = event.value if isinstance(event, yaml.ScalarEvent) else None
            if not name:
                raise fault(key, N_("{where}: a key must be plain text"))
            if name in mapping:
                raise fault(
                    key,
                    N_('{where}: "{key}" stands there twice, first in line {first}'),
                    key=name,
                    first=mapping[name].line,
                )
            # The key's line, because a mapping below it begins a line later than an editor would look.
            mapping[name] = self._value(self._next(), depth + 1, key.line)
        return mapping

    def _list(self, depth: int) -> list[Node]:
        values = []
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            values.append(self._value(event, depth + 1))
        return values
