"""One department: its names, what it is, where it hangs, who is behind it; the form for a new one, and retiring."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from desk.departments import Department, DepartmentKind
from desk.errors import N_, NotFound, RuleError
from desk.roles import Action, Role
from desk.users import User
from ui import amendments, slugs
from ui.components import badges, choices, confirming, deeds, department_tree, pages, territories
from ui.components.badges import Tone
from ui.components.deeds import value
from ui.components.residents import one_line
from ui.session import Seat

CONTACTS = {
    "phone": N_("Telephone"),
    "email": N_("E-mail"),
    "telegram": N_("Account in Telegram"),
    "address": N_("Address"),
}
NAMES = {"kk": N_("Name in Kazakh"), "ru": N_("Name in Russian"), "en": N_("Name in English")}
LENGTH = 200
NEW = Department("", DepartmentKind.DEPARTMENT, {})


def show(seat: Seat, head: DeltaGenerator, id: str) -> None:
    """The page of one department, or with no id the form for a new one."""
    departments = seat.parts.catalogues().departments
    each = departments.get(id) if id else NEW
    if each is None or (id and not department_tree.is_mine(seat, each)):
        raise NotFound(N_("there is no department {id}"), id=id)
    _ = seat.texts.gettext
    with head:
        retired = [badges.badge(_("retired"), Tone.QUIET)] if each.retired else []
        facts = [one_line(each.name(seat.texts.language), 120)] if id else []
        pages.head(seat, N_("Department") if id else N_("Add a department"), facts, retired)
    st.button(_("All departments"), key="department-back", type="tertiary", on_click=department_tree.open_list)
    key = f"department-{id or 'new'}"
    with st.container(width=720, key=f"{key}-form"):
        _names(seat, each, key)
        _place(seat, each, key)
        _people(seat, each, key)
        typed = tuple(f"{key}-{name}" for name in (*NAMES, *CONTACTS))
        save = partial(_save, each, key)
        deeds.button(seat, N_("Save"), f"{key}-save", save, N_("Kept."), typed=typed, clear=(f"{key}-",))
        if id:
            _retire(seat, each, key)


def _names(seat: Seat, each: Department, key: str) -> None:
    _ = seat.texts.gettext
    for language, message in NAMES.items():
        _line(f"{key}-{language}", each.names.get(language, ""))
        st.text_input(_(message), key=f"{key}-{language}", max_chars=LENGTH)


def _place(seat: Seat, each: Department, key: str) -> None:
    _ = seat.texts.gettext
    departments, language = seat.parts.catalogues().departments, seat.texts.language
    _line(f"{key}-kind", each.kind)
    choices.slug(seat, N_("What it is"), list(DepartmentKind), f"{key}-kind")
    below = departments.within(each.id)
    parents = ["", *(other for other in departments if other not in below)]
    nobody, everywhere = _("nothing: it stands at the top"), _("the whole territory of this desk")
    _line(f"{key}-parent", each.parent or "")
    st.selectbox(
        _("Stands below"),
        parents,
        format_func=lambda id: one_line(departments[id].name(language), 120) if id else nobody,
        key=f"{key}-parent",
    )
    codes = territories.inside(seat, Action.MANAGE_CATALOGUES)[: territories.MOST_AT_ONCE]
    options = list(dict.fromkeys(["", *codes, *([each.territory] if each.territory else [])]))
    _line(f"{key}-territory", each.territory or "")
    st.selectbox(
        _("Works in"),
        options,
        format_func=lambda code: territories.told(seat, code) if code else everywhere,
        key=f"{key}-territory",
    )


def _people(seat: Seat, each: Department, key: str) -> None:
    _ = seat.texts.gettext
    with seat.parts.store.reading() as records:
        users = {user.login: user for user in records.users() if not user.disabled}
    deputies = [login for login, user in users.items() if any(row.role is Role.DEPUTY_AKIM for row in user.grants)]
    nobody = _("nobody yet")
    _line(f"{key}-overseen_by", each.overseen_by or "")
    st.selectbox(
        _("Overseeing deputy akim"),
        list(dict.fromkeys(["", *deputies, *([each.overseen_by] if each.overseen_by else [])])),
        format_func=lambda login: _called(users, login) if login else nobody,
        key=f"{key}-overseen_by",
    )
    _line(f"{key}-substitutes", list(each.substitutes))
    st.multiselect(
        _("Who stands in for its head"),
        list(dict.fromkeys([*_workers(seat, users, each), *each.substitutes])),
        format_func=lambda login: _called(users, login),
        key=f"{key}-substitutes",
        placeholder=_("choose"),
    )
    for name, message in CONTACTS.items():
        _line(f"{key}-{name}", each.contacts.get(name, ""))
        st.text_input(_(message), key=f"{key}-{name}", max_chars=LENGTH)


def _workers(seat: Seat, users: dict[str, User], each: Department) -> list[str]:
    within = seat.parts.catalogues().departments.within
    return [
        login
        for login, user in users.items()
        if any(row.department and each.id in within(row.department) for row in user.grants)
    ]


def _called(users: dict[str, User], login: str) -> str:
    return one_line(users[login].name) if login in users else one_line(login)


def _retire(seat: Seat, each: Department, key: str) -> None:
    if each.retired:
        back = partial(_set_retired, each, False)
        deeds.button(seat, N_("Bring back"), f"{key}-back", back, N_("The department works again."), primary=False)
        return
    confirming.button(
        seat,
        N_("Retire"),
        f"{key}-retire",
        N_("Retire this department? It gets no more work; its name stays in what it did."),
        partial(_set_retired, each, True),
        N_("The department is retired."),
    )


def _line(key: str, shown: Any) -> None:
    """What stands in a widget when it is first drawn."""
    if key not in st.session_state:
        st.session_state[key] = shown


def _save(each: Department, key: str, seat: Seat) -> None:
    _ = seat.texts.gettext
    typed = _typed(each, key)
    made = seat.parts.catalogues().entries("departments")
    # Only what differs from what was shown: another editor may have changed the rest in the meantime.
    changed = typed if each.id not in made else {name: new for name, new in typed.items() if new != _shown(each, name)}
    told = {f"names.{name}": _(message) for name, message in NAMES.items()}
    told |= {f"contacts.{name}": _(message) for name, message in CONTACTS.items()}
    id = each.id or _new_id(seat, typed["names"])
    if not each.id:
        changed = {name: new for name, new in typed.items() if new not in (None, {}, [])}
    amendments.change(seat.parts, seat.actor, "departments", [(id, changed)], told)
    department_tree.open_one(id)


def _typed(each: Department, key: str) -> dict[str, Any]:
    names = {name: value(f"{key}-{name}") for name in NAMES}
    contacts = {name: text for name in CONTACTS if (text := value(f"{key}-{name}"))}
    return {
        "names": {name: text for name, text in names.items() if text or name != "en"},
        "kind": str(st.session_state[f"{key}-kind"]),
        "parent": value(f"{key}-parent") or None,
        "territory": value(f"{key}-territory") or None,
        "overseen_by": value(f"{key}-overseen_by") or None,
        "substitutes": list(st.session_state.get(f"{key}-substitutes") or ()),
        "contacts": {**{name: each.contacts[name] for name in each.contacts if name not in CONTACTS}, **contacts},
    }


def _shown(each: Department, name: str) -> Any:
    shown = getattr(each, name)
    if name in ("names", "contacts"):
        return dict(shown)
    return list(shown) if name == "substitutes" else shown


def _new_id(seat: Seat, names: dict[str, str]) -> str:
    departments = seat.parts.catalogues().departments
    wished = slugs.slug_of(names.get("en") or names["ru"])
    if not wished:
        raise RuleError(N_("{where}: one line of text is wanted here"), where=seat.texts.gettext("Name in Russian"))
    return next(id for id in (wished, *(f"{wished}-{n}" for n in range(2, 1000))) if id not in departments)


def _set_retired(each: Department, retired: bool, seat: Seat) -> None:
    known = seat.parts.catalogues()
    value: dict[str, Any] = {"retired": retired}
    if each.id not in known.entries("departments"):
        value |= {name: _shown(each, name) for name in ("names", "parent", "territory")} | {"kind": each.kind.value}
    if retired:
        _must_be_free(seat, each)
    amendments.change(seat.parts, seat.actor, "departments", [(each.id, value)])


def _must_be_free(seat: Seat, each: Department) -> None:
    topics = sum(t.department == each.id and not t.retired for t in seat.parts.catalogues().topics.values())
    if topics:
        raise RuleError(N_("topics still go to it ({count}): give them to another department first"), count=topics)
