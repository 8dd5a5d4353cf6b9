"""What all commands share: whose rights, which installation, and how answers, progress and errors are told."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from desk.errors import N_, NazarError, RuleError, StoreError
from desk.posts import PostKey
from desk.roles import Scope, Subject
from ui.commands.refusals import in_words
from ui.logs import redacted

if TYPE_CHECKING:
    from config.catalogues import Catalogues
    from config.settings import Settings
    from config.wiring import Parts
    from language.reading import TextReader

As = Annotated[str | None, typer.Option("--as", metavar="LOGIN", help="Act with this user's rights, not as operator.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for other programs.")]
Limit = Annotated[int, typer.Option("--limit", min=1, max=1000, help="How many at most.")]
After = Annotated[str | None, typer.Option("--after", metavar="CURSOR", help="Go on after this cursor.")]


Number = Annotated[str, typer.Argument(metavar="NUMBER", help="The incident, such as 2026-000123.")]
Seen = Annotated[
    int | None, typer.Option("--version", metavar="N", help="Refuse when somebody changed it since version N.")
]
Text = Annotated[str, typer.Option("--text", help="The text itself, or - to read it from the standard input.")]
Language = Annotated[str, typer.Option("--language", metavar="kk|ru", help="The language of the text.")]


class Commands(TyperGroup):
    """The one place where the commands catch errors: a person can act on these, so one line and exit code 1."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except NazarError as error:
            say(f"nazar: {redacted(one_line(in_words(error)))}")
            raise typer.Exit(1) from error
        except BrokenPipeError as error:
            # Whoever read our output has seen enough (`| head`). Python must not complain when it flushes at the end.
            sys.stderr.close()
            raise typer.Exit(1) from error


def group(help: str) -> typer.Typer:
    """A group of commands, such as `nazar user …`."""
    return typer.Typer(help=help, no_args_is_help=True, rich_markup_mode=None, add_completion=False)


def settings() -> Settings:
    """What this installation runs with. Raises ConfigError."""
    from config.settings import read_settings

    return read_settings()


@contextmanager
def installation() -> Iterator[Parts]:
    """The parts of this installation, closed at the end of the command."""
    from config.wiring import open_parts

    with open_parts(settings()) as parts:
        yield parts


def reader(settings: Settings, territory: str | None) -> tuple[TextReader, Catalogues]:
    """The reader of this installation with its catalogues, for the places of another `territory` where one is given;
    without a database that can be asked, of its catalogue files alone. Raises ConfigError."""
    from config.catalogues import read_catalogues
    from config.reading import standing_reader
    from config.wiring import open_parts
    from desk.territories import COUNTRY

    with open_parts(settings) as parts:
        try:
            if parts.has_store():
                catalogues = parts.catalogues()
                return standing_reader(catalogues, territory or parts.territory(), parts.topic_model()), catalogues
        except StoreError as error:
            say(f"read by the catalogue files alone: {one_line(str(error))}")
    code = territory or settings.territory
    catalogues = read_catalogues(settings.config_dir, zone=settings.zone, territory=code)
    return standing_reader(catalogues, code or COUNTRY), catalogues


def whole(parts: Parts, *, restricted: bool = False) -> Subject:
    """All of this installation: what rights are asked for where an answer is not cut to somebody's territory.

    `restricted` where restricted topics are in the answer too.
    """
    return Subject(parts.territory(), restricted=restricted)


def everything() -> Scope:
    """What the desk itself sees; only for work whose right was checked before."""
    return Scope.everything()


def say(message: str) -> None:
    """Tell the person at the console, beside the output: on stderr."""
    typer.echo(message, err=True)


def told(value: object) -> None:
    """Print a value as one line of JSON on stdout."""
    typer.echo(json.dumps(value, ensure_ascii=False, default=plain))


def table(rows: Iterable[Mapping[str, Any]], columns: Sequence[str], *, as_json: bool, empty: str = "") -> None:
    """Print a list: an array of objects, or aligned columns with their names above; `empty` is said beside."""
    kept = list(rows)
    if as_json:
        told(kept)
        return
    if not kept:
        say(empty or "nothing found")
        return
    cells = [[_cell(row.get(column)) for column in columns] for row in kept]
    widths = [max(len(column), *(len(line[at]) for line in cells)) for at, column in enumerate(columns)]
    for line in ([column.upper() for column in columns], *cells):
        typer.echo("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def more(cursor: str | None, *, as_json: bool) -> None:
    """Tell how a list goes on, if it does, beside the output: its array has no room for that."""
    if cursor is not None:
        say(json.dumps({"after": cursor}) if as_json else f"more: --after {cursor}")


def plain(value: object) -> object:
    """How a value that JSON does not know is written: times as ISO 8601 in UTC, sets sorted."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset | set | tuple):
        return sorted(value)
    return str(value)


def one_line(text: str) -> str:
    """The text on a single line, so that a log or a terminal shows one fault as one line."""
    return " ".join(text.split())


def post_ref(written: str) -> PostKey | int:
    """A post as people name it at the console: `network/place/id`, or its number in the store. Raises RuleError."""
    return int(written) if written.isdigit() else PostKey.parse(written)


def whole_text(written: str) -> str:
    """The text of an option: itself, or the standard input where it is `-`."""
    return sys.stdin.read().strip() if written == "-" else written


def moment(text: str, zone: Any) -> datetime:
    """A moment as people write it at the console: `2026-03-01` or `2026-03-01T09:30[+05:00]`. Raises RuleError."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        raise RuleError(N_("“{text}” is not a date or a moment (2026-03-01, 2026-03-01T09:30)"), text=text) from None
    return read if read.tzinfo is not None else read.replace(tzinfo=zone)


def day(text: str) -> date:
    """A day as people write it at the console: `2026-03-01`. Raises RuleError."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise RuleError(N_("“{text}” is not a date (2026-03-01)"), text=text) from None


def counter(what: str) -> Callable[[int], None]:
    """Tells how far a long command is: one line that is written over on a terminal, nothing for a program."""
    live = sys.stderr.isatty()

    def tell(done: int) -> None:
        if live:
            typer.echo(f"\r{what}: {done:,}", err=True, nl=False)

    return tell


def _cell(value: object) -> str:
    if value is None or value == ():
        return "–"
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(str(each) for each in value)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    return printable(one_line(str(value)))


def printable(text: str) -> str:
    """A resident's text as a terminal may show it: without control characters, which could redraw the screen."""
    return "".join(each if each.isprintable() or each == "\n" else "\ufffd" for each in text)
