"""`nazar ledger`: every post and every incident counted once, with the sums and whether they add up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from desk.errors import N_, StoreError
from desk.ledger import IN_TERM, LATE, NO_TERM, OVERDUE, IncidentLedger, PostLedger, Share, imbalances
from desk.posts import Line
from desk.queries import IncidentFilter, PostFilter
from desk.roles import Action, Actor, Scope, Subject
from desk.territories import COUNTRY, is_within
from ui.commands import face
from ui.commands.face import As, Json

if TYPE_CHECKING:
    from desk.ports import Records

COLUMNS = ("what", "thereof", "count", "percent", "n")
AT_ONCE = 1000
"""Incidents read at once where the posts that they hold are counted."""


def add_to(app: typer.Typer) -> None:
    """Register the commands of this file."""
    app.command()(ledger)


def ledger(
    territory: Annotated[str | None, typer.Option("--territory", metavar="KATO", help="Only in this one.")] = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar="MOMENT", help="Published, or opened, from then on.")
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="MOMENT", help="Published, or opened, before then.")
    ] = None,
    source: Annotated[
        str | None, typer.Option("--source", metavar="SLUG", help="Only its posts; incidents have no source.")
    ] = None,
    as_json: Json = False,
    login: As = None,
) -> None:
    """Count every post and every incident exactly once. Exit code 1 when a sum does not add up."""
    with face.installation() as parts:
        actor, now, zone = parts.actor(login), parts.now(), parts.settings.zone
        actor.must(Action.SEE_COUNTS)
        start = None if since is None else face.moment(since, zone)
        end = None if until is None else face.moment(until, zone)
        posts_of = PostFilter(source=source, territory=territory, since=start, until=end, now=now)
        cases_of = IncidentFilter(territory=territory, since=start, until=end, now=now)
        scope = actor.scope(Action.SEE_COUNTS)
        with parts.store.reading() as records:
            if source is not None:
                records.source(source)
            try:
                posts = PostLedger.of(records.posts_ledger(scope, posts_of), _letters(records, actor, posts_of))
                cases = IncidentLedger.of({} if source else records.incidents_ledger(scope, cases_of))
            except ValueError as fault:
                raise StoreError(N_("a count stands in no line of the ledger: {why}"), why=str(fault)) from fault
            received = _received(records, scope, posts_of, posts.received)
            whole = _sees_all(scope) and not (since or until or source)
            held = _held(records, scope, cases_of) if whole else posts.taken
        faults = list(imbalances(posts, cases, received=received, held=held))
    told: dict[str, Any] = {
        "posts": {"sum": dict(posts.sum_line()), "rows": list(_of_posts(posts)), "dead_letters": posts.dead_letters},
        "incidents": None
        if source
        else {"sum": dict(cases.sum_line()), "rows": list(_of_incidents(cases)), "merged": cases.merged},
        "adds_up": not faults,
        "imbalances": [asdict(each) for each in faults],
    }
    if as_json:
        face.told(told)
    else:
        _print(told)
    for each in faults:
        face.say(f"nazar: the ledger does not add up: {each.what} should be {each.expected} and is {each.found}")
    if faults:
        raise typer.Exit(1)


def _of_posts(posts: PostLedger) -> Iterator[Mapping[str, Any]]:
    (_, received), *lines = posts.sum_line()
    thereof = {
        Line.NEW.value: {IN_TERM: posts.in_term, LATE: posts.late, NO_TERM: posts.no_term},
        Line.SET_ASIDE.value: {reason.value: count for reason, count in posts.set_aside.items()},
    }
    for line, count in lines:
        yield _row(line, "", Share(count, received))
        for mark, part in thereof.get(line, {}).items():
            yield _row(line, mark, Share(part, count))


def _of_incidents(cases: IncidentLedger) -> Iterator[Mapping[str, Any]]:
    for bucket, count in cases.buckets.items():
        yield _row(bucket.value, "", Share(count, cases.total))
        if bucket in cases.overdue:
            yield _row(bucket.value, OVERDUE, Share(cases.overdue[bucket], count))
    closed = sum(cases.closed.values())
    for outcome, count in cases.closed.items():
        yield _row("closed", outcome.value if outcome else "without-outcome", Share(count, closed))


def _row(what: str, thereof: str, share: Share) -> Mapping[str, Any]:
    percent = None if share.percent is None else round(share.percent, 1)
    return {"what": what, "thereof": thereof, "count": share.part, "percent": percent, "n": share.n}


def _print(told: Mapping[str, Any]) -> None:
    for name, beside in (("posts", "dead_letters"), ("incidents", "merged")):
        if told[name] is None:
            continue
        (total, count), *parts = told[name]["sum"].items()
        typer.echo(f"{total} {count} = " + " + ".join(f"{part} {number}" for part, number in parts))
        face.table(told[name]["rows"], COLUMNS, as_json=False)
        typer.echo(f"beside it: {beside.replace('_', ' ')} {told[name][beside]}\n")
    typer.echo(f"adds up: {'yes' if told['adds_up'] else 'no'}")


def _letters(records: Records, actor: Actor, asked: PostFilter) -> int:
    """Refused records that still wait, of the sources whose counts this person may see; the period cuts none."""
    where = asked.territory or COUNTRY
    if asked.source is None and where == COUNTRY and actor.may(Action.SEE_COUNTS, Subject(restricted=True)):
        return records.count_dead_letters()
    return sum(
        records.count_dead_letters(each.slug)
        for each in records.sources()
        if asked.source in (None, each.slug)
        and is_within(each.territory, where)
        and actor.may(Action.SEE_COUNTS, Subject(each.territory))
    )


def _received(records: Records, scope: Scope, asked: PostFilter, told: int) -> int:
    """All posts, counted apart; where there are so many that a list counts no further, at least so many."""
    page = records.posts(asked, scope, limit=1)
    return page.total if page.relation == "eq" else max(page.total, told)


def _held(records: Records, scope: Scope, asked: IncidentFilter) -> int:
    """How many posts the incidents say they have."""
    held, after = 0, None
    while True:
        page = records.incidents(asked, scope, limit=AT_ONCE, after=after)
        held += sum(each.posts for each in page.items)
        if page.after is None:
            return held
        after = page.after


def _sees_all(scope: Scope) -> bool:
    """Only where nothing is hidden inside a territory must taken posts be those of the incidents that are seen."""
    return all(each.restricted and each.departments is None and each.topics is None for each in scope.areas)
