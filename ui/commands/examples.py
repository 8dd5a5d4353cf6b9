"""`nazar example add | remove`: an imaginary district to try the desk out with."""

from __future__ import annotations

from typing import Annotated

import typer

from desk.errors import N_, RuleError
from ui.commands import face
from ui.commands.face import As

example = face.group("Example data: an imaginary district, to try the desk out.")


@example.command()
def add(
    language: Annotated[str, typer.Option("--language", metavar="kk|ru|en", help="Of the names of its sources.")] = "",
    login: As = None,
) -> None:
    """Bring example data onto the desk: posts, incidents in every state, colleagues who cannot sign in."""
    from ui.example import planting
    from ui.texts import LANGUAGES

    with face.installation() as parts:
        wished = language or parts.settings.language
        if wished not in LANGUAGES:
            raise RuleError(N_("“{word}” is none of: {known}"), word=wished, known=", ".join(LANGUAGES))
        is_news = planting.add(parts, parts.actor(login), wished)
    face.say("the example data is there" if is_news else "the example data was there already")


@example.command()
def remove(
    yes: Annotated[bool, typer.Option("--yes", help="Do it; without this only tell what would go.")] = False,
    login: As = None,
) -> None:
    """Take the example data away: its sources, posts, incidents and colleagues. The journal keeps its lines."""
    from ui.example import planting, removing

    with face.installation() as parts:
        actor = parts.actor(login)
        if not yes:
            with parts.store.reading() as records:
                sources, logins = planting.kept(records)
            face.say(f"{len(sources)} sources with their posts and incidents would go, and {len(logins)} colleagues")
            face.say("nothing was changed; say --yes to do it")
            return
        posts, incidents = removing.remove(parts, actor)
    face.say(f"{posts} posts and {incidents} incidents of the example data are gone; the worker tells the index")
