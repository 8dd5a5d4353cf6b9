"""What the desk learned from corrections of topics: the model in use, its figures, and what waits to be learned."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

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
        *_figures(seat, model),
        texts.ngettext("{count} correction waits to be learned.", "{count} corrections wait to be learned.", waiting),
    ]


def _figures(seat: Seat, model: TopicModelKept) -> list[str]:
    texts, figures = seat.texts, _Figures(model.figures)
    when = texts.moment(model.made_at, seat.now)
    if not model.body:
        return [
            texts.gettext("Topics are found by the words of the catalogue."),
            texts.fill("A model was last tried {when}: it did no better than the words.", when=when),
            texts.fill(_TRIED, model=figures.percent("accuracy"), rules=figures.percent("rules")),
        ]
    return [
        texts.fill("Topics are found by the model {version}, made {when}.", version=model.version, when=when),
        texts.fill(_TRIED, model=figures.percent("accuracy"), rules=figures.percent("rules")),
        texts.fill(
            "It tags {share} % of posts by itself ({right} % of them right) and offers a choice of two for the others.",
            share=figures.percent("sure_share"),
            right=figures.percent("sure_right"),
        ),
    ]


class _Figures:
    """The figures of a model as people read them; a dash for one that is not kept."""

    def __init__(self, kept: Mapping[str, Any]) -> None:
        self._kept = kept

    def percent(self, name: str) -> str:
        """A share in per cent, without its sign."""
        value = self._kept.get(name)
        return str(round(value * 100)) if isinstance(value, float | int) else "–"


_TRIED = N_("Of corrections it had not seen it got {model} % right, the words alone {rules} %.")
