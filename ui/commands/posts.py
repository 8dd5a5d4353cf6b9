"""`nazar search | export posts | post …`: finding posts, sorting them, giving them out."""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from desk.errors import N_, RuleError
from desk.journal import Entry
from desk.posts import Line, SetAsideReason, StoredPost
from desk.queries import PostFilter, Query
from desk.readings import Kind, Reading, Tone, Tongue, Trait, corrected, value_of
from desk.roles import Action
from desk.terms import Urgency
from ui.commands import face
from ui.commands.changing import changing
from ui.commands.face import After, As, Json, Limit
from ui.commands.incident_views import post_json

if TYPE_CHECKING:
    from config.wiring import Parts

export = face.group("Give data out as files.")
post = face.group("Posts: look at them, put them aside, bring them back.")
Posts = Annotated[list[str], typer.Argument(metavar="POST...", help="Posts by their keys: network/place/id.")]
Network = Annotated[str | None, typer.Option("--network", help="Only from this network.")]
Source = Annotated[str | None, typer.Option("--source", metavar="SLUG", help="Only from this source.")]
Territory = Annotated[str | None, typer.Option("--territory", metavar="KATO", help="Only in this territory.")]
Topic = Annotated[str | None, typer.Option("--topic", metavar="ID", help="Only on this topic, or on one below it.")]
Tag = Annotated[str | None, typer.Option("--tag", help="Only with this staff tag.")]
KindOf = Annotated[Kind | None, typer.Option("--kind", help="Only read as this.")]
Language = Annotated[Tongue | None, typer.Option("--language", help="Only in this language.")]
ToneOf = Annotated[Tone | None, typer.Option("--tone", help="Only in this tone.")]
UrgencyOf = Annotated[Urgency | None, typer.Option("--urgency", help="Only this urgent.")]
NamedPlace = Annotated[str | None, typer.Option("--named-place", metavar="NAME", help="Only naming this place.")]
Lines = Annotated[list[Line] | None, typer.Option("--line", help="Only in these lines (repeatable).")]
Since = Annotated[str | None, typer.Option("--since", metavar="MOMENT", help="Published from then on.")]
Until = Annotated[str | None, typer.Option("--until", metavar="MOMENT", help="Published before then.")]
COLUMNS = ("published_at", "key", "state", "incident", "text")


def add_to(app: typer.Typer) -> None:
    """Register the commands of this file."""
    app.command()(search)
    app.add_typer(export, name="export")
    app.add_typer(post, name="post")


def search(
    query: Annotated[str, typer.Argument(metavar="QUERY", help="Words to look for, in Kazakh or Russian.")],
    network: Network = None,
    source: Source = None,
    territory: Territory = None,
    topic: Topic = None,
    tag: Tag = None,
    line: Lines = None,
    since: Since = None,
    until: Until = None,
    kind: KindOf = None,
    language: Language = None,
    tone: ToneOf = None,
    urgency: UrgencyOf = None,
    named_place: NamedPlace = None,
    limit: Limit = 50,
    after: After = None,
    as_json: Json = False,
    login: As = None,
) -> None:
    """Find posts by their words, the newest first. Their text comes from the store; authors are never shown."""
    from desk.casework.doors import subject_of
    from desk.disclosing import told

    with face.installation() as parts:
        wanted = _filter(parts, network, source, territory, topic, tag, line, since, until)
        wanted = replace(wanted, kind=kind, language=language, tone=tone, urgency=urgency, named_place=named_place)
        actor = parts.actor(login)
        actor.must(Action.SEE_POSTS)
        index, store = parts.index, parts.store
        began = time.perf_counter()
        page = index.search(Query(query, wanted), actor.scope(Action.SEE_POSTS), limit=limit, after=after)
        with store.reading() as records:
            found = records.posts_by_id([hit.id for hit in page.items])
        took_ms = round((time.perf_counter() - began) * 1000, 1)
    # The index is a copy and may be older than a right or a topic: the truth decides what is shown.
    hits = [
        hit_json(each, told(parts.mask, actor, each)) for each in found if actor.may(Action.SEE_POSTS, subject_of(each))
    ]
    total = page.total - (len(page.items) - len(hits))
    if not as_json:
        # A page whose posts are all hidden is not the end of the list.
        face.table(hits, COLUMNS, as_json=False, empty="nothing found" if page.after is None else "nothing here")
    else:
        more = {} if page.after is None else {"after": page.after}
        answer = {"total": total, "total_relation": page.relation, "took_ms": took_ms, "hits": hits}
        face.told({**answer, **more})
    face.more(page.after, as_json=as_json)


@export.command("posts")
def export_posts(
    source: Source = None,
    with_authors: Annotated[bool, typer.Option("--with-authors", help="With authors; needs --reason.")] = False,
    reason: Annotated[str | None, typer.Option("--reason", help="Why; journalled.")] = None,
    login: As = None,
) -> None:
    """Write posts as JSON lines (docs/post-format.md) to stdout, one a version, oldest first; authors are masked.

    Only posts that the person may give out are written.
    """
    from desk.exports import lines

    with face.installation() as parts:
        actor = parts.actor(login)
        if with_authors and not (reason or "").strip():
            raise RuleError(N_("say with --reason why the authors are needed"))
        action = Action.EXPORT_AUTHORS if with_authors else Action.EXPORT
        actor.must(action)
        with parts.store.writing() as records:
            if source is not None:
                records.source(source)
            fields = {"with_authors": with_authors, **({"reason": reason} if reason else {})}
            records.write([Entry(parts.now(), actor.login, "export", "posts", source or "all", fields)])
        tell = face.counter("written")
        given = lines(
            parts.store,
            parts.mask,
            source=source,
            with_authors=with_authors,
            allows=lambda subject: actor.may(action, subject),
        )
        for count, each in enumerate(given, 1):
            sys.stdout.buffer.write(each)
            if count % 1000 == 0:
                tell(count)
        sys.stdout.buffer.flush()


@post.command("list")
def list_(
    line: Lines = None,
    late: Annotated[bool, typer.Option("--late", help="Only unsorted ones whose term is over.")] = False,
    network: Network = None,
    source: Source = None,
    territory: Territory = None,
    topic: Topic = None,
    tag: Tag = None,
    since: Since = None,
    until: Until = None,
    kind: KindOf = None,
    language: Language = None,
    tone: ToneOf = None,
    urgency: UrgencyOf = None,
    named_place: NamedPlace = None,
    by_machine: Annotated[bool, typer.Option("--by-machine", help="Only what no person set aside.")] = False,
    limit: Limit = 50,
    after: After = None,
    as_json: Json = False,
    login: As = None,
) -> None:
    """List posts, the newest first; without --line those that wait to be sorted."""
    from desk.disclosing import told

    with face.installation() as parts:
        chosen = line or [Line.SET_ASIDE if by_machine else Line.NEW]
        wanted = _filter(parts, network, source, territory, topic, tag, chosen, since, until, late=late)
        wanted = replace(wanted, kind=kind, language=language, tone=tone, urgency=urgency, named_place=named_place)
        wanted = replace(wanted, by_machine=by_machine)
        actor = parts.actor(login)
        actor.must(Action.SEE_POSTS)
        with parts.store.reading() as records:
            page = records.posts(wanted, actor.scope(Action.SEE_POSTS), limit=limit, after=after)
        told_here = [hit_json(each, told(parts.mask, actor, each)) for each in page.items]
    face.table(told_here, COLUMNS, as_json=as_json, empty="no posts")
    face.more(page.after, as_json=as_json)


@post.command()
def show(
    key: Annotated[str, typer.Argument(metavar="POST", help="Its key: network/place/id.")],
    as_json: Json = False,
    login: As = None,
) -> None:
    """Show one post with all the texts it has had; its author by a mask."""
    from desk.disclosing import may_read_whole, told

    with face.installation() as parts:
        actor = parts.actor(login)
        found = parts.casework.post(actor, face.post_ref(key))
        with parts.store.reading() as records:
            versions = records.versions(found.id)
        cover = str if may_read_whole(actor, found) else parts.mask.cover
        row = {
            **post_json(parts, found, told(parts.mask, actor, found)),
            "incident": found.incident,
            "set_aside": found.set_aside.value if found.set_aside else None,
            "topic": found.topic,
            "read_as": _read_as(parts, found),
            "territory": found.territory,
            "due_at": found.due_at,
            "tags": sorted(found.tags),
            "versions": [{"text": cover(each.text), "at": each.moment, "first": each.first} for each in versions],
        }
    if as_json:
        face.told(row)
        return
    for name, value in row.items():
        if name != "versions" and value:
            typer.echo(f"{name}: {face.printable(str(value))}")
    for each in versions[:-1]:
        typer.echo(f"until edited ({each.moment:%Y-%m-%d %H:%M}): {face.printable(cover(each.text))}")


@post.command("set-aside")
def set_aside(
    posts: Posts,
    reason: Annotated[SetAsideReason, typer.Option("--reason", help="Why no incident is needed.")],
    note: Annotated[str | None, typer.Option("--note", help="In words; needed for other.")] = None,
    login: As = None,
) -> None:
    """Put posts aside; they stay one step from the queue."""
    with changing() as parts:
        actor = parts.actor(login)
        moved = parts.casework.set_aside(actor, [face.post_ref(each) for each in posts], reason, note)
    face.say(f"{moved} set aside")


@post.command("bring-back")
def bring_back(posts: Posts, login: As = None) -> None:
    """Bring posts that were set aside or archived into the queue."""
    with changing() as parts:
        actor = parts.actor(login)
        moved = parts.casework.bring_back(actor, [face.post_ref(each) for each in posts])
    face.say(f"{moved} brought back")


@post.command("correct")
def correct(
    key: Annotated[str, typer.Argument(metavar="POST", help="Its key: network/place/id.")],
    trait: Annotated[Trait, typer.Argument(help="What was read wrongly, or is confirmed.")],
    value: Annotated[str, typer.Argument(metavar="VALUE", help="A slug, a topic's id, a place's name; '' for none.")],
    login: As = None,
) -> None:
    """Say what the machine read wrongly in a post, or confirm it; no later reading overwrites it."""
    with changing() as parts:
        parts.casework.correct(parts.actor(login), face.post_ref(key), trait, value)
    face.say(f"{trait.value} {value or 'none'}")


@post.command("tag")
def tag_(
    posts: Posts,
    add: Annotated[list[str] | None, typer.Option("--add", metavar="TAG", help="Give this tag.")] = None,
    remove: Annotated[list[str] | None, typer.Option("--remove", metavar="TAG", help="Take it away.")] = None,
    login: As = None,
) -> None:
    """Give posts staff tags, or take them away."""
    with changing() as parts:
        actor = parts.actor(login)
        parts.casework.tag_posts(actor, [face.post_ref(each) for each in posts], add or (), remove or ())


def _read_as(parts: Parts, found: StoredPost) -> dict[str, Any]:
    """What it was read as and corrected to; nothing of a post that nobody read."""
    if found.reading is None and not found.corrections:
        return {}
    reading = corrected(found.reading or Reading(), found.corrections, parts.catalogues().topics.parents)
    return {
        **{trait.value: value_of(reading, trait) for trait in Trait},
        "corrected": sorted({each.trait.value for each in found.corrections}),
    }


def hit_json(found: StoredPost, text: str) -> dict[str, Any]:
    """A post as `nazar search --json` prints it: never its author, its text as the person may see it."""
    return {
        "key": str(found.post.key),
        "network": found.post.key.network,
        "place": found.post.key.place,
        "id": found.post.key.native_id,
        "text": text,
        "published_at": found.post.published_at,
        "url": found.post.url,
        "state": found.line.value,
        "incident": found.incident,
    }


def _filter(
    parts: Parts,
    network: str | None,
    source: str | None,
    territory: str | None,
    topic: str | None,
    tag: str | None,
    lines: list[Line] | None,
    since: str | None,
    until: str | None,
    *,
    late: bool = False,
) -> PostFilter:
    def read(written: str | None) -> datetime | None:
        return None if written is None else face.moment(written, parts.settings.zone)

    return PostFilter(
        lines=frozenset(lines or ()),
        source=source,
        network=network,
        territory=territory,
        topics=None if topic is None else parts.catalogues().topics.within(topic) or frozenset({topic}),
        tag=tag,
        since=read(since),
        until=read(until),
        late=late,
        now=parts.now(),
    )
