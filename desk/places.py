"""Names of places: how one and the same place is written, brought to one form."""

from __future__ import annotations

import re

TELEGRAM = "telegram"

_NAME = re.compile(r"@?([a-z][a-z0-9_]{2,31})", re.ASCII | re.IGNORECASE)
_HOSTS = r"(?:https?://)?(?:www\.)?(?:t\.me|telegram\.me|telegram\.dog)/"
_LINK = re.compile(rf"{_HOSTS}(?:s/)?@?([a-z][a-z0-9_]{{2,31}})(?:[/?#].*)?", re.ASCII | re.IGNORECASE)
_NUMBERED = re.compile(rf"{_HOSTS}c/([0-9]{{1,13}})(?:[/?#].*)?", re.ASCII | re.IGNORECASE)
_NO_NAMES = frozenset({"joinchat", "share", "proxy", "socks", "addstickers", "addlist", "boost", "login", "invoice"})
"""What stands where a name would stand in links that lead to something else."""
_MARK = 1_000_000_000_000
"""A channel's marked id is minus this minus its bare number: the `-100…` everybody knows."""


def plain_name(network: str, name: str) -> str:
    """The one form of a name that can be written in many ways; any other name as it is.

    Telegram: `@Name`, `name`, `t.me/name`, `https://t.me/s/name/17` are all `@name` (its names know no case), and
    `t.me/c/1234567890` is the marked id `-1001234567890`. Links of invitation are no names and stay.
    """
    if network != TELEGRAM:
        return name
    bare = name.strip()
    if number := _NUMBERED.fullmatch(bare):
        return str(-_MARK - int(number[1]))
    found = _NAME.fullmatch(bare) or _LINK.fullmatch(bare)
    if found is None or (found.re is _LINK and found[1].casefold() in _NO_NAMES):
        return name
    return f"@{found[1].casefold()}"


def canonical_name(network: str, name: str) -> str:
    """The canonical id of a place that is first heard of by this name: the name, but never a link."""
    plain = plain_name(network, name)
    return name if plain == f"@{name.removeprefix('@').casefold()}" else plain
