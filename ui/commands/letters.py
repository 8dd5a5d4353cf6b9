"""`nazar dead-letters list | retry | drop`: records that were refused, with their reasons."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from desk.chores import DeadLetter, LetterState
from desk.roles import Action
from ui.commands import face
from ui.commands.changing import changing
from ui.commands.face import As, Json
from ui.commands.works import holder

letters = face.group("Dead letters: records that could not come in, with the reason.")
Source = Annotated[str | None, typer.Option("--source", metavar="SLUG", help="Only of this source.")]
Numbers = Annotated[list[int] | None, typer.Argument(metavar="[ID]...", help="Which; see the list.")]


@letters.command("list")
def list_(
    source: Source = None,
    state: Annotated[LetterState, typer.Option("--state", help="Where they stand.")] = LetterState.OPEN,
    raw: Annotated[bool, typer.Option("--raw", help="Show the records themselves.")] = False,
    after: Annotated[int, typer.Option("--after", metavar="ID", help="Only after this one.")] = 0,
    limit: face.Limit = 100,
    as_json: Json = False,
    login: As = None,
) -> None:
    """List refused records, the oldest first."""
    with face.installation() as parts:
        actor = parts.actor(login)
        actor.must(Action.SEE_DEAD_LETTERS)
        found, _more = parts.letterwork.page(actor, state=state, source=source, after=after, limit=limit)
        rows = [_json(each, raw=raw) for each in found]
    columns = ["id", "source", "file", "line", "reason", "detail", *(["raw"] if raw else [])]
    face.table(rows, columns, as_json=as_json, empty="no dead letters")


@letters.command()
def retry(numbers: Numbers = None, source: Source = None, as_json: Json = False, login: As = None) -> None:
    """Try refused records again, as they would come in today; what is refused again stays."""
    from ui.commands.retrying import retried

    with changing() as parts:
        actor = parts.actor(login)
        actor.must(Action.SEE_DEAD_LETTERS)
        work = parts.letterwork.retry(actor, numbers, source, held_by=holder())
        done = parts.letterwork.do(work, lambda letter: retried(parts, letter), lambda: False, face.counter("tried"))
    counts = {"tried": done.done, "taken": done.result.get("taken", 0), "refused": done.result.get("refused", 0)}
    if as_json:
        face.told(counts)
    else:
        typer.echo(", ".join(f"{name} {count}" for name, count in counts.items()))


@letters.command()
def drop(
    numbers: Annotated[list[int], typer.Argument(metavar="ID...", help="Which; see the list.")], login: As = None
) -> None:
    """Set refused records aside for good: they are not worth another try."""
    with face.installation() as parts:
        actor = parts.actor(login)
        count = parts.letterwork.drop(actor, numbers)
    face.say(f"{count} dropped")


def _json(letter: DeadLetter, *, raw: bool) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": letter.id,
        "source": letter.source,
        "file": letter.file,
        "line": letter.line,
        "reason": letter.reason,
        "detail": letter.detail,
        "at": letter.at,
        "state": letter.state.value,
        "tries": letter.tries,
    }
    return {**row, "raw": letter.raw.decode("utf-8", "backslashreplace")} if raw else row
