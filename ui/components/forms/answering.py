"""Forms of answering: question, interim answer, answer, its control, its way to every place."""

from __future__ import annotations

import streamlit as st

from desk.decisions.closing import UNREACHED
from desk.errors import N_
from desk.incidents import Answer, AnswerKind, AnswerPlace, Case, ReturnReason
from ui.components import answers, choices
from ui.components.forms.form import Form, Step, steps
from ui.components.places import place_words, titles
from ui.components.residents import PAGE_LIMIT, readable


def to_put_out(case: Case) -> list[Answer]:
    """Questions and interim answers that wait for the press office, the newest first."""
    return [
        each
        for each in reversed(case.answers)
        if each.kind is not AnswerKind.FINAL and each.published_text is None and not each.withdrawn
    ]


def to_reach(case: Case) -> list[AnswerPlace]:
    """Places where the people do not have their answer."""
    return [place for place in case.places if place.state in UNREACHED]


def standing(case: Case) -> Answer | None:
    """The final answer that stands, or the last one where none does."""
    finals = [each for each in case.answers if each.kind is AnswerKind.FINAL]
    return next((each for each in reversed(finals) if not each.returned and not each.withdrawn), None)


def _ask(form: Form) -> None:
    form.area(N_("Question to the resident"))
    form.language(N_("Language of the question"))
    st.text(form.seat.texts.gettext("The term stands still until they write, some days at most."))
    form.button(
        N_("Ask the resident"),
        lambda now, number, version: now.parts.casework.ask(
            now.actor, number, form.said(), form.said("language"), version=version
        ),
        N_("The question stands; the term is paused."),
    )


def _put_out(form: Form) -> None:
    seat = form.seat
    waiting = to_put_out(form.case)
    chosen = waiting[0].ordinal
    if len(waiting) > 1:
        kinds = {each.ordinal: seat.texts.listed([seat.texts.name(each.kind), _when(form, each)]) for each in waiting}
        chosen = st.selectbox(
            seat.texts.gettext("Text"), list(kinds), format_func=lambda each: kinds[each], key=form.key("ordinal")
        )
    answer = next(each for each in waiting if each.ordinal == chosen)
    st.text(seat.texts.gettext("Copy it, post it where they asked, then note it here."))
    form.area(N_("As it was posted"), f"text-{chosen}", value=readable(answer.text), limit=PAGE_LIMIT)
    form.button(
        N_("I have posted it"),
        lambda now, number, version: now.parts.casework.put_out(
            now.actor,
            number,
            chosen,
            text=form.said(f"text-{chosen}") or None,
            language=answer.language,
            version=version,
        ),
        N_("Noted as posted."),
        typed=(f"text-{chosen}",),
    )


def _when(form: Form, answer: Answer) -> str:
    return form.seat.texts.moment(answer.at, form.seat.now)


def _interim(form: Form) -> None:
    form.area(N_("Answer for now"), limit=answers.TEXT_LIMIT)
    form.day(N_("Final answer by (date)"))
    form.language(N_("Language of the answer"))
    form.button(
        N_("Give an interim answer"),
        lambda now, number, version: now.parts.casework.interim(
            now.actor, number, form.said(), form.day_of(), form.said("language"), version=version
        ),
        N_("The interim answer stands; the second term runs."),
    )


def _submit(form: Form) -> None:
    before = next((each for each in reversed(form.case.answers) if each.kind is AnswerKind.FINAL), None)
    again = before is not None and before.returned is not None and not before.withdrawn
    parts = [readable(each.answer) for each in form.case.co_executors if each.answer]
    text = readable(before.text) if again and before else "\n\n".join(parts)
    answers.ask_answer(form.seat, form.prefix, form.draft, text)
    form.button(
        N_("Submit the answer"),
        lambda now, number, version: now.parts.casework.submit(
            now.actor, number, version=version, **answers.read_answer(form.prefix)
        ),
        N_("The answer is submitted."),
    )


def _return(form: Form) -> None:
    choices.slug(form.seat, N_("Why it goes back"), list(ReturnReason), form.key("reason"))
    form.area(N_("Note for the department"), "note")
    form.button(
        N_("Send back"),
        lambda now, number, version: now.parts.casework.return_answer(
            now.actor, number, form.chosen("reason"), form.said("note") or None, version=version
        ),
        N_("The answer went back."),
        typed=("note",),
    )


def _accept(form: Form) -> None:
    answer = standing(form.case)
    if answer is not None:
        st.text(form.seat.texts.name(answer.outcome) if answer.outcome else "")
        st.text(readable(answer.text, PAGE_LIMIT))
    form.button(
        N_("Accept the answer"),
        lambda now, number, version: now.parts.casework.accept(now.actor, number, version=version),
        N_("The answer is accepted."),
        typed=(),
    )


def _publish(form: Form) -> None:
    seat, _ = form.seat, form.seat.texts.gettext
    answer, waiting = standing(form.case), to_reach(form.case)
    if answer is not None:
        st.text(_("Copy the answer, post it where they asked, then note it here."))
        st.code(readable(answer.published_text or answer.text, PAGE_LIMIT), language=None, wrap_lines=True)
    if len(waiting) > 1:
        named = titles(seat, form.case)
        everywhere = _("in all places that wait")
        st.selectbox(
            _("Where"),
            [-1, *range(len(waiting))],
            format_func=lambda at: everywhere if at < 0 else place_words(seat, waiting[at], named),
            key=form.key("where"),
        )
    answers.ask_way(seat, form.prefix, form.draft)
    with st.expander(_("It was posted in other words"), key=f"{form.prefix}_other"):
        form.area(N_("The words as they were posted"), "text", limit=answers.TEXT_LIMIT)
    form.button(
        N_("Note as published"),
        lambda now, number, version: now.parts.casework.publish(
            now.actor,
            number,
            where=None if (at := form.chosen("where")) is None or at < 0 else waiting[at].where,
            text=form.said() or None,
            version=version,
            **answers.read_way(form.prefix),
        ),
        N_("Noted as published."),
        typed=("text", "link", "detail"),
    )


def _at_once(form: Form) -> None:
    answers.ask_at_once(form.seat, form.prefix, form.draft)
    choices.topic(form.seat, form.key("topic"), form.case.incident.topic)
    form.button(
        N_("Answer and close"),
        lambda now, number, version: now.parts.casework.answer_at_once(
            now.actor,
            number,
            topic=form.said("topic") or None,
            version=version,
            **answers.read_at_once(form.prefix),
        ),
        N_("Answered."),
    )


STEPS = steps(
    Step("submit", N_("Submit the answer"), _submit),
    Step("interim", N_("Interim answer"), _interim),
    Step("ask", N_("Ask the resident"), _ask),
    Step("put-out", N_("I have posted it"), _put_out),
    Step("accept", N_("Accept the answer"), _accept),
    Step("return", N_("Send back"), _return),
    Step("publish", N_("Note as published"), _publish),
    Step("tell", N_("Tell the places that came later"), _publish),
    Step("answer-at-once", N_("Answered at once"), _at_once),
)
