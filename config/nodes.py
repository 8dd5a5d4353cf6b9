"""Values of a catalogue that still know the file and line they came from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from desk.errors import ConfigError


class Node(NamedTuple):
    """One value: None, a truth value, text, a list or a mapping of nodes. `line` 0 means that there are no lines."""

    value: Any
    source: str
    line: int = 0

    @property
    def where(self) -> str:
        """The place as an editor looks for it: `departments.yml, line 14`."""
        return f"{self.source}, line {self.line}" if self.line else self.source

    def plain(self) -> Any:
        """The value without its places, fit for JSON."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value


class Entry(NamedTuple):
    """One entry of a catalogue: its id, where it stands, and its fields. `fields` None takes the entry away."""

    key: str
    place: Node
    fields: dict[str, Node] | None

    def plain(self) -> dict[str, Any] | None:
        """The fields without their places, fit for JSON; None for an entry that is taken away."""
        return None if self.fields is None else {name: node.plain() for name, node in self.fields.items()}


def node_from(value: Any, source: str) -> Node:
    """Nodes of a JSON value, all without lines. Numbers become text, as in the files."""
    if isinstance(value, Mapping):
        return Node({str(key): node_from(each, source) for key, each in value.items()}, source)
    if isinstance(value, list | tuple):
        return Node([node_from(each, source) for each in value], source)
    if value is None or isinstance(value, bool):
        return Node(value, source)
    return Node(str(value), source)


def nodes_in(entries: Mapping[str, Entry], field: str) -> Iterator[tuple[str, Node]]:
    """The field's node of each entry that sets it, with the entry's id."""
    for key, entry in entries.items():
        if entry.fields and (node := entry.fields.get(field)) is not None and node.value is not None:
            yield key, node


def fault(node: Node, message: str, /, **details: object) -> ConfigError:
    """The error to raise for a faulty value. `message` is a template that begins with `{where}: `."""
    return ConfigError(message, where=node.where, **details)
