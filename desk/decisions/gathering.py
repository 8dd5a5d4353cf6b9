"""Decisions about which posts make up an incident: taking, entering, joining, leaving, merging, splitting."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from desk.decisions.acts import Act, Decision, must_say
from desk.decisions.closing import must_be_free_of_control, reopened
from desk.errors import N_, NotFound, WrongMove
from desk.incidents import AnswerPlace, Case, Incident, Member, PlaceState, ReopenReason, State
from desk.moves import OPEN_STATES, Move
from desk.posts import Line, StoredPost
from desk.terms import Urgency

BY_HAND = ("by-hand", "by-hand", None)
"""The place of an incident that somebody entered: the caller, the visitor; told by telephone, letter, in person."""


class Joining(StrEnum):
    """What a post that joins a closed incident means."""

    STILL_SO = "still-so"
    TELL_THEM = "tell-them"


@dataclass(frozen=True)
class Details:
    """What an incident is about, when it begins."""

    title: str = ""
    topic: str | None = None
    urgency: Urgency = Urgency.ORDINARY
    territory: str = ""
    place: str | None = None
    complained_of: str | None = None


def taken(posts: Sequence[StoredPost], details: Details, act: Act) -> Decision:
    """A new incident of posts that belong to none."""
    members = tuple(_member(post, act) for post in _free(posts))
    case = with_members(Case(_incident(details, act)), members)
    from_archive = sum(post.line is Line.ARCHIVE for post in posts)
    return act.opened(case, Move.TAKE, {"from_archive": from_archive} if from_archive else {})


def entered(details: Details, text: str, notes: str, act: Act) -> Decision:
    """A new incident without posts; it waits for an answer told to whoever called or came."""
    must_say(details.title or text, "title")
    written = "\n\n".join(part for part in (text.strip(), notes.strip()) if part)
    incident = replace(_incident(details, act), notes=written)
    return act.opened(Case(incident, places=(AnswerPlace(*BY_HAND),)), Move.ENTER, {})


def joined(case: Case, posts: Sequence[StoredPost], then: Joining | None, act: Act) -> Decision:
    """Posts that belong to none join the incident."""
    _must_not_be_merged(case)
    members = tuple(_member(post, act) for post in _free(posts))
    return _gained(case, members, then, [str(post.post.key) for post in posts], act)


def left(case: Case, post_ids: Collection[int], act: Act) -> Decision:
    """Posts leave the incident; places where nobody of it is left and nothing was told are dropped."""
    after, gone = without_posts(case, post_ids, act.now)
    parts = {"members": after.members, "places": after.places}
    counts = {"posts": after.incident.posts, "people": after.incident.people}
    return act.touched(case, "leave", parts=parts, more={"left": [str(member.key) for member in gone]}, **counts)


def merged(gone: Case, kept: Case, then: Joining | None, act: Act) -> tuple[Decision, Decision]:
    """All posts of `gone` go over to `kept`: what becomes of the one, and of the other."""
    if gone.incident.number == kept.incident.number:
        raise WrongMove(N_("an incident cannot be merged into itself"))
    _must_not_be_merged(kept)
    must_be_free_of_control(gone)
    _must_have_no_open_appeal(gone)
    moving = tuple(replace(member, joined_at=act.now, joined_by=act.actor.login) for member in gone.present)
    without, _ = without_posts(gone, {member.post_id for member in moving}, act.now)
    closing = act.moved(
        gone,
        Move.MERGE,
        State.MERGED,
        parts={"members": without.members, "places": without.places},
        merged_into=kept.incident.number,
        posts=0,
        people=0,
        waiting_until=None,
    )
    by_hand = any(place.where == BY_HAND for place in gone.places)
    keys = [str(member.key) for member in moving]
    gaining = _gained(kept, moving, then, keys, act, merged_from=gone.incident.number, by_hand=by_hand)
    return closing, gaining


def split(case: Case, post_ids: Collection[int], details: Details, act: Act) -> tuple[Decision, Decision]:
    """Some posts become an incident of their own: what is left, and the part split off."""
    without, gone = without_posts(case, post_ids, act.now)
    if not without.present and not any(place.where == BY_HAND for place in case.places):
        raise WrongMove(N_("at least one post must stay"))
    keys = [str(member.key) for member in gone]
    members = tuple(replace(member, joined_at=act.now, joined_by=act.actor.login) for member in gone)
    part = with_members(Case(_incident(details, act)), members)
    opened = act.opened(part, Move.SPLIT, {"split_from": case.incident.number}, origin=case.incident.state)
    parts = {"members": without.members, "places": without.places}
    counts = {"posts": without.incident.posts, "people": without.incident.people}
    return act.touched(case, Move.SPLIT.value, parts=parts, more={"left": keys}, **counts), opened


def _incident(details: Details, act: Act) -> Incident:
    if details.topic is not None and details.topic not in act.rules.topics:
        raise NotFound(N_("there is no topic {topic}"), topic=details.topic)
    if details.complained_of and details.complained_of not in act.rules.departments:
        raise NotFound(N_("there is no department {department}"), department=details.complained_of)
    return Incident(
        id=0,
        number="",
        territory=details.territory,
        state=State.OPEN,
        opened_at=act.now,
        opened_by=act.actor.login,
        state_at=act.now,
        title=details.title.strip(),
        place=details.place,
        topic=details.topic,
        restricted=act.rules.is_restricted(details.topic),
        urgency=details.urgency,
        complained_of=details.complained_of or None,
    )


def _free(posts: Sequence[StoredPost]) -> Sequence[StoredPost]:
    for post in posts:
        if post.line is Line.TAKEN:
            raise WrongMove(
                N_("{key} belongs to {number} already"), key=str(post.post.key), number=post.incident or "?"
            )
    return posts


def _member(post: StoredPost, act: Act) -> Member:
    return Member(
        post_id=post.id,
        key=post.post.key,
        thread=post.post.thread,
        published_at=post.post.published_at,
        joined_at=act.now,
        joined_by=act.actor.login,
        author=post.post.author_id or post.post.author_name,
        counts_from=act.now if post.line is Line.ARCHIVE else None,
    )


def with_members(case: Case, members: Iterable[Member]) -> Case:
    """The case with more posts: counted, and with a line for every new place."""
    case = replace(case, members=(*case.members, *members))
    known = {place.where for place in case.places}
    new = [where for where in dict.fromkeys(member.where for member in case.present) if where not in known]
    return _counted(replace(case, places=(*case.places, *(AnswerPlace(*where) for where in new))))


def without_posts(case: Case, post_ids: Collection[int], now: datetime) -> tuple[Case, tuple[Member, ...]]:
    """The case without the posts and without places where only they stood and nothing was told; and who left."""
    gone = tuple(member for member in case.present if member.post_id in post_ids)
    leaving = set(map(id, gone))
    members = tuple(replace(each, left_at=now) if id(each) in leaving else each for each in case.members)
    present = {member.where for member in members if member.left_at is None} | {BY_HAND}
    places = tuple(place for place in case.places if place.where in present or place.state is not PlaceState.TO_PUBLISH)
    return _counted(replace(case, members=members, places=places)), gone


def _counted(case: Case) -> Case:
    present = case.present
    people = len({(member.key.network, member.author) for member in present})
    return replace(case, incident=replace(case.incident, posts=len(present), people=people))


def _gained(
    case: Case,
    members: Sequence[Member],
    then: Joining | None,
    keys: Sequence[str],
    act: Act,
    *,
    merged_from: str | None = None,
    by_hand: bool = False,
) -> Decision:
    if case.incident.state is State.CLOSED and members and then is None:
        raise WrongMove(
            N_("{number} is closed: is it still so (reopen), or is its answer to be told to them?"),
            number=case.incident.number,
        )
    after = with_members(case, members)
    if by_hand and all(place.where != BY_HAND for place in after.places):
        after = replace(after, places=(*after.places, AnswerPlace(*BY_HAND)))
    more = {"joined": list(keys), **({"merged_from": merged_from} if merged_from else {})}
    parts = {"members": after.members, "places": after.places}
    counts = {"posts": after.incident.posts, "people": after.incident.people}
    decision = act.touched(case, "join", parts=parts, more=more, **counts)
    if case.incident.state is State.CLOSED and then is Joining.STILL_SO:
        again, entries = reopened(decision[0], ReopenReason.STILL_SO, act)
        return again, (*decision[1], *entries)
    return decision


def _must_have_no_open_appeal(gone: Case) -> None:
    # The law counts the days of each appeal: it must not end with the incident that is merged away.
    if gone.incident.appeal is not None and gone.incident.state in OPEN_STATES:
        raise WrongMove(
            N_("{number} has an official appeal to be answered: merge the other one into it"),
            number=gone.incident.number,
        )


def _must_not_be_merged(case: Case) -> None:
    incident = case.incident
    if incident.state is State.MERGED:
        raise WrongMove(N_("{number} was merged into {into}"), number=incident.number, into=incident.merged_into)
