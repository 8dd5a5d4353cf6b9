"""`nazar incident ask | interim | submit | return | accept | publish | …`: from draft to answer in every place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated
from urllib.parse import unquote

import typer

from desk.errors import N_, RuleError
from desk.incidents import Outcome, PlaceState, ReturnReason, Way
from ui.commands import face
from ui.commands.face import As, Json, Language, Number, Seen, Text
from ui.commands.incident_views import moved

if TYPE_CHECKING:
    from datetime import date

    from desk.casework.doors import PostRef
    from desk.decisions.publishing import Where

NUMBER = re.compile(r"\d{4}-\d{6,}")
HowEnded = Annotated[Outcome, typer.Option("--outcome", help="How it ends for the resident.")]
PromisedOn = Annotated[
    str | None, typer.Option("--promised-on", metavar="DATE", help="For planned: the day of the promise.")
]
Whose = Annotated[str | None, typer.Option("--whose", metavar="OWNER", help="For not-ours: whose it is.")]
Reason = Annotated[str | None, typer.Option("--reason", help="For refused: why.")]
HowTold = Annotated[Way, typer.Option("--way", help="How the answer reached them.")]
Link = Annotated[str | None, typer.Option("--link", metavar="URL", help="Where the public reply stands.")]
Detail = Annotated[str | None, typer.Option("--detail", help="When and to whom; time code; number of the letter.")]
Place = Annotated[
    str | None,
    typer.Option("--where", metavar="NETWORK/PLACE[/THREAD]", help="Only this place; without it all that wait."),
]


def add_to(app: typer.Typer) -> None:
    """Register the commands of this file."""
    for name, command in (
        ("ask", ask),
        ("put-out", put_out),
        ("interim", interim),
        ("submit", submit),
        ("return", return_),
        ("accept", accept),
        ("publish", publish),
        ("seen", seen),
        ("answer-at-once", answer_at_once),
    ):
        app.command(name)(command)


def ask(
    number: Number,
    text: Text,
    language: Language = "ru",
    version: Seen = None,
    as_json: Json = False,
    login: As = None,
) -> None:
    """Ask the resident something: the terms stand still until they write, some days at most."""
    question = face.whole_text(text)
    moved(login, as_json, lambda desk, actor: desk.ask(actor, number, question, language, version=version))


def put_out(
    number: Number,
    ordinal: Annotated[int, typer.Argument(metavar="ORDINAL", help="Which of the texts (see `incident show`).")],
    text: Annotated[str | None, typer.Option("--text", help="The words it was published in, if others.")] = None,
    language: Annotated[str | None, typer.Option("--language", metavar="kk|ru", help="Their language.")] = None,
    version: Seen = None,
    as_json: Json = False,
    login: As = None,
) -> None:
    """Record that a question or an interim answer was published."""
    words = None if text is None else face.whole_text(text)
    moved(
        login,
        as_json,
        lambda desk, actor: desk.put_out(actor, number, ordinal, text=words, language=language, version=version),
    )


def interim(
    number: Number,
    text: Text,
    promised_on: Annotated[str, typer.Option("--until", metavar="DATE", help="The day of the final answer.")],
    language: Language = "ru",
    version: Seen = None,
    as_json: Json = False,
    login: As = None,
) -> None:
    """Answer for now and name the day of the final answer."""
    words, until = face.whole_text(text), face.day(promised_on)
    moved(login, as_json, lambda desk, actor: desk.interim(actor, number, words, until, language, version=version))


def submit(
    number: Number,
    text: Text,
    outcome: HowEnded,
    language: Language = "ru",
    promised_on: PromisedOn = None,
    whose: Whose = None,
    reason: Reason = None,
    version: Seen = None,
    as_json: Json = False,
    login: As = None,
) -> None:
    """Submit the answer of the department, to be checked."""
    words, promised = face.whole_text(text), _day(promised_on)
    moved(
        login,
        as_json,
        lambda desk, actor: desk.submit(
            actor,
            number,
            words,
            outcome,
            language=language,
            promised_on=promised,
            whose=whose,
            reason=reason,
            version=version,
        ),
    )


def return_(
    number: Number,
    reason: Annotated[ReturnReason, typer.Option("--reason", help="What is wrong with the answer.")],
    note: Annotated[str | None, typer.Option("--note", help="In words; needed for other.")] = None,
    version: Seen = None,
    as_json: Json = False,
    login: As = None,
) -> None:
    """Send a submitted answer back for rework."""
    moved(login, as_json, lambda desk, actor: desk.return_answer(actor, number, reason, note, version=version))


def accept(number: Number, version: Seen = None, as_json: Json = False, login: As = None) -> None:
    """Accept a submitted answer."""
    moved(login, as_json, lambda desk, actor: desk.accept(actor, number, version=version))


def publish(
    number: Number,
    where: Place = None,
    way: HowTold = Way.PUBLIC_REPLY,
    link: Link = None,
    detail: Detail = None,
    text: Annotated[str | None, typer.Option("--text", help="The words it was published in, if others.")] = None,
    language: Annotated[str | None, typer.Option("--language", metavar="kk|ru", help="Their language.")] = None,
    version: Seen = None,
    as_json: Json = False,
    login: As = None,
) -> None:
    """Record that the answer was published, or told another way."""
    words = None if text is None else face.whole_text(text)
    moved(
        login,
        as_json,
        lambda desk, actor: desk.publish(
            actor,
            number,
            where=None if where is None else where_of(where),
            way=way,
            link=link,
            detail=detail,
            text=words,
            language=language,
            version=version,
        ),
    )


def seen(
    number: Number,
    where: Annotated[str, typer.Option("--where", metavar="NETWORK/PLACE[/THREAD]", help="In which place.")],
    state: Annotated[PlaceState, typer.Option("--state", help="seen, not-found or edited-since.")] = PlaceState.SEEN,
    version: Seen = None,
    as_json: Json = False,
    login: As = None,
) -> None:
    """Record whether the published answer is really to be seen in a place."""
    place = where_of(where)
    moved(login, as_json, lambda desk, actor: desk.mark_seen(actor, number, place, state, version=version))


def answer_at_once(
    subject: Annotated[
        list[str], typer.Argument(metavar="NUMBER|POST...", help="An incident, or posts by their keys.")
    ],
    outcome: HowEnded,
    text: Annotated[str, typer.Option("--text", help="The answer; - reads the standard input.")] = "",
    language: Language = "ru",
    way: HowTold = Way.PUBLIC_REPLY,
    link: Link = None,
    detail: Detail = None,
    topic: Annotated[str | None, typer.Option("--topic", metavar="ID", help="The topic (topics.yml).")] = None,
    promised_on: PromisedOn = None,
    whose: Whose = None,
    reason: Reason = None,
    title: Annotated[str, typer.Option("--title", help="What it is about, for a new incident.")] = "",
    territory: Annotated[str | None, typer.Option("--territory", metavar="KATO", help="For a new incident.")] = None,
    version: Seen = None,
    as_json: Json = False,
    login: As = None,
) -> None:
    """Answer in one step: by a text, or by the link of the reply that was found."""
    words, promised, whom = face.whole_text(text), _day(promised_on), _subject(subject)
    moved(
        login,
        as_json,
        lambda desk, actor: desk.answer_at_once(
            actor,
            whom,
            outcome=outcome,
            text=words,
            language=language,
            way=way,
            link=link,
            detail=detail,
            topic=topic,
            promised_on=promised,
            whose=whose,
            reason=reason,
            title=title,
            territory=territory,
            version=version,
        ),
    )


def where_of(written: str) -> Where:
    """A place of an answer as it is written at the console, parts percent-encoded. Raises RuleError."""
    parts = [unquote(part) for part in written.split("/")]
    if len(parts) not in (2, 3) or not all(parts):
        raise RuleError(N_("“{written}” is not a place (network/place or network/place/thread)"), written=written)
    return parts[0], parts[1], parts[2] if len(parts) == 3 else None


def _subject(written: list[str]) -> str | list[PostRef]:
    if len(written) == 1 and NUMBER.fullmatch(written[0]):
        return written[0]
    return [face.post_ref(each) for each in written]


def _day(written: str | None) -> date | None:
    return None if written is None else face.day(written)
