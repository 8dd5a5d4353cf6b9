"""What the desk learned from corrections of topics: the model in use, its figures, and what waits to be learned."""

from __future__ import annotations

import streamlit as st

from desk.errors import N_
from desk.readings import TopicModelKept
from ui.components import pages
from ui.session import Seat

ENOUGH = 100
"""Corrections from which a model is made at all."""


def show(seat: Seat) -> None:
    """Who finds the topics now, how well, and how many corrections wait for the night."""
    with seat.parts.store.reading() as records:
        model = records.newest_topic_model()
        confirmed = records.count_confirmed_topics()
        waiting = records.count_confirmed_topics(model.made_at) if model else confirmed
    with st.container(border=True, key="topic-learning", gap="xsmall"):
        pages.section(seat, N_("Learning from corrections"))
        st.text("\n".join(_told(seat, model, confirmed, waiting)))


def _told(seat: Seat, model: TopicModelKept | None, confirmed: int, waiting: int) -> list[str]:
    texts = seat.texts
    if model is None:
        return [
            texts.gettext("Topics are found by the words of the catalogue."),
            texts.fill("Not enough corrections yet: {count} of {enough}.", count=confirmed, enough=ENOUGH)
            if confirmed < ENOUGH
            else texts.gettext("There are enough corrections: the desk learns from them tonight."),
        ]
    return [
        texts.fill("Model {version}, made {when}.", version=model.version, when=texts.moment(model.made_at, seat.now)),
        *_figures(seat, model),
        texts.ngettext("{count} correction waits to be learned.", "{count} corrections wait to be learned.", waiting),
    ]


def _figures(seat: Seat, model: TopicModelKept) -> list[str]:
    right, rules = model.figures.get("accuracy"), model.figures.get("rules")
    if not isinstance(right, float | int) or not isinstance(rules, float | int):
        return []
    message = N_("Of corrections it had not seen it got {model} % right, the words alone {rules} %.")
    return [seat.texts.fill(message, model=round(right * 100), rules=round(rules * 100))]
