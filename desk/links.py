"""Links that staff give: where a public reply stands."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

from desk.errors import N_, WrongMove

LONGEST_LINK = 2000
"""Characters; longer links do not survive the networks' own editors."""
_SCHEMES = frozenset({"http", "https"})
_HOST = re.compile(r"[\w:](?:[\w.:-]*[\w:])?\.?")
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zs", "Zl", "Zp"})
"""Unicode categories of what nobody sees: controls, directions, joiners, surrogates, unassigned, spaces."""


def must_be_link(link: str) -> None:
    """Raise WrongMove unless the link is http or https, names a site, and shows every character it has."""
    if not is_link(link):
        raise WrongMove(
            N_("a link begins with http:// or https://, names a site, and has no spaces or hidden characters and at "
               "most {most} characters"),
            most=LONGEST_LINK,
        )  # fmt: skip


def is_link(link: str) -> bool:
    """Is it http or https, does it name a site, and show every character it has?"""
    return len(link) <= LONGEST_LINK and _leads_somewhere(link)


def _leads_somewhere(link: str) -> bool:
    if any(unicodedata.category(character) in _HIDDEN for character in link):
        return False
    try:
        parts = urlsplit(link)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    # A name before an @ makes one site look like another: https://t.me@example.kz leads to example.kz.
    return parts.scheme in _SCHEMES and "@" not in parts.netloc and bool(host and _HOST.fullmatch(host))
