"""Official voices: the accounts that answer for us, so that their posts are answers and never wait in the queue."""

from __future__ import annotations

from datetime import datetime, time

import streamlit as st

from desk.errors import N_
from desk.sources import OfficialVoice
from ui.components import answers, choices, confirming, deeds, pages
from ui.components.deeds import value
from ui.components.residents import one_line
from ui.session import Seat


def show(seat: Seat) -> None:
    """The accounts, and a form for another one."""
    _ = seat.texts.gettext
    pages.section(seat, N_("These accounts answer for us"))
    st.caption(_("What they write is official: it never waits in the queue, and counts as an answer."))
    for at, voice in enumerate(seat.parts.sourcework.voices(seat.actor)):
        _voice(seat, voice, at)
    with st.expander(_("Add an account"), key="voice-new", width=680), st.form("voice-form", border=False):
        st.text_input(_("Network (telegram, instagram …)"), key="voice-network", max_chars=40)
        st.text_input(_("Its number or @name"), key="voice-account", max_chars=100)
        departments = seat.parts.catalogues().departments
        st.selectbox(
            _("For which department it speaks"),
            ["", *departments],
            format_func=lambda id: one_line(departments[id].name(seat.texts.language), 120) if id else "–",
            key="voice-department",
        )
        choices.day(seat, N_("Since when (date)"), "voice-since")
        st.caption(_("Empty: from the very beginning."))
        deeds.button(
            seat,
            N_("Add it"),
            "voice-add",
            _add,
            N_("The account counts as official."),
            typed=["voice-network", "voice-account"],
            clear=["voice-"],
            in_form=True,
        )


def _voice(seat: Seat, voice: OfficialVoice, at: int) -> None:
    texts, zone = seat.texts, seat.parts.settings.zone
    departments = seat.parts.catalogues().departments
    department = departments.get(voice.department or "")
    until = voice.valid_to
    with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"voice-row-{at}"):
        st.text(
            texts.listed(
                [
                    one_line(voice.network, 40),
                    one_line(voice.account, 100),
                    one_line(department.name(texts.language), 120) if department else "",
                    texts.fill("until {day}", day=until.astimezone(zone).date()) if until else "",
                ]
            ),
            width="stretch",
        )
        if until is None or until > seat.now:
            confirming.button(
                seat,
                N_("Ends now"),
                f"voice-end-{at}",
                N_("From now on it does not answer for us. What it wrote until now stays official."),
                lambda now: now.parts.sourcework.end_voice(now.actor, voice),
                N_("The account does not answer for us any more."),
            )


def _add(seat: Seat) -> None:
    day = answers.day(value("voice-since"))
    zone = seat.parts.settings.zone
    since = datetime.combine(day, time.min, zone) if day else datetime(2000, 1, 1, tzinfo=zone)
    department = value("voice-department") or None
    voice = OfficialVoice(value("voice-network").casefold(), value("voice-account"), department, since)
    seat.parts.sourcework.add_voice(seat.actor, voice)
