"""`nazar index status | rebuild | verify | repair`: the searchable copy of the store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui.commands import face
from ui.commands.face import Json
from ui.commands.running import asked_to_end

if TYPE_CHECKING:
    from config.wiring import Parts
    from desk.relay import Differences

index = face.group("The search index: a copy that can be rebuilt at any time.")
EXAMPLES = 10


@index.command()
def status(as_json: Json = False) -> None:
    """Tell which engine searches, how much it holds and how much it has still to take."""
    with face.installation() as parts:
        told = dict(parts.index.status())
        with parts.store.reading() as records:
            told["waiting"], oldest = records.outbox_size(), records.oldest_outbox()
        told["waiting_since"] = oldest
    if as_json:
        face.told(told)
        return
    for name, value in told.items():
        typer.echo(f"{name.replace('_', ' ')}: {'–' if value is None else value}")


@index.command()
def rebuild(
    as_json: Json = False,
    by_the_desk: Annotated[bool, typer.Option("--by-the-desk", hidden=True, help="Asked for by the worker.")] = False,
) -> None:
    """Build the index anew beside the old one and swap: searching goes on, and is never empty."""
    from desk.roles import THE_DESK
    from ui.commands.works import build_index

    with asked_to_end() as asked, face.installation() as parts:
        built = build_index(parts, THE_DESK if by_the_desk else parts.actor(), asked.is_set, face.counter("documents"))
        if built is None:
            face.say("the index is being built already, or it was stopped: see “nazar index status”")
            return
        taken = parts.relay.drain()
    if as_json:
        face.told({"documents": built.documents, "refused": len(built.refused), "since": taken})
    else:
        typer.echo(f"{built.documents} documents, {len(built.refused)} refused")
    for fault in built.refused[:EXAMPLES]:
        face.say(f"refused: {fault.kind} {fault.id}: {face.one_line(fault.error)}")
    if built.refused:
        raise typer.Exit(1)


@index.command()
def verify(as_json: Json = False) -> None:
    """Compare every document with the store; exit code 1 when they differ."""
    with face.installation() as parts:
        found = _compared(parts)
    _tell(found, as_json=as_json)
    if len(found):
        face.say("nazar: the index differs from the store: run “nazar index repair”")
        raise typer.Exit(1)


@index.command()
def repair(as_json: Json = False) -> None:
    """Mend what differs from the store."""
    from desk.relay import repair as repair_index

    with face.installation() as parts:
        found = _compared(parts)
        mended = repair_index(parts.store, parts.index, found)
    _tell(found, as_json=as_json, mended=mended)
    if mended < len(found):
        raise typer.Exit(1)


def _compared(parts: Parts) -> Differences:
    from desk.relay import verify as compare

    # What only waits to be delivered is no difference.
    parts.relay.drain()
    return compare(parts.store, parts.index, face.counter("compared"))


def _tell(found: Differences, *, as_json: bool, **more: Any) -> None:
    counts = {
        "checked": found.checked,
        "missing": len(found.missing),
        "stale": len(found.stale),
        "orphan": len(found.orphan),
        **more,
    }
    if as_json:
        face.told(counts)
    else:
        typer.echo(", ".join(f"{name} {count}" for name, count in counts.items()))
