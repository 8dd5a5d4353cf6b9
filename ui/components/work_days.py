"""The days of a year that are unlike their weekday: holidays and moved days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from config.fields import LANGUAGES, day
from config.parts import Holiday
from desk.errors import N_, RuleError
from ui import amendments
from ui.components import addresses, badges, choices, confirming, deeds, lists, pages
from ui.components.badges import Tone
from ui.components.deeds import value
from ui.components.residents import one_line
from ui.components.work_hours import DAYS, KEPT
from ui.session import Seat

FIRST, LAST = 2010, 2060
LENGTH = 120
NAMES = {"kk": N_("Name in Kazakh"), "ru": N_("Name in Russian"), "en": N_("Name in English")}


def show(seat: Seat, is_mine: bool) -> None:
    """The days of the chosen year, and the form that adds or changes one."""
    year = _year(seat)
    _years(seat, year)
    days = seat.parts.catalogues().holidays
    shown = {key: each for key, each in days.items() if key.year == year}
    left, right = st.columns([3, 2], gap="medium") if is_mine else (st.container(), None)
    with left:
        count = seat.texts.ngettext("{count} day unlike its weekday", "{count} days unlike their weekday", len(shown))
        st.text(count)
        if not shown:
            pages.nothing(seat, N_("No holiday is known of this year."))
        items = [_row(seat, each) for each in shown.values()]
        lists.rows(seat, N_("Holidays and moved days"), items, key="days", on_open=_open)
    if right is not None:
        with right, st.container(border=True, key="day-panel"):
            _form(seat, days)


def _year(seat: Seat) -> int:
    wished = addresses.value("year")
    here = seat.now.astimezone(seat.texts.zone).year
    return int(wished) if wished.isascii() and wished.isdigit() and FIRST <= int(wished) <= LAST else here


def _years(seat: Seat, year: int) -> None:
    _ = seat.texts.gettext
    pages.section(seat, N_("Holidays and moved days"))
    with st.container(horizontal=True, vertical_alignment="center", key="years"):
        st.button(_("The year before"), key="year-before", on_click=_go_to, args=(year - 1,), disabled=year <= FIRST)
        with st.container(width="content"):
            st.text(str(year))
        st.button(_("The year after"), key="year-after", on_click=_go_to, args=(year + 1,), disabled=year >= LAST)


def _go_to(year: int) -> None:
    st.query_params["year"] = str(year)
    st.query_params.pop("day", None)


def _open(key: str) -> None:
    st.query_params["day"] = key


def _close() -> None:
    st.query_params.pop("day", None)


def _row(seat: Seat, each: Holiday) -> dict[str, Any]:
    _ = seat.texts.gettext
    name = each.names.get(seat.texts.language) or next(iter(each.names.values()), "")
    sign = badges.badge(_("worked"), Tone.PLAIN) if each.is_working else badges.badge(_("day off"), Tone.QUIET)
    message = list(DAYS.values())[each.day.weekday()]
    return {
        "number": each.day.isoformat(),
        "label": seat.texts.day(each.day),
        "href": "departments",
        "title": one_line(name, LENGTH),
        "badges": badges.as_data([sign]),
        "notes": [_(message)],
        "tags": [],
    }


def _form(seat: Seat, days: Mapping[date, Holiday]) -> None:
    _ = seat.texts.gettext
    wished = day(addresses.value("day"))
    each = days.get(wished) if wished else None
    key = f"day-{each.day.isoformat() if each else 'new'}"
    if each is None:
        st.text(_("Add a day"))
        choices.day(seat, N_("Date"), f"{key}-date")
    else:
        st.text(seat.texts.day(each.day))
    if f"{key}-working" not in st.session_state:
        st.session_state[f"{key}-working"] = "1" if each and each.is_working else ""
    worked, off = _("worked"), _("day off")
    st.selectbox(_("What it is"), ["", "1"], format_func=lambda v: worked if v else off, key=f"{key}-working")
    for language, message in NAMES.items():
        if f"{key}-{language}" not in st.session_state:
            st.session_state[f"{key}-{language}"] = each.names.get(language, "") if each else ""
        st.text_input(_(message), key=f"{key}-{language}", max_chars=LENGTH)
    typed = tuple(f"{key}-{name}" for name in ("date", *NAMES))
    save = partial(_save, each.day.isoformat() if each else None, key)
    deeds.button(seat, N_("Save the day"), f"{key}-save", save, KEPT, typed=typed, clear=(f"{key}-",))
    if each is not None:
        confirming.button(
            seat,
            N_("Take the day away"),
            f"{key}-gone",
            N_("Take this day away? It is then like any of its weekday."),
            partial(_take_away, each.day.isoformat()),
            KEPT,
        )
        st.button(_("Add another day"), key=f"{key}-close", type="tertiary", on_click=_close)


def _save(known: str | None, key: str, seat: Seat) -> None:
    _ = seat.texts.gettext
    id = known or value(f"{key}-date")
    read = day(id)
    if read is None or not FIRST <= read.year <= LAST:
        raise RuleError(N_("{where}: “{word}” is no date such as 2026-12-01"), where=_("Date"), word=id)
    names = {language: value(f"{key}-{language}") or None for language in LANGUAGES}
    if not any(names.values()):
        raise RuleError(N_("{where}: one line of text is wanted here"), where=_("Name in Russian"))
    told = {language: _(message) for language, message in NAMES.items()}
    working = bool(st.session_state.get(f"{key}-working"))
    fields = {"working": working, **{name: text for name, text in names.items() if text or known}}
    amendments.change(seat.parts, seat.actor, "calendar", [(id, fields)], told)
    _go_to(read.year)


def _take_away(id: str, seat: Seat) -> None:
    amendments.change(seat.parts, seat.actor, "calendar", [(id, None)])
    _close()
