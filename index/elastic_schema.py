"""Elasticsearch's indices: their names, settings and mapping, and how a document is written into them."""

from __future__ import annotations

from secrets import token_hex
from typing import Any

from desk.queries import Document, WordReader
from index.fields import FIELDS, KINDS, Shape, joined, value_of
from language.twins import bands

SCHEMA = 2
"""Raised with every change of the mapping below: an older generation is then built anew."""

_MAPPINGS = {
    Shape.WORD: {"type": "keyword"},
    Shape.WORDS: {"type": "keyword"},
    Shape.FLAG: {"type": "boolean"},
    Shape.MOMENT: {"type": "date", "format": "epoch_millis"},
}
_WORDS = {"type": "text", "analyzer": "whitespace", "norms": False}
_TEXTS = ("exact", "ru", "kk")


def live(prefix: str, kind: str) -> str:
    """The alias that searches ask and writes go to."""
    return f"{prefix}-{kind}s"


def next_(prefix: str, kind: str) -> str:
    """The alias of the index that a rebuild fills; writes go to it too."""
    return f"{prefix}-{kind}s-next"


def index_name(prefix: str, kind: str, number: int) -> str:
    """The name of a generation's index."""
    return f"{prefix}-{kind}s-{number:06}"


def number_of(name: str) -> int:
    """The generation that an index belongs to; 0 for a name that is none of ours."""
    ending = name.rpartition("-")[2]
    return int(ending) if ending.isdigit() else 0


def body(analyser_version: str, *, refreshing: bool) -> dict[str, Any]:
    """What creates an index. One that is being filled is not refreshed: nobody searches it yet."""
    settings: dict[str, Any] = {
        "number_of_shards": 1,
        "auto_expand_replicas": "0-1",
        # A deletion is forgotten at once: a purged source may come again, with the same ids and lower versions.
        "gc_deletes": "0s",
    }
    if not refreshing:
        settings["refresh_interval"] = "-1"
    return {"settings": {"index": settings}, "mappings": mappings(analyser_version)}


def mappings(analyser_version: str) -> dict[str, Any]:
    """Every field named; a document with another one is refused."""
    return {
        "dynamic": "strict",
        "_meta": {"schema": SCHEMA, "analyser_version": analyser_version, "identity": token_hex(8)},
        # The store keeps the texts; a copy here would be the half of the index.
        "_source": {"excludes": [*_TEXTS, "bands"]},
        "properties": {
            "id": {"type": "long"},
            "key": {"type": "keyword", "index": False, "doc_values": False},
            "version": {"type": "long"},
            "analyser_version": {"type": "keyword"},
            **dict.fromkeys(_TEXTS, _WORDS),
            "bands": {"type": "keyword", "doc_values": False},
            **{name: _MAPPINGS[shape] for name, shape in FIELDS.items()},
        },
    }


def source(document: Document, words: WordReader, analyser_version: str) -> dict[str, Any]:
    """The document as it is written; what it has not got is left out."""
    found = words(document.text)
    fields = {name: value for name in FIELDS if (value := value_of(document, name)) not in (None, ())}
    shared = bands(found) if document.kind == "post" else ()
    return {
        "id": document.id,
        "key": document.key,
        "version": document.version,
        "analyser_version": analyser_version,
        "exact": joined(found.exact),
        "ru": joined(found.ru),
        "kk": joined(found.kk),
        **({"bands": list(map(str, shared))} if shared else {}),
        **fields,
    }


def every(prefix: str) -> str:
    """A pattern of all our indices."""
    return ",".join(f"{live(prefix, kind)}-*" for kind in KINDS)
