"""`nazar source list | add | pause | resume | work-from | purge | voices | …`: where posts come from."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any

import typer

from desk.errors import N_, RuleError, SearchError
from desk.journal import Entry
from desk.roles import ALLOWED, Action, Actor, Subject
from desk.sources import WORK_FROM_DEFAULT, OfficialVoice, Source, SourceState
from desk.sourcework import managed
from ui.commands import face
from ui.commands.changing import changing
from ui.commands.face import As, Json
from ui.commands.themes import themed
from ui.commands.works import holder

if TYPE_CHECKING:
    from config.wiring import Parts

source = face.group("Sources: the places that are read and the files that people bring.")
Slug = Annotated[str, typer.Argument(metavar="SLUG", help="Its short name.")]
SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")


@source.command("list")
def list_(as_json: Json = False, login: As = None) -> None:
    """List the sources."""
    with face.installation() as parts:
        actor = parts.actor(login)
        actor.must(Action.MANAGE_SOURCES)
        sources = parts.sourcework.managed(actor)
    columns = ("slug", "way", "state", "territory", "work_from", "last_received_at", "last_published_at", "last_error")
    face.table([_json(each) for each in sources], columns, as_json=as_json, empty="no sources yet")


@source.command()
def add(
    slug: Slug,
    way: Annotated[str, typer.Option("--way", help="How it is read: import, telegram, web, instagram.")] = "import",
    title: Annotated[str | None, typer.Option("--title", help="What people call it.")] = None,
    territory: Annotated[str | None, typer.Option("--territory", metavar="KATO", help="Where its people live.")] = None,
    topic: Annotated[str | None, typer.Option("--topic", metavar="ID", help="What all its posts are about.")] = None,
    department: Annotated[str | None, typer.Option("--department", metavar="ID", help="Whose it is.")] = None,
    work_from: Annotated[
        str | None,
        typer.Option("--work-from", metavar="MOMENT", help="Older posts are archive (default: 14 days ago)."),
    ] = None,
    login: As = None,
) -> None:
    """Add a source."""
    with face.installation() as parts:
        actor, now = parts.actor(login), parts.now()
        where = territory or own_territory(parts, actor, Action.MANAGE_SOURCES)
        topic, department = themed(parts, title or "", topic, department)
        must_be_known(parts, where, topic, department)
        if not SLUG.fullmatch(slug):
            raise RuleError(N_("“{slug}” is no short name: small Latin letters, digits and hyphens"), slug=slug)
        # Of a file its own newest post decides, so nothing is said before there is one.
        default = None if way == "import" else now - WORK_FROM_DEFAULT
        since = default if work_from is None else face.moment(work_from, parts.settings.zone)
        fresh = Source(slug, way, title or slug, now, where, topic, department, since)
        actor.must(Action.MANAGE_SOURCES, Subject(where))
        with parts.store.writing() as records:
            if any(each.slug == slug for each in records.sources()):
                raise RuleError(N_("there is a source {slug} already"), slug=slug)
            records.keep_source(fresh)
            records.write([_entry(parts, actor, "source-add", slug, way=way, territory=where)])
    face.say(f"{slug} is added")


@source.command()
def edit(
    slug: Slug,
    title: Annotated[str | None, typer.Option("--title", help="What people call it.")] = None,
    territory: Annotated[str | None, typer.Option("--territory", metavar="KATO", help="Of posts to come.")] = None,
    login: As = None,
) -> None:
    """Change the title or the territory of a source; posts that are here keep theirs."""
    with face.installation() as parts:
        parts.sourcework.edit(parts.actor(login), slug, title=title, territory=territory)
    face.say(f"{slug} is changed")


@source.command()
def pause(slug: Slug, login: As = None) -> None:
    """Stop reading a source for now."""
    _set_state(slug, SourceState.PAUSED, login)


@source.command()
def resume(slug: Slug, login: As = None) -> None:
    """Go on reading a paused source."""
    _set_state(slug, SourceState.ACTIVE, login)


@source.command("work-from")
def work_from(
    slug: Slug,
    moment: Annotated[str, typer.Argument(metavar="MOMENT", help="2026-03-01 or 2026-03-01T09:00.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do it; without this only tell what would move.")] = False,
    as_json: Json = False,
    login: As = None,
) -> None:
    """Change from when on posts are worked upon: tells what would move, and moves it with --yes."""
    with changing() as parts:
        actor = parts.actor(login)
        since = face.moment(moment, parts.settings.zone)
        into_queue, into_archive = parts.sourcework.preview(actor, slug, since)
        if yes:
            work = parts.sourcework.work_from(actor, slug, since, held_by=holder())
            parts.sourcework.do(work, lambda: False, face.counter("moved"))
    if as_json:
        face.told({"to_new": into_queue, "to_archive": into_archive, "done": yes})
    else:
        typer.echo(f"{into_queue} from the archive into the queue, {into_archive} from the queue into the archive")
        if not yes:
            face.say("nothing has moved yet: repeat it with --yes")


@source.command()
def purge(
    slug: Slug,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    login: As = None,
) -> None:
    """Erase a source for good: its posts (but those of incidents), their versions and dead letters."""
    with face.installation() as parts:
        actor = parts.actor(login)
        with parts.store.reading() as records:
            managed(records, actor, slug)
            held = records.purgeable(slug)
        if not yes:
            typer.confirm(f"Erase {slug} ({held} posts) for good?", abort=True, err=True)
        work = parts.sourcework.purge(actor, slug, held_by=holder())
        gone = parts.sourcework.do(work, lambda: False, face.counter("erased")).done
        behind = _erased_from_the_index(parts)
    face.say(f"{gone} posts of {slug} are erased")
    if behind is not None:
        face.say(f"nazar: the index still holds some of them, until the worker runs: {face.one_line(str(behind))}")
        raise typer.Exit(1)


@source.command()
def voices(as_json: Json = False, login: As = None) -> None:
    """List the accounts whose posts are the akimat's own."""
    with face.installation() as parts:
        parts.actor(login).must(Action.MANAGE_SOURCES)
        with parts.store.reading() as records:
            known = records.official_voices()
    rows = [
        {
            "network": each.network,
            "account": each.account,
            "department": each.department,
            "from": each.valid_from,
            "to": each.valid_to,
        }
        for each in known
    ]
    face.table(rows, ("network", "account", "department", "from", "to"), as_json=as_json, empty="no official voices")


@source.command("add-voice")
def add_voice(
    network: Annotated[str, typer.Argument(metavar="NETWORK", help="telegram, instagram, …")],
    account: Annotated[str, typer.Argument(metavar="ACCOUNT", help="Its number or @name.")],
    department: Annotated[str | None, typer.Option("--department", metavar="ID", help="For whom it speaks.")] = None,
    since: Annotated[str, typer.Option("--from", metavar="MOMENT", help="From when on.")] = "2000-01-01",
    until: Annotated[str | None, typer.Option("--to", metavar="MOMENT", help="The first moment after it.")] = None,
    login: As = None,
) -> None:
    """Let an account count as official: its posts are never queued, its replies are answers."""
    with face.installation() as parts:
        actor, zone = parts.actor(login), parts.settings.zone
        actor.must(Action.MANAGE_SOURCES, face.whole(parts))
        must_be_known(parts, None, None, department)
        end = None if until is None else face.moment(until, zone)
        parts.sourcework.add_voice(actor, OfficialVoice(network, account, department, face.moment(since, zone), end))
    face.say(f"{network} {account} counts as official")


def own_territory(parts: Parts, actor: Actor, action: Action) -> str:
    """Where a new source stands that nobody said a territory of: the whole installation, or the only territory in
    which this person may do it. Raises RuleError where they have several."""
    whole = parts.territory()
    own = {grant.territory for grant in actor.grants if grant.role in ALLOWED[action]}
    if not own or actor.may(action, Subject(whole)):
        return whole
    if len(own) > 1:
        raise RuleError(
            N_("say with --territory which one the new source is of: {known}"), known=", ".join(sorted(own))
        )
    return own.pop()


def must_be_known(parts: Parts, territory: str | None, topic: str | None, department: str | None) -> None:
    """Raises RuleError for a territory, topic or department that no catalogue has."""
    catalogues = parts.catalogues()
    for value, known, message in (
        (territory, catalogues.territories, N_("there is no territory {id} in KATO")),
        (topic, catalogues.topics, N_("there is no topic {id}")),
        (department, catalogues.departments, N_("there is no department {id}")),
    ):
        if value is not None and value not in known:
            raise RuleError(message, id=value)


def _erased_from_the_index(parts: Parts) -> SearchError | None:
    """Take out of the copy what was erased from the truth; what stood in the way, if anything did."""
    from ui.commands.bringing import catch_up

    return catch_up(parts, lambda: False)


def _set_state(slug: str, state: SourceState, login: str | None) -> None:
    with face.installation() as parts:
        parts.sourcework.set_state(parts.actor(login), slug, state)
    face.say(f"{slug} is {state.value}")


def _entry(parts: Parts, actor: Actor, action: str, slug: str, **fields: Any) -> Entry:
    return Entry(parts.now(), actor.login, action, "source", slug, fields)


def _json(known: Source) -> dict[str, Any]:
    return {
        "slug": known.slug,
        "way": known.way,
        "title": known.title,
        "state": known.state.value,
        "territory": known.territory,
        "topic": known.topic,
        "department": known.department,
        "work_from": known.work_from,
        "added_at": known.added_at,
        "last_received_at": known.last_received_at,
        "last_published_at": known.last_published_at,
        "last_error": known.last_error,
    }
