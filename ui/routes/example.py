"""/example: brings the example data onto the desk and takes it away again; waits with who asked for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from desk.errors import NotAllowed
from desk.roles import Action, Actor, Subject
from ui import html
from ui.entrance import Entrance, Visitor
from ui.example import planting, removing
from ui.example.working import Working
from ui.routes.requests import read_form, texts_for, visitor_of
from ui.texts import Texts

WAITING = "/example?then=queue"
"""Where a browser waits that goes on to the queue."""
REFRESH_SECONDS = 1


@dataclass(frozen=True)
class ExamplePage:
    """Says whether the example is here, and changes that."""

    entrance: Entrance
    working: Working = field(default_factory=Working)

    def routes(self) -> list[Route]:
        """The page's address."""
        return [Route("/example", self.answer, methods=["GET", "POST"])]

    def bring(self, actor: Actor, language: str) -> None:
        """Begin to bring the example."""
        self.working.begin(partial(planting.add, self.entrance.parts, actor, language))

    async def answer(self, request: Request) -> Response:
        """Show how it stands, or begin what was asked for."""
        texts = await run_in_threadpool(texts_for, request, self.entrance.parts)
        visitor = visitor_of(request)
        if visitor is None:
            return RedirectResponse("/sign-in", 303)
        try:
            actor = await run_in_threadpool(self._must, visitor)
        except NotAllowed as error:
            return html.page(texts, texts.gettext("Example data"), html.note(texts.translate(error)), status=403)
        if request.method == "POST":
            form = await read_form(request)
            if self.entrance.is_ours(form["form"], visitor.session.token):
                if form["do"] == "add":
                    self.bring(actor, texts.language)
                elif form["do"] == "remove" and form["sure"]:
                    self.working.begin(partial(removing.remove, self.entrance.parts, actor))
            return RedirectResponse(WAITING if form["do"] == "add" else "/example", 303)
        if self.working.is_under_way:
            return _wait(texts)
        is_there = await run_in_threadpool(planting.is_there, self.entrance.parts)
        if is_there and request.query_params.get("then") == "queue" and self.working.error is None:
            return RedirectResponse("/", 303)
        return self._show(texts, visitor, is_there=is_there)

    def _must(self, visitor: Visitor) -> Actor:
        parts = self.entrance.parts
        actor = parts.make_actor(visitor.user)
        actor.must(Action.MANAGE_USERS, Subject(parts.territory()))
        return actor

    def _show(self, texts: Texts, visitor: Visitor, *, is_there: bool) -> Response:
        _ = texts.gettext
        token = self.entrance.form_token(visitor.session.token)
        error = self.working.error
        body = html.note(texts.translate(error) if error else "")
        if is_there:
            said = _(
                "The desk holds example data: made-up messages, incidents and colleagues. Removing it takes all of "
                "that away for good, with what was done with it. What is yours stays."
            )
            sure = html.checks("", "sure", [("yes", _("Yes, remove all example data"))], [])
            body += html.sentence(said)
            body += html.form("/example", token, _("Remove the example data"), [sure], hidden={"do": "remove"})
        else:
            said = _(
                "Some hundred made-up messages of an imaginary district, with incidents in every state, to try "
                "everything. It can be removed at any time."
            )
            body += html.sentence(said)
            body += html.form("/example", token, _("Bring the example data"), [], hidden={"do": "add"})
        return html.page(texts, _("Example data"), body + f'<nav><a href="/">{_("Back to the desk")}</a></nav>')


def _wait(texts: Texts) -> Response:
    _ = texts.gettext
    said = _("A few seconds, please. This page goes on by itself.")
    body = f'<p role="status">{said}</p><progress></progress>'
    return html.page(texts, _("Example data"), body, refresh_seconds=REFRESH_SECONDS)
