"""What all routes read of a request: the form, the language, the address, who is signed in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast
from urllib.parse import parse_qs

from starlette.requests import Request

from config.wiring import Parts
from desk.errors import N_, RuleError
from ui.entrance import Visitor
from ui.texts import LANGUAGES, Texts

FORM_LIMIT = 64 * 1024
LANGUAGE_COOKIE = "nazar_language"


@dataclass(frozen=True)
class Form:
    """The fields of a form as the browser sent them."""

    fields: dict[str, list[str]]

    def __getitem__(self, name: str) -> str:
        return self.fields.get(name, [""])[-1]

    def all(self, name: str) -> list[str]:
        """Every value of a field that may be chosen several times."""
        return self.fields.get(name, [])


async def read_form(request: Request) -> Form:
    """The form of a POST. Raises RuleError when it is larger than any of ours."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > FORM_LIMIT:
            raise RuleError(N_("the form is too large"))
    return Form(parse_qs(bytes(body).decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=200))


def visitor_of(request: Request) -> Visitor | None:
    """Who is signed in, as the gate found out; None on pages that are open to everybody."""
    return cast(Visitor | None, request.scope.get("nazar.visitor"))


def texts_for(request: Request, parts: Parts) -> Texts:
    """The language of this browser: asked for in the address, its user's, chosen before, else the installation's."""
    visitor = visitor_of(request)
    wishes = (
        request.query_params.get("lang"),
        visitor.user.language if visitor else None,
        request.cookies.get(LANGUAGE_COOKIE),
    )
    wished = next((each for each in wishes if each in LANGUAGES), None)
    return Texts(wished or installed_language(parts), parts.settings.zone)


def installed_language(parts: Parts) -> str:
    """The language of those who have not chosen: set at the first start, else by the settings."""
    with parts.store.reading() as records:
        return str(records.installation().get("language") or parts.settings.language)


def address_of(request: Request) -> str:
    """The network address of who asks, for the limit on trying."""
    return request.client.host if request.client else "unknown"
