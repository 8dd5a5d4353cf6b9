"""The script, style and sign of ours that every page carries, and Streamlit's document dressed in them."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path

from ui import streamlit_words
from ui.texts import Texts

FOLDER = Path(__file__).parent / "theme"
TYPES = {
    "nazar.js": "text/javascript",
    "drafts.js": "text/javascript",
    "nazar.css": "text/css",
    "nazar.svg": "image/svg+xml",
    "desk.css": "text/css",
    "upload.js": "text/javascript",
}
"""What is served to everybody, signed in or not: there is nothing of residents in it."""
WORDS_PATH = "/nazar-words.json"
PATHS = frozenset({WORDS_PATH, *(f"/{name}" for name in TYPES)})
_TITLE = re.compile(rb"<title>Streamlit</title>")
_ICON = re.compile(rb'<link rel="shortcut icon"[^>]*>')
_AGENTS = re.compile(rb'<link rel="service-desc"[^>]*>')
_INLINE = re.compile(rb"<script>.*?</script>", re.DOTALL)
_NOSCRIPT = re.compile(rb"<noscript>.*?</noscript>", re.DOTALL)


@dataclass(frozen=True)
class Asset:
    """A file as it is sent. Its address changes with its content, so a browser may keep it for good."""

    name: str
    content: bytes

    @property
    def version(self) -> str:
        """A name of this very content."""
        return hashlib.sha256(self.content).hexdigest()[:12]

    @property
    def address(self) -> str:
        """Where it is asked for."""
        return f"/{self.name}?v={self.version}"


@cache
def asset(name: str) -> Asset:
    """One of the files in TYPES, read once a process: what is sent is always what its address names."""
    if name not in TYPES:
        raise LookupError(f"nobody is sent {name}")
    return Asset(name, (FOLDER / name).read_bytes())


def dress(document: bytes, texts: Texts) -> bytes:
    """Streamlit's document in the language of who asked, with our title, sign, style and script.

    A document of our own passes as it is.
    """
    if not _TITLE.search(document):
        return document
    _ = texts.gettext
    about = _("The desk of the press office: what residents write, until it is answered.")
    without = _("The desk needs JavaScript: switch it on in the browser.")
    # Ours comes first: it tells Streamlit's scripts where their server is, and sees all that they draw.
    head = (
        f'<title>Nazar</title><meta name="description" content="{escape(about)}">'
        f'<script src="{asset("nazar.js").address}" data-words="{escape(streamlit_words.address())}" defer></script>'
        f'<script src="{asset("drafts.js").address}" defer></script>'
    )
    style = f'<link rel="stylesheet" href="{asset("nazar.css").address}"></head>'
    document = document.replace(b'<html lang="en"', f'<html lang="{texts.language}"'.encode(), 1)
    document = _TITLE.sub(head.encode(), document, count=1)
    document = _ICON.sub(
        f'<link rel="icon" type="image/svg+xml" href="{asset("nazar.svg").address}">'.encode(), document
    )
    document = _INLINE.sub(b"", _AGENTS.sub(b"", document))  # the policy would refuse it, aloud
    document = _NOSCRIPT.sub(f"<noscript><p>{escape(without)}</p></noscript>".encode(), document)
    return document.replace(b"</head>", style.encode(), 1)
