"""/upload: takes a file in pieces into the data folder; what it is and whether it comes in is asked on the desk."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from desk.errors import NazarError, NotAllowed
from desk.roles import Action
from ui import html
from ui.entrance import Entrance
from ui.routes.requests import texts_for, visitor_of
from ui.uploads import Uploads

PIECE = 1024 * 1024


def upload_routes(entrance: Entrance) -> list[Route]:
    """The page to choose a file, and the address the file is sent to."""
    page = UploadPage(entrance)
    return [
        Route("/upload", page.show, methods=["GET"]),
        Route("/upload", page.take, methods=["POST"]),
    ]


@dataclass(frozen=True)
class UploadPage:
    """Chooses a file and shows how much of it has arrived."""

    entrance: Entrance

    async def show(self, request: Request) -> Response:
        """The form."""
        visitor, texts = visitor_of(request), await run_in_threadpool(texts_for, request, self.entrance.parts)
        _ = texts.gettext
        try:
            await run_in_threadpool(self._must, request)
        except NotAllowed as error:
            return html.page(texts, _("Bring in a file"), html.note(texts.translate(error)), status=403)
        assert visitor is not None  # `_must` has refused otherwise
        token = self.entrance.form_token(visitor.session.token)
        limit = texts.size(self.entrance.parts.settings.max_upload_mb * 10**6)
        body = (
            html.sentence(
                _(
                    "A chat exported by Telegram Desktop (result.json, or its folder as a zip), a table (CSV, XLSX), "
                    "a chat exported by WhatsApp, or JSON lines."
                )
            )
            + html.chooser(
                _("File"),
                _("Choose a file"),
                _("No file is chosen yet."),
                _("Send"),
                token,
                texts.fill(_("Files up to {size} are taken."), size=limit),
            )
            + html.messages(
                sending=_("Arrived: {percent} %"),
                refused=_("The file was not taken."),
                lost=_("The connection was lost. Send the file again."),
            )
            + f'<nav><a href="/files">{_("Back to the desk")}</a></nav>'
        )
        return html.page(texts, _("Bring in a file"), body, script="upload.js")

    async def take(self, request: Request) -> Response:
        """Keep the body as a file. Answers JSON: where to go on, or what was wrong."""
        texts = await run_in_threadpool(texts_for, request, self.entrance.parts)
        visitor = visitor_of(request)
        try:
            await run_in_threadpool(self._must, request)
            token = visitor.session.token if visitor else None
            if not self.entrance.is_ours(request.headers.get("x-form"), token):
                return _refusal(texts.gettext("the form is too old: send it again"), 403)
            return await self._keep(request, visitor.user.login if visitor else "")
        except NotAllowed as error:
            return _refusal(texts.translate(error), 403)
        except NazarError as error:
            return _refusal(texts.translate(error), 413)

    async def _keep(self, request: Request, login: str) -> Response:
        uploads = Uploads.of(self.entrance.parts)
        announced = request.headers.get("content-length", "0")
        name = request.query_params.get("name", "")
        arriving = await run_in_threadpool(uploads.begin, name, int(announced) if announced.isdigit() else 0)
        try:
            waiting = bytearray()
            async for piece in request.stream():
                waiting += piece
                if len(waiting) >= PIECE:
                    await run_in_threadpool(arriving.write, bytes(waiting))
                    waiting.clear()
            await run_in_threadpool(arriving.write, bytes(waiting))
            upload = await run_in_threadpool(arriving.finish, login, self.entrance.parts.now())
        except (NazarError, ClientDisconnect):
            await run_in_threadpool(arriving.drop)
            raise
        return JSONResponse({"next": f"/files?file={upload.id}"}, status_code=201)

    def _must(self, request: Request) -> None:
        visitor = visitor_of(request)
        if visitor is not None:
            self.entrance.parts.make_actor(visitor.user).must(Action.IMPORT)


def _refusal(said: str, status: int) -> JSONResponse:
    return JSONResponse({"error": said}, status_code=status)
