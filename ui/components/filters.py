"""The filters of lists of posts: what the address asks for, and the widgets to change it."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

import streamlit as st

from desk.errors import N_
from desk.posts import Line, SetAsideReason
from desk.queries import PostFilter
from desk.readings import Kind, Tone, Tongue
from desk.roles import Action
from desk.terms import Urgency
from desk.territories import is_code, is_within
from ui.components import addresses, choices, periods
from ui.components.addresses import choice
from ui.components.residents import one_line
from ui.session import Seat

T = TypeVar("T", bound=StrEnum)
TEXT_LIMIT = 1000
TONGUE = N_("Language of the text")
FOLDED = ("kind", "urgency", "tone", "language", "place", "territory", "network", "tag", "reason", *periods.NAMES)
"""Parameters whose widgets stand behind a button."""
NAMES = ("text", "source", "topic", "late", *FOLDED)
"""All parameters of the address that are filters of posts."""
NETWORKS = {
    "telegram": "Telegram",
    "instagram": "Instagram",
    "whatsapp": "WhatsApp",
    "facebook": "Facebook",
    "vk": "VK",
    "youtube": "YouTube",
    "tiktok": "TikTok",
    "phone": N_("telephone"),
    "site": N_("web site"),
}
"""Networks as people call them; those without a name of ours are called as their sources call them."""
NARROW, WIDE = 210, 300
"""Pixels of a choice beside the others, and of one behind the button."""


def posts(seat: Seat, lines: frozenset[Line], *, has_late: bool = False, has_reason: bool = False) -> PostFilter:
    """The conditions on posts that the address asks for, with the widgets to change them; words are `words()`."""
    _ = seat.texts.gettext
    with st.container(horizontal=True, vertical_alignment="bottom", key="filters"):
        addresses.line(seat, N_("Words"), "text", N_("for example: road, light, water"), TEXT_LIMIT, NARROW)
        source, topic = _source(seat), _topic(seat)
        count = sum(bool(st.query_params.get(name)) for name in FOLDED)
        with st.popover(_("Filters ({count})").format(count=count) if count else _("Filters"), key="filters-folded"):
            # Two beside each other where there is room.
            with st.container(horizontal=True, width=2 * WIDE + 16, key="filters-read"):
                kind, urgency = _slug(seat, N_("Kind"), "kind", Kind), _slug(seat, N_("Urgency"), "urgency", Urgency)
                tone, language = _slug(seat, N_("Tone"), "tone", Tone), _slug(seat, TONGUE, "language", Tongue)
                place = _place(seat)
                territory, network, tag = territory_choice(seat, Action.SEE_POSTS), _network(seat), tag_choice(seat)
                reason = _reason(seat) if has_reason else ""
            since, until = periods.choose(seat)
        late = has_late and addresses.flag(seat, N_("Overdue only"), "late")
        if are_set():
            st.button(_("Clear filters"), key="filters-clear", type="tertiary", on_click=addresses.clear, args=(NAMES,))
    return PostFilter(
        lines=lines,
        source=source or None,
        territory=territory if is_code(territory) else None,
        network=network or None,
        tag=tag or None,
        topics=within(seat, topic) if topic else None,
        kind=kind,
        urgency=urgency,
        tone=tone,
        language=language,
        named_place=place or None,
        reason=SetAsideReason(reason) if reason in set(SetAsideReason) else None,
        since=since,
        until=until,
        late=late,
        now=seat.now,
    )


def words() -> str:
    """The words that the list is searched for; empty for none."""
    return addresses.value("text", TEXT_LIMIT)


def are_set() -> bool:
    """Does the address ask for anything?"""
    return any(addresses.value(name) for name in NAMES)


def territories(seat: Seat, action: Action) -> list[str]:
    """The territories this person may choose from: those of their rights and what lies directly below."""
    known = seat.parts.catalogues().territories
    mine = sorted({area.territory for area in seat.scope(action).areas if area.territory in known})
    below = [child.code for code in mine for child in known.children_of(code)]
    return list(dict.fromkeys([*mine, *below]))


def territory_choice(seat: Seat, action: Action) -> str:
    """One of the territories where this person has the right, or none."""
    known = seat.parts.catalogues().territories
    codes = territories(seat, action)
    return choice(seat, N_("Territory"), "territory", codes, lambda code: known[code].name(seat.texts.language), WIDE)


def tag_choice(seat: Seat) -> str:
    """One of the staff tags in use, or none."""
    tags = tags_in_use(seat)
    return choice(seat, N_("Staff tag"), "tag", tags, lambda tag: one_line(tag, 40), WIDE)


def tags_in_use(seat: Seat) -> list[str]:
    """The staff tags of what this person may see, the most used first."""
    posts, incidents = seat.scope(Action.SEE_POSTS), seat.scope(Action.SEE_INCIDENTS)
    with seat.parts.store.reading() as records:
        return [tag for tag, _count in records.staff_tags(posts, incidents)]


def _source(seat: Seat) -> str:
    areas = seat.scope(Action.SEE_POSTS).areas
    with seat.parts.store.reading() as records:
        sources = {
            source.slug: one_line(source.title)
            for source in records.sources()
            if any(is_within(source.territory, area.territory) for area in areas)
        }
    return choice(seat, N_("Source"), "source", list(sources), lambda slug: sources[slug], NARROW)


def _network(seat: Seat) -> str:
    return choice(seat, N_("Network"), "network", list(NETWORKS), lambda each: seat.texts.gettext(NETWORKS[each]), WIDE)


def _topic(seat: Seat) -> str:
    """A topic, or a group with all that stands below it."""
    ids = choices.topic_ids(seat)
    return choice(seat, N_("Topic"), "topic", ids, lambda id: choices.topic_path(seat, id), NARROW)


def _place(seat: Seat) -> str:
    typed = addresses.line(seat, N_("Place named in the text"), "place", N_("as it stands on the tag"), 200, WIDE)
    return typed.partition(" · ")[0]


def within(seat: Seat, topic: str) -> frozenset[str]:
    """A topic with everything below it; of one that nobody knows only itself, which is no post's."""
    return seat.parts.catalogues().topics.within(topic) or frozenset({topic})


def _slug(seat: Seat, label: str, name: str, slugs: type[T]) -> T | None:
    known = {each.value: each for each in slugs}
    return known.get(choice(seat, label, name, list(known), lambda value: seat.texts.name(known[value]), WIDE))


def _reason(seat: Seat) -> str:
    reasons = {reason.value: seat.texts.name(reason) for reason in SetAsideReason}
    return choice(seat, N_("Reason"), "reason", list(reasons), lambda value: reasons[value], WIDE)
