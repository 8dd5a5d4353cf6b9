"""The way through a list: from one of its incidents to the next, and back to the list as it was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from desk.incidents import Incident
from ui.session import Seat

_KEPT = "_trail"


@dataclass(frozen=True)
class Trail:
    """The numbers of the page of the list somebody came from, and its address."""

    numbers: tuple[str, ...]
    address: Mapping[str, str]

    def around(self, number: str) -> tuple[str | None, str | None]:
        """The ones before and behind; None at the ends, and for one that is not of this list."""
        if number not in self.numbers:
            return None, None
        at = self.numbers.index(number)
        before = self.numbers[at - 1] if at else None
        return before, self.numbers[at + 1] if at + 1 < len(self.numbers) else None


def begin(found: Sequence[Incident], chosen: str) -> None:
    """Remember the list that is shown now; an incident that leaves it by what is done keeps its neighbours."""
    address = {**dict(st.query_params), "list": chosen}
    st.session_state[_KEPT] = Trail(tuple(each.number for each in found), address)


def show(seat: Seat, number: str) -> None:
    """Back to the list, one back, one on."""
    _ = seat.texts.gettext
    kept = st.session_state.get(_KEPT)
    trail = kept if isinstance(kept, Trail) else Trail((), {})
    before, behind = trail.around(number)
    with st.container(horizontal=True, vertical_alignment="center", key="trail", gap="xsmall"):
        st.button(_("Back to the list"), key="incidents-all", type="tertiary", on_click=_leave, args=(trail.address,))
        if before or behind:
            st.button(
                _("Previous one"),
                key="trail-before",
                type="tertiary",
                on_click=_go,
                args=(before,),
                disabled=before is None,
            )
            st.button(
                _("Next one"), key="trail-next", type="tertiary", on_click=_go, args=(behind,), disabled=behind is None
            )


def _leave(address: Mapping[str, str]) -> None:
    st.query_params.clear()
    for name, value in address.items():
        if name != "number":
            st.query_params[name] = value


def _go(number: str) -> None:
    st.query_params.clear()
    st.query_params["number"] = number
