"""Our own pages outside of Streamlit: small, without a script, everything escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from starlette.responses import HTMLResponse

from ui.assets import asset
from ui.texts import LANGUAGES, Texts

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def page(
    texts: Texts, title: str, body: str, *, status: int = 200, script: str = "", refresh_seconds: int = 0
) -> HTMLResponse:
    """A whole page. `title` is plain text, `body` is HTML made by the functions below, `script` a file of ours.

    With `refresh_seconds` the browser asks for it again by itself.
    """
    scripts = f'<script src="{asset(script).address}" defer></script>' if script else ""
    again = f'<meta http-equiv="refresh" content="{refresh_seconds}">' if refresh_seconds else ""
    document = (
        f'<!doctype html><html lang="{texts.language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"{again}"
        f"<title>{escape(title)} · Nazar</title>"
        f'<link rel="icon" type="image/svg+xml" href="{asset("nazar.svg").address}">'
        f'<link rel="stylesheet" href="{asset("nazar.css").address}">'
        f'<link rel="stylesheet" href="{asset("desk.css").address}">{scripts}</head>'
        f'<body><header class="brand"><img src="{asset("nazar.svg").address}" alt="">Nazar</header>'
        f"<main><h1>{escape(title)}</h1>{body}</main></body></html>"
    )
    headers = {"content-security-policy": POLICY, "cache-control": "no-store"}
    return HTMLResponse(document, status_code=status, headers=headers)


def form(action: str, token: str, submit: str, fields: Iterable[str], *, hidden: dict[str, str] | None = None) -> str:
    """A form that is sent by POST, with the token that proves it ours."""
    secret = {"form": token, **(hidden or {})}
    kept = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in secret.items()
    )
    return (
        f'<form method="post" action="{escape(action)}">{kept}{"".join(fields)}'
        f'<button type="submit">{escape(submit)}</button></form>'
    )


def field(
    label: str,
    name: str,
    *,
    value: str = "",
    kind: str = "text",
    complete: str = "off",
    hint: str = "",
    at_least: int = 0,
    known: Iterable[str] = (),
) -> str:
    """A labelled line to type into, of `at_least` so many characters; `known` are offered while somebody types."""
    note = f"<small>{escape(hint)}</small>" if hint else ""
    offered = "".join(f'<option value="{escape(each)}"></option>' for each in known)
    names = f' list="{name}-known"' if offered else ""
    least = f' minlength="{at_least}"' if at_least else ""
    return (
        f'<label>{escape(label)}<input type="{kind}" name="{name}" value="{escape(value)}" required '
        f'autocomplete="{complete}" maxlength="1024"{least}{names}>{note}</label>'
        + (f'<datalist id="{name}-known">{offered}</datalist>' if offered else "")
    )


def select(label: str, name: str, options: Sequence[tuple[str, str]], chosen: str) -> str:
    """A labelled choice of one of (value, text)."""
    choices = "".join(
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(text)}</option>'
        for value, text in options
    )
    return f'<label>{escape(label)}<select name="{name}">{choices}</select></label>'


def checks(legend: str, name: str, options: Sequence[tuple[str, str]], chosen: Iterable[str]) -> str:
    """A labelled choice of several of (value, text)."""
    picked = set(chosen)
    boxes = "".join(
        f'<label class="check"><input type="checkbox" name="{name}" value="{escape(value)}"'
        f"{' checked' if value in picked else ''}>{escape(text)}</label>"
        for value, text in options
    )
    return f"<fieldset>{f'<legend>{escape(legend)}</legend>' if legend else ''}{boxes}</fieldset>"


def radios(legend: str, name: str, options: Sequence[tuple[str, str, str]], chosen: str) -> str:
    """A labelled choice of one of (value, text, a smaller line below it), all of them in sight."""
    boxes = "".join(
        f'<label class="check"><input type="radio" name="{name}" value="{escape(value)}" required'
        f"{' checked' if value == chosen else ''}><span>{escape(text)}"
        f"{f'<small>{escape(hint)}</small>' if hint else ''}</span></label>"
        for value, text, hint in options
    )
    return f"<fieldset><legend>{escape(legend)}</legend>{boxes}</fieldset>"


def folded(summary: str, body: str) -> str:
    """What few people need, behind one line."""
    return f"<details><summary>{escape(summary)}</summary>{body}</details>"


def note(text: str, kind: str = "error") -> str:
    """A sentence that must be seen."""
    return f'<p class="{kind}" role="alert">{escape(text)}</p>' if text else ""


def sentence(text: str) -> str:
    """A plain sentence."""
    return f"<p>{escape(text)}</p>"


def languages(here: str, chosen: str) -> str:
    """Links to the same page in the other languages. `here` ends so that `lang=…` can be appended."""
    links = "".join(
        f'<a href="{escape(here)}lang={code}" lang="{code}" hreflang="{code}">{name}</a>'
        for code, name in LANGUAGES.items()
        if code != chosen
    )
    return f"<nav>{links}</nav>"


def chooser(label: str, choose: str, nothing: str, submit: str, token: str, hint: str) -> str:
    """The form that sends one file; its script sends it in pieces and shows how far it is.

    The browser's own button speaks the browser's language: ours (`choose`, and `nothing` while no file is chosen) lies
    in its place.
    """
    return (
        f'<form id="upload" data-form="{escape(token)}"><label class="file">{escape(label)}'
        f'<span aria-hidden="true"><span class="choose">{escape(choose)}</span>'
        f'<span class="chosen">{escape(nothing)}</span></span>'
        f'<input type="file" name="file" required><small>{escape(hint)}</small></label>'
        f'<button type="submit">{escape(submit)}</button>'
        '<progress max="100" value="0" hidden></progress><p role="status" aria-live="polite"></p></form>'
    )


def messages(**texts: str) -> str:
    """Sentences for the page's script, which has no words of its own."""
    data = " ".join(f'data-{name}="{escape(text)}"' for name, text in texts.items())
    return f'<div id="messages" {data} hidden></div>'
