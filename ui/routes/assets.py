"""/nazar.js, /nazar.css and the like, and the script's words: what pages carry, the same for everybody."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ui import streamlit_words
from ui.assets import TYPES, WORDS_PATH, asset
from ui.texts import known

FOR_GOOD = "public, max-age=31536000, immutable"


def asset_routes() -> list[Route]:
    """One route for each file."""
    files = [Route(f"/{name}", _answer, methods=["GET"]) for name in TYPES]
    return [*files, Route(WORDS_PATH, _words, methods=["GET"])]


async def _answer(request: Request) -> Response:
    sent = asset(request.url.path.lstrip("/"))
    return _kept(request, sent.content, TYPES[sent.name], sent.version)


async def _words(request: Request) -> Response:
    table = streamlit_words.table(known(request.query_params.get("lang")))
    return _kept(request, table, "application/json", streamlit_words.version())


def _kept(request: Request, content: bytes, media_type: str, version: str) -> Response:
    # Under the address of other content (an old tab, a restarted desk) it must not be kept for good.
    kept = FOR_GOOD if request.query_params.get("v") == version else "no-cache"
    return Response(content, media_type=media_type, headers={"cache-control": kept})
