"""Forms beside the moves: details, more time, co-executors, own control, official appeals, authors."""

from __future__ import annotations

from datetime import datetime, time
from typing import TypeVar

import streamlit as st

from desk.decisions.caring import subject_of_part
from desk.errors import N_
from desk.incidents import Case, CoExecutor
from desk.roles import Action
from desk.terms import Urgency
from ui.components import answers, choices, filters
from ui.components.forms.form import Door, Form, Step, steps
from ui.components.forms.routing import people
from ui.components.residents import one_line, readable
from ui.session import Seat

T = TypeVar("T")
KINDS = {"department": N_("a department"), "person": N_("a colleague"), "outside": N_("somebody outside")}
"""What a co-executor can be (desk.decisions.caring.KINDS)."""


def _details(form: Form) -> None:
    seat, incident = form.seat, form.case.incident
    _ = seat.texts.gettext
    catalogues = seat.parts.catalogues()
    form.line(N_("What it is about, in a few words"), "title", value=incident.title)
    choices.topic(seat, form.key("topic"), incident.topic)
    urgencies = list(Urgency)
    st.selectbox(
        _("Urgency"),
        urgencies,
        index=urgencies.index(incident.urgency),
        format_func=seat.texts.name,
        key=form.key("urgency"),
    )
    codes = list(dict.fromkeys([incident.territory, *filters.territories(seat, Action.SORT)]))
    known = catalogues.territories
    st.selectbox(
        _("Territory"),
        codes,
        format_func=lambda code: known[code].name(seat.texts.language) if code in known else code,
        key=form.key("territory"),
    )
    form.line(N_("Place: street, house, village"), "place", value=incident.place or "")
    ids = list(catalogues.departments)
    st.selectbox(
        _("Whom a restricted complaint is about"),
        ["", *ids],
        index=ids.index(incident.complained_of) + 1 if incident.complained_of in ids else 0,
        format_func=lambda id: one_line(catalogues.departments[id].name(seat.texts.language), 120) if id else "–",
        key=form.key("complained-of"),
    )

    def correct(now: Seat, number: str, version: int | None) -> object:
        return now.parts.casework.set_details(
            now.actor,
            number,
            title=_other(form.said("title"), incident.title),
            topic=_other(form.said("topic"), incident.topic or ""),
            urgency=_other(form.chosen("urgency"), incident.urgency),
            territory=_other(form.said("territory"), incident.territory),
            place=_other(form.said("place"), incident.place or ""),
            complained_of=_other(form.said("complained-of"), incident.complained_of or ""),
            version=version,
        )

    form.button(N_("Keep the details"), correct, N_("Corrected."), typed=("title", "place"))


def _other(value: T, before: T) -> T | None:
    """The value where it was changed, else None: what nobody touched is not written."""
    return None if value == before else value


def _more_time(form: Form) -> None:
    form.day(N_("Until (date)"))
    form.area(N_("Why more time is needed"))
    form.button(
        N_("Ask for more time"),
        lambda now, number, version: now.parts.casework.ask_extension(
            now.actor, number, form.end_of(), form.said(), version=version
        ),
        N_("More time is asked for."),
    )


def _decide(form: Form) -> None:
    texts = form.seat.texts
    asked = next(each for each in form.case.extensions if each.granted is None)
    st.text(texts.fill("More time is asked for until {when}", when=texts.moment(asked.until, form.seat.now)))
    st.text(readable(asked.reason))

    def decide(granted: bool) -> Door:
        return lambda now, number, version: now.parts.casework.decide_extension(
            now.actor, number, asked.ordinal, granted, version=version
        )

    with st.container(horizontal=True):
        form.button(N_("Grant"), decide(True), N_("More time is granted."), field="grant", typed=())
        form.button(N_("Refuse"), decide(False), N_("More time is refused."), field="refuse", typed=(), primary=False)


def _co_executor(form: Form) -> None:
    seat = form.seat
    _ = seat.texts.gettext
    kind = st.selectbox(_("Who helps"), list(KINDS), format_func=lambda each: _(KINDS[each]), key=form.key("kind"))
    if kind == "department":
        choices.department(seat, form.key("who-department"), None)
    elif kind == "person":
        named = people(seat)
        st.selectbox(
            _("Person"), list(named), format_func=lambda login: one_line(named[login]), key=form.key("who-person")
        )
    else:
        form.line(N_("Who outside"), "who-outside")
    form.area(N_("What their part is"))
    form.day(N_("By when (date)"))
    form.button(
        N_("Give a part"),
        lambda now, number, version: now.parts.casework.add_co_executor(
            now.actor,
            number,
            form.said(f"who-{kind}"),
            form.said(),
            kind=kind,
            due_at=form.end_of() if form.said("day") else None,
            version=version,
        ),
        N_("They have a part."),
        typed=("text", "who-outside"),
    )


def parts_to_answer(seat: Seat, case: Case) -> list[CoExecutor]:
    """The parts this person may answer."""
    return [
        each
        for each in case.co_executors
        if seat.actor.may(Action.CO_EXECUTE, subject_of_part(case, each.ordinal, seat.actor))
    ]


def _part(form: Form) -> None:
    seat = form.seat
    mine = {each.ordinal: each for each in parts_to_answer(seat, form.case)}
    ordinal = next(iter(mine))
    if len(mine) > 1:
        ordinal = st.selectbox(
            seat.texts.gettext("Which part"),
            list(mine),
            format_func=lambda each: one_line(mine[each].task, 120),
            key=form.key("ordinal"),
        )
    else:
        st.text(readable(mine[ordinal].task))
    form.area(N_("Answer to this part"), f"text-{ordinal}", value=mine[ordinal].answer or "", limit=answers.TEXT_LIMIT)
    form.button(
        N_("Answer this part"),
        lambda now, number, version: now.parts.casework.answer_part(
            now.actor, number, ordinal, form.said(f"text-{ordinal}"), version=version
        ),
        N_("The part is answered."),
        typed=(f"text-{ordinal}",),
    )


def _control(form: Form) -> None:
    on = form.case.incident.own_control is None
    _ = form.seat.texts.gettext
    st.text(_("Nobody closes it until you lift that.") if on else _("Others can close it again."))
    form.button(
        N_("Take under own control") if on else N_("Lift the own control"),
        lambda now, number, version: now.parts.casework.own_control(now.actor, number, on, version=version),
        N_("It is under own control.") if on else N_("The own control is lifted."),
        typed=(),
    )


def _appeal(form: Form) -> None:
    form.line(N_("Number of the official appeal"), "number", value=form.case.incident.appeal or "", limit=120)
    form.day(N_("Registered on (date; empty: now)"))

    def register(now: Seat, number: str, version: int | None) -> object:
        day = answers.day(form.said("day"))
        at = now.now if day is None else datetime.combine(day, time.min, now.texts.zone)
        return now.parts.casework.register_appeal(now.actor, number, form.said("number"), at, version=version)

    form.button(N_("Register the appeal"), register, N_("The appeal is registered."), typed=("number",))


def _look(form: Form) -> None:
    st.text(form.seat.texts.gettext("Each look is written into the journal, with your reason."))
    form.line(N_("Reason"), "reason", limit=500)

    def look(now: Seat, number: str, _version: int | None) -> None:
        found = now.parts.casework.look(now.actor, number, form.said("reason") or None)
        st.session_state[named_key(number)] = {each.post_id: each.author_name or "" for each in found}

    form.button(N_("Show the authors"), look, N_("The authors are shown with their posts."), typed=("reason",))


def named_key(number: str) -> str:
    """Where the names are kept, for this screen alone, that somebody asked for with a reason."""
    return f"_named-{number}"


STEPS = steps(
    Step("details", N_("Correct the details"), _details),
    Step("more-time", N_("Ask for more time"), _more_time),
    Step("decide-time", N_("Decide on more time"), _decide),
    Step("helper", N_("Give somebody a part"), _co_executor),
    Step("part", N_("Answer a part"), _part),
    Step("control", N_("Own control"), _control),
    Step("appeal", N_("Official appeal"), _appeal),
    Step("look", N_("Show the authors"), _look),
)
