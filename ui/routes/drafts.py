"""/drafts: what the script sends while somebody types, so that a reload or a crash loses a second at most."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from desk.errors import N_, RuleError
from ui import drafts
from ui.entrance import Entrance, Visitor
from ui.routes.requests import texts_for, visitor_of

BODY_LIMIT = 256 * 1024
"""Bytes: the longest field in the widest letters, escaped."""


def draft_routes(entrance: Entrance) -> list[Route]:
    """Where the script asks who types, and where it sends what was typed."""
    page = DraftPage(entrance)
    return [
        Route("/drafts", page.introduce, methods=["GET"]),
        Route("/drafts", page.take, methods=["POST"]),
    ]


@dataclass(frozen=True)
class DraftPage:
    """Keeps fields for whoever is signed in, and for nobody else."""

    entrance: Entrance

    async def introduce(self, request: Request) -> Response:
        """The token for sending, and the name of this person's corner in the browser: no secret, and not the login."""
        visitor = visitor_of(request)
        if visitor is None:
            return _refusal("sign in first", 401)
        space = self.entrance.parts.mask.digest(f"drafts/{visitor.session.user_id}")[:16]
        return JSONResponse({"form": self.entrance.form_token(visitor.session.token), "space": space})

    async def take(self, request: Request) -> Response:
        """Keep one field. 409 says that its draft was sent or thrown away meanwhile."""
        visitor = visitor_of(request)
        if visitor is None or not self.entrance.is_ours(request.headers.get("x-form"), visitor.session.token):
            return _refusal("the form is too old", 403)
        try:
            sent = await _read(request)
            said = await run_in_threadpool(self._keep, request, visitor, sent["mark"], sent["text"])
        except RuleError as error:
            texts = await run_in_threadpool(texts_for, request, self.entrance.parts)
            return _refusal(texts.translate(error), 400)
        return _refusal("", 409) if said is None else JSONResponse({"said": said})

    def _keep(self, request: Request, visitor: Visitor, mark: str, text: str) -> str | None:
        parts = self.entrance.parts
        round, name, field = drafts.read_mark(mark)
        kept = drafts.keep(parts, visitor, name, {field: text}, round)
        self.entrance.note_seen(visitor)  # who writes a long answer is not idle
        return None if kept is None else drafts.said(texts_for(request, parts), kept, parts.now())


async def _read(request: Request) -> dict[str, str]:
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > BODY_LIMIT:
            raise RuleError(N_("the draft is too long to be kept: send it, or shorten it"))
    try:
        sent: Any = json.loads(body)
    except (ValueError, RecursionError):
        sent = None
    if not isinstance(sent, dict) or not all(isinstance(sent.get(name), str) for name in ("mark", "text")):
        raise RuleError(N_("no draft can have this name"))
    return {name: sent[name].encode("utf-8", "replace").decode() for name in ("mark", "text")}


def _refusal(said: str, status: int) -> Response:
    return JSONResponse({"said": said}, status_code=status)
