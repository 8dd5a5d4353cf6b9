"""`nazar doctor`: is everything well, and what to do where it is not."""

from __future__ import annotations

import typer

from ui.commands import face
from ui.commands.face import Json


def add_to(app: typer.Typer) -> None:
    """Register the commands of this file."""
    app.command()(doctor)


def doctor(as_json: Json = False) -> None:
    """Look at databases, engine, versions, disk, clock and rights, and say what to do. Exit code 1 on errors."""
    from ui.doctor import Level, examine

    with face.installation() as parts:
        findings = list(examine(parts))
    if as_json:
        face.told([{"check": each.check, "level": each.level, "says": each.says, "do": each.do} for each in findings])
    else:
        for each in findings:
            remedy = f" → {each.do}" if each.do else ""
            typer.echo(f"{each.level.value:8} {each.check}: {face.one_line(each.says)}{remedy}")
    if any(each.level is Level.ERROR for each in findings):
        raise typer.Exit(1)
