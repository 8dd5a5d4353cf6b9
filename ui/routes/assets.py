"""/nazar.js, /nazar.css, /nazar.svg: the files of ours that every page carries, the same for everybody."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ui.assets import TYPES, asset

FOR_GOOD = "public, max-age=31536000, immutable"


def asset_routes() -> list[Route]:
    """One route for each file."""
    return [Route(f"/{name}", _answer, methods=["GET"]) for name in TYPES]


async def _answer(request: Request) -> Response:
    sent = asset(request.url.path.lstrip("/"))
    # Under the address of other content (an old tab, a restarted desk) it must not be kept for good.
    kept = FOR_GOOD if request.query_params.get("v") == sent.version else "no-cache"
    return Response(sent.content, media_type=TYPES[sent.name], headers={"cache-control": kept})
