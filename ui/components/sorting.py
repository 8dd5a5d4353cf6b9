"""What is done with posts that somebody picked in a list: an incident, an answer at once, aside, tags, or back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum

import streamlit as st

from desk.decisions.gathering import Joining
from desk.errors import N_
from desk.incidents import State
from desk.moves import MOVES, OPEN_STATES, Move
from desk.posts import SetAsideReason, StoredPost
from desk.queries import IncidentFilter
from desk.roles import Action
from desk.terms import Urgency
from ui.components import answers, choices, deeds, drafts, faults, filters, links, lists, suggestions
from ui.components.deeds import value
from ui.components.residents import one_line
from ui.session import Seat

CLEARED = (lists.PICK, "sort-")
TAG_KEYS = ("sort-new-tags", "sort-add-tags", "sort-remove-tags")


class Kind(StrEnum):
    """What can be done with picked posts."""

    TAKE = "take"
    JOIN = "join"
    AT_ONCE = "at-once"
    SET_ASIDE = "set-aside"
    TAG = "tag"
    BRING_BACK = "bring-back"


KINDS = {
    Kind.TAKE: N_("New incident"),
    Kind.JOIN: N_("Add to an incident"),
    Kind.AT_ONCE: N_("Answered at once"),
    Kind.SET_ASIDE: N_("Set aside"),
    Kind.TAG: N_("Tag"),
    Kind.BRING_BACK: N_("Back into the queue"),
}
JOININGS = {
    Joining.STILL_SO: N_("It is still so: reopen"),
    Joining.TELL_THEM: N_("Tell them the answer there was"),
}


def panel(seat: Seat, picked: Sequence[StoredPost], key: str, kinds: Sequence[Kind]) -> None:
    """What becomes of the picked posts of the list with this key: the choice, and its form."""
    texts = seat.texts
    _ = texts.gettext
    st.header(_("With the chosen posts"), anchor=False)
    if not picked:
        st.text(_("Choose posts in the list; then say here what becomes of them."))
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.text(texts.ngettext("{count} post chosen", "{count} posts chosen", len(picked)))
        st.button(_("Choose none"), key="sort-none", type="tertiary", on_click=lists.unpick, args=(key,))
    may_answer = bool(seat.actor.roles() & MOVES[Move.ANSWER_AT_ONCE].roles)
    offered = [kind for kind in kinds if may_answer or kind is not Kind.AT_ONCE]
    kind = st.pills(
        _("What to do"),
        offered,
        default=offered[0],
        required=True,
        format_func=lambda each: _(KINDS[each]),
        key="sort-kind",
    )
    with faults.box(texts):
        _FORMS[kind or offered[0]](seat, picked, [each.id for each in picked])


def _draft(kind: Kind) -> str:
    """What is written for this; the same one whatever is picked, so that picking one post more takes nothing away."""
    return f"queue/{kind.value}"


def _take(seat: Seat, picked: Sequence[StoredPost], ids: list[int]) -> None:
    _ = seat.texts.gettext
    drafts.text_input(
        seat, _("What it is about, in a few words"), key="sort-title", draft=_draft(Kind.TAKE), max_chars=200
    )
    read = suggestions.of(seat, picked)
    _topic(seat, read.topic)
    suggestions.follow("sort-urgency", read.urgency)
    suggestions.follow("sort-place", read.place)
    # Beside each other, so that the button stays in sight on a low screen.
    left, right = st.columns(2, gap="small")
    with left:
        choices.slug(seat, N_("Urgency"), list(Urgency), "sort-urgency", read.urgency)
    with right:
        drafts.text_input(seat, _("Place"), key="sort-place", draft=_draft(Kind.TAKE), value=read.place, max_chars=200)

    def take(now: Seat) -> None:
        now.parts.casework.take(
            now.actor,
            ids,
            title=value("sort-title"),
            topic=value("sort-topic") or None,
            urgency=st.session_state["sort-urgency"],
            place=value("sort-place") or None,
        )

    drafts.line(seat, _draft(Kind.TAKE))
    said = N_("The incident is there.")
    deeds.button(seat, N_("Take"), "sort-take", take, said, draft=_draft(Kind.TAKE), clear=CLEARED)


def _topic(seat: Seat, read: str) -> None:
    """The topic, at first as it was read, and who answers for it."""
    suggestions.follow("sort-topic", read)
    choices.topic(seat, "sort-topic", read)
    department = suggestions.department(seat, value("sort-topic"))
    if department:
        with st.container(key="sort-owner_quiet"):
            st.text(seat.texts.fill("Who answers for it: {who}", who=department))


def _join(seat: Seat, picked: Sequence[StoredPost], ids: list[int]) -> None:
    _ = seat.texts.gettext
    states = OPEN_STATES | {State.ANSWERED, State.CLOSED}
    with seat.parts.store.reading() as records:
        page = records.incidents(IncidentFilter(states=states), seat.scope(Action.SEE_INCIDENTS), limit=50)
    if not page.items:
        st.info(_("There is no incident yet."))
        return
    incidents = {each.number: each for each in page.items}
    number = st.selectbox(
        _("Incident"),
        list(incidents),
        format_func=lambda each: links.title_of(seat, incidents[each]),
        key="sort-number",
    )
    is_closed = incidents[number].state is State.CLOSED
    if is_closed:
        st.selectbox(
            _("The incident is closed. What do the posts mean?"),
            list(JOININGS),
            format_func=lambda each: _(JOININGS[each]),
            key="sort-then",
        )

    def join(now: Seat) -> None:
        then = st.session_state["sort-then"] if is_closed else None
        now.parts.casework.join(now.actor, value("sort-number"), ids, then=then)

    deeds.button(seat, N_("Add"), "sort-join", join, N_("The posts have joined it."), clear=CLEARED)


def _set_aside(seat: Seat, picked: Sequence[StoredPost], ids: list[int]) -> None:
    choices.slug(seat, N_("Reason"), list(SetAsideReason), "sort-reason")
    _ = seat.texts.gettext
    drafts.text_input(
        seat, _("Note (needed for another reason)"), key="sort-note", draft=_draft(Kind.SET_ASIDE), max_chars=500
    )

    def set_aside(now: Seat) -> None:
        reason = st.session_state["sort-reason"]
        now.parts.casework.set_aside(now.actor, ids, reason, value("sort-note") or None)

    drafts.line(seat, _draft(Kind.SET_ASIDE))
    said = N_("Set aside. Nothing is lost; the search finds it.")
    deeds.button(seat, N_("Set aside"), "sort-aside", set_aside, said, draft=_draft(Kind.SET_ASIDE), clear=CLEARED)


def _at_once(seat: Seat, picked: Sequence[StoredPost], ids: list[int]) -> None:
    draft = _draft(Kind.AT_ONCE)
    answers.ask_at_once(seat, "sort", draft)
    _topic(seat, suggestions.of(seat, picked).topic)

    def answer(now: Seat) -> None:
        now.parts.casework.answer_at_once(
            now.actor, ids, topic=value("sort-topic") or None, **answers.read_at_once("sort")
        )

    drafts.line(seat, draft)
    deeds.button(seat, N_("Answer and close"), "sort-answer", answer, N_("Answered."), draft=draft, clear=CLEARED)


def _tag(seat: Seat, picked: Sequence[StoredPost], ids: list[int]) -> None:
    _ = seat.texts.gettext
    on_them = sorted({tag for post in picked for tag in post.tags})
    used = [tag for tag in filters.tags_in_use(seat) if tag not in on_them]
    st.text_input(
        _("New tags, with commas between them"),
        key="sort-new-tags",
        max_chars=200,
        placeholder=_("for example: school, winter"),
    )
    if used:
        st.multiselect(_("Tags in use"), used[:200], key="sort-add-tags", placeholder=_("Choose"), format_func=one_line)
    if on_them:
        st.multiselect(
            _("Tags to take away"), on_them, key="sort-remove-tags", placeholder=_("Choose"), format_func=one_line
        )

    def tag(now: Seat) -> None:
        typed = [each.strip() for each in value("sort-new-tags").split(",") if each.strip()]
        add = [*typed, *st.session_state.get("sort-add-tags", ())]
        now.parts.casework.tag_posts(now.actor, ids, add, st.session_state.get("sort-remove-tags", ()))

    deeds.button(seat, N_("Keep the tags"), "sort-tag", tag, N_("The tags are kept."), clear=TAG_KEYS)


def _bring_back(seat: Seat, picked: Sequence[StoredPost], ids: list[int]) -> None:
    def bring_back(now: Seat) -> None:
        now.parts.casework.bring_back(now.actor, ids)

    said = N_("They are in the queue again.")
    deeds.button(seat, N_("Back into the queue"), "sort-back", bring_back, said, clear=CLEARED)


_FORMS: dict[Kind, Callable[[Seat, Sequence[StoredPost], list[int]], None]] = {
    Kind.TAKE: _take,
    Kind.JOIN: _join,
    Kind.AT_ONCE: _at_once,
    Kind.SET_ASIDE: _set_aside,
    Kind.TAG: _tag,
    Kind.BRING_BACK: _bring_back,
}
