"""`nazar place list | alias | join`: the register of places; one place has one name for good, and aliases."""

from __future__ import annotations

from typing import Annotated

import typer

from desk.errors import N_, NotFound, RuleError
from desk.journal import Entry
from desk.places import plain_name
from desk.ports import Records
from desk.roles import Action
from desk.sources import Place
from ui.commands import face
from ui.commands.changing import changing
from ui.commands.face import As, Json

place = face.group("Places: chats, channels and pages, each with one number for good and other names.")
Network = Annotated[str, typer.Argument(metavar="NETWORK", help="telegram, whatsapp, …")]
NUMBERS = {"ignore_unknown_options": True}
"""Telegram's numbers of places begin with a minus and are no options."""


@place.command("list")
def list_(as_json: Json = False, login: As = None) -> None:
    """List the places."""
    with face.installation() as parts:
        parts.actor(login).must(Action.MANAGE_PLACES)
        with parts.store.reading() as records:
            places = records.places()
    rows = [
        {"network": each.network, "place": each.canonical, "title": each.title, "aliases": sorted(each.aliases)}
        for each in places
    ]
    face.table(rows, ("network", "place", "title", "aliases"), as_json=as_json, empty="no places yet")


@place.command(context_settings=NUMBERS)
def alias(
    network: Network,
    name: Annotated[str, typer.Argument(metavar="PLACE", help="Any name it is known by.")],
    other: Annotated[str, typer.Argument(metavar="ALIAS", help="Another name for it.")],
    login: As = None,
) -> None:
    """Teach the register another name of a place."""
    with changing() as parts:
        actor = parts.actor(login)
        actor.must(Action.MANAGE_PLACES)
        with parts.store.writing() as records:
            known = known_place(records, network, name)
            records.learn_alias(known, other)
            fields = {"alias": parts.mask.digest(other)}
            records.write([Entry(parts.now(), actor.login, "place-alias", "place", _key(known), fields)])


@place.command(context_settings=NUMBERS)
def join(
    network: Network,
    keep: Annotated[str, typer.Argument(metavar="KEEP", help="The place that stays.")],
    gone: Annotated[str, typer.Argument(metavar="GONE", help="The place that is the same one.")],
    login: As = None,
) -> None:
    """Join two places that are one: posts go over, none is doubled."""
    with changing() as parts:
        actor = parts.actor(login)
        actor.must(Action.MANAGE_PLACES)
        with parts.store.writing() as records:
            kept, going = known_place(records, network, keep), known_place(records, network, gone)
            if kept.id == going.id:
                raise RuleError(N_("these two names are one place already"))
            moved = records.join_places(kept, going)
            fields = {"gone": parts.mask.digest(going.canonical), "posts": moved}
            records.write([Entry(parts.now(), actor.login, "place-join", "place", _key(kept), fields)])
    face.say(f"{moved} posts have moved")


def known_place(records: Records, network: str, name: str) -> Place:
    """The place known by this name. Raises NotFound: a slip of the pen must not make a new place."""
    wanted = {name, plain_name(network, name)}
    for each in records.places():
        names = {each.canonical, plain_name(network, each.canonical), *each.aliases}
        if each.network == network and names & wanted:
            return each
    raise NotFound(N_("there is no place {name} of {network}"), name=name, network=network)


def _key(known: Place) -> str:
    return f"{known.network}/{known.id}"
