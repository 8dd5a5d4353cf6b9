"""`nazar incident list | show | open | assign | take | not-ours | …`: looking, sorting, routing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from desk.errors import N_, RuleError
from desk.incidents import State
from desk.roles import Action
from desk.terms import Urgency
from desk.territories import COUNTRY
from ui.commands import face
from ui.commands.face import After, As, Json, Limit, Number, Seen
from ui.commands.incident_views import LISTED, case_json, incident_json, moved, print_case

if TYPE_CHECKING:
    from desk.decisions.gathering import Joining

Posts = Annotated[list[str], typer.Argument(metavar="POST...", help="Posts by their keys: network/place/id.")]
Title = Annotated[str, typer.Option("--title", help="What it is about, in a few words of ours.")]
Topic = Annotated[str | None, typer.Option("--topic", metavar="ID", help="The topic (topics.yml).")]
Territory = Annotated[str | None, typer.Option("--territory", metavar="KATO", help="Code of the territory.")]
Place = Annotated[str | None, typer.Option("--place", help="The place in words: street, house, village.")]
HowUrgent = Annotated[Urgency, typer.Option("--urgency", help="How fast somebody must act.")]
ComplainedOf = Annotated[
    str | None, typer.Option("--complained-of", metavar="DEPARTMENT", help="Whom a restricted complaint is about.")
]


def add_to(app: typer.Typer) -> None:
    """Register the commands of this file."""
    for name, command in (
        ("list", list_),
        ("show", show),
        ("open", open_),
        ("join", join),
        ("leave", leave),
        ("assign", assign),
        ("take", take),
        ("not-ours", not_ours),
        ("details", details),
        ("tag", tag),
    ):
        app.command(name)(command)


def list_(
    state: Annotated[list[State] | None, typer.Option("--state", help="Only these states (repeatable).")] = None,
    department: Annotated[str | None, typer.Option("--department", metavar="ID", help="Only this one's.")] = None,
    assignee: Annotated[str | None, typer.Option("--assignee", metavar="LOGIN", help="Only this person's.")] = None,
    territory: Territory = None,
    topic: Topic = None,
    tag: Annotated[str | None, typer.Option("--tag", help="Only with this staff tag.")] = None,
    overdue: Annotated[bool, typer.Option("--overdue", help="Only those whose term is over.")] = False,
    limit: Limit = 50,
    after: After = None,
    as_json: Json = False,
    login: As = None,
) -> None:
    """List incidents, the newest first (overdue ones by their term)."""
    from desk.queries import IncidentFilter

    with face.installation() as parts:
        wanted = IncidentFilter(
            states=frozenset(state or ()),
            department=department,
            assignee=assignee,
            territory=territory,
            topic=topic,
            tag=tag,
            overdue=overdue,
            now=parts.now(),
        )
        actor = parts.actor(login)
        actor.must(Action.SEE_INCIDENTS)
        with parts.store.reading() as records:
            page = records.incidents(wanted, actor.scope(Action.SEE_INCIDENTS), limit=limit, after=after)
    rows = [incident_json(incident) for incident in page.items]
    face.table(rows, LISTED, as_json=as_json, empty="no incidents")
    face.more(page.after, as_json=as_json)


def show(
    number: Number,
    authors: Annotated[bool, typer.Option("--authors", help="Name the authors; this look is journalled.")] = False,
    reason: Annotated[str | None, typer.Option("--reason", help="Why, where you do not work on it.")] = None,
    as_json: Json = False,
    login: As = None,
) -> None:
    """Show one incident with its posts, answers, places and steps; authors by their masks."""
    with face.installation() as parts:
        actor = parts.actor(login)
        case = parts.casework.case(actor, number)
        named = parts.casework.look(actor, number, reason) if authors else ()
        with parts.store.reading() as records:
            posts = records.posts_by_id([member.post_id for member in case.present])
        shown = case_json(parts, actor, case, posts, named)
    if as_json:
        face.told(shown)
    else:
        print_case(shown)


def open_(
    posts: Annotated[
        list[str] | None, typer.Argument(metavar="[POST]...", help="Posts by their keys: network/place/id.")
    ] = None,
    title: Title = "",
    topic: Topic = None,
    territory: Territory = None,
    place: Place = None,
    urgency: HowUrgent = Urgency.ORDINARY,
    complained_of: ComplainedOf = None,
    text: Annotated[str, typer.Option("--text", help="By hand: what they said; - reads the standard input.")] = "",
    as_json: Json = False,
    login: As = None,
) -> None:
    """Make an incident: from posts, or by hand (--title and --text) when somebody called or came."""
    if not posts and not title:
        raise RuleError(N_("name the posts to take, or give --title (and --text) to enter an incident by hand"))
    if posts:
        refs = [face.post_ref(post) for post in posts]
        moved(
            login,
            as_json,
            lambda desk, actor: desk.take(
                actor,
                refs,
                title=title,
                topic=topic,
                urgency=urgency,
                territory=territory,
                place=place,
                complained_of=complained_of,
            ),
        )
        return
    said = face.whole_text(text)
    where = territory or _own_territory()
    moved(
        login,
        as_json,
        lambda desk, actor: desk.enter(
            actor,
            title=title,
            territory=where,
            text=said,
            topic=topic,
            urgency=urgency,
            place=place,
            complained_of=complained_of,
        ),
    )


def join(
    number: Number,
    posts: Posts,
    then: Annotated[
        str | None, typer.Option("--then", metavar="still-so|tell-them", help="For a closed one: what they mean.")
    ] = None,
    version: Seen = None,
    as_json: Json = False,
    login: As = None,
) -> None:
    """Let posts join an incident."""
    refs = [face.post_ref(post) for post in posts]
    moved(
        login,
        as_json,
        lambda desk, actor: desk.join(actor, number, refs, then=joining(then), version=version),
    )


def leave(number: Number, posts: Posts, version: Seen = None, as_json: Json = False, login: As = None) -> None:
    """Let posts leave an incident; they are new again."""
    refs = [face.post_ref(post) for post in posts]
    moved(login, as_json, lambda desk, actor: desk.leave(actor, number, refs, version=version))


def assign(
    number: Number,
    department: Annotated[str | None, typer.Argument(metavar="[DEPARTMENT]", help="Its id (departments.yml).")] = None,
    department_option: Annotated[
        str | None, typer.Option("--department", metavar="ID", help="The same, as an option.")
    ] = None,
    assignee: Annotated[str | None, typer.Option("--assignee", metavar="LOGIN", help="And to this person.")] = None,
    version: Seen = None,
    as_json: Json = False,
    login: As = None,
) -> None:
    """Give an incident to a department, perhaps to a person; again to give it to another."""
    to = department or department_option
    moved(login, as_json, lambda desk, actor: desk.assign(actor, number, to, assignee, version=version))


def take(number: Number, version: Seen = None, as_json: Json = False, login: As = None) -> None:
    """Take up an assigned incident: the work begins. (To make one from posts: open.)"""
    moved(login, as_json, lambda desk, actor: desk.take_up(actor, number, version=version))


def not_ours(
    number: Number,
    proposed: Annotated[str, typer.Option("--whose", metavar="OWNER", help="Whose it is: a department, or words.")],
    reason: Annotated[str, typer.Option("--reason", help="Why it is not ours.")],
    version: Seen = None,
    as_json: Json = False,
    login: As = None,
) -> None:
    """Hand an incident back: it is not ours."""
    moved(login, as_json, lambda desk, actor: desk.not_ours(actor, number, proposed, reason, version=version))


def details(
    number: Number,
    title: Annotated[str | None, typer.Option("--title", help="What it is about.")] = None,
    topic: Topic = None,
    territory: Territory = None,
    place: Place = None,
    urgency: Annotated[Urgency | None, typer.Option("--urgency", help="How fast somebody must act.")] = None,
    complained_of: ComplainedOf = None,
    version: Seen = None,
    as_json: Json = False,
    login: As = None,
) -> None:
    """Correct what an incident is about; what is not given stays."""
    moved(
        login,
        as_json,
        lambda desk, actor: desk.set_details(
            actor,
            number,
            title=title,
            topic=topic,
            urgency=urgency,
            territory=territory,
            place=place,
            complained_of=complained_of,
            version=version,
        ),
    )


def tag(
    number: Number,
    add: Annotated[list[str] | None, typer.Option("--add", metavar="TAG", help="Give this tag.")] = None,
    remove: Annotated[list[str] | None, typer.Option("--remove", metavar="TAG", help="Take it away.")] = None,
    as_json: Json = False,
    login: As = None,
) -> None:
    """Give an incident staff tags, or take them away."""
    moved(login, as_json, lambda desk, actor: desk.tag_incident(actor, number, add or (), remove or ()))


def joining(then: str | None) -> Joining | None:
    """What posts that join a closed incident mean. Raises RuleError for an unknown word."""
    from desk.decisions.gathering import Joining

    if then is None:
        return None
    try:
        return Joining(then)
    except ValueError:
        known = ", ".join(each.value for each in Joining)
        raise RuleError(N_("“{word}” is none of: {known}"), word=then, known=known) from None


def _own_territory() -> str:
    with face.installation() as parts:
        return parts.territory() or COUNTRY
