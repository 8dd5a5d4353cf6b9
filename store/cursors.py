"""The opaque cursors of lists: where a page ended, in a form that means nothing outside."""

from __future__ import annotations

import base64
import binascii
import json

from desk.errors import N_, RuleError
from store.parts import fits


def cursor_of(*values: int) -> str:
    """The cursor that stands for these numbers."""
    return base64.urlsafe_b64encode(json.dumps(values, separators=(",", ":")).encode()).decode().rstrip("=")


def values_of(cursor: str, count: int) -> tuple[int, ...]:
    """The numbers a cursor stands for. Raises RuleError for anything `cursor_of` did not write."""
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        values = json.loads(text)
    except (ValueError, binascii.Error, RecursionError):
        values = None
    if not isinstance(values, list) or len(values) != count or not all(type(v) is int and fits(v) for v in values):
        raise RuleError(N_("this page does not exist: begin again with the first one"))
    return tuple(values)
