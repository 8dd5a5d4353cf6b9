"""Taking the example away, wholly: its sources, posts, incidents and colleagues."""

from __future__ import annotations

from config.wiring import Parts
from desk.journal import Entry
from desk.roles import Action, Actor, Subject
from ui.example.planting import KEPT_AS, kept


def remove(parts: Parts, actor: Actor) -> tuple[int, int]:
    """Erase the example, in one transaction; returns how many posts and incidents went. The index follows.

    What was made of its posts goes with them; posts of real sources in its incidents are new again. The journal keeps
    its lines. Raises NotAllowed, NotFound (there is none), StoreError.
    """
    actor.must(Action.MANAGE_USERS, Subject(parts.territory()))
    with parts.store.writing() as records:
        sources, logins = kept(records)
        posts, incidents = records.erase_trial(sources, logins)
        records.keep_installation({KEPT_AS: None})
        fields = {"posts": posts, "incidents": incidents}
        records.write([Entry(parts.now(), actor.login, "example-remove", "example", KEPT_AS, fields)])
    return posts, incidents
