"""How well and how fast a text is read, piece by piece: one module a piece, each measures itself."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

PIECES = {
    "words": "bench.reading_words",
    "topics": "bench.reading_topics",
    "places": "bench.reading_places",
    "twins": "bench.reading_twins",
    "personal": "bench.reading_personal",
    "manner": "bench.reading_manner",
    "speed": "bench.reading_speed",
    "store": "bench.reading_store",
    "import": "bench.reading_import",
}
"""A piece of reading → the module whose `figures()` measures it: each figure with what is asked, where anything is."""


def run() -> dict[str, Any]:
    """Everything that the data at hand allow; a piece leaves out what lacks its data."""
    reached: dict[str, Any] = {}
    for piece, module in PIECES.items():
        print(f"measuring {piece}", file=sys.stderr)  # noqa: T201
        reached[piece] = import_module(module).figures()
    return reached
