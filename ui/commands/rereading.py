"""`nazar language reread`: posts that were read by something older are read again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from desk.works import LongWork, WorkKind, WorkState
from ui.commands import face
from ui.commands.face import As, Json
from ui.commands.running import asked_to_end

if TYPE_CHECKING:
    from config.wiring import Parts


def add_to(app: typer.Typer) -> None:
    """Register the commands of this file."""
    app.command()(reread)


def reread(
    as_json: Json = False,
    by_the_desk: Annotated[bool, typer.Option("--by-the-desk", hidden=True, help="Asked for on the desk.")] = False,
    login: As = None,
) -> None:
    """Read all posts again that were read by older rules, catalogues or models, or not at all; the desk goes on.

    Broken off anywhere, the same command goes on from there. What people corrected stays.
    """
    with asked_to_end() as asked, face.installation() as parts:
        work = _mine(parts, login, only_waiting=by_the_desk)
        if work is None:
            face.say("nothing to do, or it is being done already")
            return
        tell = face.counter("read")
        done = parts.reread.do(work, asked.is_set, tell)
    told = {"state": done.state.value, "read": done.done, "changed": done.result.get("changed", 0)}
    if as_json:
        face.told(told)
    else:
        typer.echo(f"{told['read']} read, {told['changed']} of them otherwise than before")
    if done.state is WorkState.FAILED:
        face.say(f"nazar: {done.error}")
        raise typer.Exit(1)


def _mine(parts: Parts, login: str | None, *, only_waiting: bool) -> LongWork | None:
    """The work that waits or was broken off, else a new one where there is something to read; held by us."""
    from ui.commands.works import claimed, holder

    me = holder()
    work = claimed(parts, frozenset({WorkKind.REREAD}), me)
    if work is not None or only_waiting:
        return work
    with parts.store.reading() as records:
        if any(each.kind is WorkKind.REREAD for each in records.works(100, open_only=True)):
            return None
    actor = parts.actor(login)
    return parts.reread.ask(actor, held_by=me) if parts.reread.is_due() else None
