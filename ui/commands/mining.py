"""`nazar language mine`: learns Kazakh stems from the desk's own posts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import typer

from ui.commands import face
from ui.commands.face import Json

if TYPE_CHECKING:
    from config.wiring import Parts

language = face.group("What texts are read by.")


@language.command("mine")
def mine(as_json: Json = False) -> None:
    """Learn Kazakh stems from the posts of this desk, beside the shipped ones.

    They hold from the next start on: the worker then builds the search anew, and all posts can be read again.
    """
    from config.own_stems import keep_own_stems
    from language.kazakh_mining import mined, written

    with face.installation() as parts:
        stems = mined(_words_of_posts(parts))
        path = keep_own_stems(parts.settings.data_dir, written(stems))
    if as_json:
        face.told({"stems": len(stems), "file": str(path)})
    else:
        typer.echo(f"{len(stems)} stems in {path}")
    face.say("start Nazar again: the search is then built anew, and posts can be read again")


def _words_of_posts(parts: Parts) -> Iterator[str]:
    from language.kazakh_mining import kazakh_words
    from language.words import words

    tell, last, done = face.counter("posts"), 0, 0
    while True:
        with parts.store.reading() as records:
            posts = records.every_post(after=last)
        if not posts:
            return
        for post in posts:
            yield from kazakh_words(words(post.post.text))
        last, done = posts[-1].id, done + len(posts)
        tell(done)
