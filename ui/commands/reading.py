"""`nazar read`: what is understood of a text, with the words that spoke for it; needs no database."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO

import typer

from desk.inbox import kept
from ui.commands import face
from ui.commands.face import Json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from config.catalogues import Catalogues
    from desk.readings import Reading, TopicFound
    from desk.topics import Topics
    from ui.texts import Texts

BOM = b"\xef\xbb\xbf"


def add_to(app: typer.Typer) -> None:
    """Register the commands of this file."""
    app.command()(read)


def read(
    text: Annotated[str | None, typer.Argument(metavar="TEXT", help="The text; - reads the standard input.")] = None,
    file: Annotated[
        Path | None, typer.Option("--file", metavar="FILE", help="Read each line as a text; - is the standard input.")
    ] = None,
    territory: Annotated[
        str | None,
        typer.Option("--territory", metavar="KATO", help="Look for places of this territory, not of the own one."),
    ] = None,
    language: Annotated[
        str | None, typer.Option("--language", metavar="kk|ru|en", help="The language to tell it in, without --json.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Show what is understood of a text: language, kind, topics, places, tone, urgency, personal data, words."""
    if (text is None) == (file is None):
        raise typer.BadParameter("give one text, or --file FILE")
    settings = face.settings()
    reader, catalogues = face.reader(settings, territory)
    texts = None if as_json else _texts(language or settings.language)
    for each in _texts_of_file(file) if file is not None else (sys.stdin.read() if text == "-" else str(text),):
        clean = kept(each)
        reading = reader.read(clean)
        if texts is None:
            face.told(told(clean, reading))
        else:
            typer.echo("\n".join(in_words(clean, reading, catalogues, texts)) + "\n")


def told(text: str, reading: Reading) -> dict[str, Any]:
    """A reading as other programs get it; `start` and `end` count code points."""
    return {
        "language": reading.language.value,
        "confidence": reading.confidence,
        "kind": reading.kind.value,
        "topics": [
            {"id": each.id, "group": each.group, "score": each.score, "words": list(each.words)}
            for each in reading.topics
        ],
        "places": [
            {"kind": each.kind.value, "name": each.name, "kato": each.kato, "words": list(each.words)}
            for each in reading.places
        ],
        "tone": reading.tone.value,
        "urgency": {"level": reading.urgency.value, "reason": reading.urgency_reason or None},
        "personal_data": [
            {"kind": each.kind.value, "start": each.start, "end": each.end} for each in reading.personal_data
        ],
        "tokens": list(_tokens(text)),
        "analyser_version": reading.version,
    }


def _tokens(text: str) -> Iterator[dict[str, Any]]:
    from language.words import words

    found = words(text)
    for exact, ru, kk, start, end in zip(found.exact, found.ru, found.kk, found.starts, found.ends, strict=True):
        yield {
            "text": text[start:end],
            "start": start,
            "end": end,
            "exact": exact or None,
            "ru": ru or None,
            "kk": kk or None,
        }


def in_words(text: str, reading: Reading, catalogues: Catalogues, texts: Texts) -> Iterator[str]:
    """A reading as a person reads it, one fact a line, with the words that spoke for each."""
    _ = texts.gettext
    yield face.one_line(text) or _("(nothing)")
    reason = catalogues.urgencies.name(reading.urgency_reason, texts.language)
    facts = (
        (_("language"), texts.name(reading.language), ()),
        (_("kind"), texts.name(reading.kind), reading.kind_words),
        *((_("topic"), _topic(each, catalogues.topics, texts), each.words) for each in reading.topics),
        *((texts.name(each.kind), f"{each.name} {each.kato or ''}".strip(), each.words) for each in reading.places),
        (_("tone"), texts.name(reading.tone), reading.tone_words),
        *([(_("rough words"), "", reading.rude_words)] if reading.rude_words else []),
        (_("urgency"), texts.listed([texts.name(reading.urgency), reason]), reading.urgency_words),
        *((texts.name(each.kind), text[each.start : each.end], ()) for each in reading.personal_data),
    )
    for label, says, evidence in facts:
        yield f"  {label}: {face.one_line(says)}{_because(evidence)}"


def _topic(found: TopicFound, topics: Topics, texts: Texts) -> str:
    known = topics[found.id].name(texts.language) if found.id in topics else found.id
    return f"{known} ({texts.number(found.score)})"


def _because(evidence: Sequence[str]) -> str:
    return f" «{', '.join(map(face.one_line, evidence))}»" if evidence else ""


def _texts(language: str) -> Texts:
    from ui.texts import LANGUAGES, Texts

    if language not in LANGUAGES:
        raise typer.BadParameter(f"“{language}” is none of {', '.join(LANGUAGES)}")
    return Texts(language)


def _texts_of_file(path: Path) -> Iterator[str]:
    """One text a line, whatever bytes it holds; those that are no UTF-8 become U+FFFD."""
    if str(path) == "-":
        yield from _lines(sys.stdin.buffer)
        return
    try:
        file = path.open("rb")
    except OSError as error:
        raise typer.BadParameter(f"{path} cannot be read: {error.strerror}") from error
    with file:
        yield from _lines(file)


def _lines(file: BinaryIO) -> Iterator[str]:
    for number, line in enumerate(file):
        line = line.removesuffix(b"\n").removesuffix(b"\r")
        yield (line.removeprefix(BOM) if number == 0 else line).decode("utf-8", errors="replace")
