"""Dead letters: records that could not come in, with the reason in words; try again or drop, one or many."""

from __future__ import annotations

import streamlit as st

from desk.chores import DeadLetter, LetterState
from desk.errors import N_, RuleError
from desk.works import WorkKind
from ui.components import addresses, confirming, deeds, pages, works
from ui.components.residents import begun, one_line, readable
from ui.names import REFUSED
from ui.session import Seat

PAGE = 20
PICK = "letter-pick-"
RAW_BYTES = 2_000
"""Of a record so much is shown; the file has the rest."""
FROM_THE_INDEX = "index"


def show(seat: Seat) -> None:
    """The filters, a page of letters, and what can be done with those that are picked."""
    head = pages.place()
    deeds.tell(seat)
    titles = _titles(seat)
    source, state = _filters(seat, titles)
    after = addresses.value("after")
    letters, more = seat.parts.letterwork.page(
        seat.actor, state=state, source=source or None, after=int(after) if after.isdigit() else 0, limit=PAGE
    )
    with head:
        pages.head(seat, N_("Dead letters"), [_total(seat, titles)])
    _acts(seat, [each.id or 0 for each in letters if each.state is LetterState.OPEN], source)
    works.show(seat, {WorkKind.RETRY})
    if not letters:
        pages.nothing(seat, N_("Nothing was refused here."))
    for letter in letters:
        _card(seat, letter, titles)
    _turn(seat, more)


def _titles(seat: Seat) -> dict[str, str]:
    sources = seat.parts.sourcework.managed(seat.actor)
    return {each.slug: one_line(each.title, 80) or each.slug for each in sources}


def _total(seat: Seat, titles: dict[str, str]) -> str:
    with seat.parts.store.reading() as records:
        counts = records.arrivals([], 10_000)
    total = sum(each.letters for slug, each in counts.items() if slug in titles)
    return seat.texts.ngettext("{count} record waits", "{count} records wait", total)


def _filters(seat: Seat, titles: dict[str, str]) -> tuple[str, LetterState]:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        source = addresses.choice(seat, N_("Source"), "source", list(titles), lambda slug: titles[slug])
        wished = addresses.value("state") or LetterState.OPEN.value
        addresses.follow("state", wished if wished in set(LetterState) else LetterState.OPEN.value)
        st.selectbox(
            seat.texts.gettext("State"),
            [state.value for state in LetterState],
            format_func=lambda slug: seat.texts.name(LetterState(slug)),
            key=addresses.key_of("state"),
            on_change=addresses.keep,
            args=("state",),
            width=220,
        )
    return source, LetterState(st.session_state[addresses.key_of("state")])


def _card(seat: Seat, letter: DeadLetter, titles: dict[str, str]) -> None:
    texts = seat.texts
    with st.container(border=True, key=f"letter-{letter.id}", gap="xsmall"):
        st.text(begun(reason_of(seat, letter.reason)))
        st.text(
            texts.listed(
                [
                    titles.get(letter.source, one_line(letter.source, 80)),
                    one_line(letter.file, 120) if letter.file != FROM_THE_INDEX else texts.gettext("the search index"),
                    texts.fill("record {line}", line=letter.line),
                    texts.moment(letter.at, seat.now),
                    texts.ngettext("{count} try", "{count} tries", letter.tries) if letter.tries else "",
                    "" if letter.state is LetterState.OPEN else texts.name(letter.state),
                ]
            )
        )
        with st.expander(texts.gettext("The record as it came"), key=f"letter-raw-{letter.id}"):
            st.text(one_line(letter.detail, 500))
            st.code(_raw(seat, letter.raw), language=None, wrap_lines=True)
        if letter.state is LetterState.OPEN:
            st.checkbox(texts.gettext("Choose"), key=f"{PICK}{letter.id}")


def reason_of(seat: Seat, slug: str) -> str:
    """Why a record was refused, in words."""
    named = REFUSED.get(slug)
    return seat.texts.gettext(named) if named else seat.texts.fill("refused: {reason}", reason=one_line(slug, 60))


def _raw(seat: Seat, raw: bytes) -> str:
    text = readable(raw[:RAW_BYTES].decode("utf-8", "backslashreplace"))
    return text if len(raw) <= RAW_BYTES else f"{text} …"


def _acts(seat: Seat, open_ids: list[int], source: str) -> None:
    if not open_ids:
        return
    with st.container(horizontal=True, key="letter-acts"):
        deeds.button(
            seat,
            N_("Try the chosen again"),
            "letters-retry",
            lambda now: now.parts.letterwork.retry(now.actor, _picked(open_ids)),
            N_("They are being tried again; what became of them stands above."),
            clear=[PICK],
        )
        confirming.button(
            seat,
            N_("Drop the chosen"),
            "letters-drop",
            N_("Dropped records are not tried again. Drop the chosen ones?"),
            lambda now: now.parts.letterwork.drop(now.actor, _picked(open_ids)),
            N_("They are dropped."),
            clear=[PICK],
        )
        if source:
            deeds.button(
                seat,
                N_("Try all of this source again"),
                "letters-retry-all",
                lambda now: now.parts.letterwork.retry(now.actor, None, source),
                N_("They are being tried again; what became of them stands above."),
                clear=[PICK],
                primary=False,
            )


def _picked(open_ids: list[int]) -> list[int]:
    """Those that are ticked at this very moment."""
    chosen = [id for id in open_ids if st.session_state.get(f"{PICK}{id}")]
    if not chosen:
        raise RuleError(N_("choose at least one record"))
    return chosen


def _turn(seat: Seat, more: int | None) -> None:
    _ = seat.texts.gettext
    is_first = "after" not in st.query_params
    if is_first and more is None:
        return
    with st.container(horizontal=True, horizontal_alignment="center", key="letters-pages"):
        st.button(
            _("To the beginning"), key="letters-first", on_click=addresses.turn_to, args=(None,), disabled=is_first
        )
        st.button(_("Next"), key="letters-next", on_click=addresses.turn_to, args=(str(more),), disabled=more is None)
