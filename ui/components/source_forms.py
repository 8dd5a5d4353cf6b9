"""What can be changed about one source: its name and place, from when on it is work, off and on, and its end."""

from __future__ import annotations

from datetime import datetime, time

import streamlit as st

from desk.errors import N_, RuleError
from desk.roles import Action
from desk.sources import Source, SourceState
from ui.components import answers, choices, confirming, deeds, filters, pages
from ui.components.deeds import value
from ui.components.residents import one_line
from ui.session import Seat

FORM_WIDTH = 680
"""Lines to type into are no wider than what is typed."""
_PREVIEW = "_lines-preview"


def show(seat: Seat, source: Source) -> None:
    """The forms of this source."""
    with st.container(width=FORM_WIDTH, key="source-forms"):
        _names(seat, source)
        _work_from(seat, source)
        _switch(seat, source)
        _erase(seat, source)


def territory_name(seat: Seat, code: str) -> str:
    """What a territory is called; its code where the catalogue does not know it."""
    known = seat.parts.catalogues().territories
    return one_line(known[code].name(seat.texts.language)) if code in known else code


def _names(seat: Seat, source: Source) -> None:
    _ = seat.texts.gettext
    pages.section(seat, N_("Name and territory"))
    codes = list(dict.fromkeys([source.territory, *filters.territories(seat, Action.MANAGE_SOURCES)]))
    with st.form(f"source-form-{source.slug}", border=False):
        st.text_input(
            _("Name of the source"), value=one_line(source.title, 160), max_chars=160, key=f"title-{source.slug}"
        )
        st.selectbox(
            _("Territory"),
            codes,
            format_func=lambda code: territory_name(seat, code),
            key=f"territory-{source.slug}",
        )
        st.caption(_("The posts that are here keep their territory; the next ones get the new one."))
        deeds.button(
            seat, N_("Save"), f"save-{source.slug}", lambda now: _save(now, source.slug), N_("Saved."), in_form=True
        )


def _save(seat: Seat, slug: str) -> None:
    seat.parts.sourcework.edit(
        seat.actor, slug, title=value(f"title-{slug}"), territory=value(f"territory-{slug}") or None
    )


def _work_from(seat: Seat, source: Source) -> None:
    _ = seat.texts.gettext
    key = f"since-{source.slug}"
    pages.section(seat, N_("Work from"))
    st.caption(_("Posts that are older are archive: they can be found and taken by hand, but never wait in the queue."))
    choices.day(seat, N_("Work from (date)"), key)
    deeds.button(
        seat,
        N_("See what would move"),
        f"preview-{source.slug}",
        lambda now: _look(now, source.slug, key),
        N_("Nothing has moved yet."),
        typed=[key],
        primary=False,
    )
    kept = st.session_state.get(_PREVIEW)
    if kept is None or kept[0] != source.slug:
        return
    _slug, since, into_queue, into_archive = kept
    texts = seat.texts
    with st.container(border=True, key="lines-preview"):
        st.text(texts.fill("Work from {day}:", day=since.date()))
        st.text(
            texts.ngettext(
                "{count} post from the archive into the queue", "{count} posts from the archive into the queue",
                into_queue,
            )
        )  # fmt: skip
        st.text(
            texts.ngettext(
                "{count} post from the queue into the archive", "{count} posts from the queue into the archive",
                into_archive,
            )
        )  # fmt: skip
        with st.container(horizontal=True):
            deeds.button(
                seat,
                N_("Move them"),
                f"move-{source.slug}",
                lambda now: _move(now, source.slug),
                N_("It is being done. You may close this page; the work goes on."),
            )
            st.button(_("Leave it as it is"), key=f"leave-{source.slug}", on_click=_forget)


def _look(seat: Seat, slug: str, key: str) -> None:
    day = answers.day(value(key))
    if day is None:
        raise RuleError(N_("write the date first"))
    since = datetime.combine(day, time.min, seat.parts.settings.zone)
    st.session_state[_PREVIEW] = (slug, since, *seat.parts.sourcework.preview(seat.actor, slug, since))


def _move(seat: Seat, slug: str) -> None:
    kept = st.session_state.pop(_PREVIEW, None)
    if kept is None or kept[0] != slug:
        raise RuleError(N_("look first at what would move"))
    seat.parts.sourcework.work_from(seat.actor, slug, kept[1])
    st.session_state[f"since-{slug}"] = ""


def _forget() -> None:
    st.session_state.pop(_PREVIEW, None)


def _switch(seat: Seat, source: Source) -> None:
    if source.state is SourceState.GONE:
        return
    pages.section(seat, N_("Off and on"))
    if source.state is SourceState.ACTIVE:
        confirming.button(
            seat,
            N_("Switch off"),
            f"off-{source.slug}",
            N_("Nothing more is read from it until you switch it on. What has come stays. Switch it off?"),
            lambda now: now.parts.sourcework.set_state(now.actor, source.slug, SourceState.PAUSED),
            N_("It is switched off."),
        )
        return
    deeds.button(
        seat,
        N_("Switch on"),
        f"on-{source.slug}",
        lambda now: now.parts.sourcework.set_state(now.actor, source.slug, SourceState.ACTIVE),
        N_("It is switched on."),
    )


def _erase(seat: Seat, source: Source) -> None:
    """The name has to be typed: this cannot be taken back."""
    _ = seat.texts.gettext
    key, name = f"erase-name-{source.slug}", one_line(source.title, 160)
    pages.section(seat, N_("Erase"))
    with st.popover(_("Erase the source"), key=f"erase-ask-{source.slug}"):
        st.text(
            _(
                "Its posts, their texts and its refused records are erased for good. "
                "Posts that belong to incidents stay. This cannot be taken back."
            )
        )
        st.text(seat.texts.fill("To erase it, type its name: {name}", name=name))
        st.text_input(_("Its name"), key=key, max_chars=200)
        deeds.button(
            seat,
            N_("Erase for good"),
            f"erase-{source.slug}",
            lambda now: _purge(now, source.slug, key),
            N_("It is being erased. You may close this page; the work goes on."),
            typed=[key],
            clear=[key],
        )


def _purge(seat: Seat, slug: str, key: str) -> None:
    with seat.parts.store.reading() as records:
        name = one_line(records.source(slug).title, 160)
    if one_line(value(key), 160) != name:
        raise RuleError(N_("this is not the name of the source: nothing is erased"))
    seat.parts.sourcework.purge(seat.actor, slug)
