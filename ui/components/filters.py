"""Filters that live in the address, so that a link shows another person the same list."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from desk.errors import N_
from desk.roles import Action
from desk.territories import is_within
from ui.components.residents import one_line
from ui.session import Seat


def posts(seat: Seat) -> dict[str, str]:
    """Source, territory, late: what the address asks for, with the widgets to change it."""
    _ = seat.texts.gettext
    with seat.parts.store.reading() as records:
        sources = {
            source.slug: one_line(source.title)
            for source in records.sources()
            if any(is_within(source.territory, area.territory) for area in seat.scope(Action.SEE_POSTS).areas)
        }
    codes = territories(seat, Action.SEE_POSTS)
    names = seat.parts.catalogues().territories
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = {
            "source": _choice(seat, N_("Source"), "source", list(sources), lambda slug: sources[slug]),
            "territory": _choice(
                seat, N_("Territory"), "territory", codes, lambda code: names[code].name(seat.texts.language)
            ),
        }
        late = st.checkbox(
            _("Overdue only"), value=st.query_params.get("late") == "1", key="filter-late", on_change=_keep_late
        )
    return {name: value for name, value in {**chosen, "late": "1" if late else ""}.items() if value}


def territories(seat: Seat, action: Action) -> list[str]:
    """The territories this person may choose from: those of their rights and what lies directly below."""
    known = seat.parts.catalogues().territories
    mine = sorted({area.territory for area in seat.scope(action).areas if area.territory in known})
    below = [child.code for code in mine for child in known.children_of(code)]
    return list(dict.fromkeys([*mine, *below]))


def _choice(seat: Seat, label: str, name: str, options: Sequence[str], told: Callable[[str], str]) -> str:
    _ = seat.texts.gettext
    everything = _("all")
    wished = st.query_params.get(name, "")
    return (
        st.selectbox(
            _(label),
            ["", *options],
            index=options.index(wished) + 1 if wished in options else 0,
            format_func=lambda value: told(value) if value else everything,
            key=f"filter-{name}",
            on_change=_keep,
            args=(name,),
            width=260,
        )
        or ""
    )


def _keep(name: str) -> None:
    st.query_params.pop("after", None)
    value = st.session_state[f"filter-{name}"]
    if value:
        st.query_params[name] = value
    else:
        st.query_params.pop(name, None)


def _keep_late() -> None:
    st.query_params.pop("after", None)
    if st.session_state["filter-late"]:
        st.query_params["late"] = "1"
    else:
        st.query_params.pop("late", None)
