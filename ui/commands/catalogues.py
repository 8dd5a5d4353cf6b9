"""`nazar catalogue list | export | import`: what an editor changes, as files and as versioned rows of the store."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from desk.catalogues import CatalogueRow
from desk.errors import N_, ConfigError, RuleError
from desk.roles import Action
from ui.commands import face
from ui.commands.face import As, Json

if TYPE_CHECKING:
    from config.wiring import Parts
    from desk.roles import Actor

catalogue = face.group("Catalogues: territories, departments, topics, terms, holidays.")


@catalogue.command("list")
def list_(as_json: Json = False) -> None:
    """List the catalogues and what the desk has changed in them."""
    from config.shapes import SHAPES

    with face.installation() as parts:
        read = parts.catalogues()
        with parts.store.reading() as records:
            rows = records.catalogue_rows()
    listed = []
    for name, shape in SHAPES.items():
        changed = [row for row in rows if row.catalogue == name]
        last = max(changed, key=lambda row: row.at, default=None)
        listed.append(
            {
                "catalogue": name,
                "file": shape.file,
                "entries": len(read.entries(name)),
                "changed": len(changed),
                "changed_by": last.by if last else None,
                "changed_at": last.at if last else None,
            }
        )
    face.table(listed, ("catalogue", "file", "entries", "changed", "changed_by", "changed_at"), as_json=as_json)


@catalogue.command()
def export(
    names: Annotated[list[str] | None, typer.Argument(metavar="[NAME]...", help="Which; without it all.")] = None,
    folder: Annotated[
        Path | None, typer.Option("--to", metavar="FOLDER", help="Write the files here instead of to stdout.")
    ] = None,
    login: As = None,
) -> None:
    """Write catalogues as files that can be changed and imported again."""
    from config.catalogues import dump_catalogue
    from config.shapes import SHAPES, shape_of

    wanted = [shape_of(name).name for name in names or SHAPES]
    if folder is None and len(wanted) != 1:
        raise RuleError(N_("say which catalogue, or give a folder with --to: several do not go to one output"))
    with face.installation() as parts:
        parts.actor(login).must(Action.MANAGE_CATALOGUES, face.whole(parts))
        texts = {SHAPES[name].file: dump_catalogue(name, parts.catalogues()) for name in wanted}
    if folder is None:
        typer.echo(next(iter(texts.values())), nl=False)
        return
    for file, text in texts.items():
        _write(folder / file, text)
        face.say(f"{folder / file}")


@catalogue.command("import")
def import_(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Named as exported: topics.yml, terms.yml, …")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would change.")] = False,
    as_json: Json = False,
    login: As = None,
) -> None:
    """Take over changed catalogues. Only entries that differ become new versions, with who and when."""
    from ui import amendments

    with face.installation() as parts:
        actor = parts.actor(login)
        actor.must(Action.MANAGE_CATALOGUES, face.whole(parts))
        rows = [row for file in files for row in changed_rows(parts, actor, file)]
        amendments.must_hold_together(parts, rows)
        if rows and not dry_run:
            amendments.keep(parts, actor, rows, "catalogue-import")
    listed = [{"catalogue": row.catalogue, "key": row.key, "version": row.version, "value": row.value} for row in rows]
    face.table(listed, ("catalogue", "key", "version"), as_json=as_json, empty="nothing differs")


def changed_rows(parts: Parts, actor: Actor, file: Path) -> list[CatalogueRow]:
    """What importing this file would change. Raises ConfigError with file and line."""
    from config.catalogues import parse_catalogue
    from ui import amendments

    name = _catalogue_of(file)
    return amendments.rows_of(parts, actor, name, parse_catalogue(name, _read(file), str(file)))


def _catalogue_of(file: Path) -> str:
    from config.shapes import SHAPES

    for name, shape in SHAPES.items():
        if file.name == shape.file or file.stem == name:
            return name
    known = ", ".join(shape.file for shape in SHAPES.values())
    raise RuleError(N_("{file} is named like no catalogue; known are {known}"), file=file, known=known)


def _read(file: Path) -> str:
    from config.overlays import read_text

    return sys.stdin.read() if str(file) == "-" else read_text(file)


def _write(file: Path, text: str) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    except OSError as fault:
        raise ConfigError(N_("{path} cannot be written ({why})"), path=file, why=fault.strerror) from fault
