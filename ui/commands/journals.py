"""`nazar journal verify | list`: every step that was taken, and whether somebody tampered with it."""

from __future__ import annotations

from typing import Annotated

import typer

from desk.journal import NO_HEAD
from desk.roles import Action
from ui.commands import face
from ui.commands.face import As, Json

journal = face.group("The journal: one line for every step, chained so that tampering shows.")


@journal.command()
def verify(
    accept_head: Annotated[
        bool, typer.Option("--accept-head", help="Go on without the head that was missing; this is journalled.")
    ] = False,
    as_json: Json = False,
    login: As = None,
) -> None:
    """Walk the whole chain and compare it with the head kept outside the database; exit code 1 when it is broken."""
    from config import verifying

    with face.installation() as parts:
        actor = parts.actor(login)
        actor.must(Action.SEE_JOURNAL, face.whole(parts, restricted=True))
        if accept_head:
            actor.must(Action.MANAGE_USERS, face.whole(parts, restricted=True))
            verifying.accept_head(parts, actor.login)
        report = verifying.verify_journal(parts)
    faults = [{"line": fault.seq, "fault": fault.kind} for fault in report.faults]
    if as_json:
        face.told({"lines": report.lines, "head_kept": report.head_kept, "whole": not faults, "faults": faults})
    elif faults:
        face.table(faults, ("line", "fault"), as_json=False)
    else:
        typer.echo(f"{report.lines} lines, whole")
    if any(fault.kind == NO_HEAD for fault in report.faults):
        face.say(
            "the head kept outside the database is missing or was begun again, so a tail cut off before would not be"
            " seen: put journal-head.json back from the backup, or, when you know why it was gone, accept that with"
            " “nazar journal verify --accept-head”"
        )
    if faults:
        face.say(
            f"nazar: the journal is broken in {len(faults)} place(s): keep the database and its backups as they are"
        )
        raise typer.Exit(1)


@journal.command("list")
def list_(
    kind: Annotated[str | None, typer.Option("--kind", help="incident, post, user, source, catalogue, …")] = None,
    key: Annotated[str | None, typer.Option("--key", help="Of what: a number, a login, a slug.")] = None,
    actor: Annotated[str | None, typer.Option("--actor", metavar="LOGIN", help="Only this person's steps.")] = None,
    after: Annotated[int, typer.Option("--after", metavar="LINE", help="Only lines after this one.")] = 0,
    limit: face.Limit = 100,
    as_json: Json = False,
    login: As = None,
) -> None:
    """List lines of the journal, the oldest first."""
    with face.installation() as parts:
        parts.actor(login).must(Action.SEE_JOURNAL, face.whole(parts, restricted=True))
        with parts.store.reading() as records:
            lines = records.journal(kind=kind, key=key, actor=actor, after=after, limit=limit)
    rows = [
        {
            "line": line.seq,
            "at": line.entry.at,
            "actor": line.entry.actor,
            "role": line.entry.role,
            "for_whom": line.entry.for_whom,
            "action": line.entry.action,
            "kind": line.entry.kind,
            "key": line.entry.key,
            "fields": line.entry.fields,
        }
        for line in lines
    ]
    face.table(rows, ("line", "at", "actor", "role", "action", "kind", "key"), as_json=as_json, empty="no lines")
