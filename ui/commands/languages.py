"""`nazar language read`: what is made of a text, with the words that spoke for it; needs no database."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer

from ui.commands import face
from ui.commands.face import Json

language = face.group("How texts are read.")


@language.command("read")
def read(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="The text; - reads the standard input.")],
    as_json: Json = False,
) -> None:
    """Show the words, stems and language of a text, with what each word said."""
    told = _told(sys.stdin.read() if text == "-" else text)
    if as_json:
        face.told(told)
        return
    typer.echo(f"language {told['language']}, confidence {told['confidence']}")
    columns = ["text", "exact", "ru", "kk", "says"]
    face.table(told["tokens"], columns, as_json=False, empty="no words")


def _told(text: str) -> dict[str, Any]:
    from language.tongues import heard
    from language.words import ANALYSER_VERSION, words

    found = words(text)
    verdict = heard(found)
    said = dict(verdict.evidence)
    tokens = [
        {
            "text": face.one_line(text[start:end]),
            "start": start,
            "end": end,
            "exact": exact,
            "ru": ru or None,
            "kk": kk or None,
            "says": _says(said.get(exact)),
        }
        for exact, ru, kk, start, end in zip(found.exact, found.ru, found.kk, found.starts, found.ends, strict=True)
    ]
    return {
        "language": verdict.tongue.value,
        "confidence": verdict.confidence,
        "tokens": tokens,
        "analyser_version": ANALYSER_VERSION,
    }


def _says(weight: float | None) -> str | None:
    if not weight:
        return None
    return f"kk {weight}" if weight > 0 else f"ru {-weight}"
