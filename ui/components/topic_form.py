"""One topic: its names, where it stands, who answers, what residents say when they mean it; retiring it."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from desk.errors import N_, NotFound, RuleError
from desk.terms import TermRule
from desk.topics import Topic
from ui import slugs
from ui.components import badges, deeds, entry_forms, pages, previewing, topic_list
from ui.components.badges import Tone
from ui.components.deeds import value
from ui.components.entry_forms import Fields
from ui.components.previewing import Drafted
from ui.components.residents import one_line
from ui.session import Seat

NAMES = {"kk": N_("Name in Kazakh"), "ru": N_("Name in Russian"), "en": N_("Name in English")}
LISTS = {
    "words": {"kk": N_("Words in Kazakh"), "ru": N_("Words in Russian")},
    "without": {"kk": N_("Not beside these words, Kazakh"), "ru": N_("Not beside these words, Russian")},
    "phrases": {"kk": N_("Examples in Kazakh"), "ru": N_("Examples in Russian")},
}
TOLD = {
    **{f"names.{language}": message for language, message in NAMES.items()},
    **{f"{name}.{language}": message for name, by in LISTS.items() for language, message in by.items()},
}
LENGTH, LONGEST = 200, 20_000
HEIGHTS = {"words": 220, "without": 100, "phrases": 140}


def show(seat: Seat, head: DeltaGenerator, id: str) -> None:
    """The page of one topic, or with no id the form for a new one."""
    topic = seat.parts.catalogues().topics.get(id) if id else None
    if id and topic is None:
        raise NotFound(N_("there is no topic {id}"), id=id)
    _ = seat.texts.gettext
    with head:
        retired = [badges.badge(_("retired"), Tone.QUIET)] if topic and topic.retired else []
        facts = [one_line(topic.name(seat.texts.language), 120)] if topic else []
        pages.head(seat, N_("Topic") if topic else N_("Add a topic"), facts, retired)
    st.button(_("All topics"), key="topic-back", type="tertiary", on_click=topic_list.open_list)
    key = f"topic-{id or 'new'}"
    with st.container(width=900, key=f"{key}-form"):
        _begin(seat, key, id)
        _names(seat, key)
        _place(seat, key, topic)
        _lists(seat, key)
        if topic:
            _terms(seat, topic)
        with st.container(horizontal=True, key=f"{key}-deeds"):
            deeds.button(seat, N_("Save"), f"{key}-save", partial(_save, key, id), N_("Kept."), clear=(f"{key}-",))
            previewing.button(seat, key, partial(_draft, key, id))
        previewing.show(seat, key, _typed(key))


def _begin(seat: Seat, key: str, id: str) -> None:
    shown = entry_forms.plain(seat, "topics", id)
    names = {language: shown.get("names", {}).get(language, "") for language in NAMES}
    texts = {
        f"{name}-{language}": "\n".join(shown.get(name, {}).get(language, ()))
        for name, by in LISTS.items()
        for language in by
    }
    rest = {
        "parent": shown.get("parent") or "",
        "department": shown.get("department") or "",
        "restricted": bool(shown.get("restricted")),
        "retired": bool(shown.get("retired")),
    }
    entry_forms.begin(key, "ru", shown, {**names, **texts, **rest})


def _names(seat: Seat, key: str) -> None:
    _ = seat.texts.gettext
    for column, (language, message) in zip(st.columns(len(NAMES)), NAMES.items(), strict=True):
        with column:
            st.text_input(_(message), key=f"{key}-{language}", max_chars=LENGTH)
            entry_forms.fault(seat, key, f"names.{language}")


def _place(seat: Seat, key: str, topic: Topic | None) -> None:
    _ = seat.texts.gettext
    topics, departments = seat.parts.catalogues().topics, seat.parts.catalogues().departments
    language, top, nobody = seat.texts.language, _("nothing: it is a group itself"), _("as its group, else nobody")
    has_below = topic is not None and bool(topics.children_of(topic.id))
    kept = st.session_state[f"{key}-parent"]
    groups = [] if has_below else [e.id for e in topics.values() if e.parent is None and not e.retired and e != topic]
    left, right = st.columns(2)
    with left:
        st.selectbox(
            _("Belongs to the group"),
            list(dict.fromkeys(["", *groups, kept])),
            format_func=lambda id: one_line(topics[id].name(language), 120) if id in topics else top,
            key=f"{key}-parent",
        )
    owner = st.session_state[f"{key}-department"]
    with right:
        st.selectbox(
            _("Department"),
            list(dict.fromkeys(["", *(each.id for each in departments.values() if not each.retired), owner])),
            format_func=lambda id: one_line(departments[id].name(language), 120) if id in departments else nobody,
            key=f"{key}-department",
        )
    st.checkbox(_("Restricted: seen only by those who are named for it"), key=f"{key}-restricted")
    if topic is not None:
        st.checkbox(_("Retired: nothing is read as it any more; incidents and counts keep it"), key=f"{key}-retired")


def _lists(seat: Seat, key: str) -> None:
    _ = seat.texts.gettext
    st.text(
        _(
            "One word or a few words a line. A word counts in any form; * at its end stands for any ending; several "
            "words count where they stand near each other. Kazakh words are found in Russian letters too."
        )
    )
    for name, by in LISTS.items():
        for column, (language, message) in zip(st.columns(2), by.items(), strict=True):
            with column:
                st.text_area(_(message), key=f"{key}-{name}-{language}", height=HEIGHTS[name], max_chars=LONGEST)
                entry_forms.fault(seat, key, f"{name}.{language}")


def _terms(seat: Seat, topic: Topic) -> None:
    _ = seat.texts.gettext
    with st.container(key=f"topic-terms-{topic.id}"):
        pages.section(seat, N_("Terms"))
        if not topic.terms:
            st.text(_("as everywhere, or as its group"))
        for rule in topic.terms:
            st.text(_term(seat, rule))


def _term(seat: Seat, rule: TermRule) -> str:
    texts = seat.texts
    urgency = texts.name(rule.urgency) if rule.urgency is not None else texts.gettext("any urgency")
    amount = texts.fill("{unit}: {amount}", unit=texts.name(rule.unit), amount=rule.amount)
    return texts.listed([texts.name(rule.kind), urgency, amount])


def _typed(key: str) -> Fields:
    names = {language: value(f"{key}-{language}") for language in NAMES}
    typed: dict[str, Any] = {
        "names": {language: text for language, text in names.items() if text or language != "en"},
        "parent": value(f"{key}-parent") or None,
        "department": value(f"{key}-department") or None,
        "restricted": bool(st.session_state.get(f"{key}-restricted")),
        "retired": bool(st.session_state.get(f"{key}-retired")),
    }
    for name, by in LISTS.items():
        found = {language: entry_forms.lines(f"{key}-{name}-{language}") for language in by}
        typed[name] = {language: rules for language, rules in found.items() if rules}
    return typed


def _draft(key: str, id: str, seat: Seat) -> Drafted:
    typed = _typed(key)
    changed = entry_forms.changed(seat, "topics", key, id, typed, TOLD)
    previewing.note(key, typed)
    if typed["retired"] and any(not each.retired for each in seat.parts.catalogues().topics.children_of(id)):
        raise RuleError(N_("topics stand below it: retire them, or move them to another group first"))
    new = id or _new_id(seat, typed["names"])
    return Drafted("topics", new, changed, frozenset({new}))


def _save(key: str, id: str, seat: Seat) -> None:
    drafted = _draft(key, id, seat)
    entry_forms.keep(seat, "topics", drafted.id, drafted.value, TOLD)
    topic_list.open_one(drafted.id)


def _new_id(seat: Seat, names: dict[str, str]) -> str:
    known = seat.parts.catalogues().entries("topics")
    wished = slugs.slug_of(names.get("en") or names["ru"])
    if not wished:
        raise RuleError(N_("{where}: one line of text is wanted here"), where=seat.texts.gettext("Name in Russian"))
    return next(id for id in (wished, *(f"{wished}-{n}" for n in range(2, 1000))) if id not in known)
