"""/new-password: the form behind the one-time link with which somebody sets their own password."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from desk.errors import N_, NazarError, NotAllowed, RuleError
from desk.users import User
from ui import html, password_links
from ui.entrance import Entrance
from ui.gate import COOKIE, set_cookie
from ui.passwords import SHORTEST
from ui.routes.requests import Form, address_of, read_form
from ui.routes.signing import is_secure
from ui.texts import LANGUAGES, Texts, known


def password_routes(entrance: Entrance) -> list[Route]:
    """The form of a new password and its answer."""
    return [Route(password_links.PATH, NewPasswordPage(entrance).answer, methods=["GET", "POST"])]


@dataclass(frozen=True)
class NewPasswordPage:
    """Asks for a new password, twice. The token stands in the form; it is its own proof. Looking uses nothing up."""

    entrance: Entrance

    async def answer(self, request: Request) -> Response:
        """Show the form, or take it in."""
        parts = self.entrance.parts
        form = Form({})
        if request.method == "GET":
            token = request.query_params.get("token", "")
        else:
            try:
                form = await read_form(request)
            except RuleError as error:
                return html.page(self._texts(request, None), "Nazar", html.note(str(error)), status=400)
            token = form["token"]
        user = await run_in_threadpool(password_links.whose, parts, token)
        texts = self._texts(request, user)
        if user is None:
            return _too_late(texts)
        if request.method == "GET":
            return self._form(texts, user, token)
        try:
            return await run_in_threadpool(self._take, request, form)
        except NotAllowed:
            return _too_late(texts)
        except RuleError as error:
            return self._form(texts, user, token, error=error)

    def _take(self, request: Request, form: Form) -> Response:
        if form["password"] != form["again"]:
            raise RuleError(N_("the two passwords differ"))
        user = password_links.use(self.entrance.parts, form["token"], form["password"])
        old = request.cookies.get(COOKIE)
        cookie = self.entrance.sign_in(user.login, form["password"], address_of(request), old)
        response = RedirectResponse("/", 303)
        set_cookie(response, cookie, secure=is_secure(request, self.entrance))
        return response

    def _texts(self, request: Request, user: User | None) -> Texts:
        settings = self.entrance.parts.settings
        wished = request.query_params.get("lang", "")
        language = wished if wished in LANGUAGES else user.language if user else settings.language
        return Texts(known(language), settings.zone)

    def _form(self, texts: Texts, user: User, token: str, *, error: NazarError | None = None) -> Response:
        _ = texts.gettext
        hint = texts.ngettext("At least {count} character.", "At least {count} characters.", SHORTEST)
        fields = [
            html.field(_("Password"), "password", kind="password", complete="new-password", hint=hint),
            html.field(_("Password once more"), "again", kind="password", complete="new-password"),
        ]
        said = texts.fill(
            "{name}, choose a password. You sign in with the login “{login}”.", name=user.name, login=user.login
        )
        body = (
            html.note(texts.translate(error) if error else "")
            + html.sentence(said)
            + html.form(password_links.PATH, "", _("Save and sign in"), fields, hidden={"token": token})
            + html.languages(f"{password_links.PATH}?token={token}&", texts.language)
        )
        return html.page(texts, _("New password"), body, status=400 if error else 200)


def _too_late(texts: Texts) -> Response:
    said = texts.gettext("This link has been used or is out of date: ask the administrator for a new one.")
    return html.page(texts, texts.gettext("New password"), html.note(said), status=410)
