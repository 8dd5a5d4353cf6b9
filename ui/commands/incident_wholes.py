"""`nazar incident close | reopen | merge | split | undo | note | …`: the incident as a whole, and what is beside it."""

from __future__ import annotations

from typing import Annotated

import typer

from desk.incidents import Outcome, ReopenReason
from ui.commands import face
from ui.commands.face import As, Json, Number, Seen
from ui.commands.incident_views import moved
from ui.commands.incidents import Posts, joining


def add_to(app: typer.Typer) -> None:
    """Register the commands of this file."""
    for name, command in (
        ("close", close),
        ("reopen", reopen),
        ("merge", merge),
        ("split", split),
        ("undo", undo),
        ("note", note),
        ("control", control),
        ("appeal", appeal),
        ("ask-extension", ask_extension),
        ("decide-extension", decide_extension),
        ("co-executor", co_executor),
        ("answer-part", answer_part),
    ):
        app.command(name)(command)


def close(
    number: Number,
    outcome: Annotated[
        Outcome | None, typer.Option("--outcome", help="Close without an answer: no-answer-needed or duplicate.")
    ] = None,
    duplicate_of: Annotated[
        str | None, typer.Option("--duplicate-of", metavar="NUMBER", help="For duplicate: of which incident.")
    ] = None,
    reason: Annotated[str | None, typer.Option("--reason", help="Why no answer is needed.")] = None,
    version: Seen = None,
    as_json: Json = False,
    login: As = None,
) -> None:
    """Close an answered incident; with --outcome, one that needs no answer."""
    if outcome is None and duplicate_of is None:
        moved(login, as_json, lambda desk, actor: desk.close(actor, number, version=version))
        return
    moved(
        login,
        as_json,
        lambda desk, actor: desk.close_without_answer(
            actor, number, outcome or Outcome.DUPLICATE, duplicate_of=duplicate_of, reason=reason, version=version
        ),
    )


def reopen(
    number: Number,
    reason: Annotated[ReopenReason, typer.Option("--reason", help="Why it is taken up again.")] = ReopenReason.STILL_SO,
    version: Seen = None,
    as_json: Json = False,
    login: As = None,
) -> None:
    """Take an answered or closed incident up again."""
    moved(login, as_json, lambda desk, actor: desk.reopen(actor, number, reason, version=version))


def merge(
    number: Number,
    into: Annotated[str, typer.Argument(metavar="INTO", help="The incident that stays.")],
    then: Annotated[
        str | None, typer.Option("--then", metavar="still-so|tell-them", help="Where INTO is closed: what they mean.")
    ] = None,
    version: Seen = None,
    as_json: Json = False,
    login: As = None,
) -> None:
    """Merge an incident into another: its posts go over."""
    moved(login, as_json, lambda desk, actor: desk.merge(actor, number, into, then=joining(then), version=version))


def split(
    number: Number,
    posts: Posts,
    title: Annotated[str, typer.Option("--title", help="What the new one is about.")] = "",
    topic: Annotated[str | None, typer.Option("--topic", metavar="ID", help="Its topic.")] = None,
    version: Seen = None,
    as_json: Json = False,
    login: As = None,
) -> None:
    """Split posts off into a new incident, which is told."""
    refs = [face.post_ref(post) for post in posts]
    moved(
        login,
        as_json,
        lambda desk, actor: desk.split(actor, number, refs, title=title, topic=topic, version=version),
    )


def undo(number: Number, version: Seen = None, as_json: Json = False, login: As = None) -> None:
    """Take back your own last move, within a minute."""
    moved(login, as_json, lambda desk, actor: desk.undo(actor, number, version=version))


def note(number: Number, text: face.Text, version: Seen = None, as_json: Json = False, login: As = None) -> None:
    """Add a note for colleagues."""
    words = face.whole_text(text)
    moved(login, as_json, lambda desk, actor: desk.note(actor, number, words, version=version))


def control(
    number: Number,
    on: Annotated[bool, typer.Option("--on/--off", help="Put it under own control, or lift that.")] = True,
    version: Seen = None,
    as_json: Json = False,
    login: As = None,
) -> None:
    """Put an incident under the head's own control: nobody closes it until that is lifted."""
    moved(login, as_json, lambda desk, actor: desk.own_control(actor, number, on, version=version))


def appeal(
    number: Number,
    registered: Annotated[str, typer.Argument(metavar="APPEAL", help="The number of the appeal.")],
    at: Annotated[
        str | None, typer.Option("--at", metavar="MOMENT", help="When it was registered; now unless said.")
    ] = None,
    version: Seen = None,
    as_json: Json = False,
    login: As = None,
) -> None:
    """Register the official appeal about it: the statutory term runs from then; again to correct it."""
    since = None if at is None else face.moment(at, face.settings().zone)
    moved(
        login,
        as_json,
        lambda desk, actor: desk.register_appeal(actor, number, registered, since or desk.now(), version=version),
    )


def ask_extension(
    number: Number,
    until: Annotated[str, typer.Option("--until", metavar="MOMENT", help="2026-03-01 or 2026-03-01T18:30.")],
    reason: Annotated[str, typer.Option("--reason", help="Why more time is needed.")],
    version: Seen = None,
    as_json: Json = False,
    login: As = None,
) -> None:
    """Ask for a longer term of the department."""
    longer = face.moment(until, face.settings().zone)
    moved(login, as_json, lambda desk, actor: desk.ask_extension(actor, number, longer, reason, version=version))


def decide_extension(
    number: Number,
    ordinal: Annotated[int, typer.Argument(metavar="ORDINAL", help="Which request (see `incident show`).")],
    granted: Annotated[bool, typer.Option("--grant/--refuse", help="Grant it, or refuse it.")],
    version: Seen = None,
    as_json: Json = False,
    login: As = None,
) -> None:
    """Grant or refuse a longer term."""
    moved(login, as_json, lambda desk, actor: desk.decide_extension(actor, number, ordinal, granted, version=version))


def co_executor(
    number: Number,
    who: Annotated[str, typer.Argument(metavar="WHO", help="A department's id, a login, or an outside body.")],
    task: Annotated[str, typer.Option("--task", help="What their part is.")],
    kind: Annotated[
        str, typer.Option("--kind", metavar="department|person|outside", help="What WHO is.")
    ] = "department",
    until: Annotated[str | None, typer.Option("--until", metavar="MOMENT", help="By when.")] = None,
    version: Seen = None,
    as_json: Json = False,
    login: As = None,
) -> None:
    """Let somebody else answer a part; the responsible department gathers the parts."""
    due_at = None if until is None else face.moment(until, face.settings().zone)
    moved(
        login,
        as_json,
        lambda desk, actor: desk.add_co_executor(actor, number, who, task, kind=kind, due_at=due_at, version=version),
    )


def answer_part(
    number: Number,
    ordinal: Annotated[int, typer.Argument(metavar="ORDINAL", help="Which part (see `incident show`).")],
    text: face.Text,
    version: Seen = None,
    as_json: Json = False,
    login: As = None,
) -> None:
    """Answer one's own part."""
    words = face.whole_text(text)
    moved(login, as_json, lambda desk, actor: desk.answer_part(actor, number, ordinal, words, version=version))
