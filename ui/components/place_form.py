"""One place: what it is, what it is and was called, where it lies; taking it away."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from desk.errors import N_, NotFound, RuleError
from desk.named_places import NamedPlace
from desk.readings import PlaceKind
from desk.roles import Action, Subject
from ui import slugs
from ui.components import choices, confirming, deeds, entry_forms, pages, place_list, previewing, territories
from ui.components.deeds import value
from ui.components.entry_forms import Fields
from ui.components.previewing import Drafted
from ui.components.residents import one_line
from ui.session import Seat

NAMES = {"kk": N_("Name in Kazakh"), "ru": N_("Name in Russian")}
LISTS = {"old": N_("Old names"), "forms": N_("What chats call it")}
TOLD = {**{f"names.{language}": message for language, message in NAMES.items()}, **LISTS}
LENGTH, LONGEST = 200, 4_000


def show(seat: Seat, head: DeltaGenerator, id: str) -> None:
    """The page of one place, or with no id the form for a new one."""
    place = seat.parts.catalogues().places.get(id) if id else None
    if id and (place is None or not place_list.is_mine(seat, place)):
        raise NotFound(N_("there is no place {id}"), id=id)
    _ = seat.texts.gettext
    with head:
        facts = [place_list.name_of(seat, place)] if place else []
        pages.head(seat, N_("Place") if place else N_("Add a place"), facts)
    st.button(_("All places"), key="place-back", type="tertiary", on_click=place_list.open_list)
    key = f"place-{id or 'new'}"
    with st.container(width=900, key=f"{key}-form"):
        _begin(seat, key, id)
        _names(seat, key)
        _where(seat, key)
        with st.container(horizontal=True, key=f"{key}-deeds"):
            deeds.button(seat, N_("Save"), f"{key}-save", partial(_save, key, id), N_("Kept."), clear=(f"{key}-",))
            previewing.button(seat, key, partial(_draft, key, id))
            if place:
                _remove(seat, key, place)
        previewing.show(seat, key, _typed(key))
        previewing.show(seat, f"{key}-remove", {})


def _begin(seat: Seat, key: str, id: str) -> None:
    shown = entry_forms.plain(seat, "places", id)
    names = {language: shown.get("names", {}).get(language, "") for language in NAMES}
    rest: dict[str, Any] = {name: "\n".join(shown.get(name, ())) for name in LISTS}
    rest["kind"] = PlaceKind(shown.get("kind", PlaceKind.STREET))
    rest["territory"] = shown.get("territory") or _widest(seat)[0]
    rest["ambiguous"] = bool(shown.get("ambiguous"))
    entry_forms.begin(key, "ru", shown, {**names, **rest})


def _names(seat: Seat, key: str) -> None:
    _ = seat.texts.gettext
    choices.slug(seat, N_("What it is"), list(PlaceKind), f"{key}-kind")
    st.text(_("As on its plate, with or without the word for street or microdistrict."))
    for column, (language, message) in zip(st.columns(2), NAMES.items(), strict=True):
        with column:
            st.text_input(_(message), key=f"{key}-{language}", max_chars=LENGTH)
            entry_forms.fault(seat, key, f"names.{language}")
    st.text(_("One name a line."))
    for column, (name, message) in zip(st.columns(2), LISTS.items(), strict=True):
        with column:
            st.text_area(_(message), key=f"{key}-{name}", height=110, max_chars=LONGEST)
            entry_forms.fault(seat, key, name)


def _where(seat: Seat, key: str) -> None:
    _ = seat.texts.gettext
    st.checkbox(
        _("Its name is an ordinary word too: counts only beside the word for street, village and so on"),
        key=f"{key}-ambiguous",
    )
    everywhere, kept = _("the whole territory of this desk"), st.session_state[f"{key}-territory"]
    st.selectbox(
        _("Lies in"),
        list(dict.fromkeys([*_widest(seat), kept])),
        format_func=lambda code: territories.told(seat, code) if code else everywhere,
        key=f"{key}-territory",
    )


def _widest(seat: Seat) -> list[str]:
    """Where this person may put places, the widest first; '' is the whole territory of the desk."""
    codes = territories.inside(seat, Action.MANAGE_CATALOGUES)[: territories.MOST_AT_ONCE]
    return ["", *codes] if seat.actor.may(Action.MANAGE_CATALOGUES, Subject(seat.parts.territory())) else codes


def _remove(seat: Seat, key: str, place: NamedPlace) -> None:
    confirming.button(
        seat,
        N_("Remove the place"),
        f"{key}-remove",
        N_("Remove {name}? Texts are not read as naming it any more; incidents keep their place."),
        partial(_take_away, place.id),
        N_("The place is removed."),
        beside=partial(previewing.button, seat, f"{key}-remove", partial(_draft_removal, f"{key}-remove", place)),
        name=one_line(place_list.name_of(seat, place), 80),
    )


def _typed(key: str) -> Fields:
    return {
        "kind": str(st.session_state.get(f"{key}-kind") or PlaceKind.STREET),
        "names": {language: value(f"{key}-{language}") for language in NAMES},
        **{name: entry_forms.lines(f"{key}-{name}") for name in LISTS},
        "ambiguous": bool(st.session_state.get(f"{key}-ambiguous")),
        "territory": value(f"{key}-territory") or None,
    }


def _draft(key: str, id: str, seat: Seat) -> Drafted:
    from language.place_names import shown

    typed = _typed(key)
    changed = entry_forms.changed(seat, "places", key, id, typed, TOLD)
    previewing.note(key, typed)
    new = id or _new_id(seat, typed["names"])
    then = NamedPlace(new, PlaceKind(typed["kind"]), typed["names"])
    now = seat.parts.catalogues().places.get(new)
    return Drafted("places", new, changed, frozenset(shown(each) for each in (now, then) if each is not None))


def _save(key: str, id: str, seat: Seat) -> None:
    drafted = _draft(key, id, seat)
    entry_forms.keep(seat, "places", drafted.id, drafted.value, TOLD)
    place_list.open_one(drafted.id)


def _new_id(seat: Seat, names: dict[str, str]) -> str:
    known = seat.parts.catalogues().entries("places")
    wished = slugs.slug_of(names["ru"])
    if not wished:
        raise RuleError(N_("{where}: one line of text is wanted here"), where=seat.texts.gettext("Name in Russian"))
    return next(id for id in (wished, *(f"{wished}-{n}" for n in range(2, 10_000))) if id not in known)


def _draft_removal(key: str, place: NamedPlace, seat: Seat) -> Drafted:
    from language.place_names import shown

    previewing.note(key, {})
    return Drafted("places", place.id, None, frozenset({shown(place)}))


def _take_away(id: str, seat: Seat) -> None:
    entry_forms.keep(seat, "places", id, None, TOLD)
    place_list.open_list()
