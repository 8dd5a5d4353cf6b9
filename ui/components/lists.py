"""Lists that people work through, drawn by one component of ours in one message: fifty cards cost what one costs.

The component (ui/theme/components/lists.js) sets every word as text and nothing else. Streamlit's own elements would be
three hundred messages a page and three times the time (docs/decisions/0040).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from typing import Any

import streamlit as st
from streamlit.components.v2 import component
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

from desk.incidents import Incident
from desk.posts import StoredPost
from ui.components import badges as signs
from ui.components import correcting, links, tags
from ui.components.badges import Badge
from ui.components.cards import Look, Span, card
from ui.components.rows import row
from ui.session import Seat
from ui.theme import THEME

PACKAGE, NAME = "nazar", "lists"
PICK = "pick-"
"""Keys of what is picked begin so: a deed that clears them unpicks (ui.components.deeds)."""
Pickable = Callable[[StoredPost], bool]


def posts(
    seat: Seat,
    stored: Sequence[StoredPost],
    *,
    key: str,
    can_be_picked: Pickable | None = None,
    whole: bool = False,
    has_tags: bool = True,
    names: Mapping[int, str] | None = None,
    marks: Mapping[int, Sequence[Span]] | None = None,
    on_thread: Callable[[int], None] | None = None,
) -> list[int]:
    """Cards of posts; returns the ids of those that are picked, in the order of the list.

    `names` are authors' names that were disclosed, by post id ('' where none is known); their texts are shown with the
    personal data. `marks` are spans of the readable text to highlight, by post id. `whole` shows long texts in full,
    `has_tags` what was read of them. `on_thread` takes the id of the post whose conversation is asked for.
    """
    if not stored:
        return []
    named, marked = names or {}, marks or {}
    items = [
        card(
            seat,
            each,
            Look(
                can_be_picked=can_be_picked is not None and can_be_picked(each),
                whole=whole,
                author=named.get(each.id, ""),
                marks=marked.get(each.id, ()),
                has_tags=has_tags,
                is_disclosed=each.id in named,
                has_thread=on_thread is not None and bool(each.post.thread or each.post.reply_to),
            ),
        )
        for each in stored
    ]
    picked = picked_in(key)
    data = {
        "kind": "posts",
        "items": items,
        "label": seat.texts.gettext("Posts"),
        "words": _words(seat),
        "choices": tags.choices(seat) if has_tags else {},
        "picked": [str(id) for id in picked],
        "turn": st.session_state.get(f"_turn-{key}", 0),
    }
    heard = {
        "on_picked_change": partial(_keep_picked, key),
        "on_open_change": partial(_note_opened, key),
        "on_correct_change": partial(correcting.note_correction, key),
        "on_back_change": partial(correcting.note_return, key),
        "on_why_change": partial(correcting.note_why, key),
    }
    if on_thread is not None:
        heard["on_thread_change"] = partial(_note_thread, key, on_thread)
    _draw(key, data, **heard)
    open_chosen(seat)
    chosen = set(picked)
    return [each.id for each in stored if each.id in chosen]


def incidents(seat: Seat, found: Sequence[Incident], *, key: str) -> None:
    """Rows of incidents; each opens its incident."""
    if not found:
        return
    label = seat.texts.gettext("Incidents")
    data = {"kind": "incidents", "items": [row(seat, each) for each in found], "label": label, "words": {}}
    _draw(key, data, on_open_change=partial(_note_opened, key))
    open_chosen(seat)


def rows(
    seat: Seat, label: str, items: Sequence[Mapping[str, Any]], *, key: str, on_open: Callable[[str], None]
) -> None:
    """Rows of anything else, each with what `ui.components.rows.row` gives; `on_open` takes the `number` of the one
    that was opened. `label` names the list and is marked."""
    if items:
        _ = seat.texts.gettext
        data = {"kind": "incidents", "items": list(items), "label": _(label), "words": {}}
        _draw(key, data, on_open_change=partial(_note_row, key, on_open))


def badges(shown: Sequence[Badge], *, key: str) -> None:
    """A row of badges."""
    if shown:
        _draw(key, {"kind": "badges", "items": signs.as_data(shown), "words": {}})


def picked_in(key: str) -> list[int]:
    """The ids that are picked in the list with this key."""
    return list(st.session_state.get(f"{PICK}{key}", ()))


def unpick(key: str) -> None:
    """Pick nothing in the list with this key."""
    st.session_state.pop(f"{PICK}{key}", None)


def open_chosen(seat: Seat) -> None:
    """Go to the incident that was clicked in a list, where this person has the page of incidents."""
    number = st.session_state.pop("_opened", None)
    page = st.session_state["_pages"].get("incidents")
    if page is not None and isinstance(number, str) and links.is_number(number):
        st.switch_page(page, query_params={"number": number})


def _words(seat: Seat) -> dict[str, Any]:
    _ = seat.texts.gettext
    return {
        **tags.words(seat),
        "choose": _("Choose"),
        "more": _("Show all of it"),
        "less": _("Show less"),
        "empty": _("(no text)"),
        "thread": _("Its conversation"),
        "original": _("Open on"),
        "back": _("Back into the queue"),
    }


def _draw(key: str, data: Mapping[str, Any], **heard: Callable[[], None]) -> None:
    manager = get_bidi_component_manager()
    if manager.get_component_asset_root(f"{PACKAGE}.{NAME}") is None:
        # Streamlit looks for scripts only in packages called like their distribution; ours has none of that name.
        manager.register_from_manifest(ComponentManifest(PACKAGE, "1", [ComponentConfig(NAME, "components")]), THEME)
    _component()(key=key, data=dict(data), **heard)


@cache
def _component() -> Any:
    return component(f"{PACKAGE}.{NAME}", js="lists.js", isolate_styles=False)


def _keep_picked(key: str) -> None:
    said = st.session_state[key].get("picked")
    if not isinstance(said, Mapping):
        return
    ids, turn = said.get("ids"), said.get("turn")
    st.session_state[f"{PICK}{key}"] = [int(each) for each in ids or () if str(each).isdigit()]
    st.session_state[f"_turn-{key}"] = turn if isinstance(turn, int) else 0


def _note_opened(key: str) -> None:
    st.session_state["_opened"] = st.session_state[key].get("open")


def _note_row(key: str, show: Callable[[str], None]) -> None:
    wished = st.session_state[key].get("open")
    if isinstance(wished, str) and wished:
        show(wished)


def _note_thread(key: str, show: Callable[[int], None]) -> None:
    wished = str(st.session_state[key].get("thread") or "")
    if wished.isdigit():
        show(int(wished))
