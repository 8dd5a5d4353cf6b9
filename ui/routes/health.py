"""/healthz: whether this desk can work, for those who watch it; says nothing else."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from config.wiring import Parts
from desk.errors import NazarError


def health_routes(parts: Parts) -> list[Route]:
    """200 "ok" when the database answers, else 503."""

    async def healthz(request: Request) -> PlainTextResponse:
        return await run_in_threadpool(_health, parts)

    return [Route("/healthz", healthz, methods=["GET"])]


def _health(parts: Parts) -> PlainTextResponse:
    try:
        with parts.store.reading() as records:
            records.installation()
    except NazarError:
        return PlainTextResponse("away", 503)
    return PlainTextResponse("ok")
