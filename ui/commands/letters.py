"""`nazar dead-letters list | retry | drop`: records that were refused, with their reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from desk.chores import DeadLetter, LetterState
from desk.errors import N_, NotFound, RuleError
from desk.journal import Entry
from desk.roles import Action, Actor, Subject
from ui.commands import face
from ui.commands.changing import changing
from ui.commands.face import As, Json

if TYPE_CHECKING:
    from desk.ports import Records

letters = face.group("Dead letters: records that could not come in, with the reason.")
Source = Annotated[str | None, typer.Option("--source", metavar="SLUG", help="Only of this source.")]
Numbers = Annotated[list[int] | None, typer.Argument(metavar="[ID]...", help="Which; see the list.")]
AT_ONCE = 200


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
        with parts.store.reading() as records:
            found = records.dead_letters(state=state, source=source, after=after, limit=limit)
            rows = [_json(each, raw=raw) for each in found if _may(records, actor, each)]
    columns = ["id", "source", "file", "line", "reason", "detail", *(["raw"] if raw else [])]
    face.table(rows, columns, as_json=as_json, empty="no dead letters")


@letters.command()
def retry(numbers: Numbers = None, source: Source = None, as_json: Json = False, login: As = None) -> None:
    """Try refused records again, as they would come in today; what is refused again stays."""
    from ui.commands.retrying import retried

    counts = {"tried": 0, "taken": 0, "refused": 0}
    with changing() as parts:
        actor = parts.actor(login)
        actor.must(Action.SEE_DEAD_LETTERS)
        for letter in _chosen(parts, actor, numbers, source):
            taken = retried(parts, letter)
            counts["tried"] += 1
            counts["taken" if taken else "refused"] += 1
        with parts.store.writing() as records:
            records.write([Entry(parts.now(), actor.login, "letters-retry", "letters", source or "all", counts)])
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
        chosen = _chosen(parts, actor, numbers, None)
        with parts.store.writing() as records:
            for letter in chosen:
                records.settle_letter(letter.id or 0, LetterState.DROPPED)
            fields = {"letters": [letter.id for letter in chosen]}
            records.write([Entry(parts.now(), actor.login, "letters-drop", "letters", "some", fields)])
    face.say(f"{len(chosen)} dropped")


def _chosen(parts: Any, actor: Actor, numbers: list[int] | None, source: str | None) -> list[DeadLetter]:
    if not numbers and source is None:
        raise RuleError(N_("say which: their ids, or --source"))
    wanted, found, after = set(numbers or ()), [], 0
    with parts.store.reading() as records:
        while letters := records.dead_letters(source=source, after=after, limit=AT_ONCE):
            after = letters[-1].id or after
            found += [each for each in letters if (not wanted or each.id in wanted) and _may(records, actor, each)]
    missing = wanted - {each.id for each in found}
    if missing:
        raise NotFound(N_("there is no open dead letter {id}"), id=min(missing))
    return found


def _may(records: Records, actor: Actor, letter: DeadLetter) -> bool:
    try:
        territory = records.source(letter.source).territory
    except NotFound:
        # The index's own poison has no source: only who may see everything sees it.
        return actor.may(Action.SEE_DEAD_LETTERS, Subject(restricted=True))
    return actor.may(Action.SEE_DEAD_LETTERS, Subject(territory))


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
