"""How incidents and posts are written at the console: as JSON for programs, as lines for people; authors by alias."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import typer

from desk.incidents import Case, Incident
from desk.posts import StoredPost
from ui.commands.changing import changing
from ui.commands.face import printable, told

if TYPE_CHECKING:
    from config.wiring import Parts
    from desk.casework import Casework
    from desk.casework.looking import Author
    from desk.roles import Actor

LISTED = ("number", "state", "department", "assignee", "topic", "territory", "posts", "department_due_at", "title")
"""The columns of a list of incidents."""
_HIDDEN = frozenset({"id"})
"""The store's own number says nothing outside."""


def moved(login: str | None, as_json: bool, do: Callable[[Casework, Actor], Incident]) -> None:
    """Go through one door of the desk as this person, and tell where the incident stands now."""
    with changing() as parts:
        incident = do(parts.casework, parts.actor(login))
    if as_json:
        told(incident_json(incident))
    else:
        where = f" · {incident.department}" if incident.department else ""
        typer.echo(f"{incident.number} {incident.state.value}{where} (version {incident.version})")


def incident_json(incident: Incident) -> dict[str, Any]:
    """The row of an incident, every field by its name, slugs as in DOMAIN.md."""
    return plain_fields(incident)


def case_json(
    parts: Parts, actor: Actor, case: Case, posts: list[StoredPost], authors: tuple[Author, ...]
) -> dict[str, Any]:
    """An incident with its posts, answers, places, helpers, extensions and steps, as this person may see them."""
    from desk.disclosing import told

    named = {author.post_id: author.author_name for author in authors}
    texts = {post.id: told(parts.mask, actor, post, is_disclosed=post.id in named) for post in posts}
    return {
        **incident_json(case.incident),
        "members": [
            {**post_json(parts, post, texts[post.id]), **({"author": named[post.id]} if post.id in named else {})}
            for post in posts
        ],
        "answers": [plain_fields(answer) for answer in case.answers],
        "places": [plain_fields(place) for place in case.places],
        "co_executors": [plain_fields(helper) for helper in case.co_executors],
        "extensions": [plain_fields(extension) for extension in case.extensions],
        "steps": [plain_fields(step) for step in case.steps],
    }


def post_json(parts: Parts, stored: StoredPost, text: str) -> dict[str, Any]:
    """A post as lists show it: its author by a stable alias only, its text as the person may see it."""
    post = stored.post
    return {
        "key": str(post.key),
        "network": post.key.network,
        "place": post.key.place,
        "id": post.key.native_id,
        "author": parts.mask.alias(post.key.network, post.author_id or post.author_name),
        "text": text,
        "published_at": post.published_at,
        "url": post.url,
        "state": stored.line.value,
        "deleted_at": stored.deleted_at,
    }


def plain_fields(value: Any) -> dict[str, Any]:
    """The fields of a flat record by name."""
    return {each.name: getattr(value, each.name) for each in fields(value) if each.name not in _HIDDEN}


def print_case(case: dict[str, Any]) -> None:
    """The whole incident for people to read."""
    _print_fields(case)
    for heading in ("members", "answers", "places", "co_executors", "extensions", "steps"):
        for row in case[heading]:
            typer.echo(f"\n{heading}:" if row is case[heading][0] else "")
            _print_fields(row, indent="  ")


def _print_fields(row: dict[str, Any], indent: str = "") -> None:
    for name, value in row.items():
        if isinstance(value, list) or value in (None, "", (), frozenset(), False):
            continue
        shown = printable(str(value if not isinstance(value, frozenset) else ", ".join(sorted(value))))
        lines = shown.splitlines() or [""]
        typer.echo(f"{indent}{name}: {lines[0]}")
        for line in lines[1:]:
            typer.echo(f"{indent}  {line}")
