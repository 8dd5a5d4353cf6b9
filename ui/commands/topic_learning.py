"""`nazar language learn`: topics are learned from what people corrected."""

from __future__ import annotations

import typer

from ui.commands import face
from ui.commands.face import Json


def add_to(group: typer.Typer) -> None:
    """Register the commands of this file."""
    group.command()(learn)


def learn(as_json: Json = False) -> None:
    """Learn topics from all that people corrected; used from then on where it does better than the catalogue's words.

    The worker does it every night. From 100 corrections on, and only if there is a new one.
    """
    from config.topic_learning import learn_topics

    with face.installation() as parts:
        kept = learn_topics(parts)
    if kept is None:
        if as_json:
            face.told({"version": None})
        else:
            typer.echo("nothing to learn: too few corrections, or none that is new")
        return
    if as_json:
        face.told({"version": kept.version, "used": bool(kept.body), "figures": dict(kept.figures)})
        return
    figures = kept.figures
    typer.echo(f"{kept.version} from {figures['corrections']} corrections")
    typer.echo(f"right on corrections it had not seen: {figures['accuracy']}, the words alone {figures['rules']}")
    if kept.body:
        typer.echo("used from now on; nazar language reread lets it read the posts that are here already")
    else:
        typer.echo("not used: the words of the catalogue do as well")
