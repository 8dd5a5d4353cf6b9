"""/sign-in and /sign-out: forms made on the server, which work before any script does."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from desk.errors import N_, NazarError, NotAllowed, RuleError
from ui import html
from ui.entrance import Entrance, TooManyTries
from ui.gate import COOKIE, set_cookie
from ui.routes.requests import LANGUAGE_COOKIE, address_of, read_form, texts_for, visitor_of
from ui.texts import LANGUAGES, Texts

FORM_COOKIE = "nazar_form"
"""Ties a form to the browser that asked for it, before anybody has signed in."""


def signing_routes(entrance: Entrance) -> list[Route]:
    """The sign-in page, its answer, and signing out."""
    return [
        Route("/sign-in", SignInPage(entrance).answer, methods=["GET", "POST"]),
        Route("/sign-out", SignOutPage(entrance).answer, methods=["GET", "POST"]),
    ]


@dataclass(frozen=True)
class SignInPage:
    """Asks for login and password."""

    entrance: Entrance

    async def answer(self, request: Request) -> Response:
        """Show the form, or take it in."""
        texts = await run_in_threadpool(texts_for, request, self.entrance.parts)
        if request.method == "GET":
            return self._form(request, texts, own_path(request.query_params.get("next")))
        try:
            return await self._take(request, texts)
        except TooManyTries as error:
            return self._form(request, texts, "/", error=error, status=429)
        except NotAllowed as error:
            return self._form(request, texts, "/", error=error, status=403)
        except RuleError as error:
            return self._form(request, texts, "/", error=error, status=400)

    async def _take(self, request: Request, texts: Texts) -> Response:
        form = await read_form(request)
        if not self.entrance.is_ours(form["form"], request.cookies.get(FORM_COOKIE)):
            raise RuleError(N_("the form is too old: send it again"))
        cookie = await run_in_threadpool(
            self.entrance.sign_in, form["login"], form["password"], address_of(request), request.cookies.get(COOKIE)
        )
        response = RedirectResponse(own_path(form["next"]), 303)
        set_cookie(response, cookie, secure=is_secure(request, self.entrance))
        response.delete_cookie(FORM_COOKIE, path="/")
        return response

    def _form(
        self, request: Request, texts: Texts, next_path: str, *, error: NazarError | None = None, status: int = 200
    ) -> Response:
        secret = request.cookies.get(FORM_COOKIE) or secrets.token_urlsafe(24)
        fields = [
            html.field(texts.gettext("Login"), "login", complete="username"),
            html.field(texts.gettext("Password"), "password", kind="password", complete="current-password"),
        ]
        body = html.note(texts.translate(error) if error else "") + html.form(
            "/sign-in",
            self.entrance.form_token(secret),
            texts.gettext("Sign in"),
            fields,
            hidden={"next": next_path},
        )
        here = f"/sign-in?next={quote(next_path, safe='')}&"
        page = html.page(texts, texts.gettext("Sign in"), body + html.languages(here, texts.language), status=status)
        keep_form_cookie(page, secret, secure=is_secure(request, self.entrance))
        remember_language(request, page)
        return page


@dataclass(frozen=True)
class SignOutPage:
    """Asks once more and ends the session; a link alone must not sign anybody out."""

    entrance: Entrance

    async def answer(self, request: Request) -> Response:
        """Show the button, or end the session."""
        visitor = visitor_of(request)
        if visitor is None:
            return RedirectResponse("/sign-in", 303)
        texts = await run_in_threadpool(texts_for, request, self.entrance.parts)
        token = self.entrance.form_token(visitor.session.token)
        if request.method == "POST":
            form = await read_form(request)
            if self.entrance.is_ours(form["form"], visitor.session.token):
                await run_in_threadpool(self.entrance.sign_out, visitor)
                response = RedirectResponse("/sign-in", 303)
                response.delete_cookie(COOKIE, path="/")
                # The next person at this computer finds nothing of what was typed here.
                response.headers["clear-site-data"] = '"storage"'
                return response
        body = html.form("/sign-out", token, texts.gettext("Sign out"), [])
        back = f'<nav><a href="/">{texts.gettext("Back to the desk")}</a></nav>'
        return html.page(texts, texts.gettext("Sign out"), body + back)


def own_path(wished: str | None) -> str:
    """The path to go on to: only one of this very desk, else its beginning."""
    parts = urlsplit(wished or "")
    inside = wished and wished.startswith("/") and not wished.startswith(("//", "/\\")) and "\\" not in wished
    odd = parts.scheme or parts.netloc or any(ord(each) < 32 for each in wished or "")
    return wished if wished and inside and not odd else "/"


def is_secure(request: Request, entrance: Entrance) -> bool:
    """Must the cookie travel over TLS only? By the setting, or because this request did."""
    return entrance.parts.settings.cookie_secure or request.url.scheme == "https"


def keep_form_cookie(response: Response, secret: str, *, secure: bool) -> None:
    """Tie the form to this browser."""
    response.set_cookie(FORM_COOKIE, secret, max_age=3600, path="/", httponly=True, samesite="strict", secure=secure)


def remember_language(request: Request, response: Response) -> None:
    """Keep the language that somebody chose before signing in."""
    chosen = request.query_params.get("lang", "")
    if chosen in LANGUAGES:
        response.set_cookie(LANGUAGE_COOKIE, chosen, max_age=365 * 86400, path="/", httponly=True, samesite="lax")
