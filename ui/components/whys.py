"""Why a post was read so, in a drawer at the side: for every trait the words that spoke, how sure that is, who found it
and who corrected it when; and the whole choice of what else it may be."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from desk import disclosing
from desk.errors import N_, NotFound
from desk.posts import StoredPost
from desk.readings import Correction, Reading, Trait, corrected, value_of
from desk.roles import Action
from ui.components import choices, correcting, deeds, lists, pages, persons, tags
from ui.components.finding import subject_of
from ui.components.residents import PAGE_LIMIT, one_line, readable
from ui.session import Seat

PLACE_LIMIT = 200
MOST = 5
"""Topics or places that are told with their words."""


def show(seat: Seat) -> None:
    """The drawer, when somebody has just asked for it."""
    wished = st.session_state.pop(correcting.WHY, None)
    if isinstance(wished, int):
        _ = seat.texts.gettext
        st.dialog(_("Why was it read so?"), position="right", on_dismiss="rerun")(_draw)(seat, wished)


def go_on() -> None:
    """Leave another drawer where somebody asked in it: only one stands at a time."""
    if correcting.WHY in st.session_state:
        st.rerun()


def evidence(reading: Reading) -> list[str]:
    """The words that spoke for anything, as they stand in the text."""
    found = [
        *(word for each in reading.topics for word in each.words),
        *(word for each in reading.places for word in each.words),
        *reading.kind_words,
        *reading.urgency_words,
        *reading.tone_words,
        *reading.rude_words,
    ]
    return list(dict.fromkeys(word for word in found if word))


def _draw(seat: Seat, post_id: int) -> None:
    deeds.tell(seat)
    with seat.parts.store.reading() as records:
        stored = next(iter(records.posts_by_id([post_id])), None)
    if stored is None or stored.reading is None or not _may_see(seat, stored):
        pages.nothing(seat, N_("There is nothing to tell here."), key="why-nothing")
        return
    shown = disclosing.told(seat.parts.mask, seat.actor, stored)
    reading = tags.visible(stored.reading, stored.post.text, shown)
    spoke = {stored.id: spans(readable(shown, PAGE_LIMIT), evidence(reading))}
    lists.posts(seat, [stored], key="why-post", whole=True, has_tags=False, marks=spoke)
    for trait in tags.LABELS:
        with st.container(key=f"why-{trait}", gap="xsmall"):
            _trait(seat, stored, reading, trait)
    with st.container(key="why-version_quiet"):
        st.text(seat.texts.fill("Reader: {version}", version=stored.reading.version))


def _may_see(seat: Seat, stored: StoredPost) -> bool:
    if seat.actor.may(Action.SEE_POSTS, subject_of(stored)):
        return True
    if stored.incident is None:
        return False
    try:
        seat.parts.casework.case(seat.actor, stored.incident)
    except NotFound:
        return False
    return True


def _trait(seat: Seat, stored: StoredPost, reading: Reading, trait: Trait) -> None:
    texts = seat.texts
    history = [each for each in stored.corrections if each.trait is trait]
    now = value_of(corrected(reading, stored.corrections, seat.parts.catalogues().topics.parents), trait)
    may_correct = tags.may_correct(seat, stored)
    if may_correct:
        _choice(seat, stored.id, reading, trait, now)
    else:
        st.text(texts.listed([texts.gettext(tags.LABELS[trait]), told(seat, trait, now)]))
    with st.container(key=f"why-{trait}_quiet", gap=None):
        for line in [*_found(seat, reading, trait), *(_corrected(seat, each) for each in history)]:
            st.text(line)
    if may_correct and not history:
        _ = texts.gettext
        args = (stored.id, trait, now)
        st.button(
            _("Right as it is"), key=f"why-right-{trait}", type="tertiary", on_click=correcting.correct, args=args
        )


def _choice(seat: Seat, post_id: int, reading: Reading, trait: Trait, now: str) -> None:
    key, options = f"why-{post_id}-{trait}", _options(seat, reading, trait)
    st.session_state[key] = now
    _, label = seat.texts.gettext, tags.LABELS[trait]
    st.selectbox(
        _(label),
        options if now in options else [now, *options],
        format_func=partial(told, seat, trait),
        key=key,
        accept_new_options=trait is Trait.PLACE,
        on_change=_say,
        args=(post_id, trait, key),
    )


def _options(seat: Seat, reading: Reading, trait: Trait) -> list[str]:
    if trait in tags.VALUES:
        return [each.value for each in tags.VALUES[trait]]
    if trait is Trait.PLACE:
        return list(dict.fromkeys(["", *(each.name for each in reading.places)]))
    likely = [each.id for each in reading.topics]
    return list(dict.fromkeys(["", *likely, *choices.topic_ids(seat)]))


def _say(post_id: int, trait: Trait, key: str) -> None:
    correcting.correct(post_id, trait, str(st.session_state[key] or "").strip()[:PLACE_LIMIT])


def _found(seat: Seat, reading: Reading, trait: Trait) -> list[str]:
    """What the machine found, line by line: value, how sure, who found it, the words."""
    lines: dict[Trait, Callable[[Seat, Reading], list[str]]] = {
        Trait.TOPIC: _topics,
        Trait.PLACE: _places,
        Trait.KIND: lambda seat, read: [_line(seat, read, trait, read.kind_words, read.kind_confidence)],
        Trait.URGENCY: _urgency,
        Trait.TONE: _tone,
        Trait.LANGUAGE: lambda seat, read: [_line(seat, read, trait, (), read.confidence)],
    }
    return lines[trait](seat, reading)


def _line(seat: Seat, reading: Reading, trait: Trait, words: Sequence[str], sure: float | None = None) -> str:
    texts = seat.texts
    what = texts.fill("the machine read: {what}", what=told(seat, trait, value_of(reading, trait)))
    return texts.listed([what, _sure(seat, sure), quoted(words)])


def _topics(seat: Seat, reading: Reading) -> list[str]:
    texts = seat.texts
    if not reading.topics:
        return [_line(seat, reading, Trait.TOPIC, ())]
    by_rules = reading.topics_by == "rules"
    found_by = texts.gettext("found by rules") if by_rules else texts.fill("found by {model}", model=reading.topics_by)
    return [
        found_by,
        *(
            texts.listed([told(seat, Trait.TOPIC, each.id), _sure(seat, each.score), quoted(each.words)])
            for each in reading.topics[:MOST]
        ),
    ]


def _places(seat: Seat, reading: Reading) -> list[str]:
    texts = seat.texts
    if not reading.places:
        return [_line(seat, reading, Trait.PLACE, ())]
    by_source = texts.gettext("its source says so")
    return [
        texts.listed([texts.name(each.kind), one_line(each.name), quoted(each.words) if each.end else by_source])
        for each in reading.places[:MOST]
    ]


def _urgency(seat: Seat, reading: Reading) -> list[str]:
    rules = seat.parts.catalogues().urgencies
    reason = rules.name(reading.urgency_reason, seat.texts.language) if reading.urgency_reason else ""
    return [seat.texts.listed([_line(seat, reading, Trait.URGENCY, reading.urgency_words), one_line(reason)])]


def _tone(seat: Seat, reading: Reading) -> list[str]:
    lines = [_line(seat, reading, Trait.TONE, reading.tone_words)]
    if reading.rude_words:
        lines.append(seat.texts.listed([seat.texts.gettext("rude words"), quoted(reading.rude_words)]))
    return lines


def _corrected(seat: Seat, each: Correction) -> str:
    texts = seat.texts
    after, before = told(seat, each.trait, each.value), told(seat, each.trait, each.was)
    what = texts.fill("confirmed: {what}", what=after) if each.value == each.was else f"{before} → {after}"
    return texts.listed([persons.name(seat, each.by), texts.moment(each.at, seat.now), what])


def _sure(seat: Seat, score: float | None) -> str:
    return "" if score is None else seat.texts.fill("{count} of 100", count=round(score * 100))


def quoted(words: Sequence[str]) -> str:
    """Words of a resident on one line, each in quotes."""
    return " ".join(f"«{one_line(each, 60)}»" for each in words)


def told(seat: Seat, trait: Trait, value: str) -> str:
    """A value of a trait as people call it: plain text."""
    if trait in tags.VALUES:
        known = tags.VALUES[trait]
        return seat.texts.name(known(value)) if value in set(known) else one_line(value)
    if not value:
        return seat.texts.gettext("no topic" if trait is Trait.TOPIC else "no place")
    return choices.topic_path(seat, value) if trait is Trait.TOPIC else one_line(value, PLACE_LIMIT)


def spans(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Where the words stand in the text as whole words: in order, none inside another."""
    found = [(at, at + len(word)) for word in words for at in _places_of(text, word)]
    kept: list[tuple[int, int]] = []
    for start, end in sorted(found, key=lambda span: (span[0], -span[1])):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept


def _places_of(text: str, word: str) -> list[int]:
    return [
        found.start()
        for found in (re.finditer(re.escape(word), text) if word else ())
        if not text[found.start() - 1 : found.start()].isalnum() and not text[found.end() : found.end() + 1].isalnum()
    ]
