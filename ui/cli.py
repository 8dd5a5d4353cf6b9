"""The `nazar` command: only puts the groups together."""

from __future__ import annotations

import typer

from ui import lifelines
from ui.commands import (
    catalogues,
    doctor,
    examples,
    imports,
    incident_answers,
    incident_wholes,
    incidents,
    indexes,
    journals,
    ledgers,
    letters,
    mining,
    places,
    posts,
    reading,
    rereading,
    running,
    sources,
    topic_learning,
    users,
    works,
)
from ui.commands.face import Commands, group
from ui.logs import hide_secrets_of_crashes, open_logs

app = typer.Typer(
    name="nazar",
    cls=Commands,
    help="Nazar: what residents write comes in, is found, gets an owner and a term, and is answered.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"max_content_width": 110},
)
incident = group("Incidents: from posts to an answer that stands where it was asked.")

for commands in (running, imports, posts, ledgers, doctor, works, reading):
    commands.add_to(app)
for commands in (incidents, incident_answers, incident_wholes):
    commands.add_to(incident)
for commands in (rereading, topic_learning):
    commands.add_to(mining.language)

app.add_typer(incident, name="incident")
app.add_typer(running.database, name="db")
app.add_typer(indexes.index, name="index")
app.add_typer(mining.language, name="language")
app.add_typer(sources.source, name="source")
app.add_typer(places.place, name="place")
app.add_typer(users.user, name="user")
app.add_typer(examples.example, name="example")
app.add_typer(catalogues.catalogue, name="catalogue")
app.add_typer(letters.letters, name="dead-letters")
app.add_typer(journals.journal, name="journal")


def main() -> None:
    """Run the command line. Exit codes: 0 done, 1 refused or failed (said in one line), 2 called wrongly."""
    lifelines.hold()
    open_logs("nazar", "warning")
    hide_secrets_of_crashes()
    app(prog_name="nazar")
