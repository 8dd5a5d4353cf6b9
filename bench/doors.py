"""Signing in as a browser does: the form with its token, the cookie, and the document behind it."""

from __future__ import annotations

import http.client
import re
from urllib.parse import urlencode, urlsplit

_FORM = re.compile(r'name="form" value="([^"]+)"')


def sign_in(address: str, login: str, password: str) -> str:
    """The session's cookie, as a header says it. Raises PermissionError."""
    _status, page, cookies = ask(address, "/sign-in")
    token = _FORM.search(page)
    fields = {"form": token[1] if token else "", "login": login, "password": password, "next": "/"}
    status, _page, cookies = ask(address, "/sign-in", f"nazar_form={cookies.get('nazar_form', '')}", fields)
    if status != http.client.SEE_OTHER or "nazar" not in cookies:
        raise PermissionError(f"{login} was not let in: {status}")
    return f"nazar={cookies['nazar']}"


def ask(
    address: str, path: str, cookie: str = "", fields: dict[str, str] | None = None
) -> tuple[int, str, dict[str, str]]:
    """Status, body and cookies of an answer; with `fields` a form is sent."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)
    headers = {"Accept": "text/html", "Cookie": cookie}
    if fields is not None:
        headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": address}
    try:
        body = None if fields is None else urlencode(fields)
        connection.request("GET" if body is None else "POST", path, body, headers)
        answer = connection.getresponse()
        pairs = (line.split(";")[0].partition("=") for line in answer.headers.get_all("set-cookie") or [])
        cookies = {name: value for name, _equals, value in pairs}
        return answer.status, answer.read().decode("utf-8", "replace"), cookies
    finally:
        connection.close()
