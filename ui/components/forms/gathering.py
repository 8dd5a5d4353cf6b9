"""Forms of what belongs together: joining, leaving, merging, splitting; and of ends: closing, reopening."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from desk.decisions.gathering import Joining
from desk.errors import N_
from desk.incidents import Outcome, ReopenReason, State
from ui.components import candidates, choices, lists
from ui.components.forms.form import Form, Step, steps

JOININGS: Mapping[Joining, str] = {
    Joining.STILL_SO: N_("It is still so: reopen"),
    Joining.TELL_THEM: N_("Tell them the answer there was"),
}


def _close(form: Form) -> None:
    st.text(form.seat.texts.gettext("Answers that stand published are taken as seen by you."))
    form.button(
        N_("Close"),
        lambda now, number, version: now.parts.casework.close(now.actor, number, version=version),
        N_("Closed."),
        typed=(),
    )


def _no_answer(form: Form) -> None:
    outcome = choices.slug(
        form.seat, N_("Why without an answer"), [Outcome.NO_ANSWER_NEEDED, Outcome.DUPLICATE], form.key("outcome")
    )
    other = None
    if outcome is Outcome.DUPLICATE:
        other = candidates.incident(form.seat, form.key("other"), form.case.incident.number)
    form.area(N_("Note"))
    form.button(
        N_("Close without an answer"),
        lambda now, number, version: now.parts.casework.close_without_answer(
            now.actor,
            number,
            form.chosen("outcome"),
            duplicate_of=other.number if other else None,
            reason=form.said() or None,
            version=version,
        ),
        N_("Closed without an answer."),
    )


def _reopen(form: Form) -> None:
    choices.slug(form.seat, N_("Why it is opened again"), list(ReopenReason), form.key("reason"))
    form.button(
        N_("Open again"),
        lambda now, number, version: now.parts.casework.reopen(
            now.actor, number, form.chosen("reason"), version=version
        ),
        N_("Opened again."),
        typed=(),
    )


def _merge(form: Form) -> None:
    other = candidates.incident(form.seat, form.key("other"), form.case.incident.number)
    if other is None:
        return
    then = _ask_then(form) if other.state is State.CLOSED else None
    st.text(form.seat.texts.gettext("All posts of this one go over to the other one; this one ends."))
    form.button(
        N_("Merge into it"),
        lambda now, number, version: now.parts.casework.merge(
            now.actor, number, other.number, then=then, version=version
        ),
        N_("Merged. Its posts stand in the other one now."),
        typed=(),
    )


def _ask_then(form: Form) -> Joining:
    _ = form.seat.texts.gettext
    return st.selectbox(
        _("The incident is closed. What do the posts mean?"),
        list(JOININGS),
        format_func=lambda each: _(JOININGS[each]),
        key=form.key("then"),
    )


def _choose_posts(form: Form) -> None:
    _ = form.seat.texts.gettext
    ids = [member.post_id for member in form.case.present]
    with form.seat.parts.store.reading() as records:
        named = {each.id: candidates.post_words(form.seat, each) for each in records.posts_by_id(ids)}
    st.multiselect(
        _("Which posts"),
        list(named),
        format_func=lambda each: named[each],
        key=form.key("posts"),
        placeholder=_("Choose"),
    )


def _split(form: Form) -> None:
    _choose_posts(form)
    form.line(N_("What it is about, in a few words"), "title")
    choices.topic(form.seat, form.key("topic"), form.case.incident.topic)
    form.button(
        N_("Split off"),
        lambda now, number, version: now.parts.casework.split(
            now.actor,
            number,
            form.chosen("posts") or (),
            title=form.said("title"),
            topic=form.said("topic") or None,
            version=version,
        ),
        N_("They are an incident of their own now."),
        typed=("title",),
    )


def _leave(form: Form) -> None:
    _choose_posts(form)
    form.button(
        N_("Take out of it"),
        lambda now, number, version: now.parts.casework.leave(
            now.actor, number, form.chosen("posts") or (), version=version
        ),
        N_("The posts are in the queue again."),
        typed=(),
    )


def _join(form: Form) -> None:
    form.line(N_("Words"), "words", is_kept=False, message=N_("for example: road, light, water"))
    found = candidates.posts(form.seat, form.case, form.said("words"))
    list_key = form.key("found")
    with st.container(height=320 if len(found) > 2 else "content", key=form.key("list")):
        picked = lists.posts(form.seat, found, key=list_key, can_be_picked=lambda _stored: True)
    if not found:
        st.text(form.seat.texts.gettext("No post stands here."))
        return
    then = _ask_then(form) if form.case.incident.state is State.CLOSED else None
    form.button(
        N_("Let them join"),
        lambda now, number, version: now.parts.casework.join(now.actor, number, picked, then=then, version=version),
        N_("The posts have joined it."),
        typed=(),
        more=(f"{lists.PICK}{list_key}",),
    )


STEPS = steps(
    Step("close", N_("Close"), _close),
    Step("no-answer", N_("Close without an answer"), _no_answer),
    Step("reopen", N_("Open again"), _reopen),
    Step("join", N_("Let posts join"), _join),
    Step("leave", N_("Take posts out"), _leave),
    Step("merge", N_("Merge into another"), _merge),
    Step("split", N_("Split posts off"), _split),
)
