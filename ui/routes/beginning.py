"""/first-start: the form behind the one-time link."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from desk.errors import N_, NazarError, NotAllowed, RuleError
from desk.roles import Action
from desk.territories import Territory
from desk.users import User
from ui import first_start, html, passwords
from ui.entrance import Entrance
from ui.gate import set_cookie
from ui.routes.example import WAITING, ExamplePage
from ui.routes.requests import Form, address_of, read_form, texts_for
from ui.routes.signing import is_secure, remember_language
from ui.texts import LANGUAGES, Texts

EXAMPLE, OWN = "example", "own"
"""What a desk may begin with."""


def beginning_routes(entrance: Entrance, example: ExamplePage) -> list[Route]:
    """The form of the first start and its answer."""
    return [Route("/first-start", BeginningPage(entrance, example).answer, methods=["GET", "POST"])]


@dataclass(frozen=True)
class BeginningPage:
    """Asks for the territory, the language and the first person. The token stands in the form; it is its own proof."""

    entrance: Entrance
    example: ExamplePage

    async def answer(self, request: Request) -> Response:
        """Show the form, or take it in."""
        parts = self.entrance.parts
        texts = await run_in_threadpool(texts_for, request, parts)
        if request.method == "GET":
            token = request.query_params.get("token", "")
            good = await run_in_threadpool(first_start.is_good, parts, token)
            return self._form(request, texts, token, Form({})) if good else _too_late(texts)
        form = Form({})
        try:
            form = await read_form(request)
            texts = Texts(form["language"], texts.zone) if form["language"] in LANGUAGES else texts
            return await run_in_threadpool(self._take, request, form)
        except NotAllowed:
            return _too_late(texts)
        except RuleError as error:
            found = await run_in_threadpool(first_start.territories_called, parts, form["territory"])
            return self._form(request, texts, form["token"], form, error=error, found=found)

    def _take(self, request: Request, form: Form) -> Response:
        if form["password"] != form["again"]:
            raise RuleError(N_("the two passwords differ"))
        person = first_start.FirstPerson(
            territory=form["territory"].strip(),
            language=form["language"] if form["language"] in LANGUAGES else "ru",
            login=form["login"],
            name=form["name"],
            password=form["password"],
            roles=tuple(role for role in first_start.OFFERED if role.value in form.all("role")),
        )
        user = first_start.begin(self.entrance.parts, form["token"], person)
        cookie = self.entrance.sign_in(user.login, person.password, address_of(request))
        response = RedirectResponse(self._goes_on(form["start"], user), 303)
        set_cookie(response, cookie, secure=is_secure(request, self.entrance))
        return response

    def _goes_on(self, start: str, user: User) -> str:
        """Where the first person begins: with the example on the desk, or with a file of their own."""
        parts = self.entrance.parts
        actor = parts.make_actor(user)
        if start == OWN and actor.may(Action.IMPORT):
            return "/upload"
        if start == EXAMPLE and actor.may(Action.MANAGE_USERS):
            self.example.bring(actor, user.language)
            return WAITING
        return "/"

    def _form(
        self,
        request: Request,
        texts: Texts,
        token: str,
        form: Form,
        *,
        error: NazarError | None = None,
        found: tuple[Territory, ...] = (),
    ) -> Response:
        _ = texts.gettext
        fields = [
            self._territory(texts, form, found),
            html.field(_("Your name"), "name", value=form["name"], complete="name"),
            html.field(_("Login"), "login", value=form["login"], complete="username", hint=_("You sign in with it.")),
            html.field(
                _("Password"),
                "password",
                kind="password",
                complete="new-password",
                at_least=passwords.SHORTEST,
                hint=_password_hint(texts),
            ),
            html.field(_("Password once more"), "again", kind="password", complete="new-password"),
            _start(texts, form["start"] or EXAMPLE),
            _roles(texts, form),
        ]
        body = (
            ("" if form.fields else html.languages(f"/first-start?token={token}&", texts.language))
            + html.note(texts.translate(error) if error else "")
            + (html.sentence(_("Type the password again, too.")) if error else "")
            + html.sentence(_("Whoever fills in this form becomes the first person of this desk."))
            + html.form("/first-start", "", _("Begin"), fields, hidden={"token": token, "language": texts.language})
        )
        page = html.page(texts, _("First start"), body, status=400 if error else 200)
        remember_language(request, page)
        return page

    def _territory(self, texts: Texts, form: Form, found: tuple[Territory, ...]) -> str:
        _ = texts.gettext
        territories = self.entrance.parts.catalogues().territories
        if len(found) > 1:
            options = [(each.code, first_start.name_of(territories, each.code, texts.language), "") for each in found]
            return html.radios(_("Which of these is yours?"), "territory", options, found[0].code)
        set_already = self.entrance.parts.settings.territory
        value = found[0].code if found else form["territory"] or set_already or ""
        return html.field(
            _("Territory"),
            "territory",
            value=first_start.name_of(territories, value, texts.language) if value in territories else value,
            hint=_("Begin to type the name of your district or city; a village or its KATO code will do, too."),
            known=first_start.offered_names(territories, texts.language),
        )


def _start(texts: Texts, chosen: str) -> str:
    _ = texts.gettext
    options = [
        (
            EXAMPLE,
            _("Example data"),
            _("Some hundred made-up messages, to try everything. Ready in seconds, removed with one click."),
        ),
        (OWN, _("My own file"), _("You choose it on the next page: a chat from Telegram or WhatsApp, or a table.")),
    ]
    return html.radios(_("Begin with"), "start", options, chosen)


def _roles(texts: Texts, form: Form) -> str:
    picked = form.all("role") if form.fields else [role.value for role in first_start.OFFERED]
    options = [(role.value, texts.name(role)) for role in first_start.OFFERED]
    legend = texts.gettext("Your roles (in a village one person holds them all)")
    return html.folded(
        texts.gettext("You may do everything here. Change that"), html.checks(legend, "role", options, picked)
    )


def _password_hint(texts: Texts) -> str:
    return texts.ngettext("At least {count} character.", "At least {count} characters.", passwords.SHORTEST)


def _too_late(texts: Texts) -> Response:
    said = texts.gettext("This link has been used or is out of date: take the newest one from the console.")
    return html.page(texts, texts.gettext("First start"), html.note(said), status=410)
