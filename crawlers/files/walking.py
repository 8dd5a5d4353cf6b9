"""Walking through a JSON file of any size: only the value asked for is held, and one broken value breaks no other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

import orjson

from desk.errors import N_, LayoutChanged

CHUNK = 1024 * 1024
LONGEST_TEXT = 64 * CHUNK
"""Bytes of one string, also in a value that is skipped."""
KEPT_OF_TOO_LONG = 64 * 1024
"""Bytes that are kept of a value longer than its limit, for the dead letters."""

_FILLING = re.compile(rb'[^"{}\[\]]*+(?:"[^"\\]*+(?:\\.[^"\\]*+)*+"[^"{}\[\]]*+)*+', re.DOTALL)
"""Everything up to the next bracket, whole strings included; stops before a string that is not complete."""
_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
_SPACE = re.compile(rb"[ \t\r\n]*+")
_PLAIN = re.compile(rb"[^,\]}\s]*+")


@dataclass(frozen=True, slots=True)
class Value:
    """The bytes of one value, as they stand in the file; of one that `is_too_long` only the beginning."""

    raw: bytes
    is_too_long: bool = False


class Walker:
    """Steps through one JSON text. Values are told apart by their brackets alone, so that a number, a letter or a
    nesting that a parser refuses costs one value and not the file.

    Raises LayoutChanged where the structure itself is broken or ends too early.
    """

    def __init__(self, stream: BinaryIO, name: str) -> None:
        self._stream, self._name = stream, name
        self._held, self._at = b"", 0

    def next_byte(self) -> bytes:
        """The first byte of the next value or sign, after white space."""
        while True:
            match = _SPACE.match(self._held, self._at)
            self._at = match.end() if match else self._at
            if self._at < len(self._held):
                return self._held[self._at : self._at + 1]
            self._more(self._at)

    def members(self) -> Iterator[str]:
        """The keys of the object that comes next; whoever asks takes or skips each value before the next key."""
        self._sign(b"{")
        while self.next_byte() != b"}":
            key = self._key()
            self._sign(b":")
            yield key
            if self.next_byte() == b",":
                self._at += 1
        self._at += 1

    def items(self) -> Iterator[None]:
        """One step for each item of the array that comes next; each is taken or skipped before the next step."""
        self._sign(b"[")
        while self.next_byte() != b"]":
            yield
            if self.next_byte() == b",":
                self._at += 1
        self._at += 1

    def take(self, limit: int = 16 * CHUNK) -> Value:
        """The next value; at most `limit` bytes of it are ever held."""
        first = self.next_byte()
        if first in b"{[":
            return self._nested(limit)
        return self._matched(_STRING if first == b'"' else _PLAIN, limit)

    def skip(self) -> None:
        """Step over the next value without holding it."""
        self.take(limit=0)

    def _nested(self, limit: int) -> Value:
        start, at, depth, dropped = self._at, self._at, 0, b""
        is_too_long = False
        while True:
            match = _FILLING.match(self._held, at)
            at = match.end() if match else at
            if at == len(self._held) or self._held[at] == 0x22:
                if at - start > limit:
                    is_too_long = True
                    dropped = (dropped + self._held[start:at])[:KEPT_OF_TOO_LONG]
                    start = at
                waiting = len(self._held) - at
                if waiting > max(limit, LONGEST_TEXT):
                    raise LayoutChanged(self._name, N_("a text in the file does not end"))
                shift = start
                self._more(start, waiting)
                start, at = start - shift, at - shift
                continue
            depth += 1 if self._held[at] in b"{[" else -1
            at += 1
            if depth == 0:
                raw = self._held[start:at]
                self._at = at
                return Value((dropped + raw)[:KEPT_OF_TOO_LONG], True) if is_too_long else self._limited(raw, limit)

    def _matched(self, pattern: re.Pattern[bytes], limit: int) -> Value:
        while True:
            match = pattern.match(self._held, self._at)
            if match and (match.end() < len(self._held) or pattern is _STRING):
                if not match.group():
                    raise LayoutChanged(self._name, N_("the file is not proper JSON"))
                self._at = match.end()
                return self._limited(match.group(), limit)
            held = len(self._held) - self._at
            if held > max(limit, LONGEST_TEXT):
                raise LayoutChanged(self._name, N_("a text in the file does not end"))
            if not self._more(self._at, held, must=pattern is _STRING) and match:
                self._at = len(self._held)
                return self._limited(match.group(), limit)

    def _limited(self, raw: bytes, limit: int) -> Value:
        return Value(raw[:KEPT_OF_TOO_LONG], True) if len(raw) > limit else Value(raw)

    def _key(self) -> str:
        if self.next_byte() != b'"':
            raise LayoutChanged(self._name, N_("the file is not proper JSON"))
        raw = self._matched(_STRING, CHUNK).raw
        try:
            return str(orjson.loads(raw))
        except ValueError:
            return raw.decode("utf-8", "replace")

    def _sign(self, sign: bytes) -> None:
        if self.next_byte() != sign:
            raise LayoutChanged(self._name, N_("the file is not proper JSON"))
        self._at += 1

    def _more(self, keep_from: int, held: int = 0, *, must: bool = True) -> bool:
        """Read on, letting go of what stands before `keep_from`; the more is held already, the more is read."""
        chunk = self._stream.read(max(CHUNK, held))
        if not chunk and must:
            raise LayoutChanged(self._name, N_("the file ends in the middle: it was cut off"))
        self._held = self._held[keep_from:] + chunk
        self._at = max(self._at - keep_from, 0)
        return bool(chunk)
