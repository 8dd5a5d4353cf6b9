"""Sources: where posts come from, what came and when, and what can be changed about it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta

import streamlit as st

from desk.errors import N_
from desk.roles import Action, Subject
from desk.sources import Source, SourceState
from desk.works import SourceCounts, WorkKind
from ui.components import addresses, badges, deeds, example, lists, pages, source_forms, voices, works
from ui.components.badges import Badge, Tone
from ui.components.residents import begun, one_line
from ui.session import Seat

KINDS = frozenset({WorkKind.PURGE, WorkKind.LINES})
MOST = 10_000
"""A period with more posts is told as "more than"."""
WEEK = timedelta(days=7)
SILENT = timedelta(days=3)
"""A live source without a post for so long is worth a look."""
NOTHING = SourceCounts()


def show(seat: Seat) -> None:
    """One source where the address names it, else all of them."""
    head = pages.place()
    deeds.tell(seat)
    sources = seat.parts.sourcework.managed(seat.actor)
    wished = addresses.value("source")
    chosen = next((each for each in sources if each.slug == wished), None)
    counts = _counts(seat)
    if chosen is not None:
        with head:
            pages.head(seat, N_("Sources"))
        _back(seat)
        _card(seat, chosen, counts.get(chosen.slug, NOTHING), alone=True)
        works.show(seat, KINDS, chosen.slug)
        source_forms.show(seat, chosen)
        return
    with head:
        pages.head(seat, N_("Sources"), [seat.texts.ngettext("{count} source", "{count} sources", len(sources))])
    works.show(seat, KINDS)
    if not sources:
        pages.nothing(seat, N_("There is no source yet. Bring in a file, and its source is made with it."))
    for each in sources:
        _card(seat, each, counts.get(each.slug, NOTHING))
    example.offer(seat)
    if seat.actor.may(Action.MANAGE_SOURCES, Subject(seat.parts.territory())):
        voices.show(seat)


def _counts(seat: Seat) -> Mapping[str, SourceCounts]:
    zone = seat.parts.settings.zone
    today = datetime.combine(seat.now.astimezone(zone).date(), time.min, zone)
    with seat.parts.store.reading() as records:
        return records.arrivals([today, seat.now - WEEK], MOST)


def _card(seat: Seat, source: Source, counts: SourceCounts, *, alone: bool = False) -> None:
    texts = seat.texts
    with st.container(border=True, key=f"source-{source.slug}", gap="xsmall"):
        st.text(one_line(source.title, 160) or source.slug)
        lists.badges(_health(seat, source, counts), key=f"health-{source.slug}")
        st.text(texts.listed([begun(way_of(seat, source.way)), source_forms.territory_name(seat, source.territory)]))
        st.text(_came(seat, counts))
        st.text(begun(texts.listed([_last(seat, source), _work_from(seat, source)])))
        if source.last_error:
            st.text(seat.texts.gettext("The last error:"))
            st.text(one_line(source.last_error, 500))
        with st.container(horizontal=True):
            if not alone:
                st.button(
                    texts.gettext("Look and change"), key=f"open-{source.slug}", on_click=_open, args=(source.slug,)
                )
            if counts.letters and seat.may(Action.SEE_DEAD_LETTERS):
                _to_letters(seat, source)


def way_of(seat: Seat, way: str) -> str:
    """How a source is read, in words; ways of later versions by their own name."""
    named = WAYS.get(way)
    return seat.texts.gettext(named) if named else one_line(way, 40)


WAYS: Mapping[str, str] = {
    "import": N_("files that people bring"),
    "telegram": N_("Telegram, read by itself"),
    "web": N_("a web page, read by itself"),
    "instagram": N_("Instagram, read by itself"),
}


def _health(seat: Seat, source: Source, counts: SourceCounts) -> list[Badge]:
    texts = seat.texts
    found: list[Badge] = []
    if source.state is not SourceState.ACTIVE:
        found.append(badges.badge(texts.name(source.state), Tone.QUIET))
    if source.last_error:
        found.append(badges.badge(texts.gettext("error"), Tone.LATE))
    if is_silent(source, seat.now):
        found.append(badges.badge(texts.gettext("silent"), Tone.SOON))
    if counts.letters:
        found.append(badges.badge(texts.ngettext("{count} refused", "{count} refused ones", counts.letters), Tone.SOON))
    return found


def is_silent(source: Source, now: datetime) -> bool:
    """Does a source that reads by itself bring nothing any more? A file is silent by nature."""
    since = source.last_published_at or source.added_at
    return source.way != "import" and source.state is SourceState.ACTIVE and now - since > SILENT


def _came(seat: Seat, counts: SourceCounts) -> str:
    texts = seat.texts
    today, week = (_most(seat, each) for each in counts.since) if counts.since else ("0", "0")
    return texts.listed(
        [
            texts.ngettext("{count} post", "{count} posts", counts.total),
            texts.fill("today {count}", count=today),
            texts.fill("in the last 7 days {count}", count=week),
        ]
    )


def _most(seat: Seat, count: int) -> str:
    if count < MOST:
        return seat.texts.number(count)
    return seat.texts.fill("more than {count}", count=MOST)


def _last(seat: Seat, source: Source) -> str:
    texts = seat.texts
    if source.last_published_at is None:
        return texts.gettext("nothing has come yet")
    quiet = seat.now - source.last_published_at
    when = texts.moment(source.last_published_at, seat.now)
    if quiet > timedelta(days=1):
        return texts.fill("nothing since {when} ({time})", when=when, time=quiet)
    return texts.fill("newest post {when}", when=when)


def _work_from(seat: Seat, source: Source) -> str:
    if source.work_from is None:
        return seat.texts.gettext("work from: decided by the first file")
    day = source.work_from.astimezone(seat.parts.settings.zone).date()
    return seat.texts.fill("work from {day}", day=day)


def _open(slug: str) -> None:
    st.query_params["source"] = slug


def _back(seat: Seat) -> None:
    st.button(seat.texts.gettext("All sources"), key="sources-all", on_click=addresses.clear, args=(("source",),))


def _to_letters(seat: Seat, source: Source) -> None:
    page = st.session_state["_pages"].get("letters")
    if page is not None and st.button(seat.texts.gettext("See refused records"), key=f"letters-{source.slug}"):
        st.switch_page(page, query_params={"source": source.slug})
