"""`nazar import FILE…`: what people bring comes in; and the worker's own way to do the same with uploads."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from desk.chores import ImportRun, ImportState
from desk.errors import N_, RuleError, SearchError, StoreError
from ui.commands import face
from ui.commands.bringing import Interrupted, bring_in, catch_up, run_to_its_end, source_for
from ui.commands.face import As, Json
from ui.commands.reading_beside import readers_beside
from ui.commands.running import asked_to_end

if TYPE_CHECKING:
    from config.wiring import Parts
    from crawlers.files.options import ReadOptions

COUNTS = ("received", "new", "edited", "unchanged", "deleted", "dead_letters")
FAILED = frozenset({ImportState.STOPPED, ImportState.FAILED})


def add_to(app: typer.Typer) -> None:
    """Register the commands of this file."""
    app.command("import")(import_)
    app.command("import-uploads", hidden=True)(import_uploads)


def import_(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Telegram export, WhatsApp chat, table, JSONL.")
    ],
    source: Annotated[
        str | None, typer.Option("--source", metavar="SLUG", help="The source's short name (default: the file's name).")
    ] = None,
    columns: Annotated[
        list[str] | None, typer.Option("--columns", metavar="FIELD=COLUMN,…", help="Which column holds what.")
    ] = None,
    constants: Annotated[
        list[str] | None, typer.Option("--set", metavar="FIELD=VALUE", help="One value for every record.")
    ] = None,
    chats: Annotated[
        list[str] | None, typer.Option("--chats", metavar="CHAT,…", help="Which chats of an export, private ones too.")
    ] = None,
    place: Annotated[
        str | None, typer.Option("--place", help="The name of a WhatsApp chat or of a table's place.")
    ] = None,
    zone: Annotated[
        str | None, typer.Option("--zone", help="For times without an offset (default: the desk's).")
    ] = None,
    work_from: Annotated[
        str | None,
        typer.Option("--work-from", metavar="MOMENT", help="Older posts go to the archive (default: 14 days)."),
    ] = None,
    territory: Annotated[
        str | None, typer.Option("--territory", metavar="KATO", help="For a new source: where.")
    ] = None,
    topic: Annotated[
        str | None, typer.Option("--topic", metavar="ID", help="For a new source: what it is about.")
    ] = None,
    department: Annotated[
        str | None, typer.Option("--department", metavar="ID", help="For a new source: whose.")
    ] = None,
    keep_going: Annotated[bool, typer.Option("--keep-going", help="Also when many records are refused.")] = False,
    no_index: Annotated[bool, typer.Option("--no-index", help="Leave the index to the worker.")] = False,
    look: Annotated[bool, typer.Option("--look", help="Only show what the file holds.")] = False,
    as_json: Json = False,
    login: As = None,
) -> None:
    """Bring files in. Repeating it doubles nothing; what was broken off goes on where it was."""
    from crawlers.files.reading import ReadOptions

    with asked_to_end() as asked, readers_beside([] if look else files) as beside, face.installation() as parts:
        actor, stop = parts.actor(login), asked.is_set
        options = ReadOptions(
            parts.now(),
            zone or parts.settings.timezone,
            pairs(columns or [], split=True),
            pairs(constants or []),
            frozenset(chat.strip() for each in chats or [] for chat in each.split(",") if chat.strip()),
            place,
            parts.mask.key,
        )
        if look:
            for file in files:
                _look(file, options)
            return
        counts, ended = dict.fromkeys(COUNTS, 0), list[ImportRun]()
        # Only the way of the posts is timed, not what every start of a command costs.
        began = _opened(parts)
        since = None if work_from is None else face.moment(work_from, parts.settings.zone)
        with _broken_off():
            for file in files:
                told = source_for(parts, actor, file, source, (territory, topic, department))
                run = bring_in(
                    parts,
                    actor,
                    told,
                    file,
                    options,
                    work_from=since,
                    keep_going=keep_going,
                    stop=stop,
                    beside=beside,
                    is_indexed=not no_index,
                )
                ended.append(run)
                counts = {name: counts[name] + getattr(run, name) for name in COUNTS}
                if run.state in FAILED:
                    break
            behind = None if no_index else catch_up(parts, stop)
        seconds = round(time.perf_counter() - began, 3)
    if as_json:
        face.told({**counts, "seconds": seconds})
    else:
        typer.echo(", ".join(f"{name.replace('_', ' ')} {count}" for name, count in counts.items()) + f", {seconds} s")
    for run in ended:
        if run.state in FAILED:
            face.say(f"nazar: {run.title}: {face.one_line(run.error or 'stopped')}")
            raise typer.Exit(1)
    if behind is not None:
        face.say(f"nazar: the posts are kept, but the index has not taken them all: {face.one_line(str(behind))}")
        raise typer.Exit(1)


def import_uploads() -> None:
    """Import the oldest file that was brought through the desk; the worker starts one process for each."""
    from crawlers.files.reading import ReadOptions
    from ui.jobs import waiting_uploads
    from ui.logs import open_logs

    with asked_to_end() as asked:
        with face.installation() as parts:
            open_logs("import", parts.settings.log_level)
            oldest = waiting_uploads(parts)[:1]
            with parts.store.reading() as records:
                runs = [records.import_run(number) for number in oldest]
        # Closed again before the fork: a database must not be carried across it.
        with readers_beside([Path(run.file) for run in runs]) as beside, face.installation() as parts:
            for run in runs:
                with parts.store.reading() as records:
                    told = records.source(run.source)
                options = ReadOptions.from_stored(run.options, parts.now(), parts.mask.key)
                path, stop = Path(run.file), asked.is_set
                try:
                    run_to_its_end(parts, told, path, options, run, keep_going=False, stop=stop, beside=beside)
                except Interrupted:
                    return  # the run is as its last batch left it, and the next worker goes on
                except StoreError:
                    _wait_again(parts, oldest[0])
                    raise


def _wait_again(parts: Parts, number: int) -> None:
    """A database that was away is no fault of the file: the worker tries it again, from where it was."""
    with parts.store.writing() as records:
        run = records.import_run(number)
        if run.state is ImportState.FAILED:
            records.keep_import(replace(run, state=ImportState.WAITING))


@contextmanager
def _broken_off() -> Iterator[None]:
    try:
        yield
    except Interrupted as interrupted:
        face.say(f"nazar: {interrupted}")
        raise typer.Exit(1) from interrupted


def pairs(written: Sequence[str], *, split: bool = False) -> Mapping[str, str]:
    """`field=value` pairs of the command line; with `split` several in one, separated by commas. Raises RuleError."""
    single = [part for each in written for part in (each.split(",") if split else [each])]
    found: dict[str, str] = {}
    for each in single:
        name, sign, value = each.partition("=")
        if not sign or not name.strip():
            raise RuleError(N_("“{pair}” must be written field=value"), pair=each)
        found[name.strip()] = value.strip()
    return found


def _opened(parts: Parts) -> float:
    parts.catalogues()
    with suppress(SearchError):  # an engine that is away is told about when its turn comes; the store takes the posts
        parts.index.status()
    import crawlers.files.importing  # noqa: F401

    return time.perf_counter()


def _look(file: Path, options: ReadOptions) -> None:
    from crawlers.files.reading import preview

    seen = preview(file, options)
    typer.echo(f"{file}: {seen.format.value}")
    for chat in seen.chats:
        typer.echo(
            f"  {chat.place}  {face.printable(chat.title)}  ({chat.type}{', private' if chat.is_private else ''})"
        )
    for field, column in seen.guessed.items():
        typer.echo(f"  {field} = {face.printable(column)}")
    if seen.columns:
        typer.echo(f"  columns: {', '.join(face.printable(each) for each in seen.columns)}")
    if seen.missing:
        typer.echo(f"  not found: {', '.join(seen.missing)} (give them with --columns or --set)")
