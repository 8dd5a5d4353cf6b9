"""JSON lines: records of any file of them, decoded one by one; each broken one says why it is."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO, NoReturn

import orjson

from desk.inbox import Refusal

LINE_LIMIT = 8 * 1024 * 1024
"""Bytes of one record."""
KEPT_OF_TOO_LONG = 64 * 1024
CHUNK = 1024 * 1024
_BOM = b"\xef\xbb\xbf"


def lines_of(stream: BinaryIO) -> Iterator[tuple[int, bytes, bool]]:
    """(line number from 1, its bytes without the end, whether it was cut at the limit); empty lines are left out."""
    number, rest, overlong = 0, b"", b""
    first = True
    while chunk := stream.read(CHUNK):
        if first:
            chunk, first = chunk.removeprefix(_BOM), False
        *whole, rest = (rest + chunk).split(b"\n")
        for line in whole:
            number += 1
            if overlong:
                yield number, overlong, True
                overlong = b""
            elif line and not line.isspace():
                yield number, line.rstrip(b"\r"), False
        if len(rest) > LINE_LIMIT:
            overlong, rest = (overlong or rest[:KEPT_OF_TOO_LONG]), b""
    if overlong or (rest and not rest.isspace()):
        yield number + 1, overlong or rest.rstrip(b"\r"), bool(overlong)


def decoded(line: bytes) -> Mapping[str, Any]:
    """The object that the line is. Raises Refusal: bad-json, bad-encoding, too-deep, not-an-object, duplicate-key."""
    try:
        record = orjson.loads(line)
    except ValueError:
        record = _slowly(line)
    if not isinstance(record, dict):
        raise Refusal("not-an-object", "the line is JSON, but not an object")
    # A record with nothing nested has one `":` for each key; any other count may hide a key given twice or a number
    # beyond 64 bits, which the quick reader rounds.
    if line.count(b'":') != len(record) or any(isinstance(value, float) for value in record.values()):
        exact: Mapping[str, Any] = _slowly(line)
        return exact
    return record


def _slowly(line: bytes) -> Any:
    try:
        return json.loads(line.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_no_constant)
    except Refusal:
        raise
    except UnicodeDecodeError as fault:
        raise Refusal("bad-encoding", f"the line is not UTF-8 at byte {fault.start}") from fault
    except json.JSONDecodeError as fault:
        raise Refusal("bad-json", f"{fault.msg} at character {fault.pos}") from fault
    except RecursionError as fault:
        raise Refusal("too-deep", "the line is nested too deeply") from fault
    except ValueError as fault:  # a number of more digits than Python turns into an int
        raise Refusal("bad-json", "a number is too long") from fault


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    if len(record) != len(pairs):
        raise Refusal("duplicate-key", "a key stands twice in one object")
    return record


def _no_constant(name: str) -> NoReturn:
    raise Refusal("bad-json", f"{name} is not JSON")
