"""The gate before everything: who is not signed in gets no further than the sign-in page, by HTTP or websocket."""

from __future__ import annotations

import ipaddress
import logging
import re
from collections.abc import Iterable, MutableMapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import quote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from desk.errors import StoreError
from ui import assets, html
from ui.entrance import Entrance, Visitor
from ui.texts import Texts, known

COOKIE = "nazar"
IDENTITY = "x-nazar-session"
"""The header that tells the script which session asks; only the gate may write it."""
KEPT_PATHS = assets.PATHS
"""Files of ours that say themselves how long a browser may keep them."""
OPEN_PATHS = KEPT_PATHS | {
    "/sign-in",
    "/first-start",
    "/new-password",
    "/healthz",
    "/favicon.png",
    "/favicon.ico",
}
OPEN_FOLDERS = ("/static/",)
"""Streamlit's own scripts and fonts: the same for everybody, and nothing of ours in them."""
SHUT = ("/_stcore/metrics", "/_stcore/agent", "/_stcore/upload_file", "/_stcore/script-health-check", "/oauth2callback")
"""What the desk does not use; nobody gets it, signed in or not."""
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_HOST = re.compile(r"(?:(?P<name>[A-Za-z0-9._-]{1,253})|\[(?P<address>[0-9A-Fa-f:.]{2,45})\])(?::\d{1,5})?")
LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
COME_AGAIN_SECONDS = 5
"""A page that says that the database is away asks again by itself after so long."""
_logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Gate:
    """ASGI middleware. `hosts` are the names this desk answers to, None for any; `secure` says that TLS is used."""

    app: ASGIApp
    entrance: Entrance
    hosts: frozenset[str] | None = None
    secure: bool = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through with its identity, or answer it here."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if not self._is_host(headers.get("host")) or not _is_own_origin(scope, headers):
            await _refuse(scope, receive, send, PlainTextResponse("wrong host or origin", 403))
            return
        if scope["path"].startswith(SHUT):
            await _refuse(scope, receive, send, PlainTextResponse("not found", 404))
            return
        try:
            await self._let_through(scope, receive, send, headers)
        except StoreError as error:
            _logger.warning("the database is away: %s", error)
            if not scope.get("nazar.answered"):
                await _refuse(scope, receive, send, self._away(scope), code=1013)

    async def _let_through(self, scope: Scope, receive: Receive, send: Send, headers: Headers) -> None:
        visitor = None
        if not _is_open(scope["path"]):
            visitor = await run_in_threadpool(self.entrance.visitor, cookie_of(headers))
            if visitor is None:
                await _refuse(scope, receive, send, _to_sign_in(scope, headers))
                return
        scope["headers"] = list(_with_identity(scope["headers"], visitor, is_document=_is_document(scope, headers)))
        scope["nazar.visitor"] = visitor
        await self.app(scope, receive, self._guarded(scope, headers, visitor, send))

    def _guarded(self, scope: Scope, asked: Headers, visitor: Visitor | None, send: Send) -> Send:
        document = None
        if visitor and _is_document(scope, asked):
            document = _Document(Texts(known(visitor.user.language)))

        async def guarded(message: Message) -> None:
            scope["nazar.answered"] = True
            if message["type"] == "http.response.start":
                answer = MutableHeaders(scope=message)
                self._protect(answer, asked.get("host", ""), scope["path"])
                if document and answer.get("content-type", "").startswith("text/html"):
                    document.start = message
                    return
            if document and document.start and message["type"] == "http.response.body":
                for whole in document.take(message):
                    await send(whole)
                return
            await send(message)

        return guarded

    def _protect(self, answer: MutableHeaders, host: str, path: str) -> None:
        answer.setdefault("content-security-policy", policy(host))
        answer["x-content-type-options"] = "nosniff"
        answer["x-frame-options"] = "DENY"
        # Not "no-referrer": browsers then send "Origin: null" with our own forms too.
        answer["referrer-policy"] = "same-origin"
        answer["cross-origin-opener-policy"] = "same-origin"
        answer["cross-origin-resource-policy"] = "same-origin"
        answer["permissions-policy"] = "camera=(), microphone=(), geolocation=(), payment=(), usb=()"
        if self.secure:
            answer["strict-transport-security"] = "max-age=31536000"
        if not path.startswith(OPEN_FOLDERS) and path not in KEPT_PATHS:
            answer["cache-control"] = "no-store"
        if "server" in answer:
            del answer["server"]

    def _away(self, scope: Scope) -> Response:
        settings = self.entrance.parts.settings
        texts = Texts(settings.language, settings.zone)
        said = texts.gettext("The database does not answer. Nothing is lost; try again in a minute.")
        page = html.page(texts, texts.gettext("The desk is away"), html.note(said), status=503)
        if scope.get("method") == "GET":
            page.headers["refresh"] = str(COME_AGAIN_SECONDS)  # nobody has to look whether it is back
        return page

    def _is_host(self, host: str | None) -> bool:
        return self.hosts is None or _name_of(host) in self.hosts


class _Document:
    """Streamlit's page, held back until it is whole, so that it can be dressed as ours."""

    def __init__(self, texts: Texts) -> None:
        self.texts = texts
        self.start: MutableMapping[str, Any] | None = None
        self.pieces: list[bytes] = []

    def take(self, message: Message) -> Iterable[Message]:
        """The messages to send when the last piece has come."""
        self.pieces.append(message.get("body", b""))
        if message.get("more_body") or self.start is None:
            return []
        body = assets.dress(b"".join(self.pieces), self.texts)
        headers = MutableHeaders(scope=self.start)
        headers["content-length"] = str(len(body))
        if "etag" in headers:
            del headers["etag"]
        return [self.start, {"type": "http.response.body", "body": body}]


def policy(host: str) -> str:
    """The content security policy of Streamlit's pages: everything from here, nothing from elsewhere."""
    name = host if _name_of(host) else ""
    sockets = f" ws://{name} wss://{name}" if name else ""
    return (
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        f"font-src 'self' data:; connect-src 'self'{sockets}; worker-src 'self' blob:; object-src 'none'; "
        "frame-src 'none'; frame-ancestors 'none'; base-uri 'self'; form-action 'self'"
    )


def hosts_of(host: str, trusted_proxies: Iterable[str]) -> frozenset[str] | None:
    """The names a desk answers to: on a loopback address only its own, so that no foreign name can be bent to it."""
    if list(trusted_proxies):
        return None
    if host in LOOPBACK_NAMES:
        return LOOPBACK_NAMES
    try:
        return LOOPBACK_NAMES | {host} if ipaddress.ip_address(host).is_loopback else None
    except ValueError:
        return None


def cookie_of(headers: Headers, name: str = COOKIE) -> str | None:
    """The value of one of our cookies, None when the browser sent none."""
    jar = SimpleCookie()
    for line in headers.getlist("cookie"):
        try:
            jar.load(line)
        except CookieError:
            return None
    return jar[name].value if name in jar else None


def set_cookie(response: Response, value: str, *, secure: bool) -> None:
    """Give the browser its session: no script can read it, no other site can send it along."""
    response.set_cookie(COOKIE, value, path="/", httponly=True, samesite="lax", secure=secure)


def _with_identity(
    headers: Iterable[tuple[bytes, bytes]], visitor: Visitor | None, *, is_document: bool
) -> Iterable[tuple[bytes, bytes]]:
    for name, value in headers:
        # A client's own claim goes, with any of its spellings; so does compression where we must read the answer.
        plain = name.lower().replace(b"_", b"-")
        if not plain.startswith(b"x-nazar-") and not (is_document and plain == b"accept-encoding"):
            yield name, value
    if visitor is not None:
        yield IDENTITY.encode(), visitor.session.token.encode()


def _is_open(path: str) -> bool:
    return path in OPEN_PATHS or path.startswith(OPEN_FOLDERS)


def _is_document(scope: Scope, headers: Headers) -> bool:
    return scope["type"] == "http" and scope["method"] == "GET" and "text/html" in headers.get("accept", "")


def _is_own_origin(scope: Scope, headers: Headers) -> bool:
    origin = headers.get("origin")
    if scope["type"] == "websocket":
        return origin is not None and urlsplit(origin).netloc == headers.get("host")
    if scope["method"] in SAFE_METHODS or origin is None:
        return True
    return urlsplit(origin).netloc == headers.get("host")


def _name_of(host: str | None) -> str | None:
    found = _HOST.fullmatch(host or "")
    return (found["name"] or found["address"]).lower() if found else None


def _to_sign_in(scope: Scope, headers: Headers) -> Response:
    if not _is_document(scope, headers):
        return PlainTextResponse("sign in first", 401)
    here = scope["path"] + (f"?{scope['query_string'].decode('latin-1')}" if scope["query_string"] else "")
    return RedirectResponse("/sign-in" if here == "/" else f"/sign-in?next={quote(here, safe='')}", 303)


async def _refuse(scope: Scope, receive: Receive, send: Send, response: Response, code: int = 1008) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": code})
        return
    response.headers["x-content-type-options"] = "nosniff"
    response.headers["cache-control"] = "no-store"
    await response(scope, receive, send)
