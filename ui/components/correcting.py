"""What a person says instead of the machine, with one click in a list; the answer stands there at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from desk.readings import Trait
from ui.components import deeds
from ui.session import Seat

WHY = "_why"
"""In the session: the id of the post of which somebody has just asked why it was read so (ui.components.whys)."""


def correct(post_id: int, trait: Trait, value: str) -> None:
    """Keep that a trait of the post is `value`; what stands already is confirmed. What could not be kept is said in the
    view's error box."""

    def do(seat: Seat) -> None:
        seat.parts.casework.correct(seat.actor, post_id, trait, value)

    deeds.at_once(do)


def bring_back(post_id: int) -> None:
    """Put a post that was set aside back into the queue; as `correct`."""

    def do(seat: Seat) -> None:
        seat.parts.casework.bring_back(seat.actor, [post_id])

    deeds.at_once(do)


def heard(key: str, name: str) -> Mapping[str, Any]:
    """What the list with this key has just told under a name; nothing where it is of another form."""
    said = st.session_state[key].get(name)
    return said if isinstance(said, Mapping) and str(said.get("post", "")).isdigit() else {}


def note_correction(key: str) -> None:
    """A tag of this list was corrected."""
    said = heard(key, "correct")
    trait, value = said.get("trait"), said.get("value")
    if trait in set(Trait) and isinstance(value, str):
        correct(int(said["post"]), Trait(trait), value)


def note_return(key: str) -> None:
    """A post of this list shall go back into the queue."""
    if said := heard(key, "back"):
        bring_back(int(said["post"]))


def note_why(key: str) -> None:
    """Somebody asked in this list why a post was read so."""
    wished = str(st.session_state[key].get("why") or "")
    if wished.isdigit():
        st.session_state[WHY] = int(wished)
