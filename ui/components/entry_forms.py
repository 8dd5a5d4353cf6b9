"""The form of one entry of a catalogue: what it showed, what is at fault beside its field, who was faster."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from config.nodes import node_from
from config.shapes import shape_of
from desk.errors import N_, ConfigError, NazarError, RuleError, Stale
from ui import amendments
from ui.session import Seat

Fields = dict[str, Any]
"""Fields of an entry as a catalogue holds them, plain JSON; `words.kk` names one below another."""


def begin(key: str, first: str, shown: Fields, widgets: Mapping[str, Any]) -> None:
    """Fill the widgets when the form is opened, and remember what they showed. `first` is one that is always drawn."""
    if f"{key}-{first}" not in st.session_state:
        st.session_state[f"{key}-shown"] = shown
        st.session_state.pop(f"{key}-faults", None)
    for name, value in widgets.items():
        if f"{key}-{name}" not in st.session_state:
            st.session_state[f"{key}-{name}"] = value


def lines(key: str) -> list[str]:
    """What stands in a field of many lines: each line once, without blanks around it and without empty ones."""
    typed = str(st.session_state.get(key) or "").splitlines()
    return list(dict.fromkeys(line for each in typed if (line := " ".join(each.split()))))


def fault(seat: Seat, key: str, name: str) -> None:
    """What is wrong with a field, below it, until the entry is saved or looked at again."""
    found = st.session_state.get(f"{key}-faults", {}).get(name)
    if found is not None:
        with st.container(key=f"fault-{key}-{name.replace('.', '-')}"):
            st.text(f"! {seat.texts.translate(found)}")


def changed(seat: Seat, catalogue: str, key: str, id: str, typed: Fields, told: Mapping[str, str]) -> Fields:
    """The fields to keep: what differs from what the form showed, or all that is set of a new entry (no `id`).

    Raises RuleError where a field is at fault (`fault` shows it beside the field), Stale where somebody changed one
    of these fields since the form was opened.
    """
    faults = _faults(seat, catalogue, typed, told)
    st.session_state[f"{key}-faults"] = faults
    if faults:
        raise RuleError(N_("look at the fields that are marked with !"))
    if not id:
        return {name: value for name, value in typed.items() if value not in (None, {}, [], False)}
    shown = st.session_state.get(f"{key}-shown", {})
    found = {name: value for name, value in typed.items() if (value or None) != (shown.get(name) or None)}
    _must_be_as_shown(seat, catalogue, id, found, shown)
    return found


def plain(seat: Seat, catalogue: str, id: str) -> Fields:
    """The entry as the catalogue holds it now, without fields that say nothing; empty for one that is not there."""
    entry = seat.parts.catalogues().entries(catalogue).get(id)
    return {name: each for name, value in ((entry and entry.plain()) or {}).items() if (each := _bare(value))}


def _bare(value: Any) -> Any:
    return {name: each for name, each in value.items() if each} if isinstance(value, dict) else value


def _faults(seat: Seat, catalogue: str, typed: Fields, told: Mapping[str, str]) -> dict[str, NazarError]:
    checks = shape_of(catalogue).fields
    found: dict[str, NazarError] = {}
    for path in told:
        name, _, below = path.partition(".")
        value = typed.get(name)
        if below:
            needed = {"kk": "–", "ru": "–"} if name == "names" else {}
            value = {**needed, below: (value or {})[below]} if below in (value or {}) else None
        if value is None:
            continue
        try:
            checks[name](node_from(value, seat.texts.gettext(told[path])))
        except ConfigError as error:
            found[path] = RuleError(error.message, **error.details)
    return found


def _must_be_as_shown(seat: Seat, catalogue: str, id: str, found: Fields, shown: Fields) -> None:
    seat.parts.forget_catalogues()
    now = plain(seat, catalogue, id)
    if all(now.get(name) == (shown.get(name) or None) for name in found):
        return
    with seat.parts.store.reading() as records:
        rows = [row for row in records.catalogue_rows() if (row.catalogue, row.key) == (catalogue, id)]
    if rows:
        newest = max(rows, key=lambda row: row.version)
        message = N_("somebody was faster: {by} changed {key} at {at:%H:%M:%S}")
        raise Stale(message, by=newest.by, at=newest.at, key=id)


def keep(seat: Seat, catalogue: str, id: str, value: Mapping[str, Any] | None, told: Mapping[str, str]) -> None:
    """Write the entry, None to take it away. Raises as `amendments.change` does."""
    sentences = {path: seat.texts.gettext(message) for path, message in told.items()}
    amendments.change(seat.parts, seat.actor, catalogue, [(id, value)], sentences)
